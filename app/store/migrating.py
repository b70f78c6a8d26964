"""Migrate a database to the newest version, entirely or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from app.store.summaries import write_missing


def upgrade(engine: Engine, migrations: Path, lock: Callable[[Connection], None]) -> None:
    """Run all missing migrations in one transaction, make missing summaries, and check that references have targets.

    Args:
        engine: has foreign keys switched off: rebuilding a table would otherwise silently delete rows of other tables.
        migrations: their folder.
        lock: waits in the transaction until no other process migrates; what that one has done is not done again.

    Raises:
        RuntimeError: a migration left rows that refer to nothing; nothing was changed.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with engine.begin() as connection:
        lock(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # Not in the migration that makes their table: rows made from the journals are those of this program's tables.
        write_missing(connection)
        if engine.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"migrating would leave {len(broken)} rows that refer to nothing")
