"""Single sockets of a room: told, replaced and closed by who opened them."""

from __future__ import annotations

import pytest

from app.live.hub import Hub
from app.live.sockets import FLASH, Sockets
from app.wire.messages import NOT_ALLOWED, PING, REPLACED
from tests.fakes import START
from tests.live.wires import Wire


@pytest.fixture
def sockets() -> Sockets:
    return Hub(lambda: START).sockets


def test_a_room_has_open_sockets_until_the_last_link_and_the_last_stranger_leave(sockets: Sockets) -> None:
    linked, stranger = Wire(), Wire()
    sockets.admit(linked, "link")
    sockets.admit(stranger, None)
    sockets.leave(linked)
    assert sockets.are_open
    sockets.leave(stranger)
    assert not sockets.are_open


async def test_an_older_socket_of_a_screen_is_closed_and_cannot_take_its_place_away(sockets: Sockets) -> None:
    older, newer = Wire(), Wire()
    sockets.seat("screen", older)
    sockets.seat("screen", newer)
    assert (older.code, newer.code) == (REPLACED, None)
    assert not sockets.release("screen", older)
    assert sockets.holds("screen", newer)
    assert sockets.release("screen", newer)
    assert not sockets.tell_screen("screen", FLASH)


async def test_a_flash_reaches_one_screen_or_all_screens_of_a_link(sockets: Sockets) -> None:
    wires = [Wire(), Wire()]
    for number, wire in enumerate(wires):
        sockets.admit(wire, "link")
        sockets.seat(f"screen-{number}", wire)
    assert sockets.flash("screen-1")
    assert [wire.taken for wire in wires] == [[], [FLASH]]
    assert sockets.flash("link")
    assert [wire.taken for wire in wires] == [[FLASH], [FLASH, FLASH]]
    assert not sockets.flash("another link")


async def test_closing_a_link_closes_its_sockets_and_no_others(sockets: Sockets) -> None:
    closed, other = Wire(), Wire()
    sockets.admit(closed, "link")
    sockets.admit(other, "another link")
    assert (sockets.end_link("link"), closed.code, other.code) == (1, NOT_ALLOWED, None)


async def test_a_console_is_pinged_until_it_is_dismissed(sockets: Sockets) -> None:
    console = Wire()
    sockets.attend("console", console)
    sockets.ask_console("console")
    sockets.dismiss("console", console)
    sockets.ask_console("console")
    assert console.taken == [PING]


def test_the_sockets_of_a_participant_are_known_until_they_leave(sockets: Sockets) -> None:
    mine, stranger = Wire(), Wire()
    sockets.take_part("ann", mine)
    sockets.take_part(None, stranger)
    assert sockets.of_participant("ann") == [mine]
    sockets.leave(mine)
    assert (sockets.of_participant("ann"), mine.participant) == ([], None)
