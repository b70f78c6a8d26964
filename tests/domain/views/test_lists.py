"""What each role sees of a list of speakers, and what the record says of it."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest

from app.domain.derived.waits import waits
from app.domain.messages import commands as c
from app.domain.state.policy import AT_DESK, SEES_READINESS
from app.domain.values import MINUTE, SECOND, ReadinessLevel, RequestKind, Role
from app.domain.views.lists import waiting_count
from app.domain.views.report import report
from app.domain.views.view import project
from tests.domain.debate import Debate

CROWD = [role for role in Role if role not in {*SEES_READINESS, Role.SPEAKER}]


def scene(shows: str = "names") -> Debate:
    debate = Debate({"shows": shows, "slots": {"statement": "2:00"}})
    debate.send(c.RequestFloor(id="chad", speaker="chad", note="secret note"))
    debate.ask("peru", "fiji", "togo", "oman")
    debate.begin()
    debate.speak(MINUTE)
    debate.send(c.WithdrawRequest("togo"), c.MarkAbsent(request="oman"), c.MarkReady(ReadinessLevel.CHECKED, "fiji"))
    return debate


def ids(debate: Debate, role: Role, speaker: str | None = None) -> list[str]:
    return [request["id"] for request in debate.list_view(role, speaker)["requests"]]


def test_the_crew_sees_who_waits_and_how_ready_they_are_and_nothing_else() -> None:
    debate = scene("nothing")
    view = debate.list_view(Role.CREW)
    assert [(r["id"], r["ready"], r["place"]) for r in view["requests"]] == [
        ("fiji", "checked", 1),
        ("oman", "unknown", 2),
        ("chad", "unknown", None),
        ("peru", "unknown", None),
    ]
    assert view["waiting"] == 2
    told = {(r["reason"], r["absences"], "note" in r, "swap_offered" in r) for r in view["requests"]}
    assert told == {("", 0, False, False)}
    assert "fit" not in view
    assert "secret note" not in json.dumps(project(debate.session, Role.CREW, debate.now))


@pytest.mark.parametrize("role", sorted(AT_DESK))
def test_desk_and_moderator_see_all_of_a_list(role: Role) -> None:
    debate = scene("nothing")
    view = debate.list_view(role)
    assert ids(debate, role) == ["fiji", "oman", "chad", "peru", "togo"]
    assert (view["waiting"], debate.request("chad", role)["note"]) == (2, "secret note")
    assert (view["fit"]["waiting"], view["fit"]["needed_ms"], view["fit"]["left_ms"]) == (2, 4 * MINUTE, 27 * MINUTE)
    assert [(one["id"], one["spent_ms"], one["waiting"]) for one in view["groups"]] == [
        ("africa", MINUTE, 0),
        ("asia", 0, 2),
        ("latin", 0, 0),
    ]
    assert view["categories"][0]["speeches"] == 1


@pytest.mark.parametrize("role", CROWD)
@pytest.mark.parametrize(
    ("shows", "seen", "waiting"),
    [
        ("names", ["fiji", "oman", "chad", "peru"], 2),
        ("numbers", ["chad", "peru"], 2),
        ("nothing", ["chad", "peru"], None),
    ],
)
def test_others_see_who_waits_as_the_list_says(role: Role, shows: str, seen: list[str], waiting: int | None) -> None:
    debate = scene(shows)
    view = debate.list_view(role)
    assert (ids(debate, role), view["waiting"]) == (seen, waiting)
    assert {"fit", "groups", "categories"} & set(view) == set()
    text = json.dumps(project(debate.session, role, debate.now)["lists"])
    assert "secret note" not in text
    assert "togo" not in text
    assert {(r["reason"], r["ready"], r["absences"]) for r in view["requests"]} == {("", "unknown", 0)}


def test_a_delegate_sees_everything_of_their_own_request_and_nothing_more_of_others() -> None:
    debate = scene("nothing")
    assert ids(debate, Role.SPEAKER, "fiji") == ["fiji", "chad", "peru"]
    own = debate.request("fiji", Role.SPEAKER, "fiji")
    assert (own["place"], own["called"], own["reason"], own["note"]) == (1, True, "", "")
    debate.wait(MINUTE)
    own, wait = debate.request("fiji"), waits(debate.session, "debate", debate.slots, debate.now)["fiji"]
    assert (own["earliest_ms"], own["latest_ms"]) == (wait.earliest_ms, wait.latest_ms)
    assert ids(debate, Role.SPEAKER, "togo") == ["chad", "peru", "togo"]
    assert scene().request("fiji", Role.SPEAKER, "fiji")["reason"] == "before Oman, who was not there when called"


def test_the_rows_of_a_list_are_kept_for_one_second_only() -> None:
    """A list that does not change may be looked at every second for days."""
    debate = scene()
    for _ in range(5):
        debate.list_view()
        debate.wait(SECOND)
    kept = [one for one in gc.get_objects() if type(one).__name__ == "_Rows"]
    assert len(kept) == 1


def test_who_is_near_enough_is_called_to_the_front() -> None:
    debate = Debate({"come_forward": 1})
    debate.ask("chad", "peru", "fiji")
    assert not debate.request("chad")["called"]
    debate.begin()
    assert [debate.request(id_)["called"] for id_ in ("chad", "peru", "fiji")] == [True, True, False]


def test_the_seed_is_seen_only_once_the_lots_are_drawn() -> None:
    debate = Debate({"rules": ["lot"]})
    debate.ask("chad", "peru")
    debate.send(c.DrawLots("my sentence"))
    assert "my sentence" not in json.dumps(project(debate.session, Role.VIEWER, debate.now))
    debate.send(c.CutOffList("debate"))
    lots: Any = debate.list_view(Role.VIEWER)["lots"]
    assert (lots["seed"], lots["drawn"], lots["late"]) == ("my sentence", True, False)
    late = Debate()
    late.send(c.CutOffList("debate"), c.DrawLots("afterwards"))
    assert late.list_view()["lots"]["late"]  # type: ignore[index]


def test_the_speaker_on_sees_the_cues_to_them_and_no_other_delegate_does() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.begin()
    debate.send(c.Advance())
    debate.wait(MINUTE)
    assert project(debate.session, Role.SPEAKER, debate.now, "chad")["stage"]["cue"] is not None
    assert project(debate.session, Role.SPEAKER, debate.now, "peru")["stage"]["cue"] is None


def test_the_record_has_what_came_of_each_request() -> None:
    debate = scene()
    debate.send(c.Advance(), c.GrantTime(30 * SECOND))
    debate.wait(3 * MINUTE)
    debate.ask("iran", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(20 * SECOND)
    debate.send(c.EndInterruption(), c.MoveRequest("oman", None, "has to leave"), c.CloseSession())
    lists = report(debate.session, debate.now)["lists"]
    (made,) = lists
    rows = {row["id"]: row for row in made["requests"]}
    assert list(rows) == ["chad", "peru", "iran-point_of_order", "togo", "oman", "fiji"]
    assert (rows["chad"]["spent_ms"], rows["chad"]["over_ms"]) == (MINUTE, -MINUTE)
    assert (rows["peru"]["spent_ms"], rows["peru"]["over_ms"]) == (3 * MINUTE, 30 * SECOND)
    assert (rows["iran-point_of_order"]["spent_ms"], rows["togo"]["state"]) == (20 * SECOND, "withdrawn")
    assert (rows["oman"]["place"], rows["oman"]["move_reason"]) == (1, "has to leave")
    assert (rows["fiji"]["over_ms"], rows["fiji"]["started_at_ms"]) == (None, None)
    assert sum(share["spent_ms"] for share in made["groups"]) == 4 * MINUTE
    assert report(Debate(opened=False).session, 0)["lists"] == []
    debate.send(c.EditSegment("opening", {"kind": "interventions"}))
    assert len(report(debate.session, debate.now)["lists"]) == 1  # the other one was never open


def test_a_closed_list_without_requests_is_not_counted() -> None:
    closed = Debate(opened=False)
    assert waiting_count(closed.session, Role.MODERATOR) is None
    closed.send(c.OpenList("debate"))
    assert waiting_count(closed.session, Role.MODERATOR) == 0
    closed.ask("chad")
    closed.send(c.CloseList("debate"))
    assert waiting_count(closed.session, Role.MODERATOR) == 1


def test_the_record_names_moved_requests_and_no_others() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.send(c.MoveRequest("peru", None, "has to leave"))
    (made,) = report(debate.session, debate.now)["lists"]
    assert {row["id"]: row["moved"] for row in made["requests"]} == {"peru": True, "chad": False}
    assert {row["id"]: row["moved"] for row in debate.list_view()["requests"]} == {"peru": True, "chad": False}


def test_time_spoken_elsewhere_is_zero_until_it_is_counted() -> None:
    debate = Debate({"rules": ["least_heard"]})
    debate.ask("chad", "peru")
    debate.send(c.CountHeard({"chad": MINUTE}), role=Role.ORGANISER)
    rows = [debate.request(id_) for id_ in ("chad", "peru")]
    assert [(row["spoken_ms"], row["elsewhere_ms"]) for row in rows] == [(0, MINUTE), (0, 0)]
