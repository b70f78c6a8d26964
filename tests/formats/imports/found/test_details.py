"""Abstracts, tracks, languages and links come in from every format that has them, and go out and back unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.state.rundown import Plan, Reference
from app.formats.imports.detect import read_programme
from app.formats.imports.found.details import DetailsReader, plain_lines
from app.formats.imports.found.findings import ImportHints, ItemDetails
from app.formats.imports.insertion import Insertion, inserted
from app.formats.imports.selection import Choice, chosen_items, new_plan, wanted
from app.formats.programme.document import document_json, document_yaml
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.icalendar import programme_ics
from app.formats.programme.published import Published
from app.formats.text.notes import Notes
from tests.fakes import Scene, document, plan
from tests.formats.imports.reading import read

SLIDES = Reference("https://example.org/slides.pdf", "Slides")
DETAILS = ItemDetails("First, <b>a</b> & b.\n\nThen c.", "Security", "fr", (SLIDES,))


def _details(data: bytes | str) -> dict[str, ItemDetails]:
    return {item.title: item.details for session in read(data).sessions for item in session.items}


def _scene() -> Scene:
    segments = document()["segments"]
    segments[1] |= {
        "abstract": DETAILS.abstract,
        "track": "Security",
        "language": "fr",
        "references": [{"url": SLIDES.url, "title": SLIDES.title}],
    }
    return Scene(plan(segments=segments))


def _written() -> Published:
    scene = _scene()
    return Published.of(scene.session, scene.records)


WRITERS: dict[str, Callable[[Published], bytes]] = {
    "frab-json": lambda session: programme_frab_json([session], "https://rostrum.example"),
    "frab-xml": lambda session: programme_frab_xml([session], "https://rostrum.example"),
    "document": lambda session: document_json(session.plan),
    "yaml": lambda session: document_yaml(session.plan),
}


@pytest.mark.parametrize("format_", WRITERS)
def test_details_go_out_and_come_back_unchanged(format_: str) -> None:
    read_back = _details(WRITERS[format_](_written()))
    (title,) = [title for title, details in read_back.items() if details.references]
    assert read_back[title] == DETAILS
    assert all(details == ItemDetails() for other, details in read_back.items() if other != title)


def test_a_calendar_has_all_but_the_titles_of_links() -> None:
    read_back = _details(programme_ics([_written()], segments=True))
    (details,) = [details for details in read_back.values() if details.references]
    assert details == ItemDetails(DETAILS.abstract, "Security", "fr", (Reference(SLIDES.url),))


def test_a_schedule_of_pretalx_has_abstract_and_description_without_marks_of_html() -> None:
    event = {
        "guid": "b1a1f0de-0000-5000-8000-000000000001",
        "date": "2024-06-03T09:00:00+02:00",
        "duration": "00:30",
        "title": "Talk",
        "abstract": "Short &amp; <b>good</b>",
        "description": "<p>Long</p><p>text</p>",
        "track": {"en": "Web"},
        "language": "de",
        "links": [{"url": "https://a.example", "title": "A"}, {"url": "javascript:x", "title": "B"}],
        "attachments": [{"url": "https://b.example/c.pdf", "title": "C"}],
    }
    data = {"schedule": {"conference": {"title": "T", "days": [{"date": "2024-06-03", "rooms": {"R": [event]}}]}}}
    programme = read(json.dumps(data))
    assert programme.sessions[0].items[0].details == ItemDetails(
        "Short & good\n\nLong\ntext",
        "Web",
        "de",
        (Reference("https://a.example", "A"), Reference("https://b.example/c.pdf", "C")),
    )
    assert any("javascript:x" in note.says for note in programme.guesses)


def test_sessionize_names_track_and_language_by_categories() -> None:
    session = {
        "id": "1",
        "title": "Talk",
        "description": "What it is",
        "startsAt": "2024-06-03T09:00:00",
        "endsAt": "2024-06-03T10:00:00",
        "roomId": 1,
        "categoryItems": [11, 22],
        "recordingUrl": "https://v.example/1",
        "liveUrl": None,
    }
    categories = [
        {"id": 1, "title": "Track", "items": [{"id": 11, "name": "Cloud"}]},
        {"id": 2, "title": "Session language", "items": [{"id": 22, "name": "English"}]},
    ]
    everything = {"sessions": [session], "speakers": [], "rooms": [{"id": 1, "name": "R"}], "categories": categories}
    expected = ItemDetails("What it is", "Cloud", "English", (Reference("https://v.example/1"),))
    assert _details(json.dumps(everything)) == {"Talk": expected}
    named = [{"name": "Track", "categoryItems": [{"id": 11, "name": "Cloud"}]}]
    grid = [{"date": "x", "rooms": [{"name": "R", "sessions": [session | {"categories": named, "categoryItems": []}]}]}]
    assert _details(json.dumps(grid))["Talk"].track == "Cloud"


def test_indico_has_descriptions_tracks_and_attachments() -> None:
    moment = {"date": "2024-06-03", "time": "09:00:00", "tz": "Europe/Zurich"}
    contribution = {
        "id": "1",
        "title": "Talk",
        "startDate": moment,
        "duration": 20,
        "description": "<p>What it is</p>",
        "track": "Detectors",
        "folders": [{"attachments": [{"title": "Slides", "download_url": "https://i.example/1"}]}],
    }
    data = {"results": [{"title": "Meeting", "contributions": [contribution]}]}
    expected = ItemDetails("What it is", "Detectors", "", (Reference("https://i.example/1", "Slides"),))
    assert _details(json.dumps(data)) == {"Talk": expected}


def test_a_calendar_of_another_program_has_descriptions_categories_and_addresses() -> None:
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART:20240603T090000Z",
        "DTEND:20240603T100000Z",
        "SUMMARY;LANGUAGE=de:Vortrag",
        "DESCRIPTION:Was es ist\\nund warum",
        "CATEGORIES:Netz\\, Funk,Andere",
        "URL:https://c.example/1",
        "ATTACH:https://c.example/2.pdf",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    expected = ItemDetails(
        "Was es ist\nund warum",
        "Netz, Funk",
        "de",
        (Reference("https://c.example/1"), Reference("https://c.example/2.pdf")),
    )
    assert _details("\r\n".join(lines)) == {"Vortrag": expected}


PROSE = "It is about clocks, and says at some length how they are read, set, wound up and thrown away in the end."


def test_a_table_has_columns_of_them() -> None:
    table = (
        "Start,Title,Speaker,Description,Track,Language,Slides\n"
        f'09:00,Clocks,Ann Lee,"{PROSE}",Time,en,https://t.example/1 https://no.example\n'
        f'10:00,Watches,Bo Chu,"{PROSE} Twice.",Time,en,"https://t.example/2, https://t.example/3"\n'
    )
    details = _details(table)
    assert details["Clocks"] == ItemDetails(
        PROSE, "Time", "en", (Reference("https://t.example/1", "https://no.example"),)
    )
    assert [one.url for one in details["Watches"].references] == ["https://t.example/2", "https://t.example/3"]
    assert {person.name for person in read(table).speakers} == {"Ann Lee", "Bo Chu"}


def test_json_of_a_program_that_is_not_known_has_them_too() -> None:
    item: dict[str, Any] = {
        "title": "Clocks",
        "start": "2024-06-03T09:00:00",
        "abstract": PROSE,
        "track": {"name": "Time"},
    }
    data = [item | {"links": [{"url": "https://t.example/1", "title": "One"}]}, item | {"title": "Watches"}]
    details = _details(json.dumps(data))["Clocks"]
    assert details == ItemDetails(PROSE, "Time", "", (Reference("https://t.example/1", "One"),))


def test_a_field_that_a_later_file_lacks_stays_as_planners_set_it() -> None:
    was: Plan = _scene().session.plan
    programme = read_programme(b"Title,Duration\nTalk 1,7 min\n", ImportHints())
    items = chosen_items(programme, Choice())
    after = inserted(was, items, programme.speakers, Insertion(update=True))
    changed = next(s for s in after["segments"] if s["id"] == was.segments[1].id)
    assert (changed["planned_ms"], changed["abstract"]) == (7 * 60_000, DETAILS.abstract)


def test_what_is_too_long_is_cut_and_said_once() -> None:
    notes = Notes()
    reader = DetailsReader(notes)
    details = reader.read(
        "row 1", abstract=["x" * 9_000], track="t" * 900, links=[f"https://e.example/{n}" for n in range(30)]
    )
    assert (len(details.abstract), len(details.track), len(details.references)) == (5_000, 200, 20)
    reader.read("row 2", abstract=["x" * 9_000])
    assert [note.where for note in notes.guesses] == ["row 1", "row 1"]


def test_html_becomes_paragraphs_and_other_signs_stay() -> None:
    assert plain_lines("<p>One<br/>two</p>\n<ul><li>three</li></ul>") == "One\ntwo\nthree"
    assert plain_lines("a < b and b > c") == "a < b and b > c"
    assert plain_lines("<" * 20_000 + "a" * 20_000) == "<" * 20_000


def test_an_imported_session_has_the_details_of_its_items() -> None:
    programme = read(WRITERS["frab-json"](_written()))
    (session,) = wanted(programme, Choice())
    assert new_plan(session, "session-w").segments[1].references == (SLIDES,)
