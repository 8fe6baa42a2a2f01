"""The summary of a round or a loop: scores, patterns, recommendation, what to study."""

from enum import StrEnum

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.passage import Citation
from interviewer.domain.stage import StageId


class Recommendation(StrEnum):
    STRONG_YES = "strong yes"
    YES = "yes"
    BORDERLINE = "borderline"
    NO = "no"
    STRONG_NO = "strong no"
    NONE = "not enough to say"


RULES: tuple[tuple[float, Recommendation], ...] = (
    (4.3, Recommendation.STRONG_YES),
    (3.5, Recommendation.YES),
    (2.8, Recommendation.BORDERLINE),
    (1.8, Recommendation.NO),
    (0.0, Recommendation.STRONG_NO),
)
"""The least mean score of each recommendation. 3.5 is what an answer with every essential point reaches."""

ENOUGH_ANSWERS = 2
"""One answer is an anecdote: no recommendation is made on it."""


def recommend(score: float | None, scored_answers: int) -> Recommendation:
    if score is None or scored_answers < ENOUGH_ANSWERS:
        return Recommendation.NONE
    return next(recommendation for least, recommendation in RULES if score >= least)


class QuestionLine(Value):
    """One question of the round in a line."""

    question_id: str
    ask: str
    outcome: str
    score: float | None = None
    met: int = 0
    expected: int = 0


class StudyItem(Value):
    """A passage to read, and the missed points that it teaches."""

    citation: Citation
    teaches: tuple[str, ...] = Field(min_length=1)


class Debrief(Value):
    """What the candidate takes home from one round."""

    stage: StageId
    engine: str
    score: float | None = None
    recommendation: Recommendation = Recommendation.NONE
    summary: str
    criteria: dict[str, float] = Field(default_factory=dict, description="criterion name to mean level, 1 to 5")
    questions: tuple[QuestionLine, ...] = ()
    strengths: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    would_change_it: str = ""
    study: tuple[StudyItem, ...] = ()
