"""Critiques of answers: the coach's at once, a model's beside the conversation, and both kept in the store."""

import asyncio

import anyio.to_thread

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import STILL_READING, Critique
from interviewer.domain.errors import ModelFailure, NotFound
from interviewer.domain.question import Question
from interviewer.domain.session import RoundRecord, RoundView, SessionView, StoredCritique
from interviewer.domain.transcript import Speaker, Transcript, answers_to, candidate_words
from interviewer.grading.grader import Graded, Grader
from interviewer.ports import SessionStore
from interviewer.services.claims import claim_point
from interviewer.services.faults import explain
from interviewer.services.grade import CoachJudge, Judge, Submission

JUDGE_WAIT_SECONDS = 120.0
"""How long a debrief waits for a model's critiques; then the coach's stand."""


class Critiques:
    """Makes and stores the critiques of this process's sessions."""

    def __init__(
        self, corpus: Corpus, store: SessionStore, grader: Grader, coach: CoachJudge, model: Judge | None
    ) -> None:
        self._corpus, self._store, self._grader = corpus, store, grader
        self._coach, self._model = coach, model
        self._judging: dict[str, set[asyncio.Task[None]]] = {}

    async def prepare(self, question: Question) -> None:
        """Encode the question's phrasings while the candidate reads it, so that the first answer to it does not wait."""
        await anyio.to_thread.run_sync(self._grader.prepare, question)

    async def judge(self, record: RoundRecord, transcript: Transcript, question: Question, turn_id: str) -> Graded:
        """Judge all that was said to the question. The coach's critique is stored on return, a model's later."""
        submission = await self._submission(record, transcript, question)
        critique = self._coach.critique(submission)
        if self._model is not None:
            critique = critique.model_copy(update={"notice": STILL_READING})
        await self._store.save_critique(record.session_id, record.number, turn_id, critique)
        self._judge_later(record, submission, turn_id)
        return submission.graded

    async def again(self, view: SessionView, question_id: str) -> None:
        """Judge an answer again, after a model had failed. Raises NotFound."""
        found, stored, question = self._stored(view, question_id)
        await self.judge(found.record, found.transcript, question, stored.turn_id)

    async def claim(self, view: SessionView, question_id: str, key_point_id: str, sentence: str) -> RoundView:
        """Look at one point once more, at the sentence that the candidate points to. Raises NotFound, InputError."""
        found, stored, question = self._stored(view, question_id)
        said = candidate_words(found.transcript, question_id)
        critique = await anyio.to_thread.run_sync(
            claim_point, question, stored.critique, key_point_id, sentence, said, self._grader.look_again
        )
        await self._store.save_critique(found.record.session_id, found.record.number, stored.turn_id, critique)
        changed = stored.model_copy(update={"critique": critique})
        return found.model_copy(update={"critiques": tuple(changed if c is stored else c for c in found.critiques)})

    def is_judging(self, session_id: str) -> bool:
        """True while a model still works on a critique."""
        return bool(self._judging.get(session_id))

    async def settle(self, session_id: str) -> None:
        """Wait for a model's critiques, but not for ever."""
        waiting = set(self._judging.get(session_id, ()))
        if waiting:
            await asyncio.wait(waiting, timeout=JUDGE_WAIT_SECONDS)

    def _stored(self, view: SessionView, question_id: str) -> tuple[RoundView, StoredCritique, Question]:
        question = self._corpus.find_question(question_id)
        for found in view.rounds:
            stored = next((c for c in found.critiques if c.question_id == question_id), None)
            if stored is not None and question is not None:
                return found, stored, question
        raise NotFound("There is no critique of this question.", "Answer the question first.")

    async def _submission(self, record: RoundRecord, transcript: Transcript, question: Question) -> Submission:
        turns = tuple(t for t in transcript if t.question_id == question.id and not t.pending)
        said = candidate_words(turns, question.id)
        graded = await anyio.to_thread.run_sync(self._grader.grade, question, said, record.plan.seniority)
        own = answers_to(turns, question.id)
        others = tuple(t for t in turns if t.speaker is Speaker.INTERVIEWER)
        ordered = tuple(sorted((*own, *others), key=lambda t: t.seq))
        return Submission(
            question=question,
            seniority=record.plan.seniority,
            turns=ordered,
            graded=graded,
            place=len(record.state.asked) - 1,
        )

    def _judge_later(self, record: RoundRecord, submission: Submission, turn_id: str) -> None:
        """Have the model judge beside the conversation; its critique replaces the coach's when it is there."""
        judge = self._model
        if judge is None:
            return

        async def work() -> None:
            try:
                critique = await judge.judge(submission)
            except ModelFailure as failure:
                critique = _fallback(self._coach.critique(submission), failure)
            await self._store.save_critique(record.session_id, record.number, turn_id, critique)

        waiting = self._judging.setdefault(record.session_id, set())
        task = asyncio.create_task(work())
        waiting.add(task)
        task.add_done_callback(waiting.discard)


def _fallback(critique: Critique, failure: ModelFailure) -> Critique:
    return critique.model_copy(update={"notice": explain(failure), "flags": (*critique.flags, "model-failed")})
