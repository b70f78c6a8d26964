"""The context of a handler: its room and its visitor. Handlers have no other access to a session."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.clock import Clock
from app.domain.errors import Forbidden, NotFound, Rejection, UnreadableJournal
from app.domain.values import Role
from app.live.hub import Hub
from app.server.admission import Passing
from app.server.http.cookies import cookies_of
from app.server.http.proxies import prefix_of
from app.server.language import OF_SESSION
from app.server.memo import Memo
from app.server.participants import Participants
from app.service.access.links import Links
from app.service.access.pairing import Pairing
from app.service.access.sign_in import SignIn
from app.service.access.throttle import Throttle
from app.service.access.tokens import Access
from app.service.access.visitor import Visitor
from app.service.drafts import Drafts
from app.service.imports import Imports
from app.service.room import Room, Sender
from app.service.rooms import Rooms
from app.service.webhooks.receivers import Receivers
from app.store.directory import Link
from app.store.incidents import Incident, Incidents
from app.store.sources import Sources
from app.store.summaries import Summaries
from app.store.templates import Templates

# A whole hall may share one address: 300 questions at once, then one every 200 ms.
QUESTIONS_OF_PLACE = (300, 200)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Services:
    """The server's parts; made by the composition root, held by the application."""

    rooms: Rooms
    summaries: Summaries
    access: Access
    participants: Participants
    clock: Clock
    hub: Callable[[str], Hub]
    incidents: Incidents
    sign_in: SignIn
    pairing: Pairing
    sources: Sources
    templates: Templates
    drafts: Drafts
    receivers: Receivers
    public_url: str | None = None
    asking: Throttle = field(default_factory=lambda: Throttle(*QUESTIONS_OF_PLACE))
    memo: Memo = field(default_factory=Memo)
    passing: Passing = field(default_factory=Passing)

    @property
    def imports(self) -> Imports:
        return Imports(self.rooms, self.sources, self.clock)

    @property
    def links(self) -> Links:
        return Links(self.access, self.incidents, self.clock, lambda slug, id_: self.hub(slug).sockets.end_link(id_))

    def address(self, connection: HTTPConnection) -> str:
        """Return the address under which people reach this server: the configured one, or the request's."""
        return self.public_url or str(connection.base_url)


class UnknownLink(Rejection):
    """The request shows a token that belongs to no link, or to one that has ended."""

    code = "unknown_link"
    status = 401

    def __init__(self) -> None:
        super().__init__("This link is not valid, or not any more. Ask the person who gave it to you for a new one.")


def network_prefix(connection: HTTPConnection) -> str:
    """Return the network prefix of a request; limits count by it, and all clients there share it."""
    return prefix_of(network_address(connection))


def network_address(connection: HTTPConnection) -> str:
    """Return the network address of a request; for limits, never for rights."""
    return connection.client.host if connection.client else ""


def services_of(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


async def _services(connection: HTTPConnection) -> Services:
    """Do as `services_of`; the framework calls a function that is not a coroutine in a thread, for every request."""
    return services_of(connection)


ServicesDep = Annotated[Services, Depends(_services)]

T = TypeVar("T")


def _piece(of: Callable[[Services], T]) -> Any:
    """Return one part of the server, for a handler that needs no other."""

    async def part(services: ServicesDep) -> T:
        return of(services)

    return Depends(part)


# A handler's signature says what it may do: it takes the parts that it needs, never the whole.
AccessDep = Annotated[Access, _piece(lambda services: services.access)]
ClockDep = Annotated[Clock, _piece(lambda services: services.clock)]
DraftsDep = Annotated[Drafts, _piece(lambda services: services.drafts)]
HubsDep = Annotated[Callable[[str], Hub], _piece(lambda services: services.hub)]
ImportsDep = Annotated[Imports, _piece(lambda services: services.imports)]
IncidentsDep = Annotated[Incidents, _piece(lambda services: services.incidents)]
LinksDep = Annotated[Links, _piece(lambda services: services.links)]
MemoDep = Annotated[Memo, _piece(lambda services: services.memo)]
PairingDep = Annotated[Pairing, _piece(lambda services: services.pairing)]
SummariesDep = Annotated[Summaries, _piece(lambda services: services.summaries)]
ReceiversDep = Annotated[Receivers, _piece(lambda services: services.receivers)]
RoomsDep = Annotated[Rooms, _piece(lambda services: services.rooms)]
SignInDep = Annotated[SignIn, _piece(lambda services: services.sign_in)]
SourcesDep = Annotated[Sources, _piece(lambda services: services.sources)]
TemplatesDep = Annotated[Templates, _piece(lambda services: services.templates)]


async def _address(services: ServicesDep, connection: HTTPConnection) -> str:
    return services.address(connection)


# The address under which people reach this server.
AddressDep = Annotated[str, Depends(_address)]


def parts_of(kind: type[T]) -> Any:
    """Return the dependency that makes an object of a class from the parts that its fields name.

    Handlers of one page that need the same several parts take them together.
    """

    async def made(**parts: Any) -> T:
        return kind(**parts)

    # The framework reads the parameters from the signature; a class itself it would call in a thread.
    made.__signature__ = inspect.signature(kind, eval_str=True)  # type: ignore[attr-defined]
    return Depends(made)


async def visitor_of(connection: HTTPConnection) -> Visitor:
    """Return the visitor, by Bearer token, by token path, or by cookies.

    Raises:
        UnknownLink: a token was shown in the header or the path, and is not valid.
    """
    access, acts = services_of(connection).access, connection.scope.get("method", "GET") not in _READS
    shown, in_path = _shown_token(connection), _path_token(connection)
    if shown != in_path:
        # The addresses on a page hold the valid token. An invented one would be an audience of its own.
        connection.scope["state"]["base"] = ""
    if shown is None:
        visitor = await access.visitor(cookies_of(connection).tokens, acts=acts)
        note_guesses(connection, visitor)
        return visitor
    if not (visitor := await access.visitor([shown], acts=acts)).links:
        raise UnknownLink
    return visitor


def note_guesses(connection: HTTPConnection, visitor: Visitor) -> None:
    """Tell the guard how many tokens were guessed; a guess by cookie costs what a guess by link costs."""
    connection.scope["state"]["guesses"] = visitor.guesses


VisitorDep = Annotated[Visitor, Depends(visitor_of)]


async def organiser_of(visitor: VisitorDep) -> Link:
    """Return the visitor's link of an organiser.

    Raises:
        Forbidden: the visitor holds none.
    """
    if (link := visitor.organiser) is None:
        raise Forbidden("this is for organisers")
    return link


OrganiserDep = Annotated[Link, Depends(organiser_of)]


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor in a room, with the strongest role they have there."""

    room: Room
    role: Role
    sender: Sender
    visitor: Visitor

    def require(self, *roles: Role) -> None:
        """Require that the guest has one of these roles.

        Raises:
            Forbidden: the guest has none of them.
        """
        if self.role not in roles:
            raise Forbidden("this is for others; open the link that was made for it")

    @property
    def link(self) -> Link | None:
        """The link that gives the guest's role; None in a public session without a link."""
        return self.visitor.link_for(self.room.session.plan)

    @property
    def speaker(self) -> str | None:
        """The id of the speaker for whom the link was made; None for every other role."""
        return self.sender.speaker


async def guest_of(slug: str, rooms: Rooms, visitor: Visitor, connection: HTTPConnection) -> Guest:
    """Return a guest in the room of this slug.

    Raises:
        NotFound: there is no such session, or none that this visitor may know of.
        UnreadableJournal: the session is left out, and the visitor has a link to it.
    """
    room = await _room_for(slug, rooms, visitor)
    plan = room.session.plan
    if (role := visitor.role_in(plan)) is None:
        raise NotFound('session "{slug}"', slug=slug)
    if (seen := _seen(connection)) is not None:
        await room.know(seen)
    connection.scope["state"][OF_SESSION] = plan.language
    link = visitor.link_for(plan)
    speaker = link.speaker if link is not None and role is Role.SPEAKER else None
    sender = Sender(link.label if link else "anonymous", role, place=network_prefix(connection), speaker=speaker)
    return Guest(room, role, sender, visitor)


async def _room_for(slug: str, rooms: Rooms, visitor: Visitor) -> Room:
    """Return the room of a session.

    A visitor without a link to it makes the server look at the list of all public sessions, whether it is a private
    session or none: the time that the refusal takes does not tell which. The list is read at most twice a second.

    Raises:
        NotFound, UnreadableJournal: as `guest_of` does, but the room may be one that the visitor may not know of.
    """
    if any(link.session in {None, slug} for link in visitor.links):
        return await rooms.get(slug)
    with suppress(UnreadableJournal):  # the journal also says whether the session is public
        if await rooms.is_public(slug):
            return await rooms.get(slug)
    raise NotFound('session "{slug}"', slug=slug)


async def _guest(slug: str, visitor: VisitorDep, connection: HTTPConnection) -> Guest:
    """Do as `guest_of`; the framework spends more on each further dependency than this function takes."""
    return await guest_of(slug, services_of(connection).rooms, visitor, connection)


GuestDep = Annotated[Guest, Depends(_guest)]


async def guest_at(connection: HTTPConnection) -> Guest:
    """Return the guest in the room of a connection's path; errors as `guest_of` and `visitor_of`.

    Sockets and commands, which have no time for the framework's dependencies, call this instead of `GuestDep`.
    """
    visitor = await visitor_of(connection)
    return await guest_of(connection.path_params["slug"], services_of(connection).rooms, visitor, connection)


async def _hub(guest: GuestDep, connection: HTTPConnection) -> Hub:
    return services_of(connection).hub(guest.room.session.plan.slug)


# The hub of the guest's session.
HubDep = Annotated[Hub, Depends(_hub)]


def note_in_audit(incidents: Incidents, guest: Guest, what: str, about: str) -> None:
    """Note in the audit an act that is in no journal: who did it, what, and about what."""
    slug, by = guest.room.session.plan.slug, guest.sender
    incidents.note(Incident(slug, guest.room.now(), by.label, str(by.role), what, "done", about))


def _seen(connection: HTTPConnection) -> int | None:
    """Return the seq of the state that the reader has, by `?seen=` or by the ETag of a view; None for another text.

    The tag is `Session.version`: a page's is a digest, which may begin with digits.
    """
    told = connection.query_params.get("seen") or connection.headers.get("if-none-match", "")
    number = re.fullmatch(r'(?:W/)?"?([0-9]{1,15})(?:-[^"]*)?"?', told)
    return int(number[1]) if number else None


def _shown_token(connection: HTTPConnection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else _path_token(connection)


def _path_token(connection: HTTPConnection) -> str | None:
    token: str | None = connection.scope.get("state", {}).get("path_token")
    return token
