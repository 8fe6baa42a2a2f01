"""The eleven stages of hiring, and what code needs to run one."""

from enum import StrEnum

from pydantic import Field, model_validator

from interviewer.domain.base import Value


class StageId(StrEnum):
    """The stages, in the order of a whole loop."""

    SCREENING = "screening"
    TECHNICAL = "technical"
    CODING = "coding"
    ANALYSIS = "analysis"
    ML_PROJECT = "ml-project"
    SYSTEM_DESIGN = "system-design"
    BEHAVIORAL = "behavioral"
    CULTURE = "culture"
    PRESENTATION = "presentation"
    FINAL = "final"
    SKILLS = "skills"


class Seniority(StrEnum):
    """The level that a candidate applies for; a point expected at one level is expected above it."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"

    @property
    def rank(self) -> int:
        return list(Seniority).index(self)

    def includes(self, other: "Seniority") -> bool:
        """True if what is expected from `other` up is expected here."""
        return other.rank <= self.rank


class Mode(StrEnum):
    """Practice gives a critique after each answer, and hints; real is silent until the debrief."""

    PRACTICE = "practice"
    REAL = "real"


class Persona(Value):
    """Who asks."""

    name: str
    role: str
    manner: str


class PlanStep(Value):
    """One part of a round: where its questions come from, and how the interviewer gets into it."""

    id: str
    title: str
    weight: float = Field(gt=0, description="share of the round's questions; relative to the other steps")
    topics: dict[str, float] = Field(min_length=1, description="topic to relative weight")
    transitions: tuple[str, ...] = Field(min_length=2)


class Stage(Value):
    """A stage of hiring."""

    id: StageId
    name: str
    purpose: str
    expect: str = Field(description="what the candidate may expect, shown before the start")
    persona: Persona
    minutes: int = Field(ge=5, le=120)
    plan: tuple[PlanStep, ...] = Field(min_length=1)
    rubric: str
    openings: tuple[str, ...] = Field(min_length=3)
    invitations: tuple[str, ...] = Field(default=(), description="how the candidate's questions are invited")
    closings: tuple[str, ...] = Field(min_length=3)

    @property
    def invites_questions(self) -> bool:
        return bool(self.invitations)

    @model_validator(mode="after")
    def _steps_are_distinct(self) -> "Stage":
        ids = [step.id for step in self.plan]
        if len(ids) != len(set(ids)):
            raise ValueError("two plan steps have the same id")
        return self
