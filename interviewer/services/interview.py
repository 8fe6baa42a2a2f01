"""All that a screen may call: start, answer, follow, resume, end, and what is kept.

A candidate's turn is stored before anything else happens. The reply is made by a detached task that a page follows, so
that closing a page ends a view and never a turn; what a killed process left undone is taken up at the next look.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from interviewer.domain.corpus import Corpus
from interviewer.domain.errors import AnswerTooLong, Busy, EmptyAnswer, InputError, ModelFailure
from interviewer.domain.intent import read_intent
from interviewer.domain.round import (
    Heard,
    Intent,
    Move,
    Phase,
    RoundState,
    next_moves,
    time_is_up,
)
from interviewer.domain.session import (
    RoundRecord,
    Session,
    SessionRequest,
    SessionStatus,
    SessionSummary,
    SessionView,
)
from interviewer.domain.transcript import Speaker, Turn
from interviewer.grading.gates import Flag
from interviewer.grading.grader import Graded, Grader
from interviewer.ports import Clock, SessionStore
from interviewer.services.coach_voice import CoachVoice
from interviewer.services.critiques import Critiques
from interviewer.services.cue import Cue, Voice
from interviewer.services.debrief import ModelDebrief, make_debrief
from interviewer.services.faults import explain
from interviewer.services.grade import CoachJudge, Judge
from interviewer.services.rounds import cue_for, new_round, pending_turn

MAX_TURNS = 400
"""Of one round. A round ends long before; this bounds what a script can store."""

REQUESTS = {
    Intent.HINT: "Could I have a hint?",
    Intent.SKIP: "I'd like to skip this one.",
    Intent.REPEAT: "Could you repeat the question?",
    Intent.END: "I'd like to stop here.",
    Intent.NO_QUESTIONS: "No more questions from me, thank you.",
}
"""What a button says for the candidate, so that the transcript reads like a conversation."""


@dataclass
class LiveTurn:
    """A reply that is being made. A screen reads `text` as it grows, and waits for `done`."""

    text: str = ""
    notice: str = ""
    done: asyncio.Event = field(default_factory=asyncio.Event)
    error: str = ""


@dataclass(frozen=True)
class Engine:
    """Who words and who judges when a model is connected."""

    voice: Voice
    judge: Judge
    debrief: ModelDebrief


class Interview:
    """The interviews of this process."""

    def __init__(
        self,
        *,
        corpus: Corpus,
        store: SessionStore,
        grader: Grader,
        voice: CoachVoice,
        judge: CoachJudge,
        clock: Clock,
        engine: Engine | None = None,
        max_answer_chars: int = 20_000,
    ) -> None:
        self._corpus, self._store, self._clock = corpus, store, clock
        self._coach_voice, self._engine = voice, engine
        self._max_answer_chars = max_answer_chars
        self._live: dict[str, LiveTurn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._critiques = Critiques(corpus, store, grader, judge, engine.judge if engine else None)

    @property
    def engine_name(self) -> str:
        return self._engine.voice.name if self._engine else self._coach_voice.name

    # --- what a screen calls -------------------------------------------------------------------------------------------

    async def start(self, owner: str, request: SessionRequest) -> SessionView:
        """A new session with its first round open; the greeting is being worded."""
        now = self._clock.now()
        seed = request.seed if request.seed is not None else secrets.randbelow(2**31)
        session = Session(
            id=secrets.token_hex(8),
            owner=owner,
            kind="loop" if request.is_loop else "round",
            request=request,
            seed=seed,
            created_at=now,
            updated_at=now,
        )
        record, turn = await new_round(self._corpus, self._store, session, 0, now)
        await self._store.create(session)
        await self._store.add_round(record, [turn])
        self._detach(session.id, self._word, session, record, turn.id)
        return await self._store.get(session.id, owner)

    async def next_round(self, session_id: str, owner: str | None) -> SessionView:
        """The next round of a loop. Raises InputError if this one is not over, or was the last."""
        view = await self._store.get(session_id, owner)
        session, number = view.session, view.current.record.number + 1
        if not view.current.record.state.is_over:
            raise InputError("This round is not over yet.", "Finish it or end it first.")
        if number >= len(session.request.stages):
            raise InputError("That was the last round of the loop.", "Start a new session.")
        record, turn = await new_round(self._corpus, self._store, session, number, self._clock.now())
        session = session.model_copy(update={"current": number, "updated_at": self._clock.now()})
        await self._store.save_session(session)
        await self._store.add_round(record, [turn])
        self._detach(session.id, self._word, session, record, turn.id)
        return await self._store.get(session_id, owner)

    async def answer(self, session_id: str, owner: str | None, answer_id: str, text: str) -> SessionView:
        """Take the candidate's words. Raises EmptyAnswer, AnswerTooLong, Busy, NotFound; then nothing was changed."""
        if not any(c.isalnum() for c in text):
            raise EmptyAnswer
        if len(text) > self._max_answer_chars:
            raise AnswerTooLong(len(text), self._max_answer_chars)
        view = await self._store.get(session_id, owner)
        may_ask = view.current.record.state.phase is Phase.INVITING
        return await self._hear(view, answer_id, text, read_intent(text, candidate_may_ask=may_ask))

    async def request(self, session_id: str, owner: str | None, answer_id: str, intent: Intent) -> SessionView:
        """A button was pressed: hint, skip, repeat, end, no more questions."""
        view = await self._store.get(session_id, owner)
        if intent is Intent.SKIP and view.current.record.state.phase is Phase.INVITING:
            intent = Intent.NO_QUESTIONS
        return await self._hear(view, answer_id, REQUESTS[intent], intent)

    async def view(self, session_id: str, owner: str | None) -> SessionView:
        """The session as it is. Takes up what was left undone, and closes a round whose time has run out."""
        view = await self._store.get(session_id, owner)
        if session_id in self._live:
            return view
        record, transcript = view.current.record, view.current.transcript
        if transcript and transcript[-1].pending:
            self._detach(session_id, self._word, view.session, record, transcript[-1].id)
        elif transcript and transcript[-1].speaker is Speaker.CANDIDATE and not record.state.is_over:
            self._detach(session_id, self._respond, view.session, record.number, transcript[-1])
        elif self._seconds_left(record) <= 0 and not record.state.is_over:
            await self._advance(view, *time_is_up(record.state))
        elif record.state.is_over and view.current.debrief is None:
            self._detach(session_id, self._finish, view.session, record.number)
        else:
            return view
        return await self._store.get(session_id, owner)

    def live(self, session_id: str) -> LiveTurn | None:
        """The reply that is being made right now, if any."""
        return self._live.get(session_id)

    def is_judging(self, session_id: str) -> bool:
        """True while a model still works on a critique."""
        return self._critiques.is_judging(session_id)

    async def settle(self, session_id: str) -> None:
        """Wait until the reply, and a model's critiques, are there."""
        while (live := self._live.get(session_id)) is not None:
            await live.done.wait()
            await asyncio.sleep(0)
        await self._critiques.settle(session_id)

    async def retry_critique(self, session_id: str, owner: str | None, question_id: str) -> None:
        """Judge an answer again, after a model had failed."""
        await self._critiques.again(await self._store.get(session_id, owner), question_id)

    async def claim_point(
        self, session_id: str, owner: str | None, question_id: str, key_point_id: str, sentence: str
    ) -> SessionView:
        """'I did say that, here': the point is looked at once more. Raises InputError, NotFound."""
        view = await self._store.get(session_id, owner)
        changed = await self._critiques.claim(view, question_id, key_point_id, sentence)
        if changed.debrief is not None:
            await self._store.save_debrief(session_id, changed.record.number, make_debrief(changed, self._corpus))
        return await self._store.get(session_id, owner)

    async def save_draft(self, session_id: str, owner: str | None, text: str) -> None:
        await self._store.get(session_id, owner)
        await self._store.save_draft(session_id, text[: self._max_answer_chars])

    async def sessions(self, owner: str | None) -> list[SessionSummary]:
        return await self._store.list(owner)

    async def delete(self, session_id: str, owner: str | None) -> None:
        await self._store.delete(session_id, owner)

    # --- a turn --------------------------------------------------------------------------------------------------------

    async def _hear(self, view: SessionView, answer_id: str, text: str, intent: Intent) -> SessionView:
        session, current = view.session, view.current
        if current.record.state.is_over:
            raise InputError("This round is over.", "Read the debrief, or start another round.")
        if session.id in self._live:
            raise Busy
        if len(current.transcript) >= MAX_TURNS:
            raise InputError("This round has reached its limit of turns.", "End it to read the debrief.")
        asking = current.record.state.phase is Phase.ASKING
        turn = Turn(
            id=secrets.token_hex(8),
            seq=len(current.transcript),
            speaker=Speaker.CANDIDATE,
            text=text.strip(),
            at=self._clock.now(),
            question_id=current.record.state.asked[-1].question_id if asking else None,
            intent=intent.value,
        )
        if await self._store.add_answer(session.id, current.record.number, answer_id, turn):
            self._detach(session.id, self._respond, session, current.record.number, turn)
        return await self._store.get(session.id, session.owner)

    async def _respond(self, live: LiveTurn, session: Session, number: int, turn: Turn) -> None:
        """Judge what was said, decide the moves, store both, then word them."""
        view = await self._store.get(session.id, session.owner)
        current = view.rounds[number]
        record = current.record
        question = self._corpus.question(record.state.asked[-1].question_id)
        heard = Heard(intent=Intent(turn.intent))
        if heard.intent is Intent.ANSWER and record.state.phase is Phase.ASKING:
            graded = await self._critiques.judge(record, current.transcript, question, turn.id)
            heard = Heard(intent=_refine(graded), findings=graded.findings, score=graded.score)
        state, moves = next_moves(record.plan, record.state, heard, question, self._seconds_left(record))
        await self._advance(view, state, moves, live=live)

    async def _advance(
        self, view: SessionView, state: RoundState, moves: tuple[Move, ...], live: LiveTurn | None = None
    ) -> None:
        """Store the new state with the turn to be worded, then word it (in this task, or a new one)."""
        session, current = view.session, view.current
        now = self._clock.now()
        ended_at = now if state.is_over else None
        record = current.record.model_copy(update={"state": state, "ended_at": ended_at})
        turn = pending_turn(record, len(current.transcript), moves, now)
        await self._store.advance(record, [turn])
        if live is None:
            self._detach(session.id, self._word, session, record, turn.id)
        else:
            await self._word(live, session, record, turn.id)

    async def _word(self, live: LiveTurn, session: Session, record: RoundRecord, turn_id: str) -> None:
        """Find the words of a pending turn; the coach's where the model fails."""
        view = await self._store.get(session.id, session.owner)
        current = view.rounds[record.number]
        pending = next(t for t in current.transcript if t.id == turn_id)
        cue = cue_for(self._corpus, view, record.number, pending, self._seconds_left(record))
        engine = self._coach_voice.name
        if self._engine is not None:
            try:
                engine = await self._speak(live, self._engine.voice, cue)
            except ModelFailure as failure:
                live.text, live.notice = "", explain(failure)
        if not live.text.strip():
            engine = await self._speak(live, self._coach_voice, cue)
        turn = pending.model_copy(
            update={"text": live.text.strip(), "pending": False, "engine": engine, "notice": live.notice}
        )
        await self._store.save_turn(session.id, record.number, turn)
        if record.state.is_over:
            await self._finish(live, session, record.number)
        elif cue.upcoming is not None:
            self._keep(asyncio.create_task(self._critiques.prepare(cue.upcoming)))

    async def _speak(self, live: LiveTurn, voice: Voice, cue: Cue) -> str:
        async for chunk in voice.speak(cue):
            live.text += chunk.text
        return voice.name

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, live: LiveTurn, session: Session, number: int) -> None:
        """Write the debrief, and end the session after its last round."""
        await self._critiques.settle(session.id)
        view = await self._store.get(session.id, session.owner)
        current = view.rounds[number]
        debrief = make_debrief(current, self._corpus)
        if self._engine is not None and debrief.score is not None:
            stage = self._corpus.stage(current.record.stage)
            try:
                words = await self._engine.debrief.word(debrief, stage.name, session.request.seniority.value)
                debrief = debrief.model_copy(update={"summary": words or debrief.summary})
            except ModelFailure as failure:
                live.notice = explain(failure)
        await self._store.save_debrief(session.id, number, debrief)
        if number == len(session.request.stages) - 1:
            ended = view.session.model_copy(update={"status": SessionStatus.ENDED, "updated_at": self._clock.now()})
            await self._store.save_session(ended)

    # --- small things --------------------------------------------------------------------------------------------------

    def _seconds_left(self, record: RoundRecord) -> float:
        return (record.deadline - self._clock.now()).total_seconds()

    def _detach(self, session_id: str, work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        """Run `work(live, *args)` on its own: nobody who looks on can cancel it."""
        live = self._live[session_id] = LiveTurn()

        async def run() -> None:
            try:
                await work(live, *args)
            except Exception as error:
                live.error = str(error) or type(error).__name__
                raise
            finally:
                self._live.pop(session_id, None)
                live.done.set()

        self._keep(asyncio.create_task(run()))


def _refine(graded: Graded) -> Intent:
    """An answer that turned out not to be one."""
    if Flag.OFF_TOPIC in graded.flags:
        return Intent.OFF_TOPIC
    only_steering = Flag.STEERING in graded.flags and Flag.TOO_SHORT in graded.flags and not graded.score
    return Intent.STEER if only_steering else Intent.ANSWER
