"""Numbered columns: several papers, or the names of several people, beside each other in one row.

ConfTool exports sessions with their papers (p1_title, p1_authors, p2_title): each paper becomes a row of its own, and
those without times share the time of their session equally. OpenConf exports "Author 1 - First Name" and "Author 1 -
Last Name", which become one name. "Speaker 1" and "Organisation 1", or "Speaker 1 Company", become one person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from app.domain.errors import Sentence
from app.domain.values import MINUTE
from app.formats.imports.found.dates import moment_of
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.headings import field_of, heading_key
from app.formats.imports.tables.cells import Row, is_blank, text_of
from app.formats.imports.tables.columns import heading_cells
from app.formats.text.notes import Notes

_NAME_PART = re.compile(r"(?P<who>.{1,40}?) (?P<number>\d{1,2}) (?P<part>.{3,20})")
_NUMBERED = re.compile(r"(?P<what>.{1,40}?) (?P<number>\d{1,2})")
_NAMES = ("name", "full name")
_SHORT = {"first": "first_name", "last": "last_name"}
_PAPER = re.compile(r"p(?:aper)? (?P<number>\d{1,3}) (?P<what>.{2,40})")
_FIELDS = ("title", "speakers", "start", "end", "abstract")
_HEADINGS = ("Title", "Authors", "Start", "End", "Abstract")

_SHARED = Sentence("Each paper was made an item; those without times of their own share the time of their session.")

Papers = Mapping[int, Mapping[str, int]]  # the columns of each paper, by its number and their fields


def with_a_row_per_paper(rows: Sequence[Row], at: int, notes: Notes) -> Sequence[Row]:
    """Return the rows with one for each paper; unchanged if the headings do not name several papers."""
    headings = heading_cells(rows[at])
    papers = _papers(headings)
    if len(papers) < 2:
        return rows
    taken = {i for paper in papers.values() for i in paper.values()}
    known = {i: field_of(heading) for i, heading in enumerate(headings) if i not in taken}
    own = [i for i, what in known.items() if what not in {"start", "end"} and not _names_a_paper(headings[i])]
    times = [next((i for i, what in known.items() if what == name), None) for name in ("start", "end")]
    head = Row(rows[at].where, [*(_of_session(headings[i], known[i]) for i in own), *_HEADINGS])
    body = [
        Row(row.where, [*(_cell(row, i) for i in own), *cells])
        for row in rows[at + 1 :]
        for cells in _rows_of(row, papers, times, [i for i in own if known[i] == "title"])
    ]
    notes.guess(rows[at].where, _SHARED.text)
    return [*rows[:at], head, *body]


def _papers(headings: Sequence[object]) -> Papers:
    papers: dict[int, dict[str, int]] = {}
    for index, heading in enumerate(headings):
        match = _PAPER.fullmatch(heading_key(heading)) if isinstance(heading, str) else None
        what = field_of(match["what"]) if match else None
        if match and what in _FIELDS:
            papers.setdefault(int(match["number"]), {}).setdefault(str(what), index)
    return {number: paper for number, paper in papers.items() if "title" in paper}


def _names_a_paper(heading: object) -> bool:
    return isinstance(heading, str) and _PAPER.fullmatch(heading_key(heading)) is not None


def _of_session(heading: object, what: str | None) -> object:
    return "Session" if what == "title" else heading


def _rows_of(row: Row, papers: Papers, times: Sequence[int | None], titles: Sequence[int]) -> list[list[object]]:
    """Return the cells of each paper of a session; a session without papers is one row."""
    held = [paper for _, paper in sorted(papers.items()) if not is_blank(_cell(row, paper["title"]))]
    start, end = (_cell(row, i) if i is not None else None for i in times)
    if not held:
        return [[next((_cell(row, i) for i in titles), None), None, start, end, None]]
    shares = _shares(start, end, len(held))
    return [
        [_cell(row, paper[what]) if what in paper else share.get(what) for what in _FIELDS]
        for paper, share in zip(held, shares, strict=True)
    ]


def _shares(start: object, end: object, count: int) -> list[dict[str, object]]:
    """Return start and end of each of several papers that share the time of a session equally."""
    first, last = moment_of(start), moment_of(end)
    if first is None or last is None or (first.tzinfo is None) != (last.tzinfo is None) or last <= first:
        return [{"start": start}, *({} for _ in range(count - 1))]
    share = (last - first) / count
    return [{"start": first + n * share, "end": first + (n + 1) * share} for n in range(count)]


def share_times(entries: Sequence[ProgrammeEntry], notes: Notes) -> None:
    """Let items that all have the time of their session, in rows below each other, share it equally."""
    for _, group in groupby(entries, key=_whole_time):
        members = list(group)
        first = members[0]
        if len(members) < 2 or not first.session or first.start is None or first.end is None:
            continue
        share = (first.end.ms - first.start.ms) // len(members)
        for index, entry in enumerate(members if share >= MINUTE else ()):
            entry.start = replace(first.start, ms=first.start.ms + index * share) if index else entry.start
            entry.end, entry.planned_ms = None, share
        notes.guess(first.where, _SHARED.text)


def _whole_time(entry: ProgrammeEntry) -> tuple[object, ...]:
    start, end = (clock.ms if clock is not None else None for clock in (entry.start, entry.end))
    return entry.session, entry.day.date if entry.day else None, start, end, entry.room


def _cell(row: Row, index: int) -> object:
    return row.cells[index] if index < len(row.cells) else None


def with_whole_names(rows: Sequence[Row], at: int) -> Sequence[Row]:
    """Return the rows with the first and last name of each numbered person in one cell; unchanged without any."""
    pairs = _pairs(heading_cells(rows[at]))
    if not pairs:
        return rows
    head = _joined(rows[at], pairs, lambda who, _first, _last: who)
    return [*rows[:at], head, *(_joined(row, pairs, lambda _who, *names: " ".join(names)) for row in rows[at + 1 :])]


def with_their_organisations(rows: Sequence[Row], at: int) -> Sequence[Row]:
    """Return the rows with the organisation of each numbered person behind the name; unchanged without any."""
    pairs = _organised(heading_cells(rows[at]))
    if not pairs:
        return rows
    head = _joined(rows[at], pairs, lambda who, _name, _body: who)
    return [*rows[:at], head, *(_joined(row, pairs, lambda _who, *said: _of_body(*said)) for row in rows[at + 1 :])]


def _of_body(name: str, body: str) -> str:
    return f"{name} ({body})" if name and body and not re.search(r"[()]", body) else name or body


def _organised(headings: Sequence[object]) -> list[tuple[str, int, int]]:
    """Return the heading of each numbered person, and the columns of the name and of the organisation."""
    people: dict[str, tuple[str, int]] = {}
    bodies: dict[str, int] = {}
    for index, heading in enumerate(headings):
        key = heading_key(heading) if isinstance(heading, str) else ""
        match = _NUMBERED.fullmatch(key) or _NAME_PART.fullmatch(key)
        said = match.groupdict() if match else {}
        part = field_of(said.get("part") or said.get("what", "")) if match else None
        whose = field_of(said.get("who", ""))
        if match and ((part == "speakers" and "what" in said) or (whose == "speakers" and said["part"] in _NAMES)):
            people.setdefault(said["number"], (str(heading), index))
        elif match and part == "affiliation" and ("what" in said or whose == "speakers"):
            bodies.setdefault(said["number"], index)
    return [(who, index, bodies[number]) for number, (who, index) in people.items() if number in bodies]


def _pairs(headings: Sequence[object]) -> list[tuple[str, int, int]]:
    """Return the heading of each numbered person, and the columns of the first and the last name."""
    parts: dict[tuple[str, str], dict[str, int]] = {}
    for index, heading in enumerate(headings):
        match = _NAME_PART.fullmatch(heading_key(heading)) if isinstance(heading, str) else None
        if match is None or field_of(match["who"]) not in {"speakers", "moderators"}:
            continue
        if (part := _SHORT.get(match["part"]) or field_of(match["part"])) in {"first_name", "last_name"}:
            parts.setdefault((match["who"], match["number"]), {})[str(part)] = index
    return [(who, each["first_name"], each["last_name"]) for (who, _), each in parts.items() if len(each) == 2]


def _joined(row: Row, pairs: Sequence[tuple[str, int, int]], join: Callable[..., str]) -> Row:
    cells = [*row.cells]
    for who, first, last in pairs:
        names = [text_of(cells[i]) for i in (first, last) if i < len(cells)]
        if len(names) == 2:
            cells[first], cells[last] = join(who, *names).strip(), None
    return Row(row.where, cells)
