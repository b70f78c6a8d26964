"""News beside the state: votes, in batches and as each role may see them; messages to authors of questions."""

from __future__ import annotations

from app.clock import Clock
from app.domain.state.policy import AT_DESK
from app.domain.state.questions import Book
from app.domain.state.session import Session
from app.domain.values import Role
from app.live.hub import Hub
from app.service.room import Room
from app.service.votes import Votes
from app.wire.messages import encode

# Up to so many viewers: the least milliseconds between two messages. SLOWEST_MS for more viewers.
PAUSES = ((200, 500), (2_000, 1_000))
SLOWEST_MS = 2_000
PUBLIC = frozenset(Role) - AT_DESK


async def tell_votes(room: Room, votes: Votes, hub: Hub, clock: Clock) -> None:
    """Tell votes whenever they change, with a pause after each message, without end."""
    while True:
        await votes.changed(clock)
        _tell(room.session, votes.take_news(), hub)
        await clock.sleep_until(clock.now() + pause_ms(hub.presence.viewers))


async def tell_authors(room: Room, hub: Hub) -> None:
    """Tell connected participants when one of their questions has changed, without end."""
    before = room.session
    while True:
        await room.changed(before.seq)
        session = room.session
        for participant in _concerned(before.asked, session.asked):
            hub.tell(participant, "mine", encode({"t": "mine", "seq": session.seq}))
        before = session


def pause_ms(viewers: int) -> int:
    """Return the milliseconds between two messages about votes for this number of viewers."""
    return next((pause for most, pause in PAUSES if viewers <= most), SLOWEST_MS)


def _concerned(before: Book, now: Book) -> set[str]:
    """Return the authors of the questions that have changed, or of those they were merged into."""
    if now is before:
        return set()
    changed = {id_ for id_, question in now.questions.items() if before.questions.get(id_) is not question}
    return {q.author for q in now.questions.values() if q.author and not changed.isdisjoint({q.id, now.root(q.id)})}


def _tell(session: Session, votes: dict[str, int], hub: Hub) -> None:
    public = {id_: count for id_, count in votes.items() if session.asked.questions[id_].is_public}
    for roles, counts in ((PUBLIC, public), (AT_DESK, votes)):
        if counts:
            hub.say("votes", encode({"t": "votes", "seq": session.seq, "v": counts}), roles)
