"""Sign-in and sign-out: `/join` turns a link into a cookie, `/sign-in` takes the organiser's password."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Rejection, Sentence
from app.domain.values import SECOND, Role
from app.server.context import OrganiserDep, Services, ServicesDep, UnknownLink, VisitorDep, network_prefix
from app.server.http.cookies import cookies_of
from app.service.access.browsers import COOKIE as BROWSER
from app.service.access.browsers import KEPT_FOR_S as KNOWN_FOR_S
from app.service.access.links import home_of, link_facts
from app.service.access.sign_in import LONGEST, LONGEST_NAME, SHORTEST, SIGNED_IN_FOR_MS, Trier
from app.service.access.tokens import cookie_name
from app.service.access.visitor import Visitor
from app.store.directory import Link
from app.web.forms import Outcome, done, fields_of, forward, page_answer, refused
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

LATELY = 10
COOKIE_FOR_S = 30 * 24 * 3600


@router.get("/join/{token}")
async def join(token: str, request: Request, services: ServicesDep) -> Response:
    """Store the link's token in a cookie that scripts cannot read, and redirect to the address without it."""
    if (link := await services.access.link_of(token)) is None:
        raise UnknownLink
    plan = (await services.rooms.get(link.session)).session.plan if link.session else None
    if link.role is Role.ORGANISER:
        try:
            link, token = await services.sign_in.by_link(link, token)
        except Rejection as rejection:
            return await _page(services, Visitor(), request, refused(rejection))
    response = RedirectResponse(home_of(link, plan), status_code=303)
    _set_cookie(response, request, link, token)
    if link.role is Role.ORGANISER:
        _know(services, response, request)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.get("/sign-in")
async def page(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Show the form to sign in; to organisers, their password and the signed-in browsers."""
    return await _page(services, visitor, request)


@router.post("/sign-in")
async def sign_in(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Sign in with the password."""
    form = await fields_of(request)
    password, name = form.get("password", ""), form.get("name", "")
    try:
        link, token = await services.sign_in.by_password(password, name, _trier(services, request))
    except Rejection as rejection:
        return await _page(services, visitor, request, refused(rejection))
    response = forward(_around(request), "/")
    _set_cookie(response, request, link, token)
    _know(services, response, request)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, services: ServicesDep, visitor: VisitorDep, by: OrganiserDep) -> Response:
    """Sign out this browser, or the one whose `id` is sent; its connections are closed."""
    id_ = (await fields_of(request)).get("id") or by.id
    response = forward(_around(request), "/" if id_ == by.id else "/sign-in")
    if id_ == by.id:
        cookies_of(request).take_back(response, cookie_name(by))
    try:
        await services.sign_in.sign_out(id_, by)
    except Rejection as rejection:
        # Signing out with the printed link only forgets it here: it stays valid for the programs that use it.
        return response if id_ == by.id else await _page(services, visitor, request, refused(rejection))
    for room in services.rooms.loaded:
        services.hub(room.session.plan.slug).end_link(id_)
    return response


@router.post("/sign-in/password")
async def set_password(request: Request, services: ServicesDep, visitor: VisitorDep, by: OrganiserDep) -> Response:
    """Set the password, typed twice."""
    form = await fields_of(request)
    new, again = form.get("password", ""), form.get("again", "")
    if new != again:
        sentence = Sentence(
            "The two fields for the new password hold different texts. Nothing was changed; type it again."
        )
        return await _page(services, visitor, request, refused(sentence))
    try:
        await services.sign_in.set_password(new, form.get("current", ""), by, _trier(services, request))
    except Rejection as rejection:
        return await _page(services, visitor, request, refused(rejection))
    return forward(_around(request), "/sign-in?done=password")


async def _page(
    services: Services,
    visitor: Visitor,
    request: Request,
    outcome: Outcome | None = None,
) -> Response:
    around, by = _around(request), visitor.organiser
    if outcome is None and by is not None and request.query_params.get("done") == "password":
        outcome = done(around.words("The password is set. Every other browser was signed out."))
    html = plain_html(
        "sign_in",
        around,
        notice=outcome.notice if outcome else None,
        organiser=by is not None,
        password_set=await services.sign_in.has_password(),
        browsers=await _browsers(services, by) if by else [],
        lately=[one for _, one in await services.incidents.newest(None, limit=LATELY)] if by else [],
        limits={"shortest": SHORTEST, "longest": LONGEST, "name": LONGEST_NAME},
        zone="UTC",
    )
    return page_answer(html, outcome)


async def _browsers(services: Services, by: Link) -> list[dict[str, Any]]:
    now = services.clock.now()
    return [{**link_facts(link, now), "own": link.id == by.id} for link in reversed(await services.sign_in.signed_in())]


def _set_cookie(response: Response, request: Request, link: Link, token: str) -> None:
    life = SIGNED_IN_FOR_MS // SECOND if link.role is Role.ORGANISER else COOKIE_FOR_S
    cookies_of(request).give(response, request, cookie_name(link), token, life)


def _trier(services: Services, request: Request) -> Trier:
    return Trier(network_prefix(request), services.sign_in.browsers.id_of(cookies_of(request).get(BROWSER)))


def _know(services: Services, response: Response, request: Request) -> None:
    """Give the browser the cookie of known browsers: from now on it has its own tries."""
    browsers = services.sign_in.browsers
    value = browsers.cookie(browsers.id_of(cookies_of(request).get(BROWSER)))
    cookies_of(request).give(response, request, BROWSER, value, KNOWN_FOR_S)


def _around(request: Request) -> PageContext:
    return PageContext.of(request, "")
