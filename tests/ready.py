"""Everything that a server imports and compiles, done once: a server that is forked from here only has to begin."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from app.cli.commands import app
from app.cli.commands import serve as serving
from app.main import ROOT
from app.store import migrating
from app.web.rendering.assets import assets_of
from app.web.rendering.render import prepare

READY = (serving, migrating)

prepare()
assets_of(ROOT / "static")
# What is here stays for the life of every server: none has to look through it, and copy its memory, to find garbage.
gc.collect()
gc.freeze()


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
    app(arguments)
