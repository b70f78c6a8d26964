"""The data folder of a server: private to its owner, held by one server at a time, with the server's key.

A running server holds `server.lock` and describes itself in `server.json`. The lock decides, the file only describes: a
server that was killed has lost the lock, and its description no longer counts. The lock is one of SQLite on an empty
file, because SQLite supports the locks of every system: one method for Linux, macOS and Windows, without `fcntl` and
`msvcrt`.

A command also has to find the data of a server that was started with `--data`. So every server leaves the path of its
folder in a folder of its user's (`running_servers`).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.errors import DataUnusable
from app.store.files import PRIVATE_FOLDER, make_private, name_new, replace, write_private

KEY_BYTES = 32
PATIENCE_S = 1.0  # a process that only checks the lock holds the file for less than a millisecond
OWN_FILES = ("rostrum.db*", ".rostrum.db*", "links.key*", "server.*")
DESCRIBED_WITHIN_S = 1.0  # a server that starts describes itself a moment after it has the lock


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server's description of itself: its process, and the address that it gives to people."""

    pid: int
    url: str


class AlreadyServed(DataUnusable):
    """Another server holds the data folder."""

    def __init__(self, folder: Path, server: RunningServer | None) -> None:
        who = f": process {server.pid}, {server.url}" if server else ""
        super().__init__(
            f"A server is running on {folder.absolute()} already{who}. "
            "Stop it first, or choose another folder with --data. "
            "For several processes on one folder, start one server with --processes."
        )


class DataFolder:
    """The folder at one path, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = ProcessLock(path / "server.lock")
        self._description = path / "server.json"

    def prepare(self) -> None:
        """Make the folder if it is missing, and let only the owner read it and our files in it.

        Raises:
            DataUnusable: it cannot be made.
        """
        try:
            self.path.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            reason = f"{self.path.absolute()} cannot be used as the data folder: {error.strerror}."
            raise DataUnusable(f"{reason} Choose another one with --data.") from error
        if _is_for_data_alone(self.path):
            make_private(self.path)
        for pattern in OWN_FILES:
            for file in self.path.glob(pattern):
                make_private(file)

    def key(self) -> bytes:
        """Return the server's key, made on first use; it is never part of an export.

        Raises:
            DataUnusable: the file holds something else, or cannot be read or made.
        """
        file = self.path / "links.key"
        try:
            self.path.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
            if not file.exists():
                _make_key(file)
            return _whole_key(file, file.read_bytes())
        except OSError as error:
            raise DataUnusable(
                f"{file.absolute()} cannot be used as the key of the links: {error.strerror}."
            ) from error

    def take(self, url: str) -> None:
        """Hold the folder until `release`, as a server at this address; a second call changes the address.

        Raises:
            AlreadyServed: another server holds it.
            DataUnusable: the folder cannot be used.
        """
        self.prepare()
        if not self._lock.take():
            raise AlreadyServed(self.path, self._described_soon())
        self._describe(RunningServer(os.getpid(), url))
        _remember(self.path)

    def release(self) -> None:
        """Release the folder, if this object holds it."""
        if self._lock.is_ours:
            self._description.unlink(missing_ok=True)
            _forget(self.path)
            self._lock.release()

    @property
    def is_taken(self) -> bool:
        """Whether this object holds the folder."""
        return self._lock.is_ours

    @property
    def is_held(self) -> bool:
        """Whether a server runs on this folder now."""
        return self._lock.is_held()

    def server(self) -> RunningServer | None:
        """Return the server that runs on this folder now, or None."""
        return self._described() if self.is_held else None

    def _describe(self, server: RunningServer) -> None:
        part = self._description.with_name(f".{self._description.name}")
        write_private(part, json.dumps(asdict(server)).encode())
        replace(part, self._description)

    def _described(self) -> RunningServer | None:
        try:
            return RunningServer(**json.loads(self._description.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def _described_soon(self) -> RunningServer | None:
        until = time.monotonic() + DESCRIBED_WITHIN_S
        while (server := self._described()) is None and time.monotonic() < until:
            time.sleep(0.02)
        return server


class LentFolder(DataFolder):
    """The folder that the supervisor of this process holds, for all its children."""

    def take(self, url: str) -> None:
        """Nothing: it is held."""

    def release(self) -> None:
        """Nothing: the supervisor keeps it."""

    @property
    def is_taken(self) -> bool:
        return True


class ProcessLock:
    """The lock on one file. The file is made when the lock is taken and stays when it is released."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    @property
    def is_ours(self) -> bool:
        """Whether this object holds the lock."""
        return self._connection is not None

    def take(self) -> bool:
        """Hold the lock until `release` or the end of the process; return False if another holder has it."""
        if self.is_ours:
            return True
        connection = sqlite3.connect(self._file, PATIENCE_S, isolation_level=None, check_same_thread=False)
        make_private(self._file)
        try:
            # Nothing is ever written to the file, so there is nothing to roll back.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        self._connection = connection
        return True

    def release(self) -> None:
        """Release the lock; a second call does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def is_held(self) -> bool:
        """Whether any process holds the lock now. Checking makes no file."""
        if self.is_ours:
            return True
        if not self._file.is_file():
            return False
        try:
            connection = sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        except sqlite3.OperationalError:
            return False
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        finally:
            connection.close()
        return False


def running_servers() -> list[Path]:
    """Return the data folders of this user's running servers, as absolute paths in order."""
    return sorted(folder for folder in _remembered() if DataFolder(folder).is_held)


def _is_for_data_alone(folder: Path) -> bool:
    """Whether it may be made private. Not a folder of a program, a person's own one, or a shared one."""
    here = folder.resolve()
    used_otherwise = {place for start in (Path.cwd(), Path.home()) for place in (start, *start.parents)}
    return here not in used_otherwise and not here.stat().st_mode & 0o1000


def _make_key(file: Path) -> None:
    """Make the key beside its name and rename it when complete: a start that fails half-way leaves no partial key."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        write_private(part, secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):  # another process was first, and its key is the valid one
            name_new(part, file)
    finally:
        part.unlink(missing_ok=True)


def _whole_key(file: Path, content: bytes) -> bytes:
    if len(content) != KEY_BYTES:
        raise DataUnusable(
            f"{file.absolute()} has {len(content)} bytes instead of {KEY_BYTES}, so it is no key, and links made from "
            "it could be guessed. Put back the key of a backup, or delete the file: the next start makes a new key and "
            "prints new links, and those printed before stop working."
        )
    return content


def _register() -> Path:
    """Return the folder for the paths of this user's servers; it may be deleted by a restart of the machine."""
    given = os.environ.get("XDG_RUNTIME_DIR")
    user = getattr(os, "getuid", lambda: "user")()
    return Path(given) / "rostrum" if given else Path(tempfile.gettempdir()) / f"rostrum-{user}"


def _entry(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]
    return _register() / f"{name}.path"


def _remember(folder: Path) -> None:
    """Store where the folder is; a server serves although this fails, and its commands are then given the folder."""
    with suppress(OSError):
        _register().mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        if _is_own(_register()):
            write_private(_entry(folder), str(folder.resolve()).encode())


def _forget(folder: Path) -> None:
    with suppress(OSError):
        _entry(folder).unlink(missing_ok=True)


def _remembered() -> Iterator[Path]:
    try:
        if _is_own(_register()):
            yield from [Path(entry.read_text()) for entry in _register().glob("*.path")]
    except (OSError, ValueError):
        return


def _is_own(register: Path) -> bool:
    """Whether this user owns the register: another user may have made a folder of its name in a shared place."""
    whose = getattr(os, "getuid", None)
    return whose is None or (register.stat().st_uid == whose() and not register.is_symlink())
