"""Votes that other processes can follow; codes of waiting screens, and tries, that hold in all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("votes_changed", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("ballots", sa.Column("changed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ballots_changed", "ballots", ["session", "changed"])
    op.create_table(
        "withdrawn",
        sa.Column("session", sa.String(), sa.ForeignKey("sessions.slug"), primary_key=True),
        sa.Column("question", sa.String(), primary_key=True),
        sa.Column("participant", sa.String(), primary_key=True),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "pairings",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
    )
    op.create_table(
        "tries",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("full_at_ms", sa.BigInteger(), nullable=False),
    )
