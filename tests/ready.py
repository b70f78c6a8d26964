"""What a process does that is forked from one in which `tests/prepared.py` was imported: it only has to begin."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from typer.main import get_command

from app.cli.commands import app
from app.service import room
from app.service.access import pairing
from tests.patience import KEYS_ARRIVE, SCREENS_ASK

COMMAND = get_command(app)  # built from the functions and their types, which takes as long as what they import


def become(arguments: Sequence[str], environment: Mapping[str, str], log: Path, out: Connection) -> None:
    """Go on as `python -m app` with these arguments, saying what it says to `out` and to the end of `log`."""
    os.dup2(out.fileno(), 1)
    out.close()
    _go_on(arguments, environment, log)


def carry_out(arguments: Sequence[str], environment: Mapping[str, str], said: Path, errors: Path) -> None:
    """The same for a command that ends by itself, saying what it says to two files."""
    with said.open("wb") as out:
        os.dup2(out.fileno(), 1)
    _go_on(arguments, environment, errors)


def _go_on(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as errors:
        os.dup2(errors.fileno(), 2)
    room.LATE_AFTER_MS = int(environment.get(KEYS_ARRIVE, room.LATE_AFTER_MS))
    pairing.ASKS_WITHIN_MS = int(environment.get(SCREENS_ASK, pairing.ASKS_WITHIN_MS))
    COMMAND(arguments)
