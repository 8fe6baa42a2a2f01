"""What is asked, and what a good answer contains. The format is told in docs/content.md."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from interviewer.domain.base import Value
from interviewer.domain.stage import Seniority, StageId


class Kind(StrEnum):
    """What sort of thing the candidate is asked to do."""

    CONCEPT = "concept"
    WHY = "why"
    COMPARE = "compare"
    CALCULATE = "calculate"
    DEBUG = "debug"
    READ_RESULT = "read-result"
    CRITIQUE_CHART = "critique-chart"
    REVIEW_CODE = "review-code"
    ESTIMATE = "estimate"
    APPROACH = "approach"
    DESIGN = "design"
    CASE = "case"
    EXPERIMENT = "experiment"
    STORY = "story"
    MOTIVATION = "motivation"
    OWN_QUESTIONS = "own-questions"
    LOGISTICS = "logistics"
    EXECUTIVE = "executive"


class Part(StrEnum):
    """The evidence that a story may hold."""

    SITUATION = "situation"
    TASK = "task"
    ACTION = "action"
    RESULT = "result"
    REFLECTION = "reflection"
    MOTIVATION = "motivation"
    SPECIFICS = "specifics"
    QUESTION = "question"
    CONSTRAINT = "constraint"


class KeyPoint(Value):
    """One checkable claim of a good answer, or one piece of evidence of a story."""

    id: str
    says: str
    also: tuple[str, ...] = Field(min_length=2)
    essential: bool = False
    from_level: Seniority = Field(default=Seniority.JUNIOR, alias="from")
    probe: str
    teaches: str = Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")
    part: Part | None = None

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every wording by which the point may be recognised."""
        return (self.says, *self.also)


class Misconception(Value):
    """A wrong belief that candidates hold, and why it is wrong."""

    says: str
    also: tuple[str, ...] = Field(min_length=1)
    contradicts: str
    why: str

    @property
    def phrasings(self) -> tuple[str, ...]:
        return (self.says, *self.also)


class RedFlag(Value):
    """Something in a story that costs the candidate, and why."""

    says: str
    also: tuple[str, ...] = Field(min_length=1)
    why: str

    @property
    def phrasings(self) -> tuple[str, ...]:
        return (self.says, *self.also)


class Question(Value):
    """A question with everything needed to ask it, probe it, hint at it, grade it and teach it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    topic: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    stage: StageId
    kind: Kind
    answer: Literal["facts", "story"] = "facts"
    answer_style: Literal["prose", "free"] = "prose"
    seniority: tuple[Seniority, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, le=15)
    ask: str
    given: str = ""
    key_points: tuple[KeyPoint, ...] = Field(min_length=3, max_length=7)
    misconceptions: tuple[Misconception, ...] = ()
    signals: tuple[str, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    hints: tuple[str, ...] = Field(min_length=2, max_length=3)
    model_answer: str
    follow_ups: tuple[str, ...] = Field(min_length=1, max_length=2)
    checks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> "Question":
        ids = [point.id for point in self.key_points]
        if len(ids) != len(set(ids)):
            raise ValueError("two key points have the same id")
        if not any(point.essential for point in self.key_points):
            raise ValueError("no key point is essential")
        if self.answer == "story":
            self._check_story()
        else:
            self._check_facts(set(ids))
        return self

    def _check_story(self) -> None:
        if any(point.part is None for point in self.key_points):
            raise ValueError("each key point of a story needs a part")
        if self.misconceptions:
            raise ValueError("a story has red_flags, not misconceptions")
        if not (self.signals and self.red_flags):
            raise ValueError("a story needs signals and red_flags")

    def _check_facts(self, ids: set[str]) -> None:
        if any(point.part for point in self.key_points):
            raise ValueError("only the key points of a story have a part (add 'answer: story'?)")
        if not self.misconceptions:
            raise ValueError("a question answered by facts needs at least one misconception")
        unknown = {m.contradicts for m in self.misconceptions} - ids
        if unknown:
            raise ValueError(f"misconceptions contradict key points that do not exist: {sorted(unknown)}")

    def key_point(self, key_point_id: str) -> KeyPoint | None:
        return next((point for point in self.key_points if point.id == key_point_id), None)

    def expected(self, seniority: Seniority) -> tuple[KeyPoint, ...]:
        """The key points that are expected of a candidate of this level."""
        return tuple(point for point in self.key_points if seniority.includes(point.from_level))
