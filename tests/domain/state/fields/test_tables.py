"""The fields of a session document: what is accepted, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid, Problem
from app.domain.state.fields.readers import Calendar, read_fields
from app.domain.state.fields.tables import TABLES
from app.domain.text import LONGEST_TEXT
from app.domain.values import DAY
from tests.fakes import START, document, minutes, plan, seconds


def with_speaker(**fields: object) -> list[dict[str, object]]:
    return [{"id": "mv", "name": "Moderator"}, {"id": "p1", "name": "Panellist", **fields}]


def test_what_a_speaker_may_lack_may_be_empty() -> None:
    empty = dict.fromkeys(("title", "affiliation", "country", "says", "bio"), "")
    person = plan(1, speakers=with_speaker(**empty)).speaker("p1")
    assert person is not None
    assert {getattr(person, name) for name in empty} == {""}


def test_a_speaker_has_a_name() -> None:
    with pytest.raises(Invalid, match="name"):
        plan(1, speakers=with_speaker(name=""))


@pytest.mark.parametrize("country", ["CHE", "C", "1a", 41, ["CH"]])
def test_a_country_is_two_letters(country: object) -> None:
    with pytest.raises(Invalid, match="country"):
        plan(1, speakers=with_speaker(country=country))


def test_a_country_is_stored_in_capitals() -> None:
    person = plan(1, speakers=with_speaker(country="ch")).speaker("p1")
    assert person is not None
    assert person.country == "CH"


def test_an_optional_time_may_be_missing_and_is_otherwise_read() -> None:
    segments = [dict(segment) for segment in document(1)["segments"]]
    segments[1] |= {"wrap_up": "2:00", "last_call": None}
    segment = plan(1, segments=segments).segment("t1")
    assert segment is not None
    assert (segment.wrap_up_ms, segment.last_call_ms) == (120_000, None)


def read(of: str, **fields: object) -> dict[str, Any]:
    problems: list[Problem] = []
    values = read_fields(fields, TABLES[of], Calendar.of(plan()), "", problems)
    if problems:
        raise Invalid(*problems)
    return values


@pytest.mark.parametrize(
    ("of", "name", "written", "canonical"),
    [
        ("segment", "planned", 6, ("planned_ms", minutes(6))),
        ("segment", "planned_ms", 0, ("planned_ms", 0)),
        ("segment", "planned_ms", DAY, ("planned_ms", DAY)),
        ("segment", "minimum", None, ("minimum_ms", None)),
        ("segment", "kind", "break", ("kind", "break")),
        ("segment", "speakers", ("p1", "p2"), ("speakers", ["p1", "p2"])),
        ("segment", "hard_start", "10:30", ("hard_start_ms", START + minutes(30))),
        ("segment", "hard_start_ms", 0, ("hard_start_ms", 0)),
        ("segment", "id", "a" * 64, ("id", "a" * 64)),
        (
            "segment",
            "list",
            {"least": 60, "most": 60},
            ("list_settings", {"least_ms": minutes(60), "most_ms": minutes(60)}),
        ),
        (
            "segment",
            "list",
            {"pool": "1:00", "least": "1:00", "rules": ["first_come"]},
            ("list_settings", {"pool_ms": minutes(1), "least_ms": minutes(1), "rules": ["first_come"]}),
        ),
        ("segment", "abstract", "x" * 5_000, ("abstract", "x" * 5_000)),
        ("segment", "abstract", "x" + " " * (LONGEST_TEXT - 1), ("abstract", "x")),
        (
            "segment",
            "references",
            ["http://a.example"] * 20,
            ("references", [{"url": "http://a.example", "title": ""}] * 20),
        ),
        ("segment", "references", ["http://a.example"], ("references", [{"url": "http://a.example", "title": ""}])),
        ("session", "cues", ["0:30", "1:00", "+0:30", "1:00"], ("cues", [minutes(1), seconds(30), -seconds(30)])),
        ("session", "cues", ["1:00"] * 12, ("cues", [minutes(1)])),
        ("session", "most_questions", 1, ("most_questions", 1)),
        ("session", "most_questions", 10_000, ("most_questions", 10_000)),
        ("session", "review_words", None, ("review_words", None)),
        ("session", "review_words", ["x", "x" * 60] * 250, ("review_words", ["x", "x" * 60] * 250)),
        (
            "session",
            "groups",
            [{"title": "A"}] * 100,
            ("groups", [{"id": f"g{n}", "title": "A"} for n in range(1, 101)]),
        ),
        ("preset", "key", 1, ("key", 1)),
        ("preset", "key", 9, ("key", 9)),
        ("session", "moderator", None, ("moderator", None)),
        ("session", "conference", {"timezone": "Europe/Paris"}, ("conference", {"timezone": "Europe/Paris"})),
        ("guiding_question", "planned", None, ("planned_ms", None)),
    ],
)
def test_a_field_is_read_in_its_canonical_form(of: str, name: str, written: object, canonical: tuple[str, Any]) -> None:
    assert read(of, **{name: written}) == dict([canonical])


@pytest.mark.parametrize(
    ("of", "name", "written", "what"),
    [
        ("segment", "planned", True, '"True" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours'),
        ("segment", "planned", 1441, '"1441" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours'),
        ("segment", "planned_ms", -1, f'"-1" is not a whole number of milliseconds from 0 to {DAY}'),
        ("segment", "planned_ms", DAY + 1, f'"{DAY + 1}" is not a whole number of milliseconds from 0 to {DAY}'),
        ("segment", "planned_ms", True, f'"True" is not a whole number of milliseconds from 0 to {DAY}'),
        ("segment", "planned_ms", "6", f'"6" is not a whole number of milliseconds from 0 to {DAY}'),
        ("segment", "kind", "talk", None),
        ("segment", "kind", 3, None),
        ("segment", "autostart", 1, "is true or false"),
        ("segment", "speakers", "p1", "is a list of speaker ids"),
        ("segment", "speakers", ["p1", "p1"], "names a speaker twice"),
        ("segment", "hard_start_ms", True, '"True" is not an instant in whole milliseconds since 1970'),
        ("segment", "hard_start_ms", -1, '"-1" is not an instant in whole milliseconds since 1970'),
        ("segment", "hard_start_ms", 253_402_300_800_000, None),
        ("segment", "hard_start", "25:00", None),
        ("segment", "id", "a" * 65, "is an id of up to 64 letters, digits, hyphens, dots or underscores"),
        ("segment", "id", "-a", "is an id of up to 64 letters, digits, hyphens, dots or underscores"),
        ("session", "cues", ["1:00"] * 13, 'is a list of at most 12 times such as "1:00", "0:00" and "+0:30"'),
        ("session", "cues", "1:00", 'is a list of at most 12 times such as "1:00", "0:00" and "+0:30"'),
        ("session", "most_questions", 0, '"0" is not a whole number from 1 to 10000'),
        ("session", "most_questions", 10_001, '"10001" is not a whole number from 1 to 10000'),
        ("session", "most_questions", True, '"True" is not a whole number from 1 to 10000'),
        ("session", "review_words", ["x"] * 501, "is a list of at most 500 words"),
        ("session", "review_words", "x", "is a list of at most 500 words"),
        ("session", "groups", [{"title": "A"}] * 101, "is a list of at most 100"),
        ("session", "review_words", ["x" * 61], None),
        ("session", "review_words", [""], None),
        ("session", "conference", "Bonn", "is an object"),
        ("session", "title", 3, "is a text"),
        ("speaker", "bio", "x" * 2_001, None),
    ],
)
def test_a_field_that_cannot_be_read_says_what_it_holds(of: str, name: str, written: object, what: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        read(of, **{name: written})
    [problem] = refused.value.problems
    assert problem.where == name
    assert what is None or problem.what == what


def test_the_place_of_a_problem_inside_the_conference_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read("session", conference={"timezone": "Mars", "city": "Bonn"})
    assert [problem.where for problem in refused.value.problems] == ["conference.timezone", "conference.city"]


def test_a_text_may_be_empty_unless_a_thing_is_called_by_it() -> None:
    empty = {(of, name): _is_read(of, name, "") for of in TABLES for name in TABLES[of] if _is_read(of, name, "x y")}
    titled = {(of, "title") for of in ("session", "segment", "category", "group")}
    named = titled | {("speaker", "name"), ("guiding_question", "text"), ("preset", "text")}
    assert {field for field, may_be in empty.items() if not may_be} == named
    assert all(_is_read(*field, "x") for field in empty)
    assert read("session", conference={"title": "", "venue": ""}) == {"conference": {"title": "", "venue": ""}}


def _is_read(of: str, name: str, text: str) -> bool:
    """Whether a field takes a text as it is."""
    try:
        return text in read(of, **{name: text}).values()
    except Invalid:
        return False
