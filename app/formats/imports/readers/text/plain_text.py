"""A programme as people write it in a message: times before titles, people in brackets, days as headings."""

from __future__ import annotations

from app.formats.imports.evidence import require_programme
from app.formats.imports.found.days import say_year
from app.formats.imports.found.findings import UNTITLED, ImportHints, Programme
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.readers.text.labelled import times_at_titles
from app.formats.imports.readers.text.line_reader import LineReader
from app.formats.imports.readers.text.lines import LONGEST, next_filled, with_times_of_day
from app.formats.imports.readers.text.markdown import (
    heading_levels,
    with_whole_blocks,
    with_whole_links,
    without_code,
    without_markup,
)
from app.formats.imports.readers.text.naming.companies import with_companies
from app.formats.imports.readers.text.one_line import with_parted_times
from app.formats.imports.readers.text.outline import Outline, times_below_titles, with_weekdays, without_totals
from app.formats.imports.readers.text.pages import is_only_bullet, laid_out, with_space, year_of_letter
from app.formats.imports.readers.text.whole import WITHOUT_TIMES, doubt_few, year_above, zone_said
from app.formats.text.decoding import lines_of
from app.formats.text.notes import NotAProgramme, Notes, Statement, line_place


def read_plain(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a plain text.

    Raises:
        NotAProgramme: no line of it is an item.
    """
    said_at, said = zone_said(lines_of(text))
    zone = said or hints.zone or "UTC"
    if zone != said and not hints.zone:
        notes.guess("", "No time zone is given; times were read as UTC. Say which zone it is.")
    stated = enumerate(map(with_space, lines_of(text)), start=1)
    notes.statements.append(Statement(line_place(at), line) for at, line in stated)
    lines = with_whole_blocks(with_whole_links(without_code(lines_of(text), notes)))
    if said:
        notes.known.add(lines[said_at].strip())
        lines[said_at] = ""
    levels = heading_levels(lines)
    lines = [without_markup(line) if len(line) <= LONGEST else line for line in lines]
    lines = laid_out(times_at_titles(with_parted_times(lines), levels), notes)
    lines = with_companies(with_weekdays(without_totals(lines, levels, notes), notes), notes)
    year = year_above(lines, hints.day) or year_of_letter(lines_of(text))
    alone = times_below_titles(lines, levels)
    reader = LineReader(hints, notes, Outline(levels, notes, alone), year)
    lines, counted = with_times_of_day(lines, hints.day)
    if counted is not None:
        notes.guess(line_place(counted + 1), "Times count from the start, {time}.", time=lines[counted][:5])
    reader.look_ahead(lines)
    bullets = [is_only_bullet(line) for line in lines_of(text)]
    gaps = [not (line.strip() or bullet) for line, bullet in zip(lines, bullets, strict=True)]
    for number, line in enumerate(lines, start=1):
        if line.strip():
            apart, ends = number > 1 and gaps[number - 2], number < len(lines) and gaps[number]
            reader.take(line_place(number), line, next_filled(lines, number), apart=apart, ends=ends, number=number)
    reader.close()
    if not reader.entries:
        raise NotAProgramme(WITHOUT_TIMES.text)
    say_year(reader.entries, year, hints.day, notes)
    doubt_few(reader.entries, notes)
    title = hints.title or reader.whole.title or UNTITLED
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    return require_programme(Programme("text", title, zone, tuple(sessions), reader.people.all), notes)
