"""Files that only their owner may read and that survive a power cut, on every system that Python supports."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and wait until it is on the disk; an existing file is replaced."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def name_new(part: Path, to: Path) -> None:
    """Give a complete file an unused name, in one step; both names are in the same folder.

    Raises:
        FileExistsError: there is a file of that name; both files are unchanged.
        OSError: the folder cannot be written.
    """
    try:
        # A link, unlike a rename, never takes the place of an existing file.
        to.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links (exFAT, many network shares): check first, then rename.
        if to.exists():
            raise FileExistsError(f"{to} exists already") from None
        part.rename(to)
    else:
        part.unlink()
    sync_folder(to.parent)


def replace(part: Path, to: Path) -> None:
    """Rename a complete file, replacing an existing file of the new name."""
    part.replace(to)
    sync_folder(to.parent)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where a folder can be opened for that (not on Windows)."""
    if (only_folders := getattr(os, "O_DIRECTORY", None)) is None:
        return
    descriptor = os.open(folder, os.O_RDONLY | only_folders)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(path: Path) -> None:
    """Let only the owner read a file or a folder; what belongs to another user stays unchanged."""
    mode = PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE
    with suppress(OSError):
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)
