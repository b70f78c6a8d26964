"""Templates for new sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
    )
