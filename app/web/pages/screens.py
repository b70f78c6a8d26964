"""Pairing screens: `/screen` shows a code, `/pair` takes it, `/s/{slug}/screens` lists the paired screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Forbidden, Invalid, NotFound, Problem, Rejection
from app.domain.state.policy import RUNS_SESSION
from app.domain.state.rundown import Plan
from app.domain.text import cleaned
from app.live.hub import Hub
from app.server.context import (
    Guest,
    GuestDep,
    PairingDep,
    Services,
    ServicesDep,
    VisitorDep,
    guest_of,
    network_prefix,
    note_guesses,
    note_in_audit,
)
from app.server.http.cookies import SCREEN as SCREEN_COOKIE
from app.server.http.cookies import cookies_of
from app.service.access.links import home_of
from app.service.access.pairing import LONGEST_NAME, destination, screen_link
from app.service.access.tokens import SCREEN
from app.service.access.visitor import Visitor
from app.store.directory import Link
from app.store.notices import Topic
from app.store.summaries import Chosen
from app.web.forms import Outcome, done, fields_of, forward, is_live, notice_answer, page_answer, refused
from app.web.page_table import OVERLAYS
from app.web.pages.links import qr_svg
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

COOKIE_FOR_S = 400 * 24 * 3600  # as long as browsers keep any cookie
MOST_PLACES = 20  # sessions that a screen can be sent to from one page
NEVER_KEPT = {"Cache-Control": "no-store"}


@router.get("/screen")
async def screen(request: Request, services: ServicesDep) -> Response:
    """Redirect a paired screen to its page; show any other screen a code."""
    held = cookies_of(request).get(SCREEN_COOKIE)
    visitor = await services.access.visitor([held] if held else [])
    note_guesses(request, visitor)
    link = next(iter(visitor.links), None)
    if link is not None and link.session is not None:
        plan = (await services.rooms.get(link.session)).session.plan
        return RedirectResponse(home_of(link, plan), 303, headers=NEVER_KEPT)
    token = await services.pairing.token_for(held)
    code = (await services.pairing.code_for(token, network_prefix(request))).code
    url = f"{services.address(request).rstrip('/')}/pair/{code}"
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
async def pair_page(code: str, request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Show the form for a scanned code: where shall the screen go?"""
    return await _pair_page(request, services, visitor, code)


@router.post("/pair")
async def pair(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Pair the screen that shows a code: `code`, `to` as in `session-v/stage`, `name`."""
    form, around = await fields_of(request), PageContext.of(request, "")
    try:
        guest = await _host(services, visitor, request, form.get("to", ""))
        link = await _wanted(services, guest, form, None)
        await services.pairing.pair(form.get("code", ""), link, guest.link.id if guest.link else "")
    except Rejection as rejection:
        if is_live(request):
            return notice_answer(request, around, refused(rejection), "")
        return await _pair_page(request, services, visitor, form.get("code", ""), refused(rejection))
    note_in_audit(services, guest, "pair_screen", f"{link.label}: {form['to']}")
    if is_live(request):
        said = f"{link.label} is paired. It shows its page within two seconds."
        return notice_answer(request, around, done(said), "")
    return forward(around, f"/s/{link.session}/screens")


@router.get("/s/{slug}/screens")
async def screens_page(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Show the paired screens of a session, and a field for a code."""
    guest.require(*RUNS_SESSION)
    return await _page(guest, services, request)


@router.post("/s/{slug}/screens/change")
async def change(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Rename a paired screen, change its page, flash it, or release it: `id`, `do`, and `name` or `to`."""
    guest.require(*RUNS_SESSION)
    form = await fields_of(request)
    try:
        await _change(guest, services, request, form)
    except Rejection as rejection:
        return await _page(guest, services, request, refused(rejection))
    slug = guest.room.session.plan.slug
    return forward(PageContext.of(request, slug), f"/s/{slug}/screens")


async def _change(guest: Guest, services: Services, request: Request, form: Mapping[str, str]) -> None:
    slug = guest.room.session.plan.slug
    link, hub = await _paired(services, slug, form.get("id", "")), services.hub(slug)
    match form.get("do"):
        case "rename":
            await _rename(services, slug, link, form.get("name", ""))
        case "send":
            there = await _host(services, guest.visitor, request, form.get("to", ""))
            await services.access.move(await _wanted(services, there, {**form, "name": link.label}, link.id))
            note_in_audit(services, guest, "send_screen", f"{link.label}: {form['to']}")
            await _send_away(hub, link)
        case "flash":
            if not hub.flash(link.id) and not await hub.shared.tell(Topic.FLASH, link.id):
                raise NotFound("connected screen like this")
        case "release":
            await services.access.revoke(link.id)
            note_in_audit(services, guest, "release_screen", link.label)
            await _send_away(hub, link)
        case _:
            raise Invalid(Problem("do", "is rename, send, flash or release"))


async def _send_away(hub: Hub, link: Link) -> None:
    """Close the screen's page; it asks `/screen` for its new one."""
    hub.send_away(link.id)
    await hub.shared.tell(Topic.GO, link.id)


async def _rename(services: Services, slug: str, link: Link, name: str) -> None:
    renamed = replace(link, label=_name(name))
    await services.access.move(renamed)
    services.hub(slug).rename(link.id, renamed.label)


async def _host(services: Services, visitor: Visitor, request: Request, to: str) -> Guest:
    """Return the visitor as a guest of the session that a screen is to show.

    Raises:
        NotFound, Forbidden: there is no such session, or the visitor does not run it.
    """
    host = await guest_of(to.partition("/")[0], services, visitor, request)
    host.require(*RUNS_SESSION)
    return host


async def _wanted(services: Services, guest: Guest, form: Mapping[str, str], id_: str | None) -> Link:
    plan = guest.room.session.plan
    to = destination(form.get("to", "").partition("/")[2], plan, OVERLAYS)
    name = form.get("name", "").strip() or f"Screen {len(await _all_paired(services, plan.slug)) + 1}"
    return screen_link(id_, plan.slug, to, _name(name), services.clock.now())


def _name(name: str) -> str:
    return cleaned("name", name, 1, LONGEST_NAME)


async def _paired(services: Services, slug: str, id_: str) -> Link:
    screen = next((link for link in await _all_paired(services, slug) if link.id == id_), None)
    if screen is None:
        raise NotFound("paired screen like this")
    return screen


async def _all_paired(services: Services, slug: str) -> list[Link]:
    links = await services.access.links(slug)
    return [link for link in links if link.id.startswith(SCREEN) and link.revoked_ms is None]


async def _page(guest: Guest, services: Services, request: Request, outcome: Outcome | None = None) -> Response:
    plan = guest.room.session.plan
    hub, around = services.hub(plan.slug), PageContext.of(request, plan.slug)
    html = plain_html(
        "screens",
        around,
        plan=plan,
        role=str(guest.role),
        notice=outcome.notice if outcome else None,
        screens=[_row(link, plan, hub) for link in await _all_paired(services, plan.slug)],
        places=_places(await _run_by(services, guest.visitor, plan)),
        screen_url=f"{services.address(request).rstrip('/')}/screen",
    )
    return page_answer(html, outcome)


def _row(link: Link, plan: Plan, hub: Hub) -> dict[str, Any]:
    return {
        "id": link.id,
        "name": link.label,
        "to": f"{plan.slug}/person/{link.speaker}" if link.speaker else home_of(link, plan).removeprefix("/s/"),
        "last_used_ms": link.last_used_ms,
        "connected": hub.presence.is_connected(link.id),
    }


async def _pair_page(
    request: Request, services: Services, visitor: Visitor, code: str, outcome: Outcome | None = None
) -> Response:
    run = await _run_by(services, visitor, None)
    if not run and outcome is None:
        raise Forbidden("pairing a screen is for those who run a session; open your own link on this device first")
    html = plain_html(
        "pair",
        PageContext.of(request, ""),
        code=code,
        notice=outcome.notice if outcome else None,
        places=_places(run),
    )
    return page_answer(html, outcome)


async def _run_by(services: Services, visitor: Visitor, here: Plan | None) -> list[Plan]:
    """Return the plans of sessions that the visitor runs: the one whose page this is, then live ones and the next."""
    if visitor.is_organiser:
        run = await services.summaries.chosen(Chosen(), services.clock.now(), MOST_PLACES)
        slugs = [one.slug for one in run]
    else:
        slugs = [link.session for link in visitor.links if link.session is not None and link.role in RUNS_SESSION]
    sessions = await services.rooms.sessions(slug for slug in slugs if here is None or slug != here.slug)
    return [*([here] if here is not None else []), *(session.plan for session in sessions.values())]


def _places(plans: list[Plan]) -> list[dict[str, Any]]:
    """Return the destinations of a screen, by session."""
    return [{"title": plan.title, "pages": _pages(plan)} for plan in plans]


def _pages(plan: Plan) -> list[tuple[str, str, str]]:
    """Return the destinations in a session with their kind and speaker; a page stays that of the same speaker."""
    overlays = [(f"{plan.slug}/overlay/{kind}", f"overlay_{kind}", "") for kind in OVERLAYS]
    speakers = [(f"{plan.slug}/person/{speaker.id}", "speaker", speaker.name) for speaker in plan.speakers]
    return [(f"{plan.slug}/stage", "stage", ""), *overlays, *speakers]
