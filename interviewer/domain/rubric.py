"""What an answer is judged on: criteria with anchored levels."""

from enum import StrEnum

from pydantic import Field, field_validator

from interviewer.domain.base import Value

LEVELS = (1, 2, 3, 4, 5)


class Measure(StrEnum):
    """What the built-in coach can observe for a criterion. A model judges by the anchors instead."""

    COVERAGE = "coverage"
    ESSENTIALS = "essentials"
    CORRECTNESS = "correctness"
    DEPTH = "depth"
    STRUCTURE = "structure"
    CONCRETENESS = "concreteness"
    OWNERSHIP = "ownership"
    RESULT = "result"
    REFLECTION = "reflection"
    CURIOSITY = "curiosity"


class Criterion(Value):
    """One dimension, with what each level looks like."""

    id: str
    name: str
    asks: str = Field(description="the question that an assessor asks about the answer")
    measure: Measure
    levels: dict[int, str] = Field(description="1 to 5, each described")

    @field_validator("levels")
    @classmethod
    def _all_five_levels(cls, levels: dict[int, str]) -> dict[int, str]:
        if tuple(sorted(levels)) != LEVELS:
            raise ValueError("levels must describe 1, 2, 3, 4 and 5")
        return levels


class Rubric(Value):
    """The criteria of one stage."""

    id: str
    criteria: tuple[Criterion, ...] = Field(min_length=3, max_length=5)

    def criterion(self, criterion_id: str) -> Criterion | None:
        return next((c for c in self.criteria if c.id == criterion_id), None)


class Rating(Value):
    """The level reached on one criterion, with the evidence; None where it cannot be told."""

    criterion_id: str
    name: str
    level: int | None = Field(default=None, ge=1, le=5)
    evidence: str = ""
