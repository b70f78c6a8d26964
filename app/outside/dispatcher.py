"""The dispatcher: every dialect of programs outside gives its commands here. The link's role decides what is done."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain.errors import Rejection, Sentence, TooMany
from app.domain.messages.commands import AnyCommand
from app.domain.values import SECOND
from app.outside.actions import command_for
from app.server.context import Guest
from app.service.access.throttle import Throttle
from app.service.room import Accepted, Room, Sender

AT_ONCE, EVERY_MS = 30, 100  # actions of one link: this many at once, then one every so many milliseconds


@dataclass(frozen=True, slots=True)
class Program:
    """A program outside in one session: whom the audit names, and the id by which its actions are counted."""

    room: Room
    sender: Sender
    id: str

    @classmethod
    def of(cls, dialect: str, guest: Guest) -> Program:
        """Return the program that shows a guest's link; the audit says `Companion: Moderator's link`."""
        sender = replace(guest.sender, label=f"{dialect}: {guest.sender.label}")
        return cls(guest.room, sender, guest.link.id if guest.link else guest.sender.place)


@dataclass(frozen=True, slots=True)
class Press:
    """An action as a dialect read it.

    `seen` is the seq of the state that the program was shown; None if it has no screen.
    """

    action: str
    arguments: Sequence[str] = ()
    key: str | None = None
    seen: int | None = None


def mark_of(program: Program, press: Press) -> str:
    """Return a short text that is the same for the same action of the same program, however long its arguments are."""
    return hashlib.sha256("\n".join((program.id, press.action, *press.arguments)).encode()).hexdigest()[:24]


class Dispatcher:
    """Read actions, limit how many come, and give the commands that they are."""

    def __init__(self, clock: Clock, processes: int = 1) -> None:
        self._clock = clock
        self._limits = Throttle.shared_by(processes, AT_ONCE, EVERY_MS)

    async def act(self, program: Program, press: Press) -> Accepted:
        """Do what an action asks for.

        Raises:
            TooMany: more actions come with this link than a person gives.
            Rejection, JournalUnavailable: as `Room.send`; also, the action cannot be read.
        """
        self.count(program)
        command = command_for(press.action, press.arguments, program.room.session)
        return await self._send(program, command, press.key, press.seen)

    async def act_once(self, program: Program, press: Press, once: Throttle) -> Accepted | None:
        """Do what an action asks for; None if the same one came a moment ago, so that a bouncing key counts once.

        Args:
            program: who asks.
            press: the action; the same one has the same name and arguments.
            once: a throttle of one try; its interval is how long the same action is the same press.
        """
        mark = mark_of(program, press)
        if once.take(mark, self._clock.now()):
            return None
        try:
            return await self.act(program, press)
        except Rejection:
            once.give_back(mark)  # nothing was done, so the next press is not a repetition
            raise

    async def give(
        self, program: Program, command: AnyCommand, key: str | None = None, seen: int | None = None
    ) -> Accepted:
        """Give a command that a dialect has made itself.

        Raises:
            TooMany, Rejection, JournalUnavailable: as `act`.
        """
        self.count(program)
        return await self._send(program, command, key, seen)

    async def _send(self, program: Program, command: AnyCommand, key: str | None, seen: int | None) -> Accepted:
        return await program.room.send(command, by=program.sender, key=key, seen=seen)

    def count(self, program: Program) -> None:
        """Count an action, also one that is no command.

        Raises:
            TooMany: more come with this link than a person gives.
        """
        if wait_ms := self._limits.take(program.id, self._clock.now()):
            seconds = -(-wait_ms // SECOND)
            sentence = Sentence("Too many actions come with this link. Try again in {seconds} s.", seconds=seconds)
            raise TooMany("too_many", sentence, seconds)
