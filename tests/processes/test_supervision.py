"""What a supervisor decides, on a clock of the test's own."""

from __future__ import annotations

import signal

import pytest

from app.processes.supervision import (
    EARLY_S,
    LONGEST_PAUSE_S,
    MOST_FAILURES,
    READY_WITHIN_S,
    REFUSED,
    Action,
    HandOver,
    KillChild,
    Say,
    StartChild,
    StopChild,
    Supervision,
)

END_WITHIN_S = 15.0
KILLED = -signal.SIGKILL


def doing(actions: list[Action]) -> list[Action]:
    """What is done, without what is only said."""
    return [action for action in actions if not isinstance(action, Say)]


def serving(count: int) -> Supervision:
    """Children that were started at 0 and have served since; the child at place n is n + 1."""
    supervision = Supervision(count, END_WITHIN_S)
    supervision.begin(0)
    for child in range(1, count + 1):
        supervision.ready(child, 0)
    return supervision


def test_the_first_child_starts_alone_because_it_migrates() -> None:
    supervision = Supervision(3, END_WITHIN_S)
    assert supervision.begin(0) == [StartChild(1, 0, is_first=True)]
    assert doing(supervision.ready(1, 4)) == [StartChild(2, 1, is_first=False), StartChild(3, 2, is_first=False)]


def test_a_child_that_has_served_is_restarted_at_once() -> None:
    supervision = serving(3)
    assert supervision.ended(2, KILLED, 60) == [Say("a process has ended", 1, KILLED)]
    assert supervision.due == 60
    assert supervision.tick(60) == [StartChild(4, 1, is_first=False)]


def test_a_child_that_fails_early_again_and_again_waits_longer_each_time() -> None:
    supervision = serving(2)
    pauses, now, child = [], 60.0, 2
    supervision.ended(child, KILLED, now)
    for _ in range(9):
        assert supervision.due is not None
        pauses.append(supervision.due - now)
        now = supervision.due
        supervision.tick(now)
        child = child + 1 if child > 2 else 3
        supervision.ended(child, 1, now)
    assert pauses[:5] == [0, 0.5, 1, 2, 4]
    assert max(pauses) == LONGEST_PAUSE_S
    assert supervision.status is None


def test_it_gives_up_when_its_only_child_fails_again_and_again() -> None:
    supervision = Supervision(2, END_WITHIN_S)
    supervision.begin(0)
    for child in range(1, MOST_FAILURES):
        supervision.ended(child, 1, 0)
        assert supervision.status is None
        supervision.tick(supervision.due or 0)
    assert Say("a process has failed too often; the server stops", 0, 1) in supervision.ended(MOST_FAILURES, 1, 99)
    assert (supervision.status, supervision.due) == (1, None)


def test_processes_that_are_killed_as_soon_as_they_serve_are_started_again_however_often() -> None:
    supervision = serving(1)
    for child in range(1, 4 * MOST_FAILURES):
        supervision.ended(child, KILLED, now := child * 100.0)
        assert supervision.status is None
        assert doing(supervision.tick(now + LONGEST_PAUSE_S)) == [StartChild(child + 1, 0, is_first=False)]
        supervision.ready(child + 1, (child + 1) * 100.0)


def test_starts_that_failed_while_others_served_do_not_count_when_those_end() -> None:
    supervision = serving(2)
    supervision.ended(2, KILLED, 10)
    for child in range(3, 3 + 2 * MOST_FAILURES):
        supervision.tick(child * 100.0)
        supervision.ended(child, 1, child * 100.0)
    supervision.ended(1, KILLED, 5_000)
    assert supervision.status is None
    assert len(doing(supervision.tick(5_000))) == 2


def test_a_first_child_that_cannot_serve_has_said_why_and_is_not_tried_again() -> None:
    supervision = Supervision(2, END_WITHIN_S)
    supervision.begin(0)
    assert doing(supervision.ended(1, REFUSED, 1)) == []
    assert supervision.status == REFUSED


def test_giving_up_ends_the_other_children_too() -> None:
    supervision = serving(2)
    supervision.ended(1, 1, EARLY_S / 2)
    supervision.ended(2, 1, EARLY_S / 2)
    child, now = 3, 100.0
    for _ in range(MOST_FAILURES - 1):
        assert doing(supervision.tick(now)) == [
            StartChild(child, 0, is_first=False),
            StartChild(child + 1, 1, is_first=False),
        ]
        supervision.ended(child, 1, now)
        supervision.ended(child + 1, 1, now)
        child, now = child + 2, now + 100
    supervision.tick(now)
    assert doing(supervision.ended(child, 1, now)) == [KillChild(child + 1)]
    assert supervision.status is None
    supervision.ended(child + 1, KILLED, now)
    assert supervision.status == 1


def test_a_child_that_does_not_become_ready_is_killed_and_replaced() -> None:
    supervision = serving(2)
    supervision.ended(2, 1, 50)
    supervision.tick(50)
    assert supervision.due == 50 + READY_WITHIN_S
    assert supervision.tick(50 + READY_WITHIN_S) == [KillChild(3)]
    assert supervision.tick(51 + READY_WITHIN_S) == []
    supervision.ended(3, KILLED, 52 + READY_WITHIN_S)
    assert doing(supervision.tick(60 + READY_WITHIN_S)) == [StartChild(4, 1, is_first=False)]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_stop_ends_all_children_and_then_the_supervisor(at_once: bool) -> None:
    supervision = serving(2)
    assert supervision.stop(9, at_once=at_once) == [StopChild(1, at_once), StopChild(2, at_once)]
    supervision.ended(1, 0, 10)
    assert supervision.status is None
    supervision.ended(2, 0, 11)
    assert supervision.status == 0


def test_a_stop_kills_children_that_only_start_and_starts_no_others() -> None:
    supervision = serving(3)
    supervision.ended(1, 1, 60)
    supervision.ended(2, 1, 60.5)
    supervision.tick(60)
    assert supervision.stop(60.2, at_once=False) == [StopChild(3, at_once=False), KillChild(4)]
    assert doing(supervision.tick(61)) == []


def test_a_second_stop_and_a_late_end_kill() -> None:
    supervision = serving(2)
    supervision.stop(9, at_once=False)
    assert supervision.due == 9 + END_WITHIN_S
    assert supervision.tick(9 + END_WITHIN_S) == [KillChild(1), KillChild(2)]
    assert supervision.stop(30, at_once=False) == [KillChild(1), KillChild(2)]


def test_children_are_replaced_one_place_after_another() -> None:
    supervision = serving(2)
    assert supervision.replace_all(60) == [StartChild(3, 0, is_first=False)]
    assert doing(supervision.ready(3, 61)) == [HandOver(1)]
    assert supervision.ended(1, 0, 66) == [StartChild(4, 1, is_first=False)]
    assert doing(supervision.ready(4, 67)) == [HandOver(2)]
    assert supervision.ended(2, 0, 72) == []
    assert (supervision.due, supervision.status) == (None, None)
    assert supervision.replace_all(80) == [StartChild(5, 0, is_first=False)]


def test_a_successor_that_does_not_start_ends_the_replacement_and_the_former_process_goes_on() -> None:
    supervision = serving(2)
    supervision.replace_all(60)
    said = supervision.ended(3, REFUSED, 61)
    assert said[-1] == Say("its successor did not start; no other process is replaced", 0, REFUSED)
    assert (doing(said), supervision.due) == ([], None)
    assert supervision.replace_all(70) == [StartChild(4, 0, is_first=False)]


def test_a_process_that_dies_while_its_successor_starts_is_not_restarted_twice() -> None:
    supervision = serving(2)
    supervision.replace_all(60)
    assert doing(supervision.ended(1, KILLED, 61)) == []
    assert doing(supervision.ready(3, 62)) == [StartChild(4, 1, is_first=False)]


def test_a_process_that_still_starts_is_replaced_too() -> None:
    supervision = Supervision(2, END_WITHIN_S)
    supervision.begin(0)
    supervision.ready(1, 1)
    assert supervision.replace_all(2) == [StartChild(3, 0, is_first=False)]
    assert doing(supervision.ready(3, 3)) == [HandOver(1)]
    assert supervision.ended(1, 0, 4) == [StartChild(4, 1, is_first=False)]
    assert doing(supervision.ready(4, 5)) == [KillChild(2)]
    assert doing(supervision.ready(2, 5)) == []
    assert supervision.ended(2, KILLED, 6) == []


def test_a_process_that_becomes_ready_beside_its_successor_serves_until_that_one_does() -> None:
    supervision = serving(1)
    supervision.ended(1, KILLED, 60)
    supervision.tick(60)
    assert supervision.replace_all(61) == [StartChild(3, 0, is_first=False)]
    assert doing(supervision.ready(2, 62)) == []
    assert doing(supervision.ready(3, 63)) == [HandOver(2)]


def test_a_former_process_that_does_not_end_is_killed_and_the_replacement_goes_on() -> None:
    supervision = serving(2)
    supervision.replace_all(60)
    supervision.ready(3, 61)
    assert supervision.tick(61 + END_WITHIN_S) == [KillChild(1)]
    assert supervision.ended(1, KILLED, 77) == [StartChild(4, 1, is_first=False)]


def test_nothing_is_replaced_twice_at_once_nor_while_stopping() -> None:
    supervision = serving(2)
    supervision.replace_all(60)
    assert supervision.replace_all(61) == []
    stopping = serving(2)
    stopping.stop(60, at_once=False)
    assert stopping.replace_all(61) == []
    assert Supervision(2, END_WITHIN_S).replace_all(0) == []
