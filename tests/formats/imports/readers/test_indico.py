"""Indico's timetable and its events with contributions."""

from __future__ import annotations

import json
from typing import Any

from tests.formats.imports.reading import days, people, places, read, rows


def _moment(time: str, day: str = "2024-06-03", zone: str = "Europe/Zurich") -> dict[str, str]:
    return {"date": day, "time": time, "tz": zone}


def _contribution(title: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "startDate": _moment(start), "endDate": _moment(end), **more}


def test_a_timetable_has_blocks_with_entries_of_their_own() -> None:
    block = {
        "entryType": "Session",
        "title": "Morning",
        "room": "Main",
        "startDate": _moment("09:00:00"),
        "endDate": _moment("10:00:00"),
        "entries": {
            "c1": _contribution(
                "Clocks", "09:00:00", "09:30:00", presenters=[{"name": "Lee, Ann", "affiliation": "UN"}]
            ),
            "c2": _contribution("Time", "09:30:00", "10:00:00", presenters=[{"firstName": "Bo", "familyName": "Chu"}]),
        },
    }
    coffee = {**_contribution("Coffee", "10:00:00", "10:15:00"), "entryType": "Break"}
    programme = read(json.dumps({"count": 1, "results": {"42": {"20240603": {"s1": block, "b1": coffee}}}}), zone="")
    assert (programme.format, programme.timezone, days(programme)) == ("indico", "Europe/Zurich", ["2024-06-03"] * 2)
    assert rows(programme) == [("09:00", "Clocks", 30), ("09:30", "Time", 30), ("10:00", "Coffee", 15)]
    assert people(programme) == {"Clocks": ["Ann Lee"], "Time": ["Bo Chu"]}
    assert next((s.title, s.room) for s in programme.sessions) == ("Morning", "Main")


def test_an_event_has_contributions_of_its_own_and_of_its_sessions() -> None:
    event = {
        "title": "Export test",
        "location": "Geneva",
        "contributions": [
            _contribution("One", "09:00:00", "09:20:00", speakers=[{"first_name": "Ann", "last_name": "Lee"}])
        ],
        "sessions": [
            {
                "title": "Panel",
                "room": "B",
                "contributions": [_contribution("Two", "11:00:00", "11:45:00", duration=45)],
            }
        ],
    }
    programme = read(json.dumps({"results": [event]}))
    assert (programme.title, programme.venue) == ("Export test", "Geneva")
    assert rows(programme) == [("09:00", "One", 20), ("11:00", "Two", 45)]


def test_an_entry_without_a_time_or_a_title_is_named() -> None:
    broken = [_contribution("", "09:00:00", "10:00:00"), _contribution("X", "soon", "later"), {"title": "No date"}]
    good = _contribution("One", "09:00:00", "10:00:00")
    programme = read(json.dumps({"results": [{"title": "T", "contributions": [*broken, good]}]}))
    assert places(programme.unread) == [f"results[0].contributions[{number}]" for number in range(3)]
    assert len(rows(programme)) == 1


def test_the_conveners_of_a_block_chair_it() -> None:
    def entry(title: str, time: str, end: str) -> dict[str, object]:
        day = {"date": "2026-10-12", "tz": "Europe/Zurich"}
        return {"title": title, "startDate": {**day, "time": time}, "endDate": {**day, "time": end}}

    talks = {"c1": entry("Silicon", "09:00:00", "09:40:00"), "c2": entry("Gas", "09:40:00", "10:30:00")}
    block = {**entry("Detectors", "09:00:00", "10:30:00"), "conveners": [{"name": "Lee, Ann"}], "entries": talks}
    (session,) = read(json.dumps({"results": {"7": {"20261012": {"s1": block}}}})).sessions
    assert session.moderator is not None
    assert [item.title for item in session.items] == ["Silicon", "Gas"]
