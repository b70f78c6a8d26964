"""What the columns of imported tables hold, as organisers said."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "import_columns",
        sa.Column("headings", sa.String(), primary_key=True),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
    )
