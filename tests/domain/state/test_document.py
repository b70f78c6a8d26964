"""The session document: read tolerantly, refused by name, stored in one form."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.domain.state.document import MOST_GUIDING_QUESTIONS, canonical, free_id, plan_from, read_document
from app.domain.state.fields.readers import MOST_SUGGESTIONS
from app.domain.values import DAY
from tests.fakes import START, Scene, document, minutes, plan, refusal, seconds

QUESTIONS = [{"text": "Why?"}] * (MOST_GUIDING_QUESTIONS + 1)


def test_a_canonical_document_is_the_same_plan() -> None:
    assert plan_from(canonical(plan())) == plan()


def test_durations_and_instants_of_a_document() -> None:
    read = read_document(
        {
            "title": "Ça va: 50 %",
            "conference": {"timezone": "Europe/Paris"},
            "starts_at": "2026-03-29T01:30",
            "handover": "0:45",
            "segments": [
                {"planned": 6, "hard_start": "04:00"},
                {"planned_ms": 90_000, "minimum": "1:00"},
                {"planned": "90s"},
            ],
        }
    )
    assert read.slug == "ca-va-50"
    assert [(s.id, s.planned_ms) for s in read.segments] == [("s1", minutes(6)), ("s2", 90_000), ("s3", 90_000)]
    # The clocks go forward at 2:00 in Paris that night: 1:30 is UTC+1, 4:00 is UTC+2.
    assert read.segments[0].hard_start_ms == read.starts_at_ms + minutes(90)
    assert read.ends_at_ms == read.starts_at_ms + minutes(9) + 3 * seconds(45)


def test_every_problem_of_a_document_is_named_with_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        read_document(
            {
                "titel": "x",
                "conference": {"timezone": "Mars"},
                "starts_at": "tomorrow",
                "segments": [{"planned": "six"}, 3],
                "speakers": [{"id": "a"}],
            }
        )
    assert {p.where for p in refused.value.problems} == {
        "titel",
        "title",
        "conference.timezone",
        "starts_at",
        "segments[0].planned",
        "segments[1]",
        "speakers[0].name",
    }


def test_suggestions_are_counted_over_a_whole_document() -> None:
    with pytest.raises(Invalid) as refused:
        read_document(document(segments=[{"titel": "x"}] * 500))
    suggested = [problem for problem in refused.value.problems if "did you mean" in problem.what]
    assert (len(suggested), len(refused.value.problems)) == (MOST_SUGGESTIONS, 500)


def test_what_must_be_there_is_named_once_whether_it_is_missing_or_unreadable() -> None:
    with pytest.raises(Invalid) as refused:
        read_document(document(speakers=[{"id": "mv"}, {"name": 3}, 7]))
    assert [(problem.where, problem.what) for problem in refused.value.problems] == [
        ("speakers[1].name", "is a text"),
        ("speakers[2]", "is an object"),
        ("speakers[0].name", "is missing"),
    ]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ends_at": "2021-06-30T09:00:00-04:00"}, "ends_at"),
        ({"ends_at": START, "hard_end": True}, "ends_at"),
        ({"ends_at": START + 7 * DAY + 1}, "ends_at"),
        ({"guiding_questions": "Why?"}, "guiding_questions"),
        ({"guiding_questions": QUESTIONS}, "guiding_questions"),
        ({"moderator": "nobody"}, "moderator"),
        ({"segments": [{"title": "x", "speakers": ["nobody"]}]}, "segments[0].speakers"),
        ({"segments": [{"id": "a", "title": "x"}, {"id": "a", "title": "y"}]}, "segments[1].id"),
        ({"slug": "No Slug"}, "slug"),
        ({"hard_end": "yes"}, "hard_end"),
        ({"handover": True}, "handover"),
        ({"handover_ms": -1}, "handover_ms"),
        ({"floor_policy": "all"}, "floor_policy"),
        ({"title": "\ud83d"}, "title"),
    ],
)
def test_parts_of_a_document_must_fit_together(changes: dict[str, object], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_document({**document(), **changes})
    assert [p.where for p in refused.value.problems] == [where]


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": START, "hard_end": False},
        {"ends_at": START + 7 * DAY},
        {"guiding_questions": QUESTIONS[1:]},
    ],
)
def test_a_document_may_go_to_its_limits(changes: dict[str, object]) -> None:
    read_document({**document(), **changes})


def test_no_edit_goes_beyond_the_limits_of_a_document() -> None:
    scene = Scene(plan(guiding_questions=QUESTIONS[2:]))
    scene.send(c.AddGuidingQuestion("The last one?"))
    assert refusal(scene, c.AddGuidingQuestion("One more?")) == "invalid"


def test_what_has_no_id_gets_the_first_one_that_is_free() -> None:
    assert [free_id("s", taken) for taken in ([], ["s1", "s3"], ["s2"])] == ["s1", "s2", "s1"]
    segments = [{"id": "s2", "title": "A"}, {"title": "B"}, {"title": "C"}]
    assert [segment.id for segment in plan(segments=segments).segments] == ["s2", "s1", "s3"]


@pytest.mark.parametrize("starts_at", [None, "tomorrow"])
def test_a_start_that_is_missing_or_unreadable_is_named_once(starts_at: str | None) -> None:
    given = {"title": "x"} if starts_at is None else {"title": "x", "starts_at": starts_at}
    with pytest.raises(Invalid) as refused:
        read_document(given)
    assert [problem.where for problem in refused.value.problems] == ["starts_at"]
