"""Stand-ins for what a hub has below it: audiences that show a seq, and a wire that takes only so many bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

from app.domain.state.session import Session
from app.domain.values import Role
from app.live.channels import PushSubscriber
from app.live.hub import Frames
from app.live.presence import Presence
from app.wire.frames import Message


class Watching:
    """An audience that is sent the seq and nothing else."""

    shows_presence = False
    speaker: str | None = None
    change = "state"

    def __init__(self, role: Role = Role.VIEWER) -> None:
        self.role = role

    @property
    def key(self) -> Hashable:
        return self.role

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:
        return Frames(f"state {session.seq}", f"{self.change} {session.seq}")


class Differing(Watching):
    """One that is sent something else if it has the state before."""

    change = "change"


class Wire(PushSubscriber):
    """A socket that notes what it is given; while it is shut, the first message that is written fills its buffer."""

    def __init__(self, log: list[str] | None = None, name: str = "") -> None:
        super().__init__(self._written, self, False)
        self.taken: list[str] = []
        self.code: int | None = None
        self.shut = False
        self._log = log if log is not None else []
        self._name = name

    def _written(self, data: bytes) -> None:
        while data:
            end = 2 + data[1]
            self.taken.append(data[2:end].decode())
            self._log.append(f"{self._name} {self.taken[-1]}".strip())
            data = data[end:]
        if self.shut:
            self.pause_writing()

    def send(self, data: bytes, /) -> int:
        self.write(data)
        return len(data)

    def open(self) -> None:
        """It can be written to again."""
        self.shut = False
        if self.stuck:
            self.resume_writing()

    def answer(self, text: str) -> None:
        self.write(Message(text).frame(False))

    def close(self, code: int, reason: str) -> None:
        self.forget()
        self.code = code

    def read(self) -> list[str]:
        """What was written since the last time."""
        texts, self.taken = self.taken, []
        return texts


async def turns(count: int = 50) -> None:
    """Let the loop go round, so that what was put off is done."""
    for _ in range(count):
        await asyncio.sleep(0)
