"""The pages of a session: the list at `/`, the viewer's, the stage and the console."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from app.domain.errors import Forbidden
from app.domain.rules.rebalance import price
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Plan
from app.domain.state.session import takes_part
from app.domain.values import SECOND, RebalanceMode, Role
from app.domain.views.questions import Own
from app.languages.views import view_in
from app.live.hub import Hub
from app.server.asking import AskerDep
from app.server.context import Guest, GuestDep, HubDep, MemoDep, RoomsDep, SignInDep, VisitorDep
from app.server.guard import policy_with_frame
from app.server.memo import Memo
from app.service.rehearsal import preview_facts
from app.web.forms import carry_out, fields_of, forward, page_answer
from app.web.lectern.reading import page_texts
from app.web.page_table import PAGES, may_open, numbered_speaker, require_own
from app.web.pages.listing import Filter, ListingsDep, by_time
from app.web.pages.record import page_extras
from app.web.rendering.page_cache import copy_answer, page_copy
from app.web.rendering.render import PageContext, error_html, fragment_html, index_html, page_html

router = APIRouter(include_in_schema=False)

GRANTS_PRICED_MS = (30 * SECOND, 60 * SECOND)


@router.get("/")
async def index(
    request: Request, visitor: VisitorDep, listings: ListingsDep, rooms: RoomsDep, sign_in: SignInDep, memo: MemoDep
) -> Response:
    """Show the sessions that are public or that the visitor has a link to, by conference and day, live ones first."""
    around = PageContext.of(request, "")
    listing, now = await listings.read(Filter.of(request.query_params), visitor)
    signing = {"organiser": visitor.is_organiser, "password_set": await sign_in.has_password()}
    left_out = dict(rooms.left_out) if visitor.is_organiser else {}

    def make() -> bytes:
        return index_html(
            {**listing.facts(now, by_time, around.words), "left_out": left_out}, signing, now, around
        ).encode()

    key = ("index", around, listing.key, *signing.values(), *left_out.items())
    # A page is outdated a second later; the socket updates it, which a cached copy could not do.
    return HTMLResponse(await memo.get_apart(key, listing.state(now), make), headers={"Cache-Control": "no-store"})


@router.get("/s/{slug}")
async def viewer(asker: AskerDep, rooms: RoomsDep, memo: MemoDep, request: Request) -> Response:
    """Show the viewer's page. If the session takes questions or votes, its reader becomes a participant.

    The page is the same for all who have neither asked nor voted.
    """
    guest, own = asker.guest, asker.own
    joins = takes_part(guest.room.session)
    origin = rooms.video.origin(guest.room.session.plan.video)
    more: dict[str, Any] = {"own": own, "takes_part": joins, "video": _video(guest, framed=bool(origin))}
    if own == Own():
        response = _shared_viewer_page(guest, asker.hub, memo, request, **more)
    else:
        response = session_page("viewer", guest, asker.hub, request, **more)
    if origin:
        response.headers["Content-Security-Policy"] = policy_with_frame(origin)
    return asker.give_cookie(response) if joins and asker.is_new else response


@router.get("/s/{slug}/stage")
async def stage(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    """Show the stage as its screen looks; `?picture` is the console's miniature, which is plain."""
    return session_page("stage", guest, hub, request)


@router.get("/s/{slug}/speaker/{number}")
async def speaker(number: int, guest: GuestDep, hub: HubDep, request: Request, write: str = "") -> Response:
    """Show one speaker's own page; the number counts the session's list of speakers from 1.

    To write a note without scripts, a reader opens it with `write`: then it does not load itself again.
    The holder of a speaker's link is redirected to their own page: the list may have been reordered since.
    """
    _require_page("speaker", guest)
    plan = guest.room.session.plan
    if guest.speaker and (own := plan.speaker_number(guest.speaker)) not in (None, number):
        return _own_page(request, plan, own)
    return session_page("speaker", guest, hub, request, _person(number, guest), writes=bool(write))


@router.post("/s/{slug}/speaker/{number}")
async def speaker_form(number: int, asker: AskerDep, hub: HubDep, request: Request) -> Response:
    """Carry out one command from a speaker's page. A refusal is shown on the page, which keeps what was typed."""
    guest, plan = asker.guest, asker.guest.room.session.plan
    _require_page("speaker", guest)
    own = (plan.speaker_number(guest.speaker) if guest.speaker else None) or number
    person, form = _person(own, guest), await fields_of(request)
    outcome = await carry_out(asker, PageContext.of(request, plan.slug), form)
    if outcome.is_done:
        return _own_page(request, plan, own)
    page = session_page("speaker", guest, hub, request, person, notice=outcome.notice, typed=form, writes=True)
    page.status_code = outcome.status
    return page


@router.get("/s/{slug}/console")
async def console(guest: GuestDep, hub: HubDep, request: Request, open: str = "") -> Response:
    """Show the console; `open` is the guiding question whose forms are shown to a reader without scripts."""
    return session_page("console", guest, hub, request, open_question=open)


@router.get("/s/{slug}/report")
async def record(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    return await _long_page("report", guest, hub, request)


@router.get("/s/{slug}/runsheet")
async def runsheet(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    return await _long_page("runsheet", guest, hub, request)


@router.get("/s/{slug}/speakers")
async def speakers(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    """Show the lists of speakers as they are now, to be printed."""
    return session_page("speakers", guest, hub, request, runs=guest.role in RUNS_SESSION)


@router.get("/s/{slug}/console/rebalance")
async def rebalance(guest: GuestDep, request: Request, mode: RebalanceMode = RebalanceMode.PROPORTIONAL) -> Response:
    """Show the preview of ending on time, as a fragment of the console."""
    _require_page("console", guest)
    facts = preview_facts(guest.room.session, mode, guest.room.now())
    return _fragment("console_rebalance_preview", guest, request, preview=facts)


@router.get("/s/{slug}/console/prices")
async def prices(guest: GuestDep, request: Request) -> Response:
    """Show the price of each grant, as a fragment of the console."""
    _require_page("console", guest)
    now = guest.room.now()
    costs = [asdict(cost) for ms in GRANTS_PRICED_MS if (cost := price(guest.room.session, ms, now)) is not None]
    return _fragment("console_prices", guest, request, prices=costs)


@router.get("/s/{slug}/console/questions")
async def coverage(guest: GuestDep, request: Request, open: str = "") -> Response:
    """Show who has covered which guiding question: a part that changes as time passes, without an event.

    The question that is `open` comes with the forms to say so by hand.
    """
    _require_page("console", guest)
    return _fragment("console_questions", guest, request, open_question=open)


def _video(guest: Guest, *, framed: bool) -> dict[str, object]:
    """Return the video beside the page: its address, and by how many milliseconds it is later than the session.

    `framed`: the page shows it in a frame, not as a link. `since_ms`: the instant of the page's state. `early`: this is
    after the present moment of the video, so viewers do not see the state yet.
    """
    session = guest.room.session
    plan = session.plan
    early = session.at_ms > guest.room.now() - plan.video_delay_ms
    return {
        "address": plan.video,
        "framed": framed,
        "delay_ms": plan.video_delay_ms,
        "since_ms": session.at_ms,
        "early": early,
    }


def _person(number: int, guest: Guest) -> str:
    """Return the id of the speaker whose page has this number, if the guest may open it."""
    person = numbered_speaker(guest.room.session.plan, number)
    require_own(person, guest.role, guest.speaker)
    return person.id


def _own_page(request: Request, plan: Plan, number: int | None) -> Response:
    return forward(request, f"/s/{plan.slug}/speaker/{number}")


def error_page(request: Request, status: int, sentence: str) -> Response:
    """Show what went wrong, for a browser."""
    return HTMLResponse(error_html(status, sentence, PageContext.of(request, "")), status)


def session_page(
    name: str,
    guest: Guest,
    hub: Hub,
    request: Request,
    speaker: str | None = None,
    around: PageContext | None = None,
    **more: Any,
) -> Response:
    """Return a page of a session as it is now, which no cache may store.

    Args:
        name: the page, as in `PAGES`.
        guest: the reader, who must be allowed to open it.
        hub: knows who else is watching.
        request: gives the context of the page.
        speaker: the id of the speaker whose own page it is; None for every other page.
        around: the context, if that is not the request's own.
        more: further variables of its template.

    Raises:
        Forbidden: the guest may not open this page.
    """
    return page_answer(_page_to_make(name, guest, hub, request, speaker, around, **more)())


async def _long_page(name: str, guest: Guest, hub: Hub, request: Request) -> Response:
    """Return a page of a session as `session_page` does, made in a thread: it holds up no session that runs."""
    return page_answer(await asyncio.to_thread(_page_to_make(name, guest, hub, request)))


def _page_to_make(
    name: str,
    guest: Guest,
    hub: Hub,
    request: Request,
    speaker: str | None = None,
    around: PageContext | None = None,
    **more: Any,
) -> Callable[[], str]:
    """Return what makes a page of a session out of what is known now, and that does not change any more."""
    _require_page(name, guest)
    session, now, presence = guest.room.session, guest.room.now(), hub.presence.facts()
    context = around or PageContext.of(request, session.plan.slug)
    if name == "stage" and guest.link is not None and "picture" not in request.query_params:
        context = replace(context, screen=guest.link.id)
    context = context.showing(name, session)

    def make() -> str:
        view = view_in(context.words, session, PAGES[name].role, now, speaker, context.screen)
        facts = page_extras(name, session, now, context) | page_texts(name, session, presence, now, speaker)
        return page_html(name, view, presence, context, **more, **facts)

    return make


def _shared_viewer_page(guest: Guest, hub: Hub, memo: Memo, request: Request, **more: Any) -> Response:
    """Return the viewer's page without personal content: one copy for all who open it in this second."""
    name = "viewer"
    _require_page(name, guest)
    session, now = guest.room.session, guest.room.now()
    around = PageContext.of(request, session.plan.slug)
    presence = hub.presence.facts()
    copy = page_copy(
        memo,
        (name, around.audience),
        session.seq,
        now,
        lambda: page_html(name, view_in(around.words, session, PAGES[name].role, now), presence, around, **more),
    )
    return copy_answer(copy, request, now)


def _fragment(name: str, guest: Guest, request: Request, **context: Any) -> Response:
    around = PageContext.of(request, guest.room.session.plan.slug)
    view = view_in(around.words, guest.room.session, Role.MODERATOR, guest.room.now())
    return page_answer(fragment_html(name, view, around, **context))


def _require_page(name: str, guest: Guest) -> None:
    if not may_open(PAGES[name], guest.role):
        raise Forbidden("this is for others; open the link that was made for it")
