"""Each notice is looked after: sessions come up to date, and what else has changed is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence

import pytest

from app.domain.errors import JournalUnavailable, UnreadableJournal
from app.domain.messages import commands as c
from app.domain.messages.events import Record
from app.domain.values import Role
from app.live import following
from app.live.following import follow_others
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender
from app.service.rooms import Rooms
from app.store.notices import EVERYTHING, ChangeNotice, Topic
from tests.fakes import FakeClock, created, plan
from tests.ports import MemoryBallots, MemorySummaries, NoAttendants, RecordingPublisher

CHAIR = Sender("Chair", Role.MODERATOR)


class GivenNotices:
    """The notices that a test gives."""

    def __init__(self) -> None:
        self._given: asyncio.Queue[list[ChangeNotice]] = asyncio.Queue()
        self._taken = 0

    async def take(self) -> list[ChangeNotice]:
        if self._taken:
            self._given.task_done()
        self._taken += 1
        return await self._given.get()

    async def give(self, *notices: ChangeNotice) -> None:
        """Return when they have been looked after."""
        self._given.put_nowait(list(notices))
        await self._given.join()


class FailingJournal(MemoryJournal):
    """Fails to be read as often as the test says."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(records)
        self.failures: list[Exception] = []
        self.reads = 0

    async def read(self, after: int = 0) -> list[Record]:
        self.reads += 1
        if self.failures:
            raise self.failures.pop(0)
        return await super().read(after)


class JournalsSummaries(MemorySummaries):
    """Knows the latest record of one journal."""

    def __init__(self, journal: FailingJournal) -> None:
        super().__init__()
        self._journal = journal

    async def latest(self, slugs: Collection[str]) -> dict[str, tuple[int, int]]:
        if self._journal.failures:
            raise self._journal.failures.pop(0)
        return {slug: (len(await MemoryJournal.read(self._journal)), 0) for slug in slugs}


class Processes:
    """One journal that two processes have open: `rooms` is this one's, and the other one moves the session."""

    def __init__(self) -> None:
        self.journal = FailingJournal([created(plan())])
        self.notices = GivenNotices()
        self.looked: list[Topic] = []
        self.left_out: list[str] = []
        self.rooms, self.others = self._process(), self._process()

    async def slugs(self) -> list[str]:
        return ["session-v"]

    async def create(self, *_: object) -> None:
        raise AssertionError("no session is made here")

    async def elsewhere(self) -> Room:
        """The session as the other process has it."""
        return await self.others.get("session-v")

    def follow(self) -> asyncio.Task[None]:
        told = {topic: lambda _, topic=topic: self.looked.append(topic) for topic in (Topic.LINKS, Topic.SIGN_IN)}
        return asyncio.ensure_future(follow_others(self.notices, self.rooms, told, self.left_out.append))

    def _process(self) -> Rooms:
        return Rooms(
            self,
            JournalsSummaries(self.journal),
            lambda _: self.journal,
            lambda _: RecordingPublisher(),
            FakeClock(),
            NoAttendants(),
            lambda _: MemoryBallots(),
        )


@pytest.fixture
async def processes() -> AsyncIterator[Processes]:
    processes = Processes()
    following = processes.follow()
    yield processes
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def test_a_session_that_another_process_moved_is_shown(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    assert room.session.on is None
    await processes.notices.give(ChangeNotice(Topic.JOURNAL, "session-v", 2))
    assert room.session == (await processes.elsewhere()).session
    assert room.session.on == "t1"


async def test_a_seq_that_is_known_is_not_read_again(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    await room.send(c.GiveFloor("t1"), by=CHAIR)
    reads = processes.journal.reads
    await processes.notices.give(ChangeNotice(Topic.JOURNAL, "session-v", room.session.seq))
    assert processes.journal.reads == reads


async def test_a_session_that_is_not_loaded_stays_so(processes: Processes) -> None:
    await processes.notices.give(ChangeNotice(Topic.JOURNAL, "session-v", 2))
    assert processes.rooms.loaded == []


async def test_when_notices_may_have_been_missed_everything_is_looked_at(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    await processes.notices.give(EVERYTHING)
    assert (room.session.on, processes.looked) == ("t1", [Topic.LINKS, Topic.SIGN_IN])


async def test_when_notices_may_have_been_missed_only_sessions_that_are_behind_are_read(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AGAIN_AFTER_S", 0.0)
    room = await processes.rooms.get("session-v")
    reads = processes.journal.reads
    processes.journal.failures = [JournalUnavailable("away")]
    await processes.notices.give(EVERYTHING)
    assert processes.journal.reads == reads
    await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    await processes.notices.give(EVERYTHING)
    assert room.session.on == "t1"


async def test_what_else_has_changed_is_looked_at_by_its_topic(processes: Processes) -> None:
    await processes.notices.give(ChangeNotice(Topic.SIGN_IN))
    assert processes.looked == [Topic.SIGN_IN]


async def test_one_notice_that_cannot_be_followed_holds_up_no_other(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    unknown = ChangeNotice(Topic.FLASH)  # there is no function for it here
    async with asyncio.timeout(60):
        await processes.notices.give(unknown, ChangeNotice(Topic.JOURNAL, "session-v", 2))
    assert room.session.on == "t1"


async def test_what_cannot_be_read_now_is_read_later(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AGAIN_AFTER_S", 0.0)
    room = await processes.rooms.get("session-v")
    await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    processes.journal.failures = [JournalUnavailable("away"), JournalUnavailable("still away")]
    await processes.notices.give(ChangeNotice(Topic.JOURNAL, "session-v", 2))
    assert room.session.on == "t1"


async def test_a_session_with_records_of_a_newer_program_is_served_no_more(processes: Processes) -> None:
    await processes.rooms.get("session-v")
    processes.journal.failures = [UnreadableJournal("session-v", "record 2 is a novelty")]
    await processes.notices.give(ChangeNotice(Topic.JOURNAL, "session-v", 2))
    assert processes.rooms.left_out == {"session-v": "record 2 is a novelty"}
    assert processes.left_out == ["session-v"]
    with pytest.raises(UnreadableJournal, match="record 2 is a novelty"):
        await processes.rooms.get("session-v")


async def test_what_a_reader_has_seen_is_read_before_the_answer(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    accepted = await (await processes.elsewhere()).send(c.GiveFloor("t1"), by=CHAIR)
    await room.know(accepted.seq)
    assert room.session.seq == accepted.seq
    reads = processes.journal.reads
    await room.know(accepted.seq)
    assert processes.journal.reads == reads


async def test_a_seq_that_no_process_has_is_looked_for_twice_and_together(processes: Processes) -> None:
    room = await processes.rooms.get("session-v")
    reads = processes.journal.reads
    await asyncio.gather(*(room.know(10**12 + n) for n in range(100)))
    assert processes.journal.reads == reads + 2
    processes.journal.failures = [JournalUnavailable("the database is away")] * 2
    await room.know(10**12)
