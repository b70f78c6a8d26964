"""`/api/v1`: sessions as views, commands in, reports out. Other programs rely on these names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic_core import from_json, to_json
from starlette.websockets import WebSocket

from app.domain.codec import to_line
from app.domain.errors import (
    JournalUnavailable,
    JustArrived,
    Refused,
    Rejection,
    SlugTaken,
    StaleQuestion,
)
from app.domain.messages.commands import Ask, ReplacePlan
from app.domain.messages.events import Record
from app.domain.state.document import read_document
from app.domain.state.policy import AT_DESK, CROWD, RUNS_SESSION
from app.domain.state.session import Session
from app.domain.values import RebalanceMode, Role, Status
from app.domain.views.summary import Summary
from app.formats.commands import read_command
from app.formats.text.json import read_object
from app.languages.views import report_in, view_in
from app.languages.words import ENGLISH, Words
from app.live.conversation import SocketPlace
from app.live.hub import Frames
from app.live.presence import Presence
from app.server.asking import Asker, asker_at
from app.server.caching import OWN_COPY, has_copy
from app.server.context import (
    AccessDep,
    AddressDep,
    ClockDep,
    Guest,
    GuestDep,
    OrganiserDep,
    RoomsDep,
    SummariesDep,
    VisitorDep,
    guest_at,
    network_prefix,
)
from app.server.language import VARY, words_of
from app.server.problems import from_rejection
from app.server.socket_loop import converse, socket_route
from app.service.access.links import session_links
from app.service.rehearsal import preview_facts
from app.service.room import Accepted, Sender
from app.store.summaries import Chosen, searched
from app.wire import messages as protocol
from app.wire.merge_patch import merge_patch, without_nulls

router = APIRouter(prefix="/api/v1", tags=["sessions"])
COMMANDS = "/sessions/{slug}/commands"

ON_PAGE = 1_000  # sessions in a list
LAST_PAGE = 100_000

# Participants ask over HTTP, whose response sets the cookie that identifies a question's author.


class JsonAudience:
    """Programs of one role and language: each is sent its whole view as JSON."""

    shows_presence = False

    def __init__(self, role: Role, speaker: str | None = None, words: Words = ENGLISH) -> None:
        self._words = words
        self._role = role
        self.speaker = speaker

    @property
    def key(self) -> tuple[str, str, Role, str | None]:
        return ("json", self._words.language, self._role, self.speaker)

    @property
    def role(self) -> Role:
        return self._role

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:  # noqa: ARG002 - the hub's protocol
        view = view_in(self._words, session, self._role, now, self.speaker)
        text = protocol.encode({"t": "view", "seq": session.seq, "view": view})
        return Frames(text, text)


async def _chosen(
    visitor: VisitorDep,
    conference: str = "",
    day: Annotated[str, Query(description="The date of the start in the session's own zone: 2026-12-01.")] = "",
    state: Annotated[str, Query(description="planned, live or closed.")] = "",
    q: Annotated[str, Query(description="Words of the title, the conference, the venue or a speaker's name.")] = "",
) -> Chosen:
    return Chosen(visitor.sessions, conference, day, state, searched(q))


class PatchedAudience(JsonAudience):
    """Programs of a role and language that have the state before: each is sent the change as a merge patch, made once.

    `v` counts the states of this audience: a patch is for the state with the number before. Members that are null are
    left out of both.
    """

    def __init__(self, role: Role, speaker: str | None = None, words: Words = ENGLISH) -> None:
        super().__init__(role, speaker, words)
        self._shown: dict[str, Any] = {}
        self._version = 0

    @property
    def key(self) -> tuple[str, str, Role, str | None]:
        return ("json-patches", self._words.language, self._role, self.speaker)

    def frames(self, session: Session, presence: Presence, now: int) -> Frames:  # noqa: ARG002 - the hub's protocol
        self._version += 1
        facts = to_json(view_in(self._words, session, self._role, now, self.speaker))
        before, self._shown = self._shown, without_nulls(from_json(facts))
        numbers = {"seq": session.seq, "v": self._version}
        whole = protocol.encode({"t": "view", **numbers, "view": self._shown})
        change = protocol.encode({"t": "patch", **numbers, "patch": merge_patch(before, self._shown)})
        return Frames(whole, min(change, whole, key=len))


@router.get("/sessions")
async def sessions(
    request: Request,
    summaries: SummariesDep,
    clock: ClockDep,
    chosen: Annotated[Chosen, Depends(_chosen)],
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
) -> Response:
    """Return the sessions that the bearer may see, a thousand to a page: live ones, today's, those to come, past ones.

    If there are more, the header `Link` has the address of the next page (`rel="next"`).
    """
    listed = await summaries.page(chosen, clock.now(), (page - 1) * ON_PAGE, ON_PAGE)
    more = page * ON_PAGE < listed.count
    following = request.url.include_query_params(page=page + 1)
    headers = {"Link": f'<{following.path}?{following.query}>; rel="next"'} if more else {}
    return _json([_summary(one) for one in listed.summaries], headers=headers)


@router.post("/sessions", status_code=201, openapi_extra={"requestBody": {"content": {"application/json": {}}}})
async def create(
    request: Request, rooms: RoomsDep, access: AccessDep, address: AddressDep, by: OrganiserDep
) -> dict[str, Any]:
    """Make a new session from a session document; return its address and its links."""
    plan = read_document(read_object(await request.body()))
    try:
        await rooms.create(plan, Sender(by.label, by.role))
    except SlugTaken:
        raise Refused("already_exists", "There is a session {slug} already.", slug=plan.slug) from None
    return {"slug": plan.slug, "links": await session_links(access, plan.slug, address)}


@router.get("/sessions/{slug}")
async def view(guest: GuestDep, request: Request) -> Response:
    """Return the bearer's view, its texts in the language of the request.

    `ETag` is the seq, and the votes if there are any; 304 while nothing has happened.
    """
    tag = f'"{guest.room.session.version}"'
    headers = {"ETag": tag, **OWN_COPY, "Vary": f"{VARY}, {OWN_COPY['Vary']}"}
    if has_copy(request, tag):
        return Response(status_code=304, headers=headers)
    return _json(_view(guest, words_of(request)), headers=headers)


@router.put("/sessions/{slug}/document", openapi_extra={"requestBody": {"content": {"application/json": {}}}})
async def replace(guest: GuestDep, request: Request) -> Response:
    """Replace the plan; refused in parts that have already happened."""
    # Without permission, the room refuses this and notes it; the body is not even read.
    document = read_object(await request.body()) if guest.role is Role.ORGANISER else {}
    accepted = await guest.room.send(ReplacePlan(document), by=guest.sender)
    return _json(_answer(guest, accepted, words_of(request)))


@router.post(COMMANDS)
async def command(slug: str, request: Request) -> Response:  # noqa: ARG001 - named for the description of this API
    """Give one command. The same `key` again returns the first response's seq and events.

    A participant is identified by their cookie. The first response sets it; without a link, a question is accepted once
    the cookie is some seconds old.
    """
    asker, words = asker_at(await guest_at(request), request), words_of(request)
    try:
        sent = read_command(read_object(await request.body()))
        accepted = await asker.send(sent)
    except Rejection as rejection:
        refusal = from_rejection(rejection, words, **_what_is_so(asker.guest, rejection, words))
        return asker.give_cookie(refusal) if isinstance(rejection, JustArrived) else refusal
    response = _json(_answer(asker.guest, accepted, words))
    return asker.give_cookie(response) if isinstance(sent.command, Ask) else response


async def command_first(request: Request) -> Response:
    """Do as `command`, at a route of its own that spends less on a request than the framework's dependencies do."""
    return await command(request.path_params["slug"], request)


@router.get("/sessions/{slug}/rebalance")
async def rebalance(guest: GuestDep, mode: Annotated[RebalanceMode, Query()] = RebalanceMode.PROPORTIONAL) -> Response:
    """Preview ending on time for all segments to come. Changes nothing."""
    guest.require(*RUNS_SESSION)
    return _json(preview_facts(guest.room.session, mode, guest.room.now()))


@router.get("/sessions/{slug}/report")
async def record(guest: GuestDep, request: Request) -> Response:
    """Return the present record; final once the session is closed."""
    guest.require(*RUNS_SESSION)
    return _json(report_in(words_of(request), guest.room.session, guest.room.now(), guest.room.records))


@router.get("/sessions/{slug}/journal")
async def journal(guest: GuestDep) -> Response:
    """Return every record of the journal as JSON lines."""
    guest.require(Role.ORGANISER)
    lines = "".join(f"{to_line(record)}\n" for record in guest.room.records)
    return Response(lines, media_type="application/x-ndjson")


async def live(socket: WebSocket) -> None:
    """Send the view after every change; `docs/protocol.md` has the messages."""
    guest = await guest_at(socket)
    role, link = guest.role, guest.link
    speaker = link.speaker if link and role is Role.SPEAKER else None
    counts, asker, words = role in CROWD, asker_at(guest, socket), words_of(socket)
    place = SocketPlace(
        guest.room,
        asker.hub,
        JsonAudience(role, speaker, words),
        "json",
        patched=PatchedAudience(role, speaker, words),
        counts_as_viewer=counts,
        participant=asker.known_name,
        client=network_prefix(socket),
        link=link.id if link else None,
        give=partial(_give, asker) if role in AT_DESK else None,
    )
    await converse(socket, place)


async def _give(asker: Asker, fields: Mapping[str, Any], console: str | None) -> str:
    """Give one command from a socket; the same as over HTTP, with a message as response."""
    key = str(fields["key"])
    try:
        accepted = await asker.send(read_command(fields), console)
    except Rejection as rejection:
        return protocol.refusal(key, rejection.code, rejection.sentence)
    except JournalUnavailable as error:
        return protocol.refusal(key, error.code, error.sentence)
    return protocol.done(key, accepted.seq)


route = socket_route("/api/v1/sessions/{slug}/live", live)
router.routes.append(route)


def _what_is_so(guest: Guest, rejection: Rejection, words: Words) -> dict[str, Any]:
    """Return what a refused sender did not know: the present view, and the question changed by another sender."""
    if rejection.status != 409:
        return {}
    view = _view(guest, words)
    if not isinstance(rejection, StaleQuestion):
        return {"view": view}
    return {"view": view, "question": next(row for row in view["questions"] if row["id"] == rejection.question)}


def _view(guest: Guest, words: Words) -> dict[str, Any]:
    return dict(view_in(words, guest.room.session, guest.role, guest.room.now(), guest.speaker))


def _answer(guest: Guest, accepted: Accepted, words: Words) -> dict[str, Any]:
    events = [_event(record, guest.role) for record in accepted.records]
    return {"seq": accepted.seq, "events": events, "view": _view(guest, words)}


def _event(record: Record, role: Role) -> dict[str, Any]:
    """Return an event as its sender may see it: only the desk sees what holds a question for review."""
    names = [field.name for field in dataclasses.fields(record.event)]
    fields = {name: getattr(record.event, name) for name in names if name != "held" or role in AT_DESK}
    return {"seq": record.seq, "at_ms": record.at_ms, "kind": record.event.kind, **fields}


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "slug": summary.slug,
        "title": summary.title,
        "status": summary.status,
        "live": summary.status == Status.LIVE,
        "conference": summary.conference,
        "day": summary.day,
        "starts_at_ms": summary.starts_at_ms,
        "ends_at_ms": summary.ends_at_ms,
    }


def _json(value: Any, **more: Any) -> Response:
    return Response(to_json(value), media_type="application/json", **more)
