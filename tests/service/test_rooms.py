"""The rooms of a server: an unreadable session is left out and named; idle rooms are retired, live ones stay."""

from __future__ import annotations

import asyncio
import sqlite3
import weakref
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from app.cli.backup import UNSOUND, report_on
from app.domain.errors import NotFound
from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.state.history import History
from app.domain.state.votes import Ballot
from app.domain.values import MINUTE, SECOND, Role
from app.domain.views.summary import summarise
from app.service.loading import left_alone
from app.service.memory_journal import MemoryJournal
from app.service.room import Sender
from app.service.rooms import IDLE_MS, LOADS_AT_ONCE, MOST_IDLE, SOON_MS, Rooms
from app.store.ballots import BallotChanges
from tests.domain.debate import debate_plan
from tests.fakes import START, FakeClock, created, document, minutes, plan
from tests.patience import PATIENCE_S
from tests.ports import MemoryBallots, MemorySummaries, NoAttendants, RecordingPublisher
from tests.sites import Site, open_site

CHAIR = Sender("Chair", Role.MODERATOR)
LEFT_OUT = "/api/v1/sessions/other"


def damage(data: Path, change: str) -> None:
    with closing(sqlite3.connect(data / "rostrum.db")) as connection, connection:
        connection.execute(f"UPDATE journal SET {change} WHERE session = 'other' AND seq = 1")  # noqa: S608 - ours


def prepare(data: Path, *, public: bool = True) -> dict[str, str]:
    """Two sessions, the second a day later; the answer is its tokens. Those about to start would be loaded at once."""
    with open_site(data) as site:
        plan = {**document(), "slug": "other", "title": "The other one", "public": public}
        plan |= {"starts_at": "2021-07-01T10:00:00-04:00", "ends_at": "2021-07-01T11:00:00-04:00"}
        assert site.call("POST", "/api/v1/sessions", "organiser", json=plan).status_code == 201
        tokens = site.run(site.server.services.access.session_tokens, "other")
        return {str(role): token for role, token in tokens.items()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("kind = 'session_dreamt'", "record 1 is a session_dreamt of version 1, which this server does not know"),
        ("data = '{'", "record 1 is damaged"),
        ("""data = '{"document": {}}'""", "its records do not add up to a session (KeyError)"),
    ],
)
def test_an_unreadable_session_is_left_out_and_named_and_the_others_are_served(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], change: str, why: str
) -> None:
    tokens = prepare(tmp_path)
    damage(tmp_path, change)
    with open_site(tmp_path) as site:
        # Only loading it tells: its line in the lists is as it was.
        assert site.call("GET", "/readyz").text == "ready\n"
        assert site.call("GET", LEFT_OUT, "organiser").status_code == 503
        assert f"reason={why!r}" in capfd.readouterr().err.replace('"', "'")
        assert site.send("open_session").status_code == 200
        assert site.call("GET", "/readyz").text == (
            "ready\nsessions left out, because their journals cannot be read: 1\n"
        )
        page = site.call("GET", "/", "organiser", headers={"Accept": "text/html"}).text
        assert f"<b>other</b>: {why}" in page
        assert "Left out" not in site.call("GET", "/", "nobody").text

        refused = site.call("GET", LEFT_OUT, "organiser")
        assert (refused.status_code, refused.json()["code"]) == (503, "unreadable")
        assert f"The journal of other cannot be read: {why}." in refused.json()["detail"]
        site.tokens["moderator"] = tokens["moderator"]
        assert site.call("GET", LEFT_OUT, "moderator").status_code == 503
        assert _close_code(site) == 1013
        for stranger in ("nobody", "stage"):
            assert site.call("GET", LEFT_OUT, stranger).status_code == 404
    assert report_on(f"sqlite:///{tmp_path / 'rostrum.db'}") == UNSOUND


def test_what_was_mended_is_served_after_a_restart(tmp_path: Path) -> None:
    prepare(tmp_path)
    damage(tmp_path, "version = 99")
    with open_site(tmp_path) as site:
        assert site.call("GET", LEFT_OUT, "organiser").status_code == 503
    damage(tmp_path, "version = 1")
    with open_site(tmp_path) as site:
        assert site.call("GET", LEFT_OUT, "organiser").json()["title"] == "The other one"
        assert site.call("GET", "/readyz").text == "ready\n"


def _close_code(site: Site) -> int:
    """With which code a socket on the session is closed."""
    with (
        site.http.websocket_connect(f"{LEFT_OUT}/live", headers=site.bearer("moderator")) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_json()
    return closed.value.code


class Memory:
    """Rooms over journals in memory, with the time and the sockets that a test gives them."""

    def __init__(self, *slugs: str) -> None:
        self.clock = FakeClock()
        self.attendants = NoAttendants()
        self.summaries = MemorySummaries()
        self.journals = {slug: MemoryJournal([created(plan(slug=slug))]) for slug in slugs}
        self.ballots: dict[str, MemoryBallots] = {}
        self.rooms = Rooms(
            self,
            self.summaries,
            lambda slug: self.journals.get(slug, MemoryJournal()),
            lambda _: RecordingPublisher(),
            self.clock,
            self.attendants,
            lambda slug: self.ballots.get(slug, MemoryBallots()),
        )

    async def slugs(self) -> list[str]:
        return list(self.journals)

    async def create(self, *_: object) -> None:
        raise AssertionError("no session is made here")

    @property
    def loaded(self) -> list[str]:
        return [room.session.plan.slug for room in self.rooms.loaded]


async def test_a_room_that_is_not_asked_for_is_retired_after_a_while_and_loaded_again() -> None:
    memory = Memory("a", "b")
    first = await memory.rooms.get("a")
    await first.send(c.AddNote("Stays"), by=CHAIR)
    memory.clock.set(START + IDLE_MS - 1)
    await memory.rooms.get("b")
    memory.rooms.retire()
    assert memory.loaded == ["a", "b"]
    memory.clock.set(START + IDLE_MS)
    memory.rooms.retire()
    assert (memory.loaded, memory.attendants.gone) == (["b"], ["a"])
    again = await memory.rooms.get("a")
    assert again is not first
    assert again.session == first.session


async def test_a_planned_session_is_loaded_before_its_start_so_that_it_can_open_by_itself() -> None:
    memory = Memory("a", "b")
    memory.journals["b"] = MemoryJournal([created(plan(slug="b", opens_itself=True))])
    for slug, journal in memory.journals.items():
        await memory.summaries.keep(summarise(History.of(await journal.read()).session))
        assert slug not in memory.loaded
    memory.clock.set(START - SOON_MS - 1)
    await memory.rooms.load_live()
    assert memory.loaded == []
    memory.clock.set(START + minutes(1))
    await memory.rooms.load_live()
    states = {room.session.plan.slug: room.session.opened_at_ms for room in memory.rooms.loaded}
    assert states == {"b": START}


class MovedBallots(MemoryBallots):
    """Another process stores a vote while these are read."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self._rooms = rooms

    async def changes(self, after: int) -> BallotChanges:
        read = await super().changes(after)
        if not self.written:
            await self.keep([Ballot("q1", "ada", START)], [])
            self._rooms.votes_changed("a")
        return read


async def test_votes_that_another_process_stores_while_a_room_is_loaded_are_counted() -> None:
    memory = Memory("a")
    memory.ballots["a"] = MovedBallots(memory.rooms)
    votes = memory.rooms.votes(await memory.rooms.get("a"))
    assert votes.voted("ada") == {}
    async with asyncio.timeout(PATIENCE_S):
        await votes.outdated()
    await votes.catch_up()
    assert votes.voted("ada") == {"q1": START}


async def test_only_votes_with_a_later_change_are_read_again() -> None:
    memory = Memory("a")
    room = await memory.rooms.get("a")
    await memory.summaries.keep(summarise(room.session))
    outdated = asyncio.ensure_future(memory.rooms.votes(room).outdated())
    assert await memory.rooms.latest() == {"a": 1}
    await asyncio.sleep(0)
    assert not outdated.done()
    memory.summaries.votes_changed["a"] = 1
    assert await memory.rooms.latest() == {"a": 1}
    async with asyncio.timeout(PATIENCE_S):
        await outdated


async def test_a_request_for_a_room_and_a_socket_on_it_keep_it() -> None:
    memory = Memory("a", "b")
    await memory.rooms.get("a")
    await memory.rooms.get("b")
    memory.attendants.watched = {"b"}
    memory.clock.set(START + IDLE_MS - 1)
    await memory.rooms.get("a")
    memory.rooms.held("b")
    memory.clock.set(START + IDLE_MS)
    memory.rooms.retire()
    assert memory.loaded == ["a", "b"]
    memory.attendants.watched = set()
    memory.rooms.retire()
    assert memory.loaded == ["a"]


async def test_a_live_session_is_loaded_at_the_start_and_stays() -> None:
    memory = Memory("a", "b")
    await (await memory.rooms.get("a")).send(c.OpenSession(), by=CHAIR)
    await memory.summaries.keep(summarise((await memory.rooms.get("a")).session))
    memory.clock.set(START + 2 * IDLE_MS)
    memory.rooms.retire()
    assert memory.loaded == ["a"]
    restarted = Memory()
    restarted.journals, restarted.summaries.kept = memory.journals, memory.summaries.kept
    await restarted.rooms.load_live()
    assert restarted.loaded == ["a"]
    await restarted.rooms.load_if_live("b")
    assert restarted.loaded == ["a"]


async def test_of_too_many_idle_rooms_those_used_longest_ago_are_retired_first() -> None:
    slugs = [f"s{n}" for n in range(MOST_IDLE + 2)]
    memory = Memory(*slugs)
    for number, slug in enumerate(slugs):
        memory.clock.set(START + number * SECOND)
        await memory.rooms.get(slug)
    assert memory.loaded == slugs[2:]


async def test_a_stranger_who_asks_for_every_session_makes_few_loads_at_once_and_few_looks_at_all_rooms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slugs = [f"s{n}" for n in range(MOST_IDLE + 100)]
    memory = Memory(*slugs)
    reading, most, looks = set[int](), 0, 0
    read, is_watched = MemoryJournal.read, NoAttendants.is_watched

    async def slowly(self: MemoryJournal, after: int = 0) -> list[Record]:
        nonlocal most
        reading.add(id(self))
        most = max(most, len(reading))
        await asyncio.sleep(0)
        reading.remove(id(self))
        return await read(self, after)

    def counted(self: NoAttendants, slug: str) -> bool:
        nonlocal looks
        looks += 1
        return is_watched(self, slug)

    monkeypatch.setattr(MemoryJournal, "read", slowly)
    monkeypatch.setattr(NoAttendants, "is_watched", counted)
    await asyncio.gather(*map(memory.rooms.get, slugs))
    assert most == LOADS_AT_ONCE
    assert looks <= 2 * len(slugs)


async def test_a_retired_room_is_freed_by_its_reference_count() -> None:
    memory = Memory("a")
    gone = weakref.ref(await memory.rooms.get("a"))
    await asyncio.sleep(0)  # the request for it ends
    memory.clock.set(START + IDLE_MS)
    with left_alone():
        memory.rooms.retire()
        assert gone() is None


async def test_a_room_is_loaded_once_for_all_who_ask_at_the_same_time_and_for_none_who_hangs_up() -> None:
    memory = Memory("a")
    hung_up = asyncio.ensure_future(memory.rooms.get("a"))
    await asyncio.sleep(0)
    hung_up.cancel()
    rooms = await asyncio.gather(*(memory.rooms.get("a") for _ in range(5)))
    assert {id(room) for room in rooms} == {id(await memory.rooms.get("a"))}


async def test_a_line_of_the_lists_that_is_wrong_is_made_again_when_the_session_is_loaded() -> None:
    memory = Memory("a")
    room = await memory.rooms.get("a")
    right = summarise(room.session)
    assert await memory.summaries.of("a") == right
    await memory.summaries.keep(replace(right, title="Another"))
    memory.clock.set(START + IDLE_MS)
    memory.rooms.retire()
    await memory.rooms.get("a")
    assert await memory.summaries.of("a") == right


async def test_the_history_of_a_session_is_read_without_a_room() -> None:
    memory = Memory("a")
    session, records = await memory.rooms.history("a")
    assert (session.plan.slug, len(records), memory.loaded) == ("a", 1, [])
    with pytest.raises(NotFound):
        await memory.rooms.history("b")


async def test_a_list_by_time_heard_is_opened_with_what_was_heard_in_another_session_of_the_conference(
    rooms: Rooms, clock: FakeClock
) -> None:
    for slug in ("before", "now"):
        await rooms.create(debate_plan({"rules": ["least_heard"]}, slug=slug), CHAIR)
    before = await rooms.get("before")
    for command in (c.OpenSession(), c.OpenList("debate"), c.RequestFloor(speaker="chad"), c.Cue("debate")):
        await before.send(command, by=CHAIR)
    for _ in range(2):  # the debate begins, and with it the first statement
        await before.send(c.Advance(), by=CHAIR)
    clock.set(START + 2 * MINUTE)
    await before.send(c.Advance(), by=CHAIR)
    now = await rooms.get("now")
    await now.send(c.OpenList("debate"), by=CHAIR)
    assert now.session.heard == {"chad": 2 * MINUTE}
