"""Starts at a time of day: the server carries one out at its instant, and a moderator stops it before."""

from __future__ import annotations

from app.domain.derived.starts import TimedStart, starts_to_come
from app.domain.errors import Refused
from app.domain.messages import events as e
from app.domain.messages.commands import StartOnTime
from app.domain.rules import floor
from app.domain.state.session import Session

Events = tuple[e.AnyEvent, ...]


def start_on_time(session: Session, command: StartOnTime, now: int) -> Events:
    """Open the session, or end the speech that is on and start the segment.

    Raises:
        Refused: the start came already, was stopped, or is another one by now.
    """
    start = TimedStart(command.segment, command.at_ms, automatic=True)
    if start not in starts_to_come(session, now):
        raise Refused("already_happened")
    came = e.StartCame(start.segment, start.at_ms)
    return (came, *(floor.give_floor(session, start.segment) if start.segment else floor.open_session(session)))


def stop_start(session: Session, segment: str, now: int) -> Events:
    """Leave a start to the moderator, or dismiss a reminder.

    Raises:
        Refused: no start of this segment is to come.
    """
    start = next((start for start in starts_to_come(session, now) if start.segment == segment), None)
    if start is None:
        raise Refused("already_happened")
    return (e.StartStopped(segment, start.at_ms),)
