"""`/t/{token}/do/{action}`: one key, one address; for a Stream Deck, a doorbell or a line in a script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.domain.errors import Invalid, Problem, Rejection, Sentence, TooMany
from app.domain.values import SECOND
from app.languages.views import view_in
from app.languages.words import Words
from app.outside.addresses import only_looks, visitor_of_address
from app.outside.dispatcher import Dispatcher, Press, Program, mark_of
from app.outside.now import now_line, now_row
from app.server.context import AccessDep, Guest, RoomsDep, guest_of
from app.server.language import words_of
from app.server.problems import from_rejection
from app.service.access.throttle import Throttle
from app.service.access.visitor import Visitor

router = APIRouter(include_in_schema=False)

DIALECT = "Key"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class Keys:
    """The keys of all links: the dispatcher, and which of them were pressed within the last second."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher
        self.once = Throttle(1, SECOND)


@router.api_route("/do/{action:path}", methods=["GET", "POST"])
async def press(request: Request, access: AccessDep, rooms: RoomsDep, action: str, session: str = "") -> Response:
    """Do one action, at most once a second; answer with one line of text, or JSON if that is accepted.

    This is the only address at which GET changes something, so it asks for the token in the path, and a request that
    only looks (HEAD, a browser that fetches ahead) does nothing.
    """
    if only_looks(request):
        return Response(status_code=405, headers={"Allow": "GET, POST", **HEADERS})
    words = words_of(request)
    try:
        visitor = await visitor_of_address(request, access)
        return await _done(request, await guest_of(_session(visitor, session), rooms, visitor, request), action, words)
    except Rejection as rejection:
        return _refused(request, rejection, words)


async def _done(request: Request, guest: Guest, action: str, words: Words) -> Response:
    keys: Keys = request.app.state.keys
    program = Program.of(DIALECT, guest)
    name, *arguments = action.removesuffix("/").split("/")
    press = Press(name, arguments)
    # The second is in the key, because the next request may reach another process.
    second = guest.room.now() // SECOND
    press = replace(press, key=f"do:{mark_of(program, press)}:{second}")
    accepted = await keys.dispatcher.act_once(program, press, keys.once)
    row = now_row(view_in(words, guest.room.session, guest.role, guest.room.now(), guest.speaker), words)
    facts = {"action": action, "done": accepted is not None, "seq": guest.room.session.seq, **row}
    return _answer(
        request,
        facts,
        now_line(row) or row["session"]
        if accepted
        else words("This was done less than a second ago. It was not done again."),
    )


def _session(visitor: Visitor, named: str) -> str:
    """Return the session that a press is for: the link's own, or the one that an organiser names.

    Raises:
        Invalid: the link is for every session, and none is named.
    """
    own = next((link.session for link in visitor.links if link.session is not None), None)
    if own is None and not named:
        raise Invalid(Problem("session", Sentence("is missing; this link is for every session: add ?session=...")))
    return own or named


def _answer(request: Request, facts: dict[str, Any], line: str, status: int = 200) -> Response:
    if _wants_json(request):
        return Response(to_json(facts), status, HEADERS, "application/json")
    return Response(f"{line}\n", status, HEADERS, "text/plain; charset=utf-8")


def _refused(request: Request, rejection: Rejection, words: Words) -> Response:
    if _wants_json(request):
        response = from_rejection(rejection, words)
        response.headers.update(HEADERS)
        return response
    response = _answer(request, {}, words.told(rejection.sentence), rejection.status)
    if isinstance(rejection, TooMany):
        response.headers["Retry-After"] = str(rejection.retry_after_s)
    return response


def _wants_json(request: Request) -> bool:
    return "json" in request.headers.get("accept", "")
