"""The steps of a list, and its planned order: as it was at the cut-off, or when its first speaker was introduced."""

from __future__ import annotations

from app.domain.derived.list_steps import ListSteps
from app.domain.messages import commands as c
from app.domain.values import RequestKind
from app.domain.views.report import report
from tests.domain.debate import Debate


def order(debate: Debate) -> list[str]:
    """The requests in the planned order of the only list."""
    planned = ListSteps(debate.records).planned.get("debate", {})
    assert list(planned.values()) == list(range(1, len(planned) + 1))
    return list(planned)


def test_before_a_list_has_a_speaker_it_has_no_planned_order() -> None:
    debate = Debate()
    debate.ask("chad")
    assert ListSteps(debate.records).planned == {}
    assert ListSteps().planned == {}


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


def test_each_giving_of_the_floor_is_a_step_and_says_who_chose() -> None:
    debate = Debate({"rules": ["rank"]})
    debate.ask("fiji", "chad", "togo", "oman")
    debate.begin()
    debate.send(c.GoBack(), c.TakeRequest("togo"), c.CutOffList("debate"), c.Advance(), c.GoBack(), c.Undo())
    debate.ask("iran", kind=RequestKind.POINT_OF_ORDER)
    steps = report(debate.session, debate.now, debate.records)["lists"][0]["steps"]
    assert [(step["kind"], step["request"], step["order"]) for step in steps] == [
        ("introduced", "chad", ["chad"]),
        ("taken", "togo", ["togo"]),
        ("cut_off", None, ["chad", "fiji", "oman"]),
        ("introduced", "chad", ["chad"]),
        ("taken", "iran-point_of_order", ["iran-point_of_order"]),
        ("now", None, ["fiji", "oman"]),
    ]
    assert [[fact["id"] for fact in step["changed"]] for step in steps[:2]] == [["fiji", "chad", "togo", "oman"], []]
    first = steps[0]["changed"][1]
    assert (first["number"], first["rank"], first["group"], first["moved_seq"]) == (2, 1, "africa", None)
    assert (first["heard_ms"], first["elsewhere_ms"]) == (0, 0)  # no rule counts them


def test_a_point_of_order_has_no_slot_in_the_report() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.ask("iran", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(30_000)
    told = report(debate.session, debate.now, debate.records)["lists"][0]["requests"][0]
    assert (told["slot_ms"], told["over_ms"], told["spent_ms"]) == (None, None, 30_000)
