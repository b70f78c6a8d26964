"""A vote as it comes in, from a program or from a form: who it is, and from which address."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from app.domain.commands import Ask
from app.domain.policy import MAY
from app.edge.deps import Guest, World
from app.edge.participants import Participant
from app.service.poll import Vote, Voter


async def cast(
    guest: Guest, world: World, connection: HTTPConnection, participant: Participant, question: str, *, wanted: bool
) -> Vote:
    """Set a vote or take it back.

    Raises:
        Rejection: as `Poll.vote`; and whoever may not ask may not vote.
    """
    guest.require(*(role for role, kinds in MAY.items() if Ask in kinds))
    who = world.participants.pseudonym(guest.room.session.plan.slug, participant)
    address = connection.client.host if connection.client else ""
    voter = Voter(who, participant.since_ms, address)
    return await world.rooms.poll(guest.room).vote(question, voter, wanted=wanted)


def pseudonym_of(guest: Guest, world: World, connection: HTTPConnection) -> str | None:
    """What this session knows of who is asking; None for somebody who has no cookie yet."""
    participant = world.participants.known(connection)
    return world.participants.pseudonym(guest.room.session.plan.slug, participant) if participant else None
