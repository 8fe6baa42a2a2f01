"""The verb `grade`: an answer becomes a critique, by the built-in coach or by a model. Totals are computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import MAX_FIXES, Critique, Finding, Fix, Mistake, StrongerPart, Verdict
from interviewer.domain.question import Question
from interviewer.domain.rubric import Rating, Rubric
from interviewer.domain.scoring import score_findings
from interviewer.domain.stage import Seniority
from interviewer.domain.transcript import Turn, candidate_words
from interviewer.grading.grader import Graded
from interviewer.grading.ratings import Observed, rate
from interviewer.ports import ChatModel, Message
from interviewer.prompting.fence import fence, new_nonce, turns_as_data
from interviewer.prompting.prompt import Prompt
from interviewer.services.cite import Citer
from interviewer.services.critique_words import build_stronger, make_fixes, summarise
from interviewer.services.quotes import find_quote
from interviewer.services.replies import GradeReply, PointReply

DIFFERS_BY = 1.0
"""Points of the score. Where the built-in grader and a model are further apart, the critique says that it was close."""

CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}


@dataclass(frozen=True)
class Submission:
    """What is judged: the question, and the turns on it."""

    question: Question
    seniority: Seniority
    turns: tuple[Turn, ...]
    graded: Graded
    """What the built-in grader found; a model's critique is held against it."""

    place: int = 0
    """Of the question in the round, from 0: it varies the wording."""

    @property
    def answer(self) -> str:
        return candidate_words(self.turns, self.question.id)


class Judge(Protocol):
    """Makes a critique. A model's judge raises ModelFailure; the coach's does not fail."""

    @property
    def name(self) -> str: ...

    async def judge(self, submission: Submission) -> Critique: ...


class CoachJudge:
    """The built-in grader's findings, put into words."""

    name = "coach"

    def __init__(self, corpus: Corpus, citer: Citer) -> None:
        self._corpus, self._citer = corpus, citer

    async def judge(self, submission: Submission) -> Critique:
        return self.critique(submission)

    def critique(self, submission: Submission) -> Critique:
        question, answer = submission.question, submission.answer
        graded = submission.graded
        findings = self._citer.cite(question, graded.findings)
        graded = graded._replace(findings=findings)
        observed = Observed(question, answer, findings, graded.mistakes)
        return Critique(
            question_id=question.id,
            engine=self.name,
            score=graded.score,
            unscored_reason=graded.reason,
            summary=graded.reason or summarise(question, graded, submission.place),
            findings=findings,
            mistakes=graded.mistakes,
            ratings=rate(self._corpus.rubric_of(question.stage), observed),
            fixes=make_fixes(question, graded, submission.place),
            stronger=build_stronger(question, answer, graded),
            flags=tuple(flag.value for flag in graded.flags),
        )


class ModelJudge:
    """A model's verdicts with quotes, checked by code. It works in a context of its own: no conversation, no tools."""

    def __init__(self, model: ChatModel, prompt: Prompt, corpus: Corpus, citer: Citer) -> None:
        self._model, self._prompt, self._corpus, self._citer = model, prompt, corpus, citer

    @property
    def name(self) -> str:
        return self._model.name

    async def judge(self, submission: Submission) -> Critique:
        """Raises ModelFailure."""
        rubric = self._corpus.rubric_of(submission.question.stage)
        messages = self.messages(submission, rubric)
        reply, usage = await self._model.reply(messages, GradeReply)
        critique = check_reply(reply, submission, rubric, self._citer)
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


def check_reply(reply: GradeReply, submission: Submission, rubric: Rubric, citer: Citer) -> Critique:
    """A model's reply as a critique: quotes looked up, unknown ids dropped, missing points missed, score computed."""
    question = submission.question
    said = [t.text for t in submission.turns if t.question_id == question.id and t.speaker.value == "candidate"]
    dropped = 0
    by_id = {p.key_point_id: p for p in reversed(reply.points)}
    expected = {p.id for p in question.expected(submission.seniority)}
    findings = []
    for point in question.key_points:
        verdict, quote, lost = _checked(by_id.get(point.id), said)
        dropped += lost
        findings.append(
            Finding(
                key_point_id=point.id,
                says=point.says,
                verdict=verdict,
                quote=quote,
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
    flags = [flag.value for flag in submission.graded.flags]
    coach_score = submission.graded.score
    if score is not None and coach_score is not None and abs(score - coach_score) > DIFFERS_BY:
        flags.append("engines-differ")
    return Critique(
        question_id=question.id,
        engine="",
        score=score,
        summary=reply.summary,
        findings=citer.cite(question, tuple(findings)),
        mistakes=tuple(mistakes),
        ratings=_ratings(reply, rubric),
        fixes=tuple(Fix(text=text) for text in reply.fixes[:MAX_FIXES]),
        stronger=tuple(_stronger(reply, said)),
        flags=tuple(flags),
        dropped_quotes=dropped,
    )


def _checked(point: PointReply | None, said: Sequence[str]) -> tuple[Verdict, str, int]:
    """(verdict, quote as it stands, 1 if the model's quote was not found). A verdict without its words is `missed`."""
    if point is None or point.verdict == "missed":
        return Verdict.MISSED, "", 0
    found = find_quote(point.quote, said)
    return (Verdict.MISSED, "", 1) if found is None else (Verdict(point.verdict), found, 0)


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
