"""Alembic's entry point: the connection comes from `app.store.migrating`, which also owns the transaction."""

from alembic import context
from sqlmodel import SQLModel

from app.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
assert tables.JournalRow.__tablename__ in SQLModel.metadata.tables  # noqa: S101 - the tables must be known here
context.run_migrations()
