"""What is said of one answer, and how sure we are."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.passage import Citation
from interviewer.domain.rubric import Rating

MAX_FIXES = 2
STILL_READING = "Built-in check; the model is still reading your answer."
"""The notice of a coach's critique that a model's is to replace."""


class Verdict(StrEnum):
    """What became of one key point. `unscored` is a result, never a zero."""

    MET = "met"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"
    UNSCORED = "unscored"


class Finding(Value):
    """The verdict on one key point, with the candidate's own words that show it."""

    key_point_id: str
    says: str
    verdict: Verdict
    quote: str = Field(default="", description="verbatim from the candidate's turns, or empty")
    credit: float = Field(default=0.0, ge=0, le=1, description="share of the point that is given")
    essential: bool = False
    expected: bool = Field(default=True, description="False: a bonus above the candidate's level")
    note: str = ""
    unsure: bool = Field(
        default=False, description="words and meaning disagree: the candidate may show where they said it"
    )
    claimed: bool = Field(
        default=False, description="the candidate pointed to a sentence, and it was looked at once more"
    )
    citation: Citation | None = None

    @property
    def is_open(self) -> bool:
        """True if a probe could still win something here."""
        return self.expected and self.verdict in (Verdict.MISSED, Verdict.PARTIAL, Verdict.CONTRADICTED)


class Mistake(Value):
    """Something said that is wrong, and what is right instead."""

    says: str = Field(description="the wrong belief, in our words")
    quote: str
    why: str
    key_point_id: str | None = None


class Fix(Value):
    """One thing to do next time."""

    text: str
    citation: Citation | None = None


class StrongerPart(Value):
    """A sentence of the stronger version, and where it comes from."""

    text: str
    source: Literal["yours", "added"]


class Usage(Value):
    """Tokens of one call to a model; `estimated` where the server did not count."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False

    def plus(self, other: "Usage") -> "Usage":
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            estimated=self.estimated or other.estimated,
        )


class Critique(Value):
    """Findings, ratings, score, fixes, citations and a stronger version, for one answer."""

    question_id: str
    engine: str = Field(description="'coach', or the model's name")
    score: float | None = Field(default=None, ge=0, le=5)
    unscored_reason: str = ""
    summary: str = ""
    findings: tuple[Finding, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    ratings: tuple[Rating, ...] = ()
    fixes: tuple[Fix, ...] = Field(default=(), max_length=MAX_FIXES)
    stronger: tuple[StrongerPart, ...] = ()
    flags: tuple[str, ...] = ()
    notice: str = Field(default="", description="what the candidate is told about how this critique was made")
    dropped_quotes: int = Field(default=0, ge=0, description="quotes that code did not find, and removed")
    prompt: str = Field(default="", description="prompt name and version, for a model's critique")
    usage: Usage | None = None

    def with_verdict(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.verdict is verdict)
