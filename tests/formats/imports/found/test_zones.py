"""Zones beside times, and whether they are those in which a file was read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formats.imports.found.zones import has_offset, zone_beside
from tests.formats.imports.reading import read


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("10:00 am PST Opening", "PST"),
        ("10:00-11:00 (CET)", "CET"),
        ("Time (GMT+2)", "GMT+2"),
        ("All times are given in Eastern Time", "Eastern Time"),
        ("Alle Zeiten in MEZ", "MEZ"),
        ("10 Uhr MESZ", "MESZ"),
        ("10:00 МСК Открытие", "МСК"),
        ("10:00 ESTABLISHED ROUTES", ""),
        ("The BST of all", ""),
        ("10:00 Opening", ""),
    ],
)
def test_a_zone_stands_beside_a_time_or_the_word_for_it(text: str, zone: str) -> None:
    assert zone_beside(text) == zone


@pytest.mark.parametrize(
    ("zone", "hours", "has"),
    [
        ("CET", 2, True),
        ("CET", 3, False),
        ("PST", -8, True),
        ("UTC+05:30", 5.5, True),
        ("GMT-3", 3, False),
        ("EDT", -4, True),
    ],
)
def test_a_zone_has_offsets(zone: str, hours: float, has: bool) -> None:
    assert has_offset(zone, timedelta(hours=hours)) is has


@pytest.mark.parametrize(
    "file",
    [
        "Webinar, 5 October 2026\n10:00 {zone} Ropes\n10:30 {zone} Sails\n11:30 {zone} End\n",
        "Time ({zone}),Title\n10:00-10:30,Ropes\n10:30-11:00,Sails\n",
        "Time,Title\n10:00-10:30 {zone},Ropes\n10:30-11:00 {zone},Sails\n",
        '[{{"time":"10:00 {zone}","title":"Ropes"}},{{"time":"10:30 {zone}","title":"Sails"}}]',
    ],
)
def test_another_zone_than_that_of_the_import_is_noted_once(file: str) -> None:
    noted = [note.says for note in read(file.format(zone="PST")).guesses if "zone stands" in note.says]
    assert noted == ["A zone stands beside the time, PST, and was not used. Check the zone of the programme."]
    own = read(file.format(zone="CET"))
    assert not [note for note in own.guesses if "zone stands" in note.says]
    assert own.unread == ()


@pytest.mark.parametrize(
    ("offset", "is_said"), [("-04:00", True), ("+02:00", False), ("Z", False)]
)  # programs write UTC in any zone
def test_an_offset_that_the_zone_of_the_programme_does_not_have_is_said(offset: str, is_said: bool) -> None:
    talk = f'{{"title": "Ropes", "start": "2026-07-01T16:00:00{offset}", "end": "2026-07-01T16:30:00{offset}"}}'
    said = [note.says for note in read(f'{{"talks": [{talk}], "written": "2026-07-01T16:00:07-03:00"}}').guesses]
    sentence = "Times of the file are those of UTC-04:00, which is not the zone of the programme. Check the zone."
    assert (sentence in said) is is_said
    assert not any("UTC-03:00" in each for each in said)
