"""The verb `grade` with a model: its verdicts with quotes, checked by code. Totals are computed here."""

import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import anyio.to_thread

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import MAX_FIXES, Critique, Finding, Fix, Mistake, StrongerPart, Verdict
from interviewer.domain.errors import ModelFailure
from interviewer.domain.question import Question
from interviewer.domain.rubric import Rating, Rubric
from interviewer.domain.scoring import score_findings
from interviewer.domain.stage import Seniority
from interviewer.domain.transcript import Speaker
from interviewer.grading.gates import Flag, without_steering
from interviewer.grading.grader import Grader
from interviewer.ports import ChatModel, Message
from interviewer.prompting.fence import fence, new_nonce, turns_as_data
from interviewer.prompting.prompt import Prompt
from interviewer.services.cite import Citer
from interviewer.services.grade import Submission
from interviewer.services.quotes import find_quote
from interviewer.services.replies import GradeReply

BearsOn = Callable[[Mapping[str, str]], Awaitable[dict[str, bool]]]
"""Key point ids with quotes to whether each quote has to do with its point."""

DIFFERS_BY = 1.0
"""Points of the score. Where the built-in grader and a model are further apart, a second pass decides."""

NOTHING_FOUND = 0.5
"""Below this score of the coach's, a model that finds much may be obeying what it reads: its quotes are held to more."""

DISTRUSTED = (Flag.STEERING, Flag.OFF_TOPIC, Flag.GIBBERISH, Flag.TOO_SHORT)
"""With one of these, and nothing found, the coach's score stands."""

CLOSE = "engines-differ"
CLOSE_NOTICE = "It was close: the built-in coach reads this answer otherwise, so it was judged twice."

CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}


class ModelJudge:
    """A model's verdicts with quotes, checked by code. It works in a context of its own: no conversation, no tools."""

    def __init__(self, model: ChatModel, prompt: Prompt, corpus: Corpus, citer: Citer, grader: Grader) -> None:
        self._model, self._prompt, self._corpus, self._citer = model, prompt, corpus, citer
        self._grader = grader

    @property
    def name(self) -> str:
        return self._model.name

    async def judge(self, submission: Submission) -> Critique:
        """A second pass decides where the first is far from the coach. Raises ModelFailure."""
        first = await self._once(submission)
        coach = submission.graded.score
        if first.score is None or coach is None or abs(first.score - coach) <= DIFFERS_BY:
            return first
        try:
            second = await self._once(submission)
        except ModelFailure:
            return first.model_copy(update={"flags": (*first.flags, CLOSE), "notice": CLOSE_NOTICE})
        return _decide(coach, first, second)

    async def _once(self, submission: Submission) -> Critique:
        """One reading, in a context of its own."""
        rubric = self._corpus.rubric_of(submission.question.stage)
        reply, usage = await self._model.reply(self.messages(submission, rubric), GradeReply)

        async def bears_on(quotes: Mapping[str, str]) -> dict[str, bool]:
            surely = bool(quotes) and (submission.graded.score or 0.0) < NOTHING_FOUND
            check = partial(self._grader.bears_on, submission.question, quotes, surely=surely)
            return await anyio.to_thread.run_sync(check)

        critique = await check_reply(reply, submission, rubric, self._citer, bears_on)
        return critique.model_copy(update={"engine": self.name, "prompt": self._prompt.label, "usage": usage})

    def messages(self, submission: Submission, rubric: Rubric, nonce: str | None = None) -> list[Message]:
        question = submission.question
        system, user = self._prompt.render(
            {
                "question": question.ask,
                "given": question.given,
                "seniority": submission.seniority.value,
                "key_points": _key_points(question, submission.seniority),
                "misconceptions": _bullets(
                    [*(m.says for m in question.misconceptions), *(f.says for f in question.red_flags)]
                ),
                "criteria": _criteria(rubric),
                "passages": self._citer.passages_for(question),
                "transcript": fence("answer", turns_as_data(submission.turns), nonce or new_nonce()),
            }
        )
        return [Message("system", system), Message("user", user)]


def _decide(coach: float, first: Critique, second: Critique) -> Critique:
    """The reading that is nearer to the middle of the three scores; the second where both are as near."""
    scores = [s for s in (coach, first.score, second.score) if s is not None]
    middle = statistics.median(scores)
    chosen = min((second, first), key=lambda c: abs((coach if c.score is None else c.score) - middle))
    usage = first.usage.plus(second.usage) if first.usage and second.usage else chosen.usage
    return chosen.model_copy(update={"flags": (*chosen.flags, CLOSE), "notice": CLOSE_NOTICE, "usage": usage})


async def check_reply(
    reply: GradeReply, submission: Submission, rubric: Rubric, citer: Citer, bears_on: BearsOn
) -> Critique:
    """A model's reply as a critique.

    Quotes are looked up in what was said, without the sentences that speak to the grading; a verdict whose quote has nothing
    to do with its point is dropped like one whose quote was made up. Unknown ids are dropped, missing points are missed, and
    the score is computed.
    """
    question = submission.question
    turns = [t.text for t in submission.turns if t.question_id == question.id and t.speaker is Speaker.CANDIDATE]
    said = [without_steering(text) for text in turns]
    quoted = {p.id: _quoted(reply, p.id, said) for p in question.key_points}
    supported = await bears_on({i: q.quote for i, q in quoted.items() if q.quote})
    findings, dropped = [], 0
    expected = {p.id for p in question.expected(submission.seniority)}
    for point in question.key_points:
        verdict, quote = quoted[point.id]
        stands = bool(quote) and supported[point.id]
        dropped += verdict is not Verdict.MISSED and not stands
        verdict = verdict if stands else Verdict.MISSED
        findings.append(
            Finding(
                key_point_id=point.id,
                says=point.says,
                verdict=verdict,
                quote=quote if stands else "",
                credit=CREDIT[verdict],
                essential=point.essential,
                expected=point.id in expected,
            )
        )
    mistakes = []
    for mistake in reply.mistakes:
        found = find_quote(mistake.quote, said)
        dropped += found is None
        if found is not None:
            mistakes.append(Mistake(says=mistake.says, quote=found, why=mistake.why))
    score = score_findings(findings)
    graded = submission.graded
    if graded.score is None and Flag.OTHER_LANGUAGE in graded.flags:
        score = None
    elif score and graded.score is not None and graded.score < NOTHING_FOUND and set(graded.flags) & set(DISTRUSTED):
        score = min(score, graded.score)
    return Critique(
        question_id=question.id,
        engine="",
        score=score,
        unscored_reason=graded.reason if score is None else "",
        summary=reply.summary,
        findings=citer.cite(question, tuple(findings)),
        mistakes=tuple(mistakes),
        ratings=_ratings(reply, rubric),
        fixes=tuple(Fix(text=text) for text in reply.fixes[:MAX_FIXES]),
        stronger=tuple(_stronger(reply, said)),
        flags=tuple(flag.value for flag in submission.graded.flags),
        dropped_quotes=dropped,
    )


class _Quoted(NamedTuple):
    """The model's verdict on a point, and its quote as it stands in the answer; empty if it does not stand there."""

    verdict: Verdict
    quote: str


def _quoted(reply: GradeReply, key_point_id: str, said: Sequence[str]) -> _Quoted:
    point = next((p for p in reply.points if p.key_point_id == key_point_id), None)
    if point is None or point.verdict == "missed":
        return _Quoted(Verdict.MISSED, "")
    return _Quoted(Verdict(point.verdict), find_quote(point.quote, said) or "")


def _ratings(reply: GradeReply, rubric: Rubric) -> tuple[Rating, ...]:
    """One for each criterion of the rubric; what the model left out, or made up, is not told."""
    by_id = {r.criterion_id: r for r in reversed(reply.ratings)}
    return tuple(
        Rating(
            criterion_id=c.id,
            name=c.name,
            level=by_id[c.id].level if c.id in by_id else None,
            evidence=by_id[c.id].evidence if c.id in by_id else "",
        )
        for c in rubric.criteria
    )


def _stronger(reply: GradeReply, said: Sequence[str]) -> list[StrongerPart]:
    """A sentence that is marked as the candidate's must share its words with what they said; else it was added."""
    have = set(" ".join(said).lower().split())
    parts = []
    for part in reply.stronger:
        found = part.text.lower().split()
        own = sum(word in have for word in found) / max(1, len(found))
        parts.append(
            StrongerPart(text=part.text, source="yours" if part.source == "yours" and own >= OWN_WORDS else "added")
        )
    return parts


OWN_WORDS = 0.6


def _key_points(question: Question, seniority: Seniority) -> str:
    expected = {p.id for p in question.expected(seniority)}
    lines = []
    for point in question.key_points:
        kind = "essential" if point.essential else "expected" if point.id in expected else "bonus"
        part = f", {point.part.value}" if point.part else ""
        lines.append(f"- {point.id} ({kind}{part}): {point.says}")
    return "\n".join(lines)


def _criteria(rubric: Rubric) -> str:
    lines = []
    for criterion in rubric.criteria:
        levels = " ".join(f"{n}: {text}" for n, text in sorted(criterion.levels.items()))
        lines.append(f"- {criterion.id} ({criterion.name}): {criterion.asks} {levels}")
    return "\n".join(lines)


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items) or "- none written down"
