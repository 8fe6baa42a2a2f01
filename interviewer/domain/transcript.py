"""Who said what, in order."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from interviewer.domain.base import Value


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


class Turn(Value):
    """One utterance. An interviewer's turn is `pending` from the decision what to do until it is worded."""

    id: str
    seq: int = Field(ge=0)
    speaker: Speaker
    text: str
    at: datetime
    question_id: str | None = None
    intent: str = Field(default="", description="what a candidate's turn does, see `round.Intent`")
    moves: tuple[str, ...] = Field(default=(), description="kinds of the moves that this turn words")
    pending: bool = False
    engine: str = ""
    notice: str = Field(default="", description="what the candidate is told about this turn, such as a fallback")


Transcript = tuple[Turn, ...]


def answers_to(transcript: Transcript, question_id: str) -> Transcript:
    """The candidate's turns that answer one question: not the requests for a hint, a repeat and the like."""
    return tuple(
        t
        for t in transcript
        if t.speaker is Speaker.CANDIDATE and t.question_id == question_id and t.intent == "answer"
    )


def candidate_words(transcript: Transcript, question_id: str) -> str:
    """All that the candidate answered to one question, one paragraph a turn."""
    return "\n\n".join(t.text for t in answers_to(transcript, question_id))
