"""Schedules for apps are valid by the rules of c3voc and pretalx, with any name of a session."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.icalendar import programme_ics
from app.formats.programme.published import Published
from tests.fakes import START, Scene, document, minutes, plan
from tests.formats.programme.schedule_rules import FORMATS, RULES
from tests.played import played

jsonschema: Any = import_module("jsonschema")  # it has no types
BASE = "https://rostrum.example/"
SLUGS = ("v", "2", "a-b", "un-week-5", "session-v", "x" * 63, "1-2-3-4")
TITLES = ("A", 'Q&A <b>"now"</b> \u0026amp;', "\u0645\u0644\u062e\u0635 \U0001f600", "\u200b\u202e?", "]]>", "x" * 300)
ZONES = ("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Kathmandu", "America/New_York")
ROOM = {"title": "", "venue": "Room <4> & \U0001f600"}
DETAILS = {
    "abstract": "One & two\n\n<three>",
    "track": "Security & peace",
    "language": "fr",
    "references": ["https://example.org/a?b=1&c=2", {"url": "http://example.org", "title": "<Slides>"}],
}


def _published(**changes: Any) -> Published:
    scene = Scene(plan(**changes))
    return Published.of(scene.session, scene.records)


def _played() -> Published:
    scene = played()
    return Published.of(scene.session, scene.records)


def _with_details() -> Published:
    segments = document()["segments"]
    segments[1] |= DETAILS
    segments[2] |= {"id": "S.2_" + "x" * 60, "planned": "24:00:00"}
    segments[3] |= {"id": "-".join("1234567890"), "hard_start_ms": START + minutes(60 * 24 * 3)}
    return _published(segments=segments, ends_at=START + minutes(60 * 24 * 6))


MADE: dict[str, Callable[[], Published]] = {
    "played": _played,
    "details, long ids, several days": _with_details,
    **{f"slug {slug[:10]}": partial(_published, slug=slug) for slug in SLUGS},
    **{f"title {number}": partial(_published, title=title) for number, title in enumerate(TITLES)},
    **{f"zone {zone}": partial(_published, conference=ROOM | {"timezone": zone}) for zone in ZONES},
}


def _checker() -> Any:
    checker = jsonschema.FormatChecker(formats=())
    for name, is_so in FORMATS.items():
        checker.checks(name, raises=ValueError)(is_so)
    return checker


@pytest.fixture(scope="module")
def xsd() -> Any:
    return xmlschema.XMLSchema(Path(__file__).with_name("schedule_rules.xsd"))


@pytest.mark.parametrize("made", MADE)
def test_the_schedule_in_json_is_valid(made: str) -> None:
    schedule = json.loads(programme_frab_json([MADE[made]()], BASE))
    problems = jsonschema.Draft7Validator(RULES, format_checker=_checker()).iter_errors(schedule)
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []


@pytest.mark.parametrize("made", MADE)
def test_the_schedule_in_xml_is_valid(made: str, xsd: Any) -> None:
    problems = xsd.iter_errors(programme_frab_xml([MADE[made]()], BASE).decode())
    assert [f"{problem.path}: {problem.reason}" for problem in problems] == []


def test_sessions_with_like_slugs_and_segments_are_valid_together(xsd: Any) -> None:
    several = [_published(slug=slug, title=slug) for slug in ("a-b", "a", "b", "a-b-c")]
    schedule = json.loads(programme_frab_json(several, BASE))
    validator = jsonschema.Draft7Validator(RULES, format_checker=_checker())
    assert [problem.message for problem in validator.iter_errors(schedule)] == []
    assert [problem.reason for problem in xsd.iter_errors(programme_frab_xml(several, BASE).decode())] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("guid", "7"),
        ("id", 0),
        ("date", "2026-06-30T10:00:00"),
        ("start", "24:00"),
        ("duration", "5"),
        ("slug", "No slug"),
        ("url", "/s/session-v"),
        ("persons", [{"name": "A", "public_name": "A", "id": 1}]),
        ("links", ["https://example.org"]),
        ("answers", []),
    ],
)
def test_the_rules_notice_what_an_app_would_refuse(field: str, value: object) -> None:
    schedule = json.loads(programme_frab_json([_published()], BASE))
    (events,) = schedule["schedule"]["conference"]["days"][0]["rooms"].values()
    events[0][field] = value
    assert not jsonschema.Draft7Validator(RULES, format_checker=_checker()).is_valid(schedule)


def _night() -> Published:
    segments = document()["segments"]
    segments[1] |= {"planned": "2:00:00"}
    segments[2] |= {"planned": "2:00:00"}
    more = {"starts_at": "2021-06-30T22:00:00Z", "ends_at": "2021-07-01T03:00:00Z"}
    return _published(segments=segments, conference=ROOM | {"timezone": "UTC"}, **more)


@pytest.mark.parametrize("form", ["json", "xml", "ics"])
def test_a_session_past_midnight_is_one_on_the_day_on_which_it_begins(form: str, xsd: Any) -> None:
    night = _night()
    data = {
        "json": lambda: programme_frab_json([night], BASE),
        "xml": lambda: programme_frab_xml([night], BASE),
        "ics": lambda: programme_ics([night], segments=True),
    }[form]()
    assert len({at // (24 * 3_600_000) for _, at in night.slots()}) == 2
    (session,) = read_programme(data, ImportHints()).sessions
    assert [item.title for item in session.items] == [segment.title for segment in night.plan.segments]
    assert session.starts_ms == night.plan.starts_at_ms
    if form == "xml":
        assert [error.reason for error in xsd.iter_errors(data.decode())] == []
    if form == "json":
        schedule = json.loads(data)
        problems = jsonschema.Draft7Validator(RULES, format_checker=_checker()).iter_errors(schedule)
        assert [problem.message for problem in problems] == []
        (day,) = schedule["schedule"]["conference"]["days"]
        assert day["day_end"][:10] > day["date"]
