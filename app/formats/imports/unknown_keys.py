"""Data whose keys have no known meaning, as a table with these keys as headings: a person says what each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.found.assignment import MOST_COLUMNS
from app.formats.imports.found.findings import ImportHints, Programme, UnknownColumns
from app.formats.imports.found.headings import heading_key
from app.formats.imports.readers.json_fields import NAMES
from app.formats.imports.readers.json_moments import words_of
from app.formats.imports.tables.cells import Row, Sheet
from app.formats.imports.tables.column_notes import columns_in
from app.formats.imports.tables.columns import names_one
from app.formats.imports.tables.tables import read_tables
from app.formats.text.json_parts import as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes

DEEPEST = 12
LEAST_SHARED = 0.5  # of the keys of two lists that are parts of one
MOST_LISTS, MOST_KINDS = 1_000, 50  # that are looked at
_Thing = tuple[str, Mapping[str, object]]  # the place of an object, and its fields


def read_by_keys(value: object, hints: ImportHints, notes: Notes, refusal: str) -> Programme:
    """Read the list with the most objects, if a person has said what its keys mean.

    Raises:
        NotAProgramme: the refusal; with the keys, if there are any that a person could give a meaning.
    """
    sheet = _table_of(value)
    if sheet is None:
        raise NotAProgramme(refusal)
    if not names_one(sheet.rows[0].cells, hints.columns):
        raise UnknownColumns(refusal, columns_in([sheet], hints.columns))
    return read_tables([sheet], "json-items", hints, notes)


def _table_of(value: object) -> Sheet | None:
    """Return a table of the things of one kind of which there are most; None if there are not two."""
    kinds: list[tuple[set[str], list[_Thing]]] = []
    seen = 0
    for things in islice(_lists(value, "", {}, 0), MOST_LISTS):
        keys = {key for _, thing in things for key in thing}
        alike = (kind for kind in kinds if len(keys & kind[0]) >= LEAST_SHARED * len(keys | kind[0]))
        if (kind := next(alike, None)) is not None:
            kind[0].update(keys)
            kind[1].extend(things)
        elif len(kinds) < MOST_KINDS:
            kinds.append((keys, list(things)))
        if (seen := seen + len(things)) > MOST_ROWS:
            break
    things = max((of for _, of in kinds), key=len, default=[])
    headings = list(dict.fromkeys(key for _, thing in things[:MOST_ROWS] for key in thing))[:MOST_COLUMNS]
    if len(things) < 2 or len(headings) < 2:
        return None
    rows = [Row(where, [thing.get(key) for key in headings]) for where, thing in things[: MOST_ROWS + 1]]
    return Sheet("", [Row(Sentence("keys"), [words_of(key) for key in headings]), *rows])


def _lists(value: object, path: str, around: Mapping[str, object], depth: int) -> Iterator[list[_Thing]]:
    """Yield the fields of the objects of each list, with those of the objects around it: `block_time` for its talks."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        own = _fields(value, f"{_name(path)}_" if path else "") if depth else {}
        said = dict(islice({**around, **own}.items(), MOST_COLUMNS))
        for key, part in value.items():
            yield from _lists(part, f"{path}.{key}" if path else str(key), said, depth + 1)
    elif isinstance(value, list):
        parts = enumerate(value[: MOST_ROWS + 1], 1)
        things = [(f"{path}[{at}]", each) for at, each in parts if isinstance(each, Mapping)]
        if things:
            yield [(where, {**around, **_fields(each)}) for where, each in things]
        for where, each in things:
            yield from _lists(each, where, around, depth + 1)


def _name(path: str) -> str:
    """Return the name of the list or object at a path: `day` of `days[2].day`, `days` of `days[2]`."""
    return path.rpartition(".")[2].partition("[")[0]


def _fields(value: Mapping[str, Any], before: str = "") -> dict[str, object]:
    """Return the plain values of an object, and those of objects within it, as `when_from`; of people the names."""
    flat: dict[str, object] = {}
    for key, part in islice(value.items(), MOST_COLUMNS):
        name = f"{before}{key}"
        if isinstance(part, Mapping):
            flat |= _fields(part, f"{name}_")
        elif isinstance(part, list):
            texts = [text_of(as_mapping(each), *NAMES) if isinstance(each, Mapping) else each for each in part]
            flat |= {name: "; ".join(map(str, texts))} if _are_plain(texts) else {}
        elif part is not None and heading_key(words_of(name)):
            flat[name] = part if isinstance(part, int | float) and not isinstance(part, bool) else str(part)
    return flat


def _are_plain(texts: Sequence[object]) -> bool:
    """Whether all of these are texts or numbers, and none is empty."""
    return bool(texts) and all(each and isinstance(each, str | int | float) for each in texts)
