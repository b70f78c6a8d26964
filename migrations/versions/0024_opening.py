"""Which sessions open by themselves in the summaries; `app.store.summaries` fills them again."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM summaries"))
    # Of a row that a process of the version before writes it is not known: its session is loaded before its start.
    op.add_column("summaries", sa.Column("opens_itself", sa.Boolean(), nullable=False, server_default=sa.true()))
