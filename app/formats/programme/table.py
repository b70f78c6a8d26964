"""Programmes as a table, CSV and XLSX: one row for each segment, which the importer reads back without a loss.

Dates and times are those of the conference's zone, durations are hours, minutes and seconds. Several speakers stand in
one cell, each on a line, and so do their functions, organisations and countries in the cells beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO

from app.domain.state.addresses import written_references
from app.domain.state.rundown import Plan, Segment, Speaker
from app.domain.text import legal
from app.domain.values import SECOND
from app.formats.programme.published import Published
from app.formats.text.csv_cells import BOM, inert
from app.formats.text.own_marks import BETWEEN_PEOPLE, NO_TEXT, PROGRAMME_HEADINGS, TRANSLATED_HEADINGS

WIDTHS = {"Title": 44.0, "Session": 36.0, "Speakers": 32.0, "Functions": 28.0, "Organisations": 28.0}


def programme_csv(sessions: Sequence[Published]) -> bytes:
    """Return the table as CSV, for Excel too; no cell is a formula."""
    text = StringIO()
    writer = csv.writer(text)
    translated = _translated(sessions)
    writer.writerow((*PROGRAMME_HEADINGS, *translated))
    writer.writerows([inert(cell) for cell in row] for row in _rows(sessions, translated))
    return (BOM + text.getvalue()).encode()


def programme_xlsx(sessions: Sequence[Published]) -> bytes:
    """Return the table as a workbook whose cells are texts. Not for the event loop."""
    translated = _translated(sessions)
    return workbook_of_texts("Programme", (*PROGRAMME_HEADINGS, *translated), _rows(sessions, translated), WIDTHS)


def workbook_of_texts(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Mapping[str, float]
) -> bytes:
    """Return a workbook with one sheet of texts below headings. Not for the event loop.

    Args:
        widths: of columns, by their headings without the language behind.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.creator = "Rostrum"
    sheet = book.worksheets[0]
    sheet.title = name
    for y, row in enumerate((headings, *rows), start=1):
        for x, text in enumerate(row, start=1):
            cell = sheet.cell(y, x, legal(text))
            cell.data_type, cell.font = "s", Font(bold=y == 1)
    for x, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(x)].width = widths.get(heading.partition("_")[0], 14.0)
    sheet.freeze_panes = "A2"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _translated(sessions: Sequence[Published]) -> list[str]:
    """Return the headings of the columns for translations, of those texts and languages that have any."""
    texts = [(session.plan, segment) for session in sessions for segment in session.plan.segments]
    return [name for name in TRANSLATED_HEADINGS if any(_said(plan, segment, name) for plan, segment in texts)]


def _said(plan: Plan, segment: Segment, name: str) -> str:
    """Return a cell of a column for translations; empty if there is none."""
    heading, language = TRANSLATED_HEADINGS[name]
    texts = (plan if heading == "Session" else segment).translations.get(language, {})
    return texts.get("title" if heading == "Session" else heading.lower(), "")


def _rows(sessions: Sequence[Published], translated: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for session in sessions:
        plan = session.plan
        whole = (plan.title, plan.slug, plan.conference.title, plan.conference.venue, plan.conference.timezone)
        ends = tuple(session.local(at).isoformat() for at in (plan.starts_at_ms, plan.ends_at_ms))
        leader = plan.speaker(plan.moderator) if plan.moderator else None
        led = (leader.name, leader.id) if leader is not None else ("", "")
        for segment, start in session.slots():
            local = session.local(start)
            people = [speaker for id_ in segment.speakers if (speaker := plan.speaker(id_)) is not None]
            fixed = "yes" if segment.hard_start_ms is not None else ""
            when = (local.date().isoformat(), f"{local:%H:%M:%S}", fixed, _length(segment.planned_ms))
            what = (segment.title, str(segment.kind), *_people(people), *_ids(segment, people))
            said = (_said(plan, segment, name) for name in translated)
            yield (*whole, *when, *what, *ends, *_details(segment), *led, *said)


def _details(segment: Segment) -> tuple[str, str, str, str]:
    return segment.abstract, segment.track, segment.language, written_references(segment.references)


def _people(people: Sequence[Speaker]) -> Iterator[str]:
    """Names, functions, organisations and countries, each of all people in one cell; empty if none has any."""
    for parts in (
        [speaker.name for speaker in people],
        [speaker.title for speaker in people],
        [speaker.affiliation for speaker in people],
        [speaker.country for speaker in people],
    ):
        yield BETWEEN_PEOPLE.join(part or NO_TEXT for part in parts) if any(parts) else ""


def _ids(segment: Segment, people: Sequence[Speaker]) -> tuple[str, str]:
    return segment.id, BETWEEN_PEOPLE.join(speaker.id for speaker in people)


def _length(ms: int) -> str:
    seconds = ms // SECOND
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
