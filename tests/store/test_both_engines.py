"""Each store keeps the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from app.domain.state.votes import Ballot
from app.domain.values import Role
from app.formats.imports.found.findings import ImportHints
from app.store.ballots import BallotChanges, SqlBallots, SqlNames
from app.store.database import Database
from app.store.directory import Directory
from app.store.incidents import Incident, Incidents
from app.store.journal import SqlJournal
from app.store.notices import ChangeNotice, SqlNotices, Topic
from app.store.passwords import Passwords
from app.store.shared.batons import SqlBatons
from app.store.shared.drafts import SqlDrafts
from app.store.shared.leases import SqlLeases
from app.store.shared.pairing import SqlPairings
from app.store.shared.presence import SqlPresence
from app.store.shared.tries import SqlTries
from app.store.sources import Origin, Source, Sources
from app.store.summaries import Summaries
from app.store.templates import Templates
from app.store.webhooks.deliveries import Deliveries
from app.store.webhooks.subscriptions import Subscriptions
from tests.fakes import START, plan
from tests.store.test_store import FIRST, LINK, record

# Journal, directory, ballots and names are in test_store, summaries in test_summaries; the other ones are here.
SHARED = {SqlPresence, SqlBatons, SqlDrafts, SqlLeases, SqlPairings, SqlTries}  # in tests/store/shared
WEBHOOKS = {Subscriptions, Deliveries}  # in tests/store/webhooks
TESTED = {
    SqlJournal,
    Directory,
    SqlBallots,
    SqlNames,
    Incidents,
    Passwords,
    Sources,
    Summaries,
    Templates,
    *SHARED,
    *WEBHOOKS,
}


def wants_a_database(kind: type) -> bool:
    init = kind.__dict__.get("__init__")
    return getattr(init, "__annotations__", {}).get("database") == "Database"


def test_every_store_is_tested_on_both_engines() -> None:
    folder = Path(inspect.getfile(Database)).parent
    paths = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py") if path.stem != "__init__"]
    modules = [import_module(".".join(("app.store", *path.parts))) for path in paths]
    classes = {kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass)}
    stores = {kind for kind in classes if kind.__module__.startswith("app.store.") and wants_a_database(kind)}
    assert stores == TESTED


async def test_a_password_is_replaced_and_forgotten(database: Database) -> None:
    passwords = Passwords(database)
    assert await passwords.read("organiser") is None
    await passwords.keep("organiser", "first", START)
    await passwords.keep("organiser", "second", START + 1)
    assert await passwords.read("organiser") == "second"
    await passwords.forget("organiser")
    assert await passwords.read("organiser") is None


async def test_of_many_passwords_at_once_one_is_kept(database: Database, other: Database) -> None:
    hashes = [f"hash-{n}" for n in range(10)]
    await asyncio.gather(
        *(Passwords((database, other)[n % 2]).keep("organiser", hash_, n) for n, hash_ in enumerate(hashes))
    )
    assert await Passwords(database).read("organiser") in hashes


async def test_a_template_is_replaced_and_removed_and_names_are_in_the_order_of_their_code_points(
    database: Database,
) -> None:
    templates = Templates(database)
    for name in ("zoo", "Zoo", "éa", "a b", "ab"):
        await templates.keep(name, plan(), START)
    await templates.keep("ab", plan(panellists=2), START + 1)
    assert await templates.names() == ["Zoo", "a b", "ab", "zoo", "éa"]
    assert await templates.read("ab") == plan(panellists=2)
    await templates.remove("ab")
    assert await templates.read("ab") is None


async def test_a_source_is_known_by_its_name_with_its_newest_ids(database: Database) -> None:
    sources = Sources(database)
    await sources.keep([Source("file:a", "session-v", frozenset({"s1"}))], START)
    newest = Source("file:a", "session-v", frozenset({"s1", "s2"}))
    await sources.keep([newest], START + 1)
    assert await sources.find(["file:a", "file:b"]) == {"file:a": newest}
    assert await sources.of_session("session-v") == []
    origin = Origin(
        "https://programme.example/a.csv", ImportHints("", "UTC", date(2026, 6, 30), "A", 300_000, {"was": "title"})
    )
    fetched = Source("file:b", "session-v", frozenset(), origin)
    await sources.keep([fetched], START + 2)
    assert await sources.of_session("session-v") == [fetched]


async def test_columns_are_known_by_the_headings_of_their_table_in_any_order(database: Database) -> None:
    sources = Sources(database)
    await sources.keep_columns(["start", "foo"], {"foo": "room"}, START)
    await sources.keep_columns(["start", "foo"], {"foo": "title"}, START + 1)
    assert await sources.columns(["foo", "start"]) == {"foo": "title"}
    assert await sources.columns(["foo"]) == {}


async def test_incidents_are_kept_in_order_and_the_newest_of_each_kind_stay(database: Database) -> None:
    incidents = Incidents(database, kept=2)
    for n in range(4):
        incidents.note(Incident("session-v", START + n, "Chair", "moderator", f"make_link {n}", "done", ""))
        await incidents.close()
    incidents.note(Incident("session-v", START, "Chair", "moderator", "advance", "stale_view", "x\0y"))
    assert [(i.what, i.about) for i in await incidents.read("session-v")] == [
        ("advance", "xy"),
        ("make_link 2", ""),
        ("make_link 3", ""),
    ]


async def test_of_two_processes_that_make_one_link_one_does(database: Database, other: Database) -> None:
    made = await asyncio.gather(
        Directory(database).add_link(LINK, b"hash"), Directory(other).add_link(replace(LINK, label="Other"), b"other")
    )
    assert sorted(made) == [False, True]
    assert len(await Directory(database).links(None)) == 1


async def test_links_end_by_being_revoked_or_by_time(database: Database) -> None:
    directory = Directory(database)
    for id_, expires_ms in (("stays", None), ("ends", START + 5), ("revoked", None)):
        await directory.add_link(replace(LINK, id=id_, expires_ms=expires_ms), id_.encode())
    await directory.revoke("revoked", START + 3)
    assert {link.id for link in await directory.ended_links(START, START + 10)} == {"ends", "revoked"}
    assert await directory.send_link_elsewhere(replace(LINK, id="stays", role=Role.DESK, label="Moved"))
    assert not await directory.send_link_elsewhere(replace(LINK, id="revoked"))
    moved = await directory.link("stays")
    assert moved is not None
    assert (moved.role, moved.label) == (Role.DESK, "Moved")


async def test_two_processes_append_in_turn_and_lose_nothing(database: Database, other: Database) -> None:
    await Directory(database).create("session-v", [FIRST])
    results = await asyncio.gather(
        *(SqlJournal((database, other)[n % 2], "session-v").append([record(2, f"k{n}")]) for n in range(8)),
        return_exceptions=True,
    )
    assert sum(result is None for result in results) == 1
    assert len(await SqlJournal(other, "session-v").read()) == 2


async def test_a_read_sees_one_instant(database: Database, other: Database) -> None:
    """Both statements of one read see the same rows, although another process writes between them."""
    directory = Directory(database)
    await directory.create("session-v", [FIRST])
    loop = asyncio.get_running_loop()

    def twice(session: object) -> tuple[int, int]:
        connection = session.connection()  # type: ignore[attr-defined]  # a session of the database
        count = "SELECT count(*) FROM journal"
        before: int = connection.exec_driver_sql(count).scalar()
        append = SqlJournal(other, "session-v").append([record(2, "a")])
        asyncio.run_coroutine_threadsafe(append, loop).result()
        return before, connection.exec_driver_sql(count).scalar()

    assert await database.read(twice) == (1, 1)
    assert len(await SqlJournal(database, "session-v").read()) == 2


async def test_what_another_process_does_is_noticed(notices: SqlNotices, other: Database) -> None:
    await Directory(other).create("session-v", [FIRST])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 1)]
    await SqlJournal(other, "session-v").append([record(2, "a"), record(3)])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 3)]
    await Directory(other).add_link(LINK, b"hash")
    await Directory(other).revoke(LINK.id, START)
    assert await notices.take() == [ChangeNotice(Topic.LINKS)]
    await Passwords(other).keep("organiser", "hash", START)
    assert await notices.take() == [ChangeNotice(Topic.SIGN_IN)]


async def test_what_was_refused_is_not_noticed(notices: SqlNotices, other: Database) -> None:
    await Directory(other).create("session-v", [FIRST])
    with pytest.raises(Exception, match=r"^$"):
        await SqlJournal(other, "session-v").append([record(1, "a")])
    assert not await Directory(other).revoke("nothing", START)
    await SqlJournal(other, "session-v").append([record(2, "a")])
    told = [notice.seq for notice in await notices.take()]
    assert told in ([2], [1], [1, 2])
    if told == [1]:
        assert [notice.seq for notice in await notices.take()] == [2]


async def test_votes_kept_by_two_processes_at_once_are_kept_once(database: Database, other: Database) -> None:
    await Directory(database).create("session-v", [FIRST])
    votes = [Ballot(f"q{n}", "ada", START) for n in range(20)]
    await asyncio.gather(
        SqlBallots(database, "session-v").keep(votes, []), SqlBallots(other, "session-v").keep(votes[::-1], [])
    )
    assert sorted(await SqlBallots(database, "session-v").read()) == sorted(votes)


async def test_another_process_reads_the_votes_that_it_lacks(database: Database, other: Database) -> None:
    await Directory(database).create("session-v", [FIRST])
    here, there = SqlBallots(database, "session-v"), SqlBallots(other, "session-v")
    first, second = Ballot("q1", "ada", START), Ballot("q1", "ben", START)
    assert await here.keep([first, second], []) == 1
    assert await there.changes(0) == BallotChanges(1, [first, second], [], whole=True)
    assert await there.keep([], [("q1", "ada")]) == 2
    assert await here.keep([Ballot("q2", "ada", START)], []) == 3
    assert await here.changes(1) == BallotChanges(3, [Ballot("q2", "ada", START)], [("q1", "ada")])
    assert await here.keep([first], []) == 4
    assert (await there.changes(3)).cast == [first]
    assert await there.changes(4) == BallotChanges(4, [], [])
    await asyncio.gather(here.keep([second], [], {"q1"}), there.keep([second], [], {"q1"}))
    assert (await there.changes(4)).bursts == (await here.changes(0)).bursts == {"q1"}


async def test_a_process_that_missed_very_much_reads_all_votes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.ballots.WITHDRAWN_KEPT", 2)
    await Directory(database).create("session-v", [FIRST])
    ballots = SqlBallots(database, "session-v")
    for n in range(5):
        await ballots.keep([Ballot("q1", f"voter-{n}", START)], [("q1", f"voter-{n - 1}")])
    last = Ballot("q1", "voter-4", START)
    assert await ballots.changes(2) == BallotChanges(5, [last], [], whole=True)
    assert await ballots.changes(3) == BallotChanges(5, [last], [("q1", "voter-2"), ("q1", "voter-3")])


async def test_changed_votes_are_announced(notices: SqlNotices, other: Database) -> None:
    await Directory(other).create("session-v", [FIRST])
    assert await notices.take() == [ChangeNotice(Topic.JOURNAL, "session-v", 1)]
    await SqlBallots(other, "session-v").keep([Ballot("q1", "ada", START)], [])
    assert await notices.take() == [ChangeNotice(Topic.VOTES, "session-v")]
