"""The fields of a session document: what is accepted, and what is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.errors import Invalid, Problem
from app.domain.state.fields import LONGEST_NAME, MOST_SUGGESTIONS, TABLES, Calendar, read_fields, read_instant
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
