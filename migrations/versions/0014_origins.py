"""The https address that a session was imported from, with the settings it was read with; empty for a file."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("sources", sa.Column("origin", sa.String(), nullable=False, server_default=""))
