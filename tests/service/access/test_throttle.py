"""Limits by key: a burst at once, then one try at a time, for as many keys as are remembered."""

from __future__ import annotations

from app.service.access.throttle import Throttle
from tests.fakes import START, minutes, seconds


def test_a_throttle_gives_a_burst_and_then_a_rate() -> None:
    throttle = Throttle(3, 100.0)
    assert [throttle.take("a", 0) for _ in range(4)] == [0, 0, 0, 100]
    assert throttle.take("b", 0) == 0
    assert [throttle.take("a", 100), throttle.take("a", 100)] == [0, 100]
    assert [throttle.take("a", 10_000) for _ in range(4)] == [0, 0, 0, 100]
    throttle.charge("c", 0, 1_000.0)
    assert throttle.take("c", 0, cost=0.5) == 50


def test_made_up_keys_cost_a_bounded_amount_of_memory() -> None:
    throttle = Throttle(1, 1_000_000.0, most_keys=100)
    throttle.take("first", 0)
    for n in range(1_000):
        throttle.take(f"made up {n}", 0)
    assert len(throttle) == 100
    assert throttle.take("made up 999", 0) > 0


def test_a_throttle_refills_one_at_a_time_and_survives_a_clock_set_back() -> None:
    throttle = Throttle(2, seconds(10))
    assert [throttle.take("a", START) for _ in range(3)] == [0, 0, seconds(10)]
    assert throttle.take("b", START) == 0
    assert [throttle.take("a", START + seconds(10)) for _ in range(2)] == [0, seconds(10)]
    throttle.give_back("a")
    assert throttle.take("a", START + seconds(10)) == 0
    assert throttle.take("a", START - minutes(60)) == seconds(10)


def test_what_has_happened_already_empties_the_bucket_and_no_more() -> None:
    throttle = Throttle(2, 100)
    throttle.charge("a", START, 50)
    assert throttle.take("a", START) == 100
    throttle.charge("b", START, 1)
    assert [throttle.take("b", START) for _ in range(2)] == [0, 100]


def test_a_try_may_count_for_several_and_a_refused_one_counts_for_none() -> None:
    throttle = Throttle(3, 100)
    assert throttle.take("a", START, cost=2) == 0
    assert throttle.take("a", START, cost=2) == 100
    assert [throttle.take("a", START) for _ in range(2)] == [0, 100]


def test_a_key_that_was_never_tried_gets_nothing_back() -> None:
    throttle = Throttle(1, 100)
    throttle.give_back("a")
    assert len(throttle) == 0
    assert [throttle.take("a", START) for _ in range(2)] == [0, 100]


def test_the_key_that_was_used_longest_ago_is_forgotten_first() -> None:
    throttle = Throttle(1, 1_000, most_keys=2)
    for key in ("a", "b"):
        assert throttle.take(key, START) == 0
    throttle.charge("a", START, 1)
    assert throttle.take("c", START) == 0
    assert (throttle.take("a", START), throttle.take("b", START)) == (1_000, 0)


def test_processes_that_share_a_limit_have_a_part_of_it_each() -> None:
    throttle = Throttle.shared_by(3, 10, 100)
    assert [throttle.take("a", 0) for _ in range(5)] == [0, 0, 0, 0, 300]
