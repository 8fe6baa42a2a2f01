"""What is compared: the built-in grader, and two baselines that anybody would try first."""

from collections.abc import Callable, Sequence

import numpy as np

from interviewer.domain.question import Question
from interviewer.domain.scoring import TOP
from interviewer.domain.stage import Seniority
from interviewer.evaluation.agreement import Floats
from interviewer.grading.grader import Grader, Task
from interviewer.grading.text import content_stems
from interviewer.ports import Embedder

Answered = tuple[Question, str]
Scorer = Callable[[Sequence[Answered]], Floats]
"""(question, answer) pairs to shares from 0 to 1."""


def by_grader(grader: Grader, seniority: Seniority = Seniority.MID) -> Scorer:
    """What cannot be judged counts as 0: the evaluation may not drop the hard ones."""

    def score(pairs: Sequence[Answered]) -> Floats:
        graded = grader.grade_many([Task(question, answer, seniority) for question, answer in pairs])
        return np.array([(g.score or 0.0) / TOP for g in graded])

    return score


def by_cosine(embedder: Embedder) -> Scorer:
    """Cosine of the whole answer and the whole reference; the best, where there are several references."""

    def score(pairs: Sequence[Answered]) -> Floats:
        texts = sorted(
            {text for question, answer in pairs for text in (answer, *_references(question)) if text.strip()}
        )
        place = {text: i for i, text in enumerate(texts)}
        vectors = embedder.embed(texts)

        def cosine(answer: str, reference: str) -> float:
            if answer not in place or reference not in place:
                return 0.0
            return max(0.0, float(vectors[place[answer]] @ vectors[place[reference]]))

        return np.array([max(cosine(answer, r) for r in _references(question)) for question, answer in pairs])

    return score


def by_overlap(pairs: Sequence[Answered]) -> Floats:
    """Share of the reference's content stems that occur in the answer."""

    def overlap(answer: str, reference: str) -> float:
        wanted = content_stems(reference)
        return len(wanted & content_stems(answer)) / len(wanted) if wanted else 0.0

    return np.array([max(overlap(answer, r) for r in _references(question)) for question, answer in pairs])


def _references(question: Question) -> tuple[str, ...]:
    """A question of the bank is held against its model answer, as somebody with no key points would."""
    only = question.key_points[0] if len(question.key_points) == 1 else None
    return only.phrasings if only is not None and only.also else (question.model_answer,)
