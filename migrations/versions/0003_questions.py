"""Names and votes, stored beside the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "names",
        sa.Column("session", sa.String(), sa.ForeignKey("sessions.slug"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False, index=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("affiliation", sa.String(), nullable=False),
    )
    op.create_table(
        "ballots",
        sa.Column("session", sa.String(), sa.ForeignKey("sessions.slug"), primary_key=True),
        sa.Column("question", sa.String(), primary_key=True),
        sa.Column("participant", sa.String(), primary_key=True),
        sa.Column("counts_from_ms", sa.BigInteger(), nullable=False),
    )
