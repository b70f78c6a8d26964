"""The session document: read tolerantly, stored in one canonical form.

The reader reports every problem at once with its place (`segments[2].planned`), and never guesses. The canonical form
has only plain values (durations and instants as whole numbers `*_ms`), because events store it for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.presets import MOST_PRESETS, STANDARD
from app.domain.state.addresses import references_of, slug_from
from app.domain.state.fields.readers import Calendar, Table, calendar_of, read_fields
from app.domain.state.fields.tables import SLUG, TABLES
from app.domain.state.rundown import (
    Category,
    Conference,
    Group,
    GuidingQuestion,
    ListSettings,
    Plan,
    Preset,
    Segment,
    Speaker,
)
from app.domain.state.translations import with_document
from app.domain.values import (
    DAY,
    AtZero,
    CueMode,
    FloorPolicy,
    ListRule,
    ListShown,
    RequestKind,
    SegmentKind,
    StartMode,
)

LONGEST_SESSION_MS = 7 * DAY
MOST_ITEMS = 2_000  # segments or speakers in one session
MOST_GUIDING_QUESTIONS = 50


def read_document(raw: object) -> Plan:
    """Read the plan that a session document describes.

    Raises:
        Invalid: with one problem for each field that is missing, unknown or unreadable.
    """
    if not isinstance(raw, Mapping):
        raise Invalid(Problem("", "a session document is an object with a title, a start and segments"))
    problems: list[Problem] = []
    calendar = calendar_of(raw)
    apart = {*_LISTS, "translations"}
    values = read_fields({k: v for k, v in raw.items() if k not in apart}, _DOCUMENT, calendar, "", problems)
    lists = {name: _read_list(raw.get(name), name, calendar, problems) for name in _LISTS}
    if "title" not in values and "title" not in raw:
        problems.append(Problem("title", "is missing"))
    if "starts_at_ms" not in values and not any(p.where.startswith("starts_at") for p in problems):
        problems.append(Problem("starts_at", "is missing; write it like 2021-06-30T10:00:00-04:00"))
    if problems:
        raise Invalid(*problems)
    _name_untitled(lists)
    plan = check(plan_from({"slug": slug_from(str(values["title"])), "ends_at_ms": None, **values, **lists}))
    return with_document(plan, raw["translations"]) if "translations" in raw else plan


def read_changes(raw: Mapping[str, object], of: str, plan: Plan) -> dict[str, Any]:
    """Return some fields of a `segment`, `speaker`, `guiding_question` or of the `session` in canonical form.

    Raises:
        Invalid: with one problem for each field that is unknown or unreadable.
    """
    problems: list[Problem] = []
    changes = read_fields(raw, TABLES[of], Calendar.of(plan), "", problems)
    if problems:
        raise Invalid(*problems)
    return changes


def check(plan: Plan) -> Plan:
    """Return the plan if its parts refer to each other correctly.

    Raises:
        Invalid: a repeated id, a speaker who is not in the list, an end before the start, or too many items.
    """
    problems = [*_doubles(plan), *_dangling(plan), *_times(plan), *_sizes(plan), *_presets(plan)]
    if problems:
        raise Invalid(*problems)
    return plan


def canonical(plan: Plan) -> dict[str, Any]:
    """Convert a plan to plain values; `plan_from` makes the same plan from them."""
    return canonical_item(plan)


def canonical_item(item: Any) -> dict[str, Any]:
    """Convert one segment, speaker, guiding question or conference to plain values."""
    return {name: _plain(value) for name, value in asdict(item).items()}


def plan_from(document: Mapping[str, Any]) -> Plan:
    """Make the plan of a canonical document; a missing end is the start plus all planned times and handovers."""
    parts = dict(document)
    plan = Plan(
        **{
            **parts,
            "ends_at_ms": parts["ends_at_ms"] or 0,
            "conference": Conference(**parts.get("conference", {})),
            "floor_policy": FloorPolicy(parts.get("floor_policy", FloorPolicy.NONE)),
            "cue_mode": CueMode(parts.get("cue_mode", CueMode.AUTOMATIC)),
            "review_words": _words(parts.get("review_words")),
            "cues": tuple(parts.get("cues", Plan.__dataclass_fields__["cues"].default)),
            "speakers": tuple(Speaker(**s) for s in parts.get("speakers", ())),
            "segments": tuple(segment_from(s) for s in parts.get("segments", ())),
            "guiding_questions": tuple(GuidingQuestion(**q) for q in parts.get("guiding_questions", ())),
            "presets": tuple(Preset(**preset) for preset in parts.get("presets", ())),
            "categories": _categories(parts.get("categories", ())),
            "groups": _groups(parts.get("groups", ())),
        }
    )
    return plan if parts["ends_at_ms"] else replace(plan, ends_at_ms=_natural_end(plan))


def segment_from(values: Mapping[str, Any]) -> Segment:
    """Make a segment from canonical fields; missing ones get their defaults."""
    return Segment(**typed_segment(values))


def typed_segment(values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert canonical segment fields to the types of `Segment`."""
    types: dict[str, Callable[[Any], object]] = {
        "kind": SegmentKind,
        "at_zero": AtZero,
        "start": StartMode,
        "speakers": tuple,
        "references": references_of,
        "list_settings": _list_settings,
    }
    return {name: types[name](value) if name in types else value for name, value in values.items()}


def typed_session(values: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """Convert canonical session fields to the types of `Plan`; a conference is merged into the present one."""
    types: dict[str, Callable[[Any], object]] = {
        "floor_policy": FloorPolicy,
        "cue_mode": CueMode,
        "cues": tuple,
        "review_words": _words,
        "conference": lambda value: replace(plan.conference, **value),
        "categories": _categories,
        "groups": _groups,
    }
    return {name: types[name](value) if name in types else value for name, value in values.items()}


def _categories(values: Iterable[Mapping[str, Any]]) -> tuple[Category, ...]:
    return tuple(Category(**value) for value in values)


def _groups(values: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(Group(**value) for value in values)


def _list_settings(values: Mapping[str, Any] | None) -> ListSettings | None:
    if values is None:
        return None
    types: dict[str, Callable[[Any], object]] = {
        "rules": lambda rules: tuple(ListRule(rule) for rule in rules),
        "slots_ms": lambda slots: {RequestKind(kind): ms for kind, ms in slots.items()},
        "kinds": lambda kinds: tuple(RequestKind(kind) for kind in kinds),
        "shows": ListShown,
    }
    typed: dict[str, Any] = {name: types[name](value) if name in types else value for name, value in values.items()}
    return ListSettings(**typed)


def _words(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def free_id(prefix: str, taken: Iterable[str]) -> str:
    """Return the first unused id of `s1`, `s2`, ..."""
    used = set(taken)
    number = 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"


def _read_list(value: object, name: str, calendar: Calendar, problems: list[Problem]) -> list[dict[str, Any]]:
    prefix, required, most = _LISTS[name]
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > most:
        problems.append(Problem(name, Sentence("is a list of at most {most}", most=most)))
        return []
    items = [_read_item(item, f"{name}[{i}]", TABLES[name[:-1]], calendar, problems) for i, item in enumerate(value)]
    taken = {item["id"] for item in items if "id" in item}
    for i, item in enumerate(items):
        if "id" not in item:
            item["id"] = f"{prefix}{i + 1}" if f"{prefix}{i + 1}" not in taken else free_id(prefix, taken)
            taken.add(item["id"])
        if required and isinstance(value[i], Mapping) and required not in value[i]:
            problems.append(Problem(f"{name}[{i}].{required}", "is missing"))
    return items


def _name_untitled(lists: Mapping[str, list[dict[str, Any]]]) -> None:
    """Name a segment without a title after its first speaker, or else its kind."""
    names = {speaker["id"]: speaker["name"] for speaker in lists["speakers"]}
    for segment in lists["segments"]:
        known = [names[id_] for id_ in segment.get("speakers", ()) if id_ in names]
        segment.setdefault("title", known[0] if known else segment.get("kind", "presentation").capitalize())


def _read_item(item: object, where: str, table: Table, calendar: Calendar, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        problems.append(Problem(where, "is an object"))
        return {}
    return read_fields(item, table, calendar, where, problems)


def _sizes(plan: Plan) -> Iterable[Problem]:
    for name, (_, _, most) in _LISTS.items():
        if len(getattr(plan, name)) > most:
            yield Problem(name, Sentence("is a list of at most {most}", most=most))


def _doubles(plan: Plan) -> Iterable[Problem]:
    for name in _LISTS:
        ids = [item.id for item in getattr(plan, name)]
        for i, id_ in enumerate(ids):
            if id_ in ids[:i]:
                yield Problem(f"{name}[{i}].id", Sentence("{id} is used twice", id=id_))


def _presets(plan: Plan) -> Iterable[Problem]:
    keys = [preset.key for preset in plan.presets if preset.key is not None]
    for i, preset in enumerate(plan.presets):
        if preset.id in STANDARD:
            yield Problem(f"presets[{i}].id", Sentence("{id} is the code of a standard message", id=preset.id))
        if preset.key is not None and keys.count(preset.key) > 1:
            yield Problem(f"presets[{i}].key", Sentence("{key} is the key of another message too", key=preset.key))


def _dangling(plan: Plan) -> Iterable[Problem]:
    known = {speaker.id for speaker in plan.speakers}
    if plan.moderator is not None and plan.moderator not in known:
        yield Problem("moderator", Sentence("there is no speaker {moderator}", moderator=plan.moderator))
    for i, segment in enumerate(plan.segments):
        for speaker in segment.speakers:
            if speaker not in known:
                yield Problem(f"segments[{i}].speakers", Sentence("there is no speaker {speaker}", speaker=speaker))
    for i, person in enumerate(plan.speakers):
        if person.category and plan.category(person.category) is None:
            yield Problem(f"speakers[{i}].category", Sentence("there is no category {id}", id=person.category))
        if person.group and plan.group(person.group) is None:
            yield Problem(f"speakers[{i}].group", Sentence("there is no group {id}", id=person.group))


def _times(plan: Plan) -> Iterable[Problem]:
    length = plan.ends_at_ms - plan.starts_at_ms
    if not 0 <= length <= LONGEST_SESSION_MS or (length == 0 and plan.hard_end):
        yield Problem("ends_at", "comes after the start, and within seven days of it")


def _natural_end(plan: Plan) -> int:
    return plan.starts_at_ms + sum(segment.planned_ms + plan.handover(segment) for segment in plan.segments)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


_LISTS: Mapping[str, tuple[str, str | None, int]] = {  # id prefix, required field, maximum number
    "speakers": ("p", "name", MOST_ITEMS),
    "segments": ("s", None, MOST_ITEMS),
    "guiding_questions": ("q", "text", MOST_GUIDING_QUESTIONS),
    "presets": ("m", "text", MOST_PRESETS),
}
_DOCUMENT: Table = {"slug": SLUG, **TABLES["session"]}
