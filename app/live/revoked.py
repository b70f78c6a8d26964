"""Close the connections of links that another process has revoked, or that have expired, within a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable
from app.live.hub import Hub
from app.service.access.tokens import Access
from app.store.directory import Directory

EVERY_S = 0.5
OVERLAP_MS = 3_000  # the clocks of two processes may differ; a socket told to close twice closes once

log = structlog.get_logger()


async def end_revoked(
    directory: Directory, access: Access, hubs: Callable[[], Iterable[Hub]], clock: Clock, told: asyncio.Event
) -> None:
    """Check for ended links, without end: another process, such as the command line, may have revoked one.

    `told` is set when a notice says so; without one, an ended link is found within half a second.
    """
    since, is_away = clock.now(), False
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY_S):
                await told.wait()
        told.clear()
        now = clock.now()
        try:
            ended = await directory.ended_links(since - OVERLAP_MS, now)
        except JournalUnavailable as error:
            if not is_away:
                log.warning("links cannot be looked up now", reason=str(error))
            is_away = True
            continue
        since, is_away = now, False
        for link in ended:
            access.forget(link.id)
            for hub in hubs():
                hub.sockets.end_link(link.id)
