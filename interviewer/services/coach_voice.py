"""The built-in interviewer's words: composed from phrases and the question bank, never twice the same in a row."""

import random
import re
from collections.abc import AsyncIterator, Callable, Sequence

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Verdict
from interviewer.domain.question import Question
from interviewer.domain.round import EndedBy, Move, MoveKind
from interviewer.domain.transcript import Speaker, Transcript
from interviewer.grading.text import content_stems, words
from interviewer.ports import Chunk, Embedder
from interviewer.services.cue import Cue

COMPANY_MATCH = 0.42
"""Cosine between a candidate's question and a way of asking for a fact; other questions to the company stay below 0.4."""

MENTION_WORDS = (2, 3)


class CoachVoice:
    """Speaks without a model."""

    name = "coach"

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        self._corpus, self._embedder = corpus, embedder

    async def speak(self, cue: Cue) -> AsyncIterator[Chunk]:
        yield Chunk(self.words(cue))

    def words(self, cue: Cue) -> str:
        """The turn as one text, a paragraph for each thing said."""
        parts = [_WORDERS[move.kind](self, cue, move) for move in cue.moves]
        return "\n\n".join(part for part in parts if part)

    # --- one for each move ---------------------------------------------------------------------------------------------

    def _greet(self, cue: Cue, move: Move) -> str:
        opening = self._pick(cue, cue.stage.openings)
        if cue.hand_over is None:
            return opening
        return _joined(opening, self._phrase(cue, "hand_over").replace("{colleague}", cue.hand_over.interviewer))

    def _ask(self, cue: Cue, move: Move) -> str:
        assert cue.upcoming is not None
        step = next((s for s in cue.stage.plan if s.id == self._step_of(cue, move)), None)
        first = not any(t.speaker is Speaker.INTERVIEWER for t in cue.transcript)
        if move.reason == "new-step" and step is not None:
            lead = self._pick(cue, step.transitions)
        else:
            lead = "" if first else self._phrase(cue, "next_question")
        return _joined(lead, put(cue.upcoming))

    def _step_of(self, cue: Cue, move: Move) -> str:
        return next((i.step_id for i in cue.plan.items if i.question_id == move.question_id), "")

    def _repeat(self, cue: Cue, move: Move) -> str:
        assert cue.question is not None
        return _joined(self._phrase(cue, "repeat"), put(cue.question))

    def _probe(self, cue: Cue, move: Move) -> str:
        assert cue.question is not None
        if move.key_point_id is None:
            return _joined(self._phrase(cue, "follow_up"), cue.question.follow_ups[move.number])
        point = cue.question.key_point(move.key_point_id)
        assert point is not None
        wrong = any(f.key_point_id == point.id and f.verdict is Verdict.CONTRADICTED for f in cue.findings)
        lead = self._phrase(cue, "probe_wrong" if wrong else "probe")
        mention = "" if wrong else self._mention(cue)
        return _joined(mention or lead, point.probe)

    def _mention(self, cue: Cue) -> str:
        """'You mentioned the sample size.' - the candidate's own words on a point that was met, said once a round."""
        for finding in cue.findings:
            if finding.verdict is Verdict.MET and finding.quote and finding.quote in cue.last_words:
                run = _shared_run(finding.quote, finding.says)
                if run and not _was_said(cue.transcript, run):
                    return self._phrase(cue, "acknowledge_partial").replace("{mention}", run)
        return ""

    def _hint(self, cue: Cue, move: Move) -> str:
        assert cue.question is not None
        occasion = "hint_dont_know" if move.reason == "dont-know" else "hint"
        return _joined(self._phrase(cue, occasion), cue.question.hints[move.number])

    def _clarify(self, cue: Cue, move: Move) -> str:
        return self._phrase(cue, "clarify")

    def _redirect(self, cue: Cue, move: Move) -> str:
        occasion = {
            "off-topic": "redirect_off_topic",
            "refers-back": "redirect_refers_back",
            "steer": "redirect_steer",
            "dont-know": "redirect_dont_know",
            "no-hints": "redirect_no_hints",
            "hints-used": "redirect_hints_used",
            "clarified-enough": "redirect_clarified",
        }[move.reason]
        return self._phrase(cue, occasion)

    def _move_on(self, cue: Cue, move: Move) -> str:
        if move.reason in ("answered", "follow-up"):
            met = [f for f in cue.findings if f.verdict is Verdict.MET]
            strong = bool(met) and len(met) >= 0.7 * len(cue.findings)
            return self._phrase(cue, "acknowledge_strong" if strong else "acknowledge")
        occasion = {"dont-know": "move_on_dont_know", "skipped": "move_on_skipped", "limit": "move_on_limit"}
        return self._phrase(cue, occasion[move.reason])

    def _invite(self, cue: Cue, move: Move) -> str:
        return self._pick(cue, cue.stage.invitations) if not move.number else self._phrase(cue, "invite_more")

    def _answer_candidate(self, cue: Cue, move: Move) -> str:
        facts = self._corpus.company.facts
        ways = [(fact, way) for fact in facts for way in fact.asked_as]
        if ways:
            vectors = self._embedder.embed([cue.last_words, *(way for _, way in ways)])
            scores = vectors[1:] @ vectors[0]
            best = int(scores.argmax())
            answer = ways[best][0].answer
            if scores[best] >= COMPANY_MATCH and not _was_said(cue.transcript, answer):
                return answer
        return self._phrase(cue, "company_unknown")

    def _close(self, cue: Cue, move: Move) -> str:
        if move.reason == EndedBy.PLAN:
            return self._pick(cue, cue.stage.closings)
        return self._phrase(cue, "close_time" if move.reason == EndedBy.TIME else "close_candidate")

    # --- choosing words ------------------------------------------------------------------------------------------------

    def _phrase(self, cue: Cue, occasion: str) -> str:
        return self._pick(cue, self._corpus.phrases.variants[occasion])

    def _pick(self, cue: Cue, variants: Sequence[str]) -> str:
        """A variant that was not used in this round; when all were, one that is not in the last turn."""
        rng = random.Random(f"{cue.plan.seed}:{len(cue.transcript)}:{variants[0]}")
        fresh = [v for v in variants if not _was_said(cue.transcript, _literal(v))]
        if not fresh:
            last = [t for t in cue.transcript if t.speaker is Speaker.INTERVIEWER][-1:]
            fresh = [v for v in variants if not _was_said(tuple(last), _literal(v))] or list(variants)
        return _fill(rng.choice(fresh), cue)


def put(question: Question) -> str:
    """The question as it is put: what is said, and what is shown with it."""
    return _joined(question.ask, "\n\n" + question.given.strip() if question.given else "", between="")


def _fill(template: str, cue: Cue) -> str:
    name = cue.candidate_name.strip()
    persona = cue.stage.persona
    text = template.replace("{minutes}", str(cue.plan.minutes)).replace("{persona}", persona.name)
    text = text.replace("{role}", persona.role).replace("{topic}", cue.stage.name)
    if name:
        return text.replace("{candidate}", name)
    return re.sub(r",? ?\{candidate\}", "", text)


def _literal(template: str) -> str:
    """The longest piece of a template that is said as it stands."""
    return max(re.split(r"\{\w+\}", template), key=len).strip(" ,.")


def _was_said(transcript: Transcript, text: str) -> bool:
    return any(text in turn.text for turn in transcript if turn.speaker is Speaker.INTERVIEWER)


def _joined(*parts: str, between: str = " ") -> str:
    return between.join(part for part in parts if part)


def _shared_run(quote: str, claim: str) -> str:
    """The longest run of two or three content words in the quote that are all in the claim, such as 'sample size'."""
    stems = content_stems(claim)
    found = words(quote)
    least, most = MENTION_WORDS
    for size in range(most, least - 1, -1):
        for start in range(len(found) - size + 1):
            run = found[start : start + size]
            if all(w.is_content and w.stem in stems for w in run):
                text = quote[run[0].start : run[-1].end]
                if "\n" not in text and not re.search(r"[.;:!?]", text):
                    return text
    return ""


_WORDERS: dict[MoveKind, Callable[[CoachVoice, Cue, Move], str]] = {
    MoveKind.GREET: CoachVoice._greet,
    MoveKind.ASK: CoachVoice._ask,
    MoveKind.REPEAT: CoachVoice._repeat,
    MoveKind.PROBE: CoachVoice._probe,
    MoveKind.CLARIFY: CoachVoice._clarify,
    MoveKind.HINT: CoachVoice._hint,
    MoveKind.REDIRECT: CoachVoice._redirect,
    MoveKind.MOVE_ON: CoachVoice._move_on,
    MoveKind.INVITE_QUESTIONS: CoachVoice._invite,
    MoveKind.ANSWER_CANDIDATE: CoachVoice._answer_candidate,
    MoveKind.CLOSE: CoachVoice._close,
}
