"""Questions and votes as they come in, from a program or a form: identify the participant, act once for each id."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response
from starlette.requests import HTTPConnection

from app.clock import Clock
from app.domain.errors import JustArrived, Refused, Sentence, TooMany
from app.domain.messages.commands import Ask
from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.state.policy import ASKS, AT_DESK, CROWD
from app.domain.state.session import Session, takes_questions
from app.domain.values import SECOND
from app.domain.views.questions import Own, own_questions
from app.formats.commands import Sent
from app.live.hub import Hub
from app.server.admission import Passing
from app.server.context import Guest, GuestDep, network_address, services_of
from app.server.http.proxies import prefix_of
from app.server.participants import Participant, Participants
from app.service.access.throttle import Throttle
from app.service.room import Accepted
from app.service.votes import Vote, Voter, Votes
from app.store.incidents import Incident, Incidents
from app.wire.messages import encode


@dataclass(frozen=True, slots=True)
class Asker:
    """A participant in a session: what they may do there, with the parts of the server that it takes.

    `is_new`: their browser or program holds no cookie of ours yet.
    """

    guest: Guest
    participant: Participant
    is_new: bool
    connection: HTTPConnection
    participants: Participants
    votes: Votes
    hub: Hub
    places: Throttle
    incidents: Incidents
    clock: Clock
    passing: Passing

    @property
    def name(self) -> str:
        """The participant's pseudonym in this session."""
        return self.participants.pseudonym(self._slug, self.participant)

    @property
    def known_name(self) -> str | None:
        """The pseudonym of a participant who has been here before; None for a new one, to whom nothing can be sent."""
        return None if self.is_new else self.name

    @property
    def own(self) -> Own:
        """The participant's own questions and votes in this session; empty for a new participant."""
        if self.is_new:
            return Own()
        who = self.name
        return Own(tuple(own_questions(self.guest.room.session, who)), frozenset(self.votes.voted(who)))

    def give_cookie(self, response: Response) -> Response:
        """Return the response with the participant's cookie, so that the next request is theirs, too."""
        self.participants.set_cookie(response, self.connection, self.participant)
        return response

    async def send(self, sent: Sent, console: str | None = None) -> Accepted:
        """Send a command as this participant, from this console if given. Every entrance uses this method.

        Raises:
            JustArrived: a question from a participant without a link, who has not been here for `ASK_AFTER_MS`.
            TooMany: `place_busy`, more questions come from this place than a full hall would ask.
            Rejection, JournalUnavailable: as `Room.send`; also, another console runs the session.
        """
        if console:
            self._require_baton(console, sent.command.command)
        author, room = self.name, self.guest.room
        counts = isinstance(sent.command, Ask) and not _is_answered_anyway(room.session, sent.command, author)
        if counts:
            self._require_place(author)
        sender, key = replace(self.guest.sender, participant=author), _key_of(sent, author)
        try:
            with self._before_strangers():
                accepted = await room.send(sent.command, by=sender, key=key, seen=sent.seen, pressed_ms=sent.pressed_ms)
        except TooMany:
            # A participant who sends too often must not use up the questions of the others in their place.
            self._give_back_place(counts)
            raise
        # Of a question that was sent twice at once, the second was counted too: the first was not stored yet.
        self._give_back_place(counts and accepted.again)
        return accepted

    async def cast(self, question: str, *, wanted: bool) -> Vote:
        """Set or remove a vote; tell every page that the participant has open.

        Raises:
            Rejection: as `Votes.vote`; a participant who may not ask may not vote.
        """
        self.guest.require(*ASKS)
        who = self.name
        voter = Voter(who, self.participant.since_ms, network_address(self.connection))
        vote = await self.votes.vote(question, voter, wanted=wanted)
        self.hub.tell(who, f"voted {question}", encode({"t": "voted", "question": question, "voted": vote.voted}))
        return vote

    def _before_strangers(self) -> AbstractContextManager[None]:
        """Let strangers wait while a command is carried out, unless it is one of theirs (`app.server.admission`)."""
        is_stranger = self.guest.link is None or self.guest.role in CROWD
        return nullcontext() if is_stranger else self.passing.enter()

    @property
    def _slug(self) -> str:
        return self.guest.room.session.plan.slug

    @property
    def _place_key(self) -> str:
        return f"{self._slug} {self.participant.place}"

    def _require_baton(self, console: str, command: str) -> None:
        by, now = self.guest.sender, self.clock.now()
        try:
            self.hub.presence.baton.require(console)
        except Refused as refused:
            incident = Incident(self._slug, now, by.label, str(by.role), command, refused.code, about="")
            self.incidents.note(incident, by.place)
            raise

    def _require_place(self, author: str) -> None:
        """Check before any work is done that the participant has been here long enough, and their place's limit."""
        now, since_ms = self.clock.now(), self.participant.since_ms
        if self.guest.link is None and (wait := since_ms + ASK_AFTER_MS - now) > 0:
            raise JustArrived(_seconds(wait))
        if self.guest.role in AT_DESK:
            return
        if wait := self.places.take(self._place_key, now):
            sentence = Sentence(
                "Very many questions come from your network just now. Send yours again in {seconds} s.",
                seconds=_seconds(wait),
            )
            raise TooMany("place_busy", sentence, _seconds(wait))
        self.votes.arrivals.expect(author, self.participant.place, since_ms, now)

    def _give_back_place(self, counted: bool) -> None:
        """Let the place ask one question more, if this one was counted and added none."""
        if counted and self.guest.role not in AT_DESK:
            self.places.give_back(self._place_key)


def asker_at(guest: Guest, connection: HTTPConnection) -> Asker:
    """Return the participant in the guest's session; a new one, if their browser or program holds no cookie of ours."""
    services = services_of(connection)
    known = services.participants.known(connection)
    participant = replace(known or services.participants.new(), place=prefix_of(network_address(connection)))
    return Asker(
        guest,
        participant,
        known is None,
        connection,
        services.participants,
        services.rooms.votes(guest.room),
        services.hub(guest.room.session.plan.slug),
        services.asking,
        services.incidents,
        services.clock,
        services.passing,
    )


async def _asker(guest: GuestDep, connection: HTTPConnection) -> Asker:
    return asker_at(guest, connection)


AskerDep = Annotated[Asker, Depends(_asker)]


def _is_answered_anyway(session: Session, command: Ask, author: str) -> bool:
    """Whether this request adds no question: it is sent a second time, or the session takes none."""
    known = session.asked.questions.get(command.id or "")
    return not takes_questions(session) or (known is not None and known.author == author)


def _seconds(ms: int) -> int:
    return -(-ms // SECOND)


def _key_of(sent: Sent, author: str) -> str | None:
    """Make a participant's keys and ids their own: no participant receives the response to another one's question."""
    if not isinstance(sent.command, Ask):
        return sent.key
    own = sent.command.id or sent.key
    return f"ask:{author}:{own}" if own else None
