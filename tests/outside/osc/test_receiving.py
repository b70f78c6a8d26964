"""Receiving OSC is bounded before any work: by sender, rate, size, and how many wait."""

from __future__ import annotations

import ipaddress

import pytest

from app.outside.osc.reading import LARGEST
from app.outside.osc.receiving import AT_ONCE, EVERY_MS, MOST_WAITING, OscReceiver
from tests.fakes import FakeClock

HERE = ("127.0.0.1", 5005)


@pytest.fixture
def receiver() -> OscReceiver:
    return OscReceiver([ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fe80::/10")], FakeClock())


def test_only_allowed_addresses_are_heard(receiver: OscReceiver) -> None:
    receiver.datagram_received(b"/a", ("192.0.2.7", 5005))
    receiver.datagram_received(b"/b", HERE)
    receiver.datagram_received(b"/c", ("fe80::1%eth0", 5005, 0, 2))
    assert [receiver.waiting.get_nowait().datagram for _ in range(receiver.waiting.qsize())] == [b"/b", b"/c"]


def test_a_flood_is_cut_and_what_waits_is_bounded(receiver: OscReceiver) -> None:
    for _ in range(10_000):
        receiver.datagram_received(b"/a", HERE)
    assert receiver.waiting.qsize() == AT_ONCE
    receiver.datagram_received(b"/b", ("127.0.0.2", 5005))
    assert receiver.waiting.qsize() == AT_ONCE + 1  # another sender is heard meanwhile
    for n in range(10, 90):
        receiver.datagram_received(b"/c", (f"127.0.0.{n}", 5005))
    assert receiver.waiting.qsize() == MOST_WAITING


def test_a_sender_is_heard_again_after_a_moment() -> None:
    clock = FakeClock()
    receiver = OscReceiver([ipaddress.ip_network("127.0.0.0/8")], clock)
    for _ in range(AT_ONCE + 1):
        receiver.datagram_received(b"/a", HERE)
    clock.set(clock.now() + EVERY_MS)
    receiver.datagram_received(b"/b", HERE)
    assert receiver.waiting.qsize() == AT_ONCE + 1


def test_a_datagram_that_is_too_large_is_dropped(receiver: OscReceiver) -> None:
    receiver.datagram_received(b"/" * (LARGEST + 1), HERE)
    assert receiver.waiting.empty()


def test_an_answer_without_a_socket_goes_nowhere(receiver: OscReceiver) -> None:
    receiver.answer(b"/a", HERE)
