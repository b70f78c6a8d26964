"""The fields of a session document: what is accepted, and what is refused by name."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from tests.fakes import document, plan


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
