"""Moving a server to another database, of the same or of another engine."""

from __future__ import annotations

import asyncio

import typer

from app.cli.backup import SOUND, CannotKeep, migrate, report_on
from app.config import Settings
from app.store.engines.moving import CannotMove, move
from app.store.folder import DataFolder


def move_server(settings: Settings, target: str) -> int:
    """Copy everything into another database and check it; the answer is the exit code.

    Raises:
        CannotKeep: nothing was changed; the message says why.
        DataUnusable: a server runs on the data folder, or one of the databases cannot be used.
    """
    folder = DataFolder(settings.data)
    folder.take(settings.address)
    try:
        for url in (settings.database, target):
            asyncio.run(migrate(url))
        moved = move(settings.database, target)
    except CannotMove as error:
        raise CannotKeep(str(error)) from error
    finally:
        folder.release()
    typer.echo(f"All data is there now, the same in every row. Sessions: {moved.sessions}, records: {moved.records}.")
    if (code := report_on(target)) == SOUND:
        typer.echo("The database before is as it was. Start the server with the new address in ROSTRUM_DATABASE_URL.")
    return code
