"""A process knows the others by their signs of life, and gives none while it is alone."""

from __future__ import annotations

import pytest

from app.live.peers import DEAD_AFTER_S, SETTLED_AFTER_S, UNHEARD_S, Peers


class Watch:
    """The seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0
        self.peers = Peers("a", lambda: self.now)

    def beats(self, seconds: float, *processes: str) -> list[str]:
        """Let these processes give signs of life for a while; return which of the others died."""
        dead = []
        for _ in range(round(seconds * 2)):
            self.now += 0.5
            for process in processes:
                self.peers.hear(process)
            dead += self.peers.take_dead()
        return dead


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_process_that_hears_no_other_gives_signs_of_life_at_its_start_only(watch: Watch) -> None:
    assert watch.peers.wants_beats
    watch.beats(SETTLED_AFTER_S, "a")
    assert not watch.peers.wants_beats


def test_one_that_hears_another_goes_on(watch: Watch) -> None:
    assert watch.peers.hear("b")
    assert not watch.peers.hear("b")
    assert not watch.peers.hear("a")
    assert watch.beats(20, "a", "b") == []
    assert (watch.peers.others, watch.peers.wants_beats) == (["b"], True)


def test_one_that_is_not_heard_for_seconds_has_died_once(watch: Watch) -> None:
    watch.peers.hear("b")
    assert watch.beats(DEAD_AFTER_S - 0.5, "a") == []
    assert watch.peers.is_alive("b")
    assert watch.beats(0.5, "a") == ["b"]
    assert not watch.peers.is_alive("b")
    assert watch.beats(10, "a") == []
    assert not watch.peers.wants_beats


def test_one_that_leaves_has_not_died(watch: Watch) -> None:
    watch.peers.hear("b")
    watch.peers.leave("b")
    assert watch.beats(10, "a") == []


def test_where_a_process_does_not_hear_itself_it_takes_no_other_for_dead(watch: Watch) -> None:
    """The database is away: no process is heard."""
    watch.peers.hear("b")
    assert watch.beats(60) == []
    assert watch.beats(DEAD_AFTER_S - 0.5, "a") == []
    assert watch.beats(1, "a") == ["b"]


def test_after_standing_still_all_times_begin_again(watch: Watch) -> None:
    watch.peers.hear("b")
    watch.now += UNHEARD_S + 10
    watch.peers.hear("a")
    assert watch.peers.take_dead() == []
    assert watch.beats(20, "a", "b") == []


def test_shortly_after_the_start_any_process_may_be_alive(watch: Watch) -> None:
    assert watch.peers.is_alive("never-heard")
    watch.beats(SETTLED_AFTER_S, "a")
    assert not watch.peers.is_alive("never-heard")
    assert watch.peers.is_alive("a")
