"""The language of a request: what its reader chose, what the address names, the browser prefers, the session has."""

from __future__ import annotations

import re

from starlette.requests import HTTPConnection

from app.languages.choosing import known, language_for
from app.languages.words import Words, words_in
from app.server.http.cookies import LANGUAGE, cookies_of

VARY = "Accept-Language"
OF_SESSION = "session_language"  # in the state of a request, once its session is known
_NAMED = re.compile(r"[?&]language=([A-Za-z]{2}(?:-[A-Z]{2})?)(?=[&#]|$)")


def words_of(connection: HTTPConnection) -> Words:
    """Return the words in which a request is answered.

    A socket names the language of its page, so that no update is in another one. Forms and fragments of a page whose
    address names a language are answered in it too.
    """
    query, headers = connection.scope["query_string"].decode("latin-1"), connection.headers
    choice, address = cookies_of(connection).get(LANGUAGE), _named(f"?{query}") if query else None
    accepted, session = headers.get("accept-language", ""), connection.scope.get("state", {}).get(OF_SESSION)
    among = connection.app.state.languages
    if connection.scope["type"] == "websocket":
        return words_in(language_for(address, choice, accepted, among, session))
    return words_in(language_for(choice, address or _named(headers.get("referer", "")), accepted, among, session))


def chose(connection: HTTPConnection) -> bool:
    """Whether the reader chose a language that is offered, or an address names one."""
    among = connection.app.state.languages
    return any(known(tag, among) for tag in (cookies_of(connection).get(LANGUAGE), _named_by(connection)))


def kept_in(connection: HTTPConnection, path: str) -> str:
    """Return the path of our page that a request leads to, in the language that the reader's address names."""
    if _named(path) or not (named := _named_by(connection)):
        return path
    page, mark, place = path.partition("#")
    return f"{page}{'&' if '?' in page else '?'}language={named}{mark}{place}"


def _named_by(connection: HTTPConnection) -> str | None:
    """Return the language that the address of a request names, or that of the page it comes from."""
    query = connection.scope["query_string"].decode("latin-1")
    return _named(f"?{query}") or _named(connection.headers.get("referer", ""))


def _named(address: str) -> str | None:
    named = _NAMED.search(address)
    return named[1] if named else None
