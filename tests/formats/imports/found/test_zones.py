"""Zones beside times, and whether they are those in which a file was read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.found.zones import has_offset, zone_beside
from tests.formats.imports.reading import DAY, read

_NOT_USED = "A zone stands beside the time, {}, and was not used. Check the zone of the programme."
_FILES = (
    "Webinar, 5 October 2026\n10:00 {zone} Ropes\n10:30 {zone} Sails\n11:30 {zone} End\n",
    "Time ({zone}),Title\n10:00-10:30,Ropes\n10:30-11:00,Sails\n",
    "Time,Title\n10:00-10:30 {zone},Ropes\n10:30-11:00 {zone},Sails\n",
    '[{{"time":"10:00 {zone}","title":"Ropes"}},{{"time":"10:30 {zone}","title":"Sails"}}]',
)


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


@pytest.mark.parametrize("file", _FILES)
def test_a_zone_beside_the_times_is_taken_unless_a_person_chose_one(file: str) -> None:
    taken = read(file.format(zone="PST"))
    assert taken.timezone == "America/Los_Angeles"
    said = "The zone beside the times, PST, was taken: America/Los_Angeles. Say which zone it is, if it is another."
    assert [str(note.says) for note in taken.guesses if "zone" in note.says] == [said]
    chosen = ImportHints("programme", "Europe/Berlin", DAY, zone_chosen=True)
    kept = read_programme(file.format(zone="PST").encode(), chosen)
    assert kept.timezone == "Europe/Berlin"
    assert [str(note.says) for note in kept.guesses if "zone" in note.says] == [_NOT_USED.format("PST")]


@pytest.mark.parametrize("file", _FILES)
def test_a_zone_with_several_meanings_or_an_offset_behind_it_is_only_said(file: str) -> None:
    for zone in ("IST", "UTC+3"):
        programme = read(file.format(zone=zone))
        assert programme.timezone == "Europe/Berlin"
        assert [str(note.says) for note in programme.guesses if "zone" in note.says] == [_NOT_USED.format(zone)]


@pytest.mark.parametrize("file", _FILES)
def test_the_zone_of_the_import_stays_if_it_has_the_offsets_of_the_zone_beside_the_times(file: str) -> None:
    programme = read(file.format(zone="CET"), zone="Europe/Vienna")
    assert programme.timezone == "Europe/Vienna"
    assert not [note for note in programme.guesses if "zone" in note.says]
    assert programme.unread == ()


def test_a_zone_beside_one_of_many_times_is_only_said() -> None:
    rows = [f"{hour}:00 Ropes of kind {hour}" for hour in range(9, 18)]
    programme = read("\n".join([*rows, "18:00 EDT Ropes on air", "19:00 End"]))
    assert programme.timezone == "Europe/Berlin"
    assert _NOT_USED.format("EDT") in [str(note.says) for note in programme.guesses]


def test_the_zone_of_a_line_about_all_times_is_taken_and_is_no_heading() -> None:
    programme = read("Time,Title\n(GMT time),\n10:00-10:30,Ropes\n10:30-11:00,Sails\n")
    assert programme.timezone == "UTC"
    assert "GMT" not in programme.sessions[0].title
    linked = read("# Ropes\n_All times are [EDT (UTC-04:00)](https://a.example/edt)_\n- 10:00 Knots\n- 11:00 End\n")
    assert linked.timezone == "America/New_York"


def _talks(*offsets: str) -> str:
    said = (
        f'{{"title": "Ropes", "start": "2026-07-0{n}T16:00:00{offset}", "end": "2026-07-0{n}T16:30:00{offset}"}}'
        for n, offset in enumerate(offsets, 1)
    )
    return f'{{"talks": [{", ".join(said)}], "written": "2026-07-01T16:00:07-03:00"}}'


@pytest.mark.parametrize(
    ("offset", "zone"),
    [
        ("-04:00", "America/New_York"),
        ("+05:30", "Asia/Kolkata"),
        ("+02:00", "Europe/Berlin"),
        ("Z", "Europe/Berlin"),  # programs write UTC in any zone
        ("+00:00", "Europe/Berlin"),
        ("+13:45", "Europe/Berlin"),  # of no zone that is known here
    ],
)
def test_the_offset_of_all_times_gives_the_zone_unless_a_person_chose_one(offset: str, zone: str) -> None:
    programme = read(_talks(offset, offset))
    assert programme.timezone == zone
    noted = [str(note.says) for note in programme.guesses if "which has it" in note.says]
    written = f"UTC{offset}"
    said = f"The times of the file have the offset {written}; {zone} was taken, which has it. "
    said += "Say which zone it is, if another."
    assert noted == ([said] if zone != "Europe/Berlin" else [])
    chosen = ImportHints("programme", "Europe/Berlin", DAY, zone_chosen=True)
    assert read_programme(_talks(offset, offset).encode(), chosen).timezone == "Europe/Berlin"


def test_an_offset_that_the_zone_of_the_programme_does_not_have_is_said() -> None:
    said = [note.says for note in read(_talks("-04:00", "+09:00")).guesses]
    assert "Times of the file are those of UTC-04:00, which is not the zone of the programme. Check the zone." in said
    assert not any("UTC-03:00" in each for each in said)
