"""Doubles that ship with the seams: hand-written, and held to the same contract suites as the real adapters."""

import zlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from pydantic import BaseModel

from interviewer.domain.critique import Critique, Usage
from interviewer.domain.debrief import Debrief
from interviewer.domain.errors import FailureKind, ModelFailure, NotFound
from interviewer.domain.round import MoveKind, PlanItem, RoundPlan
from interviewer.domain.session import RoundRecord, RoundView, Session, SessionSummary, SessionView, StoredCritique
from interviewer.domain.stage import Mode, Seniority, StageId
from interviewer.domain.transcript import Speaker, Turn
from interviewer.grading.text import words
from interviewer.ports import Chunk, Message, TokenVectors, Vectors

WIDTH = 64
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeEmbedder:
    """Each stem has its own random direction: the same word is the same vector, any other is nearly orthogonal."""

    name = "fake"
    max_tokens = 256

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [self._tokens(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        means = [t.vectors.sum(axis=0) if len(t.vectors) else np.zeros(WIDTH) for t in self.embed_tokens(texts)]
        rows = [m / max(float(np.linalg.norm(m)), 1e-9) for m in means]
        return np.asarray(rows, np.float32).reshape(len(rows), WIDTH)

    def count_tokens(self, text: str) -> int:
        return len(words(text))

    def _tokens(self, text: str) -> TokenVectors:
        found = words(text)
        vectors = np.asarray([_direction(w.stem) for w in found], np.float32).reshape(len(found), WIDTH)
        offsets = np.asarray([(w.start, w.end) for w in found], np.int64).reshape(len(found), 2)
        return TokenVectors(vectors, offsets)


def _direction(stem: str) -> np.ndarray:
    vector = np.random.default_rng(zlib.crc32(stem.encode())).normal(size=WIDTH)
    return vector / np.linalg.norm(vector)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


class MemoryStore:
    """The `SessionStore` port in dictionaries."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._rounds: dict[tuple[str, int], RoundRecord] = {}
        self._turns: dict[tuple[str, int], list[Turn]] = {}
        self._answers: set[tuple[str, str]] = set()
        self._critiques: dict[tuple[str, int, str], StoredCritique] = {}
        self._debriefs: dict[tuple[str, int], Debrief] = {}
        self._drafts: dict[str, str] = {}

    def close(self) -> None: ...

    async def create(self, session: Session) -> None:
        self._sessions[session.id] = session

    async def save_session(self, session: Session) -> None:
        self._sessions[session.id] = session

    async def get(self, session_id: str, owner: str | None) -> SessionView:
        session = self._sessions.get(session_id)
        if session is None or (owner is not None and session.owner != owner):
            raise NotFound("There is no such session.")
        keys = sorted(key for key in self._rounds if key[0] == session_id)
        views = tuple(
            RoundView(
                record=self._rounds[key],
                transcript=tuple(sorted(self._turns[key], key=lambda t: t.seq)),
                critiques=tuple(c for k, c in self._critiques.items() if k[:2] == key),
                debrief=self._debriefs.get(key),
            )
            for key in keys
        )
        return SessionView(session=session, rounds=views, draft=self._drafts.get(session_id, ""))

    async def list(self, owner: str | None) -> list[SessionSummary]:
        found = [s for s in self._sessions.values() if owner in (None, s.owner)]
        return [self._summary(s) for s in sorted(found, key=lambda s: s.updated_at, reverse=True)]

    def _summary(self, session: Session) -> SessionSummary:
        return SessionSummary.of(session, [c.critique.score for k, c in self._critiques.items() if k[0] == session.id])

    async def delete(self, session_id: str, owner: str | None) -> None:
        await self.get(session_id, owner)
        del self._sessions[session_id]
        for table in (self._rounds, self._turns, self._critiques, self._debriefs):
            for key in [k for k in table if k[0] == session_id]:
                del table[key]  # type: ignore[attr-defined]

    async def add_round(self, record: RoundRecord, new_turns: Sequence[Turn]) -> None:
        self._rounds[record.session_id, record.number] = record
        self._turns[record.session_id, record.number] = list(new_turns)

    async def add_answer(self, session_id: str, round_number: int, answer_id: str, turn: Turn) -> bool:
        if (session_id, answer_id) in self._answers:
            return False
        self._answers.add((session_id, answer_id))
        self._turns[session_id, round_number].append(turn)
        self._drafts[session_id] = ""
        updated = self._sessions[session_id].model_copy(update={"updated_at": turn.at})
        self._sessions[session_id] = updated
        return True

    async def advance(self, record: RoundRecord, new_turns: Sequence[Turn]) -> None:
        self._rounds[record.session_id, record.number] = record
        self._turns[record.session_id, record.number].extend(new_turns)

    async def save_turn(self, session_id: str, round_number: int, turn: Turn) -> None:
        held = self._turns[session_id, round_number]
        held[[t.id for t in held].index(turn.id)] = turn

    async def save_critique(self, session_id: str, round_number: int, turn_id: str, critique: Critique) -> None:
        key = (session_id, round_number, critique.question_id)
        self._critiques[key] = StoredCritique(
            round_number=round_number, question_id=critique.question_id, turn_id=turn_id, critique=critique
        )

    async def save_debrief(self, session_id: str, round_number: int, debrief: Debrief) -> None:
        self._debriefs[session_id, round_number] = debrief

    async def save_draft(self, session_id: str, text: str) -> None:
        self._drafts[session_id] = text

    async def asked_questions(self, owner: str, stage: StageId) -> dict[str, datetime]:
        asked: dict[str, datetime] = {}
        for key, record in self._rounds.items():
            if record.stage is stage and self._sessions[key[0]].owner == owner:
                for turn in self._turns[key]:
                    if turn.speaker is Speaker.INTERVIEWER and MoveKind.ASK.value in turn.moves and turn.question_id:
                        asked[turn.question_id] = max(turn.at, asked.get(turn.question_id, turn.at))
        return asked


class ScriptedModel:
    """A `ChatModel` that says what it is told to, or fails as it is told to."""

    name = "scripted"

    def __init__(
        self,
        words: str = "All right. What else?",
        reply: dict[str, object] | None = None,
        fail: FailureKind | None = None,
        fail_after: int = 0,
    ) -> None:
        self._words, self._reply, self.fail, self._fail_after = words, reply, fail, fail_after
        self.requests: list[Sequence[Message]] = []

    async def stream(self, messages: Sequence[Message]) -> AsyncIterator[Chunk]:
        self.requests.append(messages)
        for i, word in enumerate(self._words.split(" ")):
            if self.fail is not None and i >= self._fail_after:
                raise ModelFailure(self.fail, "scripted")
            yield Chunk(word + " ")
        yield Chunk("", Usage(prompt_tokens=10, completion_tokens=5))

    async def reply(self, messages: Sequence[Message], shape: type[BaseModel]) -> tuple[BaseModel, Usage]:
        self.requests.append(messages)
        if self.fail is not None or self._reply is None:
            raise ModelFailure(self.fail or FailureKind.EMPTY, "scripted")
        return shape.model_validate(self._reply), Usage(prompt_tokens=100, completion_tokens=50)

    async def close(self) -> None: ...


def round_plan(
    *question_ids: str,
    mode: Mode = Mode.PRACTICE,
    seniority: Seniority = Seniority.MID,
    minutes: int = 45,
    invites_questions: bool = False,
) -> RoundPlan:
    """A plan of a technical round that asks these questions."""
    return RoundPlan(
        stage=StageId.TECHNICAL,
        mode=mode,
        seniority=seniority,
        minutes=minutes,
        seed=1,
        items=tuple(PlanItem(question_id=q, step_id="only") for q in question_ids),
        invites_questions=invites_questions,
    )
