"""Titles, conferences and venues in other languages in the summaries; `app.store.summaries` fills them again."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM summaries"))
    # A process of the version before, still running, writes rows without it.
    op.add_column("summaries", sa.Column("translations", sa.String(), nullable=False, server_default=""))
