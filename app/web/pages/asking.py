"""Participants' pages: ask, vote, follow one's own questions, withdraw one; also without scripts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import JournalUnavailable, Rejection
from app.domain.messages.commands import Ask, WithdrawQuestion
from app.domain.values import SECOND
from app.domain.views.view import project
from app.formats.commands import Sent, read_form
from app.server.asking import ParticipantDep, cast, own_of, send
from app.server.context import Guest, GuestDep, Services, ServicesDep
from app.server.participants import Participant
from app.web.forms import Outcome, done, fields_of, form_of, forward, is_live, page_answer, refused
from app.web.page_table import PAGES
from app.web.rendering.render import PageContext, fragment_html, page_html

router = APIRouter(include_in_schema=False)

FIELDS = ("id", "text", "identity", "name", "affiliation")


@router.get("/s/{slug}/ask")
async def ask_page(guest: GuestDep, services: ServicesDep, request: Request, participant: ParticipantDep) -> Response:
    """Show the form on a separate page, which does not refresh while a participant writes."""
    return _page(guest, services, request, participant)


@router.post("/s/{slug}/ask")
async def ask(guest: GuestDep, services: ServicesDep, request: Request, participant: ParticipantDep) -> Response:
    """Send a question from the form; a refusal keeps the typed text and gives the reason."""
    form = await fields_of(request)
    typed = {name: form[name] for name in FIELDS if name in form}
    try:
        await send(guest, services, participant, read_form({"command": Ask.command, **typed}))
    except (Rejection, JournalUnavailable) as error:
        return _page(guest, services, request, participant, refused(error), typed)
    return _back(guest, services, request, participant)


@router.get("/s/{slug}/mine")
async def mine(guest: GuestDep, services: ServicesDep, request: Request, participant: ParticipantDep) -> Response:
    """Show this participant's own questions, as a part of the page."""
    return _mine(guest, services, request, participant)


@router.post("/s/{slug}/questions/{question}/vote")
async def vote(
    guest: GuestDep, services: ServicesDep, request: Request, question: str, participant: ParticipantDep
) -> Response:
    """Set or remove a vote; the form says which, so that a repeated request changes nothing."""
    _ = PageContext.of(request, guest.room.session.plan.slug).words
    wanted = (await form_of(request)).get("wanted") == "true"
    try:
        counted = await cast(guest, services, request, participant, question, wanted=wanted)
    except (Rejection, JournalUnavailable) as error:
        return _page(guest, services, request, participant, refused(error))
    if counted.counts_in_ms:
        left_s = -(-counted.counts_in_ms // SECOND)
        said = _("Your vote is stored. It counts in {seconds} s, because you have just arrived.", seconds=left_s)
        return _page(guest, services, request, participant, done(said))
    return _back(guest, services, request, participant)


@router.post("/s/{slug}/questions/{question}/withdraw")
async def withdraw(
    guest: GuestDep, services: ServicesDep, request: Request, question: str, participant: ParticipantDep
) -> Response:
    """Withdraw the author's own question."""
    try:
        await send(guest, services, participant, Sent(WithdrawQuestion(question)))
    except (Rejection, JournalUnavailable) as error:
        return _page(guest, services, request, participant, refused(error))
    return _back(guest, services, request, participant)


def _back(guest: Guest, services: Services, request: Request, participant: Participant) -> Response:
    """Done: the part that shows it, or, without scripts, the page again."""
    if is_live(request):
        return _mine(guest, services, request, participant)
    around = PageContext.of(request, guest.room.session.plan.slug)
    response = forward(around, f"/s/{around.slug}/ask#part-mine")
    services.participants.set_cookie(response, request, participant)
    return response


def _mine(guest: Guest, services: Services, request: Request, participant: Participant) -> Response:
    html = fragment_html("viewer_mine", *_shown(guest, request), own=own_of(guest, services, participant))
    return _kept(page_answer(html), services, request, participant)


def _page(
    guest: Guest,
    services: Services,
    request: Request,
    participant: Participant,
    outcome: Outcome | None = None,
    typed: Mapping[str, str] | None = None,
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
    notice = outcome.notice if outcome else None
    html = page_html("ask", view, {}, around, own=own, notice=notice, typed=shown)
    return _kept(page_answer(html, outcome), services, request, participant)


def _shown(guest: Guest, request: Request) -> tuple[Any, PageContext]:
    session = guest.room.session
    return project(session, PAGES["viewer"].role, guest.room.now()), PageContext.of(request, session.plan.slug)


def _kept(response: Response, services: Services, request: Request, participant: Participant) -> Response:
    services.participants.set_cookie(response, request, participant)
    return response
