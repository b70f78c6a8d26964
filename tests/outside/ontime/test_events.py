"""The rundown of Ontime v4 clients: an event for each segment, and a digest that changes with an edit only."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from app.domain.messages import commands as c
from app.domain.values import HOUR, MINUTE, SECOND, Role
from app.outside.ontime.events import custom_fields, digest_of, next_event, of_day, rundown_of
from tests.fakes import Scene, plan
from tests.outside.ontime.playing import ENGLISH

PROPERTIES = {
    *("type", "id", "cue", "title", "note", "custom", "skip", "flag", "endAction", "timerType", "countToEnd"),
    *("linkStart", "timeStrategy", "timeStart", "timeEnd", "duration", "colour", "timeWarning", "timeDanger"),
    *("triggers", "parent", "revision", "delay", "dayOffset", "gap"),
}


def rundown(scene: Scene, role: Role = Role.MODERATOR) -> Any:
    return rundown_of(scene.session, scene.view(role), ENGLISH)


def test_a_rundown_has_every_segment_with_every_property() -> None:
    whole = rundown(Scene())
    assert whole["order"] == whole["flatOrder"] == list(whole["entries"])
    assert all(set(event) == PROPERTIES for event in whole["entries"].values())
    second = whole["entries"]["t1"]
    assert (second["type"], second["cue"], second["title"], second["duration"]) == ("event", "2", "Talk 1", 6 * MINUTE)
    start = 10 * HOUR + 3 * MINUTE + 45 * SECOND
    assert (second["timeStart"], second["timeEnd"], second["gap"]) == (start, start + 6 * MINUTE, 45 * SECOND)
    assert (second["timeWarning"], second["timeDanger"], second["endAction"]) == (60_000, 20_000, "none")
    assert (second["countToEnd"], second["flag"], second["skip"], second["linkStart"]) == (False, False, False, True)
    assert (second["revision"], second["delay"], second["parent"], second["triggers"]) == (0, 0, None, [])
    assert second["custom"] == {"speaker": "Panellist 1", "affiliation": "", "question": ""}


def test_the_note_of_an_event_is_that_for_the_links_role() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t1", {"notes_moderator": "Slowly", "notes_crew": "Lectern"}))
    told = {role: rundown(scene, role)["entries"]["t1"]["note"] for role in (Role.MODERATOR, Role.CREW, Role.VIEWER)}
    assert told == {Role.MODERATOR: "Slowly", Role.CREW: "Lectern", Role.VIEWER: ""}


def test_the_custom_fields_are_those_of_events() -> None:
    assert set(custom_fields(ENGLISH)) == set(rundown(Scene())["entries"]["t1"]["custom"])


def test_the_digest_changes_with_an_edit_and_not_with_a_speech() -> None:
    scene = Scene()
    before = digest_of(rundown(scene))
    assert before[0].isalpha()  # a number would be read as the seq that the reader has
    scene.send(c.GiveFloor("t1"), c.FocusQuestion("q1"), c.GrantTime(60_000))
    scene.wait(10 * MINUTE)
    assert digest_of(rundown(scene)) == before
    scene.send(c.SkipSegment("t3"))
    skipped = digest_of(rundown(scene))
    assert (skipped != before, rundown(scene)["entries"]["t3"]["skip"]) == (True, True)
    scene.send(c.EditSegment("t4", {"title": "New", "at_zero": "yield"}))
    assert digest_of(rundown(scene)) != skipped
    assert rundown(scene)["entries"]["t4"]["endAction"] == "load-next"


def test_a_session_over_midnight_counts_days_and_times_of_day() -> None:
    late = plan(starts_at="2021-06-30T23:55:00-04:00", ends_at="2021-07-01T00:55:00-04:00")
    entries = rundown(Scene(late))["entries"]
    assert (entries["opening"]["dayOffset"], entries["opening"]["timeEnd"]) == (0, 23 * HOUR + 58 * MINUTE)
    assert (entries["t1"]["dayOffset"], entries["t1"]["timeEnd"]) == (0, 4 * MINUTE + 45 * SECOND)
    assert (entries["t2"]["dayOffset"], entries["t2"]["timeStart"]) == (1, 5 * MINUTE + 30 * SECOND)


def test_a_reader_who_may_not_know_the_plan_is_told_no_times_of_it() -> None:
    entries = rundown(Scene(plan(public_overtime=False)), Role.VIEWER)["entries"]
    assert {(event["timeStart"], event["gap"], event["dayOffset"]) for event in entries.values()} == {(0, 0, 0)}


def test_the_next_event_is_behind_the_one_that_is_on() -> None:
    scene = Scene()
    assert next_event(scene.session) == "opening"
    scene.send(c.GiveFloor("t3"))
    assert next_event(scene.session) == "t4"
    scene.send(c.GiveFloor("closing"))
    assert next_event(scene.session) is None


def test_no_instant_has_no_time_of_day() -> None:
    assert of_day(None, ZoneInfo("UTC")) is None
    assert of_day(1_625_061_600_123, ZoneInfo("America/New_York")) == 10 * HOUR + 123
