"""The time heard in the other sessions of a conference: counted by name, before a list is opened or cut off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.domain.errors import Forbidden, JournalUnavailable, Refused
from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.state.history import History
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.values import MINUTE, Role
from app.service import room as rooms
from app.service.conference import MOST_SESSIONS, OtherSessions
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from tests.domain.debate import Debate, debate_plan
from tests.fakes import START, FakeClock, created
from tests.patience import PATIENCE_S
from tests.ports import RecordingPublisher

CHAIR = Sender("Chair", Role.MODERATOR)
TITLED: dict[str, Any] = {"conference": {"title": "Assembly", "timezone": "UTC"}}
BY_TIME_HEARD = {"rules": ["least_heard"]}


def spoken(ms: int, slug: str, **changes: Any) -> Debate:
    """A session in which Chad, by any id and in any letters, spoke this long."""
    people = [{"id": "mv", "name": "Moderator"}, {"id": "x1", "name": "CHAD"}]
    debate = Debate(slug=slug, speakers=people, **TITLED, **changes)
    debate.send(c.OpenSession())
    debate.ask("x1")
    debate.begin()
    debate.speak(ms)
    return debate


class Conference:
    """Journals in memory, and a list of sessions that counts how many were asked for."""

    def __init__(self, *others: Debate) -> None:
        self.journals = {other.session.plan.slug: MemoryJournal(other.records) for other in others}
        self.away = False
        self.asked: list[str] = []

    async def of_conference(self, title: str, most: int) -> list[str]:
        self.asked.append(title)
        if self.away:
            raise JournalUnavailable("the disk is full")
        return ["here", *self.journals][:most]

    async def heard(self, session: Session) -> c.CountHeard:
        return await OtherSessions(self, lambda slug: self.journals[slug]).heard(session)

    def room(self, plan: Plan | None = None) -> Room:
        records = [created(plan or debate_plan(BY_TIME_HEARD, slug="here", **TITLED))]
        journal = MemoryJournal(records)
        return Room(History.of(records), journal, RecordingPublisher(), FakeClock(), heard=self.heard)


def commands(room: Room) -> list[tuple[str, str]]:
    return [(record.command, record.role) for record in room.records[1:]]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for a second counts all the same."""
    monkeypatch.setattr(rooms, "COUNT_WITHIN_S", PATIENCE_S)


async def test_what_people_of_the_same_name_spoke_elsewhere_is_counted_before_a_list_is_opened() -> None:
    room = Conference(spoken(2 * MINUTE, "first"), spoken(MINUTE, "second")).room()
    accepted = await room.send(c.OpenList("debate"), by=CHAIR, seen=1)
    assert commands(room) == [("count_heard", Role.SYSTEM), ("open_list", Role.MODERATOR)]
    assert room.session.heard == {"chad": 3 * MINUTE}
    assert [record.command for record in accepted.records] == ["open_list"]


async def test_it_is_counted_again_at_the_cut_off_and_only_a_new_count_is_a_record() -> None:
    conference = Conference(spoken(2 * MINUTE, "first"))
    room = conference.room()
    await room.send(c.OpenList("debate"), by=CHAIR)
    await room.send(c.CloseList("debate"), by=CHAIR)
    await room.send(c.OpenList("debate"), by=CHAIR)
    conference.journals["second"] = MemoryJournal(spoken(MINUTE, "second").records)
    await room.send(c.CutOffList("debate"), by=CHAIR)
    given = ["count_heard", "open_list", "close_list", "open_list", "count_heard", "cut_off_list"]
    assert [command for command, _ in commands(room)] == given
    assert room.session.heard == {"chad": 3 * MINUTE}


async def test_a_list_that_is_cut_off_by_itself_is_counted_too() -> None:
    conference = Conference(spoken(2 * MINUTE, "first"))
    records = [created(debate_plan(BY_TIME_HEARD, slug="here", **TITLED))]
    clock = FakeClock()
    room = Room(History.of(records), MemoryJournal(records), RecordingPublisher(), clock, heard=conference.heard)
    await room.send(c.OpenList("debate", until=START + MINUTE), by=CHAIR)
    conference.journals["second"] = MemoryJournal(spoken(MINUTE, "second").records)
    clock.set(START + MINUTE)
    await room.tick()
    assert commands(room)[-2:] == [("count_heard", Role.SYSTEM), ("cut_off_list", Role.SYSTEM)]


async def test_undo_takes_the_opening_back_and_not_the_count() -> None:
    room = Conference(spoken(MINUTE, "first")).room()
    await room.send(c.OpenList("debate"), by=CHAIR)
    await room.send(c.Undo(), by=CHAIR)
    assert room.session.list_of("debate").state == "closed"
    assert room.session.heard == {"chad": MINUTE}


@pytest.mark.parametrize(
    "plan",
    [
        debate_plan({"rules": ["rank"]}, slug="here", **TITLED),
        debate_plan(slug="here", **TITLED),
    ],
)
async def test_with_other_rules_the_cut_off_reads_no_other_session(plan: Plan) -> None:
    conference = Conference(spoken(MINUTE, "first"))
    room = conference.room(plan)
    await room.send(c.OpenList("debate"), by=CHAIR)
    await room.send(c.CutOffList("debate"), by=CHAIR)
    assert conference.asked == ["Assembly"]


async def test_speeches_of_other_sessions_give_a_list_its_first_pace() -> None:
    other = spoken(MINUTE, "first")
    for number in range(4):
        other.send(c.RequestFloor(id=f"r{number}", speaker="x1"), c.Advance())
        other.speak((number + 1) * MINUTE)
    room = Conference(other).room(debate_plan(slug="here", **TITLED))
    await room.send(c.OpenList("debate"), by=CHAIR)
    assert room.session.pace_elsewhere == {"mean": 1100, "deviation": 652}


async def test_a_command_that_is_refused_reads_no_other_session() -> None:
    conference = Conference(spoken(MINUTE, "first"))
    room = conference.room()
    for command, role in ((c.OpenList("debate"), Role.VIEWER), (c.OpenList("opening"), Role.MODERATOR)):
        with pytest.raises((Forbidden, Refused)):
            await room.send(command, by=Sender("x", role))
    assert conference.asked == []
    assert room.records[1:] == []


async def test_a_session_without_a_conference_has_no_other_ones() -> None:
    conference = Conference(spoken(MINUTE, "first"))
    room = conference.room(debate_plan(BY_TIME_HEARD, slug="here", conference={"title": "", "timezone": "UTC"}))
    await room.send(c.OpenList("debate"), by=CHAIR)
    assert room.session.heard == {}
    assert conference.asked == []


async def test_a_database_that_is_away_is_logged_and_the_list_is_opened() -> None:
    conference = Conference()
    conference.away = True
    room = conference.room()
    with capture_logs() as lines:
        await room.send(c.OpenList("debate"), by=CHAIR)
    assert [command for command, _ in commands(room)] == ["open_list"]
    assert [line["event"] for line in lines] == ["time heard in other sessions is unknown"]


async def test_a_count_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "COUNT_WITHIN_S", 0.0)

    async def never(_: Session) -> c.CountHeard:
        await asyncio.sleep(60)
        raise AssertionError("the count was waited for")

    records = [created(debate_plan(BY_TIME_HEARD, slug="here", **TITLED))]
    room = Room(History.of(records), MemoryJournal(records), RecordingPublisher(), FakeClock(), heard=never)
    with capture_logs() as lines:
        await room.send(c.OpenList("debate"), by=CHAIR)
    assert [line["event"] for line in lines] == ["time heard in other sessions is unknown"]
    assert room.session.list_of("debate").state == "open"


async def test_a_damaged_session_is_left_out_and_the_others_count() -> None:
    conference = Conference(spoken(MINUTE, "first"))
    damaged: list[Record] = spoken(MINUTE, "second").records[1:]
    conference.journals["second"] = MemoryJournal(damaged)
    room = conference.room()
    with capture_logs() as lines:
        await room.send(c.OpenList("debate"), by=CHAIR)
    assert room.session.heard == {"chad": MINUTE}
    assert [line["session"] for line in lines] == ["second"]


async def test_at_most_so_many_sessions_are_read() -> None:
    one = spoken(MINUTE, "first")
    conference = Conference()
    conference.journals = {f"s{number}": MemoryJournal(one.records) for number in range(MOST_SESSIONS + 5)}
    room = conference.room()
    assert (await conference.heard(room.session)).heard == {"chad": MOST_SESSIONS * MINUTE}
