"""What several processes of one database share: who watches, who holds the baton, and whom a notice is about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # After a crash of PostgreSQL its processes tell again who watches; such rows need no log.
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "presence",
        sa.Column("session", sa.String(), primary_key=True),
        sa.Column("process", sa.String(), primary_key=True),
        sa.Column("part", sa.String(), nullable=False),
        prefixes=unlogged,
    )
    op.create_table(
        "batons",
        sa.Column("session", sa.String(), primary_key=True),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("by_arrival", sa.Boolean(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
    )
    op.add_column("notices", sa.Column("about", sa.String(), nullable=False, server_default=""))
