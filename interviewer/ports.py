"""The seams: what the services need from the outside, named for the job and not for the vendor."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from interviewer.domain.critique import Critique, Usage
from interviewer.domain.debrief import Debrief
from interviewer.domain.passage import Entry
from interviewer.domain.session import (
    RoundRecord,
    Session,
    SessionSummary,
    SessionView,
)
from interviewer.domain.stage import StageId
from interviewer.domain.transcript import Turn

Shape = TypeVar("Shape", bound=BaseModel)

Vectors = NDArray[np.float32]
"""Shape (texts or tokens, dimensions), rows of length 1."""


class TokenVectors(NamedTuple):
    """One text's tokens: `vectors` (tokens, dimensions), and where each stands in the text, (tokens, 2) start and end."""

    vectors: Vectors
    offsets: NDArray[np.int64]


class Embedder(Protocol):
    """Turns text into vectors. The same text gives the same vectors."""

    @property
    def name(self) -> str:
        """The model and its version: two embedders with the same name give the same vectors."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longer texts are cut here by `embed`."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Every token's vector in its context, special tokens left out. Long texts are read in windows."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of this model's own vocabulary."""
        ...


class EntailmentModel(Protocol):
    """Reads a claim beside something that was said."""

    @property
    def name(self) -> str: ...

    def relate(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Of (claim, what was said): probabilities, shape (pairs, 4), columns in the order of `Relation`."""
        ...


class PhrasingCache(Protocol):
    """Encodings of authored texts, kept for good: only ever what we wrote, never what a candidate said."""

    def load(self, key: str) -> list[Vectors] | None: ...

    def store(self, key: str, encodings: Sequence[Vectors]) -> None: ...


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


class IndexChange(NamedTuple):
    embedded: int
    kept: int
    removed: int


Ranked = list[tuple[str, float]]
"""(passage id, score), best first. Scores of two indexes are on different scales."""


class VectorIndex(Protocol):
    """Passages by meaning. A passage may have several entries; its nearest one counts."""

    def update(self, entries: Sequence[Entry], on_progress: Progress | None = None) -> IndexChange:
        """Hold exactly these entries; only those not held yet are embedded. Raises IndexMismatch."""
        ...

    def nearest(self, query: str, limit: int) -> Ranked:
        """Passages by cosine similarity of their nearest entry, -1 to 1."""
        ...


class LexicalIndex(Protocol):
    """Passages by words: all entries of a passage are one document."""

    def build(self, entries: Sequence[Entry]) -> None: ...

    def best(self, query: str, limit: int) -> Ranked: ...


class TokenCounter(Protocol):
    def count(self, text: str) -> int:
        """Tokens, or a safe over-estimate where the vocabulary is not known."""
        ...


class Message(NamedTuple):
    role: str
    content: str


class Chunk(NamedTuple):
    """A piece of a streamed reply; the last one carries the usage."""

    text: str
    usage: Usage | None = None


class ChatModel(Protocol):
    """A language model behind an OpenAI-compatible API. Every failure is a `ModelFailure`."""

    @property
    def name(self) -> str: ...

    def stream(self, messages: Sequence[Message]) -> AsyncIterator[Chunk]:
        """The reply, piece by piece. Fails before the first piece, or after it (then what came stands)."""
        ...

    async def reply(self, messages: Sequence[Message], shape: type[Shape]) -> tuple[Shape, Usage]:
        """A validated structured reply."""
        ...

    async def close(self) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, with its zone (UTC)."""
        ...


class SessionStore(Protocol):
    """Sessions, turns, critiques, drafts. Everything is written before the call returns."""

    async def create(self, session: Session) -> None: ...

    async def save_session(self, session: Session) -> None: ...

    async def get(self, session_id: str, owner: str | None) -> SessionView:
        """Raises NotFound, also if the session is not this owner's. `owner` None: the machine's own user."""
        ...

    async def list(self, owner: str | None) -> list[SessionSummary]:
        """Newest first. `owner` None: everybody's."""
        ...

    async def delete(self, session_id: str, owner: str | None) -> None: ...

    async def add_round(self, record: RoundRecord, turns: Sequence[Turn]) -> None: ...

    async def add_answer(self, session_id: str, round_number: int, answer_id: str, turn: Turn) -> bool:
        """Store a candidate's turn; False if this answer_id was stored before (nothing is written then)."""
        ...

    async def advance(self, record: RoundRecord, turns: Sequence[Turn]) -> None:
        """The new state and the interviewer's (pending) turns, in one transaction."""
        ...

    async def save_turn(self, session_id: str, round_number: int, turn: Turn) -> None: ...

    async def save_critique(self, session_id: str, round_number: int, turn_id: str, critique: Critique) -> None: ...

    async def save_debrief(self, session_id: str, round_number: int, debrief: Debrief) -> None: ...

    async def save_draft(self, session_id: str, text: str) -> None: ...

    async def asked_questions(self, owner: str, stage: StageId) -> dict[str, datetime]:
        """Question ids that were put to this owner in this stage, and when last."""
        ...

    def close(self) -> None: ...
