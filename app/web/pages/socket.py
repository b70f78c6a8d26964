"""`/s/{slug}/live`: the socket of our own pages, which receive the changed parts as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.websockets import WebSocket

from app.domain.errors import Forbidden, NotFound
from app.domain.state.rundown import Speaker
from app.domain.state.session import Session
from app.domain.values import Role
from app.languages.views import view_in
from app.live.audience import PartsAudience
from app.live.conversation import SocketPlace
from app.live.presence import Presence
from app.server.asking import Asker, asker_at
from app.server.context import Guest, guest_at, network_prefix
from app.server.socket_loop import converse, socket_route
from app.service.access.tokens import SCREEN
from app.store.directory import Link
from app.web.forms import carry_out
from app.web.lectern.page import reader_of
from app.web.lectern.reading import lectern_audience, page_texts
from app.web.page_table import PAGES, Page, may_open, require_own
from app.web.pages.record import page_extras
from app.web.planner.live import planner_audience
from app.web.rendering.desk_lists import Window
from app.web.rendering.parts import LiveParts
from app.web.rendering.render import PageContext
from app.wire import messages as protocol

router = APIRouter()


def page_audience(
    page: Page, around: PageContext, speaker: str | None = None, window: Window | None = None
) -> PartsAudience:
    """Return a page's audience: of one speaker if `speaker` is an id, and at the desk of one window of rows."""
    window = window or Window()
    live = LiveParts(page.name)

    def parts(session: Session, presence: Presence, now: int) -> dict[str, str]:
        shown = around.showing(page.name, session)
        view = view_in(shown.words, session, page.role, now, speaker, shown.screen)
        facts = presence.facts()
        more = page_extras(page.name, session, now, shown) | page_texts(page.name, session, facts, now, speaker)
        return live.html(view, facts, shown, window=window, **more)

    of_stage = (around.follows, around.screen) if page.name == "stage" else ()
    key = (page.name, around.audience, of_stage, speaker, window)
    return PartsAudience(key, page.role, parts, page.shows_presence, speaker)


async def live(socket: WebSocket) -> None:
    """Serve one page of one session; `?page=` names it, and the visitor must be allowed to open it."""
    page = PAGES.get(socket.query_params.get("page", ""))
    guest = await guest_at(socket)
    link = guest.link
    if page is None or not may_open(page, guest.role):
        raise Forbidden("this page")
    around = PageContext.of(socket, guest.room.session.plan.slug)
    if page.name == "stage" and "picture" not in socket.query_params:
        around = replace(around, screen=link.id if link else "")
    speaker = _speaker(page, guest, socket.query_params.get("speaker", ""))
    asker = asker_at(guest, socket)
    place = SocketPlace(
        guest.room,
        asker.hub,
        _audience(page, guest, around, speaker, socket.query_params.get("window", "")),
        page.name,
        name=_name_of(page, speaker, link),
        is_screen=page.is_screen,
        counts_as_viewer=page.name == "viewer",
        participant=asker.known_name,
        client=network_prefix(socket),
        link=link.id if link else None,
        leads=guest.role is Role.ORGANISER,
        give=partial(_give, asker, around) if page.name == "console" else None,
    )
    await converse(socket, place)


def _audience(page: Page, guest: Guest, around: PageContext, speaker: Speaker | None, window: str) -> PartsAudience:
    """Return the audience of a socket; `window` is the part of the desk's rows that its page shows.

    Raises:
        Forbidden: the page is the lectern, and there are no texts for the guest's role.
    """
    match page.name:
        case "plan":
            return planner_audience(around)
        case "lectern":
            (reader := reader_of(guest)).require()
            return lectern_audience(around, reader)
        case "desk":
            return page_audience(page, around, window=Window.of(window))
    return page_audience(page, around, speaker.id if speaker else None)


async def _give(asker: Asker, around: PageContext, fields: Mapping[str, Any], console: str | None) -> str:
    """Carry out one command of a console from the fields of its form; the response is in the words of its page."""
    key = str(fields["key"])
    form = {name: str(value) for name, value in fields.items()}
    outcome = await carry_out(asker, around, form, console or "")
    if not outcome.is_done:
        return protocol.refusal(key, outcome.code, around.words.told(outcome.notice.text))
    return protocol.done(key, outcome.seq, said=outcome.notice.text)


route = socket_route("/s/{slug}/live", live)
router.routes.append(route)


def _name_of(page: Page, speaker: Speaker | None, link: Link | None) -> str:
    """Return the name of a socket: that of its link for a console or a paired screen, or else the speaker's."""
    if link is not None and (page.name == "console" or link.id.startswith(SCREEN)):
        return link.label
    return speaker.name if speaker else ""


def _speaker(page: Page, guest: Guest, id_: str) -> Speaker | None:
    """Return the speaker whose page it is; by id, because numbers change when people are reordered.

    Raises:
        NotFound, Forbidden: there is no such speaker, or it is not the guest, whose link is another speaker's.
    """
    if page.name != "speaker":
        return None
    if (speaker := guest.room.session.plan.speaker(id_)) is None:
        raise NotFound('speaker "{id}"', id=id_)
    require_own(speaker, guest.role, guest.speaker)
    return speaker
