"""What cutting a list off now would mean."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.derived.list_fit import list_fit, time_left
from app.domain.messages import commands as c
from app.domain.values import HOUR, MINUTE, SECOND, RequestKind
from tests.domain.debate import Debate

MANY = [f"d{n}" for n in range(14)]


def debate(settings: dict[str, Any] | None = None, **changes: Any) -> Debate:
    people = [{"id": "mv", "name": "Moderator"}, *({"id": one, "name": one} for one in MANY)]
    return Debate(settings, speakers=people, **changes)


def test_fourteen_requests_of_two_minutes_fit_at_a_minute_and_a_half_or_after_the_tenth() -> None:
    scene = debate({"slots": {"statement": "2:00"}}, hard_end=False)
    scene.ask(*MANY)
    scene.send(c.Cue("debate"), c.GiveFloor("debate"))
    scene.wait(8 * MINUTE + 30 * SECOND)
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert (fit.waiting, fit.needed_ms, fit.left_ms) == (14, 28 * MINUTE, 21 * MINUTE + 30 * SECOND)
    assert (fit.slot_ms, fit.keep) == (90 * SECOND, 10)


def test_where_all_fit_nothing_is_proposed() -> None:
    scene = debate()
    scene.ask("d1", "d2")
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert (fit.slot_ms, fit.keep, fit.left_ms) == (None, 2, 30 * MINUTE)
    exactly = list_fit(scene.session, "debate", {"d1": 28 * MINUTE, "d2": 2 * MINUTE}, scene.now)
    assert (exactly.slot_ms, exactly.keep) == (None, 2)


def test_below_the_least_time_only_a_cut_helps() -> None:
    scene = debate({"slots": {"statement": "2:00"}, "least": "2:00"})
    scene.ask(*MANY)
    scene.begin()
    scene.wait(10 * MINUTE)
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert (fit.waiting, fit.slot_ms, fit.keep) == (13, None, 9)
    budgets = {**scene.slots, "d13": 30 * SECOND}  # the group of one has no more left
    assert list_fit(scene.session, "debate", budgets, scene.now).slot_ms is None
    scene.send(c.EditSegment("debate", {"list": {"least": "1:20"}}))
    for slots in (scene.slots, budgets):
        assert list_fit(scene.session, "debate", slots, scene.now).slot_ms == 80 * SECOND


def test_questions_keep_their_time_and_the_statements_share_the_rest() -> None:
    scene = debate({"slots": {"statement": "3:00", "question": "1:00"}}, hard_end=False)
    scene.ask(*MANY[:10])
    scene.send(c.RequestFloor(RequestKind.QUESTION, "q", "d11"))
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert fit.needed_ms == 31 * MINUTE
    assert fit.slot_ms == 170 * SECOND


@pytest.mark.parametrize("hard_end", [False, True])
def test_the_speech_on_leaves_less(hard_end: bool) -> None:
    scene = debate(hard_end=hard_end)
    scene.ask("d1", "d2")
    scene.begin()
    assert time_left(scene.session, "debate", scene.now) == 28 * MINUTE
    scene.send(c.Advance())
    scene.wait(MINUTE)
    assert time_left(scene.session, "debate", scene.now) == 28 * MINUTE
    scene.send(c.GrantTime(HOUR))
    assert time_left(scene.session, "debate", scene.now) == 0


def test_a_hard_end_leaves_less() -> None:
    late = debate(starts_at="2021-06-30T09:25:00-04:00", ends_at="2021-06-30T10:25:00-04:00")
    late.send(c.Cue("debate"), c.GiveFloor("debate"))
    assert time_left(late.session, "debate", late.now) == 20 * MINUTE
    late.send(c.EditSegment("closing", {"kind": "presentation"}))  # which is introduced
    assert time_left(late.session, "debate", late.now) == 20 * MINUTE - 45 * SECOND


def test_a_pool_that_cannot_give_all_the_least_says_what_it_lacks_until_the_time_is_fixed() -> None:
    scene = Debate({"pool": "3:00", "least": "1:00", "most": "2:00"})
    scene.ask("chad", "peru", "fiji")
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 0
    scene.ask("iran", "togo")
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 2 * MINUTE
    scene.send(c.CutOffList("debate", slot_ms=36 * SECOND))
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 0
