"""Questions and votes as they come in, from a program or a form: identify the participant, act once for each id."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.domain.errors import JustArrived, Refused, Sentence, TooMany
from app.domain.messages.commands import Ask
from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.state.policy import AT_DESK, MAY
from app.domain.state.session import Session, takes_questions
from app.domain.values import SECOND
from app.domain.views.questions import Own, own_questions
from app.formats.commands import Sent
from app.server.context import Guest, Services, network_address, services_of
from app.server.http.proxies import prefix_of
from app.server.participants import Participant
from app.service.room import Accepted
from app.service.votes import Vote, Voter
from app.wire.messages import encode


def participant_of(services: Services, connection: HTTPConnection) -> Participant:
    """Return the participant; a new one, if their browser or program holds no cookie of ours."""
    participant = services.participants.known(connection) or services.participants.new()
    return replace(participant, place=prefix_of(network_address(connection)))


async def _participant(connection: HTTPConnection) -> Participant:
    return participant_of(services_of(connection), connection)


ParticipantDep = Annotated[Participant, Depends(_participant)]


def pseudonym_of(services: Services, slug: str, connection: HTTPConnection) -> str | None:
    """Return the participant's pseudonym in a session; None for a new participant."""
    participant = services.participants.known(connection)
    return services.participants.pseudonym(slug, participant) if participant else None


def own_of(guest: Guest, services: Services, participant: Participant | None) -> Own:
    """Return a participant's own questions and votes in this session; empty for a new participant."""
    if participant is None:
        return Own()
    who = services.participants.pseudonym(guest.room.session.plan.slug, participant)
    voted = frozenset(services.rooms.votes(guest.room).voted(who))
    return Own(tuple(own_questions(guest.room.session, who)), voted)


async def send(
    guest: Guest, services: Services, participant: Participant, sent: Sent, console: str | None = None
) -> Accepted:
    """Send a command as this participant, from this console if given. Every entrance uses this function.

    Raises:
        JustArrived: a question from a participant without a link, who has not been here for `ASK_AFTER_MS`.
        TooMany: `place_busy`, more questions come from this place than a full hall would ask.
        Rejection, JournalUnavailable: as `Room.send`; also, another console runs the session.
    """
    if console:
        _require_baton(guest, services, console, sent.command.command)
    author = services.participants.pseudonym(guest.room.session.plan.slug, participant)
    counts = isinstance(sent.command, Ask) and not _is_answered_anyway(guest.room.session, sent.command, author)
    if counts:
        _require_place(guest, services, participant)
        if guest.role not in AT_DESK:
            arrivals = services.rooms.votes(guest.room).arrivals
            arrivals.expect(author, participant.place, participant.since_ms, services.clock.now())
    sender = replace(guest.sender, participant=author)
    key = _key_of(sent, author)
    try:
        return await guest.room.send(sent.command, by=sender, key=key, seen=sent.seen, pressed_ms=sent.pressed_ms)
    except TooMany:
        # A participant who sends too often must not use up the questions of the others in their place.
        if counts and guest.role not in AT_DESK:
            services.asking.give_back(_place_key(guest, participant))
        raise


async def cast(
    guest: Guest,
    services: Services,
    connection: HTTPConnection,
    participant: Participant,
    question: str,
    *,
    wanted: bool,
) -> Vote:
    """Set or remove a vote; tell every page that the participant has open.

    Raises:
        Rejection: as `Votes.vote`; a participant who may not ask may not vote.
    """
    guest.require(*(role for role, kinds in MAY.items() if Ask in kinds))
    slug = guest.room.session.plan.slug
    who = services.participants.pseudonym(slug, participant)
    voter = Voter(who, participant.since_ms, network_address(connection))
    vote = await services.rooms.votes(guest.room).vote(question, voter, wanted=wanted)
    services.hub(slug).tell(who, f"voted {question}", encode({"t": "voted", "question": question, "voted": vote.voted}))
    return vote


def _require_baton(guest: Guest, services: Services, console: str, command: str) -> None:
    slug, by = guest.room.session.plan.slug, guest.sender
    try:
        services.hub(slug).presence.baton.require(console)
    except Refused as refused:
        services.incidents.refused(
            slug, services.clock.now(), by.label, str(by.role), command, refused.code, "", by.place
        )
        raise


def _is_answered_anyway(session: Session, command: Ask, author: str) -> bool:
    """Whether this request adds no question: it is sent a second time, or the session takes none."""
    known = session.asked.questions.get(command.id or "")
    return not takes_questions(session) or (known is not None and known.author == author)


def _require_place(guest: Guest, services: Services, participant: Participant) -> None:
    """Check before any work is done that the participant has been here long enough, and the limit of their place."""
    now = services.clock.now()
    if guest.link is None and (wait := participant.since_ms + ASK_AFTER_MS - now) > 0:
        raise JustArrived(_seconds(wait))
    if guest.role in AT_DESK:
        return
    if wait := services.asking.take(_place_key(guest, participant), now):
        sentence = Sentence(
            "Very many questions come from your network just now. Send yours again in {seconds} s.",
            seconds=_seconds(wait),
        )
        raise TooMany("place_busy", sentence, _seconds(wait))


def _place_key(guest: Guest, participant: Participant) -> str:
    return f"{guest.room.session.plan.slug} {participant.place}"


def _seconds(ms: int) -> int:
    return -(-ms // SECOND)


def _key_of(sent: Sent, author: str) -> str | None:
    """Make a participant's keys and ids their own: no participant receives the response to another one's question."""
    if not isinstance(sent.command, Ask):
        return sent.key
    own = sent.command.id or sent.key
    return f"ask:{author}:{own}" if own else None
