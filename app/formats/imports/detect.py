"""Choose the reader for a file by its bytes; refuse a file that is no programme with a sentence about what it is."""

from __future__ import annotations

import re
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Any

from app.domain.errors import Invalid, Sentence
from app.formats.imports.account import note_lost
from app.formats.imports.documents.docx import is_docx, read_docx
from app.formats.imports.documents.html import BEGINS as HTML_BEGINS
from app.formats.imports.documents.html import read_html
from app.formats.imports.documents.parts import has_several_tables, read_tables_apart
from app.formats.imports.documents.scripts import page_of_texts, script_of_page
from app.formats.imports.doubts import note_doubts
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.readers.csv import delimiter_of, has_headings, names_roster, of_one_column, read_csv
from app.formats.imports.readers.document import looks_like_ours, read_own
from app.formats.imports.readers.frab import looks_like_frab, names_no_rooms, read_frab_json, read_frab_xml
from app.formats.imports.readers.icalendar import looks_like_calendar, read_calendar
from app.formats.imports.readers.indico import looks_like_indico, read_indico
from app.formats.imports.readers.json_lengths import grid_in
from app.formats.imports.readers.ontime import looks_like_ontime, read_ontime
from app.formats.imports.readers.sessionize import looks_like_sessionize, read_sessionize
from app.formats.imports.readers.spreadsheets import XLS, is_ods, read_spreadsheet
from app.formats.imports.readers.text.detect import (
    begins_with_cells_of_times,
    has_timed_rows,
    is_prose,
    looks_like_plain_programme,
    refusal_of,
)
from app.formats.imports.readers.text.markdown import as_page, without_comments, without_parts
from app.formats.imports.readers.text.marks import as_markdown
from app.formats.imports.readers.text.plain_text import read_plain
from app.formats.imports.readers.text_columns import with_tabs
from app.formats.imports.readers.unknown_json import count_items, looks_like_items, read_grid, read_items
from app.formats.imports.readers.unlike import names_lessons, what_json_is
from app.formats.imports.readers.xlsx import read_xlsx
from app.formats.imports.unlike_files import is_log, is_sql, what_bytes_are, what_xml_is
from app.formats.imports.unlike_texts import what_text_is
from app.formats.text.decoding import decode
from app.formats.text.json import read_json
from app.formats.text.notes import (
    MOST_BYTES,
    MOST_ROWS,
    OWN_REPORT,
    NotAProgramme,
    Notes,
    Statement,
    Tell,
    line_place,
    no_progress,
)
from app.formats.text.own_marks import REPORT_HTML, REPORT_LINES, REPORT_MARKDOWN, REPORT_TABLES
from app.formats.text.script.values import language_of, looks_like_script, mapped_in, value_of, values_in
from app.formats.text.toml import looks_like_toml, read_toml
from app.formats.text.xml import as_objects, read_xml
from app.formats.text.yaml import read_with_colons, read_yaml, with_text_keys

_RECORD = Sentence(
    "This is the whole record of a session, not a programme. `python -m app import FILE --yes` brings it here, "
    "and so does POST /api/v1/records."
)
MOST_NESTED = 200_000  # objects and lists of a JSON text
MOST_VALUES = 1_000_000
_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<matter>.{0,100000}?)\n(?P=fence)[ \t]*\r?\n(?P<rest>.*)", re.DOTALL
)
_TITLE_THERE = re.compile(r"^title\s?[:=]\s?[\"']?(?P<title>[^\n]{1,300}?)[\"']?\s*$", re.MULTILINE)
_OF_OURS = re.compile(r"^(?:segments|speakers|starts_at|conference):", re.MULTILINE)
_MARKUP = re.compile(r"\{\s{0,20}\[")  # of a page, within which a list stands
_YAML = re.compile(
    r"(?:(?:#[^\n]*|[- \t\r]*)\n){0,60}\s*(?:- *)*(?:\{|[\"']?[^\W_][\w ./-]{0,40}[\"']?:(?:\s|$))",
    re.ASCII,
)
_YAML_LINE = re.compile(r"\s*(?:- *)*(?:[\"']?[\w .$/-]{1,40}[\"']?:(?:\s.*)?|#.*|[\[\]{},]*)", re.ASCII)
_QUOTED_ITEM = re.compile(r"^ {0,20}- \"\d[^\"\n]{3,300}\"\r?$", re.MULTILINE)
MOST_LINES = 400  # that show whether a text is YAML
SURELY_YAML, PERHAPS_YAML = 0.9, 0.4  # the share of lines that begin as YAML does; long texts have lines of their own
_LAST_BAR = re.compile(r"[ \t]?\|[ \t]*$", re.MULTILINE)
FEW = 3  # items that do not show yet what a file is
MOST_OF_A_HEAD = 2_000  # characters
MOST_COMMENTS = 50  # before an XML or a calendar
_COMMENT = re.compile(
    r"<!--.{0,20000}?-->|/\*.{0,20000}?\*/|[#;][^\n]{0,2000}\n|//[^\n]{0,2000}\n|\"{3}.{0,20000}?\"{3}", re.DOTALL
)
_ABOVE_A_SERVER = re.compile(r"\A(?:<!--[^<>]{0,500}-->\s*){1,9}")  # comments before what a server runs
_OF_A_SERVER = (("<?php", "?>"), ("<?=", "?>"), ("<%", "%>"))  # PHP and JSP
_JSON = re.compile(r"\{(?!%)|\[\s*[\[{\"\d\]tfn-]")


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
    _require_titles(programme)
    note_doubts(programme, notes)
    note_lost(programme, notes)
    return _with_notes(programme, notes)


def _require_titles(programme: Programme) -> None:
    titles = [item.title for session in programme.sessions for item in session.items]
    if len(titles) >= FEW and sum(_is_number(title) for title in titles) * 2 > len(titles):
        raise NotAProgramme(
            "This looks like a list of times and numbers: most of its {count:,} rows have no title in words.",
            count=len(titles),
        )


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
    text = _without_comments(text)
    script = script_of_page(text, notes)
    text = _without_comments(script) if script is not None else _without_front_matter(text)
    head = text.lstrip("\ufeff \t\r\n")[:2000]
    if is_log(head):
        raise NotAProgramme("This looks like a log: its lines begin with times in brackets. It is no programme.")
    if looks_like_toml(text):
        return _json(read_toml(text), hints, notes, "TOML")
    if (value := _data(text, head, notes)) is not None:
        return _json(value, hints, notes, "JSON" if _JSON.match(head) else language_of(text))
    if head.startswith(REPORT_TABLES) or REPORT_HTML in head or _is_report_in_words(text):
        raise NotAProgramme(OWN_REPORT)
    if is_sql(head):
        raise NotAProgramme("This looks like a dump of a database (SQL). Export the programme as CSV or JSON first.")
    if HTML_BEGINS.match(head) and not _is_markdown(text):
        return read_html(text, hints, notes)
    if looks_like_calendar(head):
        return read_calendar(text, hints, notes)
    if _is_xml(text):
        return _xml(text, hints, notes)
    if (programme := _of_yaml(text, head, hints, notes)) is not None:
        return programme
    text = without_comments(text)
    page = None if _is_headed(text) else as_page(text)
    return read_html(page, hints, notes) if page is not None else _table(text, hints, notes)


def _without_comments(text: str) -> str:
    """Remove comments before an XML, a calendar, a script or a JSON, and from a page what a server runs (PHP, JSP)."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("{/*") or (stripped.startswith("<") and "{/*" in stripped):  # a part of a page in JSX
        stripped = without_parts(stripped, "{/*", "*/}").lstrip()
        text = stripped if stripped.startswith("<") else text
    if _ABOVE_A_SERVER.sub("", stripped[:MOST_OF_A_HEAD]).startswith(tuple(begin for begin, _ in _OF_A_SERVER)):
        for begin, end in _OF_A_SERVER:
            stripped = without_parts(stripped, begin, end)
        text = stripped = stripped.lstrip()
    for _ in range(MOST_COMMENTS):
        comment = _COMMENT.match(stripped)
        if comment is None:
            break
        stripped = stripped[comment.end() :].lstrip()
    if not stripped and "<!--" in text[:MOST_OF_A_HEAD]:
        raise NotAProgramme("All that is in this file is commented out.")
    is_xml = text.lstrip().startswith("<") and stripped.startswith("<") and not HTML_BEGINS.match(stripped[:2000])
    is_data = is_xml or looks_like_calendar(stripped[:2000]) or looks_like_script(stripped[:2000])
    return stripped if is_data or (text.startswith("/") and _JSON.match(stripped)) else text


def _is_xml(text: str) -> bool:
    head = text.lstrip("\ufeff \t\r\n")[:2000]
    return head.startswith("<") and not HTML_BEGINS.match(head) and text.rstrip().endswith(">")


def _is_markdown(text: str) -> bool:
    """Whether marks of HTML stand only around a text with tables in Markdown."""
    return "\n|" in text[:20_000] and "<td" not in text[:20_000].lower()


def _without_front_matter(text: str) -> str:
    """Return a page of a web site with its title for the settings above its text; lines keep their numbers."""
    match = _FRONT_MATTER.match(text)
    if match is None or _OF_OURS.search(match["matter"]) or _is_yaml(match["rest"].lstrip()[:2000]):
        return text
    if _holds_programme(match["matter"]) and not looks_like_plain_programme(match["rest"][:200_000].splitlines()):
        return match["matter"]
    named = _TITLE_THERE.search(match["matter"])
    title = f"# {named['title']}" if named else ""
    return f"{title}\n" + "\n" * (text[: match.start("rest")].count("\n") - 1) + match["rest"]


def _holds_programme(matter: str) -> bool:
    """Whether the settings above the text of a page list items with times."""
    with suppress(Invalid):
        return count_items(with_text_keys(read_yaml(matter))) >= FEW
    return False


def _data(text: str, head: str, notes: Notes) -> Any:
    """Return the value of a JSON, or what a script assigns; None for other texts."""
    if _JSON.match(head):
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
    if looks_like_frab(value) and not (names_no_rooms(value) and looks_like_items(value)):
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
    if (page := page_of_texts(value)) is not None:
        return read_html(page, hints, notes)
    raise NotAProgramme(what_json_is(value, written))


def _xml(text: str, hints: ImportHints, notes: Notes) -> Programme:
    root = read_xml(text)
    event = root.find("day//event") if root.tag != "schedule" else root.find(".//event")
    if event is not None and event.find("title") is not None:
        return read_frab_xml(root, hints, notes)
    name = str(root.tag).rsplit("}", 1)[-1]
    if (looks := what_xml_is(name)) is not None:
        raise NotAProgramme(looks)
    if looks_like_items(value := as_objects(root)):
        return read_items(value, hints, notes, "XML")
    if names_lessons(value):
        raise NotAProgramme(what_json_is(value, "XML"))
    raise NotAProgramme("This is XML, but of no programme that is known here; it begins with <{name}>.", name=name[:60])


def _is_yaml(head: str) -> bool:
    """Whether lines begin with keys, among them those of a session document."""
    keys = set(re.findall(r"^(?:- )?([a-z_]+):(?:\s|$)", head, re.MULTILINE))
    return "title" in keys and bool(keys & {"segments", "starts_at", "speakers", "conference", "guiding_questions"})


def _yaml(documents: list[Any], hints: ImportHints, notes: Notes) -> Programme:
    """Read session documents; other YAML with items as JSON of an unknown program."""
    if not any(looks_like_ours(each) for each in documents) and looks_like_items(documents):
        return read_items(documents[0] if len(documents) == 1 else documents, hints, notes, "YAML")
    return read_own(documents, "yaml", hints, notes)


def _of_yaml(text: str, head: str, hints: ImportHints, notes: Notes) -> Programme | None:
    if _is_yaml(head):
        return _yaml(read_yaml(text), hints, notes)
    return _foreign_yaml(text, hints, notes) if _YAML.match(head) else None


def _foreign_yaml(text: str, hints: ImportHints, notes: Notes) -> Programme | None:
    """Read the YAML of a web site; None if this is none, but a text.

    Raises:
        NotAProgramme: its lines are YAML, and no programme.
    """
    lines = [line for line in text.splitlines()[:MOST_LINES] if line.strip()]
    share = sum(_YAML_LINE.fullmatch(line[:200]) is not None for line in lines) / max(len(lines), 1)
    try:
        documents = with_text_keys(read_yaml(text))
    except Invalid:
        if (
            (repaired := read_with_colons(text)) is None
            and share >= SURELY_YAML
            and not looks_like_plain_programme(lines)
        ):
            raise
        if repaired is None:
            return None
        documents = with_text_keys(repaired)
    if not any(map(_holds_objects, documents)) and not _QUOTED_ITEM.search(text[:MOST_OF_A_HEAD]):
        return None  # lines of a text, such as "10:00: Opening", make an object too
    if looks_like_items(documents):
        return _yaml(documents, hints, notes)
    if share >= PERHAPS_YAML:
        raise NotAProgramme(what_json_is(documents[0] if len(documents) == 1 else documents, "YAML"))
    return None


def _holds_objects(value: object) -> bool:
    """Whether a value is data: an object or a list with others in it."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(isinstance(part, dict) or (isinstance(part, list) and _holds_objects(part)) for part in parts)


def _is_headed(text: str) -> bool:
    """Whether a text begins with the headings of a table; marks of HTML are then in its cells."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return any(has_headings([first], sign, ()) for sign in ",;\t")


def _without_last_bars(text: str) -> str:
    """Return a text whose lines are the cells of a copied table, each before a bar, without these bars."""
    bars = _LAST_BAR.sub("", text)
    return bars if text.count("|") >= FEW and "|" not in bars else text


def _table(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read a table if it has headings or its first cells are times; else plain text, if it looks like a programme."""
    text = with_tabs(as_markdown(_without_last_bars(text)))
    lines = text[:200_000].splitlines()[:80]
    delimiter = ";" if text.lower().startswith("sep=") else delimiter_of(lines)
    if hints.into_session and delimiter is not None and names_roster(lines, delimiter):
        return read_csv(text, hints, notes)
    if delimiter is None or not (
        has_headings(lines, delimiter, hints.columns)
        or begins_with_cells_of_times(lines, delimiter)
        or (delimiter == "|" and has_timed_rows(lines))
    ):
        if (looks := what_text_is(lines)) is not None:
            raise NotAProgramme(looks)
        if looks_like_plain_programme(lines):
            return read_plain(of_one_column(text), hints, notes)
        filled = [line for line in lines if line.strip()]
        few = delimiter is None or len(filled) < 2 or sum(delimiter in line for line in filled) < 0.7 * len(filled)
        if few or (delimiter == "," and is_prose(lines)):
            raise refusal_of(lines)
    return read_csv(text, hints, notes) if delimiter != "|" else _markdown(text, hints, notes)


def _markdown(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read a text in Markdown as one table; else its tables one by one; else what stands around them."""
    mark = notes.mark()
    if has_several_tables(text):
        with suppress(NotAProgramme):
            if (programme := read_tables_apart(text, hints, notes)) is not None:
                return programme
        notes.back_to(mark)
    try:
        return read_csv(text, hints, notes)
    except NotAProgramme:
        notes.back_to(mark)
        around = ["" if line.lstrip().startswith("|") else line for line in text.splitlines()]
        headed = any(line.lstrip().startswith("#") for line in around) and looks_like_plain_programme(around)
        with suppress(NotAProgramme) if headed else nullcontext():
            if (programme := read_tables_apart(text, hints, notes)) is not None:
                return programme
        if not headed:
            raise
        tables = notes.unread[mark[1] :]
        notes.back_to(mark)
        notes.unread += tables
        if not tables:
            notes.statements.append(Statement(line_place(at), line) for at, line in enumerate(text.splitlines(), 1))
        return read_plain("\n".join(around), hints, notes)


def _nothing_in(notes: Notes) -> Sentence:
    """Say that there is nothing to import, and the first reason why."""
    if not notes.unread:
        return Sentence("No session and no item was found in this file.")
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
