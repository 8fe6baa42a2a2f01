"""The verb `grade`: an answer becomes a critique. Here by the built-in coach; `model_judge` does it with a model."""

from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.corpus import Corpus
from interviewer.domain.critique import Critique
from interviewer.domain.question import Question
from interviewer.domain.stage import Seniority
from interviewer.domain.transcript import Turn, candidate_words
from interviewer.grading.grader import Graded
from interviewer.grading.ratings import Observed, rate
from interviewer.services.cite import Citer
from interviewer.services.critique_words import build_stronger, make_fixes, summarise


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
