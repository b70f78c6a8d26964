"""The one write path: once per key, journal first, one winner of a race, and time that never goes backwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from app.clock import SystemClock
from app.domain.errors import JournalUnavailable, NotFound, Refused, Rejection, StaleView
from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.state.history import History
from app.domain.state.session import Session
from app.domain.values import ClockState, FloorPolicy, Role
from app.domain.views.summary import Summary
from app.domain.views.view import project
from app.live.ticker import watch_time
from app.logs import Floods
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from tests.fakes import START, FakeClock, created, document, minutes, plan, seconds
from tests.ports import RecordingPublisher

CHAIR = Sender("Chair", Role.MODERATOR)


@dataclass
class Site:
    clock: FakeClock = field(default_factory=FakeClock)
    journal: MemoryJournal = field(default_factory=lambda: MemoryJournal([created(plan())]))
    publisher: RecordingPublisher = field(default_factory=RecordingPublisher)

    async def room(self, publisher: RecordingPublisher | None = None) -> Room:
        return Room(History.of(await self.journal.read()), self.journal, publisher or self.publisher, self.clock)


@pytest.fixture
def site() -> Site:
    return Site()


async def test_a_pause_stops_the_clock(site: Site) -> None:
    room = await site.room()
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    await site.clock.advance(minutes(5))
    await room.send(c.PauseClock(), by=CHAIR)
    await site.clock.advance(minutes(30))

    assert room.session.remaining("t1", room.now()) == minutes(1)


async def test_a_command_of_a_sender_who_has_seen_more_is_decided_by_what_they_saw(site: Site) -> None:
    here, there = await site.room(), await site.room()
    seen = (await there.send(c.GiveFloor("t1"), by=CHAIR)).seq
    accepted = await here.send(c.PauseClock(), by=CHAIR, seen=seen)
    assert [record.seq for record in accepted.records] == [seen + 1]
    assert here.session.on == "t1"


async def test_a_command_of_a_sender_who_claims_to_have_seen_more_than_there_is_counts(site: Site) -> None:
    room = await site.room()
    await room.send(c.GiveFloor("t1"), by=CHAIR, seen=1_000_000)
    assert room.session.on == "t1"


async def test_the_same_key_is_answered_with_the_first_answer_even_after_a_restart(site: Site) -> None:
    room = await site.room()
    first = await room.send(c.Cue("t3"), by=CHAIR, key="k1")
    await room.send(c.Advance(), by=CHAIR, key="k2")
    assert await room.send(c.Advance(), by=CHAIR, key="k1") == first
    again = await site.room()
    assert await again.send(c.Advance(), by=CHAIR, key="k1") == first
    assert again.session == room.session


async def test_a_key_answers_only_the_sender_who_used_it(site: Site) -> None:
    room = await site.room()
    ada, bob = (Sender("anonymous", Role.PARTICIPANT, who) for who in ("ada", "bob"))
    await room.send(c.SetFloorPolicy(FloorPolicy.MODERATED), by=CHAIR, key="policy")
    asked = c.Ask("What next?", "moderators", name="Ada")
    first = await room.send(asked, by=ada, key="asked")
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    await site.clock.advance(minutes(5))
    await room.tick()
    before = room.session
    # Every key of the journal, that of its creation and those of the server itself among them.
    keys = [record.key for record in room.records if record.key is not None]
    assert len(keys) == 5
    for key in keys:
        for sender in (bob, Sender("Chair", Role.DESK), Sender("Another", Role.MODERATOR)):
            with pytest.raises(Refused) as refused:
                await room.send(asked, by=sender, key=key)
            assert (refused.value.code, room.session) == ("already_exists", before)
    assert await room.send(asked, by=ada, key="asked") == first


async def test_of_two_keys_pressed_in_view_of_one_floor_at_two_rooms_one_advances(site: Site) -> None:
    here, there = await site.room(), await site.room(RecordingPublisher())
    seen = (await here.send(c.Cue("t1"), by=CHAIR)).seq - 1
    with pytest.raises(StaleView):
        await there.send(c.Advance(), by=CHAIR, seen=seen)
    assert there.session == here.session
    assert there.session.floor_seq == 2


async def test_a_command_of_a_sender_without_a_screen_is_never_stale(site: Site) -> None:
    here, there = await site.room(), await site.room(RecordingPublisher())
    await here.send(c.Cue("t1"), by=CHAIR)
    await there.send(c.Advance(), by=CHAIR)  # this room has not heard of the cue yet
    assert (there.session.on, there.session.timer.state) == ("t1", ClockState.RUNNING)


async def test_nothing_is_refused_for_what_another_room_has_changed_meanwhile(site: Site) -> None:
    here, there = await site.room(), await site.room(RecordingPublisher())
    await here.send(c.GiveFloor("t1"), by=CHAIR)
    await there.send(c.PauseClock(), by=CHAIR)  # refused while no speaker has the floor
    await here.send(c.AddSegment(None, {"id": "new", "title": "New"}), by=CHAIR)
    await there.send(c.SkipSegment("new"), by=CHAIR)  # not there at first
    with pytest.raises(NotFound):
        await there.send(c.SkipSegment("none"), by=CHAIR)


async def test_two_rooms_on_one_journal_keep_what_does_not_collide(site: Site) -> None:
    here, there = await site.room(), await site.room(RecordingPublisher())
    await here.send(c.AddNote("here"), by=CHAIR)
    await there.send(c.AddNote("there"), by=CHAIR)
    await here.catch_up()
    assert [note.text for note in here.session.notes] == ["here", "there"]
    assert here.session == there.session


async def test_a_thousand_pairs_of_presses_advance_a_thousand_times(site: Site) -> None:
    room = await site.room()
    await room.send(c.OpenSession(), by=CHAIR)
    for _ in range(1000):
        seen = room.session.seq
        results = await asyncio.gather(
            room.send(c.Cue(), by=CHAIR, seen=seen), room.send(c.Cue(), by=CHAIR, seen=seen), return_exceptions=True
        )
        assert [type(result).__name__ for result in results] == ["Accepted", "StaleView"]
        assert room.session.seq == seen + 1
        if room.session.plan.segments[-1].id == room.session.on:
            await room.send(c.Cue("opening"), by=CHAIR)


async def test_a_clock_that_steps_back_never_takes_the_journal_with_it(site: Site) -> None:
    room = await site.room()
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    site.clock.set(START - seconds(1))
    await room.send(c.PauseClock(), by=CHAIR)
    instants = [record.at_ms for record in room.records]
    assert instants == sorted(instants)
    assert room.session.timers["t1"].spent(room.now()) == 0


async def test_a_speech_goes_on_from_the_latest_record_after_the_clock_was_set_back(site: Site) -> None:
    room = await site.room()
    await room.send(c.EditSegment("t1", {"at_zero": "yield"}), by=CHAIR)
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    site.clock.set(START - minutes(180))
    again = await site.room()
    assert again.now() == START
    assert again.session.clock_ahead_ms == minutes(180)
    ticker = asyncio.create_task(watch_time(again))
    await site.clock.advance(minutes(2))
    assert (again.now(), again.session.timer.spent(again.now())) == (START + minutes(2), minutes(2))
    await site.clock.advance(minutes(4))
    assert again.session.timers["t1"].ended_at_ms == START + minutes(6)
    told = {role: project(again.session, role, again.now()).get("clock_ahead_ms") for role in (Role.DESK, Role.STAGE)}
    assert told == {Role.DESK: minutes(180), Role.STAGE: None}
    again.follow_clock()
    assert again.now() == START + minutes(6)
    site.clock.set(START + minutes(10))
    again.follow_clock()
    assert (again.now(), again.session.clock_ahead_ms) == (START + minutes(10), 0)
    ticker.cancel()
    await asyncio.gather(ticker, return_exceptions=True)


@pytest.mark.parametrize(("behind_ms", "said_ms"), [(249, 0), (250, 250), (3_000, 3_000)])
async def test_a_machine_whose_clock_is_behind_another_one_says_so_from_a_quarter_of_a_second(
    site: Site, behind_ms: int, said_ms: int
) -> None:
    room, other = await site.room(), await site.room()
    site.clock.set(START + behind_ms)
    await room.send(c.OpenSession(), by=CHAIR)
    site.clock.set(START)
    await other.catch_up()
    assert (other.now(), other.session.clock_ahead_ms) == (START + behind_ms, said_ms)


async def test_a_machine_that_is_a_little_further_behind_with_each_record_says_so_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.service.room.floods", Floods())
    room, other = await site.room(), await site.room()
    with capture_logs() as logged:
        for n in range(5):
            site.clock.set(START + 3_000 + n)
            await room.send(c.AddNote(f"Note {n}"), by=CHAIR)
            site.clock.set(START)
            await other.catch_up()
            other.now()
    assert other.session.clock_ahead_ms == 3_004
    assert [line["behind_ms"] for line in logged] == [3_000]


async def test_what_is_due_happens_as_of_its_own_instant(site: Site) -> None:
    room = await site.room()
    await room.send(c.EditSegment("t1", {"at_zero": "yield"}), by=CHAIR)
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    assert await room.tick() == START + minutes(5)
    site.clock.set(START + minutes(9))
    assert await room.tick() is None
    assert (room.session.timers["t1"].ended_at_ms, room.session.on) == (START + minutes(6), "t2")


async def test_a_timed_start_comes_once_in_two_processes_over_a_restart_and_a_clock_that_is_set_back(
    site: Site,
) -> None:
    segments = document()["segments"]
    segments[3] |= {"start": "at", "hard_start": "10:20"}
    site.journal = MemoryJournal([created(plan(segments=segments, opens_itself=True, cue_mode="off"))])
    here, there = await site.room(), await site.room()
    await asyncio.gather(here.tick(), there.tick())
    assert (here.session.status, here.session.opened_at_ms) == ("live", START)
    site.clock.set(START + minutes(21))
    restarted = await site.room()
    await asyncio.gather(restarted.tick(), here.tick(), there.tick())
    site.clock.set(START + minutes(19))
    for room in (here, there, await site.room()):
        await room.tick()
    kinds = [(record.event.kind, record.at_ms) for record in await site.journal.read()]
    assert [at for kind, at in kinds if kind == "start_came"] == [START, START + minutes(20)]
    assert [at for kind, at in kinds if kind == "clock_started"] == [START + minutes(20)]
    await there.catch_up()
    assert (there.session.on, there.session.timer.started_at_ms) == ("t3", START + minutes(20))


async def test_the_ticker_sleeps_until_the_next_cue_and_wakes_for_a_change(site: Site) -> None:
    room = await site.room()
    ticker = asyncio.create_task(watch_time(room))
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    await site.clock.advance(minutes(5) - 1)
    assert not room.session.timers["t1"].cues_sent
    await site.clock.advance(1)
    assert room.session.timers["t1"].cues_sent == {"1:00"}
    await room.send(c.GrantTime(minutes(1)), by=CHAIR)
    await site.clock.advance(minutes(1))
    assert [r.at_ms - START for r in room.records if r.event.kind == "cue_sent"] == [minutes(5), minutes(6)]
    ticker.cancel()
    await asyncio.gather(ticker, return_exceptions=True)


class FullDisk(MemoryJournal):
    """A journal that can be read and not written."""

    full = False

    async def append(
        self, records: Sequence[Record], summary: Summary | None = None, after: Session | None = None
    ) -> None:
        if self.full:
            raise JournalUnavailable("the disk is full")
        await super().append(records, summary, after)


async def test_what_cannot_be_kept_is_not_shown(site: Site) -> None:
    journal = FullDisk([created(plan())])
    site.journal = journal
    room = await site.room()
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    before, journal.full = room.session, True
    with pytest.raises(JournalUnavailable):
        await room.send(c.Advance(), by=CHAIR)
    assert (room.session, len(site.publisher.shown)) == (before, 1)
    journal.full = False
    await room.send(c.Advance(), by=CHAIR)
    assert (room.session.on, site.publisher.shown[-1]) == ("t2", room.session)


async def test_everything_shown_is_in_the_journal_already(site: Site) -> None:
    seqs: list[int] = []

    class Checking(RecordingPublisher):
        def publish(self, session: object) -> None:
            seqs.append(len(site.journal._records))
            assert seqs[-1] == session.seq  # type: ignore[attr-defined]  # a Session; the protocol's own type

    room = await site.room(Checking())
    for command in (c.OpenSession(), c.Advance(), c.Advance(), c.Undo()):
        await room.send(command, by=CHAIR)
    assert seqs == [2, 3, 4, 5]


async def test_a_sender_who_hangs_up_leaves_no_command_that_is_kept_but_not_shown(site: Site) -> None:
    room = await site.room()
    sending = asyncio.create_task(room.send(c.Cue("t1"), by=CHAIR))
    await asyncio.sleep(0)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await room.send(c.AddNote("after"), by=CHAIR)
    assert len(await site.journal.read()) == room.session.seq


async def test_a_refused_command_leaves_nothing_behind(site: Site) -> None:
    room = await site.room()
    before = room.session
    with pytest.raises(Rejection):
        await room.send(c.PauseClock(), by=CHAIR, key="k")
    assert (room.session, len(room.records), site.publisher.shown) == (before, 1, [])
    await room.send(c.Cue(), by=CHAIR, key="k")


def test_the_clock_of_a_process_does_not_follow_steps_of_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, steady = [1_000_000 * 10**9], [5 * 10**9]
    monkeypatch.setattr("app.clock.time.time_ns", lambda: wall[0])
    monkeypatch.setattr("app.clock.time.monotonic_ns", lambda: steady[0])
    clock = SystemClock()
    before = clock.now()
    steady[0] += 2 * 10**9
    wall[0] += 7 * 10**9
    assert clock.now() == before + 2_000
    assert clock.resync() == 5_000
    assert clock.now() == before + 7_000


async def test_a_key_that_arrives_two_seconds_late_does_nothing_unless_it_was_carried_out_before(site: Site) -> None:
    room = await site.room()
    pressed = site.clock.now()
    await site.clock.advance(seconds(2))
    first = await room.send(c.GiveFloor("t1"), by=CHAIR, key="k1", pressed_ms=pressed)
    await site.clock.advance(1)
    with pytest.raises(Refused) as refused:
        await room.send(c.GrantTime(seconds(30)), by=CHAIR, key="k2", pressed_ms=pressed)
    assert refused.value.code == "too_late"
    assert room.session.seq == first.seq
    assert await room.send(c.GiveFloor("t1"), by=CHAIR, key="k1", pressed_ms=pressed) == first
