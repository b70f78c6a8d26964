"""Our own session documents, read and written: one, a list, a list under `sessions`, or several in YAML."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from app.domain.errors import Invalid, Sentence, in_a_row
from app.domain.state.document import MOST_ITEMS, canonical, read_document
from app.domain.state.fields.readers import cue_name
from app.domain.state.fields.tables import TABLES
from app.domain.state.rundown import Plan, planned_starts
from app.domain.state.translations import document_translations
from app.formats.imports.found.findings import (
    FoundItem,
    FoundSession,
    ImportHints,
    ItemDetails,
    Programme,
    plain_key,
)
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import People
from app.formats.text.notes import MOST_NOTES, NotAProgramme, Notes, Unread, shortened

_PARTS = {
    "speakers": "speaker",
    "segments": "segment",
    "guiding_questions": "guiding_question",
    "presets": "preset",
    "categories": "category",
    "groups": "group",
}


def looks_like_ours(value: object) -> bool:
    """Whether this is a session document or contains some: a title and segments, or a start."""
    documents = _documents(value)
    return bool(documents) and all(isinstance(d, Mapping) and "title" in d and _KEYS & set(d) for d in documents)


_KEYS = frozenset({"segments", "guiding_questions", "starts_at", "starts_at_ms"})


def read_own(value: object, format_: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of session documents.

    An unknown field is left out and reported; any other unreadable value leaves its document out.

    Raises:
        NotAProgramme: no document can be read.
    """
    people, sessions, plans = People(notes), [], []
    documents = _documents(value)
    for number, document in enumerate(documents, start=1):
        place = Sentence("document {number}", number=number) if len(documents) > 1 else ""
        plan = _plan(document, place, hints, notes)
        if plan is not None:
            plans.append(plan)
            sessions.append(_session(plan, "slug" in document, place, people))
    if not plans:
        reasons = in_a_row(_at_its_place(one) for one in notes.unread[:5])
        raise NotAProgramme("This is a session document of ours that cannot be read: {reasons}", reasons=reasons)
    first = plans[0]
    return Programme(
        format_,
        first.conference.title or first.title,
        first.conference.timezone,
        tuple(sessions),
        people.all,
        first.conference.venue,
    )


def to_document(plan: Plan) -> dict[str, Any]:
    """Convert a plan to a session document with all fields, times in `*_ms`; `read_document` reads it back.

    `document_text.document_of` does the same for people, leaving out defaults.
    """
    plain = _without_translations(canonical(plan))
    if translations := document_translations(plan):
        plain["translations"] = translations
    return {**plain, "cues": [cue_name(ms) for ms in plan.cues]}


def _without_translations(plain: dict[str, Any]) -> dict[str, Any]:
    """Return a canonical document whose items do not carry the translations of their texts."""
    lists = {name: [_but(item, "translations") for item in plain[name]] for name in _PARTS}
    return {**_but(plain, "translations"), **lists}


def _but(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def _documents(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        inner = value.get("sessions")
        return inner if isinstance(inner, list) and "segments" not in value else [value]
    if isinstance(value, list) and len(value) == 1:
        return _documents(value[0])
    return value if isinstance(value, list) else []


def _plan(document: Mapping[str, Any], place: str, hints: ImportHints, notes: Notes) -> Plan | None:
    raw = _known_only(_with_zone(document, hints), place, notes)
    try:
        return read_document(raw)
    except Invalid as error:
        for problem in error.problems[:MOST_NOTES]:
            notes.cannot_read(_at(place, problem.where), str(_value_at(raw, problem.where)), problem.what)
        return None


def _known_only(document: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
    """Return the document without unknown fields, which are reported."""
    raw: dict[str, Any] = _without_strangers(
        document, {*TABLES["session"], "slug", "translations", *_PARTS}, place, "", notes
    )
    for name, table in _PARTS.items():
        if isinstance(items := raw.get(name), list):
            where = ((item, f"{name}[{i}]") for i, item in enumerate(items[:MOST_ITEMS]))
            read = [_without_strangers(item, TABLES[table], place, at, notes) for item, at in where]
            raw[name] = [*read, *items[MOST_ITEMS:]]
    return raw


def _without_strangers(item: Any, known: Container[str], place: str, where: str, notes: Notes) -> Any:
    if not isinstance(item, Mapping):
        return item
    for name in item:
        if name not in known:
            field = shortened(f"{where}.{name}" if where else str(name), 80)
            notes.guess(_at(place, field), "This field is not known here, and was left out.")
    return {name: value for name, value in item.items() if name in known}


def _with_zone(document: Mapping[str, Any], hints: ImportHints) -> Mapping[str, Any]:
    conference = document.get("conference")
    if not hints.zone or (isinstance(conference, Mapping) and "timezone" in conference):
        return document
    return {
        **document,
        "conference": {**(conference if isinstance(conference, Mapping) else {}), "timezone": hints.zone},
    }


def _at(place: str, where: str) -> str:
    """Return a field's place in a document of the file; `place` is empty if there is only one."""
    return Sentence("{place}, {where}", place=place, where=where) if place and where else place or where


def _at_its_place(one: Unread) -> str:
    return Sentence("{where}: {what}", where=one.where, what=one.why) if one.where else one.why


def _value_at(raw: Any, where: str) -> Any:
    for key in re.findall(r"[^.\[\]]+", where):
        raw = (
            raw.get(key)
            if isinstance(raw, Mapping)
            else raw[int(key)]
            if isinstance(raw, list) and key.isdigit() and int(key) < len(raw)
            else None
        )
    return "" if raw is None else raw


def _session(plan: Plan, named: bool, place: str, people: People) -> FoundSession:
    ids = {
        s.id: people.add(Named(s.name, s.title, s.affiliation), place, country=s.country, bio=s.bio)
        for s in plan.speakers
    }
    starts = planned_starts(plan)
    items = tuple(
        FoundItem(
            segment.id,
            segment.title,
            _at(place, f"segments[{index}]"),
            segment.planned_ms,
            starts[segment.id],
            segment.kind,
            tuple(id_ for s in segment.speakers if (id_ := ids[s])),
            details=ItemDetails(segment.abstract, segment.track, segment.language, segment.references),
        )
        for index, segment in enumerate(plan.segments)
    )
    source = f"slug:{plan.slug}" if named else f"{plain_key(plan.title)}|{plan.starts_at_ms}"
    return FoundSession(source, plan.title, place, plan.starts_at_ms, plan.ends_at_ms, "", items, to_document(plan))
