"""Sessions, rounds, turns and critiques."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_sessions_owner_updated", "sessions", ["owner", "updated_at"])
    op.create_table(
        "rounds",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("debrief", sa.Text),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("round_number", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.String(64)),
        sa.Column("question_id", sa.String(128)),
        sa.Column("asks", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.UniqueConstraint("session_id", "round_number", "seq", name="uq_turns_place"),
        sa.UniqueConstraint("session_id", "answer_id", name="uq_turns_answer"),
    )
    op.create_table(
        "critiques",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("round_number", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.String(128), primary_key=True),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("score", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("critiques", "turns", "rounds", "sessions"):
        op.drop_table(table)
