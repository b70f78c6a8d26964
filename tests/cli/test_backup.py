"""Backup, restore and check: on a server that works meanwhile, and on damaged files."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from app.cli.backup import SOUND, UNSOUND, CannotKeep, back_up, report_on, restore
from app.clock import SystemClock
from app.store.copying import CannotCopy, copy
from app.store.database import Database
from app.store.directory import Directory
from tests.fakes import created, plan
from tests.migrated import give_tables
from tests.serving import ServerProcess, run_command, serving

KEY = b"k" * 32


class Place:
    """A data folder with one session in it, and no server."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file, self.key = folder / "rostrum.db", folder / "links.key"
        self.url = f"sqlite:///{self.file}"

    def fill(self, title: str) -> Place:
        self.key.write_bytes(KEY)
        give_tables(self.file.parent)
        asyncio.run(self._fill(title))
        return self

    async def _fill(self, title: str) -> None:
        database = Database(self.url)
        await Directory(database).create("session-v", [created(plan(title=title))])
        await database.close()

    def sql(self, *statements: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return [row for statement in statements for row in connection.execute(statement).fetchall()]

    def title(self) -> str:
        data = self.sql("SELECT data FROM journal WHERE seq = 1")[0][0]
        title: str = json.loads(str(data))["document"]["title"]
        return title

    def back_up(self, to: Path, *, replace: bool = False) -> int:
        return back_up(self.url, self.key, to, replace=replace)

    def restore(self, file: Path, *, despite_problems: bool = False) -> int:
        return restore(self.url, self.key, file, SystemClock(), despite_problems=despite_problems)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data").fill("As it was")


def test_a_backup_is_one_file_and_a_key_that_only_their_owner_reads(place: Place, tmp_path: Path) -> None:
    to = tmp_path / "backup.db"
    assert place.back_up(to) == SOUND
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["backup.db", "backup.db.key"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (to, tmp_path / "backup.db.key")] == [0o600, 0o600]
    assert (tmp_path / "backup.db.key").read_bytes() == KEY
    assert report_on(f"sqlite:///{to}") == SOUND


def test_a_backup_never_takes_the_place_of_a_file_unasked(place: Place, tmp_path: Path) -> None:
    to = tmp_path / "precious"
    to.write_text("precious")
    with pytest.raises(CannotKeep, match="--force"):
        place.back_up(to)
    assert to.read_text() == "precious"
    assert place.back_up(to, replace=True) == SOUND
    assert to.read_bytes().startswith(b"SQLite format 3")


def test_a_backup_that_cannot_be_made_leaves_nothing(place: Place, tmp_path: Path) -> None:
    with pytest.raises(CannotKeep, match="nowhere"):
        place.back_up(tmp_path / "nowhere" / "backup.db")
    place.file.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(CannotKeep, match="not a database"):
        place.back_up(tmp_path / "backup.db")
    with pytest.raises(CannotKeep, match="no file"):
        Place(tmp_path / "other").back_up(tmp_path / "backup.db")
    with pytest.raises(CannotKeep, match="pg_dump"):
        back_up("postgresql://somewhere/rostrum", place.key, tmp_path / "backup.db", replace=False)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_restore_brings_everything_back_and_keeps_what_was_there(place: Place, tmp_path: Path) -> None:
    to = tmp_path / "backup.db"
    place.back_up(to)
    other = Place(tmp_path / "other").fill("Another one")
    other.key.write_bytes(b"o" * 32)
    assert other.restore(to) == SOUND
    assert (other.title(), other.key.read_bytes()) == ("As it was", KEY)
    kept = {path.name.partition(".before-")[0]: path for path in other.file.parent.glob("*.before-*")}
    assert set(kept) == {"rostrum.db", "links.key"}
    assert kept["links.key"].read_bytes() == b"o" * 32
    before = Place(tmp_path / "before")
    kept["rostrum.db"].rename(before.file)
    assert before.title() == "Another one"
    assert to.exists()


def test_a_restore_into_an_empty_folder_needs_nothing_there(place: Place, tmp_path: Path) -> None:
    place.back_up(tmp_path / "backup.db")
    new = Place(tmp_path / "new")
    assert new.restore(tmp_path / "backup.db") == SOUND
    assert sorted(path.name for path in new.file.parent.iterdir()) == ["links.key", "rostrum.db"]


def test_a_restore_without_a_key_says_so(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.back_up(tmp_path / "backup.db")
    (tmp_path / "backup.db.key").unlink()
    place.restore(tmp_path / "backup.db")
    assert "links printed by the server of the backup may not work" in capsys.readouterr().out
    assert place.key.read_bytes() == KEY


def damage_gap(place: Place) -> None:
    place.sql(
        "INSERT INTO journal SELECT session, 3, at_ms, actor, role, 'x', command, kind, version, data FROM journal"
    )


def damage_kind(place: Place) -> None:
    place.sql("UPDATE journal SET kind = 'unheard_of'")


def damage_json(place: Place) -> None:
    place.sql("UPDATE journal SET data = '{'")


def damage_fold(place: Place) -> None:
    place.sql("UPDATE journal SET data = json_set(data, '$.document', json('{}'))")


def damage_order(place: Place) -> None:
    damage_gap(place)
    place.sql("UPDATE journal SET seq = 2, at_ms = at_ms - 70 WHERE seq = 3")


def damage_reference(place: Place) -> None:
    place.sql("PRAGMA foreign_keys = OFF", "DELETE FROM sessions")


def damage_empty(place: Place) -> None:
    place.sql("PRAGMA foreign_keys = OFF", "DELETE FROM journal")


def damage_page(place: Place) -> None:
    """Overwrite the last page of the journal's index."""
    place.sql("PRAGMA journal_mode = DELETE")
    root = place.sql("SELECT rootpage FROM sqlite_master WHERE name LIKE 'sqlite_autoindex_journal_1'")[0][0]
    with place.file.open("r+b") as file:
        file.seek((int(str(root)) - 1) * 4096)
        file.write(b"\x0a\x00\x00\x00\x00\x10\x00\x00" + b"\x00" * 200)


DAMAGES: list[tuple[Callable[[Place], None], str]] = [
    (damage_gap, "record 2 is missing; the next one is 3"),
    (damage_kind, "record 1 is a unheard_of of version 1, which this server does not know"),
    (damage_json, "record 1 cannot be read"),
    (damage_fold, "do not add up to a session"),
    (damage_order, "record 2 is 70 ms older than the one before it"),
    (damage_reference, "of journal refers to sessions that is not there"),
    (damage_empty, "its journal is empty"),
    (damage_page, "The file is damaged"),
]


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_damage_is_found_by_name_and_never_restored_unasked(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Place], None], said: str
) -> None:
    damage(place)
    assert report_on(place.url) == UNSOUND
    assert said in " ".join(capsys.readouterr().out.split())
    other = Place(tmp_path / "other").fill("Untouched")
    with pytest.raises(CannotKeep, match="is damaged"):
        other.restore(place.file)
    assert other.title() == "Untouched"
    assert sorted(path.name for path in other.file.parent.iterdir()) == ["links.key", "rostrum.db"]
    assert other.restore(place.file, despite_problems=True) == UNSOUND


def test_a_database_of_another_version_is_told_from_a_damaged_one(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.back_up(tmp_path / "backup.db")
    place.sql("UPDATE alembic_version SET version_num = '9999'")
    assert report_on(place.url) == UNSOUND
    assert "Its version is 9999" in capsys.readouterr().out
    with pytest.raises(CannotKeep, match="newer program"):
        place.restore(place.file)
    place.sql("DROP TABLE alembic_version")
    with pytest.raises(CannotKeep, match="not a database of Rostrum"):
        report_on(place.url)


def test_checking_changes_nothing_and_makes_nothing(place: Place, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in (place.file, place.key)]
    assert report_on(place.url) == SOUND
    assert [path.read_bytes() for path in (place.file, place.key)] == before
    with pytest.raises(CannotKeep, match="no file"):
        report_on(f"sqlite:///{tmp_path / 'nowhere.db'}")
    assert not (tmp_path / "nowhere.db").exists()


def test_a_damaged_database_is_set_aside_whole(place: Place, tmp_path: Path) -> None:
    place.back_up(tmp_path / "backup.db")
    for name, content in (("rostrum.db", b"rubbish" * 999), ("rostrum.db-wal", b"log")):
        place.file.with_name(name).write_bytes(content)
    assert place.restore(tmp_path / "backup.db") == SOUND
    assert place.title() == "As it was"
    kept = {path.name[-4:]: path.read_bytes() for path in place.file.parent.glob("*.before-*")}
    assert kept["-wal"] == b"log"
    assert b"rubbish" * 999 in kept.values()


def test_a_copy_is_of_one_instant_while_a_room_writes(place: Place, tmp_path: Path) -> None:
    """Two rows that are always changed together are never copied apart, and the copy comes to an end."""
    place.sql("CREATE TABLE pair (a INT, b INT, filling TEXT)", "PRAGMA journal_mode = WAL")
    place.sql(*["INSERT INTO pair VALUES (0, 0, hex(zeroblob(2000)))"] * 600)
    steps: list[int] = []

    def told(done: int, whole: int) -> None:
        steps.append(done)
        place.sql("UPDATE pair SET a = a + 1, b = b + 1")

    copy(place.file, tmp_path / "copy.db", told)
    assert len(steps) > 1
    copied = Place(tmp_path / "copied")
    (tmp_path / "copy.db").rename(copied.file)
    assert copied.sql("SELECT DISTINCT a, b FROM pair") == [(0, 0)]
    assert place.sql("SELECT DISTINCT a, b FROM pair") == [(len(steps), len(steps))]


def test_a_copy_that_fails_half_way_leaves_no_half(place: Place, tmp_path: Path) -> None:
    def told(_: int, __: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(CannotCopy, match="the disk is full"):
        copy(place.file, tmp_path / "copy.db", told)
    assert not (tmp_path / "copy.db").exists()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("kept")) as started:
        yield started


def command_line(server: ServerProcess, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run_command(server.data, *arguments, "--data", server.data)


def test_a_server_is_backed_up_while_it_works_and_never_restored_over(server: ServerProcess, tmp_path: Path) -> None:
    done, given = Event(), [0]

    def work() -> None:
        while not done.is_set():
            given[0] = server.command("focus_question", question=f"q{given[0] % 3 + 1}")["seq"]

    worker = Thread(target=work)
    worker.start()
    try:
        backed_up = command_line(server, "backup", tmp_path / "backup.db")
        checked = command_line(server, "check")
        refused = command_line(server, "restore", tmp_path / "backup.db")
    finally:
        done.set()
        worker.join()
    assert (backed_up.returncode, checked.returncode, refused.returncode) == (0, 0, 2), backed_up.stderr
    assert "Everything is sound: 1 session" in backed_up.stdout
    assert "Stop the server first" in refused.stderr
    assert server.command("focus_question", question=None)["seq"] == given[0] + 1
    copied = Place(tmp_path / "copied")
    (tmp_path / "backup.db").rename(copied.file)
    assert 0 < int(str(copied.sql("SELECT max(seq) FROM journal")[0][0])) <= given[0]


def test_links_work_on_a_server_that_was_restored_elsewhere(server: ServerProcess, tmp_path: Path) -> None:
    assert command_line(server, "backup", tmp_path / "backup.db").returncode == 0
    other = ServerProcess(tmp_path / "elsewhere")
    assert command_line(other, "restore", tmp_path / "backup.db").returncode == 0
    other.start()
    try:
        assert other.token("moderator") == server.token("moderator")
        assert other.get("/api/v1/sessions/session-v")["seq"] == server.get("/api/v1/sessions/session-v")["seq"]
    finally:
        other.stop()


@pytest.mark.parametrize("lost", [False, True], ids=["with the old database", "after that was lost"])
def test_a_restore_does_not_bring_back_what_was_revoked_since(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, lost: bool
) -> None:
    backup = tmp_path / "backup.db"
    with serving(tmp_path / "data") as server:
        links = "/api/v1/sessions/session-v/links"
        handed_out, kept = (server.post(links, {"role": "desk", "id": f"{name}link0"}) for name in ("desk", "kept"))
        assert command_line(server, "backup", backup).returncode == 0
        for id_ in (handed_out["link"]["id"], "standing:session-v/stage"):
            assert command_line(server, "links", "session-v", "--revoke", id_).returncode == 0
        before = server.token("stage")
        server.stop()
        place = Place(server.data)
        if lost:
            for file in server.data.glob("rostrum.db*"):
                file.unlink() if file.suffix != ".revoked" else None
        assert place.restore(backup) == SOUND
        assert "stay revoked: 2." in capsys.readouterr().out
        server.start()
        answers = {}
        for name, token in (("revoked", handed_out["token"]), ("kept", kept["token"]), ("stage", before)):
            server.links["sessions"][0]["links"]["moderator"]["token"] = token
            try:
                answers[name] = server.get("/api/v1/sessions/session-v")["role"]
            except OSError as error:
                answers[name] = str(error)
        assert answers == dict.fromkeys(("revoked", "stage"), "HTTP Error 401: Unauthorized") | {"kept": "desk"}
        assert server.token("stage") != before
        assert server.get("/api/v1/sessions/session-v", "stage")["role"] == "stage"


def test_a_backup_that_is_copied_by_hand_brings_no_link_back_either(tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with serving(tmp_path / "data") as server:
        assert command_line(server, "backup", backup).returncode == 0
        before = server.token("stage")
        assert command_line(server, "links", "session-v", "--revoke", "standing:session-v/stage").returncode == 0
        server.stop()
        backup.replace(server.data / "rostrum.db")
        server.start()
        assert "links were revoked again" in server.log
        assert server.token("stage") != before


def test_a_restore_into_an_empty_folder_says_that_nothing_is_known_of_revoked_links(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.back_up(tmp_path / "backup.db") == SOUND
    assert Place(tmp_path / "empty").restore(tmp_path / "backup.db") == SOUND
    assert "There is no list of the links revoked since the backup was made" in capsys.readouterr().out
