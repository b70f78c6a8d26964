"""The data folder of a command: the one that was named, or that of the running server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config import Settings
from app.domain.errors import DataUnusable
from app.store.database import file_of
from app.store.folder import DataFolder, running_servers

NAMED_BY = frozenset({"data", "database_url"})


def settings_in_use(data: Path | None) -> Settings:
    """Return the settings with the command's data folder; nothing is created.

    The folder is the one that an option or the environment names. Without a name it is the default folder, if a server
    runs on it or none runs at all; otherwise it is that of the running server.

    Args:
        data: as the option names it.

    Raises:
        DataUnusable: there is no data there, or several servers run and none was named.
    """
    settings = _chosen(data)
    if not _has_data(settings):
        raise DataUnusable(
            f"There is no data in {settings.data.absolute()}, because no server has run there. Nothing was made. "
            "Start a server first, or name its folder with --data."
        )
    return settings


@contextmanager
def settings_to_import(data: Path | None, *, save: bool) -> Iterator[Settings]:
    """Yield the settings for an import, which may be the first command: a preview alone leaves no folder behind."""
    settings = _chosen(data)
    if save or _has_data(settings):
        yield settings
        return
    with TemporaryDirectory(prefix="rostrum-") as nothing:
        yield settings.model_copy(update={"data": Path(nothing), "database_url": None})


def address_in_use(settings: Settings) -> str:
    """Return the address of the server that runs on the data, or the configured one."""
    server = DataFolder(settings.data).server()
    return server.url if server else settings.address


def _chosen(data: Path | None) -> Settings:
    settings = Settings() if data is None else Settings(data=data)
    if settings.model_fields_set & NAMED_BY or DataFolder(settings.data).is_held:
        return settings
    running = running_servers()
    if len(running) > 1:
        folders = ", ".join(str(folder) for folder in running)
        raise DataUnusable(f"Several servers are running, on {folders}. Name the folder of one with --data.")
    if not running:
        return settings
    sys.stderr.write(f"Using the running server's folder, {running[0]}.\n")
    return settings.model_copy(update={"data": running[0]})


def _has_data(settings: Settings) -> bool:
    """Whether a server ever used this data. The secret stands for a database that is not a file."""
    file = file_of(settings.database)
    if file is None and (settings.secret or settings.secret_file):
        return True
    file = file or settings.key
    return file.is_file() and file.stat().st_size > 0
