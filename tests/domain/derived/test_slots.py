"""How long each request may take: by its kind, from a pool, within a budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.derived.slots import KindSlots, budgets_left, settings_of, slot, statement_slot
from app.domain.messages import commands as c
from app.domain.values import MINUTE, SECOND, RequestKind
from tests.domain.debate import NAMES, Debate

POOL = {"pool": "10:00", "least": "1:00", "most": "4:00"}

GROUPS = [
    {"id": "africa", "title": "Africa", "budget": "5:00"},
    *({"id": g, "title": g} for g in ("asia", "latin")),
]


def times(debate: Debate) -> dict[str, int]:
    return debate.slots


def test_each_kind_has_its_time_and_the_second_reply_is_shorter() -> None:
    debate = Debate({"slots": {"statement": "3:00"}})
    debate.ask("chad", "peru")
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    debate.ask("chad", kind=RequestKind.REPLY, reply_to="peru")
    debate.ask("togo", kind=RequestKind.QUESTION)
    assert times(debate) == {
        "chad": 3 * MINUTE,
        "fiji-reply": 5 * MINUTE,
        "chad-reply": 5 * MINUTE,  # the first one: a statement is no reply
        "peru": 3 * MINUTE,
        "togo-question": MINUTE,
    }
    debate.send(c.Cue("debate"), c.TakeRequest("fiji-reply"), c.Advance())
    debate.send(c.RequestFloor(RequestKind.REPLY, "second", "fiji", reply_to="chad"))
    assert times(debate)["second"] == 3 * MINUTE
    spoken = debate.session.list_of("debate").requests["fiji-reply"]
    assert slot(debate.session, "debate", spoken) == KindSlots(debate.session, "debate").ms(spoken) == 5 * MINUTE
    debate.send(c.WithdrawRequest("peru"))
    withdrawn = debate.session.list_of("debate").requests["peru"]
    assert slot(debate.session, "debate", withdrawn) == 3 * MINUTE


@pytest.mark.parametrize(
    ("kind", "ms"),
    [
        (RequestKind.STATEMENT, 2 * MINUTE),
        (RequestKind.QUESTION, MINUTE),
        (RequestKind.ANSWER, 2 * MINUTE),
        (RequestKind.REPLY, 5 * MINUTE),
        (RequestKind.POINT_OF_ORDER, 5 * MINUTE),
    ],
)
def test_a_list_without_settings_has_a_time_for_each_kind(kind: RequestKind, ms: int) -> None:
    debate = Debate()
    debate.ask("chad")
    request = debate.session.list_of("debate").requests["chad"]
    assert KindSlots(debate.session, "debate").ms(replace(request, kind=kind)) == ms


def test_a_reply_has_the_time_that_the_list_sets() -> None:
    debate = Debate({"slots": {"reply": "1:00"}})
    debate.ask("chad")
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    assert times(debate) == {"chad": 2 * MINUTE, "fiji-reply": MINUTE}


@pytest.mark.parametrize(
    ("count", "ms"),
    [(1, 4 * MINUTE), (3, 200 * SECOND), (4, 150 * SECOND), (6, 100 * SECOND)],
)
def test_a_pool_is_shared_equally_rounded_down_to_five_seconds(count: int, ms: int) -> None:
    debate = Debate(POOL)
    debate.ask(*list(NAMES)[:count])
    assert set(times(debate).values()) == {ms}


def test_the_only_statement_has_a_whole_pool_that_is_not_longer_than_the_most() -> None:
    debate = Debate({"pool": "3:00", "least": "1:00", "most": "4:00"})
    debate.ask("chad")
    assert times(debate) == {"chad": 3 * MINUTE}


def test_a_pool_gives_no_less_than_the_least_time() -> None:
    debate = Debate({"pool": "3:00", "least": "1:00"})
    debate.ask(*NAMES)
    assert set(times(debate).values()) == {MINUTE}


def test_the_share_of_a_pool_is_fixed_at_the_cut_off() -> None:
    debate = Debate(POOL)
    debate.ask(*NAMES)
    debate.send(c.CutOffList("debate"), c.WithdrawRequest("oman"), c.WithdrawRequest("togo"))
    assert set(times(debate).values()) == {100 * SECOND}
    assert statement_slot(debate.session.list_of("debate"), settings_of(debate.session, "debate")) == 100 * SECOND


def test_a_speech_keeps_its_time_when_the_shares_change() -> None:
    debate = Debate(POOL)
    debate.ask("chad", "fiji")
    debate.begin()
    debate.send(c.Advance())
    debate.ask("peru", "togo", "iran", "oman")
    assert debate.floor["allotted_ms"] == 4 * MINUTE
    assert set(times(debate).values()) == {100 * SECOND}


def test_who_goes_back_on_the_list_has_the_share_of_then() -> None:
    debate = Debate(POOL)
    debate.ask("chad", "fiji")
    debate.begin()
    debate.send(c.GoBack())
    debate.ask("peru", "togo", "iran", "oman")
    assert times(debate) == dict.fromkeys(NAMES, 100 * SECOND)


def test_a_group_speaks_no_longer_than_its_budget() -> None:
    debate = Debate({"slots": {"statement": "3:00"}}, groups=GROUPS)
    debate.ask("chad", "fiji", "togo")
    assert times(debate) == {"chad": 3 * MINUTE, "fiji": 3 * MINUTE, "togo": 2 * MINUTE}
    debate.begin()
    assert budgets_left(debate.session) == {"africa": 2 * MINUTE}
    debate.speak(MINUTE)
    assert budgets_left(debate.session) == {"africa": 4 * MINUTE}
    assert times(debate) == {"togo": 3 * MINUTE}
    debate.speak(MINUTE)
    assert debate.floor["voice"] == "togo"
    debate.speak(4 * MINUTE + SECOND)
    assert budgets_left(debate.session) == {"africa": -SECOND}
    debate.send(c.RequestFloor(RequestKind.QUESTION, "more", "chad"))
    assert times(debate) == {"more": 0}


def test_a_speech_over_its_time_takes_no_more_of_its_groups_budget_than_it_lasts() -> None:
    debate = Debate({"slots": {"statement": "3:00"}}, groups=GROUPS)
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(3 * MINUTE + SECOND).send(c.ShowMessage("Louder, please"))
    assert budgets_left(debate.session) == {"africa": 2 * MINUTE - SECOND}
