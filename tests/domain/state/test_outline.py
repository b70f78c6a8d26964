"""A first plan from a few words, and another session's plan again."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.state.document import read_document
from app.domain.state.outline import again, sketch
from app.domain.state.rundown import Plan, capacity
from tests.fakes import START, minutes, plan, seconds

TITLES = {"opening": "Opening", "discussion": "Discussion", "closing": "Closing"}


def sketched(speakers: int, each: int, length: int, handover: int = 0, moderator: str = "Chair") -> Plan:
    names = [f"Speaker {n}" for n in range(1, speakers + 1)]
    outline: dict[str, Any] = sketch(names, moderator, each, handover, length, TITLES)
    when = {"starts_at_ms": START, "ends_at_ms": START + length, "handover_ms": handover}
    return read_document({"title": "T", **when, **outline})


def test_an_hour_for_four_speakers_fits_exactly() -> None:
    made = sketched(4, minutes(6), minutes(60), seconds(45))
    assert [(s.title, s.planned_ms) for s in made.segments] == [
        ("Opening", minutes(3)),
        *((f"Speaker {n}", minutes(6)) for n in range(1, 5)),
        ("Discussion", minutes(28)),
        ("Closing", minutes(2)),
    ]
    assert capacity(made).spare_ms == 0
    assert made.moderator == made.segments[0].speakers[0] == made.segments[-1].speakers[0]
    assert made.segments[5].speakers == ("p1", "p2", "p3", "p4")


@pytest.mark.parametrize(
    ("speakers", "each", "length", "kinds", "spare"),
    [
        (0, 0, minutes(60), ["opening", "discussion", "closing"], 0),
        (2, minutes(6), minutes(15), ["opening", *["presentation"] * 2, "closing"], minutes(1) + seconds(45)),
        (10, minutes(6), minutes(60), ["opening", *["presentation"] * 10, "closing"], -minutes(5)),
    ],
)
def test_the_discussion_takes_what_is_left_if_it_is_worth_it(
    speakers: int, each: int, length: int, kinds: list[str], spare: int
) -> None:
    made = sketched(speakers, each, length, moderator="")
    assert [str(s.kind) for s in made.segments] == kinds
    assert (capacity(made).spare_ms, made.moderator) == (spare, None)


def test_the_parts_of_the_shortest_session_have_a_quarter_of_a_minute() -> None:
    assert [s.planned_ms for s in sketched(0, 0, minutes(1)).segments] == [seconds(15), seconds(15)]


def test_another_session_s_plan_moves_as_a_whole() -> None:
    before = plan(2, segments=[{"id": "a", "title": "A", "planned": "5", "hard_start": "10:30"}, {"title": "B"}])
    day = minutes(24 * 60)
    made = again(before, "copy", "Copy", START + day, "America/New_York")
    assert (made.slug, made.title, made.starts_at_ms, made.ends_at_ms) == (
        "copy",
        "Copy",
        START + day,
        before.ends_at_ms + day,
    )
    assert [s.hard_start_ms for s in made.segments] == [START + minutes(30) + day, None]
    assert (made.speakers, made.guiding_questions) == (before.speakers, before.guiding_questions)


@pytest.mark.parametrize(("length", "there"), [(minutes(2), True), (minutes(2) - 1, False)])
def test_the_shortest_discussion_is_still_one(length: int, there: bool) -> None:
    made = sketch(["Speaker 1"], "", minutes(6), 0, minutes(6) + length, TITLES, parts=("discussion",))
    assert ("discussion" in {segment["kind"] for segment in made["segments"]}) is there
