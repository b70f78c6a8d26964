"""Encode records as rows and as JSON lines; decode them, upgrading events of older versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from app.domain.errors import Sentence
from app.domain.messages.base import Event
from app.domain.messages.events import EVENTS, AnyEvent, Record

Data = dict[str, Any]
Upcasters = Mapping[tuple[str, int], Callable[[Data], Data]]

# (kind, version) -> the upcaster to the next version. Stored events last for ever: never remove a line here.
UPCASTERS: Upcasters = {
    ("message_shown", 1): dict,  # a text as typed; the second version added codes
    ("message_shown", 2): dict,  # to all stage screens; the third version added whom it is for
}


# These fields are lists in JSON and tuples in the event.
_TUPLES = {
    kind: frozenset(name for name, hint in get_type_hints(event).items() if getattr(hint, "__origin__", None) is tuple)
    for kind, event in EVENTS.items()
}


class UnknownEvent(Exception):
    """The journal holds an event of a newer server."""

    def __init__(self, seq: int, kind: str, version: int) -> None:
        self.sentence = Sentence(
            "record {number} is a {kind} of version {version}, which this server does not know",
            number=seq,
            kind=kind,
            version=version,
        )
        super().__init__(self.sentence)


def encode(record: Record) -> Data:
    """Encode a record as plain values, its event as JSON text in `data`, without the fields stored apart."""
    event = record.event
    data = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in event.apart}
    return {
        "seq": record.seq,
        "at_ms": record.at_ms,
        "actor": record.actor,
        "role": str(record.role),
        "key": record.key,
        "command": record.command,
        "kind": event.kind,
        "version": event.version,
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }


def encode_apart(record: Record) -> Data | None:
    """Return the fields stored beside the journal for a record, with its seq and instant; None if it has none."""
    apart = {name: getattr(record.event, name) for name in record.event.apart}
    return {"seq": record.seq, "at_ms": record.at_ms, **apart} if any(apart.values()) else None


def decode(row: Mapping[str, Any], upcasters: Upcasters = UPCASTERS) -> Record:
    """Decode a record from plain values. Fields stored apart may be among them; missing ones get their defaults.

    Raises:
        UnknownEvent: this server does not know the kind or its version.
    """
    kind, version, data = row["kind"], row["version"], json.loads(row["data"])
    while (upcast := upcasters.get((kind, version))) is not None:
        data, version = upcast(data), version + 1
    event = EVENTS.get(kind)
    if event is None or event.version != version:
        raise UnknownEvent(row["seq"], kind, version)
    apart = {name: row[name] for name in event.apart if row.get(name) is not None}
    rest = {name: row[name] for name in ("seq", "at_ms", "actor", "role", "key", "command")}
    return Record(**rest, event=_event(event, {**data, **apart}))


def to_line(record: Record) -> str:
    """Encode a record as one line of JSON, for export."""
    row = encode(record)
    return json.dumps({**row, "data": json.loads(row["data"])}, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Record:
    """Decode a record from one line of JSON.

    Raises:
        UnknownEvent: this server does not know the kind or its version.
    """
    row = json.loads(line)
    return decode({**row, "data": json.dumps(row["data"])})


def _event(kind: type[Event], data: Data) -> AnyEvent:
    lists = _TUPLES[kind.kind]
    made: Any = kind(**{name: tuple(value) if name in lists else value for name, value in data.items()})
    event: AnyEvent = made
    return event
