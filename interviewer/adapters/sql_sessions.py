"""Sessions in SQL: SQLite in WAL mode by default, PostgreSQL by URL.

Each method is one transaction in a worker thread; what it wrote is on disk before it returns (`synchronous=FULL`), so a
killed process loses nothing that was submitted.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import anyio.to_thread
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Row, create_engine, delete, event, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from interviewer.adapters.tables import critiques, rounds, sessions, turns
from interviewer.domain.critique import Critique
from interviewer.domain.debrief import Debrief
from interviewer.domain.errors import ConfigurationError, NotFound
from interviewer.domain.round import MoveKind
from interviewer.domain.session import (
    RoundRecord,
    RoundView,
    Session,
    SessionSummary,
    SessionView,
    StoredCritique,
)
from interviewer.domain.stage import StageId
from interviewer.domain.transcript import Speaker, Turn

BUSY_SECONDS = 15
MIGRATIONS = Path(__file__).parent / "migrations"

P = ParamSpec("P")
R = TypeVar("R")


def open_store(url: str, folder: Path) -> "SqlSessions":
    """The store at `url`, or a SQLite file in `folder`; migrated to the newest version. Raises ConfigurationError."""
    if not url:
        _require_writable(folder)
        url = f"sqlite:///{folder / 'sessions.db'}"
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        migrate(engine)
    except OperationalError as error:
        raise ConfigurationError(
            f"The session store cannot be opened ({_reason(error)}).",
            "Check INTERVIEWER_DATABASE_URL and INTERVIEWER_DATA_DIR, and that the disk is not full.",
        ) from error
    return SqlSessions(engine)


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {folder} cannot be written ({error.strerror}).",
            "Make it writable, free some disk space, or set INTERVIEWER_DATA_DIR to another folder.",
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _reason(error: OperationalError) -> str:
    return str(error.orig).splitlines()[0]


class SqlSessions:
    """The `SessionStore` port over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        self._engine.dispose()

    async def create(self, session: Session) -> None:
        await self._run(lambda db: db.execute(insert(sessions).values(**_session_row(session))))

    async def save_session(self, session: Session) -> None:
        await self._run(
            lambda db: db.execute(update(sessions).where(sessions.c.id == session.id).values(**_session_row(session)))
        )

    async def get(self, session_id: str, owner: str | None) -> SessionView:
        return await self._run(lambda db: _read_view(db, session_id, owner))

    async def list(self, owner: str | None) -> list[SessionSummary]:
        return await self._run(lambda db: _read_summaries(db, owner))

    async def delete(self, session_id: str, owner: str | None) -> None:
        def work(db: Connection) -> None:
            _session_of(db, session_id, owner)
            for table in (critiques, turns, rounds):
                db.execute(delete(table).where(table.c.session_id == session_id))
            db.execute(delete(sessions).where(sessions.c.id == session_id))

        await self._run(work)

    async def add_round(self, record: RoundRecord, new_turns: Sequence[Turn]) -> None:
        def work(db: Connection) -> None:
            db.execute(insert(rounds).values(**_round_row(record)))
            _insert_turns(db, record.session_id, record.number, new_turns)

        await self._run(work)

    async def add_answer(self, session_id: str, round_number: int, answer_id: str, turn: Turn) -> bool:
        def work(db: Connection) -> bool:
            known = select(turns.c.id).where(turns.c.session_id == session_id, turns.c.answer_id == answer_id)
            if db.execute(known).first():
                return False
            db.execute(insert(turns).values(**_turn_row(session_id, round_number, turn), answer_id=answer_id))
            db.execute(update(sessions).where(sessions.c.id == session_id).values(draft="", updated_at=turn.at))
            return True

        try:
            return await self._run(work)
        except IntegrityError:  # two tabs sent at the same moment: the other one was first
            return False

    async def advance(self, record: RoundRecord, new_turns: Sequence[Turn]) -> None:
        def work(db: Connection) -> None:
            here = (rounds.c.session_id == record.session_id) & (rounds.c.number == record.number)
            db.execute(update(rounds).where(here).values(**_round_row(record)))
            _insert_turns(db, record.session_id, record.number, new_turns)

        await self._run(work)

    async def save_turn(self, session_id: str, round_number: int, turn: Turn) -> None:
        row = _turn_row(session_id, round_number, turn)
        await self._run(lambda db: db.execute(update(turns).where(turns.c.id == turn.id).values(**row)))

    async def save_critique(self, session_id: str, round_number: int, turn_id: str, critique: Critique) -> None:
        key = {"session_id": session_id, "round_number": round_number, "question_id": critique.question_id}
        score = None if critique.score is None else str(critique.score)

        def work(db: Connection) -> None:
            db.execute(delete(critiques).where(*(critiques.c[name] == value for name, value in key.items())))
            db.execute(insert(critiques).values(**key, turn_id=turn_id, score=score, value=critique.model_dump_json()))

        await self._run(work)

    async def save_debrief(self, session_id: str, round_number: int, debrief: Debrief) -> None:
        here = (rounds.c.session_id == session_id) & (rounds.c.number == round_number)
        await self._run(lambda db: db.execute(update(rounds).where(here).values(debrief=debrief.model_dump_json())))

    async def save_draft(self, session_id: str, text: str) -> None:
        await self._run(lambda db: db.execute(update(sessions).where(sessions.c.id == session_id).values(draft=text)))

    async def asked_questions(self, owner: str, stage: StageId) -> dict[str, datetime]:
        query = (
            select(turns.c.question_id, func.max(turns.c.at))
            .join(sessions, sessions.c.id == turns.c.session_id)
            .join(rounds, (rounds.c.session_id == turns.c.session_id) & (rounds.c.number == turns.c.round_number))
            .where(sessions.c.owner == owner, rounds.c.stage == stage.value, turns.c.asks)
            .group_by(turns.c.question_id)
        )
        return await self._run(lambda db: {row[0]: _utc(row[1]) for row in db.execute(query) if row[0]})

    async def _run(self, work: Callable[[Connection], R]) -> R:
        def in_transaction() -> R:
            with self._engine.begin() as connection:
                return work(connection)

        try:
            return await anyio.to_thread.run_sync(in_transaction)
        except OperationalError as error:
            raise ConfigurationError(
                f"The session store refused to save or read ({_reason(error)}).",
                "Free some disk space or check the data folder, then send again.",
            ) from error


# --- rows --------------------------------------------------------------------------------------------------------------


def _session_row(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "owner": session.owner,
        "status": session.status.value,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "value": session.model_dump_json(),
    }


def _round_row(record: RoundRecord) -> dict[str, Any]:
    return {
        "session_id": record.session_id,
        "number": record.number,
        "stage": record.stage.value,
        "value": record.model_dump_json(),
    }


def _turn_row(session_id: str, round_number: int, turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "session_id": session_id,
        "round_number": round_number,
        "seq": turn.seq,
        "question_id": turn.question_id,
        "asks": turn.speaker is Speaker.INTERVIEWER and MoveKind.ASK.value in turn.moves,
        "at": turn.at,
        "value": turn.model_dump_json(),
    }


def _insert_turns(db: Connection, session_id: str, round_number: int, new_turns: Sequence[Turn]) -> None:
    for turn in new_turns:
        db.execute(insert(turns).values(**_turn_row(session_id, round_number, turn)))


def _session_of(db: Connection, session_id: str, owner: str | None) -> Row[Any]:
    row = db.execute(select(sessions).where(sessions.c.id == session_id)).first()
    if row is None or (owner is not None and row.owner != owner):
        raise NotFound("There is no such session.", "Pick one from the list of past sessions, or start a new one.")
    return row


def _read_view(db: Connection, session_id: str, owner: str | None) -> SessionView:
    row = _session_of(db, session_id, owner)
    session = Session.model_validate_json(row.value)
    turns_of: dict[int, list[Turn]] = {}
    for turn in db.execute(select(turns).where(turns.c.session_id == session_id).order_by(turns.c.seq)):
        turns_of.setdefault(turn.round_number, []).append(Turn.model_validate_json(turn.value))
    critiques_of: dict[int, list[StoredCritique]] = {}
    for critique in db.execute(select(critiques).where(critiques.c.session_id == session_id)):
        critiques_of.setdefault(critique.round_number, []).append(
            StoredCritique(
                round_number=critique.round_number,
                question_id=critique.question_id,
                turn_id=critique.turn_id,
                critique=Critique.model_validate_json(critique.value),
            )
        )
    views = tuple(
        RoundView(
            record=RoundRecord.model_validate_json(r.value),
            transcript=tuple(turns_of.get(r.number, ())),
            critiques=tuple(critiques_of.get(r.number, ())),
            debrief=Debrief.model_validate_json(r.debrief) if r.debrief else None,
        )
        for r in db.execute(select(rounds).where(rounds.c.session_id == session_id).order_by(rounds.c.number))
    )
    return SessionView(session=session, rounds=views, draft=row.draft)


def _read_summaries(db: Connection, owner: str | None) -> list[SessionSummary]:
    query = select(sessions).order_by(sessions.c.updated_at.desc())
    if owner is not None:
        query = query.where(sessions.c.owner == owner)
    scores: dict[str, list[float | None]] = {}
    for row in db.execute(select(critiques.c.session_id, critiques.c.score)):
        scores.setdefault(row.session_id, []).append(None if row.score is None else float(row.score))
    return [_summary(row, scores.get(row.id, [])) for row in db.execute(query)]


def _summary(row: Row[Any], scores: Sequence[float | None]) -> SessionSummary:
    session = Session.model_validate_json(row.value)
    return SessionSummary.of(session.model_copy(update={"updated_at": _utc(row.updated_at)}), scores)


def _utc(moment: datetime | str) -> datetime:
    """SQLite gives times back without their zone; all of ours are UTC."""
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
