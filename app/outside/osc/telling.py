"""What OSC receivers are told: the clock, who speaks, what is shown; each address when its value changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pythonosc.osc_message_builder import OscMessageBuilder

from app.domain.messages.events import Record
from app.domain.views.shapes import View
from app.domain.views.webhook_events import NAMES
from app.languages.words import Words
from app.outside.now import now_row

Told = Mapping[str, str | int]

EVENT = "/rostrum/event"
_OF_ROW = {
    "/rostrum/timer/text": "timer",
    "/rostrum/timer/phase": "phase",
    "/rostrum/timer/state": "state",
    "/rostrum/speaker": "speaker",
    "/rostrum/title": "title",
    "/rostrum/next": "next_speaker",
    "/rostrum/message": "message",
    "/rostrum/question": "question",
}


def told_of(view: View, words: Words) -> Told:
    """Return the value of each address; the remaining time in milliseconds, in whole seconds as the clock shows it."""
    row, floor = now_row(view, words), view["floor"]
    left = -(-floor["remaining_ms"] // 1000) * 1000 if floor["segment"] else 0
    return {**{address: row[name] for address, name in _OF_ROW.items()}, "/rostrum/timer/remaining": left}


def changes(before: Told, after: Told) -> list[bytes]:
    """Return a datagram for each value that is not as before."""
    return [datagram(address, value) for address, value in after.items() if before.get(address) != value]


def events(records: Iterable[Record]) -> list[bytes]:
    """Return a datagram for each record that is told outside, by the names that webhooks have."""
    return [datagram(EVENT, NAMES[record.event.kind]) for record in records if record.event.kind in NAMES]


def datagram(address: str, *values: str | int) -> bytes:
    """Return an OSC message."""
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    message: bytes = builder.build().dgram
    return message
