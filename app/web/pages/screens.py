"""Pairing screens: `/screen` shows a code, `/pair` takes it, `/s/{slug}/screens` lists the paired screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from app.domain.errors import Forbidden, Invalid, NotFound, Problem, Rejection, Sentence
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Plan
from app.domain.text import cleaned
from app.live.hub import Hub
from app.server.context import (
    AccessDep,
    AddressDep,
    ClockDep,
    Guest,
    GuestDep,
    HubDep,
    HubsDep,
    IncidentsDep,
    PairingDep,
    RoomsDep,
    SummariesDep,
    VisitorDep,
    guest_of,
    network_prefix,
    note_guesses,
    note_in_audit,
    parts_of,
)
from app.server.http.cookies import SCREEN as SCREEN_COOKIE
from app.server.http.cookies import cookies_of
from app.service.access.links import home_of
from app.service.access.pairing import LONGEST_NAME, destination, screen_link
from app.service.access.tokens import SCREEN
from app.store.directory import Link
from app.store.notices import Topic
from app.store.summaries import Chosen
from app.web.forms import Outcome, done, fields_of, forward, is_live, notice_answer, page_answer, refused
from app.web.page_table import OVERLAYS
from app.web.pages.language import language_named
from app.web.pages.links import qr_svg
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

COOKIE_FOR_S = 400 * 24 * 3600  # as long as browsers keep any cookie
MOST_PLACES = 20  # sessions that a screen can be sent to from one page
NEVER_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class PairedScreens:
    """The paired screens of sessions, and the pages that a visitor may send them to."""

    request: Request
    visitor: VisitorDep
    access: AccessDep
    rooms: RoomsDep
    summaries: SummariesDep
    clock: ClockDep

    async def of(self, slug: str) -> list[Link]:
        """Return the links of the screens that are paired with a session."""
        links = await self.access.links(slug)
        return [link for link in links if link.id.startswith(SCREEN) and link.revoked_ms is None]

    async def one(self, slug: str, id_: str) -> Link:
        """Return the link of one screen.

        Raises:
            NotFound: no screen with this id is paired with the session.
        """
        screen = next((link for link in await self.of(slug) if link.id == id_), None)
        if screen is None:
            raise NotFound("paired screen like this")
        return screen

    async def host(self, to: str) -> Guest:
        """Return the visitor as a guest of the session that a screen is to show.

        Raises:
            NotFound, Forbidden: there is no such session, or the visitor does not run it.
        """
        host = await guest_of(to.partition("/")[0], self.rooms, self.visitor, self.request)
        host.require(*RUNS_SESSION)
        return host

    async def wanted(self, host: Guest, form: Mapping[str, str], name: str, id_: str | None) -> Link:
        """Return the link that a screen gets: `to` and `language` of a form. Without a name it has a number."""
        plan = host.room.session.plan
        page = destination(form.get("to", "").partition("/")[2], plan, OVERLAYS)
        page = replace(page, language=language_named(form))
        name = name.strip() or f"Screen {len(await self.of(plan.slug)) + 1}"
        return screen_link(id_, plan.slug, page, _name(name), self.clock.now())

    async def places(self, here: Plan | None) -> list[dict[str, Any]]:
        """Return the destinations of a screen by session: this one, then live ones and the next."""
        if self.visitor.is_organiser:
            run = await self.summaries.chosen(Chosen(), self.clock.now(), MOST_PLACES)
            slugs = [one.slug for one in run]
        else:
            links = self.visitor.links
            slugs = [link.session for link in links if link.session is not None and link.role in RUNS_SESSION]
        sessions = await self.rooms.sessions(slug for slug in slugs if here is None or slug != here.slug)
        plans = [*([here] if here is not None else []), *(session.plan for session in sessions.values())]
        return [{"title": plan.title, "pages": _pages(plan)} for plan in plans]


PairedScreensDep = Annotated[PairedScreens, parts_of(PairedScreens)]


@dataclass(frozen=True, slots=True)
class ScreensPage:
    """The page of a session's paired screens, for one guest."""

    guest: GuestDep
    screens: PairedScreensDep
    hubs: HubsDep
    address: AddressDep

    async def answer(self, outcome: Outcome | None = None) -> Response:
        plan = self.guest.room.session.plan
        hub = self.hubs(plan.slug)
        html = plain_html(
            "screens",
            PageContext.of(self.screens.request, plan.slug),
            plan=plan,
            role=str(self.guest.role),
            notice=outcome.notice if outcome else None,
            screens=[_row(link, plan, hub) for link in await self.screens.of(plan.slug)],
            places=await self.screens.places(plan),
            screen_url=f"{self.address.rstrip('/')}/screen",
        )
        return page_answer(html, outcome)


ScreensPageDep = Annotated[ScreensPage, parts_of(ScreensPage)]


@router.get("/screen")
async def screen(
    request: Request, access: AccessDep, rooms: RoomsDep, pairing: PairingDep, address: AddressDep
) -> Response:
    """Redirect a paired screen to its page; show any other screen a code."""
    held = cookies_of(request).get(SCREEN_COOKIE)
    visitor = await access.visitor([held] if held else [])
    note_guesses(request, visitor)
    link = next(iter(visitor.links), None)
    if link is not None and link.session is not None:
        plan = (await rooms.get(link.session)).session.plan
        return forward(request, home_of(link, plan), NEVER_KEPT)
    token = await pairing.token_for(held)
    code = (await pairing.code_for(token, network_prefix(request))).code
    url = f"{address.rstrip('/')}/pair/{code}"
    html = plain_html("screen", PageContext.of(request, ""), code=code, url=url, qr=qr_svg(url))
    response = page_answer(html)
    cookies_of(request).give(response, request, SCREEN_COOKIE, token, COOKIE_FOR_S)
    return response


@router.get("/screen/waiting")
async def waiting(request: Request, pairing: PairingDep) -> Response:
    """Return this screen's valid code; null if it has none and has to reload."""
    held = cookies_of(request).get(SCREEN_COOKIE)
    return JSONResponse({"code": await pairing.shown(held) if held else None}, headers=NEVER_KEPT)


@router.get("/pair/{code}")
async def pair_page(code: str, request: Request, screens: PairedScreensDep) -> Response:
    """Show the form for a scanned code: where shall the screen go?"""
    return await _pair_page(request, screens, code)


@router.post("/pair")
async def pair(request: Request, pairing: PairingDep, screens: PairedScreensDep, incidents: IncidentsDep) -> Response:
    """Pair the screen that shows a code: `code`, `to` as in `session-v/stage`, `name`."""
    form, around = await fields_of(request), PageContext.of(request, "")
    to = form.get("to", "")
    try:
        host = await screens.host(to)
        link = await screens.wanted(host, form, form.get("name", ""), None)
        await pairing.pair(form.get("code", ""), link, host.link.id if host.link else "")
    except Rejection as rejection:
        if is_live(request):
            return notice_answer(request, around, refused(rejection), "")
        return await _pair_page(request, screens, form.get("code", ""), refused(rejection))
    note_in_audit(incidents, host, "pair_screen", f"{link.label}: {to}")
    if is_live(request):
        said = Sentence("{name} is paired. It shows its page within two seconds.", name=link.label)
        return notice_answer(request, around, done(said), "")
    return forward(request, f"/s/{link.session}/screens")


@router.get("/s/{slug}/screens")
async def screens_page(page: ScreensPageDep) -> Response:
    """Show the paired screens of a session, and a field for a code."""
    page.guest.require(*RUNS_SESSION)
    return await page.answer()


@router.post("/s/{slug}/screens/change")
async def change(
    guest: GuestDep,
    screens: PairedScreensDep,
    hub: HubDep,
    incidents: IncidentsDep,
    page: ScreensPageDep,
    request: Request,
) -> Response:
    """Rename a paired screen, change its page, flash it, or release it: `id`, `do`, and `name` or `to`."""
    guest.require(*RUNS_SESSION)
    form, slug = await fields_of(request), guest.room.session.plan.slug
    try:
        link = await screens.one(slug, form.get("id", ""))
        await _change(screens, hub, partial(note_in_audit, incidents, guest), link, form)
    except Rejection as rejection:
        return await page.answer(refused(rejection))
    return forward(request, f"/s/{slug}/screens")


async def _change(
    screens: PairedScreens, hub: Hub, note: Callable[[str, str], None], link: Link, form: Mapping[str, str]
) -> None:
    match form.get("do"):
        case "rename":
            await _rename(screens, hub, link, form.get("name", ""))
        case "send":
            to = form.get("to", "")
            await screens.access.move(await screens.wanted(await screens.host(to), form, link.label, link.id))
            note("send_screen", f"{link.label}: {to}")
            await _send_away(hub, link)
        case "flash":
            if not hub.sockets.flash(link.id) and not await hub.shared.tell(Topic.FLASH, link.id):
                raise NotFound("connected screen like this")
        case "release":
            await screens.access.revoke(link.id)
            note("release_screen", link.label)
            await _send_away(hub, link)
        case _:
            raise Invalid(Problem("do", "is rename, send, flash or release"))


async def _send_away(hub: Hub, link: Link) -> None:
    """Close the screen's page; it asks `/screen` for its new one."""
    hub.sockets.send_away(link.id)
    await hub.shared.tell(Topic.GO, link.id)


async def _rename(screens: PairedScreens, hub: Hub, link: Link, name: str) -> None:
    renamed = replace(link, label=_name(name))
    await screens.access.move(renamed)
    hub.sockets.rename(link.id, renamed.label)


def _name(name: str) -> str:
    return cleaned("name", name, 1, LONGEST_NAME)


def _row(link: Link, plan: Plan, hub: Hub) -> dict[str, Any]:
    home, _, language = home_of(link, plan).removeprefix("/s/").partition("?language=")
    return {
        "id": link.id,
        "name": link.label,
        "language": language,
        "to": f"{plan.slug}/person/{link.speaker}" if link.speaker else home,
        "last_used_ms": link.last_used_ms,
        "connected": hub.presence.is_connected(link.id),
    }


async def _pair_page(request: Request, screens: PairedScreens, code: str, outcome: Outcome | None = None) -> Response:
    places = await screens.places(None)
    if not places and outcome is None:
        raise Forbidden("pairing a screen is for those who run a session; open your own link on this device first")
    html = plain_html(
        "pair",
        PageContext.of(request, ""),
        code=code,
        notice=outcome.notice if outcome else None,
        places=places,
    )
    return page_answer(html, outcome)


def _pages(plan: Plan) -> list[tuple[str, str, str]]:
    """Return the destinations in a session with their kind and speaker; a page stays that of the same speaker."""
    overlays = [(f"{plan.slug}/overlay/{kind}", f"overlay_{kind}", "") for kind in OVERLAYS]
    speakers = [(f"{plan.slug}/person/{speaker.id}", "speaker", speaker.name) for speaker in plan.speakers]
    return [
        (f"{plan.slug}/stage", "stage", ""),
        (f"{plan.slug}/backstage", "backstage", ""),
        (f"{plan.slug}/sign", "sign", ""),
        *overlays,
        *speakers,
    ]
