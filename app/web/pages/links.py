"""`/s/{slug}/links`: make a link, show it once with its QR code, list the links, revoke one."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.requests import Request

from app.domain.errors import Rejection, Sentence
from app.server.context import Guest, GuestDep, Services, ServicesDep
from app.service.access.links import HANDS_OUT, join_url, link_facts, session_links
from app.store.directory import Link
from app.web.forms import Outcome, fields_of, forward, page_answer, refused
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)


def qr_svg(text: str) -> Markup:
    """Return a QR code as SVG without style attributes, black on white in any colour scheme; 15 % may be dirty."""
    return Markup(segno.make(text, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff"))  # noqa: S704 - made by us, of black and white squares


@router.get("/s/{slug}/links")
async def links_page(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Show the links that the visitor may hand out."""
    guest.require(*HANDS_OUT)
    return await _page(guest, services, request)


@router.post("/s/{slug}/links")
async def make(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Make a link; only this response ever shows it."""
    guest.require(*HANDS_OUT)
    form = {name: value for name, value in (await fields_of(request)).items() if value}
    try:
        link, token = await services.links.make(guest.room.session.plan, guest.sender, form)
    except Rejection as rejection:
        return await _page(guest, services, request, refused(rejection))
    url = join_url(services.address(request), token)
    made = {**link_facts(link, services.clock.now()), "url": url, "qr": qr_svg(url)}
    return await _page(guest, services, request, made=made)


@router.post("/s/{slug}/links/speakers")
async def make_for_speakers(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Make links for all speakers, as a sheet to print and a text for an e-mail; only this response shows them."""
    guest.require(*HANDS_OUT)
    form = {name: value for name, value in (await fields_of(request)).items() if value}
    renew = form.pop("renew", "") == "true"
    try:
        made = await services.links.make_for_speakers(guest.room.session.plan, guest.sender, form, renew=renew)
    except Rejection as rejection:
        return await _page(guest, services, request, refused(rejection))
    if not made:
        sentence = Sentence("Every speaker has a link that works. Tick the box to make new ones instead.")
        return await _page(guest, services, request, refused(sentence, 409))
    return _sheet(guest, services, request, made)


def _sheet(guest: Guest, services: Services, request: Request, made: list[tuple[Link, str]]) -> Response:
    plan = guest.room.session.plan
    names = {speaker.id: speaker.name for speaker in plan.speakers}
    urls = [(names[link.speaker or ""], join_url(services.address(request), token)) for link, token in made]
    html = plain_html(
        "link_sheet",
        PageContext.of(request, plan.slug),
        plan=plan,
        role=str(guest.role),
        sheet=[{"name": name, "url": url, "qr": qr_svg(url)} for name, url in urls],
        text="\n".join(f"{name}: {url}" for name, url in urls),
    )
    return page_answer(html)


@router.post("/s/{slug}/links/revoke")
async def revoke(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Revoke a link."""
    guest.require(*HANDS_OUT)
    try:
        id_ = (await fields_of(request)).get("id", "")
        await services.links.revoke(guest.room.session.plan, guest.sender, id_)
    except Rejection as rejection:
        return await _page(guest, services, request, refused(rejection))
    slug = guest.room.session.plan.slug
    return forward(PageContext.of(request, slug), f"/s/{slug}/links")


async def _page(
    guest: Guest,
    services: Services,
    request: Request,
    outcome: Outcome | None = None,
    made: dict[str, Any] | None = None,
) -> Response:
    plan, now = guest.room.session.plan, services.clock.now()
    around = PageContext.of(request, plan.slug)
    may = HANDS_OUT[guest.role]
    standing = await session_links(services.access, plan.slug, services.address(request))
    people = {speaker.id: speaker.name for speaker in plan.speakers}
    links = [link_facts(link, now) for link in await services.links.seen_by(guest.room.session.plan, guest.role)]
    html = plain_html(
        "links",
        around,
        plan=plan,
        role=str(guest.role),
        now=now,
        notice=outcome.notice if outcome else None,
        made=made,
        people=people,
        roles=[str(role) for role in may],
        standing=[
            {"role": role, "url": link["url"], "qr": qr_svg(link["url"])}
            for role, link in standing.items()
            if role in set(may)
        ],
        links=[link for link in reversed(links) if link["state"] == "valid"],
        ended=[link for link in reversed(links) if link["state"] != "valid"][:20],
        new_id=secrets.token_hex(6),
    )
    return page_answer(html, outcome)
