"""The server on the local network: announced while it runs, and only where other machines can reach it."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from zeroconf.asyncio import AsyncZeroconf

from app.config import Settings, is_loopback
from app.outside.announcing import NAME, OSC, PAGES, Announcing, own_addresses
from app.parts import _announcing
from tests.patience import PATIENCE_S


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.0.2.1", False), ("a.b", False)],
)
def test_what_no_other_machine_reaches_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_addresses_are_those_of_this_machine() -> None:
    assert own_addresses("127.0.0.1") == ["127.0.0.1"]
    assert [address for address in own_addresses("0.0.0.0") if is_loopback(address)] == []
    with pytest.raises(socket.gaierror):
        own_addresses("no such host")


@pytest.mark.parametrize(
    ("settings", "announced"),
    [
        ({}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "0.0.0.0", "port": 0}, False),
        ({"host": "0.0.0.0", "announce": False}, False),
        ({"osc_port": 8765}, False),
        ({"osc_port": 8765, "osc_host": "0.0.0.0"}, True),
    ],
)
def test_only_what_other_machines_reach_is_announced(settings: dict[str, Any], announced: bool) -> None:
    assert (_announcing(Settings(**settings)) is not None) is announced


async def test_other_programs_find_the_server_until_it_ends() -> None:
    announcing = Announcing("127.0.0.1", {PAGES: 8000, OSC: 8765}, ["127.0.0.1"])
    running = asyncio.create_task(announcing.run())
    other = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        for kind, port in ((PAGES, 8000), (OSC, 8765)):
            seen = await other.async_get_service_info(kind, f"{NAME}.{kind}", timeout=PATIENCE_S * 1000)
            assert seen is not None, "the server is not announced"
            assert (seen.port, seen.server, seen.parsed_addresses()) == (port, "rostrum.local.", ["127.0.0.1"])
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await other.async_close()
