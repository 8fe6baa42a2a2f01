"""The shapes of a model's structured replies. They are untrusted: everything in them is checked before it is used."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Reply(BaseModel):
    """Strict enough for a server's own schema mode: every field required, no extra ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PointReply(Reply):
    key_point_id: str
    quote: str
    verdict: Literal["met", "partial", "missed", "contradicted"]


class MistakeReply(Reply):
    quote: str
    says: str
    why: str


class RatingReply(Reply):
    criterion_id: str
    evidence: str
    level: Literal[1, 2, 3, 4, 5] | None


class StrongerReply(Reply):
    source: Literal["yours", "added"]
    text: str


class GradeReply(Reply):
    """Evidence first, then verdicts, then words: models judge better in that order."""

    points: list[PointReply] = Field(max_length=12)
    mistakes: list[MistakeReply] = Field(max_length=6)
    ratings: list[RatingReply] = Field(max_length=8)
    fixes: list[str] = Field(max_length=4)
    stronger: list[StrongerReply] = Field(max_length=30)
    summary: str
