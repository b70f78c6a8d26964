"""Edits of the plan while the session runs."""

from collections.abc import Callable

import pytest

from app.domain.errors import Invalid, Rejection
from app.domain.messages import commands as c
from app.domain.messages.commands import AnyCommand
from app.domain.values import Role
from tests.fakes import Scene, document, minutes, refusal


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    return scene.wait(minutes(1))


@pytest.mark.parametrize(
    "edit",
    [
        c.MoveSegment("t1", None),
        c.MoveSegment("t4", "opening"),
        c.AddSegment(None, {"title": "Extra", "planned": "2:00"}),
        c.EditSegment("t1", {"title": "Other", "speakers": ["p2"]}),
        c.RemoveSegment("t5"),
        c.AddSpeaker({"name": "Somebody"}),
        c.EditSpeaker("p1", {"name": "Dr. Panellist", "says": "pan"}),
        c.EditSession({"title": "Other", "wrap_up": "2:00"}),
        c.MoveSpeaker("p1", "p3"),
        c.AddGuidingQuestion("Why?"),
        c.EditGuidingQuestion("q1", {"text": "Why not?"}),
        c.MoveGuidingQuestion("q1", "q2"),
    ],
)
def test_no_edit_touches_a_running_clock(scene: Scene, edit: AnyCommand) -> None:
    before = scene.session.timers["t1"]
    scene.send(edit)
    assert (scene.session.timers["t1"], scene.floor["segment"], scene.remaining) == (before, "t1", minutes(5))


def test_planned_of_the_running_segment_changes_what_remains(scene: Scene) -> None:
    scene.send(c.EditSegment("t1", {"planned": "8"}))
    assert scene.remaining == minutes(7)


def test_what_has_or_had_the_floor_cannot_be_removed(scene: Scene) -> None:
    assert refusal(scene, c.RemoveSegment("t1")) == "has_floor"
    scene.send(c.Advance())
    assert refusal(scene, c.RemoveSegment("t1")) == "already_happened"
    scene.send(c.RemoveSegment("t2"))
    assert scene.floor["segment"] == "t3"


def test_moving_changes_what_comes_next(scene: Scene) -> None:
    scene.send(c.MoveSegment("t5", "t1"))
    assert scene.view()["next"] == "t5"


def test_people_and_guiding_questions_are_put_into_another_order(scene: Scene) -> None:
    def people() -> list[str]:
        return [person["id"] for person in scene.view()["speakers"]]

    before = people()
    scene.send(c.FocusQuestion("q3"), c.MoveGuidingQuestion("q3", None), c.MoveGuidingQuestion("q1", "q4"))
    scene.send(c.MoveSpeaker("p1", before[-1]), c.MoveSpeaker("p2", None))
    assert [question["id"] for question in scene.view()["guiding_questions"]] == ["q3", "q2", "q4", "q1"]
    assert scene.view()["focus"] == "q3"
    assert people() == ["p2", *(id_ for id_ in before if id_ not in {"p1", "p2"}), "p1"]
    assert [s["id"] for s in scene.view()["segments"]][:2] == ["opening", "t1"]


@pytest.mark.parametrize(
    ("move", "first", "second"),
    [(c.MoveSegment, "opening", "t1"), (c.MoveSpeaker, "mv", "p1"), (c.MoveGuidingQuestion, "q1", "q2")],
)
def test_a_move_to_nowhere_is_refused_and_one_to_the_same_place_is_no_event(
    scene: Scene, move: Callable[[str, str | None], AnyCommand], first: str, second: str
) -> None:
    assert refusal(scene, move(first, first)) == "invalid"
    assert refusal(scene, move(first, "nothing")) == "not_found"
    assert refusal(scene, move("nothing", first)) == "not_found"
    before = scene.session
    scene.send(move(second, first), move(first, None))
    assert scene.session == before


def test_people_in_use_stay(scene: Scene) -> None:
    assert refusal(scene, c.RemoveSpeaker("p1")) == "in_use"
    scene.send(c.AddSpeaker({"id": "guest", "name": "Guest"}), c.RemoveSpeaker("guest"))
    assert scene.session.plan.speaker("guest") is None
    assert refusal(scene, c.RemoveSpeaker("guest")) == "not_found"


def test_a_question_that_was_discussed_stays(scene: Scene) -> None:
    scene.send(c.FocusQuestion("q1"), c.FocusQuestion(None), c.RemoveGuidingQuestion("q2"))
    assert refusal(scene, c.RemoveGuidingQuestion("q1")) == "already_happened"
    assert [q.id for q in scene.session.plan.guiding_questions] == ["q1", "q3", "q4"]


def test_a_question_that_a_speech_was_attributed_to_stays_as_long_as_it_is(scene: Scene) -> None:
    scene.send(c.GiveFloor("t2"), c.AttributeStretch("t1", ("q3",)))
    assert refusal(scene, c.RemoveGuidingQuestion("q3")) == "already_happened"
    without = document(guiding_questions=[{"id": "q1", "text": "Question 1?"}])
    with pytest.raises(Rejection) as refused:
        scene.send(c.ReplacePlan(without), role=Role.ORGANISER)
    assert refused.value.code == "already_happened"
    scene.send(c.AttributeStretch("t1", ()), c.RemoveGuidingQuestion("q3"))
    assert [q.id for q in scene.session.plan.guiding_questions] == ["q1", "q2", "q4"]


def test_a_nonsense_duration_is_refused_by_name_and_nothing_is_kept(scene: Scene) -> None:
    before = scene.session
    with pytest.raises(Invalid) as refused:
        scene.send(c.EditSegment("t1", {"planned": "six", "titel": "x"}))
    assert [(p.where, p.what) for p in refused.value.problems] == [
        ("planned", '"six" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours'),
        ("titel", "is not known here; did you mean title?"),
    ]
    assert scene.session == before


def test_the_whole_plan_can_be_replaced_but_not_what_has_happened(scene: Scene) -> None:
    scene.send(c.ReplacePlan(document(title="New title")), role=Role.ORGANISER)
    assert (scene.session.plan.title, scene.remaining) == ("New title", minutes(5))
    gone = document()
    gone["segments"] = [s for s in gone["segments"] if s["id"] != "t1"]
    with pytest.raises(Rejection) as refused:
        scene.send(c.ReplacePlan(gone), role=Role.ORGANISER)
    assert refused.value.code == "already_happened"


def test_a_plan_without_the_segment_that_was_last_counts_from_the_one_before_it() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.Cue("t4"), *(c.SkipSegment(f"t{n}") for n in (5, 6)))
    scene.send(c.SkipSegment("discussion"), c.SkipSegment("closing"), c.SkipSegment("t4"))
    assert scene.floor["segment"] == "opening"
    scene.send(c.Cue("t4"), *(c.SkipSegment(f"t{n}") for n in (1, 2, 3)), c.SkipSegment("opening"), c.SkipSegment("t4"))
    assert (scene.floor["segment"], scene.session.last) == (None, "t4")
    gone = document()
    gone["segments"] = [s for s in gone["segments"] if s["id"] not in {"t3", "t4"}]
    scene.send(c.ReplacePlan(gone), c.RecallSegment("opening"), c.RecallSegment("t5"), role=Role.ORGANISER)
    assert (scene.session.last, scene.view()["next"]) == ("t2", "t5")
    scene.send(c.GoBack())
    assert scene.floor["segment"] == "opening"


def test_a_segment_without_a_place_is_added_at_the_end(scene: Scene) -> None:
    scene.send(c.AddSegment(None, {"title": "Extra"}))
    assert scene.session.plan.segments[-1].title == "Extra"
    scene.send(c.AddSegment("opening", {"title": "Second"}))
    assert scene.session.plan.segments[1].title == "Second"


def test_edits_are_redone_in_the_order_in_which_they_were_taken_back(scene: Scene) -> None:
    assert refusal(scene, c.UndoEdit()) == "no_edit_to_undo"
    assert refusal(scene, c.RedoEdit()) == "no_edit_to_redo"
    for title in ("One", "Two", "Three"):
        scene.send(c.EditSession({"title": title}))
    scene.send(c.UndoEdit(), c.UndoEdit())
    assert scene.session.plan.title == "One"
    scene.send(c.RedoEdit())
    assert scene.session.plan.title == "Two"
    scene.send(c.RedoEdit())
    assert scene.session.plan.title == "Three"


def test_a_field_that_another_person_changed_meanwhile_is_refused_unless_it_gets_the_same_value(scene: Scene) -> None:
    seen = scene.session.seq
    scene.send(c.EditSegment("t3", {"title": "Theirs"}))
    assert refusal(scene, c.EditSegment("t3", {"title": "Mine"}), seen) == "stale_edit"
    assert scene.send(c.EditSegment("t3", {"title": "Theirs"}), seen=seen) == []
