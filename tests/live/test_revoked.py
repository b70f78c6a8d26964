"""Ended links are looked for when a notice says so, and the server can stop at any moment of that."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from app.live.revoked import end_revoked
from app.service.access.tokens import Access
from app.store.directory import Directory
from tests.fakes import FakeClock
from tests.live.wires import turns
from tests.patience import PATIENCE_S

STEPS = range(6)  # of the event loop, from a notice to the lookup that follows it


class _NoLinks:
    """A directory without links."""

    async def ended_links(self, since: int, now: int) -> list[object]:
        return []


@pytest.mark.parametrize("step", STEPS)
async def test_the_server_stops_also_if_a_notice_of_a_revoked_link_arrives_just_then(step: int) -> None:
    told = asyncio.Event()
    directory, access = cast("Directory", _NoLinks()), cast("Access", None)
    ending = asyncio.create_task(end_revoked(directory, access, list, FakeClock(), told))
    await turns(3)
    told.set()
    await turns(step)
    ending.cancel()
    _, still_running = await asyncio.wait([ending], timeout=PATIENCE_S)
    assert not still_running
