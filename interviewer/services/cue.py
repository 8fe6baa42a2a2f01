"""What an interviewer is given to speak on: the moves, and everything that may be known while wording them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from interviewer.domain.critique import Finding
from interviewer.domain.loop import HandOver
from interviewer.domain.question import Question
from interviewer.domain.round import Move, RoundPlan
from interviewer.domain.stage import Stage
from interviewer.domain.transcript import Transcript
from interviewer.ports import Chunk


@dataclass(frozen=True)
class Cue:
    """One turn to be worded. It holds no model answer and no score on purpose."""

    moves: tuple[Move, ...]
    stage: Stage
    plan: RoundPlan
    question: Question | None
    """The question that the candidate was just answering; None at the start."""
    upcoming: Question | None
    """The question that is asked in this turn, if one is."""
    transcript: Transcript
    """All turns so far, the candidate's last words at the end."""
    findings: tuple[Finding, ...]
    candidate_name: str
    seconds_left: float
    hand_over: HandOver | None = None
    """What the interviewer of the round before left; None in a first or single round."""

    @property
    def last_words(self) -> str:
        return self.transcript[-1].text if self.transcript else ""


class Voice(Protocol):
    """Words a cue. The coach's voice cannot fail; a model's raises ModelFailure."""

    @property
    def name(self) -> str: ...

    def speak(self, cue: Cue) -> AsyncIterator[Chunk]: ...
