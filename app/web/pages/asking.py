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
from app.formats.commands import Sent, read_form
from app.languages.views import view_in
from app.server.asking import Asker, AskerDep
from app.server.context import Guest
from app.web.forms import Outcome, done, fields_of, form_of, forward, is_live, page_answer, refused
from app.web.page_table import PAGES
from app.web.rendering.render import PageContext, fragment_html, page_html

router = APIRouter(include_in_schema=False)

FIELDS = ("id", "text", "identity", "name", "affiliation")


@router.get("/s/{slug}/ask")
async def ask_page(asker: AskerDep, request: Request) -> Response:
    """Show the form on a separate page, which does not refresh while a participant writes."""
    return _page(asker, request)


@router.post("/s/{slug}/ask")
async def ask(asker: AskerDep, request: Request) -> Response:
    """Send a question from the form; a refusal keeps the typed text and gives the reason."""
    form = await fields_of(request)
    typed = {name: form[name] for name in FIELDS if name in form}
    try:
        await asker.send(read_form({"command": Ask.command, **typed}))
    except (Rejection, JournalUnavailable) as error:
        return _page(asker, request, refused(error), typed)
    return _back(asker, request)


@router.get("/s/{slug}/mine")
async def mine(asker: AskerDep, request: Request) -> Response:
    """Show this participant's own questions, as a part of the page."""
    return _mine(asker, request)


@router.post("/s/{slug}/questions/{question}/vote")
async def vote(asker: AskerDep, request: Request, question: str) -> Response:
    """Set or remove a vote; the form says which, so that a repeated request changes nothing."""
    wanted = (await form_of(request)).get("wanted") == "true"
    try:
        counted = await asker.cast(question, wanted=wanted)
    except (Rejection, JournalUnavailable) as error:
        return _page(asker, request, refused(error))
    if counted.counts_in_ms:
        _ = PageContext.of(request, asker.guest.room.session.plan.slug).words
        left_s = -(-counted.counts_in_ms // SECOND)
        said = _("Your vote is stored. It counts in {seconds} s, because you have just arrived.", seconds=left_s)
        return _page(asker, request, done(said))
    return _back(asker, request)


@router.post("/s/{slug}/questions/{question}/withdraw")
async def withdraw(asker: AskerDep, request: Request, question: str) -> Response:
    """Withdraw the author's own question."""
    try:
        await asker.send(Sent(WithdrawQuestion(question)))
    except (Rejection, JournalUnavailable) as error:
        return _page(asker, request, refused(error))
    return _back(asker, request)


def _back(asker: Asker, request: Request) -> Response:
    """Done: the part that shows it, or, without scripts, the page again."""
    if is_live(request):
        return _mine(asker, request)
    return asker.give_cookie(forward(request, f"/s/{asker.guest.room.session.plan.slug}/ask#part-mine"))


def _mine(asker: Asker, request: Request) -> Response:
    html = fragment_html("viewer_mine", *_shown(asker.guest, request), own=asker.own)
    return asker.give_cookie(page_answer(html))


def _page(
    asker: Asker, request: Request, outcome: Outcome | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    shown = {
        "id": str(uuid.uuid4()),
        "identity": "anonymous",
        "text": "",
        "name": "",
        "affiliation": "",
        **(typed or {}),
    }
    view, around = _shown(asker.guest, request)
    notice = outcome.notice if outcome else None
    html = page_html("ask", view, {}, around, own=asker.own, notice=notice, typed=shown)
    return asker.give_cookie(page_answer(html, outcome))


def _shown(guest: Guest, request: Request) -> tuple[Any, PageContext]:
    session, around = guest.room.session, PageContext.of(request, guest.room.session.plan.slug)
    return view_in(around.words, session, PAGES["viewer"].role, guest.room.now()), around
