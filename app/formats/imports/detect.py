"""Choose the reader for a file by its bytes; refuse a file that is no programme with a sentence about what it is."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.domain.errors import Invalid, Sentence
from app.formats.imports.account import note_lost
from app.formats.imports.documents.docx import is_docx, read_docx
from app.formats.imports.documents.html import BEGINS as HTML_BEGINS
from app.formats.imports.documents.html import read_html
from app.formats.imports.documents.scripts import data_of_server, page_of_texts, script_of_page
from app.formats.imports.doubts import note_doubts
from app.formats.imports.found.findings import ImportHints, Programme, UnknownColumns
from app.formats.imports.found.zones import quoted_zone, zone_of_text
from app.formats.imports.readers.document import looks_like_ours, read_own
from app.formats.imports.readers.frab import is_of_another, looks_like_frab, read_frab_json, read_frab_xml
from app.formats.imports.readers.icalendar import looks_like_calendar, read_calendar
from app.formats.imports.readers.indico import looks_like_indico, read_indico
from app.formats.imports.readers.json_lengths import grid_in
from app.formats.imports.readers.ontime import looks_like_ontime, read_ontime
from app.formats.imports.readers.sessionize import looks_like_sessionize, read_sessionize
from app.formats.imports.readers.spreadsheets import XLS, is_ods, read_spreadsheet
from app.formats.imports.readers.text.markdown import as_page
from app.formats.imports.readers.text.markdown import without_comments as without_hidden
from app.formats.imports.readers.unknown_json import looks_like_items, read_grid, read_items
from app.formats.imports.readers.unlike import names_lessons, what_json_is
from app.formats.imports.readers.xlsx import read_xlsx
from app.formats.imports.surroundings import JSON_BEGINS, is_markdown, is_xml, without_comments, without_front_matter
from app.formats.imports.tables_or_texts import is_headed, read_table_or_text
from app.formats.imports.unknown_keys import read_by_keys
from app.formats.imports.unlike_files import is_log, is_sql, what_bytes_are, what_xml_is
from app.formats.imports.yaml_files import of_yaml
from app.formats.text.decoding import decode
from app.formats.text.json import read_json
from app.formats.text.notes import (
    MOST_BYTES,
    MOST_ROWS,
    OWN_REPORT,
    NotAProgramme,
    Notes,
    Tell,
    line_place,
    no_progress,
)
from app.formats.text.own_marks import REPORT_HTML, REPORT_LINES, REPORT_MARKDOWN, REPORT_TABLES
from app.formats.text.script.markup import markup_in
from app.formats.text.script.values import language_of, looks_like_script, mapped_in, value_of, values_in
from app.formats.text.toml import looks_like_toml, read_toml
from app.formats.text.xml import as_objects, read_xml

_RECORD = Sentence(
    "This is the whole record of a session, not a programme. `python -m app import FILE --yes` brings it here, "
    "and so does POST /api/v1/records."
)
NOTHING_FOUND = Sentence("No session and no item was found in this file.")
MOST_NESTED = 200_000  # objects and lists of a JSON text
MOST_VALUES = 1_000_000
_MARKUP = re.compile(r"\{\s{0,20}\[")  # of a page, within which a list stands
_WORD_IN = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff\uac00-\ud7af]")
FEW = 3  # items that do not show yet what a file is


def read_programme(data: bytes, hints: ImportHints, tell: Tell = no_progress) -> Programme:
    """Read the programme in a file of any format. Readers of tables report their progress.

    Raises:
        NotAProgramme: it is none; the sentence says what it looks like.
    """
    notes = Notes(tell)
    try:
        programme = _read(data, hints, notes)
    except Invalid as error:
        raise NotAProgramme(error.sentence) from None
    if not programme.roster and not any(session.items or session.document for session in programme.sessions):
        raise NotAProgramme(_nothing_in(notes))
    if not hints.columns:
        _require_titles(programme)
    note_doubts(programme, notes)
    note_lost(programme, notes)
    return _with_notes(programme, notes)


def _require_titles(programme: Programme) -> None:
    titles = [item.title for session in programme.sessions for item in session.items]
    if len(titles) >= FEW and sum(_is_number(title) for title in titles) * 2 > len(titles):
        looks = Sentence(
            "This looks like a list of times and numbers: most of its {count:,} rows have no title in words.",
            count=len(titles),
        )
        raise UnknownColumns(looks, programme.columns)
    are_called = programme.format not in {"text", "html"} or any(each.field == "title" for each in programme.columns)
    letters = sum(map(_is_letters, titles))
    if titles and not are_called and (all(map(_is_number, titles)) or letters * 5 >= len(titles) * 4 >= FEW * 4):
        looks = Sentence("This looks like a list of times with numbers or letters: it has no titles in words.")
        raise UnknownColumns(looks, programme.columns)


def _is_letters(title: str) -> bool:
    """Whether a title has letters that stand alone, as the marks of a timetable do, and no word."""
    return _WORD_IN.search(title) is None and any(map(str.isalpha, title))


def _is_number(title: str) -> bool:
    return any(map(str.isdigit, title)) and not any(map(str.isalpha, title))


def _read(data: bytes, hints: ImportHints, notes: Notes) -> Programme:
    if len(data) > MOST_BYTES:
        raise NotAProgramme(
            "This file is larger than {most} MB, more than a programme needs.", most=MOST_BYTES // 1024 // 1024
        )
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotAProgramme("There is nothing in this file.")
    if is_ods(data) or data.startswith(XLS):
        return read_spreadsheet(data, hints, notes)
    if is_docx(data):
        return read_docx(data, hints, notes)
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, hints, notes)
    if (looks := what_bytes_are(data)) is not None:
        raise NotAProgramme(looks)
    return _text(decode(data, notes), hints, notes)


def _text(text: str, hints: ImportHints, notes: Notes) -> Programme:
    if (value := data_of_server(text)) is not None:
        return _json(value, hints, notes, "PHP")
    text = without_comments(text)
    hints = replace(hints, zone=zone_of_text(text, hints, notes))
    script = script_of_page(text, notes)
    return _inner(without_comments(script) if script is not None else without_front_matter(text), hints, notes)


def _inner(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read a text without what stands around a programme."""
    head = text.lstrip("\ufeff \t\r\n")[:2000]
    if is_log(head):
        raise NotAProgramme("This looks like a log: its lines begin with times in brackets. It is no programme.")
    if looks_like_toml(text):
        return _json(read_toml(text), hints, notes, "TOML")
    if (value := _data(text, head, notes)) is not None:
        written = "JSON" if JSON_BEGINS.match(head) else language_of(text)
        hints = replace(hints, zone=zone) if written != "JSON" and (zone := quoted_zone(text)) else hints
        return _json(value, hints, notes, written)
    if head.startswith(REPORT_TABLES) or REPORT_HTML in head or _is_report_in_words(text):
        raise NotAProgramme(OWN_REPORT)
    if is_sql(head):
        raise NotAProgramme("This looks like a dump of a database (SQL). Export the programme as CSV or JSON first.")
    if HTML_BEGINS.match(head) and not is_markdown(text):
        return read_html(text, hints, notes)
    if looks_like_calendar(head):
        return read_calendar(text, hints, notes)
    if is_xml(text):
        return _xml(text, hints, notes)
    if (programme := of_yaml(text, head, hints, notes)) is not None:
        return programme
    text = without_hidden(markup_in(text) if looks_like_script(head) else text)
    page = None if is_headed(text) else as_page(text)
    return read_html(page, hints, notes) if page is not None else read_table_or_text(text, hints, notes)


def _data(text: str, head: str, notes: Notes) -> Any:
    """Return the value of a JSON, or what a script assigns; None for other texts."""
    if JSON_BEGINS.match(head):
        _require_modest(text)
        return _value(text.lstrip("\ufeff").strip(), notes)
    if looks_like_script(head):
        _require_modest(text)
        return values_in(text)
    return None


def _as_json(text: str) -> Any:
    """Return the value of a JSON, also of one with comments or with a comma behind the last part."""
    try:
        return read_json(text)
    except Invalid:
        if (value := value_of(text) or (mapped_in(text) if _MARKUP.match(text) else None)) is None:
            raise
        return value


def _value(text: str, notes: Notes) -> Any:
    """Return the value of a JSON text; of JSON lines, the first one, if it is a session document."""
    first, _, rest = text.partition("\n")
    if not rest or not first.rstrip().endswith("}"):
        return _as_json(text)
    try:
        value = read_json(first)
    except Invalid:
        return _as_json(text)
    if (values := _of_lines(text)) is not None:
        return values
    if isinstance(value, dict) and "rostrum_record" in value:
        raise NotAProgramme(_RECORD)
    if not looks_like_ours(value):
        return _as_json(text)
    notes.guess(line_place(2), "What follows the session document, such as the steps of a rehearsal, was left out.")
    return value


def _of_lines(text: str) -> list[Any] | None:
    """Return the objects of JSON lines of another program; None if a line is none, or there are too many."""
    lines = [line for line in text.splitlines() if line.strip()]
    with suppress(Invalid):
        values = [read_json(line) for line in lines[: MOST_ROWS + 1]]
        others = all(isinstance(value, dict) and "rostrum_record" not in value for value in values)
        return values if others and len(lines) <= MOST_ROWS and not looks_like_ours(values[0]) else None
    return None


def _is_report_in_words(text: str) -> bool:
    """Whether a text ends as our reports do; or, as copied, has the headings of one alone on lines, in its order."""
    if text[-200:].rstrip().endswith(REPORT_MARKDOWN):
        return True
    begun = [headings for headings in REPORT_LINES if all(map(text.__contains__, headings))]
    lines = [line.strip("#*_ \t") for line in text.splitlines()[:MOST_ROWS]] if begun else []
    return any([line for line in lines if line in headings][: len(headings)] == list(headings) for headings in begun)


def _require_modest(text: str) -> None:
    """Small values take many times their size in memory; no programme has a million of them."""
    if text.count("{") + text.count("[") > MOST_NESTED:
        raise NotAProgramme(
            "This JSON holds more than {most:,} objects and lists, more than a programme needs.", most=MOST_NESTED
        )
    if text.count(",") > MOST_VALUES:
        raise NotAProgramme("This JSON holds more than {most:,} values, more than a programme needs.", most=MOST_VALUES)


def _json(value: Any, hints: ImportHints, notes: Notes, written: str) -> Programme:
    if isinstance(value, dict) and {"as_of_ms", "opened_late_ms", "unattributed_ms"} <= value.keys():
        raise NotAProgramme(OWN_REPORT)
    if looks_like_ours(value):
        return read_own(value, "json", hints, notes)
    if looks_like_frab(value) and not (is_of_another(value) and looks_like_items(value)):
        return read_frab_json(value, hints, notes)
    if looks_like_indico(value):
        return read_indico(value, hints, notes)
    if looks_like_ontime(value):
        return read_ontime(value, hints, notes)
    if looks_like_sessionize(value):
        return read_sessionize(value, hints, notes)
    if looks_like_items(value):
        return read_items(value, hints, notes, written)
    if (rows := grid_in(value)) and not names_lessons(value):
        return read_grid(rows, value, hints, notes)
    page = page_of_texts(value)
    looks = what_json_is(value, written) if page is None else ""
    return read_html(page, hints, notes) if page is not None else read_by_keys(value, hints, notes, looks)


def _xml(text: str, hints: ImportHints, notes: Notes) -> Programme:
    root = read_xml(text)
    event = root.find("day//event") if root.tag != "schedule" else root.find(".//event")
    if event is not None and event.find("title") is not None:
        return read_frab_xml(root, hints, notes)
    name = str(root.tag).rsplit("}", 1)[-1]
    if (looks := what_xml_is(str(root.tag))) is not None:
        raise NotAProgramme(looks)
    if looks_like_items(value := as_objects(root)):
        return read_items(value, hints, notes, "XML")
    if root.tag == "schedule" and root.find("conference") is not None:
        raise NotAProgramme(NOTHING_FOUND.text)
    looks = Sentence("This is XML, but of no programme that is known here; it begins with <{name}>.", name=name[:60])
    return read_by_keys(value, hints, notes, what_json_is(value, "XML") if names_lessons(value) else looks)


def _nothing_in(notes: Notes) -> Sentence:
    """Say that there is nothing to import, and the first reason why."""
    if not notes.unread:
        return NOTHING_FOUND
    first = notes.unread[0]
    return Sentence(
        "No session and no item was found in this file. {where}: {why}.",
        where=first.where or Sentence("The first part"),
        why=first.why,
    )


def _with_notes(programme: Programme, notes: Notes) -> Programme:
    return replace(
        programme,
        guesses=tuple(notes.guesses),
        unread=tuple(notes.unread),
        more_guesses=notes.more_guesses,
        more_unread=notes.more_unread,
        lengthless=notes.lengthless,
    )
