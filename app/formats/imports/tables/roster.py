"""A roster: a table of people with category, rank, group, seat and language, as a list of speakers needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from babel import Locale

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import LANGUAGES
from app.formats.imports.found.assignment import MOST_COLUMNS
from app.formats.imports.found.findings import FIELD_NAMES, OF_PERSON, FoundColumn, RosterPerson, plain_key
from app.formats.imports.found.headings import field_of, heading_key
from app.formats.imports.found.names.countries import country_code
from app.formats.imports.tables.cells import SAMPLED_ROWS, Row, Sheet, text_of
from app.formats.imports.tables.column_notes import SAMPLES
from app.formats.imports.tables.columns import HEADINGS_WITHIN, heading_cells, most
from app.formats.text.csv_cells import alive
from app.formats.text.notes import Notes, shortened

# Headings as `heading_key` spells them; those of names, functions, organisations and countries are known already.
_HEADINGS: Mapping[str, Sequence[str]] = {
    "id": ("id", "speaker id", "delegate id"),
    "name": ("name", "delegation", "delegate", "member state", "state", "الاسم", "姓名"),
    "title": ("title", "function", "functional title", "position", "funktion", "fonction", "cargo", "должность"),
    "says": ("pronunciation", "how to say the name", "aussprache", "prononciation", "pronunciación", "произношение"),
    "category": ("category", "kategorie", "catégorie", "categoría", "categoria", "категория", "الفئة", "类别"),
    "rank": ("rank", "rang", "rango", "precedence", "order of precedence", "préséance", "ранг", "الرتبة", "级别"),
    "group": (
        *("group", "regional group", "region", "party", "gruppe", "fraktion", "partei", "groupe", "région", "parti"),
        *("grupo", "región", "partido", "gruppo", "группа", "регион", "المجموعة", "组别", "组"),
    ),
    "seat": (
        *("seat", "seat number", "seat no", "sitz", "sitzplatz", "platz", "siège", "place", "asiento", "posto"),
        *("место", "المقعد", "座位", "席位"),
    ),
    "language": ("language", "working language", "sprache", "langue", "idioma", "lingua", "язык", "اللغة", "语言"),
}
_BY_HEADING = {heading: what for what, headings in _HEADINGS.items() for heading in headings}
_OF_PEOPLE = {"speakers": "name", "first_name": "first_name", "last_name": "last_name", "job": "title"}
_SAME = ("affiliation", "country")
_ONLY_ROSTERS = frozenset({"category", "rank", "group", "seat"})
_TIMES = frozenset({"start", "end", "time", "duration", "date", "session"})
_LONGEST = {"name": 200, "title": 300, "affiliation": 300, "says": 200, "category": 200, "group": 200, "seat": 60}
LONGEST_LANGUAGE = 60
MOST_RANK = 10_000
_NO_RANK = Sentence('The rank "{text}" is not a whole number from 1 to {most:,}; left out.')
_NO_CATEGORY = Sentence('The rank "{text}" belongs to a category, and none is here; left out.')


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a table, and its columns with the fields that they were taken for; no people if it is no roster."""

    people: tuple[RosterPerson, ...] = ()
    columns: tuple[FoundColumn, ...] = ()


def read_roster(
    sheets: Sequence[Sheet], notes: Notes, by_hand: Mapping[str, str] | None = None, *, plain: bool = False
) -> Roster:
    """Read the first sheet that is a roster.

    Args:
        by_hand: fields that a person gave to headings, as `ImportHints.columns` has them.
        plain: a table of people without category, rank, group or seat is one too.
    """
    chosen = {key: what.removeprefix(OF_PERSON) for key, what in (by_hand or {}).items() if what.startswith(OF_PERSON)}
    for sheet in sheets:
        rows = [row for row in sheet.rows if row.filled]
        for at, row in enumerate(rows[:HEADINGS_WITHIN]):
            columns = _columns(row, chosen)
            if _is_roster(columns, plain=plain or bool(chosen)):
                body = rows[at + 1 :]
                used = columns if chosen else _by_cells(columns, body)
                return Roster(tuple(_RosterReader(used, notes).read(body)), tuple(_found(row, body, used)))
    return Roster()


def is_roster_head(cells: Sequence[object]) -> bool:
    """Whether these cells are the headings of a roster."""
    return _is_roster(_columns(Row("", cells), {}), plain=False)


def _columns(row: Row, chosen: Mapping[str, str]) -> dict[int, str]:
    """Return the fields of the columns below these headings, each once; none below those of items and speakers."""
    headings = heading_cells(row)
    if {"title", "speakers"} <= {field_of(heading) for heading in headings if not _is_name(heading)}:
        return {}
    named = {index: heading for index, heading in enumerate(headings) if isinstance(heading, str)}
    by_hand = {index: chosen[key] for index, heading in named.items() if (key := heading_key(heading)) in chosen}
    by_heading = {index: _field(heading) for index, heading in named.items() if index not in by_hand}
    columns: dict[int, str] = {}
    for index, what in (*by_hand.items(), *by_heading.items()):
        if what and what not in columns.values():
            columns[index] = what
    return columns


def _found(headings: Row, body: Sequence[Row], columns: Mapping[int, str]) -> Iterable[FoundColumn]:
    """List the columns with a heading for the person who imports, each heading once."""
    known: set[str] = set()
    for index, heading in enumerate(heading_cells(headings)[:MOST_COLUMNS]):
        key = heading_key(heading) if isinstance(heading, str) else ""
        if key and key not in known:
            known.add(key)
            filled = (text_of(row.cells[index]) for row in body[:SAMPLED_ROWS] if index in row.filled)
            samples = tuple(shortened(text, 40) for text in islice(filled, SAMPLES))
            field = f"{OF_PERSON}{columns.get(index, '')}"
            yield FoundColumn(headings.where, shortened(str(heading), 60), key, field, samples)


def _is_name(heading: object) -> bool:
    return isinstance(heading, str) and _BY_HEADING.get(heading_key(heading)) == "name"


def _field(heading: str) -> str | None:
    if (own := _BY_HEADING.get(heading_key(heading))) is not None:
        return own
    named = {what for word in heading_key(heading).split() if (what := _BY_HEADING.get(word)) in _ONLY_ROSTERS}
    if len(named) == 1:  # among other words: `Protocol rank`
        return named.pop()
    known = field_of(heading)
    return known if known in {*_SAME, *_TIMES} else _OF_PEOPLE.get(known or "")


def _is_roster(columns: Mapping[int, str], *, plain: bool) -> bool:
    fields = set(columns.values())
    named = bool(fields & {"name", "first_name", "last_name", "country"})
    return named and not fields & _TIMES and (bool(fields & _ONLY_ROSTERS) or (plain and len(fields) > 1))


def _by_cells(columns: dict[int, str], body: Sequence[Row]) -> dict[int, str]:
    """Make the category of a column of ranks that are words, such as `Minister`, if nothing else is the category."""
    index = next((index for index, what in columns.items() if what == "rank"), None)
    if index is None or "category" in columns.values():
        return columns
    words = [row.cells[index] for row in body if index in row.filled]
    return {**columns, index: "category"} if most(words, lambda cell: _whole(text_of(cell)) is None) else columns


class _RosterReader:
    """Reads the rows of a roster; what it cannot use, it notes with the row."""

    def __init__(self, columns: Mapping[int, str], notes: Notes) -> None:
        self._columns, self._notes = columns, notes
        self._ranks_only = "rank" in columns.values() and "category" not in columns.values()
        if self._ranks_only:
            notes.guess("", "No column is a category; each rank is taken as one.")
        self._ranks: dict[str, tuple[int, str]] = {}  # by category: its rank, and where that was said

    def read(self, rows: Sequence[Row]) -> Iterable[RosterPerson]:
        seen: dict[str, str] = {}
        for row in rows:
            person = self._person(row)
            if person is None:
                self._notes.cannot_read(row.where, row.text, "it has no name")
            elif (key := person.id or plain_key(person.name)) in seen:
                self._notes.cannot_read(
                    row.where,
                    row.text,
                    "{name} is already in {where}; give each an ID if they are two",
                    name=person.name,
                    where=seen[key],
                )
            else:
                seen[key] = row.where
                yield person

    def _person(self, row: Row) -> RosterPerson | None:
        cells = {what: alive(text_of(row.cells[i])) for i, what in self._columns.items() if i in row.filled}
        texts = {what: self._within(what, text, row.where) for what, text in cells.items()}
        both = f"{texts.pop('first_name', '')} {texts.pop('last_name', '')}".strip()
        name = texts.pop("name", "") or both or texts.get("country", "")
        if not name:
            return None
        country = self._country(texts.pop("country", ""), name, row.where)
        if self._ranks_only and _whole(texts.get("rank", "")) is not None:
            texts["category"] = texts["rank"]
        rank = self._rank(texts.pop("rank", ""), texts.get("category", ""), row.where)
        language = language_of(texts.pop("language", ""))
        return RosterPerson(row.where, name, rank=rank, country=country, language=language, **texts)

    def _within(self, what: str, text: str, where: str) -> str:
        most_letters = _LONGEST.get(what, LONGEST_LANGUAGE if what == "language" else 200)
        cleaned = clean_text(text[: most_letters * 4])
        if len(cleaned) <= most_letters:
            return cleaned
        self._notes.guess(
            where, "The {what} is longer than {most} characters and was cut.", what=FIELD_NAMES[what], most=most_letters
        )
        return cleaned[:most_letters].rstrip()

    def _country(self, text: str, name: str, where: str) -> str:
        code = text.upper() if len(text) == 2 and text.isascii() else country_code(text)
        if text and not code and text != name:
            self._notes.guess(
                where, '"{text}" is not a country that is known here, by name or two letters; left out.', text=text[:40]
            )
        return code

    def _rank(self, text: str, category: str, where: str) -> int | None:
        if not text:
            return None
        rank = _whole(text)
        if rank is None or not category:
            self._notes.guess(where, (_NO_RANK if rank is None else _NO_CATEGORY).text, text=text[:40], most=MOST_RANK)
            return None
        first, said = self._ranks.setdefault(plain_key(category), (rank, where))
        if rank != first:
            self._notes.guess(
                where,
                "{category} has rank {rank} here and {first} in {where}; the first one counts.",
                category=category,
                rank=rank,
                first=first,
                where=said,
            )
        return first


def _whole(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return number if 1 <= number <= MOST_RANK else None


def language_of(text: str) -> str:
    """Return the code of a language that the interface has, by its name in any of them; another text as it is."""
    return _languages().get(plain_key(text), text)


@cache
def _languages() -> Mapping[str, str]:
    names = {
        plain_key(str(Locale.parse(language).languages[code])): code for language in LANGUAGES for code in LANGUAGES
    }
    return {**names, **{code: code for code in LANGUAGES}}
