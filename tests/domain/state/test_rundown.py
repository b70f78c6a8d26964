"""The rundown: numbers of people, capacity, planned starts, and the order in which segments have the floor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.messages import commands as c
from app.domain.state.rundown import (
    Category,
    GuidingQuestion,
    ListSettings,
    Plan,
    Preset,
    Segment,
    Speaker,
    capacity,
    moved,
    planned_starts,
    running_order,
)
from app.domain.values import CueMode, FloorPolicy
from tests.fakes import START, Scene, minutes, plan, seconds


def test_people_are_numbered_from_one_in_their_order() -> None:
    people = plan(2)
    assert [people.speaker_number(id_) for id_ in ("mv", "p1", "p2", "none")] == [1, 2, 3, None]


@pytest.mark.parametrize(("panellists", "spare"), [(6, 0), (7, 0), (8, 0), (9, -(minutes(5) + seconds(45)))])
def test_capacity_is_exact(panellists: int, spare: int) -> None:
    assert capacity(plan(panellists)).spare_ms == spare


def test_seven_panellists_leave_a_discussion_of_seven_and_three_quarters() -> None:
    discussion = plan(7).segment("discussion")
    assert discussion is not None
    assert discussion.planned_ms == minutes(7) + seconds(45)


def test_planned_starts_follow_one_another_with_a_handover_before_each_presentation() -> None:
    starts = planned_starts(plan(2))
    assert {id_: at - START for id_, at in starts.items()} == {
        "opening": 0,
        "t1": minutes(3) + seconds(45),
        "t2": minutes(10) + seconds(30),
        "discussion": minutes(16) + seconds(30),
        "closing": minutes(58),
    }


LISTED = {"id": "debate", "list": {"slots": {"statement": "2:00"}}}
WHOLE = plan(1, segments=[LISTED, {"id": "talk"}], presets=[{"text": "Please sit down"}])


@pytest.mark.parametrize(
    "item",
    [WHOLE, *WHOLE.segments, *WHOLE.guiding_questions, *WHOLE.speakers, *WHOLE.presets],
    ids=lambda one: type(one).__name__,
)
def test_a_plan_and_its_items_can_be_kept_in_a_set(item: Plan | Segment | Speaker | GuidingQuestion | Preset) -> None:
    """Their translations are no part of the hash: a mapping has none."""
    assert {item, replace(item, translations={"fr": {}})} == {item, replace(item, translations={"fr": {}})}


def upcoming(scene: Scene) -> list[str]:
    session = scene.session
    return [segment.id for segment in running_order(session.plan, session.timers, session.last)]


def test_first_come_those_behind_the_last_one_then_those_before_it() -> None:
    scene = Scene(plan(3))
    assert upcoming(scene) == ["opening", "t1", "t2", "t3", "discussion", "closing"]
    scene.send(c.GiveFloor("t2"))
    assert upcoming(scene) == ["t3", "discussion", "closing", "opening", "t1"]
    scene.send(c.SkipSegment("discussion"), c.MarkAbsent("opening"))
    assert upcoming(scene) == ["t3", "closing", "t1"]


def test_the_last_one_itself_comes_again_once_it_was_recalled() -> None:
    scene = Scene(plan(3))
    scene.send(c.Cue("t2"), c.SkipSegment("t2"), c.GiveFloor("closing"), c.YieldFloor())
    order = running_order(scene.session.plan, scene.session.timers, "t2")
    assert [segment.id for segment in order] == ["t3", "discussion", "opening", "t1"]
    scene.send(c.RecallSegment("t2"))
    order = running_order(scene.session.plan, scene.session.timers, "t2")
    assert [segment.id for segment in order] == ["t2", "t3", "discussion", "opening", "t1"]


@pytest.mark.parametrize(
    ("after", "order"),
    [(None, ["t2", "opening", "t1"]), ("opening", ["opening", "t2", "t1"]), ("none", ["t2", "opening", "t1"])],
)
def test_an_item_is_moved_behind_another_one_or_to_the_front(after: str | None, order: list[str]) -> None:
    items = plan(2).segments[:3]
    assert [segment.id for segment in moved(items, "t2", after)] == order


def test_a_hard_start_holds_what_is_planned_after_it() -> None:
    made = plan(
        1, segments=[{"id": "a", "planned": "5"}, {"id": "b", "planned": "5", "hard_start": "10:30"}, {"id": "c"}]
    )
    handover = seconds(45)
    starts = planned_starts(made)
    assert (starts["a"], starts["b"]) == (START + handover, START + minutes(30))
    assert starts["c"] == START + minutes(35) + handover


def test_a_segment_is_placed_behind_another_one_or_first() -> None:
    made = plan(1)
    extra = made.segments[0]
    assert [s.id for s in made.with_segment(extra, None).segments][:2] == ["opening", "opening"]
    assert [s.id for s in made.with_segment(extra, "t1").segments] == [
        "opening", "t1", "opening", "discussion", "closing",
    ]  # fmt: skip


def test_only_a_presentation_is_preceded_by_a_handover() -> None:
    made = plan(1)
    assert [made.handover(segment) for segment in made.segments] == [0, seconds(45), 0, 0]


def test_a_plan_that_says_nothing_has_the_usual_settings() -> None:
    made = Plan("x", "X", START, START)
    assert (made.wrap_up_ms, made.last_call_ms, made.coverage_ms) == (minutes(1), seconds(20), seconds(15))
    assert (made.cues, made.cue_mode) == ((minutes(1), 0, -seconds(30)), CueMode.AUTOMATIC)
    assert (made.floor_policy, made.ask_every_ms) == (FloorPolicy.NONE, seconds(15))
    assert (made.public, made.public_overtime, made.hard_end, made.handover_ms) == (True, False, False, 0)
    assert (made.most_questions, made.most_open_questions, made.most_open_in_session) == (20, 5, 1_000)
    assert made.most_votes_a_minute == 30
    assert (made.video_delay_ms, made.opens_itself) == (0, False)
    item, listed = Segment("s", "S"), ListSettings()
    assert (item.planned_ms, item.autostart, item.locked, Category("c", "C").rank) == (0, False, False, 1)
    assert (listed.least_ms, listed.most_ms, listed.come_forward) == (minutes(1), minutes(5), 2)


def test_the_first_segment_comes_again_once_it_was_recalled() -> None:
    scene = Scene(plan(1))
    scene.send(c.Cue("opening"), c.SkipSegment("opening"), c.RecallSegment("opening"))
    order = running_order(scene.session.plan, scene.session.timers, "opening")
    assert [segment.id for segment in order] == ["opening", "t1", "discussion", "closing"]


def test_after_a_segment_that_is_gone_the_order_begins_with_the_first() -> None:
    session = Scene(plan(1)).session
    order = running_order(session.plan, session.timers, "gone")
    assert [segment.id for segment in order] == ["opening", "t1", "discussion", "closing"]
