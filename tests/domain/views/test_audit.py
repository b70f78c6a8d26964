"""The audit says what every command did, with what it was before and after, and nothing more."""

from __future__ import annotations

from typing import Any

from app.domain.messages import commands as c
from app.domain.values import FloorPolicy, Role
from app.domain.views.audit import Entry, entries
from tests.fakes import START, Scene, minutes, seconds


def last(scene: Scene) -> Entry:
    return list(entries(scene.records))[-1]


def changed(scene: Scene) -> dict[str, tuple[Any, Any]]:
    return {change.where: (change.before, change.after) for change in last(scene).changes}


def test_a_command_is_told_with_who_when_and_what_it_was() -> None:
    scene = Scene().wait(minutes(1))
    scene.send(c.GiveFloor("t1"))
    entry = last(scene)
    assert (entry.at_ms, entry.actor, entry.role, entry.command, entry.outcome) == (
        START + minutes(1),
        "test",
        "moderator",
        "give_floor",
        "done",
    )
    assert (entry.seq, entry.events, entry.about) == (
        2,
        ("segment_cued", "session_opened", "clock_started"),
        "segment t1",
    )
    assert changed(scene) == {
        "status": ("planned", "live"),
        "on": (None, "t1"),
        "clocks.t1.state": ("idle", "running"),
    }


def test_time_that_only_passed_is_no_change() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    scene.wait(minutes(2)).send(c.GrantTime(seconds(30)))
    assert changed(scene) == {"clocks.t1.granted_ms": (0, seconds(30))}


def test_what_an_undo_gave_back_is_told() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"))
    scene.wait(minutes(2)).send(c.Advance())
    scene.wait(seconds(5)).send(c.Undo())
    assert changed(scene)["clocks.t1.state"] == ("finished", "running")
    assert changed(scene)["clocks.t1.spent_ms"] == (minutes(2), minutes(2) + seconds(5))
    assert changed(scene)["on"] == ("t2", "t1")
    assert [entry.command for entry in entries(scene.records)] == ["create_session", "give_floor", "advance", "undo"]


def test_editing_names_the_fact_and_the_order() -> None:
    scene = Scene()
    scene.send(c.EditSegment("t2", {"title": "Another title", "planned": "7:00"}))
    assert changed(scene) == {
        "plan.segments.t2.title": ("Talk 2", "Another title"),
        "plan.segments.t2.planned_ms": (minutes(6), minutes(7)),
    }
    scene.send(c.MoveSegment("t1", after="t2"))
    before, after = changed(scene)["plan.segments (order)"]
    assert (before[:3], after[:3]) == (["opening", "t1", "t2"], ["opening", "t2", "t1"])
    scene.send(c.RemoveSegment("t6"))
    assert changed(scene)["plan.segments.t6"][0]["title"] == "Talk 6"
    assert changed(scene)["plan.segments.t6"][1] is None


def test_notes_and_the_stage_are_told_by_what_was_added() -> None:
    scene = Scene()
    scene.send(c.AddNote("First"), c.AddNote("Second", "action"))
    assert changed(scene)["notes"] == (None, [{"id": "n3", "text": "Second", "kind": "action", "at_ms": START}])
    scene.send(c.ShowMessage("Please conclude"))
    assert changed(scene)["stage.message"][1]["text"] == "Please conclude"


def test_names_that_participants_gave_are_not_in_it() -> None:
    scene = Scene()
    scene.send(c.SetFloorPolicy(FloorPolicy.MODERATED))
    scene.send(c.Ask("Who pays?", "moderators", name="Ada Planted"), role=Role.VIEWER, author="someone")
    assert "Ada Planted" not in str(list(entries(scene.records)))
    assert "Who pays?" in str(last(scene).changes)


def test_a_part_of_the_audit_is_what_the_whole_says_of_it() -> None:
    scene = Scene()
    scene.send(c.GiveFloor("t1"), c.Advance(), c.Advance(), c.Undo(), c.GrantTime(seconds(30)))
    whole = list(entries(scene.records))
    starts = [index for index, record in enumerate(scene.records) if record.key is not None]
    for number, start in enumerate(starts):
        assert list(entries(scene.records, start)) == whole[number:]
        assert list(entries(scene.records[:start] or scene.records)) == (whole[:number] or whole)
