"""Signs of life and time limits, under a clock that the test moves."""

from __future__ import annotations

from app.live.keepalive import GONE_WITHIN_S, TICK_S, VISIT_EVERY_S, Keepalive
from app.wire.messages import HELLO_WITHIN_S

STALLED_S = 20.0


class Guest:
    """Notes what is done to it."""

    def __init__(self) -> None:
        self.visits = 0
        self.heard: list[str] = []

    def visit(self) -> None:
        self.visits += 1

    def said_nothing(self) -> None:
        self.heard.append("said nothing")

    def stalled(self) -> None:
        self.heard.append("stalled")

    def give_up(self) -> None:
        self.heard.append("given up")


class House:
    """A keepalive and its time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.keepalive = Keepalive(STALLED_S, lambda: self.now)

    def guest(self) -> Guest:
        guest = Guest()
        self.keepalive.take(guest)
        return guest

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK_S)):
            self.now += TICK_S
            self.keepalive.tick()


async def test_each_socket_is_visited_once_in_a_round_and_few_at_a_time() -> None:
    house = House()
    guests = [house.guest() for _ in range(140)]
    house.wait(TICK_S)
    assert sum(guest.visits for guest in guests) == 140 * TICK_S / VISIT_EVERY_S
    house.wait(VISIT_EVERY_S - TICK_S)
    assert {guest.visits for guest in guests} == {1}


async def test_a_socket_that_has_left_is_not_visited() -> None:
    house = House()
    guest = Guest()
    house.keepalive.let_go(guest, house.keepalive.take(guest))
    house.wait(60)
    assert (guest.visits, guest.heard) == (0, [])


async def test_hello_has_to_be_said_in_time() -> None:
    house = House()
    silent, polite = house.guest(), house.guest()
    house.keepalive.greeted(polite)
    house.wait(HELLO_WITHIN_S - TICK_S)
    assert silent.heard == []
    house.wait(TICK_S)
    assert (silent.heard, polite.heard) == (["said nothing"], [])


async def test_a_socket_that_reads_again_has_not_stalled() -> None:
    house = House()
    guests = slow, deaf = house.guest(), house.guest()
    for guest in guests:
        house.keepalive.greeted(guest)
        house.keepalive.stuck(guest)
    house.wait(STALLED_S - TICK_S)
    house.keepalive.stuck(deaf)  # again: its time runs from the first
    house.keepalive.flows(slow)
    house.wait(TICK_S)
    assert (slow.heard, deaf.heard) == ([], ["stalled"])


async def test_a_closed_socket_that_does_not_answer_is_given_up() -> None:
    house = House()
    guest = house.guest()
    house.keepalive.closing(guest)
    house.wait(GONE_WITHIN_S)
    assert guest.heard == ["given up"]
    house.wait(60)
    assert guest.heard == ["given up"]
