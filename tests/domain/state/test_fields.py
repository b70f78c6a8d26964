"""The fields of a session document: what is accepted, and what is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import Invalid, Problem
from app.domain.state.fields import LONGEST_NAME, MOST_SUGGESTIONS, TABLES, Calendar, read_fields, read_instant
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


class Counted(dict[str, Any]):
    """A table that counts how often somebody looks through all its names."""

    looked_through = 0

    def __iter__(self) -> Iterator[str]:
        self.looked_through += 1
        return super().__iter__()


def test_a_file_full_of_unknown_names_is_compared_with_the_known_ones_a_few_times_only() -> None:
    table, problems = Counted(TABLES["segment"]), list[Problem]()
    names = ["x" * 100_000, "titel", *(f"titel{n}" for n in range(5_000))]
    read_fields(dict.fromkeys(names, 1), table, Calendar.of(plan()), "segments[0]", problems)
    assert (table.looked_through, len(problems)) == (MOST_SUGGESTIONS, len(names))
    assert problems[0] == Problem(f"segments[0].{'x' * LONGEST_NAME}...", "is not known here")
    assert problems[1] == Problem("segments[0].titel", "is not known here; did you mean title?")
    assert {problem.what for problem in problems[MOST_SUGGESTIONS:]} == {"is not known here"}


def test_instants_without_a_date_are_on_the_session_day_in_its_zone() -> None:
    calendar = Calendar.of(plan())
    assert read_instant("10:02:30", calendar) == START + minutes(2) + seconds(30)
    assert read_instant("9:05", calendar) == START - minutes(55)
    assert read_instant("2021-06-30T14:00:00Z", calendar) == START
    assert read_instant(START, calendar) == START


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
        ("session", "cues", ["0:30", "1:00", "+0:30", "1:00"], ("cues", [minutes(1), seconds(30), -seconds(30)])),
        ("session", "cues", ["1:00"] * 12, ("cues", [minutes(1)])),
        ("session", "most_questions", 1, ("most_questions", 1)),
        ("session", "most_questions", 10_000, ("most_questions", 10_000)),
        ("session", "review_words", None, ("review_words", None)),
        ("session", "review_words", ["x" * 60] * 500, ("review_words", ["x" * 60] * 500)),
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


def test_a_long_value_is_quoted_by_its_beginning() -> None:
    for length, shown in ((40, "9" * 40), (41, f"{'9' * 40}...")):
        with pytest.raises(Invalid) as refused:
            read("segment", planned="9" * length)
        assert refused.value.problems[0].what.startswith(f'"{shown}" is not a duration')


def test_the_place_of_a_problem_inside_the_conference_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read("session", conference={"timezone": "Mars", "city": "Bonn"})
    assert [problem.where for problem in refused.value.problems] == ["conference.timezone", "conference.city"]


def test_one_field_in_two_spellings_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read("segment", planned="6:00", planned_ms=360_000)
    assert refused.value.problems == (Problem("planned_ms", "is said twice; keep one of the two spellings"),)


def test_of_two_equal_local_times_the_first_is_meant_unless_it_is_over() -> None:
    # In New York the clocks go back on 7 November 2021 at 2:00: 1:30 occurs twice, an hour apart.
    calendar = Calendar(ZoneInfo("America/New_York"), date(2021, 11, 7))
    first = read_instant("1:30", calendar)
    assert read_instant("1:30", calendar, first) == first
    assert read_instant("1:30", calendar, first + 1) == first + minutes(60)
    assert read_instant("01:30:00.5", calendar) == first + 500
