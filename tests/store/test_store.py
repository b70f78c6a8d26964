"""What is kept, and how: one contract for every journal, and migrations that lose nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlmodel import SQLModel

from app.domain.codec import UnknownEvent, decode, encode, encode_apart, from_line, to_line
from app.domain.errors import JournalUnavailable, SeqTaken, SlugTaken
from app.domain.messages import events as e
from app.domain.messages.events import without_names
from app.domain.state.fold import fold
from app.domain.state.votes import Ballot
from app.domain.values import Role
from app.service.memory_journal import MemoryJournal
from app.service.ports import Journal
from app.store.ballots import SqlBallots, SqlNames
from app.store.database import Database
from app.store.directory import Directory, Link
from app.store.engines.engine import disposed
from app.store.journal import SqlJournal
from tests.fakes import START, created, plan

GOLDEN = Path(__file__).parents[1] / "golden"
FIRST = created(plan())


def record(seq: int, key: str | None = None, event: e.AnyEvent | None = None) -> e.Record:
    return e.Record(seq, START + seq, "Chair", Role.MODERATOR, key, "advance", event or e.SegmentCued("t1"))


SQLITE_ALONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(params=["memory", "kept"])
async def journal(request: pytest.FixtureRequest, database: Database) -> Journal:
    if request.param == "memory":
        return MemoryJournal([FIRST])
    await Directory(database).create("session-v", [FIRST])
    return SqlJournal(database, "session-v")


async def test_what_was_appended_is_read_in_order(journal: Journal) -> None:
    await journal.append([record(2, "a"), record(3)])
    await journal.append([record(4, "b")])
    await journal.append([])
    assert [r.seq for r in await journal.read()] == [1, 2, 3, 4]
    assert await journal.read(after=2) == [record(3), record(4, "b")]


async def test_of_two_writers_with_one_seq_one_wins(journal: Journal) -> None:
    results = await asyncio.gather(
        journal.append([record(2, "a")]), journal.append([record(2, "b")]), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "SeqTaken"]
    assert len(await journal.read()) == 2


async def test_a_key_counts_once_and_a_batch_is_kept_whole_or_not_at_all(journal: Journal) -> None:
    await journal.append([record(2, "a")])
    with pytest.raises(SeqTaken):
        await journal.append([record(3, "a")])
    with pytest.raises(SeqTaken):
        await journal.append([record(3, "c"), record(4, "a")])
    assert [r.seq for r in await journal.read()] == [1, 2]


async def test_text_from_anywhere_comes_back_as_it_was(journal: Journal) -> None:
    text = "العربية עברית 中文 👨\u200d👩\u200d👧 \u2028 <script> ' \" \\ {{7*7}}"
    await journal.append([record(2, "a", e.NoteAdded(text, "point"))])
    assert (await journal.read(1))[0].event == e.NoteAdded(text, "point")


async def test_sessions_do_not_see_each_other(database: Database) -> None:
    directory = Directory(database)
    await directory.create("one", [FIRST])
    await directory.create("two", [FIRST])
    await SqlJournal(database, "one").append([record(2, "same")])
    await SqlJournal(database, "two").append([record(2, "same")])
    assert await directory.slugs() == ["one", "two"]
    assert len(await SqlJournal(database, "two").read()) == 2
    with pytest.raises(SlugTaken):
        await directory.create("one", [FIRST])


@SQLITE_ALONE
async def test_a_locked_database_waits_then_says_so_and_works_again(database: Database, tmp_path: Path) -> None:
    await Directory(database).create("session-v", [FIRST])
    impatient = Database(f"sqlite:///{tmp_path / 'rostrum.db'}", busy_timeout_ms=200)
    journal = SqlJournal(impatient, "session-v")
    holder = sqlite3.connect(tmp_path / "rostrum.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnavailable, match="another program holds the database"):
        await journal.append([record(2, "a")])
    holder.execute("ROLLBACK")
    holder.close()
    await journal.append([record(2, "a")])
    assert len(await journal.read()) == 2
    await impatient.close()


async def test_an_acknowledged_record_survives_a_kill(tmp_path: Path) -> None:
    code = """
import asyncio, os, signal, sys
from app.store.database import Database
from app.store.directory import Directory
from app.store.journal import SqlJournal
from tests.store.test_store import FIRST, record
async def main():
    database = Database(sys.argv[1]); await database.migrate()
    await Directory(database).create("session-v", [FIRST])
    for seq in range(2, 50):
        await SqlJournal(database, "session-v").append([record(seq, str(seq))])
        print(seq, flush=True)
        if seq == 30: os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    run = partial(subprocess.run, [sys.executable, "-c", code, url], capture_output=True, text=True, check=False)
    done = await asyncio.to_thread(run)
    assert done.returncode == -signal.SIGKILL
    database = Database(url)
    await database.check()
    kept = await SqlJournal(database, "session-v").read()
    assert [r.seq for r in kept] == list(range(1, int(done.stdout.split()[-1]) + 1))
    await database.close()


async def test_the_migrated_database_is_what_the_tables_say(database: Database, database_url: str) -> None:
    await database.check()
    with disposed(create_engine(database_url)) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


async def test_a_database_that_was_never_migrated_is_not_ready(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(JournalUnavailable):
        await database.check()
    await database.close()


def example(hint: Any) -> Any:
    options: dict[Any, Any] = {str: "text é", int: 7, bool: True, e.Fields: {"a": [1, None]}}
    if hint in options:
        return options[hint]
    if getattr(hint, "__origin__", None) is tuple:
        return tuple(example(kind) for kind in hint.__args__[:1])
    if type(None) in getattr(hint, "__args__", ()):
        return None
    return {"s1": 5}


@pytest.mark.parametrize("kind", e.EVENTS.values(), ids=list(e.EVENTS))
def test_every_event_comes_back_as_it_was(kind: Callable[..., Any]) -> None:
    hints = get_type_hints(kind)
    event = kind(**{field.name: example(hints[field.name]) for field in fields(kind)})  # type: ignore[arg-type]  # an event class
    kept = record(2, "k", event)
    assert decode({**encode(kept), **(encode_apart(kept) or {})}) == kept
    assert from_line(to_line(kept)) == without_names(kept)


def test_an_old_meaning_is_brought_up_to_date() -> None:
    row = {**encode(record(2)), "version": 0, "data": '{"item": "t1"}'}
    up = {("segment_cued", 0): lambda data: {"segment": data["item"]}}
    assert decode(row, up).event == e.SegmentCued("t1")


@pytest.mark.parametrize("change", [{"kind": "from_the_future"}, {"version": 9}])
def test_an_event_of_a_newer_server_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(UnknownEvent, match="record 2 is a"):
        decode({**encode(record(2)), **change})


def test_a_journal_of_an_earlier_release_still_tells_the_same() -> None:
    records = [from_line(line) for line in (GOLDEN / "journal-0001.jsonl").read_text().splitlines()]
    session = fold(records)
    expected = json.loads((GOLDEN / "journal-0001.expected.json").read_text())
    spent = {id_: timer.spent(session.at_ms) for id_, timer in session.timers.items() if timer.spans}
    assert {"spent": spent, "on": session.on, "focus": session.focus, "status": str(session.status)} == expected


LINK = Link("l1", None, Role.ORGANISER, "Organiser", None, START, None, None, None)


async def test_links_are_found_by_hash_used_and_revoked(database: Database, tmp_path: Path) -> None:
    directory = Directory(database)
    await directory.add_link(LINK, b"hash-of-token")
    await directory.add_link(replace(LINK, label="Other"), b"another")
    assert await directory.link_by_hash(b"hash-of-token") == LINK
    assert await directory.link_by_hash(b"unknown") is None
    assert await directory.touch("l1", START + 5)
    assert not await directory.touch("l1", START + 59_000)
    assert await directory.revoke("l1", START + 9)
    assert not await directory.revoke("l1", START + 10)
    assert await directory.links(None) == [replace(LINK, revoked_ms=START + 9, last_used_ms=START + 5)]


def content(folder: Path) -> bytes:
    """Everything in the files of the database."""
    return b"".join(path.read_bytes() for path in folder.glob("rostrum.db*"))


@SQLITE_ALONE
async def test_names_leave_nothing_in_the_files(database: Database, tmp_path: Path) -> None:
    for slug, name in (("session-v", "Ada L"), ("session-w", "Grace Hopper")):
        await Directory(database).create(slug, [FIRST])
        asked = e.QuestionAsked("x", "Why?", "pending", "ada", "public", False, name, "Engine")
        await SqlJournal(database, slug).append([record(2, "a", asked)])
    await SqlNames(database).delete("session-v")
    files = content(tmp_path)
    assert (b"Grace Hopper" in files, b"Ada L" in files) == (True, False)


async def test_names_lie_beside_the_journal_and_can_be_deleted_without_touching_it(database: Database) -> None:
    for slug in ("session-v", "session-w"):
        await Directory(database).create(slug, [FIRST])
    other = record(2, "a", e.QuestionAsked("x", "Why?", "pending", "ada", "public", False, "Grace Hopper", ""))
    await SqlJournal(database, "session-w").append([other])
    journal = SqlJournal(database, "session-v")
    asked = record(2, "a", e.QuestionAsked("x", "Why?", "pending", "ada", "public", False, "Ada L", "Engine"))
    added = record(3, "b", e.FloorQuestionAdded("y", "And?", "Ms Loud"))
    await journal.append([asked, added])
    assert await journal.read(after=1) == [asked, added]
    kept = [encode(r)["data"] for r in (asked, added)]
    assert all("Ada" not in data and "Loud" not in data for data in kept)
    assert await SqlNames(database).delete("session-v") == 2
    assert await SqlNames(database).delete("session-v") == 0
    assert await journal.read(after=1) == [without_names(asked), without_names(added)]
    assert await SqlJournal(database, "session-w").read(after=1) == [other]


async def test_a_script_lies_beside_the_journal_and_its_former_text_is_gone(database: Database) -> None:
    await Directory(database).create("session-v", [FIRST])
    journal = SqlJournal(database, "session-v")
    old, new = (e.ScriptSet("t1", "p1", "en", 1, 4, False, text) for text in ("Olde", "Newe"))
    kept, gone = e.ScriptSet("t2", "", "en", 1, 4, True, "Kept"), e.ScriptSet("t3", "", "en", 0, 0, False, "")
    written = [record(2 + n, f"k{n}", event) for n, event in enumerate((old, new, kept, gone))]
    await journal.append(written)
    assert all(word not in encode(one)["data"] for one in written for word in ("Olde", "Newe", "Kept"))
    assert [one.event for one in await journal.read(after=1)] == [replace(old, script=""), new, kept, gone]
    assert await SqlNames(database).delete("session-v") == 1
    assert [one.event.script for one in await journal.read(after=2) if isinstance(one.event, e.ScriptSet)] == [
        "",
        "Kept",
        "",
    ]


async def test_a_vote_that_is_set_twice_is_one_vote(database: Database) -> None:
    await Directory(database).create("session-v", [FIRST])
    ballots = SqlBallots(database, "session-v")
    await asyncio.gather(*(ballots.keep([Ballot("x", "ada", START + n)], []) for n in range(5)))
    await ballots.keep([Ballot("x", "bob", START), Ballot("y", "bob", START)], [("x", "nobody")])
    kept = [(b.question, b.participant) for b in sorted(await ballots.read())]
    assert kept == [("x", "ada"), ("x", "bob"), ("y", "bob")]
    await ballots.keep([Ballot("z", "eve", START)], [("x", "ada"), ("x", "ada"), ("y", "bob")])
    assert [(b.question, b.participant) for b in sorted(await ballots.read())] == [("x", "bob"), ("z", "eve")]


async def test_votes_are_of_their_session_and_kept_all_or_none(database: Database) -> None:
    for slug in ("session-v", "session-w"):
        await Directory(database).create(slug, [FIRST])
        await SqlBallots(database, slug).keep([Ballot("x", "ada", START)], [])
    await SqlBallots(database, "session-w").keep([], [("x", "ada")])
    assert await SqlBallots(database, "session-w").read() == []
    with pytest.raises(NoResultFound):
        await SqlBallots(database, "nowhere").keep([Ballot("x", "ada", START)], [])
    with pytest.raises(IntegrityError):
        await SqlBallots(database, "session-v").keep(
            [Ballot("y", "ada", START), Ballot("z", None, START)],  # type: ignore[arg-type]  # what a fault would do
            [("x", "ada")],
        )
    assert await SqlBallots(database, "session-v").read() == [Ballot("x", "ada", START)]
