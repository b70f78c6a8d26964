"""Project files of Ontime, versions 1 to 4: one rundown, or several, of events with times in milliseconds of a day.

Written from its public documentation of events. Delays, milestones and groups are no items; a group is the track of its
events. An event that is marked to be skipped is left out and reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from app.domain.errors import Sentence
from app.domain.text import clean_text
from app.domain.values import DAY, SegmentKind
from app.formats.imports.found.assignment import SAMPLE
from app.formats.imports.found.column_cells import MOST, ColumnCells
from app.formats.imports.found.details import LONGEST_TRACK
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import ImportHints, ItemDetails, Programme
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.people import People
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.found.times import TimeOfDay
from app.formats.text.json_parts import as_list, as_mapping, text_of
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, shortened

_LEFT_OUT = {
    "delay": Sentence("A delay, which is no item: {title}"),
    "milestone": Sentence("A milestone, which is no item: {title}"),
}
_NO_ITEM = Sentence("An entry of another kind, which is no item: {title}")
_UNTITLED = Sentence("untitled")
_GROUPS = frozenset({"group", "block"})
_PEOPLE = frozenset({"speakers", "moderators"})
MOST_FIELDS = 100  # that people add to events
_OF_AN_EVENT = frozenset({"timeStart", "duration", "timerType"})  # which no other program has together
_OF_OLD_EVENTS = frozenset({"timeStart", "timeEnd", "type"})  # of these kinds alone
_KINDS = frozenset({"event", *_LEFT_OUT, *_GROUPS})


def looks_like_ontime(value: object) -> bool:
    """Whether this is a project, or a part of one: its rundowns, or the list of its events alone."""
    whole = _whole(value)
    events = [event for _, _, members in _rundowns(whole) for event in members]
    keys = [set(as_mapping(event)) for event in events[:MOST_ROWS]]
    if isinstance(value, list):
        kinds = {text_of(as_mapping(event), "type") for event in events[:MOST_ROWS]}
        is_of_kinds = "event" in kinds and kinds <= _KINDS
        return any(each >= _OF_AN_EVENT or (is_of_kinds and each >= _OF_OLD_EVENTS) for each in keys)
    timed = any({"timeStart", "timeEnd"} <= each or each >= _OF_AN_EVENT for each in keys)
    return timed or text_of(as_mapping(whole.get("settings")), "app") == "ontime"


def _whole(value: object) -> Mapping[str, Any]:
    """Return a project; for the list of its events alone, an object with that."""
    is_list = isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
    return {"rundown": value} if is_list else as_mapping(value)


def read_ontime(value: object, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a project, which has neither date nor zone."""
    value = _whole(value)
    zone = hints.zone or "UTC"
    if not hints.zone:
        notes.guess("", "An Ontime project has no time zone; times were read as UTC. Say which zone it is.")
    about = as_mapping(value.get("project") or value.get("eventData") or value.get("event"))
    title = clean_text(text_of(about, "title")) or hints.title or "Ontime"
    rundowns = list(_rundowns(value))
    events = [as_mapping(event) for _, _, members in rundowns for event in members[:MOST_ROWS]]
    reader = _OntimeReader(_speaker_fields(value, events, notes), notes)
    for key, name, events in rundowns:
        reader.read(key, name if len(rundowns) > 1 else "", events)
    sessions = Arranger(title, zone, hints, notes).sessions(reader.entries)
    return Programme("ontime", title, zone, tuple(sessions), reader.people.all)


def _rundowns(value: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each rundown's place in the file, its title, and its entries in order."""
    several = value.get("rundowns")
    if isinstance(several, Mapping):
        for key, rundown in several.items():
            members = as_mapping(rundown)
            yield f"rundowns.{key}", text_of(members, "title", "id"), list(_in_order(members))
    for name in ("rundown", "events"):
        if isinstance(value.get(name), list):
            yield name, "", value[name]
            return


def _in_order(rundown: Mapping[str, Any]) -> Iterator[Any]:
    """Yield entries in order: those of a group follow it, with or without the flat order."""
    entries = as_mapping(rundown.get("entries"))
    order = as_list(rundown.get("flatOrder")) or list(_flat(as_list(rundown.get("order")), entries))
    seen = dict.fromkeys(id_ for id_ in order if isinstance(id_, str) and id_ in entries)
    yield from (entries[id_] for id_ in seen)
    yield from (entry for id_, entry in entries.items() if id_ not in seen)


def _flat(order: list[Any], entries: Mapping[str, Any]) -> Iterator[str]:
    for id_ in order:
        if isinstance(id_, str):
            yield id_
            inner = as_mapping(entries.get(id_))
            yield from (i for i in as_list(inner.get("entries") or inner.get("events")) if isinstance(i, str))


def _speaker_fields(value: Mapping[str, Any], events: Sequence[Mapping[str, Any]], notes: Notes) -> dict[str, str]:
    """Return the keys of custom fields that hold people: by their labels, or else the one whose cells are names."""
    custom = as_mapping(value.get("customFields")) or {
        key: {} for event in events for key in list(as_mapping(event.get("custom")))[:MOST_FIELDS]
    }
    labels = {key: text_of(as_mapping(facts), "label") or key for key, facts in list(custom.items())[:MOST_FIELDS]}
    named = {key: field for key, label in labels.items() if (field := field_of(label)) in _PEOPLE}
    if named or any(text_of(event, "presenter") for event in events):
        return named
    cells = {key: _cells(events, key) for key, label in labels.items() if field_of(label) is None}
    best = max(cells, key=lambda key: cells[key].people, default=None)
    if best is None or len(cells[best].cells) < 2 or cells[best].people < MOST:
        return {}
    notes.guess(
        "", 'The field "{field}" was taken for the speakers, by what it holds.', field=shortened(labels[best], 40)
    )
    return {best: "speakers"}


def _cells(events: Sequence[Mapping[str, Any]], key: str) -> ColumnCells:
    texts = (_custom(as_mapping(event.get("custom")).get(key)) for event in events)
    return ColumnCells(tuple(islice((text for text in texts if text), SAMPLE)))


def _tracks(events: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the titles of groups, by the ids of their events; in old versions a group goes on to the next one."""
    tracks: dict[str, str] = {}
    latest = ""
    for event in events:
        if text_of(event, "type") in _GROUPS:
            title = clean_text(text_of(event, "title"))
            members = as_list(event.get("entries") or event.get("events"))
            latest = "" if members or "entries" in event else title
            tracks |= {id_: title for id_ in members if isinstance(id_, str)}
        elif latest:
            tracks.setdefault(text_of(event, "id"), latest)
    return tracks


class _OntimeReader:
    def __init__(self, fields: Mapping[str, str], notes: Notes) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self._fields = fields
        self._notes = notes

    def read(self, key: str, name: str, events: list[Any]) -> None:
        if len(events) > MOST_ROWS:
            raise NotAProgramme(
                "This rundown has more than {most:,} entries, more than a programme needs.", most=MOST_ROWS
            )
        latest, day, tracks = 0, 0, _tracks([as_mapping(event) for event in events])
        for number, event in enumerate(events):
            entry = self._entry(f"{key}[{number}]", as_mapping(event))
            if entry is None or entry.start is None:
                continue
            given = as_mapping(event).get("dayOffset")
            at = entry.start.ms % DAY
            following = max(day + (at < latest), entry.start.ms // DAY)
            day = given if isinstance(given, int) and 0 <= given < 30 else following
            latest = at
            entry.start = TimeOfDay(at + day * DAY, True)
            entry.session = clean_text(name)
            entry.details = ItemDetails(track=tracks.get(text_of(as_mapping(event), "id"), "")[:LONGEST_TRACK])
            self.entries.append(entry)

    def _entry(self, where: str, event: Mapping[str, Any]) -> ProgrammeEntry | None:
        kind = text_of(event, "type") or "event"
        title = clean_text(text_of(event, "title") or text_of(event, "subtitle") or text_of(event, "cue"))
        if kind in _GROUPS:
            self._notes.guess(where, "A group, which is the track of its items: {title}", title=title or _UNTITLED)
            return None
        if kind != "event":
            self._notes.guess(where, _LEFT_OUT.get(kind, _NO_ITEM).text, title=title or _UNTITLED)
            return None
        start, planned = _ms(event.get("timeStart")), _length(event)
        if event.get("skip") is True or start is None:
            skipped = event.get("skip") is True
            why = Sentence("it is marked to be skipped") if skipped else Sentence("it has no start")
            self._notes.cannot_read(where, title, why)
            return None
        clock = TimeOfDay(start, True)
        entry = ProgrammeEntry(where, title or "Untitled", start=clock, planned_ms=planned, source=text_of(event, "id"))
        entry.kind = kind_of(title) or SegmentKind.PRESENTATION
        self._add_people(entry, event)
        return entry

    def _add_people(self, entry: ProgrammeEntry, event: Mapping[str, Any]) -> None:
        custom = as_mapping(event.get("custom"))
        cells = [("speakers", text_of(event, "presenter"))]
        cells += [(field, _custom(custom.get(key))) for key, field in self._fields.items()]
        for field, cell in cells:
            ids = (self.people.add(person, entry.where) for person in names_in(cell, commas=True))
            (entry.moderators if field == "moderators" else entry.speakers).extend(id_ for id_ in ids if id_)


def _custom(value: object) -> str:
    return value if isinstance(value, str) else text_of(as_mapping(value), "value")


def _length(event: Mapping[str, Any]) -> int | None:
    start, end, duration = (_ms(event.get(name)) for name in ("timeStart", "timeEnd", "duration"))
    if duration is not None:
        return duration
    return (end - start) % DAY if start is not None and end is not None else None


def _ms(value: object) -> int | None:
    whole = round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return whole if whole is not None and 0 <= whole <= 30 * DAY else None
