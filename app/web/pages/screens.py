"""Pairing screens: `/screen` shows a code, `/pair` takes it, `/s/{slug}/screens` says where each paired screen goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Forbidden, Invalid, NotFound, Problem, Rejection
from app.domain.state.rundown import Plan
from app.domain.text import cleaned
from app.live.hub import Hub
from app.server.context import Guest, GuestDep, VisitorDep, World, WorldDep, network_prefix, note_guesses, note_in_audit
from app.server.cookies import SCREEN as SCREEN_COOKIE
from app.server.cookies import cookies_of
from app.service.access import SCREEN, Visitor
from app.service.links import home_of
from app.service.pairing import LONGEST_NAME, destination, screen_link
from app.service.room import Room, Sender
from app.store.directory import Link
from app.web.page_table import OVERLAYS, RUNS
from app.web.pages.links import qr_svg
from app.web.rendering.render import Notice, PageContext, notice_html, plain_html
from app.wire.messages import encode

router = APIRouter(include_in_schema=False)

COOKIE_FOR_S = 400 * 24 * 3600  # as long as browsers keep any
NEVER_KEPT = {"Cache-Control": "no-store"}
GO = encode({"t": "go", "to": "/screen"})


@router.get("/screen")
async def screen(request: Request, world: WorldDep) -> Response:
    """Where this screen belongs; as long as it belongs nowhere, a code by which it can be taken."""
    held = cookies_of(request).get(SCREEN_COOKIE)
    visitor = await world.access.visitor([held] if held else [])
    note_guesses(request, visitor)
    link = next(iter(visitor.links), None)
    if link is not None and link.session is not None:
        plan = (await world.rooms.get(link.session)).session.plan
        return RedirectResponse(home_of(link, plan), 303, headers=NEVER_KEPT)
    token = await world.pairing.token_for(held)
    code = world.pairing.code_for(token, network_prefix(request)).code
    url = f"{world.address(request).rstrip('/')}/pair/{code}"
    html = plain_html("screen", PageContext.of(request, ""), code=code, url=url, qr=qr_svg(url))
    response = HTMLResponse(html, headers=NEVER_KEPT)
    cookies_of(request).give(response, request, SCREEN_COOKIE, token, COOKIE_FOR_S)
    return response


@router.get("/screen/waiting")
async def waiting(request: Request, world: WorldDep) -> Response:
    """The code that holds for this screen; null once it has none, and is to be loaded again."""
    held = cookies_of(request).get(SCREEN_COOKIE)
    return JSONResponse({"code": world.pairing.shown(held) if held else None}, headers=NEVER_KEPT)


@router.get("/pair/{code}")
async def pair_page(code: str, request: Request, world: WorldDep, visitor: VisitorDep) -> Response:
    """What a code that was scanned leads to: where shall the screen go?"""
    return await _pair_page(request, world, visitor, code)


@router.post("/pair")
async def pair(request: Request, world: WorldDep, visitor: VisitorDep) -> Response:
    """Take the screen that shows a code: `code`, `to` as in `session-v/stage`, `name`."""
    form = await _form(request)
    try:
        guest = await _host(world, visitor, form.get("to", ""))
        link = await _wanted(world, guest, form, None)
        await world.pairing.pair(form.get("code", ""), link, guest.link.id if guest.link else "")
    except Rejection as rejection:
        if _is_htmx(request):
            return HTMLResponse(_notice(request, "refused", rejection.sentence), rejection.status)
        return await _pair_page(request, world, visitor, form.get("code", ""), rejection)
    note_in_audit(world, guest, "pair_screen", f"{link.label}: {form['to']}")
    if _is_htmx(request):
        return HTMLResponse(_notice(request, "done", f"{link.label} is paired. It shows its page within two seconds."))
    return RedirectResponse(f"{PageContext.of(request, '').base}/s/{link.session}/screens", 303)


@router.get("/s/{slug}/screens")
async def page(guest: GuestDep, world: WorldDep, request: Request) -> Response:
    """The paired screens of a session, and a place to type a code."""
    guest.require(*RUNS)
    return await _page(guest, world, request)


@router.post("/s/{slug}/screens/change")
async def change(guest: GuestDep, world: WorldDep, request: Request) -> Response:
    """Rename a paired screen, send it elsewhere, flash it, or release it: `id`, `do`, and `name` or `to`."""
    guest.require(*RUNS)
    form = await _form(request)
    try:
        await _change(guest, world, form)
    except Rejection as rejection:
        return await _page(guest, world, request, rejection)
    around = PageContext.of(request, guest.room.session.plan.slug)
    return RedirectResponse(f"{around.base}/s/{around.slug}/screens", 303)


async def _change(guest: Guest, world: World, form: Mapping[str, str]) -> None:
    slug = guest.room.session.plan.slug
    link, hub = await _paired(world, slug, form.get("id", "")), world.hub(slug)
    match form.get("do"):
        case "rename":
            await _rename(world, slug, link, form.get("name", ""))
        case "send":
            there = await _host(world, guest.visitor, form.get("to", ""))
            await world.access.move(await _wanted(world, there, {**form, "name": link.label}, link.id))
            note_in_audit(world, guest, "send_screen", f"{link.label}: {form['to']}")
            _send_away(hub, link)
        case "flash":
            if not hub.tell_link(link.id, encode({"t": "flash"})):
                raise NotFound("connected screen like this")
        case "release":
            await world.access.revoke(link.id)
            note_in_audit(world, guest, "release_screen", link.label)
            _send_away(hub, link)
        case _:
            raise Invalid(Problem("do", "is rename, send, flash or release"))


def _send_away(hub: Hub, link: Link) -> None:
    """Whatever the screen has open ends; it asks `/screen` where it belongs now."""
    hub.tell_link(link.id, GO)
    hub.end_link(link.id)


async def _rename(world: World, slug: str, link: Link, name: str) -> None:
    renamed = replace(link, label=_name(name))
    await world.access.move(renamed)
    hub = world.hub(slug)
    hub.tell_link(link.id, encode({"t": "name", "name": renamed.label}))
    for screen in hub.screens_of(link.id):
        hub.presence.name_screen(screen, renamed.label)


async def _host(world: World, visitor: Visitor, to: str) -> Guest:
    """Whoever asks, in the session that a screen is to show.

    Raises:
        NotFound, Forbidden: there is none, or they do not run it.
    """
    room = await world.rooms.get(to.partition("/")[0])
    plan = room.session.plan
    role, link = visitor.role_in(plan), visitor.link_for(plan)
    if role is None:
        raise NotFound(f"session {plan.slug}")
    if role not in RUNS:
        raise Forbidden("pairing a screen is for those who run the session")
    return Guest(room, role, Sender(link.label if link else "anonymous", role), visitor)


async def _wanted(world: World, guest: Guest, form: Mapping[str, str], id_: str | None) -> Link:
    plan = guest.room.session.plan
    to = destination(form.get("to", "").partition("/")[2], plan, OVERLAYS)
    name = form.get("name", "").strip() or f"Screen {len(await _all_paired(world, plan.slug)) + 1}"
    return screen_link(id_, plan.slug, to, _name(name), world.clock.now())


def _name(name: str) -> str:
    return cleaned("name", name, 1, LONGEST_NAME)


async def _paired(world: World, slug: str, id_: str) -> Link:
    found = next((link for link in await _all_paired(world, slug) if link.id == id_), None)
    if found is None:
        raise NotFound("paired screen like this")
    return found


async def _all_paired(world: World, slug: str) -> list[Link]:
    links = await world.access.links(slug)
    return [link for link in links if link.id.startswith(SCREEN) and link.revoked_ms is None]


async def _page(guest: Guest, world: World, request: Request, refused: Rejection | None = None) -> Response:
    plan = guest.room.session.plan
    hub, around = world.hub(plan.slug), PageContext.of(request, plan.slug)
    html = plain_html(
        "screens",
        around,
        plan=plan,
        role=str(guest.role),
        notice=Notice("refused", refused.sentence) if refused else None,
        screens=[_row(link, plan, hub) for link in await _all_paired(world, plan.slug)],
        places=_places(await _run_by(world, guest.visitor)),
        screen_url=f"{world.address(request).rstrip('/')}/screen",
    )
    return HTMLResponse(html, refused.status if refused else 200, headers=NEVER_KEPT)


def _row(link: Link, plan: Plan, hub: Hub) -> dict[str, Any]:
    return {
        "id": link.id,
        "name": link.label,
        "to": f"{plan.slug}/person/{link.speaker}" if link.speaker else home_of(link, plan).removeprefix("/s/"),
        "last_used_ms": link.last_used_ms,
        "connected": hub.opened_by(link.id) > 0,
    }


async def _pair_page(
    request: Request, world: World, visitor: Visitor, code: str, refused: Rejection | None = None
) -> Response:
    run = await _run_by(world, visitor)
    if not run and refused is None:
        raise Forbidden("pairing a screen is for those who run a session; open your own link on this device first")
    html = plain_html(
        "pair",
        PageContext.of(request, ""),
        code=code,
        notice=Notice("refused", refused.sentence) if refused else None,
        places=_places(run),
    )
    return HTMLResponse(html, refused.status if refused else 200, headers=NEVER_KEPT)


async def _run_by(world: World, visitor: Visitor) -> list[Room]:
    return [room for room in await world.rooms.all() if visitor.role_in(room.session.plan) in RUNS]


def _places(rooms: list[Room]) -> list[dict[str, Any]]:
    """Where a screen can be sent, by session."""
    return [{"title": room.session.plan.title, "pages": _pages(room.session.plan)} for room in rooms]


def _pages(plan: Plan) -> list[tuple[str, str, str]]:
    """Where a screen can be sent, what kind of page each is, and whose; a page stays that of the same speaker."""
    overlays = [(f"{plan.slug}/overlay/{kind}", f"overlay_{kind}", "") for kind in OVERLAYS]
    speakers = [(f"{plan.slug}/person/{speaker.id}", "speaker", speaker.name) for speaker in plan.speakers]
    return [(f"{plan.slug}/stage", "stage", ""), *overlays, *speakers]


async def _form(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _notice(request: Request, kind: str, text: str) -> str:
    return notice_html(Notice(kind, text), PageContext.of(request, ""))
