"""The tick of Ontime v4 clients, which do not count by themselves: once a second while a clock runs, for them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass

from app.clock import first_of
from app.domain.state.crew.aux_clock import AuxClock
from app.domain.state.session import Session
from app.domain.values import SECOND, ClockState
from app.live.channels import Subscriber
from app.live.hub import Hub
from app.outside.ontime.events import OUT, RUNDOWN
from app.outside.ontime.messages import message
from app.service.room import Room
from app.wire.frames import Message


@dataclass(frozen=True, slots=True)
class _Ticked:
    """The clients of one session, by subscriber with the key of its audience, and the task that tells them."""

    clients: dict[Subscriber, Hashable]
    task: asyncio.Task[None]


class OntimeTicker:
    """Tells the clients of each session what changes with time; there is no task for a session without clients."""

    def __init__(self) -> None:
        self._sessions: dict[str, _Ticked] = {}

    def join(self, subscriber: Subscriber, audience: Hashable, room: Room, hub: Hub) -> None:
        """Begin to tell a client, which is in this audience of the hub."""
        slug = room.session.plan.slug
        if slug not in self._sessions:
            clients: dict[Subscriber, Hashable] = {}
            task = asyncio.get_running_loop().create_task(_tell(room, hub, clients))
            self._sessions[slug] = _Ticked(clients, task)
        self._sessions[slug].clients[subscriber] = audience

    def leave(self, subscriber: Subscriber, session: str) -> None:
        """Stop telling a client; a second call does nothing."""
        if (ticked := self._sessions.get(session)) is None:
            return
        ticked.clients.pop(subscriber, None)
        if not ticked.clients:
            del self._sessions[session]
            ticked.task.cancel()

    def __len__(self) -> int:
        return len(self._sessions)


def next_instant(session: Session, now: int) -> int | None:
    """Return when clients have to be told again if nothing happens; None: not before something does.

    While a clock runs this is the next instant at which its text changes: a whole second remains, or has passed.
    """
    instants = []
    if session.segment is not None and session.timer.state is ClockState.RUNNING:
        instants.append(now + _to_whole_second(session.floor_clock.remaining(now)))
    instants += [
        now + _to_next_text(clock, now) for clock in session.aux.values() if clock.running_since_ms is not None
    ]
    message = session.stage.message
    if message is not None and message.hide_at_ms is not None and message.hide_at_ms > now:
        instants.append(message.hide_at_ms)
    return min(instants, default=None)


def _to_whole_second(remaining_ms: int) -> int:
    return (remaining_ms - 1) % SECOND + 1


def _to_next_text(clock: AuxClock, now: int) -> int:
    spent = clock.spent(now)
    return _to_whole_second(-spent if clock.allotted_ms is None else clock.allotted_ms - spent)


async def _tell(room: Room, hub: Hub, clients: dict[Subscriber, Hashable]) -> None:
    """Tell the clients, without end. What a command changes reaches them through the hub, as every state does."""
    plan = _plan(room.session)
    while True:
        seq = room.session.seq
        await first_of(room, next_instant(room.session, room.now()), room.changed(seq))
        if room.session.seq == seq:
            for audience in set(clients.values()):
                hub.show_again(audience)
        elif (changed := _plan(room.session)) != plan:
            plan = changed
            _tell_to_fetch(room.session, list(clients))


def _plan(session: Session) -> tuple[object, frozenset[str]]:
    """Return what the rundown of a session is made of: its plan, and the segments that are left out."""
    return session.plan, frozenset(id_ for id_, timer in session.timers.items() if timer.state in OUT)


def _tell_to_fetch(session: Session, clients: list[Subscriber]) -> None:
    told = Message(message("refetch", {"target": "rundown", "revision": session.seq, "rundownId": RUNDOWN}))
    for subscriber in clients:
        subscriber.say("refetch", told)
