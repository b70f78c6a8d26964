"""Sign-in and sign-out: `/join` turns a link into a cookie, `/sign-in` takes the organiser's password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Rejection, Sentence
from app.domain.values import SECOND, Role
from app.languages.choosing import known
from app.languages.languages import LANGUAGES
from app.server.context import (
    AccessDep,
    ClockDep,
    HubsDep,
    IncidentsDep,
    OrganiserDep,
    RoomsDep,
    SignInDep,
    UnknownLink,
    VisitorDep,
    network_prefix,
    parts_of,
)
from app.server.http.cookies import cookies_of
from app.service.access.browsers import COOKIE as BROWSER
from app.service.access.browsers import KEPT_FOR_S as KNOWN_FOR_S
from app.service.access.links import home_of, in_language, link_facts
from app.service.access.sign_in import LONGEST, LONGEST_NAME, SHORTEST, SIGNED_IN_FOR_MS, SignIn, Trier
from app.service.access.tokens import cookie_name
from app.service.access.visitor import Visitor
from app.store.directory import Link
from app.web.forms import Outcome, done, fields_of, forward, page_answer, refused
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

LATELY = 10
COOKIE_FOR_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The page to sign in; for organisers also their password, the signed-in browsers and the latest incidents."""

    request: Request
    sign_in: SignInDep
    incidents: IncidentsDep
    clock: ClockDep

    async def answer(self, visitor: Visitor, outcome: Outcome | None = None) -> Response:
        around, by = _around(self.request), visitor.organiser
        if outcome is None and by is not None and self.request.query_params.get("done") == "password":
            outcome = done(around.words("The password is set. Every other browser was signed out."))
        html = plain_html(
            "sign_in",
            around,
            notice=outcome.notice if outcome else None,
            organiser=by is not None,
            password_set=await self.sign_in.has_password(),
            browsers=await self._browsers(by) if by else [],
            lately=[one for _, one in await self.incidents.newest(None, limit=LATELY)] if by else [],
            limits={"shortest": SHORTEST, "longest": LONGEST, "name": LONGEST_NAME},
            zone="UTC",
        )
        return page_answer(html, outcome)

    async def _browsers(self, by: Link) -> list[dict[str, Any]]:
        now, signed_in = self.clock.now(), await self.sign_in.signed_in()
        return [{**link_facts(link, now), "own": link.id == by.id} for link in reversed(signed_in)]


SignInPageDep = Annotated[SignInPage, parts_of(SignInPage)]


@router.get("/join/{token}")
async def join(
    token: str, request: Request, access: AccessDep, rooms: RoomsDep, sign_in: SignInDep, page: SignInPageDep
) -> Response:
    """Store the link's token in a cookie that scripts cannot read, and redirect to the address without it."""
    if (link := await access.link_of(token)) is None:
        raise UnknownLink
    plan = (await rooms.get(link.session)).session.plan if link.session else None
    if link.role is Role.ORGANISER:
        try:
            link, token = await sign_in.by_link(link, token)
        except Rejection as rejection:
            return await page.answer(Visitor(), refused(rejection))
    language = known(request.query_params.get("language"), LANGUAGES)
    response = RedirectResponse(in_language(home_of(link, plan), language), status_code=303)
    _set_cookie(response, request, link, token)
    if link.role is Role.ORGANISER:
        _know(sign_in, response, request)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.get("/sign-in")
async def sign_in_page(page: SignInPageDep, visitor: VisitorDep) -> Response:
    """Show the form to sign in; to organisers, their password and the signed-in browsers."""
    return await page.answer(visitor)


@router.post("/sign-in")
async def sign_in_by_password(
    request: Request, sign_in: SignInDep, visitor: VisitorDep, page: SignInPageDep
) -> Response:
    """Sign in with the password."""
    form = await fields_of(request)
    password, name = form.get("password", ""), form.get("name", "")
    try:
        link, token = await sign_in.by_password(password, name, _trier(sign_in, request))
    except Rejection as rejection:
        return await page.answer(visitor, refused(rejection))
    response = forward(request, "/")
    _set_cookie(response, request, link, token)
    _know(sign_in, response, request)
    return response


@router.post("/sign-out")
async def sign_out(
    request: Request,
    sign_in: SignInDep,
    rooms: RoomsDep,
    hubs: HubsDep,
    visitor: VisitorDep,
    by: OrganiserDep,
    page: SignInPageDep,
) -> Response:
    """Sign out this browser, or the one whose `id` is sent; its connections are closed."""
    id_ = (await fields_of(request)).get("id") or by.id
    response = forward(request, "/" if id_ == by.id else "/sign-in")
    if id_ == by.id:
        cookies_of(request).take_back(response, cookie_name(by))
    try:
        await sign_in.sign_out(id_, by)
    except Rejection as rejection:
        # Signing out with the printed link only forgets it here: it stays valid for the programs that use it.
        return response if id_ == by.id else await page.answer(visitor, refused(rejection))
    for room in rooms.loaded:
        hubs(room.session.plan.slug).sockets.end_link(id_)
    return response


@router.post("/sign-in/password")
async def set_password(
    request: Request, sign_in: SignInDep, visitor: VisitorDep, by: OrganiserDep, page: SignInPageDep
) -> Response:
    """Set the password, typed twice."""
    form = await fields_of(request)
    new, again = form.get("password", ""), form.get("again", "")
    if new != again:
        sentence = Sentence(
            "The two fields for the new password hold different texts. Nothing was changed; type it again."
        )
        return await page.answer(visitor, refused(sentence))
    try:
        await sign_in.set_password(new, form.get("current", ""), by, _trier(sign_in, request))
    except Rejection as rejection:
        return await page.answer(visitor, refused(rejection))
    return forward(request, "/sign-in?done=password")


def _set_cookie(response: Response, request: Request, link: Link, token: str) -> None:
    life = SIGNED_IN_FOR_MS // SECOND if link.role is Role.ORGANISER else COOKIE_FOR_S
    cookies_of(request).give(response, request, cookie_name(link), token, life)


def _trier(sign_in: SignIn, request: Request) -> Trier:
    return Trier(network_prefix(request), sign_in.browsers.id_of(cookies_of(request).get(BROWSER)))


def _know(sign_in: SignIn, response: Response, request: Request) -> None:
    """Give the browser the cookie of known browsers: from now on it has its own tries."""
    browsers = sign_in.browsers
    value = browsers.cookie(browsers.id_of(cookies_of(request).get(BROWSER)))
    cookies_of(request).give(response, request, BROWSER, value, KNOWN_FOR_S)


def _around(request: Request) -> PageContext:
    return PageContext.of(request, "")
