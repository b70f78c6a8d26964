"""Questions with a burst of votes, which one process detects and all show."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "bursts",
        sa.Column("session", sa.String(), sa.ForeignKey("sessions.slug"), primary_key=True),
        sa.Column("question", sa.String(), primary_key=True),
    )
