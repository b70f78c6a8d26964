"""Votes as they are told: together, at most so often for so many viewers, and to each role only what it may see."""

from __future__ import annotations

from app.clock import Clock
from app.domain.questions import SEES_DESK
from app.domain.session import Session
from app.domain.values import Role
from app.live.hub import Hub
from app.live.protocol import encode
from app.service.poll import Poll
from app.service.room import Room

# Up to so many viewers, at most once in so many milliseconds; SLOWEST_MS for more.
PAUSES = ((200, 500), (2_000, 1_000))
SLOWEST_MS = 2_000
PUBLIC = frozenset(Role) - SEES_DESK


async def tell_votes(room: Room, poll: Poll, hub: Hub, clock: Clock) -> None:
    """For ever: tell what the votes are as soon as they change, then wait before telling again."""
    while True:
        await poll.changed(clock)
        _tell(room.session, poll.take_news(), hub)
        await clock.sleep_until(clock.now() + pause_ms(hub.presence.viewers))


def pause_ms(viewers: int) -> int:
    """Milliseconds between two messages about votes, while so many are watching."""
    return next((pause for most, pause in PAUSES if viewers <= most), SLOWEST_MS)


def _tell(session: Session, votes: dict[str, int], hub: Hub) -> None:
    public = {id_: count for id_, count in votes.items() if session.asked.questions[id_].is_public}
    for roles, counts in ((PUBLIC, public), (SEES_DESK, votes)):
        if counts:
            hub.say("votes", encode({"t": "votes", "seq": session.seq, "v": counts}), roles)
