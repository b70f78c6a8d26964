"""One row for each session with what lists say of it; `app.store.summaries` fills it after the migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("session", sa.String(), sa.ForeignKey("sessions.slug"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("conference", sa.String(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("day_begins_ms", sa.BigInteger(), nullable=False),
        sa.Column("starts_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("public_overtime", sa.Boolean(), nullable=False),
        sa.Column("spare_ms", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
    )
    op.create_index(
        "ix_summaries_listed",
        "summaries",
        ["conference", "day", "public", "status", "starts_at_ms", "day_begins_ms", "ends_at_ms", "session"],
    )
    op.create_index("ix_summaries_status", "summaries", ["status"])
