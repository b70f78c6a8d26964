"""A clock that the test moves, and a stage to play scenes on; they need the domain only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.derived.due import next_due
from app.domain.errors import Rejection
from app.domain.messages import events as e
from app.domain.messages.commands import AnyCommand
from app.domain.rules.decide import decide
from app.domain.state.document import canonical, read_document
from app.domain.state.fold import fold
from app.domain.state.history import History
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.values import MINUTE, SECOND, Role
from app.domain.views.shapes import View
from app.domain.views.view import project

START = 1_625_061_600_000  # 30 June 2021, 10:00 in New York


def minutes(n: float) -> int:
    return round(n * MINUTE)


def seconds(n: float) -> int:
    return round(n * SECOND)


def document(panellists: int = 6, **changes: Any) -> dict[str, Any]:
    """Session V: an hour with a hard end; handovers before each panellist; the rest is discussion."""
    discussion = minutes(57) - minutes(2) - panellists * (minutes(6) + seconds(45))
    names = [f"p{n}" for n in range(1, panellists + 1)]
    talks = [
        {"id": f"t{n}", "kind": "presentation", "title": f"Talk {n}", "speakers": [f"p{n}"], "planned": "6:00"}
        for n in range(1, panellists + 1)
    ]
    return {
        "slug": "session-v",
        "title": "Session V",
        "conference": {"title": "Conference", "timezone": "America/New_York", "venue": "New York"},
        "starts_at": "2021-06-30T10:00:00-04:00",
        "ends_at": "2021-06-30T11:00:00-04:00",
        "hard_end": True,
        "moderator": "mv",
        "handover": "0:45",
        "speakers": [
            {"id": "mv", "name": "Moderator", "says": "moh-de-RAH-tor"},
            *({"id": f"p{n}", "name": f"Panellist {n}"} for n in range(1, panellists + 1)),
        ],
        "segments": [
            {"id": "opening", "kind": "opening", "title": "Opening", "speakers": ["mv"], "planned": "3:00"},
            *talks,
            {
                "id": "discussion",
                "kind": "discussion",
                "title": "Discussion",
                "speakers": names,
                "planned_ms": max(discussion, 0),
            },
            {"id": "closing", "kind": "closing", "title": "Closing", "speakers": ["mv"], "planned": "2:00"},
        ],
        "guiding_questions": [{"id": f"q{n}", "text": f"Question {n}?"} for n in range(1, 5)],
        **changes,
    }


def plan(panellists: int = 6, **changes: Any) -> Plan:
    return read_document(document(panellists, **changes))


def created(of: Plan, at: int = START) -> e.Record:
    return e.Record(1, at, "test", Role.ORGANISER, "create", "create_session", e.SessionCreated(canonical(of)))


class Scene:
    """A session played in a test: commands at instants, decided and folded as a room does it."""

    def __init__(self, of: Plan | None = None, at: int = START) -> None:
        self.now = at
        self.history = History.of([created(of or plan(), at)])
        self.session: Session = self.history.session

    @classmethod
    def after(cls, *commands: AnyCommand, **fields: Any) -> Scene:
        """Return a scene with these fields of the plan, in which these commands were given."""
        scene = cls(plan(**fields))
        scene.send(*commands)
        return scene

    def send(
        self,
        *commands: AnyCommand,
        role: Role = Role.MODERATOR,
        seen: int | None = None,
        author: str | None = None,
    ) -> list[e.AnyEvent]:
        """Give commands at the present instant; the answer is the events of the last one."""
        events: tuple[e.AnyEvent, ...] = ()
        for command in commands:
            events = decide(self.session, command, self.now, role=role, seen=seen, author=author)
            self._append(events, command.command, role, self.now)
        return list(events)

    def wait(self, ms: int) -> Scene:
        """Let time pass, and with it what happens by itself."""
        until = self.now + ms
        while (due := next_due(self.session, self.now)) and due.at_ms <= until:
            self.now = max(self.now, due.at_ms)
            events = decide(self.session, due.command, due.at_ms, role=Role.SYSTEM)
            self._append(events, due.command.command, Role.SYSTEM, max(due.at_ms, self.session.at_ms))
        self.now = until
        return self

    @property
    def records(self) -> list[e.Record]:
        return self.history.records

    def view(self, role: Role = Role.MODERATOR) -> View:
        return project(self.session, role, self.now)

    @property
    def floor(self) -> Mapping[str, Any]:
        return self.view()["floor"]

    @property
    def remaining(self) -> int:
        return self.view()["floor"]["remaining_ms"]

    def spent(self, segment: str) -> int:
        return self.session.timers[segment].spent(self.now)

    def state(self, segment: str) -> str:
        return str(self.session.timers[segment].state)

    def _append(self, events: tuple[e.AnyEvent, ...], command: str, role: Role, at: int) -> None:
        first = self.session.seq + 1
        new = [
            e.Record(first + i, at, "test", role, None if i else f"key-{first}", command, event)
            for i, event in enumerate(events)
        ]
        self.history.extend(new)
        self.session = self.history.session.with_tally(self.session.tally)
        # An undo changes the past; any other record is a step of the fold, the same as from the beginning.
        if any(isinstance(event, e.Undone) for event in events):
            assert self.session == fold(self.records).with_tally(self.session.tally)


def rejection(scene: Scene, command: AnyCommand, seen: int | None = None, **more: Any) -> Rejection:
    """What a command is refused with; it changes nothing."""
    before = scene.session
    with pytest.raises(Rejection) as refused:
        scene.send(command, seen=seen, **more)
    assert scene.session is before
    return refused.value


def refusal(scene: Scene, command: AnyCommand, seen: int | None = None, **more: Any) -> str:
    """The code of the same."""
    return rejection(scene, command, seen, **more).code


class FakeClock:
    """Time that stands until the test moves it; sleepers wake in the order of their deadlines."""

    def __init__(self, now: int = START) -> None:
        self._now = now
        self._sleepers: list[tuple[int, asyncio.Future[None]]] = []

    def now(self) -> int:
        return self._now

    def set(self, now: int) -> None:
        """A step of the clock, in either direction; wakes no task."""
        self._now = now

    async def sleep_until(self, instant_ms: int) -> None:
        if instant_ms > self._now:
            woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._sleepers.append((instant_ms, woken))
            await woken

    async def advance(self, ms: int) -> None:
        until = self._now + ms
        await self._settle()
        while due := sorted((s for s in self._sleepers if s[0] <= until), key=lambda s: s[0]):
            self._sleepers.remove(due[0])
            self._now = max(self._now, due[0][0])
            if not due[0][1].done():
                due[0][1].set_result(None)
            await self._settle()
        self._now = until
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
