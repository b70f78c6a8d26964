"""The entry of a table's row, or the reason why the row is no item."""

from __future__ import annotations

import re
from dataclasses import replace

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import SegmentKind
from app.formats.imports.found.details import DetailsReader
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import NO_DETAILS, ItemDetails, plain_key
from app.formats.imports.found.headings import field_of, is_no_name, is_total, kind_of
from app.formats.imports.found.names.person import looks_like_person, surely_person
from app.formats.imports.found.people import MAY_SPEAK, People
from app.formats.imports.tables.cells import Row, text_of
from app.formats.imports.tables.columns import Layout, lone_text, shares_time
from app.formats.imports.tables.lengths import duration_of
from app.formats.imports.tables.row_people import (
    RowPeople,
    are_several_people,
    is_person_of,
    may_speak,
    named_behind_word,
    named_in_brackets,
    people_beside,
    people_of_lines,
    person_described,
    person_of_before,
)
from app.formats.imports.tables.row_times import RowTimes
from app.formats.text.notes import Notes

# Types of rows that programs for shows write beside items.
_MARKERS = {
    "milestone": Sentence("it is a milestone, which is no item"),
    "delay": Sentence("it is a delay, which is no item"),
}
_LED = re.compile(r"(?P<title>[^()\n]{2,200}?)\s?\((?P<role>[^\W\d_][^\W\d_ ]{2,20})\)")
PAIR = 2  # filled cells
LONGEST_BREAK = 60  # characters of a break alone in its row
FEWEST_OF_PARAGRAPH = 120  # characters of a line that describes the title above it
LONGEST_SAID = 120  # characters of a description that may be a title
_TRUE = frozenset({"true", "yes", "1", "wahr", "ja", "vrai", "oui", "sí", "x"})


class RowEntries:
    """Reads rows into entries; a row may instead complete the entry above it, the last of `entries`."""

    def __init__(self, times: RowTimes, people: People, entries: list[ProgrammeEntry], notes: Notes) -> None:
        self._times = times
        self._people = people
        self._entries = entries
        self._notes = notes
        self._row_people = RowPeople(people, notes)
        self._details = DetailsReader(notes)

    def read(self, row: Row, layout: Layout) -> ProgrammeEntry | None:
        """Return the entry of a row; None if it was used otherwise, or noted as unread."""
        lines = people_of_lines(text_of(layout.cell(row, "title"))) if layout.nobody_else else None
        whole = lines[0] if lines is not None else text_of(layout.cell(row, "title"))
        several = whole.count("\n") > 1 or _is_paragraph(whole.partition("\n")[2])
        if (layout.people_before_titles or layout.people_below_titles) and (parted := people_beside(whole, layout)):
            whole = parted[0]
        text, _, below = whole.partition("\n\n")  # a description may stand below
        if not below and several and len(text) > LONGEST_SAID:
            text, _, below = text.partition("\n")
        title = clean_text(text[:2_000])
        if layout.people_behind_titles and (parted := people_beside(text, layout)) is not None:
            title = clean_text(parted[0])
        if not title and (words := _in_place_of_end(row, layout)):  # cells are missing in the row
            title, row = words, _with_blank_end(row, layout)
        entry = ProgrammeEntry(row.where, title)
        is_bare = not title and layout.has("title") and layout.cell(row, "kind") is None
        beside = self._row_people.title_beside(row, layout) if is_bare else self._row_people.break_beside(row, layout)
        if not self._times.put(row, layout, entry):
            return None
        stated = duration_of(row, layout, self._notes)
        entry.planned_ms = entry.planned_ms if stated is None else stated
        self._fill(entry, row, layout)
        entry.speakers, entry.moderators = (
            [] if beside else self._row_people.ids(row, layout, "speakers"),
            self._row_people.ids(row, layout, "moderators"),
        )
        entry.speakers = self._people.without_name(entry.speakers, title)
        _take_leader(entry)
        if beside:  # the word for a break stands in the column of people
            entry.title = _with_break("" if is_no_name(title) else title, beside)
        elif layout.names_in_brackets and not entry.speakers:
            self._take_names_in_brackets(entry, row, layout)
        if lines is not None:
            speakers, moderators = self._row_people.of_lines(row, lines[1])
            entry.speakers, entry.moderators = [*entry.speakers, *speakers], [*entry.moderators, *moderators]
        entry.details = self._details_in(row, layout, below)
        if layout.nobody_else and not (entry.speakers or entry.moderators or beside):
            self._take_people_of_abstract(entry, row, layout)
        other = layout.cell(row, "kind") if layout.kinds_are_titles else None
        entry.title = _with_break(entry.title, clean_text(text_of(other)))
        return self._usable(row, layout, entry)

    def _take_names_in_brackets(self, entry: ProgrammeEntry, row: Row, layout: Layout) -> None:
        """Take who speaks from brackets in the title of an item, and say where a word there may be a name."""
        if who := _who_is_named(row, layout, entry.title):
            entry.speakers = self._row_people.behind(row, who)
        elif (parted := _named_in(entry.title)) is not None:
            entry.title, entry.speakers = parted[0], self._row_people.behind(row, parted[1])
            if set(entry.speakers) == set(entry.moderators):  # a host of a talk is who gives it
                entry.moderators = []
        elif who := may_speak(entry.title):
            self._notes.guess(row.where, MAY_SPEAK.text, text=who)

    def _take_people_of_abstract(self, entry: ProgrammeEntry, row: Row, layout: Layout) -> None:
        """Take the title from the abstract where the cell of the title says who speaks, or several people from it."""
        said = entry.details.abstract
        if text_of(layout.cell(row, "kind")).strip() in layout.kinds_of_people:
            entry.speakers = self._row_people.behind(row, entry.title)
            entry.title, entry.details = clean_text(said), replace(entry.details, abstract="")
        elif are_several_people(said):
            entry.speakers, entry.details = self._row_people.behind(row, said), replace(entry.details, abstract="")

    @staticmethod
    def _fill(entry: ProgrammeEntry, row: Row, layout: Layout) -> None:
        """Fill in what stands in cells of its own: room, session, source and kind."""
        room = clean_text(text_of(layout.cell(row, "room")))
        entry.room = "" if is_no_name(room) else room
        session = clean_text(text_of(layout.cell(row, "session")))
        entry.session = session if any(map(str.isalnum, session)) else ""  # a sign is no name
        entry.source = _source(layout.cell(row, "id"))
        kind = layout.cell(row, "kind")
        entry.kind = kind_of(text_of(kind), whole=False) if kind is not None else None

    def _details_in(self, row: Row, layout: Layout, below: str) -> ItemDetails:
        said = layout.translations(row)
        if not said and not below and not layout.has("abstract", "track", "language", "links"):
            return NO_DETAILS
        abstract, track, language, links = (
            text_of(layout.cell(row, name)) for name in ("abstract", "track", "language", "links")
        )
        addresses = re.split(r"[\n;,|]\s{0,20}(?=https?://)|\n", links[:40_000], flags=re.IGNORECASE)
        return self._details.read(
            row.where,
            abstract=(below, abstract),
            track=track,
            language=language,
            links=[one for one in addresses if one],
            translations=said,
        )

    def _usable(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> ProgrammeEntry | None:
        timed = entry.start or entry.starts_ms is not None or entry.planned_ms is not None
        if why := self._no_item(row, layout, entry):
            self._notes.cannot_read(row.where, row.text, why)
            return None
        if self._entries and self._goes_on(row, layout, entry):
            return None
        is_apart = entry.source or (layout.cell(row, "date") is not None and entry.speakers)
        of_its_own = is_apart and self._entries and entry.day is not None and entry.day != self._entries[-1].day
        if not entry.title and not timed and _is_break(lone := lone_text(row, layout) or ""):
            entry.title, entry.kind = lone, SegmentKind.BREAK
        if not entry.title and not timed and not of_its_own:
            if not (entry.speakers or entry.moderators):
                self._notes.cannot_read(row.where, row.text, "there is no title, no person and no time in it")
            elif self._entries and layout.has("title", "start", "time"):
                self._entries[-1].speakers.extend(entry.speakers)
                self._entries[-1].moderators.extend(entry.moderators)
            return None
        if (kind := text_of(layout.cell(row, "kind"))) and re.fullmatch(r"\([^()]{1,200}\)", entry.title):
            entry.title = f"{clean_text(kind)} {entry.title}"  # which says who or how, and not what
        if not entry.title:
            named = next((p.name for p in self._people.all if p.id in (*entry.speakers, *entry.moderators)), "")
            whole = text_of(layout.cell(row, "speakers")) if not layout.has("title") else ""
            named = clean_text(whole) if named and "\n" not in whole and 0 < len(whole) <= LONGEST_SAID else named
            said = clean_text(entry.details.abstract) if len(entry.details.abstract) <= LONGEST_SAID else ""
            is_sure = layout.kinds_are_titles or kind_of(kind, whole=False) not in {None, SegmentKind.PRESENTATION}
            is_sure, has_acts = is_sure and not layout.has_acts, layout.has_acts
            texts = (kind, named, entry.session, said) if is_sure else (named, kind, entry.session, said)
            entry.title = next((text for text in texts if text and (has_acts or _may_title(text, named))), named)
            entry.title = entry.title or _beside_columns(row, layout)
            if not entry.title:
                self._notes.cannot_read(row.where, row.text, "there is a time, but no title and no speaker")
                return None
        return entry

    def _goes_on(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> bool:
        """Whether a row completes the entry above; one that shares its time and has only a person says who speaks."""
        is_person = row.text.strip().endswith(entry.title) and surely_person(entry.title)
        if is_person and layout.nobody_else and shares_time(row, layout):
            self._entries[-1].speakers.extend(self._row_people.behind(row, entry.title))
            return True
        if layout.continues(row):
            _extend(self._entries[-1], entry)
            return True
        return False

    def _no_item(self, row: Row, layout: Layout, entry: ProgrammeEntry) -> str:
        """Return why a readable row is no item; an empty text if it is one."""
        placed = entry.start is not None or entry.starts_ms is not None
        if plain_key(text_of(layout.cell(row, "all_day"))) in _TRUE and not placed:
            return Sentence("it lasts all day and has no time")
        if plain_key(text_of(layout.cell(row, "skip"))) in _TRUE:
            return Sentence("it is marked to be skipped")
        if (marker := _MARKERS.get(plain_key(text_of(layout.cell(row, "kind"))))) is not None and not entry.speakers:
            return marker
        first = text_of(row.cells[row.filled[0]]) if entry.planned_ms is not None else ""  # perhaps in an unused column
        if (is_total(entry.title) or is_total(first)) and not placed and not entry.speakers:
            return Sentence("it adds up the other rows")
        if entry.title and layout.starts_are_moments and not placed:
            return Sentence("it has no time, unlike the others")
        return ""


def _take_leader(entry: ProgrammeEntry) -> None:
    """Take who stands beside "Session 1 (Chair)" for the chair, and the title without that word."""
    match = _LED.fullmatch(entry.title) if entry.speakers else None
    if match is not None and field_of(match["role"]) == "moderators":
        entry.title, entry.speakers, entry.moderators = match["title"], [], [*entry.moderators, *entry.speakers]


def _in_place_of_end(row: Row, layout: Layout) -> str:
    """Return the words of the last filled cell of a row, if it stands behind the start where others have the end."""
    value = layout.cell(row, "end")
    text = text_of(value) if layout.cell(row, "start") is not None and len(row.filled) == PAIR else ""
    is_title = re.search(r"[^\W\d_]{3}", text) is not None and not any(map(str.isdigit, text))
    return clean_text(text) if is_title and not is_no_name(text) else ""


def _with_blank_end(row: Row, layout: Layout) -> Row:
    cells = [None if layout.columns.get(index) == "end" else cell for index, cell in enumerate(row.cells)]
    return Row(row.where, cells)


def _is_break(text: str) -> bool:
    """Whether a text alone in its row is a break, and no sentence below the table: "Coffee is in the hall"."""
    is_short = len(text) <= LONGEST_BREAK and not text.endswith((".", "\u3002")) and text[:1].isalnum()
    return is_short and kind_of(text) is SegmentKind.BREAK


def _who_is_named(row: Row, layout: Layout, title: str) -> str:
    """Return who speaks, if the title or the description is, or begins with, a person and an organisation."""
    if is_person_of(title, any_body="title" in layout.with_bodies):
        return title
    return person_described(text_of(layout.cell(row, "abstract"))) if "abstract" in layout.with_bodies else ""


def _named_in(title: str) -> tuple[str, str] | None:
    return named_behind_word(title) or named_in_brackets(title) or person_of_before(title)


def _beside_columns(row: Row, layout: Layout) -> str:
    """Return the words of the only other cell of a row without a title, in a column that is not used."""
    texts = [text_of(row.cells[i]) for i in row.filled if i not in layout.columns]
    is_short = len(texts) == 1 and len(texts[0]) <= LONGEST_SAID
    return clean_text(texts[0]) if is_short and re.search(r"[^\W\d_]{3}", texts[0]) else ""


def _may_title(text: str, named: str) -> bool:
    """Whether a text may be the title of a row without one: a type or a session, or the name of a person."""
    return text != named or looks_like_person(named)


def is_same_item(entry: ProgrammeEntry, above: ProgrammeEntry) -> bool:
    """Whether a row only names another speaker of the item above it, or repeats it."""
    is_timed = entry.start is not None or entry.starts_ms is not None
    names_another = bool(entry.speakers) and not any(who in above.speakers for who in entry.speakers)
    if names_another and is_no_name(entry.title):
        return False  # the titles of two papers are not known yet
    return is_timed and key_of(entry) == key_of(above) and (names_another or is_repeated(entry, above))


def key_of(entry: ProgrammeEntry) -> tuple[object, ...]:
    """Return what two rows of the same item have in common."""
    times = (entry.day, entry.start, entry.end, entry.starts_ms, entry.planned_ms)
    return (entry.title, *times, entry.room, entry.session, entry.details.track)


def is_repeated(entry: ProgrammeEntry, above: ProgrammeEntry) -> bool:
    """Whether two rows of the same item have neither people nor an id that tells them apart."""
    return not (entry.speakers or above.speakers or entry.moderators) and entry.source == above.source


def _extend(entry: ProgrammeEntry, by: ProgrammeEntry) -> None:
    """Extend an item whose cell covers another row by that row's time and people."""
    entry.end, entry.ends_ms = by.end or entry.end, by.ends_ms or entry.ends_ms
    if by.planned_ms is not None and entry.planned_ms is not None:
        entry.planned_ms += by.planned_ms
    entry.speakers.extend(by.speakers)
    entry.moderators.extend(by.moderators)


def _with_break(title: str, other: str) -> str:
    """Return a title with the break that the second column of titles calls it: "Lunch: Games"."""
    is_break = other and kind_of(other, whole=False) is SegmentKind.BREAK
    return f"{other}: {title}" if title and is_break and kind_of(title) is not SegmentKind.BREAK else title or other


def _is_paragraph(text: str) -> bool:
    return len(text) >= FEWEST_OF_PARAGRAPH and text.rstrip().endswith((".", "!", "?"))


def _source(value: object) -> str:
    """Return the file's own id. A running number is none: it belongs to another row in the next version."""
    text = text_of(value)
    return "" if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*\.?", text) else text
