"""`/s/{slug}/links`: make a link, show it once with its QR code, list the links, revoke one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any

import segno
from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup, escape
from starlette.requests import Request

from app.domain.errors import Rejection, Sentence
from app.domain.state.rundown import Plan
from app.domain.state.translations import in_language as plan_in
from app.domain.values import Role
from app.server.context import AddressDep, ClockDep, GuestDep, LinksDep, parts_of
from app.service.access.links import HANDS_OUT, companion_url, in_language, join_url, link_facts, session_links
from app.store.directory import Link
from app.web.forms import Outcome, fields_of, forward, page_answer, refused
from app.web.pages.language import language_named
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)


def qr_svg(text: str) -> Markup:
    """Return a QR code as SVG without style attributes, black on white in any colour scheme; 15 % may be dirty."""
    return Markup(segno.make(text, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff"))  # noqa: S704 - made by us, of black and white squares


@dataclass(frozen=True, slots=True)
class LinksPage:
    """The page of a session's links, for one guest."""

    guest: GuestDep
    links: LinksDep
    clock: ClockDep
    address: AddressDep
    request: Request

    async def answer(self, outcome: Outcome | None = None, made: dict[str, Any] | None = None) -> Response:
        """Show the links that the guest may hand out; `made` is a new one, with its address."""
        plan, now, role = self.guest.room.session.plan, self.clock.now(), self.guest.role
        may, around = HANDS_OUT[role], PageContext.of(self.request, plan.slug)
        standing = await session_links(self.links.access, plan.slug, self.address)
        links = [link_facts(link, now) for link in await self.links.seen_by(plan, role)]
        html = plain_html(
            "links",
            around,
            plan=plan_in(plan, around.words.language),
            role=str(role),
            now=now,
            notice=outcome.notice if outcome else None,
            made=made,
            people={speaker.id: speaker.name for speaker in plan.speakers},
            roles=[str(role) for role in may],
            standing=[
                {
                    "role": role,
                    "url": link["url"],
                    "qr": qr_svg(link["url"]),
                    "companion": companion_url(self.address, link["token"], Role(role), plan.slug),
                }
                for role, link in standing.items()
                if role in set(may)
            ],
            links=[link for link in reversed(links) if link["state"] == "valid"],
            ended=[link for link in reversed(links) if link["state"] != "valid"][:20],
            new_id=secrets.token_hex(6),
            snippet=_snippet(plan, self.address),
            sites=self.request.app.state.embedding.origins,
        )
        return page_answer(html, outcome)

    def sheet(self, made: list[tuple[Link, str]], language: str | None) -> Response:
        """Show the links of speakers, which open in this language, as a sheet to print, and as a text."""
        plan = self.guest.room.session.plan
        names = {speaker.id: speaker.name for speaker in plan.speakers}
        own = [(names[link.speaker or ""], join_url(self.address, token)) for link, token in made]
        urls = [(name, in_language(url, language)) for name, url in own]
        html = plain_html(
            "link_sheet",
            PageContext.of(self.request, plan.slug),
            plan=plan,
            role=str(self.guest.role),
            sheet=[{"name": name, "url": url, "qr": qr_svg(url)} for name, url in urls],
            text="\n".join(f"{name}: {url}" for name, url in urls),
        )
        return page_answer(html)


def _snippet(plan: Plan, address: str) -> str:
    """Return what another site puts into its page to show what is on; empty for a private session."""
    if not plan.public:
        return ""
    source = f"{address.rstrip('/')}/embed/{plan.slug}"
    looks = 'width="100%" height="220" frameborder="0" loading="lazy"'
    return f'<iframe src="{source}" title="{escape(plan.title)}" {looks}></iframe>'


LinksPageDep = Annotated[LinksPage, parts_of(LinksPage)]


@router.get("/s/{slug}/links")
async def links_page(page: LinksPageDep) -> Response:
    """Show the links that the visitor may hand out."""
    page.guest.require(*HANDS_OUT)
    return await page.answer()


@router.post("/s/{slug}/links")
async def make(page: LinksPageDep, guest: GuestDep, links: LinksDep, request: Request) -> Response:
    """Make a link; only this response ever shows it."""
    guest.require(*HANDS_OUT)
    form = {name: value for name, value in (await fields_of(request)).items() if value}
    try:
        language = language_named(form)
        form.pop("language", None)
        link, token = await links.make(guest.room.session.plan, guest.sender, form)
    except Rejection as rejection:
        return await page.answer(refused(rejection))
    url = in_language(join_url(page.address, token), language)
    companion = companion_url(page.address, token, link.role, guest.room.session.plan.slug)
    made = {**link_facts(link, page.clock.now()), "url": url, "qr": qr_svg(url), "companion": companion}
    return await page.answer(made=made)


@router.post("/s/{slug}/links/speakers")
async def make_for_speakers(page: LinksPageDep, guest: GuestDep, links: LinksDep, request: Request) -> Response:
    """Make links for all speakers, as a sheet to print and a text for an e-mail; only this response shows them."""
    guest.require(*HANDS_OUT)
    form = {name: value for name, value in (await fields_of(request)).items() if value}
    renew = form.pop("renew", "") == "true"
    try:
        language = language_named(form)
        form.pop("language", None)
        made = await links.make_for_speakers(guest.room.session.plan, guest.sender, form, renew=renew)
    except Rejection as rejection:
        return await page.answer(refused(rejection))
    if not made:
        sentence = Sentence("Every speaker has a link that works. Tick the box to make new ones instead.")
        return await page.answer(refused(sentence, 409))
    return page.sheet(made, language)


@router.post("/s/{slug}/links/revoke")
async def revoke(page: LinksPageDep, guest: GuestDep, links: LinksDep, request: Request) -> Response:
    """Revoke a link."""
    guest.require(*HANDS_OUT)
    plan = guest.room.session.plan
    try:
        await links.revoke(plan, guest.sender, (await fields_of(request)).get("id", ""))
    except Rejection as rejection:
        return await page.answer(refused(rejection))
    return forward(request, f"/s/{plan.slug}/links")
