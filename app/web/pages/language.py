"""The choice of a language: each page lists the languages, and the choice is kept in a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.values import DAY, SECOND
from app.languages.choosing import known
from app.languages.languages import LANGUAGES
from app.languages.words import words_in
from app.server.http.cookies import LANGUAGE, cookies_of
from app.web.forms import fields_of
from app.web.rendering.render import PageContext

router = APIRouter(include_in_schema=False)

KEPT_DAYS = 365


@router.post("/language")
async def choose(request: Request) -> Response:
    """Keep the language and show the page again.

    Raises:
        Invalid: there is no such language.
    """
    language = known((await fields_of(request)).get("language"), request.app.state.languages)
    if language is None:
        raise Invalid(Problem("language", "is one of the languages in the list"))
    response = RedirectResponse(_page(request), 303)
    life_s = KEPT_DAYS * DAY // SECOND
    cookies_of(request).give(response, request, LANGUAGE, language, life_s)
    return response


def language_named(form: Mapping[str, str]) -> str | None:
    """Return the language that a form names for a link or a screen; None if it names none.

    Raises:
        Invalid: there is no such language.
    """
    if not (named := form.get("language")):
        return None
    if named not in LANGUAGES:
        raise Invalid(Problem("language", "is one of the languages in the list"))
    return named


def in_named_language(around: PageContext, request: Request) -> PageContext:
    """Return the context in the language that `?lang=` names, before any choice of the reader's.

    Raises:
        Invalid: there is no such language.
    """
    if not (named := request.query_params.get("lang")):
        return around
    among = request.app.state.languages
    if known(named, among) is None:
        raise Invalid(Problem("lang", Sentence("is one of {known}", known=", ".join(sorted(among)))))
    return replace(around, words=words_in(named), follows=False)


def _page(request: Request) -> str:
    """Return the address, on this server, of the page that holds the form."""
    base: str = request.scope.get("state", {}).get("base", "")
    try:
        page = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return f"{base}/"
    path = f"/{page.path.lstrip('/')}"
    return f"{path}?{page.query}" if page.query else path
