"""Choose between a table and plain text for what people paste: cells between signs, Markdown, lines with times."""

from __future__ import annotations

import re
from contextlib import nullcontext, suppress

from app.formats.imports.documents.parts import has_several_tables, read_tables_apart
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.readers.csv import delimiter_of, has_headings, names_roster, of_one_column, read_csv, table_in
from app.formats.imports.readers.text.detect import (
    begins_with_cells_of_times,
    has_timed_rows,
    is_prose,
    looks_like_plain_programme,
    refusal_of,
)
from app.formats.imports.readers.text.marks import as_markdown
from app.formats.imports.readers.text.one_line import with_line_ends
from app.formats.imports.readers.text.plain_text import read_plain
from app.formats.imports.readers.text_columns import with_tabs
from app.formats.imports.tables.column_notes import with_columns
from app.formats.imports.tables.sheets import OF_NO_KIND
from app.formats.imports.unlike_texts import what_refused_text_is, what_text_is
from app.formats.text.notes import NotAProgramme, Notes, Statement, line_place

FEW = 3  # bars of a text that is no table yet
_LAST_BAR = re.compile(r"[ \t]?\|[ \t]*$", re.MULTILINE)


def is_headed(text: str) -> bool:
    """Whether a text begins with the headings of a table; marks of HTML are then in its cells."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return any(has_headings([first], sign, ()) for sign in ",;\t")


def _without_last_bars(text: str) -> str:
    """Return a text whose lines are the cells of a copied table, each before a bar, without these bars."""
    bars = _LAST_BAR.sub("", text)
    return bars if text.count("|") >= FEW and "|" not in bars else text


def read_table_or_text(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read a table if it has headings or its first cells are times; else plain text, if it looks like a programme.

    Raises:
        NotAProgramme: it is neither; the sentence says what it looks like.
    """
    text = with_line_ends(with_tabs(as_markdown(_without_last_bars(text))))
    lines = text[:200_000].splitlines()[:80]
    delimiter = ";" if text.lower().startswith("sep=") else delimiter_of(lines)
    if hints.into_session and delimiter is not None and names_roster(lines, delimiter):
        return read_csv(text, hints, notes)
    if delimiter is None or not (
        has_headings(lines, delimiter, hints.columns)
        or begins_with_cells_of_times(lines, delimiter)
        or (delimiter == "|" and has_timed_rows(lines))
    ):
        filled = [line for line in lines if line.strip()]
        few = delimiter is None or len(filled) < 2 or sum(delimiter in line for line in filled) < 0.7 * len(filled)
        is_text = few or (delimiter == "," and is_prose(lines))
        if (looks := what_text_is(lines)) is not None:
            raise (
                NotAProgramme(looks) if is_text else with_columns(NotAProgramme(looks), [table_in(text)], hints.columns)
            )
        if looks_like_plain_programme(lines):
            return read_plain(of_one_column(text), hints, notes)
        if is_text:
            raise refusal_of(lines)
    try:
        return read_csv(text, hints, notes) if delimiter != "|" else _markdown(text, hints, notes)
    except NotAProgramme as error:
        said = error.sentence
        known = what_refused_text_is(lines, delimiter) if getattr(said, "text", "") == OF_NO_KIND.text else None
        if known is None:
            raise
        raise with_columns(NotAProgramme(known), [table_in(text)], hints.columns) from None


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
