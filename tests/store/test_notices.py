"""Notices: one for each change that is kept, to every process that listens, the newest of each kind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event

from app.store.notices import EVERYTHING, ChangeNotice, Heard, ListeningLost, SqlNotices, Topic

LINKS = ChangeNotice(Topic.LINKS)


class ToldWatch:
    """Tells what the test says, and is lost as often as it says."""

    def __init__(self, *told: Sequence[ChangeNotice] | ListeningLost) -> None:
        self._told = list(told)

    def listen(self, heard: Heard, ended: Event) -> None:
        while self._told:
            told = self._told.pop(0)
            if isinstance(told, ListeningLost):
                raise told
            heard(told)
        ended.wait()


def journal(session: str, seq: int) -> ChangeNotice:
    return ChangeNotice(Topic.JOURNAL, session, seq)


async def test_the_newest_of_each_kind_is_taken_and_journals_first() -> None:
    notices = SqlNotices(ToldWatch([EVERYTHING, LINKS, journal("v", 2), journal("w", 5), journal("v", 3), LINKS]))
    notices.open()
    assert await notices.take() == [EVERYTHING, journal("v", 3), journal("w", 5), LINKS]
    await notices.close()


async def test_listening_that_was_lost_resumes_by_itself() -> None:
    notices = SqlNotices(ToldWatch([EVERYTHING], ListeningLost("gone"), ListeningLost("gone"), [EVERYTHING, LINKS]))
    notices.open()
    assert await notices.take() == [EVERYTHING]
    assert await notices.take() == [EVERYTHING, LINKS]
    await notices.close()


async def test_one_who_waits_is_woken_by_the_next_notice() -> None:
    notices = SqlNotices(ToldWatch([], []))
    waiting = asyncio.ensure_future(notices.take())
    notices.open()
    await asyncio.sleep(0)
    assert not waiting.done()
    notices._put([LINKS])
    assert await waiting == [LINKS]
    await notices.close()
