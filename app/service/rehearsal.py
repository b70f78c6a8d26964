"""Rehearsal: play a session through in advance, in the same room and core, under a clock that the script moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.derived.due import next_due
from app.domain.errors import Rejection
from app.domain.messages.commands import AnyCommand
from app.domain.messages.events import Record, SessionCreated
from app.domain.rules.rebalance import preview
from app.domain.state.document import canonical
from app.domain.state.history import History
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.values import RebalanceMode, Role
from app.domain.views.report import report
from app.domain.views.view import project
from app.formats.rehearsal import Give, Script, Show, Step, UnreadableCommand
from app.service.memory_journal import MemoryJournal
from app.service.room import Room, Sender


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the output: the step it answers, and its text."""

    step: Step
    says: dict[str, Any]


class MovedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def now(self) -> int:
        return self.now_ms

    async def sleep_until(self, instant_ms: int) -> None:
        """Time never passes by itself in a rehearsal; the clock jumps."""
        await asyncio.sleep(0)
        self.now_ms = max(self.now_ms, instant_ms)


class _NobodyWatches:
    def publish(self, session: Session) -> None:
        """Publish nothing: a rehearsal has no screens."""


async def rehearse(script: Script) -> AsyncIterator[Line]:
    """Play a script; yield one line for each thing shown, and for each command refused."""
    clock = MovedClock(script.steps[0].at_ms if script.steps else script.plan.starts_at_ms)
    room = await _new_room(script.plan, clock)
    for step in script.steps:
        await _pass_time(room, clock, step.at_ms)
        says = _shown(room, step) if isinstance(step, Show) else await _given(room, step)
        if says is not None:
            yield Line(step, says)


async def _new_room(plan: Plan, clock: MovedClock) -> Room:
    created = Record(1, clock.now(), "rehearsal", Role.ORGANISER, "created", "create", SessionCreated(canonical(plan)))
    return Room(History.of([created]), MemoryJournal([created]), _NobodyWatches(), clock)


async def _pass_time(room: Room, clock: MovedClock, until: int) -> None:
    """Stop at every instant at which an automatic command is due."""
    while (due := next_due(room.session, clock.now())) and due.at_ms <= until:
        await clock.sleep_until(due.at_ms)
        await room.tick()
    await clock.sleep_until(until)


async def _given(room: Room, step: Give) -> dict[str, Any] | None:
    try:
        if isinstance(step.sent, UnreadableCommand):
            raise step.sent.refusal
        command: AnyCommand = step.sent.command
        sender = Sender("rehearsal", step.role, "rehearsal", speaker=step.by)
        await room.send(command, by=sender, key=step.sent.key, seen=step.sent.seen)
    except Rejection as refusal:
        return {"at": step.written, "refused": refusal.code, "command": step.name, "sentence": refusal.sentence}
    return None


def _shown(room: Room, step: Show) -> dict[str, Any]:
    return SHOWS[step.what](room, step)


def _view(room: Room, step: Show) -> dict[str, Any]:
    return dict(project(room.session, step.role, room.now(), step.by))


def _report(room: Room, _: Show) -> dict[str, Any]:
    return dict(report(room.session, room.now(), room.records))


def _rebalance(room: Room, step: Show) -> dict[str, Any]:
    return preview_facts(room.session, RebalanceMode(step.mode), room.now())


def _text(room: Room, step: Show) -> dict[str, Any]:
    floor = project(room.session, step.role, room.now(), step.by)["floor"]
    return {"at_ms": room.now(), **{name: floor[name] for name in ("segment", "state", "phase", "text")}}


def preview_facts(session: Session, mode: RebalanceMode, now: int) -> dict[str, Any]:
    """Return the preview of ending on time as plain values, with the seq it was computed from."""
    previewed = preview(session, mode, now)
    rows = [{**asdict(share), "difference_ms": share.difference_ms} for share in previewed.shares]
    facts = {"mode": str(previewed.mode), "state": previewed.state, "seq": session.seq, "now_ms": now}
    amounts = {name: getattr(previewed, name) for name in ("available_ms", "spare_ms", "shortage_ms", "over_ms")}
    return {**facts, **amounts, "rows": rows}


SHOWS: dict[str, Callable[[Room, Show], dict[str, Any]]] = {
    "view": _view,
    "report": _report,
    "rebalance": _rebalance,
    "text": _text,
}
