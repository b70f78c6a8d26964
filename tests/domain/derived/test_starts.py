"""Starts at a time of day: each comes once, at its instant, and not when it is too late."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.derived.due import next_due
from app.domain.derived.starts import LATEST_MS, SLACK_MS, TimedStart, starts_to_come
from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages.commands import StartOnTime
from app.domain.values import Role
from tests.fakes import START, Scene, document, minutes, plan, refusal, seconds

AT = START + minutes(20)


def scene_with(start: str = "at", **changes: Any) -> Scene:
    """Session V, whose third talk starts at 10:20."""
    segments = document()["segments"]
    segments[3] |= {"start": start, "hard_start": "10:20"}
    return Scene(plan(segments=segments, cue_mode="off", **changes))


def came(scene: Scene) -> list[tuple[int, str]]:
    """Every start that came by itself: the instant of its record, and the segment."""
    return [(record.at_ms, record.event.segment) for record in scene.records if isinstance(record.event, e.StartCame)]


def test_a_segment_starts_at_its_time_and_ends_the_speech_that_is_on() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    assert scene.view().get("next_start") == {"segment": "t3", "at_ms": AT, "automatic": True}
    scene.wait(minutes(20) + seconds(7))
    assert came(scene) == [(AT, "t3")]
    assert (scene.floor["segment"], scene.spent("t3"), scene.state("t1")) == ("t3", seconds(7), "finished")
    assert scene.view().get("next_start") is None


def test_a_reminder_starts_nothing_and_stands_until_the_segment_starts() -> None:
    scene = scene_with("reminder")
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(21)).send(c.AddNote("Late"))
    assert came(scene) == []
    assert scene.view().get("next_start") == {"segment": "t3", "at_ms": AT, "automatic": False}
    scene.send(c.GiveFloor("t3"))
    assert scene.view().get("next_start") is None


def test_a_session_opens_by_itself() -> None:
    scene = Scene(plan(opens_itself=True), START - minutes(5))
    assert starts_to_come(scene.session, scene.now) == [TimedStart("", START, automatic=True)]
    scene.wait(minutes(6))
    assert (scene.session.status, scene.session.opened_at_ms, came(scene)) == ("live", START, [(START, "")])


def test_one_key_stops_a_start_and_undo_takes_that_back() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.StopStart("t3"))
    assert next_due(scene.session, scene.now) is None
    assert refusal(scene, c.StopStart("t3")) == "already_happened"
    scene.send(c.Undo())
    scene.wait(minutes(21))
    assert came(scene) == [(AT, "t3")]


def test_a_start_that_was_undone_does_not_come_again() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    events = scene.wait(minutes(20) + seconds(2)).send(c.Undo())
    assert [event.kind for event in events] == ["start_stopped", "undone"]  # in words: taken back
    assert (scene.floor["segment"], scene.spent("t1")) == ("t1", minutes(20) + seconds(2))
    scene.wait(minutes(5))
    assert (scene.floor["segment"], scene.spent("t1")) == ("t1", minutes(25) + seconds(2))
    opened = Scene(plan(opens_itself=True), START - minutes(1))
    opened.wait(minutes(1)).send(c.Undo())
    assert opened.wait(minutes(1)).session.status == "planned"


def test_going_back_after_a_start_leaves_the_segment_to_the_moderator() -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    scene.wait(minutes(20)).send(c.GoBack())
    scene.wait(seconds(3))
    assert (scene.floor["state"], came(scene)) == ("cued", [(AT, "t3")])


def test_a_start_that_was_stopped_comes_at_another_time_that_is_set_later() -> None:
    scene = scene_with()
    scene.send(c.OpenSession(), c.StopStart("t3"), c.EditSegment("t3", {"hard_start": "10:30"}))
    scene.wait(minutes(31))
    assert came(scene) == [(AT + minutes(10), "t3")]


def test_a_server_that_was_away_makes_up_for_ten_minutes_and_no_more() -> None:
    for away, comes in ((LATEST_MS, True), (LATEST_MS + 1, False)):
        scene = scene_with()
        scene.send(c.OpenSession())
        assert bool(starts_to_come(scene.session, AT + away)) is comes


def test_a_session_that_opens_after_the_time_of_a_segment_does_not_start_it() -> None:
    for late, comes in ((SLACK_MS, True), (SLACK_MS + 1, False)):
        scene = scene_with()
        scene.wait(minutes(20) + late).send(c.OpenSession())
        assert bool(starts_to_come(scene.session, scene.now)) is comes


def test_skipped_absent_and_running_segments_do_not_start() -> None:
    for command in (c.SkipSegment("t3"), c.MarkAbsent("t3"), c.GiveFloor("t3")):
        scene = scene_with()
        scene.send(c.OpenSession(), command)
        scene.wait(minutes(21))
        assert came(scene) == []


def test_the_server_gives_only_a_start_that_is_to_come() -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    assert refusal(scene, StartOnTime(AT + 1, "t3"), role=Role.SYSTEM) == "already_happened"
    scene.send(StartOnTime(AT, "t3"), role=Role.SYSTEM)
    assert refusal(scene, StartOnTime(AT, "t3"), role=Role.SYSTEM) == "already_happened"


KEYS = st.sampled_from([c.Advance(), c.GoBack(), c.Undo(), c.StopStart("t3"), c.AddNote("x"), c.PauseClock()])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 600_000), KEYS), max_size=12))
@example([(0, c.Undo()), (AT - START + 1, c.Advance()), (0, c.Advance())])  # which opens the session a moment later
def test_after_any_commands_a_start_comes_at_most_once_and_then_in_time(
    presses: list[tuple[int, c.AnyCommand]],
) -> None:
    scene = scene_with()
    scene.send(c.OpenSession())
    for wait, command in presses:
        scene.wait(wait)
        try:
            scene.send(command)
        except Rejection:
            continue
    starts = came(scene)
    assert len(starts) <= 1
    assert all(AT <= at <= AT + SLACK_MS and segment == "t3" for at, segment in starts)
