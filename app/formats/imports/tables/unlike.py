"""Tables of other things than programmes: recognised by all headings and the cells of all columns together.

A heading that says title, speaker, session or abstract, above cells with words, makes a table a programme. Without one,
headings of another kind of table decide, and then the cells: several columns of times, quantities, people with hours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median

from app.domain.errors import Sentence
from app.domain.values import DAY, HOUR
from app.formats.imports.found.column_cells import MOST, ColumnCells
from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.headings import STRONG, heading_key, is_amount, meanings
from app.formats.imports.found.times import TimeOfDay, are_ends, clock_of, range_of
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout, cells_of
from app.formats.text.notes import shortened


@dataclass(frozen=True, slots=True)
class _Kind:
    """Another kind of table: what it is called, and its headings; those in `also` programmes have too.

    `timeless`: a table of this kind has titles and people, but no times of day.
    """

    says: Sentence
    timeless: bool
    headings: frozenset[str]
    also: frozenset[str]

    def score(self, keys: Iterable[str]) -> float:
        return sum(1.0 if key in self.headings else 0.5 if key in self.also else 0.0 for key in keys)


_SAYS = {
    "journeys": Sentence("a timetable of journeys"),
    "matches": Sentence("a list of matches or results"),
    "shifts": Sentence("a roster of shifts"),
    "work": Sentence("a list of tasks or working hours"),
    "calls": Sentence("a log of calls"),
    "trade": Sentence("a list of goods, prices or orders"),
    "music": Sentence("a list of pieces of music"),
    "works": Sentence("a list of books, films or papers"),
    "measurements": Sentence("a table of measurements or forecasts"),
    "bookings": Sentence("a list of bookings or appointments"),
    "school": Sentence("a list of students or marks"),
    "hours": Sentence("a list of opening hours"),
    "attendance": Sentence("a list of who attended"),
    "contacts": Sentence("a list of people or addresses"),
    "lessons": Sentence("a timetable of lessons"),
}
_KINDS = tuple(
    _Kind(_SAYS[name], kind["timeless"], frozenset(kind["headings"]), frozenset(kind["also"]))
    for name, kind in json.loads(Path(__file__).with_name("unlike.json").read_text("utf-8")).items()
)
ENOUGH = 1.5  # the score of headings that decide
CERTAIN = 2.0  # the score of headings that decide although a column is called Item or Name
SURELY = 2.5  # the score of headings that decide although there are titles with times
_ANYTHING = frozenset(
    ("item", "items", "name", "description", "bezeichnung", "beschreibung", "nom", "nombre", "nome", "naam", "名称")
)
LONG_HOURS = 3 * HOUR  # longer than a speech: half of the people on a roster are there for that long
_OF_PROGRAMMES = frozenset({"title", "speakers", "moderators", "session", "abstract"})
_STARTS = ("start", "time")
_MONEY = re.compile(
    r"(?:[€$£¥₽₹]|EUR|USD|CHF|GBP)\s?-?\d[\d.,' ]*|-?\d[\d.,' ]*\s?(?:[€$£¥₽₹元]|EUR|USD|CHF|GBP|руб\.?|р\.)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"[<>~±+-]?\s?\d[\d.,]*\s?(?:°\s?[CF]?|%|[mckµ]?m(?:/h|/s|²|³|\^\d)?|k?m/h|kn|hPa|[mk]?g|[mcd]?l|[kMG]?Hz|k?W|V|A|units|IU|"
    r"Stück|pcs|мм|см|м|кг|г|мг|мл|м/с|毫米|克|公斤|度)|\d{1,3}\s?[:–-]\s?\d{1,3}|"
    r"(?:\d{1,2}:\d\d|(?:\d{1,3}(?:[.,]\d)?\s?[–/-]\s?){0,3}\d{1,3}(?:[.,]\d)?)\s?(?:(?:min)?\s?/(?:km|mi)|bpm|spm|rpm)"
)
_OF_THE_ENTRY = re.compile(
    r"(?:last )?(?:created|updated|modified|changed|edited|published|submitted|"
    r"erstellt|geändert|créé|modifié|creado|actualizado)"
    r"(?: (?:at|on|time|date|am|le|el))?"
)
_ALWAYS = re.compile(r"24\s?[/x]\s?7|24\s?(?:h|hours|std\.?|ore|horas|heures)", re.IGNORECASE)
BOOKED = re.compile(  # what the status of a booking is
    r"confirmed|pending|cancell?ed|completed|no[- ]show|scheduled|checked[- ]in|booked|in[- ]progress|bestätigt|offen|"
    r"confirmad[oa]|pendiente|pendente|cancelad[oa]|confirmée?|en attente|подтвержд[её]н\w?",
    re.IGNORECASE,
)
LONGEST_QUANTITY = 24  # characters
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{3,80}")
LONGEST_MAIL = 150  # characters


def names_other_things(headings: Sequence[object]) -> bool:
    """Whether these are the headings of another kind of table."""
    return _by_headings(headings, has_times=False) is not None


def what_else(rows: Sequence[Row], at: int | None, layout: Layout | None) -> Sentence | None:
    """Return what a table looks like if it is no programme, such as "a timetable of journeys (Flight, From, To)".

    Args:
        rows: its rows that are not blank.
        at: the index of the row with its headings; None if no row is known as one.
        layout: its columns as a programme's; None if it has none.
    """
    head, cells = rows[at or 0], cells_of(rows[(at or 0) + 1 :])
    headings = list(layout.headings) if layout is not None and at is not None else list(head.cells)
    has_times = layout is not None and (bool(layout.rooms) or layout.has(*_STARTS))
    says = _by_headings(headings, has_times=has_times, enough=_enough(headings, cells))
    keys = {heading_key(heading) for heading in headings if isinstance(heading, str)}
    says = says or next((kind.says for kind in _KINDS if kind.timeless and kind.score(keys) >= SURELY), None)
    if not has_times:
        says = says or _timeless(headings, cells)
    if layout is not None and layout.has("all_day") and layout.has("title"):
        return None  # an export of a calendar, which also has priorities and reminders
    if says is None and layout is not None and _are_addressed(layout, cells):
        says = _SAYS["contacts"]
    if says is None and layout is not None and not _has_titles(headings, cells):
        says = _by_cells(rows[(at or 0) + 1 :], layout, cells)
    if says is None and layout is not None and _runs_always(rows[(at or 0) + 1 :], layout):
        says = _SAYS["hours"]
    if says is None:
        return None
    headed = ", ".join(shortened(text_of(head.cells[i]), 30) for i in head.filled[:6])
    return Sentence("{kind} ({headings})", kind=says, headings=headed)


def _are_addressed(layout: Layout, cells: Mapping[int, ColumnCells]) -> bool:
    """Whether the rows are people with addresses, perhaps with the time of an order, and no titles."""
    mailed = any(_share(column, _MAIL, LONGEST_MAIL) >= MOST for column in cells.values())
    titled = any(what in {"title", "session"} and i not in layout.guessed for i, what in layout.columns.items())
    return mailed and layout.has("first_name", "last_name", "speakers") and not titled


def _has_titles(headings: Sequence[object], cells: Mapping[int, ColumnCells]) -> bool:
    """Whether a heading that only programmes have is above cells with words, half of which are filled."""
    most = max((len(column.cells) for column in cells.values()), default=0)
    filled = {i: column.words >= 0.5 and len(column.cells) * 2 > most for i, column in cells.items()}
    return any(
        meanings(heading).get(field, 0.0) >= STRONG - 0.2 and filled.get(index, False)
        for index, heading in enumerate(headings)
        for field in _OF_PROGRAMMES
    )


def _enough(headings: Sequence[object], cells: Mapping[int, ColumnCells]) -> float:
    """Return the score that makes a table another one: more if its only titles are called Item or Name."""
    if not _has_titles(headings, cells):
        return ENOUGH
    others = [None if isinstance(each, str) and heading_key(each) in _ANYTHING else each for each in headings]
    return inf if _has_titles(others, cells) else CERTAIN


def _by_headings(headings: Sequence[object], *, has_times: bool, enough: float = ENOUGH) -> Sentence | None:
    keys = {_without_number(heading_key(heading)) for heading in headings if isinstance(heading, str)}
    kinds = [kind for kind in _KINDS if not (kind.timeless and has_times)]
    best = max(kinds, key=lambda kind: kind.score(keys))
    return best.says if best.score(keys) >= enough else None


def _without_number(key: str) -> str:
    """Return a heading without the number behind it: `trip 1` is `trip`; `team 1` has one because it needs another."""
    return re.sub(r"(?<=\w{3}) \d{1,2}$", "", key) if not key.startswith(("team", "команда", "équipe")) else key


def _timeless(headings: Sequence[object], cells: Mapping[int, ColumnCells]) -> Sentence | None:
    """Whether a table without times of day has amounts, or is of a kind that has titles but no times."""
    priced = any(_share(column, _MONEY) >= MOST for column in cells.values())
    if priced or any(is_amount(heading) for heading in headings):
        return _SAYS["trade"]
    keys = {heading_key(heading) for heading in headings if isinstance(heading, str)}
    return next((kind.says for kind in _KINDS if kind.timeless and kind.score(keys) >= ENOUGH), None)


def _by_cells(body: Sequence[Row], layout: Layout, cells: Mapping[int, ColumnCells]) -> Sentence | None:
    """Decide by the cells of a table whose headings say neither that it is a programme nor what else."""
    known = {
        i for i, what in layout.columns.items() if what in {"start", "end", "time", "duration", "date", "end_date"}
    }
    days = {i for i, what in layout.columns.items() if what in {"date", "end_date"}}  # 1126 is no time there
    cells = {i: column for i, column in cells.items() if i not in days and not _is_of_the_entry(layout, i)}
    if sum(column.ranges >= 0.5 for column in cells.values()) >= 2:
        return Sentence("hours of several days or people, as in a roster")
    if _has_other_ends(layout, cells) and _titles(layout, cells).words >= MOST > _titles(layout, cells).people:
        return Sentence("a timetable with several times in each row")
    if sum(column.clocks >= MOST for column in cells.values()) >= 3 and not layout.has("duration", "speakers"):
        return Sentence("a timetable with several times in each row")
    is_timed = layout.has("duration") and layout.has("title")  # other times, as of signals, are beside the length
    if not is_timed and sum(column.clocks >= MOST for i, column in cells.items() if i not in known) >= 2:
        return Sentence("a timetable with several times in each row")
    if not layout.headings and any(_share(column, BOOKED) >= MOST for column in cells.values()):
        return _SAYS["bookings"]
    title = _titles(layout, cells)
    if title.share(lambda cell: isinstance(cell, str) and names_a_day(cell)) >= MOST:
        return _SAYS["hours"]
    if any(_share(column, _QUANTITY) >= MOST for i, column in cells.items() if _may_be_quantity(column, i, layout)):
        return Sentence("a table of measurements or results")
    return _SAYS["shifts"] if title.people >= MOST and _are_long_hours(body, layout) else None


def _is_of_the_entry(layout: Layout, index: int) -> bool:
    """Whether a column says when each row was written or changed."""
    heading = layout.headings[index] if index < len(layout.headings) else None
    return isinstance(heading, str) and _OF_THE_ENTRY.fullmatch(heading_key(heading)) is not None


def _titles(layout: Layout, cells: Mapping[int, ColumnCells]) -> ColumnCells:
    return next((cells[i] for i, what in layout.columns.items() if what == "title" and i in cells), ColumnCells())


def _has_other_ends(layout: Layout, cells: Mapping[int, ColumnCells]) -> bool:
    """Whether the ends, which no heading calls so, are none of items with these starts."""
    index = {what: i for i, what in layout.columns.items() if what in {"start", "end"} and i in cells}
    is_guessed = not layout.headings or index.get("end") in layout.guessed
    return is_guessed and len(index) == 2 and not are_ends(cells[index["start"]].cells, cells[index["end"]].cells)


_CALLED = frozenset({"title", "speakers", "moderators", "first_name", "last_name", "session", "abstract"})


def names_only_things(layout: Layout) -> bool:
    """Whether a table has no titles, or neither times nor people, and titles called Item or Name, as those of goods."""
    if not layout.rooms and not _CALLED & set(layout.columns.values()):
        return True
    fields = set(layout.columns.values()) - {"title", "room", "id", "kind", "links"}
    titles = (layout.headings[i] for i, what in layout.columns.items() if what == "title" and i < len(layout.headings))
    return not fields and any(isinstance(each, str) and heading_key(each) in _ANYTHING for each in titles)


def _may_be_quantity(column: ColumnCells, index: int, layout: Layout) -> bool:
    heading = layout.headings[index] if index < len(layout.headings) else None
    return column.clocks < MOST and not {"duration", "time"} & set(meanings(heading))


def _share(column: ColumnCells, pattern: re.Pattern[str], longest: int = LONGEST_QUANTITY) -> float:
    def matches(cell: object) -> bool:
        return isinstance(cell, str) and len(cell) <= longest and pattern.fullmatch(cell.strip()) is not None

    return column.share(matches)


def _are_long_hours(body: Sequence[Row], layout: Layout) -> bool:
    """Whether people stay for hours, as on a roster, and not for minutes, as speakers do."""
    lengths = [length for row in body[:200] if (length := _hours(row, layout)) is not None]
    return bool(lengths) and median(lengths) >= LONG_HOURS


def _runs_always(body: Sequence[Row], layout: Layout) -> bool:
    """Whether a row is "24/7", and another lasts for half a day or more, as hours of a service do."""
    always = any(_ALWAYS.fullmatch(text_of(layout.cell(row, "time") or layout.cell(row, "start"))) for row in body)
    return always and any((_hours(row, layout) or 0) >= DAY // 2 for row in body[:200])


def _hours(row: Row, layout: Layout) -> int | None:
    start, end = _clock(layout.cell(row, "start")), _clock(layout.cell(row, "end"))
    times = range_of(text_of(layout.cell(row, "time")))
    if times is not None:
        start, end = times
    return (end.ms - start.ms) % DAY if start and end else None


def _clock(value: object) -> TimeOfDay | None:
    return None if value is None else clock_of(value)
