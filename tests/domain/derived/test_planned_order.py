"""The planned order of a list: as it was at the cut-off, or when its first speaker was introduced."""

from __future__ import annotations

from app.domain.derived.planned_order import planned_places
from app.domain.messages import commands as c
from app.domain.values import RequestKind
from app.domain.views.report import report
from tests.domain.debate import Debate


def order(debate: Debate) -> list[str]:
    """The requests in the planned order of the only list."""
    planned = planned_places(debate.records).get("debate", {})
    assert list(planned.values()) == list(range(1, len(planned) + 1))
    return list(planned)


def test_before_a_list_has_a_speaker_it_has_no_planned_order() -> None:
    debate = Debate()
    debate.ask("chad")
    assert planned_places(debate.records) == {}
    assert planned_places(()) == {}


def test_without_a_cut_off_the_order_is_that_when_the_first_speaker_was_introduced() -> None:
    debate = Debate({"rules": ["rank"]})
    debate.ask("fiji", "chad", "togo")
    debate.begin()
    debate.ask("peru")
    debate.speak()
    assert order(debate) == ["chad", "fiji", "togo"]


def test_at_the_cut_off_who_has_spoken_comes_first_and_then_who_waits() -> None:
    debate = Debate()
    debate.ask("fiji", "chad", "togo", "iran")
    debate.begin()
    debate.speak()
    debate.ask("oman")
    debate.send(c.MoveRequest("oman", None), c.CutOffList("debate", keep=2))
    assert debate.order == ["oman", "togo"]
    assert order(debate) == ["fiji", "chad", "oman", "togo"]
    debate.ask("peru", kind=RequestKind.REPLY, reply_to="fiji")
    debate.send(c.TakeRequest("togo"))
    told = report(debate.session, debate.now, debate.records)["lists"][0]["requests"]
    places = {request["id"]: request["planned_place"] for request in told}
    assert places == {"fiji": 1, "chad": 2, "oman": 3, "togo": 4, "iran": None, "peru-reply": None}


def test_another_time_for_those_who_wait_is_no_other_plan_and_a_cut_off_after_opening_again_is() -> None:
    debate = Debate()
    debate.ask("fiji", "chad", "togo")
    debate.send(c.CutOffList("debate"), c.MoveRequest("togo", None), c.CutOffList("debate", slot_ms=60_000))
    assert order(debate) == ["fiji", "chad", "togo"]
    debate.send(c.OpenList("debate"), c.CutOffList("debate"))
    assert order(debate) == ["togo", "fiji", "chad"]


def test_a_cut_off_that_was_undone_is_no_plan() -> None:
    debate = Debate()
    debate.ask("fiji", "chad")
    debate.send(c.CutOffList("debate"), c.Undo())
    assert order(debate) == []
