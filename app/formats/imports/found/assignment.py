"""Assign the columns of a table to fields: headings and cells are weighed together, all columns at once.

A heading proposes fields, each with a strength (`headings.meanings`); the cells of the column determine how well each
field fits, from 0 (no cell parses as the field) to 1. The pairs of column and field are taken in descending order of
strength times fit, each column once, and each field once, except that several columns may hold people. A field that is
still missing after that (a time, a title, people, a length, a date) is searched for in the remaining columns, by their
cells alone; such a choice is a guess and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.formats.imports.found.column_cells import (
    MOST,
    PROSE,
    ColumnCells,
    fit_of,
)
from app.formats.imports.found.dates import day_of, moment_of
from app.formats.imports.found.days import names_a_day
from app.formats.imports.found.elapsed import bare_range_of
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import (
    STRONG,
    WEAK,
    WEAKEST,
    heading_key,
    is_of_a_part,
    is_scenery,
    is_technical,
    is_weak_people,
    meanings,
    names_acts,
    names_discussants,
    names_hours,
)
from app.formats.imports.found.titles import (
    outer_titles,
    titles_beside,
    titles_of_parts,
    titles_of_single_rows,
    tracks_of_single_rows,
)
from app.formats.imports.found.unheaded import TIMES, fill, key_at

MOST_COLUMNS = 200
SAMPLE = 60  # cells of a column
BY_HAND = 100.0  # the strength of a person's own choice
FIRST_YEAR = 1970
PAIR = 2  # different texts
LESS = 0.1
IGNORED = ""  # the field of a column that a person wants left out
_SEVERAL = frozenset({"speakers", "moderators"})
_PEOPLE_TABLE = frozenset({"affiliation", "job", "bio", "country"})
_SURNAMES = frozenset({"nom", "nome", "naam", "navn", "namn"})  # beside first names


@dataclass(frozen=True, slots=True)
class Assignment:
    """The field of each column; `guessed` are the columns that were chosen by their cells alone."""

    columns: Mapping[int, str]
    guessed: frozenset[int] = frozenset()


def columns_of(
    headings: Sequence[object],
    cells: Mapping[int, ColumnCells] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> dict[int, str]:
    """Return the field of each column; see `assign`."""
    return dict(assign(headings, cells, by_hand).columns)


def assign(
    headings: Sequence[object],
    cells: Mapping[int, ColumnCells] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> Assignment:
    """Give each column its field.

    Args:
        cells: the cells of the columns, by index; None uses the headings alone.
        by_hand: fields that a person gave to headings (as `heading_key` spells them); `IGNORED` leaves a column out.
    """
    said = {} if by_hand is None else by_hand
    headings = [*headings, *[None] * (max(cells or {}, default=-1) + 1 - len(headings))]  # a row may be longer
    candidates = _candidates(headings[:MOST_COLUMNS], cells, said)
    columns = _taken(candidates)
    columns = _without_codes(_without_weak_people(columns, headings, cells), cells or {})
    columns |= dict.fromkeys(_numbered_people(columns, headings), "speakers")
    _acts_as_titles(columns, headings, cells or {})
    guessed = frozenset[int]()
    if cells is not None:
        rows = max((len(column.cells) for column in cells.values()), default=0)
        free = {
            i: column
            for i, column in cells.items()
            if i not in columns and said.get(key_at(headings, i)) is None and column.cells
            if i >= len(headings) or not (is_technical(headings[i]) or _says_the_day(headings[i], columns))
            if i < len(headings) or len(column.cells) * 4 > rows  # cells of broken rows are no column
        }
        guessed = frozenset([*outer_titles(columns, free, headings), *fill(columns, free, cells, headings)])
        if not said:
            guessed |= _exchanged_places(columns, cells) | _dates_of_weekdays(columns, cells)
            guessed |= _people_as_abstracts(columns, cells)
            guessed |= titles_of_parts(columns, cells, headings) | titles_of_single_rows(columns, cells, headings)
            guessed |= titles_beside(columns, cells, headings) | tracks_of_single_rows(columns, cells)
            guessed |= {i for i, what in columns.items() if what == "room" and _may_be_phases(headings, i, cells)}
            columns |= dict.fromkeys(_numbered_people(columns, headings), "speakers")
            _without_lone_end(columns)
    _functions_as_titles(columns)
    _session_as_title(columns, cells or {}, headings)
    if "title" not in columns.values() and cells is not None:
        _any_title(columns, headings)
    return Assignment({i: what for i, what in sorted(columns.items()) if what != IGNORED}, guessed)


def _candidates(
    headings: Sequence[object], cells: Mapping[int, ColumnCells] | None, by_hand: Mapping[str, str]
) -> list[tuple[float, int, str]]:
    """Return the pairs of column and field that the heading proposes and the cells allow: (score, index, field)."""
    proposed = _proposed(headings, cells or {})
    is_of_people = _is_of_people(proposed)
    result = []
    for index, fields in enumerate(proposed):
        key = key_at(headings, index)
        if key in by_hand:
            result.append((BY_HAND, index, by_hand[key]))
            continue
        for what, strength in fields.items():
            if cells is None and what != next(iter(fields)) and not (is_of_people and what == "speakers"):
                continue  # the cells of the column decide about a heading's other meanings
            weight = 2 * STRONG if is_of_people and what == "speakers" else strength
            weight -= LESS if what == "title" and "abstract" in fields else 0.0  # a name beside a description is one
            column = ColumnCells() if cells is None else cells.get(index, ColumnCells())
            fit = column.hours if what == "time" and names_hours(key) and column.numbers else fit_of(what, column)
            score = weight * (1.0 if cells is None else fit)
            if cells is not None and what == "speakers" and strength <= WEAKEST and not is_of_people:
                # A heading such as "Description" says little; the names of several cells have to.
                says_enough = len(column.cells) > 1 and ("abstract" not in fields or column.people >= MOST)
                score = weight * column.people if says_enough else 0.0
            if score > 0:
                result.append((score, index, what))
    return sorted(result, key=lambda candidate: (-candidate[0], candidate[1]))


def _proposed(headings: Sequence[object], cells: Mapping[int, ColumnCells]) -> list[Mapping[str, float]]:
    """Return the fields of each heading: beside those of its talks, times and title of a session are none."""
    proposed = [meanings(heading) or _of_a_place(heading, cells.get(i)) for i, heading in enumerate(headings)]
    pairs = list(zip(headings, proposed, strict=True))
    inner = {what for heading, fields in pairs if is_of_a_part(heading) for what in fields}
    plain = any(is_of_a_part(heading) is None and fields.get("title", 0.0) >= STRONG for heading, fields in pairs)
    is_cue_sheet = sum(map(is_technical, headings)) >= 2
    known = {what for fields in proposed for what in fields}
    lacks_surnames = "first_name" in known and "last_name" not in known
    made: list[Mapping[str, float]] = []
    for index, (heading, fields) in enumerate(pairs):
        is_outer = is_of_a_part(heading) is False
        recurs = cells.get(index, ColumnCells()).variety < 1.0 and index in cells
        names_session = is_outer and "title" in fields and ("title" in inner or (plain and recurs))
        left_out = {"room"} if is_cue_sheet and is_scenery(heading) else TIMES & inner if is_outer else set[str]()
        if "title" in fields and is_scenery(heading) and not is_cue_sheet and any(map(names_acts, headings)):
            fields = {"room": STRONG - 0.2}  # the stage of several acts
        held = cells.get(index, ColumnCells())
        if "time" in fields and held.dates >= MOST and not max(held.clocks, held.numbers):
            fields = {"date": STRONG}
        ranges = [bare_range_of(cell) for cell in held.cells] if "duration" in fields else []
        if ranges and all(ranges) and ranges[0] and ranges[0][0] == 0:
            fields = {"time": STRONG}  # minutes since the start
        if lacks_surnames and heading_key(str(heading)) in _SURNAMES:
            fields = {"last_name": STRONG}
        kept = {what: strength for what, strength in fields.items() if what not in left_out}
        made.append({"session": STRONG + 0.2} if names_session else kept)
    return made


def _of_a_place(heading: object, column: ColumnCells | None) -> Mapping[str, float]:
    """Return the field of a heading that is a word of places above texts: "Veranstaltungsort"."""
    is_text = column is not None and column.addresses < MOST
    is_place = is_text and isinstance(heading, str) and PLACE.search(heading[:PROSE]) is not None
    return {"room": WEAK} if is_place else {}


def _is_of_people(proposed: Sequence[Mapping[str, float]]) -> bool:
    """Whether this is a list of people, in which "Name" is theirs and not an item's."""
    first = {next(iter(fields), "") for fields in proposed}
    return bool(first & _PEOPLE_TABLE) and not first & {"speakers", "start", "time", "duration"}


def _taken(candidates: Sequence[tuple[float, int, str]]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for _, index, what in candidates:
        if index not in columns and (what in _SEVERAL or what == IGNORED or what not in columns.values()):
            columns[index] = what
    return columns


def _without_weak_people(
    columns: Mapping[int, str], headings: Sequence[object], cells: Mapping[int, ColumnCells] | None
) -> dict[int, str]:
    """Leave out owners and authors, and those who discuss several talks, if another column says who speaks."""
    people = [i for i, what in columns.items() if what == "speakers" and (cells is None or i in cells)]
    weak = {i for i in people if is_weak_people(headings[i]) or _discuss_several(headings[i], i, columns, cells)}
    return {i: what for i, what in columns.items() if i not in weak or len(weak) == len(people)}


def _discuss_several(
    heading: object, index: int, columns: Mapping[int, str], cells: Mapping[int, ColumnCells] | None
) -> bool:
    """Whether a column names discussants, who are the same for several titles."""
    title = next((i for i, what in columns.items() if what == "title" and i in (cells or {})), None)
    if cells is None or title is None or not names_discussants(heading):
        return False
    named, titles = ({str(cell) for cell in cells[i].cells} for i in (index, title))
    return len(titles) >= 2 * len(named)


def _numbered_people(columns: Mapping[int, str], headings: Sequence[object]) -> list[int]:
    """Return the columns "Name 2" and "Name 3" beside the people under "Name" or "Name 1"."""
    keys = {key_at(headings, i).removesuffix(" 1") for i, what in columns.items() if what == "speakers"}
    named = [(i, re.fullmatch(r"(.+) [2-9]", key_at(headings, i))) for i in range(len(headings)) if i not in columns]
    return [i for i, match in named if match is not None and match[1] in keys]


def _without_codes(columns: Mapping[int, str], cells: Mapping[int, ColumnCells]) -> dict[int, str]:
    """Leave out the column with the codes of people, such as `rec8Yx2`, if another one has their names."""
    people = [i for i, what in columns.items() if what == "speakers" and i in cells]
    coded = {i for i in people if cells[i].share(_is_codes) >= MOST}
    named = any(cells[i].people >= MOST for i in people)
    return {i: what for i, what in columns.items() if i not in coded or not named}


def _exchanged_places(columns: dict[int, str], cells: Mapping[int, ColumnCells]) -> frozenset[int]:
    """Exchange tracks and rooms if the tracks are places and no room is one; return the two columns."""
    track, room = (
        next((i for i, what in columns.items() if what == name and i in cells), -1) for name in ("track", "room")
    )
    if min(track, room) < 0 or cells[track].places < MOST or cells[room].places or not cells[room].cells:
        return frozenset()
    columns |= {track: "room", room: "track"}
    return frozenset({track, room})


def _may_be_phases(headings: Sequence[object], index: int, cells: Mapping[int, ColumnCells]) -> bool:
    """Whether stages are words such as "policy", and may be those of a process."""
    words = cells.get(index, ColumnCells()).share(lambda cell: str(cell).islower() and str(cell).isalpha())
    named = {str(cell) for cell in cells.get(index, ColumnCells()).cells}
    return index < len(headings) and is_scenery(headings[index]) and words == 1.0 and "main" not in named


def _people_as_abstracts(columns: dict[int, str], cells: Mapping[int, ColumnCells]) -> frozenset[int]:
    """Take a description whose cells are all names of people for the speakers, if no column has these."""
    if {"speakers", "moderators", "first_name", "last_name"} & set(columns.values()):
        return frozenset()
    named = [
        i for i, what in columns.items() if what == "abstract" and len(cells[i].cells) > 2 and cells[i].people == 1.0
    ]
    columns |= dict.fromkeys(named[:1], "speakers")
    return frozenset(named[:1])


def _dates_of_weekdays(columns: dict[int, str], cells: Mapping[int, ColumnCells]) -> frozenset[int]:
    """Take the day from a column with whole dates instead of one with the names of days; return its index."""
    named = next((i for i, what in columns.items() if what == "date" and i in cells), None)
    dated = next((i for i in cells if i not in columns and cells[i].share(_has_a_year) >= MOST), None)
    if named is None or dated is None or cells[named].share(lambda cell: names_a_day(str(cell))) < MOST:
        return frozenset()
    del columns[named]
    columns[dated] = "date"
    return frozenset({dated})


def _has_a_year(cell: object) -> bool:
    day = moment_of(cell) or day_of(cell)
    if isinstance(day, datetime) and day.year < FIRST_YEAR:
        return False  # a time of day that a program wrote with some date
    return day is not None and (not isinstance(cell, str) or re.search(r"\d{4}", cell) is not None)


def _without_lone_end(columns: dict[int, str]) -> None:
    """Leave out ends without a start or a length, which give no time."""
    for index in [i for i, what in columns.items() if what == "end"]:
        if not {"start", "time", "duration"} & set(columns.values()):
            del columns[index]


def _functions_as_titles(columns: dict[int, str]) -> None:
    """Take functions for titles beside times, if no column has titles or the people whose functions they would be."""
    fields = set(columns.values())
    if fields & {"start", "time"} and not fields & {
        "title",
        "speakers",
        "moderators",
        "first_name",
        "last_name",
        "bio",
    }:
        columns |= {index: "title" for index, what in columns.items() if what == "job"}


def _session_as_title(columns: dict[int, str], cells: Mapping[int, ColumnCells], headings: Sequence[object]) -> None:
    """Without another title, the session column has the title of each row; beside types, if few recur.

    A description is no title beside sessions of which each is named once. Themes that differ may be titles.
    """
    headed = {i: meanings(heading) for i, heading in enumerate(headings)}
    described = {i for i, what in columns.items() if what == "title" and "abstract" in headed.get(i, {})}
    once = any(what == "session" and i in cells and cells[i].variety == 1.0 for i, what in columns.items())
    if not {"start", "time", "date", "room"} & set(columns.values()):  # sessions of one item each, all at once
        described |= {
            i for i, what in columns.items() if what == "title" and len(cells.get(i, ColumnCells()).cells) > PAIR
        }
    if described and once and "abstract" not in columns.values():
        columns |= dict.fromkeys(described, "abstract")
    fields = set(columns.values())
    numbered = any(_may_number(headed.get(i, {}), column) for i, column in cells.items() if i not in columns)
    if "title" not in fields and "session" in fields and not numbered:
        index = next(i for i, what in columns.items() if what == "session")
        if "kind" not in fields or cells.get(index, ColumnCells()).variety >= MOST:
            columns[index] = "title"
    themes = [i for i, what in columns.items() if what == "track" and "title" in headed.get(i, {})]
    if themes and not {"title", "session"} & fields and (not cells or cells[themes[0]].variety >= MOST):
        columns[themes[0]] = "title"


def _may_number(meant: Mapping[str, float], column: ColumnCells) -> bool:
    """Whether these would be the titles if they were no numbers."""
    return next(iter(meant), "") == "title" and len(column.cells) > PAIR and column.numbers == 1.0


def _acts_as_titles(columns: dict[int, str], headings: Sequence[object], cells: Mapping[int, ColumnCells]) -> None:
    """Where only a description is called a title, the only column of artists or bands has it: so they are announced."""
    pieces = [column for i, column in cells.items() if i not in columns and column.words >= MOST]
    if any(column.variety == 1.0 for column in pieces if len(column.cells) > 1):
        return  # what they play
    titles = [i for i, what in columns.items() if what == "title"]
    people = [i for i, what in columns.items() if what == "speakers"]
    is_alone = len(people) == 1 and names_acts(headings[people[0]])
    if is_alone and titles and all("abstract" in meanings(headings[i]) for i in titles):
        columns |= {people[0]: "title", **dict.fromkeys(titles, "abstract")}


def _says_the_day(heading: object, columns: Mapping[int, str]) -> bool:
    """Whether a column is called the day, as another one is that was taken for it; it names no people."""
    return "date" in columns.values() and next(iter(meanings(heading)), "") == "date"


def _any_title(columns: dict[int, str], headings: Sequence[object]) -> None:
    """Use the column with a title's heading even if no column's cells look like titles."""
    called = (i for i, heading in enumerate(headings[:MOST_COLUMNS]) if "title" in meanings(heading))
    index = next((i for i in called if columns.get(i, "abstract") == "abstract"), None)
    if index is not None:
        columns[index] = "title"


_PERSON_CODE = re.compile(r"(?=[A-Za-z_-]{0,30}\d)[\w-]{1,40}")


def _is_codes(cell: object) -> bool:
    return isinstance(cell, str) and all(_PERSON_CODE.fullmatch(part.strip()) for part in cell[:2_000].split(";"))
