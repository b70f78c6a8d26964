"""Participants' pages: ask, vote, follow one's own questions, withdraw one; also without scripts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import JournalUnavailable, Rejection, TooMany
from app.domain.messages.commands import Ask, WithdrawQuestion
from app.domain.values import SECOND
from app.domain.views.view import project
from app.formats.commands import Sent, read_form
from app.server.asking import cast, own_of, participant_of, send
from app.server.context import Guest, GuestDep, Services, ServicesDep
from app.server.participants import Participant
from app.web.page_table import PAGES
from app.web.rendering.render import Notice, PageContext, fragment_html, page_html

router = APIRouter(include_in_schema=False)

FIELDS = ("id", "text", "identity", "name", "affiliation")


@router.get("/s/{slug}/ask")
async def ask_page(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Show the form on a separate page, which does not refresh while a participant writes."""
    return _page(guest, services, request, participant_of(services, request))


@router.post("/s/{slug}/ask")
async def ask(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Send a question from the form; a refusal keeps the typed text and gives the reason."""
    participant = participant_of(services, request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    typed = {name: form[name] for name in FIELDS if name in form}
    try:
        await send(guest, services, participant, read_form({"command": Ask.command, **typed}))
    except (Rejection, JournalUnavailable) as error:
        return _refused(guest, services, request, participant, error, typed)
    return _back(guest, services, request, participant)


@router.get("/s/{slug}/mine")
async def mine(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Show this participant's own questions, as a part of the page."""
    return _mine(guest, services, request, participant_of(services, request))


@router.post("/s/{slug}/questions/{question}/vote")
async def vote(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Set or remove a vote; the form says which, so that a repeated request changes nothing."""
    _, participant = PageContext.of(request, guest.room.session.plan.slug).words, participant_of(services, request)
    wanted = (await request.form()).get("wanted") == "true"
    try:
        counted = await cast(guest, services, request, participant, question, wanted=wanted)
    except (Rejection, JournalUnavailable) as error:
        return _refused(guest, services, request, participant, error, {})
    if counted.counts_in_ms:
        left_s = -(-counted.counts_in_ms // SECOND)
        said = _("Your vote is kept. It counts in {seconds} s, because you have just come in.", seconds=left_s)
        notice = Notice("done", said)
        return _page(guest, services, request, participant, notice)
    return _back(guest, services, request, participant)


@router.post("/s/{slug}/questions/{question}/withdraw")
async def withdraw(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Withdraw the author's own question."""
    participant = participant_of(services, request)
    try:
        await send(guest, services, participant, Sent(WithdrawQuestion(question)))
    except (Rejection, JournalUnavailable) as error:
        return _refused(guest, services, request, participant, error, {})
    return _back(guest, services, request, participant)


def _refused(
    guest: Guest,
    services: Services,
    request: Request,
    participant: Participant,
    error: Rejection | JournalUnavailable,
    typed: Mapping[str, str],
) -> Response:
    if isinstance(error, JournalUnavailable):
        _ = PageContext.of(request, guest.room.session.plan.slug).words
        said = _("Nothing was sent, because it could not be kept: {reason}", reason=error)
        notice, status = Notice("problem", said), 503
    else:
        notice, status = Notice("refused", error.sentence), error.status
    response = _page(guest, services, request, participant, notice, typed, status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _back(guest: Guest, services: Services, request: Request, participant: Participant) -> Response:
    """Return the changed part or, without scripts, redirect to the page, so that a reload sends nothing again."""
    if request.headers.get("hx-request") == "true":
        return _mine(guest, services, request, participant)
    around = PageContext.of(request, guest.room.session.plan.slug)
    response = RedirectResponse(f"{around.base}/s/{around.slug}/ask#part-mine", 303)
    services.participants.set_cookie(response, request, participant)
    return response


def _mine(guest: Guest, services: Services, request: Request, participant: Participant) -> Response:
    html = fragment_html("viewer_mine", *_shown(guest, request), own=own_of(guest, services, participant))
    return _kept(HTMLResponse(html), services, request, participant)


def _page(
    guest: Guest,
    services: Services,
    request: Request,
    participant: Participant,
    notice: Notice | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    shown = {
        "id": str(uuid.uuid4()),
        "identity": "anonymous",
        "text": "",
        "name": "",
        "affiliation": "",
        **(typed or {}),
    }
    view, around = _shown(guest, request)
    own = own_of(guest, services, participant)
    html = page_html("ask", view, {}, around, own=own, notice=notice, typed=shown)
    return _kept(HTMLResponse(html, status), services, request, participant)


def _shown(guest: Guest, request: Request) -> tuple[Any, PageContext]:
    session = guest.room.session
    return project(session, PAGES["viewer"].role, guest.room.now()), PageContext.of(request, session.plan.slug)


def _kept(response: Response, services: Services, request: Request, participant: Participant) -> Response:
    response.headers["Cache-Control"] = "no-store"
    services.participants.set_cookie(response, request, participant)
    return response
