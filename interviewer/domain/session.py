"""What is stored and resumed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from interviewer.domain.base import Value
from interviewer.domain.critique import Critique
from interviewer.domain.debrief import Debrief
from interviewer.domain.round import RoundPlan, RoundState
from interviewer.domain.scoring import mean
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.domain.transcript import Transcript


class SessionStatus(StrEnum):
    LIVE = "live"
    ENDED = "ended"


class SessionRequest(Value):
    """What a candidate picks before the start."""

    stages: tuple[StageId, ...] = Field(min_length=1)
    mode: Mode = Mode.PRACTICE
    seniority: Seniority = Seniority.MID
    minutes: int | None = Field(default=None, ge=5, le=120, description="for each round; None: the stage's own")
    seed: int | None = None
    candidate_name: str = Field(default="", max_length=60)

    @property
    def is_loop(self) -> bool:
        return len(self.stages) > 1


class Session(Value):
    """One candidate's round, or a loop of rounds."""

    id: str
    owner: str
    kind: Literal["round", "loop"]
    request: SessionRequest
    seed: int
    status: SessionStatus = SessionStatus.LIVE
    current: int = Field(default=0, ge=0, description="index of the round that is being played")
    created_at: datetime
    updated_at: datetime


class RoundRecord(Value):
    """One round of a session as it is stored. `number` is its place in the session, from 0."""

    session_id: str
    number: int
    stage: StageId
    plan: RoundPlan
    state: RoundState
    started_at: datetime
    ended_at: datetime | None = None

    @property
    def deadline(self) -> datetime:
        return self.started_at + timedelta(minutes=self.plan.minutes)


class StoredCritique(Value):
    """A critique, and the candidate's turn that it was last made for."""

    round_number: int
    question_id: str
    turn_id: str
    critique: Critique


class RoundView(Value):
    """Everything there is to show of one round."""

    record: RoundRecord
    transcript: Transcript
    critiques: tuple[StoredCritique, ...]
    debrief: Debrief | None = None

    def critique_of(self, question_id: str) -> Critique | None:
        return next((c.critique for c in self.critiques if c.question_id == question_id), None)


class SessionView(Value):
    """A session with its rounds so far."""

    session: Session
    rounds: tuple[RoundView, ...]
    draft: str = ""

    @property
    def current(self) -> RoundView:
        return self.rounds[-1]


class SessionSummary(Value):
    """A line of the list of past sessions."""

    id: str
    kind: Literal["round", "loop"]
    stages: tuple[StageId, ...]
    mode: Mode
    seniority: Seniority
    status: SessionStatus
    created_at: datetime
    updated_at: datetime
    answers: int
    score: float | None

    @classmethod
    def of(cls, session: Session, scores: Sequence[float | None]) -> "SessionSummary":
        """From the session and the scores of its critiques, None where an answer could not be judged."""
        average = mean(scores)
        return cls(
            id=session.id,
            kind=session.kind,
            stages=session.request.stages,
            mode=session.request.mode,
            seniority=session.request.seniority,
            status=session.status,
            created_at=session.created_at,
            updated_at=session.updated_at,
            answers=len(scores),
            score=None if average is None else round(average, 2),
        )
