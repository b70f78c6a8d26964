"""Taking back edits of the plan, and two people who edit at once without overwriting each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import StaleEdit
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages.commands import AnyCommand
from app.domain.messages.events import Record
from app.domain.state.document import canonical
from app.domain.state.edit_history import EditHistory, remember
from app.domain.state.rundown import moved
from app.domain.values import Role
from tests.fakes import START, Scene, document, minutes, plan, refusal

EDITS: list[AnyCommand] = [
    c.AddSegment("t2", {"title": "Extra", "planned": "2:00"}),
    c.EditSegment("t1", {"title": "Other", "planned": "8", "speakers": ["p2", "p1"], "kind": "questions"}),
    c.MoveSegment("t4", None),
    c.MoveSegment("opening", "closing"),
    c.RemoveSegment("opening"),
    c.RemoveSegment("t5"),
    c.AddSpeaker({"name": "Somebody"}),
    c.EditSpeaker("p1", {"name": "Dr. Panellist", "says": "pan"}),
    c.MoveSpeaker("p1", None),
    c.MoveSpeaker("mv", "p2"),
    c.EditSession({"title": "Other", "wrap_up": "2:00", "cues": ["2:00"], "conference": {"venue": "Geneva"}}),
    c.AddGuidingQuestion("Why?", "q1"),
    c.EditGuidingQuestion("q2", {"text": "Other?"}),
    c.MoveGuidingQuestion("q4", "q2"),
    c.MoveGuidingQuestion("q1", "q3"),
    c.RemoveGuidingQuestion("q1"),
    c.Translate("fr", "title", "Cinquième séance"),
    c.Translate("ar", "segments.t3.title", "كلمة"),
    c.SetPreset("Please address the Chair", 1),
    c.ReplacePlan(document(3)),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.command)
def test_an_edit_is_taken_back_and_done_again_exactly(edit: AnyCommand) -> None:
    scene = Scene()
    before = scene.session.plan
    assert all(event.changes_plan for event in scene.send(edit, role=Role.ORGANISER))
    after = scene.session.plan
    assert after != before
    for command, expected in ((c.UndoEdit(), before), (c.RedoEdit(), after), (c.UndoEdit(), before)):
        scene.send(command)
        assert canonical(scene.session.plan) == canonical(expected)


def test_a_removed_speaker_comes_back_in_the_same_place() -> None:
    scene = Scene(plan(2))
    scene.send(c.AddSpeaker({"name": "Third"}), c.AddSpeaker({"name": "Fourth"}))
    people = scene.session.plan.speakers
    scene.send(c.RemoveSpeaker("p3"), c.UndoEdit())
    assert scene.session.plan.speakers == people


def test_all_edits_are_taken_back_one_by_one_to_the_beginning() -> None:
    scene = Scene()
    before = scene.session.plan
    given = [edit for edit in EDITS if not isinstance(edit, c.ReplacePlan)]
    scene.send(*given)
    after = scene.session.plan
    for _ in given:
        scene.send(c.UndoEdit())
    assert canonical(scene.session.plan) == canonical(before)
    assert refusal(scene, c.UndoEdit()) == "no_edit_to_undo"
    for _ in given:
        scene.send(c.RedoEdit())
    assert canonical(scene.session.plan) == canonical(after)
    assert refusal(scene, c.RedoEdit()) == "no_edit_to_redo"


def test_another_edit_ends_what_can_be_done_again() -> None:
    scene = Scene()
    scene.send(c.EditSession({"title": "A"}), c.UndoEdit(), c.EditSession({"title": "B"}))
    assert refusal(scene, c.RedoEdit()) == "no_edit_to_redo"
    scene.send(c.UndoEdit())
    assert scene.session.plan == plan()


def test_the_moderator_s_undo_and_the_plan_s_undo_do_not_meet() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(1)).send(c.EditSegment("t1", {"planned": "8"}), c.Advance())
    scene.send(c.UndoEdit())
    assert (scene.session.plan, scene.state("t1"), scene.state("t2")) == (plan(), "finished", "cued")
    scene.send(c.EditSegment("t1", {"title": "Renamed"}))
    scene.send(c.Undo())
    assert (scene.state("t1"), scene.spent("t1")) == ("running", minutes(1))
    assert scene.session.plan.segments[1].title == "Renamed"


def test_what_has_happened_since_is_not_taken_away_by_an_undo() -> None:
    scene = Scene()
    scene.send(c.AddSegment("opening", {"title": "Extra"}), c.OpenSession(), c.GiveFloor("s1"))
    assert refusal(scene, c.UndoEdit()) == "has_floor"
    scene.send(c.Advance())
    assert refusal(scene, c.UndoEdit()) == "already_happened"
    scene.send(c.AddGuidingQuestion("Why?"), c.FocusQuestion("q5"))
    assert refusal(scene, c.UndoEdit()) == "already_happened"
    other = Scene(plan(2))
    other.send(c.ReplacePlan(document(3)), role=Role.ORGANISER)
    other.send(c.OpenSession(), c.GiveFloor("t3"))
    assert refusal(other, c.UndoEdit()) == "already_happened"


def test_an_undo_in_view_of_an_older_plan_is_refused() -> None:
    scene = Scene()
    scene.send(c.EditSession({"title": "A"}))
    seen = scene.session.seq
    scene.send(c.EditSession({"title": "B"}))
    assert refusal(scene, c.UndoEdit(), seen=seen) == "stale_view"
    scene.send(c.UndoEdit(), seen=scene.session.seq)
    assert scene.session.plan.title == "A"


def test_two_people_change_different_fields_of_one_segment_and_both_hold() -> None:
    scene = Scene()
    seen = scene.session.seq
    scene.send(c.EditSegment("t1", {"title": "Theirs"}), seen=seen)
    scene.send(c.EditSegment("t1", {"planned": "7"}), seen=seen)
    talk = scene.session.plan.segment("t1")
    assert talk is not None
    assert (talk.title, talk.planned_ms) == ("Theirs", minutes(7))


@pytest.mark.parametrize(
    ("theirs", "mine", "fields"),
    [
        (c.EditSegment("t1", {"planned": "7"}), c.EditSegment("t1", {"planned": "8", "title": "T"}), ("planned",)),
        (c.EditSpeaker("p1", {"name": "A"}), c.EditSpeaker("p1", {"name": "B"}), ("name",)),
        (c.EditGuidingQuestion("q1", {"text": "A"}), c.EditGuidingQuestion("q1", {"text": "B"}), ("text",)),
        (c.EditSession({"title": "A"}), c.EditSession({"title": "B"}), ("title",)),
        (
            c.EditSession({"conference": {"venue": "A", "title": "C"}}),
            c.EditSession({"conference": {"venue": "B"}}),
            ("conference.venue",),
        ),
        (c.ReplacePlan(document(6, title="A")), c.EditSession({"title": "B"}), ("title",)),
    ],
)
def test_a_field_that_another_editor_changed_is_not_overwritten(
    theirs: AnyCommand, mine: AnyCommand, fields: tuple[str, ...]
) -> None:
    scene = Scene()
    seen = scene.session.seq
    scene.send(theirs, role=Role.ORGANISER)
    before = scene.session
    with pytest.raises(StaleEdit) as refused:
        scene.send(mine, seen=seen)
    assert (refused.value.fields, scene.session) == (fields, before)
    scene.send(mine, seen=scene.session.seq)
    assert scene.session != before


def test_the_same_change_twice_and_changes_beside_a_replaced_plan_are_no_conflict() -> None:
    scene = Scene()
    seen = scene.session.seq
    scene.send(c.EditSession({"title": "A", "conference": {"title": "C"}}))
    assert scene.send(c.EditSession({"title": "A"}), seen=seen) is not None
    scene.send(c.EditSession({"conference": {"venue": "B"}}), seen=seen)
    other = Scene()
    other.send(c.ReplacePlan(document(6, title="A")), role=Role.ORGANISER)
    other.send(c.EditSession({"notice": "N"}), seen=1)
    assert other.session.plan.notice == "N"


def test_two_who_translate_a_text_alike_are_in_no_conflict() -> None:
    scene = Scene()
    seen = scene.session.seq
    scene.send(c.Translate("fr", "title", "Séance"))
    assert scene.send(c.Translate("fr", "title", "Séance"), seen=seen) == []
    with pytest.raises(StaleEdit):
        scene.send(c.Translate("fr", "title", "Réunion"), seen=seen)


def test_the_records_of_one_command_form_one_step_that_is_reversed_from_the_last() -> None:
    before = plan(3)
    first = Record(5, START, "mv", Role.MODERATOR, "key", "some_edit", e.SegmentMoved("t2", None))
    between = replace(before, segments=moved(before.segments, "t2", None))
    second = replace(first, seq=6, key=None, event=e.SegmentRemoved("t3"))
    earlier = remember(EditHistory(), before, replace(first, seq=3))
    [one, step] = remember(remember(earlier, before, first), between, second).done
    assert one.seqs == (3,)
    assert step.seqs == (5, 6)
    assert step.effects == (("segment_moved", "t2"), ("segment_removed", "t3"))
    assert [event.kind for event in step.inverse] == ["segment_added", "segment_moved"]


def test_a_record_without_a_key_that_follows_no_edit_directly_is_a_step_of_its_own() -> None:
    before = plan(3)
    first = Record(5, START, "server", Role.SYSTEM, None, "some_edit", e.SegmentMoved("t2", None))
    history = remember(EditHistory(), before, first)
    later = replace(first, seq=7, event=e.SegmentMoved("t3", None))
    between = replace(before, segments=moved(before.segments, "t2", None))
    assert [step.seqs for step in remember(history, between, later).done] == [(5,), (7,)]
