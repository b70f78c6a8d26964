"""What cutting a list off now would mean."""

from __future__ import annotations

from typing import Any

from app.domain.derived.list_fit import list_fit, time_left
from app.domain.messages import commands as c
from app.domain.values import MINUTE, SECOND, RequestKind
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


def test_below_the_least_time_only_a_cut_helps() -> None:
    scene = debate({"slots": {"statement": "2:00"}, "least": "2:00"})
    scene.ask(*MANY)
    scene.begin()
    scene.wait(10 * MINUTE)
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert (fit.waiting, fit.slot_ms, fit.keep) == (13, None, 9)


def test_replies_keep_their_time_and_the_statements_share_the_rest() -> None:
    scene = debate({"slots": {"statement": "3:00", "question": "1:00"}}, hard_end=False)
    scene.ask(*MANY[:10])
    scene.send(c.RequestFloor(RequestKind.STATEMENT, "q", "d11"))
    fit = list_fit(scene.session, "debate", scene.slots, scene.now)
    assert fit.needed_ms == 33 * MINUTE
    assert fit.slot_ms == 160 * SECOND


def test_the_speech_on_and_a_hard_end_leave_less() -> None:
    scene = debate()
    scene.ask("d1", "d2")
    scene.begin()
    assert time_left(scene.session, "debate", scene.now) == 28 * MINUTE
    scene.send(c.Advance())
    scene.wait(MINUTE)
    assert time_left(scene.session, "debate", scene.now) == 28 * MINUTE
    late = debate(starts_at="2021-06-30T09:25:00-04:00", ends_at="2021-06-30T10:25:00-04:00")
    late.send(c.Cue("debate"), c.GiveFloor("debate"))
    assert time_left(late.session, "debate", late.now) == 20 * MINUTE


def test_a_pool_that_cannot_give_all_the_least_says_what_it_lacks_until_the_time_is_fixed() -> None:
    scene = Debate({"pool": "3:00", "least": "1:00", "most": "2:00"})
    scene.ask("chad", "peru", "fiji")
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 0
    scene.ask("iran", "togo")
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 2 * MINUTE
    scene.send(c.CutOffList("debate", slot_ms=36 * SECOND))
    assert list_fit(scene.session, "debate", scene.slots, scene.now).pool_short_ms == 0
