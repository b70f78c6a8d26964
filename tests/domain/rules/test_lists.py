"""Running a list of speakers: opening, cutting off, rules, lots, absence; what is refused changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid, Rejection
from app.domain.messages import commands as c
from app.domain.rules.lists import cut_off
from app.domain.state.document import canonical, plan_from, read_document
from app.domain.state.requests import MOST_REQUESTS
from app.domain.values import DAY, MINUTE, SECOND, ListRule, RequestKind, Role
from tests.domain.debate import NAMES, Debate, debate_plan
from tests.fakes import START, document, rejection

DEBATE = {"id": "debate", "kind": "interventions", "planned": "30:00"}


def test_a_list_is_closed_until_it_is_opened() -> None:
    debate = Debate(opened=False)
    assert debate.list_view()["state"] == "closed"
    assert debate.refused(c.RequestFloor(speaker="chad")) == "list_closed"
    debate.send(c.OpenList("debate"))
    assert debate.refused(c.OpenList("debate")) == "list_open"
    debate.ask("chad")
    debate.send(c.CloseList("debate"))
    assert (debate.list_view()["state"], debate.order) == ("closed", ["chad"])
    assert debate.refused(c.CloseList("debate")) == "list_closed"


def test_a_list_is_cut_off_by_itself_at_its_instant_however_late() -> None:
    debate = Debate(opened=False)
    debate.send(c.OpenList("debate", until="10:05"))
    debate.ask("chad")
    debate.wait(5 * MINUTE - 1)
    assert debate.list_view()["state"] == "open"
    debate.wait(1)
    assert debate.list_view()["state"] == "cut_off"
    assert debate.records[-1].at_ms == START + 5 * MINUTE
    assert debate.refused(c.RequestFloor(speaker="peru")) == "list_cut_off"
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    assert debate.order == ["chad", "fiji-reply"]


@pytest.mark.parametrize("until", ["09:59", "nonsense", START])
def test_a_list_that_would_be_cut_off_in_the_past_is_not_opened(until: Any) -> None:
    debate = Debate(opened=False)
    assert debate.refused(c.OpenList("debate", until=until)) == "invalid"


def test_a_list_is_cut_off_with_its_last_entry() -> None:
    debate = Debate(opened=False)
    debate.send(c.OpenList("debate", most=2))
    debate.ask("chad")
    debate.send(c.WithdrawRequest("chad"))
    debate.ask("peru", "fiji")
    assert (debate.list_view()["state"], debate.order) == ("cut_off", ["peru", "fiji"])
    assert debate.refused(c.OpenList("debate", most=0)) == "invalid"


def test_cutting_off_can_shorten_what_is_left_or_keep_only_some() -> None:
    debate = Debate()
    debate.ask(*NAMES)
    debate.send(c.CutOffList("debate", slot_ms=90 * SECOND, keep=2))
    assert debate.order == ["chad", "peru"]
    assert {debate.request(id_)["slot_ms"] for id_ in debate.order} == {90 * SECOND}
    assert debate.request("togo")["state"] == "withdrawn"
    assert debate.refused(c.CutOffList("debate")) == "list_cut_off"
    assert debate.refused(c.CutOffList("debate", keep=7)) == "invalid"
    debate.send(c.Undo())
    assert debate.order == list(NAMES)
    assert debate.list_view()["state"] == "open"


def test_rules_are_set_with_first_come_last_and_leave_the_other_settings() -> None:
    debate = Debate({"slots": {"statement": "3:00"}})
    debate.ask("fiji", "chad")
    debate.send(c.SetListRules((ListRule.RANK,)))
    assert (debate.order, debate.list_view()["rules"]) == (["chad", "fiji"], ["rank", "first_come"])
    assert debate.request("chad")["slot_ms"] == 3 * MINUTE
    debate.send(c.UndoEdit())
    assert debate.order == ["fiji", "chad"]
    assert debate.refused(c.SetListRules((ListRule.FIRST_COME, ListRule.RANK))) == "invalid"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"rules": ["rank", "rank"]}, "names the same twice"),
        ({"rules": ["first_come", "rank"]}, "first_come comes last"),
        ({"rules": ["rank", "first_come", "lot"]}, "first_come comes last"),
        ({"rules": ["lot", "rank"]}, "behind lot"),
        ({"rules": ["loudest"]}, "is none of"),
        ({"rules": "rank"}, "is a list of some of these: rank"),
        ({"pool": "20:00", "slots": {"statement": "2:00"}}, "a pool and a slot for statements"),
        ({"pool": "0:30", "least": "1:00"}, "shorter than the least time"),
        ({"least": "3:00", "most": "2:00"}, "longer than the most"),
        ({"slots": {"speech": "2:00"}}, "is none of"),
        ({"slots": {"reply": "soon"}}, "is not a duration"),
        ({"sloths": {}}, "did you mean slots"),
    ],
)
def test_settings_that_contradict_are_refused_with_their_place(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_document(document(1, segments=[{**DEBATE, "list": settings}]))
    assert says in refusal.value.sentence
    assert refusal.value.problems[0].where.startswith("segments[0].list")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"categories": [{"title": "A"}, {"id": "c1", "title": "B"}]}, "uses an id twice"),
        ({"categories": [{"rank": 1}]}, "without a title"),
        ({"groups": "asia"}, "is a list of at most"),
        ({"groups": [{"id": "asia", "title": "Asia", "budget": "much"}]}, "is not a duration"),
        ({"speakers": [{"id": "mv", "name": "M", "category": "kings"}]}, "there is no category kings"),
        ({"speakers": [{"id": "mv", "name": "M", "group": "mars"}]}, "there is no group mars"),
    ],
)
def test_categories_and_groups_are_read_with_their_problems(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        debate_plan(**{"speakers": [{"id": "mv", "name": "M"}], **changes})
    assert says in refusal.value.sentence


def test_a_category_in_use_stays() -> None:
    debate = Debate()
    assert debate.refused(c.EditSession({"categories": []})) == "invalid"
    assert debate.refused(c.EditSpeaker("chad", {"group": "mars"})) == "invalid"
    debate.send(c.EditSpeaker("chad", {"group": "asia"}))
    assert debate.session.plan.speaker("chad").group == "asia"  # type: ignore[union-attr]


def test_only_an_item_that_takes_requests_has_a_list() -> None:
    debate = Debate(opened=False)
    assert debate.refused(c.OpenList("opening")) == "no_list"
    assert debate.refused(c.OpenList("nothing")) == "not_found"
    debate.send(c.EditSegment("closing", {"kind": "discussion", "list": {}}), c.OpenList("closing"))
    debate.send(c.RequestFloor(speaker="chad", segment="closing"))
    assert [one["segment"] for one in debate.view()["lists"]] == ["debate", "closing"]


def test_a_request_that_names_no_item_is_for_the_list_that_is_on_or_else_the_first_that_is_not_closed() -> None:
    debate = Debate()
    debate.send(c.EditSegment("closing", {"list": {}}), c.OpenList("closing"))
    for on, kind, segment in (
        ("opening", RequestKind.STATEMENT, "debate"),
        ("closing", RequestKind.STATEMENT, "closing"),
        ("debate", RequestKind.QUESTION, "debate"),
    ):
        debate.send(c.GiveFloor(on), c.RequestFloor(kind, on, "chad"))
        assert on in debate.session.list_of(segment).requests
    debate.send(c.GiveFloor("opening"), c.CloseList("debate"), c.RequestFloor(id="last", speaker="peru"))
    assert "last" in debate.session.list_of("closing").requests


def test_what_is_on_a_list_cannot_be_removed_from_the_plan() -> None:
    debate = Debate()
    debate.ask("chad")
    assert debate.refused(c.RemoveSegment("debate")) == "in_use"
    assert debate.refused(c.RemoveSpeaker("chad")) == "in_use"
    with pytest.raises(Rejection):
        debate.send(c.ReplacePlan(document(1)), role=Role.ORGANISER)
    people = [{"id": id_, "name": id_} for id_ in ("mv", "chad")]
    debate.send(c.ReplacePlan(document(speakers=people, segments=[DEBATE])), role=Role.ORGANISER)
    assert (len(debate.session.plan.segments), debate.order) == (1, ["chad"])


def test_a_place_decided_by_hand_makes_an_older_view_stale_and_a_new_request_does_not() -> None:
    debate = Debate()
    debate.ask("chad", "peru", "fiji")
    seen = debate.session.seq
    debate.ask("togo")
    debate.send(c.MoveRequest("fiji", None), seen=seen)
    with pytest.raises(Rejection) as refusal:
        debate.send(c.MoveRequest("peru", None), seen=seen)
    assert refusal.value.code == "stale_view"
    with pytest.raises(Rejection):
        debate.send(c.Advance(), seen=seen)


def test_an_absent_speaker_who_was_introduced_is_followed_by_the_next() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.MarkAbsent(request="chad"))
    assert (debate.floor["voice"], debate.order) == ("peru", ["chad"])
    debate.send(c.MarkAbsent(request="peru", out=True))
    assert (debate.floor["voice"], debate.order) == ("chad", [])
    debate.send(c.MarkAbsent(request="chad"))
    assert (debate.floor["voice"], debate.request("chad")["absences"]) == (None, 2)
    assert debate.refused(c.MarkAbsent(request="chad")) == "request_over"


def test_the_only_speaker_who_is_absent_is_not_introduced_again_at_once() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.MarkAbsent(request="chad"))
    assert (debate.floor["voice"], debate.order) == (None, ["chad"])


def test_time_spoken_elsewhere_is_kept_for_known_speakers() -> None:
    debate = Debate()
    events = debate.send(c.CountHeard({"chad": 1, "stranger": 7, "peru": 0}), role=Role.SYSTEM)
    assert debate.session.heard == {"chad": 1}
    assert len(events) == 1
    for half in ({}, {"mean": 1_500}, {"deviation": 1_500}, {"mean": 1_500, "deviation": 0}):
        assert debate.send(c.CountHeard({"chad": 1}, half), role=Role.SYSTEM) == []
    debate.send(c.CountHeard({"chad": 1}, {"mean": 1, "deviation": 1}), role=Role.SYSTEM)
    assert debate.session.pace_elsewhere == {"mean": 1, "deviation": 1}


def test_a_plan_with_a_list_is_read_again_from_its_canonical_form() -> None:
    plan = debate_plan({"rules": ["rank"], "slots": {"statement": "3:00"}, "shows": "numbers"})
    assert plan_from(canonical(plan)) == plan


def test_a_list_takes_from_one_request_to_as_many_as_it_can_hold() -> None:
    for most in (1, MOST_REQUESTS):
        assert Debate(opened=False).refused(c.OpenList("debate", most=most)) == ""
    assert Debate(opened=False).refused(c.OpenList("debate", most=MOST_REQUESTS + 1)) == "invalid"


def test_a_cut_off_keeps_none_or_all_who_wait_and_gives_up_to_a_day() -> None:
    for keep, slot_ms in ((0, 1), (6, DAY)):
        debate = Debate()
        debate.ask(*NAMES)
        debate.send(c.CutOffList("debate", slot_ms=slot_ms, keep=keep))
        assert debate.order == list(NAMES)[:keep]
    for slot_ms in (0, DAY + 1):
        assert str(rejection(Debate(), c.CutOffList("debate", slot_ms=slot_ms))).endswith(f"needs to be 1 to {DAY}")


def test_a_cut_off_fixes_the_slot_of_a_pool_and_only_that() -> None:
    pooled = Debate({"pool": "12:00"})
    pooled.ask(*NAMES)
    assert cut_off(pooled.session, "debate").slot_ms == 2 * MINUTE
    assert cut_off(pooled.session, "debate", SECOND).slot_ms == SECOND
    assert cut_off(Debate().session, "debate").slot_ms is None


def test_a_request_stands_behind_neither_itself_nor_a_reply_to_it() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    debate.ask("iran", kind=RequestKind.REPLY, reply_to="fiji-reply")
    for after in ("chad", "fiji-reply", "iran-reply"):
        assert debate.refused(c.MoveRequest("chad", after)) == "invalid"
    assert debate.refused(c.MoveRequest("peru", "iran-reply")) == ""


def test_an_introduction_makes_an_older_view_stale() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.send(c.Cue("debate"))
    seen = debate.session.seq
    debate.send(c.Advance())
    with pytest.raises(Rejection) as refusal:
        debate.send(c.Advance(), seen=seen)
    assert refusal.value.code == "stale_view"


def test_a_seed_is_published_for_a_list_that_there_is_and_says_something() -> None:
    debate = Debate({"rules": ["lot"]})
    assert debate.refused(c.DrawLots("a stone", segment="opening")) == "no_list"
    assert debate.refused(c.DrawLots(" ")) == "invalid"
    assert debate.refused(c.DrawLots("7")) == ""
