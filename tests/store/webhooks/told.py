"""A session that causes messages to receivers."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.history import History
from app.domain.values import Role
from app.service.room import Room, Sender
from app.store.database import Database
from app.store.journal import SqlJournal
from tests.fakes import FakeClock
from tests.ports import RecordingPublisher


async def give_floor(database: Database, segment: str = "t1") -> None:
    """Cue and start a segment of a session that is in the database."""
    journal = SqlJournal(database, "session-v")
    room = Room(History.of(await journal.read()), journal, RecordingPublisher(), FakeClock())
    await room.send(c.GiveFloor(segment), by=Sender("Chair", Role.MODERATOR))
