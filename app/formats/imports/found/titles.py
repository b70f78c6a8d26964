"""Which of several columns with titles has those of the items, and which those of their sessions or types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.formats.imports.found.column_cells import MOST, PROSE, ColumnCells, names_kinds
from app.formats.imports.found.headings import is_of_a_part, meanings

RECURRING = 0.5  # the variety of a column whose texts stand in several rows
PAIR = 2  # different texts
FEWEST_PARTS = 5  # rows that show that titles are those of sessions


def titles_of_parts(
    columns: dict[int, str], cells: Mapping[int, ColumnCells], headings: Sequence[object]
) -> frozenset[int]:
    """Make titles that recur the session, if beside them stand short descriptions that differ: these are the titles."""
    title, text = (next((i for i, what in columns.items() if what == name), -1) for name in ("title", "abstract"))
    if not {title, text} <= cells.keys() or "title" not in meanings(headings[text]):
        return frozenset()
    recur, differ = cells[title], cells[text]
    if recur.variety > RECURRING or differ.variety < MOST or differ.letters >= PROSE:
        return frozenset()
    if not FEWEST_PARTS <= len(recur.cells) <= len(differ.cells):
        return frozenset()
    for index in [i for i, what in columns.items() if what == "session"]:
        del columns[index]
    columns |= {title: "session", text: "title"}
    return frozenset({title, text})


def titles_of_single_rows(
    columns: dict[int, str], cells: Mapping[int, ColumnCells], headings: Sequence[object]
) -> frozenset[int]:
    """Make titles of sessions that all rows have and that hardly recur, if none names who speaks: "Welcome".

    What some rows have beside them describes these.
    """
    session, title = (next((i for i, what in columns.items() if what == name), -1) for name in ("session", "title"))
    if not {session, title} <= cells.keys() or {"abstract", "speakers", "moderators"} & set(columns.values()):
        return frozenset()
    if "abstract" in meanings(headings[title]):
        return frozenset()  # a column that is called so may describe them anyway
    outer, inner = cells[session], cells[title]
    all_rows = max(len(column.cells) for column in cells.values())
    if len(outer.cells) < all_rows or len(inner.cells) == all_rows or outer.variety < MOST or all_rows < FEWEST_PARTS:
        return frozenset()
    columns |= {session: "title", title: "abstract"}
    return frozenset({session, title})


def tracks_of_single_rows(columns: dict[int, str], cells: Mapping[int, ColumnCells]) -> frozenset[int]:
    """Make sessions that all rows have, and no two that follow each other, their tracks: "Block 1", "Break", "Block 2".

    One of a single row each would be no session.
    """
    session, title = (next((i for i, what in columns.items() if what == name), -1) for name in ("session", "title"))
    if not {session, title} <= cells.keys() or "track" in columns.values():
        return frozenset()
    names = list(map(str, cells[session].cells))
    are_single = all(name != behind for name, behind in pairwise(names))
    all_rows = max(len(column.cells) for column in cells.values())
    if len(cells[title].cells) < all_rows:
        return frozenset()
    if not are_single or len(names) < max(all_rows, FEWEST_PARTS) or cells[session].variety < MOST:
        return frozenset()
    columns[session] = "track"
    return frozenset({session})


def titles_beside(
    columns: dict[int, str], cells: Mapping[int, ColumnCells], headings: Sequence[object]
) -> frozenset[int]:
    """Take a second column of titles ("Event" beside "Presentation") for the types: the titles of rows without one."""
    title = next((i for i, what in columns.items() if what == "title" and i in cells), None)
    if title is None or "kind" in columns.values():
        return frozenset()
    free = (i for i in cells if columns.get(i, "session") == "session" and i < len(headings))
    named = (i for i in free if may_title(headings[i]) or columns.get(i) == "session")
    other = next((i for i in named if i not in columns or cells[i].variety >= MOST), None)
    if other is None or cells[other].words < MOST:
        return frozenset()
    more = len(cells[other].cells) > len(cells[title].cells) and cells[other].variety >= MOST
    if more and "abstract" in meanings(headings[title]) and "abstract" not in columns.values():
        columns |= {other: "title", title: "abstract"}  # "Module" beside "Contents"
        return frozenset({other})
    if not may_title(headings[other]):
        return frozenset()
    if len(cells[other].cells) <= len(cells[title].cells):
        is_outer = is_of_a_part(headings[title]) is False and cells[other].variety == 1.0
        if not (is_outer or _are_types(cells[title], cells[other])) or len(cells[other].cells) < PAIR:
            return frozenset()
        title, other = other, title  # "Session title" beside topics
        columns[title] = "title"
    columns[other] = "kind"
    return frozenset({other})


def _are_types(titles: ColumnCells, beside: ColumnCells) -> bool:
    """Whether titles recur, as "Talk" and "Workshop" do, and those beside most of them differ."""
    are_few = len(beside.cells) * 2 < len(titles.cells) or len(titles.cells) < FEWEST_PARTS
    return not are_few and titles.variety <= RECURRING and beside.variety >= MOST


def may_title(heading: object) -> bool:
    """Whether a heading says that the column has titles, and no descriptions or people."""
    fields = meanings(heading)
    return next(iter(fields), "") == "title" and not {"abstract", "speakers"} & fields.keys()


def outer_titles(columns: dict[int, str], free: dict[int, ColumnCells], headings: Sequence[object]) -> list[int]:
    """Make the session of a second column of titles, if its texts recur in several rows; return its index."""
    if {"session", "level"} & set(columns.values()) or "title" not in columns.values():
        return []
    meant = {i: meanings(headings[i]) for i in free if i < len(headings)}
    titles = [i for i, fields in meant.items() if next(iter(fields), "") == "title" and "abstract" not in fields]
    recurring = [i for i in titles if len(free[i].cells) > 1 and free[i].words >= MOST and free[i].variety <= RECURRING]
    for index in recurring[:1]:
        columns[index] = "kind" if names_kinds(free[index]) else "session"
        del free[index]
    return recurring[:1]
