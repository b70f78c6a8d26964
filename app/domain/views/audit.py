"""The audit: who did what, with the values before and after; derived from the journal and never stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from app.domain.messages.events import Record, SessionCreated, without_names
from app.domain.state.history import History
from app.domain.state.persistent import PersistentList, PersistentMap
from app.domain.state.session import Session
from app.domain.state.timer import Timer

# Fields of questions that describe only our storage.
_QUIET = frozenset({"version", "before", "place"})
_IDS = ("segment", "speaker", "question", "into", "burst", "participant")


@dataclass(frozen=True, slots=True)
class Change:
    """One changed fact: its place (`timers.s2.state`) and its plain values; None for a missing one."""

    where: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One command, or another act that a person did or tried.

    `outcome` is `done` or the code of a refusal; `seq` is that of its first record, None for an act outside the
    journal. `about` gives the ids of what it concerns.
    """

    at_ms: int
    actor: str
    role: str
    command: str
    outcome: str = "done"
    about: str = ""
    seq: int | None = None
    events: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _ClockFacts:
    """A segment's clock as numbers that can be compared."""

    state: str
    granted_ms: int
    spent_ms: int
    voice: str | None


def commands(records: Sequence[Record]) -> list[int]:
    """Return where each command begins among the records of a journal."""
    return [index for index, record in enumerate(records) if record.key is not None]


def entries(records: Sequence[Record], start: int = 0) -> Iterator[Entry]:
    """Yield the audit entries of a journal in order.

    Args:
        records: a journal from its beginning, to its end or to the end of some command.
        start: the index of the first record of the first command wanted.
    """
    known = [without_names(record) for record in records]
    history = History.of(known[:start])
    starts = [index for index in commands(known) if index >= start]
    for begin, end in zip(starts, [*starts[1:], len(known)], strict=True):
        batch, before = known[begin:end], history.session if begin else None
        history.extend(batch)
        yield _entry(batch, () if before is None else tuple(_changes(before, history.session, batch[0].at_ms)))


def _entry(batch: list[Record], changes: tuple[Change, ...]) -> Entry:
    first = batch[0]
    kinds = tuple(record.event.kind for record in batch)
    about = "" if isinstance(first.event, SessionCreated) else _about(batch)
    return Entry(first.at_ms, first.actor, str(first.role), first.command, "done", about, first.seq, kinds, changes)


def _about(batch: list[Record]) -> str:
    parts = {
        f"{name} {value}": None
        for record in batch
        for name in _IDS
        if isinstance(value := getattr(record.event, name, None), str)
    }
    return ", ".join(parts)


def _changes(before: Session, after: Session, now: int) -> Iterator[Change]:
    old, new = _facts(before), _facts(after)
    for name in old:
        yield from _differ(name, old[name], new[name])
    for id_ in dict.fromkeys([*before.timers, *after.timers]):
        was, is_ = before.timers.get(id_), after.timers.get(id_)
        # Most clocks of a long rundown are identical objects, which need no comparison.
        if was is not is_:
            yield from _differ(f"clocks.{id_}", _clock(was, now), _clock(is_, now))


def _facts(session: Session) -> dict[str, Any]:
    """Return the facts that a person could have changed, by name, without the clocks."""
    asked = session.asked
    return {
        "status": session.status,
        "plan": session.plan,
        "on": session.on,
        "interruption": session.interruption,
        "focus": session.focus,
        "marks": session.question_marks,
        "coverage": {"/".join(pair): mark for pair, mark in session.coverage_marks.items()},
        "attributions": session.attributions,
        "questions": asked.questions,
        "queue": asked.queue,
        "question_on": asked.on,
        "round": asked.batch,
        "banned": asked.banned,
        "stage": session.stage,
        "notes": session.notes,
        "corrections": session.corrections,
    }


def _clock(timer: Timer | None, now: int) -> _ClockFacts | None:
    """Both sides of a change are computed for one instant, so that no time passes between them."""
    if timer is None:
        return None
    return _ClockFacts(str(timer.state), timer.granted_ms, timer.spent(now), timer.voice)


def _differ(where: str, before: Any, after: Any) -> Iterator[Change]:
    if before is after:
        return
    if isinstance(after, PersistentMap):
        # Of thousands of questions a command changes a few; identical objects need no comparison.
        for key in after.changed_since(before):
            yield from _differ(f"{where}.{key}", before.get(key), after[key])
    elif before == after:
        return
    elif isinstance(after, PersistentList) and after.grew_from(before):
        yield Change(where, None, _plain(after[len(before) :]))
    else:
        yield from _differ_in_parts(where, before, after)


def _differ_in_parts(where: str, before: Any, after: Any) -> Iterator[Change]:
    old, new = _parts(before), _parts(after)
    if old is None or new is None:
        yield Change(where, _plain(before), _plain(after))
        return
    for name in dict.fromkeys([*old, *new]):
        if name not in _QUIET:
            yield from _differ(f"{where}.{name}", old.get(name), new.get(name))
    if isinstance(before, tuple) and [id_ for id_ in old if id_ in new] != [id_ for id_ in new if id_ in old]:
        yield Change(f"{where} (order)", list(old), list(new))


def _parts(value: Any) -> Mapping[str, Any] | None:
    """Return the parts of a value by name: fields, keys or ids; None if it is compared as a whole."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple) and all(hasattr(item, "id") for item in value):
        return {item.id: item for item in value}
    return None


def _plain(value: Any) -> Any:
    """Convert a value to JSON types, leaving out empty parts."""
    if is_dataclass(value):
        parts = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: part for name, part in parts.items() if part not in (None, "", [], {}) and name not in _QUIET}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | PersistentList):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value
