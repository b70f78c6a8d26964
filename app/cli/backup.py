"""Backup, restore and check on the command line: actions, output, exit codes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from app.clock import Clock
from app.store.checking import SQLITE, DatabaseReport, UnreadableDatabase, check
from app.store.copying import CannotCopy, copy, copy_key, publish, put_in_place, set_aside
from app.store.database import Database, newest_version
from app.store.revocations import Revocations, revoke_in, revoked_in

SOUND, UNSOUND = 0, 1  # exit codes; 2: could not be done at all
KEY_SUFFIX = ".key"


class CannotKeep(Exception):
    """The command could not be carried out; the message gives the reason, and nothing was changed."""


def back_up(url: str, key: Path, to: Path, *, replace: bool) -> int:
    """Copy the database and the server's key, and check the copy; return the exit code.

    Raises:
        CannotKeep: it is no SQLite database, the name is taken, or there is no room.
    """
    console = Console(highlight=False, soft_wrap=True)
    part = to.with_name(f".{to.name}.part")
    if to.exists() and not replace:
        raise CannotKeep(f"{to} exists already and was not changed. Choose another name, or say --force.")
    try:
        _copy(_file_of(url), part, console)
        report = check(f"{SQLITE}{part}")
        publish(part, to, replace=replace)
    except (CannotCopy, UnreadableDatabase, OSError) as error:
        part.unlink(missing_ok=True)
        raise CannotKeep(str(error)) from error
    if key.is_file():
        copy_key(key, _key_of(to))
        console.print(f"Saved in {to}, with the key of its links in {_key_of(to)}: protect both.", markup=False)
    return _tell(console, report)


def restore(url: str, key: Path, file: Path, clock: Clock, *, despite_problems: bool) -> int:
    """Replace the database with a backup, after checking it; return the exit code.

    Raises:
        CannotKeep: the backup cannot be read or is damaged, or a server is running; nothing was changed.
    """
    console, database = Console(highlight=False, soft_wrap=True), _file_of(url)
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(f".{database.name}.restoring")
    stamp = datetime.fromtimestamp(clock.now() // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        _copy(file, part, console)
        report = _brought_up_to_date(part)
        code = _tell(console, report)
        if code != SOUND and not despite_problems:
            raise CannotKeep(f"{file} is damaged. Nothing was changed; --force restores it anyway.")
        revoked = _carry_revocations(database, part, clock.now())
        before = put_in_place(part, database, stamp)
    except (CannotCopy, UnreadableDatabase, OSError) as error:
        raise CannotKeep(str(error)) from error
    finally:
        _remove(part)
    if before is not None:
        console.print(f"The former database is kept as {before}.", markup=False)
    console.print(_revocation_words(revoked), markup=False)
    _restore_key(console, _key_of(file), key, stamp)
    console.print(f"Restored from {file}.", markup=False)
    return code


def report_on(url: str) -> int:
    """Check the database and print the result; return the exit code.

    Raises:
        CannotKeep: it cannot be read at all.
    """
    try:
        return _tell(Console(highlight=False, soft_wrap=True), check(url))
    except UnreadableDatabase as error:
        raise CannotKeep(f"The database cannot be checked: {error}.") from error


def _copy(database: Path, to: Path, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("copying")
        copy(database, to, lambda done, whole: progress.update(task, completed=done, total=whole))


def _brought_up_to_date(part: Path) -> DatabaseReport:
    """Migrate a copy to this program's version, then check it; an older backup is as good as a new one."""
    url = f"{SQLITE}{part}"
    report = check(url, with_sessions=False)
    if report.version is not None and report.version > newest_version():
        raise CannotKeep(
            f"it was made by a newer program, of version {report.version}; this one has {newest_version()}"
        )
    if not report.problems:
        asyncio.run(migrate(url))
    return check(url)


async def migrate(url: str) -> None:
    """Migrate a database to this program's version; raises DataUnusable if a newer one made it, or if it is none."""
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()


def _carry_revocations(database: Path, part: Path, now: int) -> int | None:
    """Revoke in a copy the links revoked here; return how many, or None if there is no list of them."""
    revocations = Revocations(database)
    if not database.exists() and not revocations.exists:
        return None
    revocations.add(revoked_in(database))
    return revoke_in(part, revocations.read(), now)


def _revocation_words(revoked: int | None) -> str:
    if revoked is None:
        return "There is no list of the links revoked since the backup was made: revoke them again."
    return f"Links that were revoked since the backup was made, and stay revoked: {revoked}."


def _restore_key(console: Console, backed_up: Path, key: Path, stamp: str) -> None:
    if not backed_up.is_file():
        console.print(f"There is no {backed_up}: links printed by the server of the backup may not work.", markup=False)
        return
    if key.is_file() and key.read_bytes() != backed_up.read_bytes():
        console.print(f"The key that was there before is kept as {set_aside(key, stamp)}.", markup=False)
    copy_key(backed_up, key)


def _tell(console: Console, report: DatabaseReport) -> int:
    """Print the result of a check; return the exit code."""
    table = Table("session", "records", "state", "problems")
    for session in report.sessions:
        table.add_row(
            session.slug, str(session.records), session.state or "unknown", str(len(session.problems) or "none")
        )
    if report.sessions:
        console.print(table)
    for problem in report.problems:
        console.print(problem, markup=False)
    for session in report.sessions:
        for problem in session.problems:
            console.print(f"{session.slug}: {problem}", markup=False)
    count = len(report.sessions)
    verdict = "Everything is sound" if report.is_sound else "Something is wrong"
    console.print(f"{verdict}: {count} {'session' if count == 1 else 'sessions'}, version {report.version}.")
    return SOUND if report.is_sound else UNSOUND


def _file_of(url: str) -> Path:
    if not url.startswith(SQLITE):
        raise CannotKeep(
            "This database is not a file of SQLite. Use its own tools, such as pg_dump and pg_restore; or stop the "
            "server and make a file of it with move sqlite:////path/to/copy.db."
        )
    return Path(url.removeprefix(SQLITE))


def _key_of(file: Path) -> Path:
    return file.with_name(file.name + KEY_SUFFIX)


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
