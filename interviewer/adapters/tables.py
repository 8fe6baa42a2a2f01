"""The tables of the session store. Values are stored as JSON of the domain's own models; columns are what is asked for."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("value", Text, nullable=False),
    Column("draft", Text, nullable=False, server_default=""),
    Index("ix_sessions_owner_updated", "owner", "updated_at"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stage", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("debrief", Text),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session_id", String(32), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("round_number", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("answer_id", String(64)),
    Column("question_id", String(128)),
    Column("asks", Boolean, nullable=False, server_default=false()),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("session_id", "round_number", "seq", name="uq_turns_place"),
    UniqueConstraint("session_id", "answer_id", name="uq_turns_answer"),
)

critiques = Table(
    "critiques",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("round_number", Integer, primary_key=True),
    Column("question_id", String(128), primary_key=True),
    Column("turn_id", String(32), nullable=False),
    Column("score", Text),
    Column("value", Text, nullable=False),
)
