"""Make session documents of the chosen parts of a programme, and updates of sessions imported earlier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.domain.state.addresses import is_slug
from app.domain.state.document import read_document
from app.domain.state.rundown import Plan, Segment, Speaker
from app.domain.values import SECOND
from app.formats.imports.found.details import item_translations, segment_fields
from app.formats.imports.found.findings import FoundItem, FoundSession, Programme
from app.formats.imports.readers.document import to_document
from app.formats.text.own_marks import OF_ADDRESS, OF_SESSION


@dataclass(frozen=True, slots=True)
class Choice:
    """What to import. `sessions` by their sources (None: all); items left out by source and id.

    `apart` makes a session of every item, instead of one for all consecutive items in a room.
    """

    sessions: frozenset[str] | None = None
    left_out: frozenset[tuple[str, str]] = frozenset()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class SessionToImport:
    """A session of the file, under its permanent name."""

    source: str
    document: Mapping[str, Any]
    whole: bool = False  # one of our own documents, which has everything about its session

    @property
    def address(self) -> str:
        """The address that the session has in one of our own tables; empty without one, and for an item of it alone."""
        address = self.source.removeprefix(OF_ADDRESS) if self.source.startswith(OF_ADDRESS) else ""
        return address if is_slug(address) else ""

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(segment["id"] for segment in self.document["segments"])

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(speaker["id"] for speaker in self.document["speakers"])


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an earlier import: the session's address, and all ids that came from the file."""

    slug: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What an import would do: `added`, `changed` or `removed` for an item, `session` or `person` for changes of these,
    `enrolled` for a new person of a roster.

    `fields` are the changed fields of the plan; `order` is that of the items. `lengths_ms`: before and after, of an
    item whose length changes.
    """

    what: str
    title: str
    fields: tuple[str, ...] = ()
    lengths_ms: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would change in an existing session: segments, counted, and every change by name.

    `of` is the plan that stays as it is, as long as it is the session's; None if anything would change.
    """

    added: int
    changed: int
    removed: int
    changes: tuple[ItemChange, ...] = ()
    of: Plan | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The result for one session: `new`, `changed`, `same` or `refused`, with the reason."""

    slug: str
    title: str
    what: str
    reason: str = ""


def narrowed(programme: Programme, choice: Choice) -> Programme:
    """Reduce a programme to the chosen sessions and their people."""
    if choice.sessions is None:
        return programme
    sessions = tuple(session for session in programme.sessions if session.source in choice.sessions)
    named = {session.moderator for session in sessions}
    named |= {id_ for session in sessions for item in session.items for id_ in (*item.speakers, *item.moderators)}
    speakers = tuple(speaker for speaker in programme.speakers if speaker.id in named)
    return replace(programme, sessions=sessions, speakers=speakers)


def wanted(programme: Programme, choice: Choice) -> list[SessionToImport]:
    """Return the session documents of the chosen parts, in the programme's order."""
    chosen: list[SessionToImport] = []
    for session in programme.sessions:
        if choice.sessions is not None and session.source not in choice.sessions:
            continue
        items = _items(session, choice)
        if session.document is not None and items == list(session.items) and not choice.apart:
            chosen.append(SessionToImport(session.source, session.document, whole=True))
        elif choice.apart:
            chosen.extend(_apart(programme, session, item) for item in items)
        elif items or not session.items:
            chosen.append(SessionToImport(session.source, _document(programme, session, items)))
    return chosen


def chosen_items(programme: Programme, choice: Choice) -> list[FoundItem]:
    """Return the chosen items of all chosen sessions, in the programme's order."""
    sessions = narrowed(programme, choice).sessions
    return [item for session in sessions for item in _items(session, choice)]


def _items(session: FoundSession, choice: Choice) -> list[FoundItem]:
    """Return the items of a session that were not left out."""
    return [item for item in session.items if (session.source, item.id) not in choice.left_out]


def _apart(programme: Programme, session: FoundSession, item: FoundItem) -> SessionToImport:
    start = item.starts_ms if item.starts_ms is not None else session.starts_ms
    single = replace(session, title=item.title, starts_ms=start, ends_ms=start + item.planned_ms)
    return SessionToImport(source_apart(session.source, item.id), _document(programme, single, [item]))


def source_apart(source: str, item: str) -> str:
    """Return the permanent name of an item that is a session of its own."""
    return f"{source}#{item}"


def _document(programme: Programme, session: FoundSession, items: list[FoundItem]) -> dict[str, Any]:
    chairs = {item.moderators for item in items}
    only = next(iter(chairs)) if len(chairs) == 1 else ()
    moderator = session.moderator or (only[0] if len(only) == 1 else None)
    named = {id_ for item in items for id_ in item.speakers} | ({moderator} if moderator else set())
    own = {id_: _own_id(id_, session.source, named) for id_ in named}
    segments = _segments(session.starts_ms, items)
    return {
        "title": session.title,
        "conference": {
            "title": (session.conference or ("" if session.timezone else programme.title))[:300],
            "timezone": session.timezone or programme.timezone,
            "venue": (session.room or programme.venue)[:300],
        },
        "starts_at_ms": session.starts_ms,
        "ends_at_ms": max(session.ends_ms, session.starts_ms),
        **({"handover_ms": session.handover_ms} if session.handover_ms else {}),
        "moderator": own[moderator] if moderator else None,
        "speakers": [{**asdict(one), "id": own[one.id]} for one in programme.speakers if one.id in named],
        "segments": [{**each, "speakers": [own[id_] for id_ in each["speakers"]]} for each in segments],
        "translations": _translations(session, items),
    }


def _own_id(id_: str, source: str, named: Collection[str]) -> str:
    """Return the id of a person within a session: that of one of our own tables, if it is from this session."""
    base, sign, address = id_.partition(OF_SESSION)
    if not source.startswith(OF_ADDRESS):
        return id_
    if sign:
        return base if source == f"{OF_ADDRESS}{address}" else f"{base}-{address}"
    return f"{id_}-2" if f"{id_}{OF_SESSION}{source.removeprefix(OF_ADDRESS)}" in named else id_


def _translations(session: FoundSession, items: Iterable[FoundItem]) -> dict[str, dict[str, str]]:
    """Return the translations of a session's title and of its items."""
    said = {language: {"title": title} for language, title in session.titles.items()}
    for item in items:
        for language, texts in item_translations(item.id, item.details).items():
            said.setdefault(language, {}).update(texts)
    return said


def _segments(start: int, items: Iterable[FoundItem]) -> Iterable[dict[str, Any]]:
    """Return the items as segments; one that begins after a pause has its own start, the others follow each other."""
    at = start
    for item in items:
        late = item.starts_ms is not None and item.starts_ms >= at + SECOND
        at = (item.starts_ms if late and item.starts_ms is not None else at) + item.planned_ms
        yield {
            "id": item.id,
            "title": item.title,
            "kind": str(item.kind),
            "speakers": list(item.speakers),
            "planned_ms": item.planned_ms,
            "hard_start_ms": item.starts_ms if late else None,
            **segment_fields(item.details),
        }


def new_plan(session: SessionToImport, slug: str) -> Plan:
    """Make the plan of a new session."""
    return read_document({**session.document, "slug": slug})


def updated(plan: Plan, session: SessionToImport, before: Imported, happened: frozenset[str]) -> dict[str, Any]:
    """Return the document of a session after a new version of its file: imported parts follow the file.

    What people added or set themselves stays: segments, speakers, questions, every setting that the file does not have.

    Args:
        happened: segments that have begun or are cued; the file does not change them.
    """
    own = to_document(plan)
    if session.whole:
        return {**session.document, "slug": plan.slug}
    new = session.document
    conference = {**own["conference"], **{k: v for k, v in new["conference"].items() if v}}
    merged = {**own, **{name: new[name] for name in ("title", "starts_at_ms", "ends_at_ms")}, "conference": conference}
    merged["segments"] = _merged_segments(own["segments"], new["segments"], before.ids, happened)
    needed = {id_ for segment in merged["segments"] for id_ in segment["speakers"]} | {merged["moderator"]}
    merged["speakers"] = _merged_speakers(own["speakers"], new["speakers"], before.ids, needed)
    merged["translations"] = _merged_translations(own.get("translations", {}), new["translations"], merged)
    return merged


def _merged_translations(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]], merged: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Return the translations of people and of the file, which comes first; those of items that are gone go too."""
    kept = {f"{name}.{item['id']}" for name in ("segments", "speakers") for item in merged[name]}

    def stands(of: str) -> bool:
        return not of.startswith(("segments.", "speakers.")) or of.rpartition(".")[0] in kept

    both = {language: {**old.get(language, {}), **new.get(language, {})} for language in (*old, *new)}
    return {language: {of: text for of, text in texts.items() if stands(of)} for language, texts in both.items()}


def _merged_segments(
    old: list[dict[str, Any]], new: list[dict[str, Any]], imported: frozenset[str], happened: frozenset[str]
) -> list[dict[str, Any]]:
    known = {segment["id"]: segment for segment in old}
    result = [
        known[s["id"]] if s["id"] in happened and s["id"] in known else {**known.get(s["id"], {}), **s} for s in new
    ]
    ids = {segment["id"] for segment in new}
    for index, segment in enumerate(old):
        if segment["id"] not in ids and (segment["id"] not in imported or segment["id"] in happened):
            before = next((s["id"] for s in reversed(old[:index]) if any(r["id"] == s["id"] for r in result)), None)
            at = next((i + 1 for i, r in enumerate(result) if r["id"] == before), 0)
            result.insert(at, segment)
    return result


def _merged_speakers(
    old: list[dict[str, Any]], new: list[dict[str, Any]], imported: frozenset[str], needed: set[str | None]
) -> list[dict[str, Any]]:
    """Return the people, in their present order: it gives their pages numbers; new ones, in the file's, come last.

    Fields that are empty in the file keep the values that people entered.
    """
    known = {speaker["id"]: speaker for speaker in old}
    filled = {s["id"]: {**s, **known.get(s["id"], {}), **{k: v for k, v in s.items() if v}} for s in new}
    kept = {id_ for id_ in known if id_ in filled or id_ not in imported or id_ in needed}
    return list(({id_: speaker for id_, speaker in known.items() if id_ in kept} | filled).values())


def difference(plan: Plan, document: Mapping[str, Any]) -> Difference:
    """Return what a document would add to a plan, change in it and remove from it."""
    then = read_document({"slug": plan.slug, **document})
    changes = (*_whole_changes(plan, then), *_item_changes(plan, then), *_people_changes(plan, then))
    counts = Counter(change.what for change in changes)
    same = plan if then == plan else None
    return Difference(counts["added"], counts["changed"], counts["removed"], changes, same)


def _whole_changes(now: Plan, then: Plan) -> Iterable[ItemChange]:
    changed = [name for name in _differing(now, then) if name not in {"segments", "speakers"}]
    if _moved(now.segments, then.segments):
        changed.append("order")
    # People who come or go with their items are named with these.
    if _moved(now.speakers, then.speakers) or (now.segments == then.segments and _left(now.speakers, then.speakers)):
        changed.append("speakers")
    if changed:
        yield ItemChange("session", then.title, tuple(changed))


def _moved(now: Sequence[Segment | Speaker], then: Sequence[Segment | Speaker]) -> bool:
    """Whether those who are in both are in another order."""
    known = {one.id for one in now} & {one.id for one in then}
    orders = [[one.id for one in all_ if one.id in known] for all_ in (now, then)]
    return orders[0] != orders[1]


def _left(now: Sequence[Speaker], then: Sequence[Speaker]) -> bool:
    return not {one.id for one in now} <= {one.id for one in then}


def _item_changes(now: Plan, then: Plan) -> Iterable[ItemChange]:
    before, after = ({segment.id: segment for segment in plan.segments} for plan in (now, then))
    for id_, segment in after.items():
        if id_ not in before:
            yield ItemChange("added", segment.title)
        elif before[id_] != segment:
            fields, lengths = _differing(before[id_], segment), (before[id_].planned_ms, segment.planned_ms)
            yield ItemChange("changed", segment.title, fields, lengths if "planned_ms" in fields else None)
    yield from (ItemChange("removed", segment.title) for id_, segment in before.items() if id_ not in after)


def _people_changes(now: Plan, then: Plan) -> Iterable[ItemChange]:
    for speaker in then.speakers:
        before = now.speaker(speaker.id)
        if before is not None and before != speaker:
            yield ItemChange("person", speaker.name, _differing(before, speaker))
        elif before is None and now.segments == then.segments:  # of a roster; other new people come with their items
            yield ItemChange("enrolled", speaker.name)


def _differing(one: Any, other: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name))
