"""The outermost layer, as pure ASGI: proxies, token paths, foreign origins, limits, the usual headers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect

from app.domain.state.policy import EDITS_PLANS
from app.formats.text.charsets import is_utf8
from app.server.admission import (
    COME_AGAIN_S,
    STANDS_BACK_S,
    Admission,
    Busy,
    Caller,
    Permit,
    is_gone,
    note_standing,
    request_kind,
    sends_more,
)
from app.server.http.bodies import OF_EDITORS, OF_STRANGERS, Body, BodyLimits, Budget, TooLarge
from app.server.http.cookies import Cookies
from app.server.http.proxies import NO_PROXIES, Proxies, look_through
from app.server.http.refusal import MEDIA_TYPE, Refusal
from app.server.http.request_head import fault_of
from app.server.limits import Limiter, place_of, shown_tokens
from app.store.directory import Link
from app.wire.messages import NOT_ALLOWED

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Only our own files: no inline script or style, no eval, no foreign frames or connections. The console embeds the stage
# of the same server, so that a moderator sees what the speaker sees.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'"
)


def policy_with_style(source: str) -> str:
    """Return the policy with one more source of styles, such as the digest of a style in the page."""
    return POLICY.replace("style-src 'self'", f"style-src 'self' {source}")


def policy_with_frame(origin: str) -> str:
    """Return the policy with one more origin whose pages may be framed, such as that of a session's video."""
    return POLICY.replace("frame-src 'self'", f"frame-src 'self' {origin}")


HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # A path may hold a token: never tell it to another site.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    # A response depends on the reader; one that a cache may store sets its own header.
    (b"cache-control", b"no-store"),
)
_TOKEN_PATH = re.compile(r"/t/([A-Za-z0-9_-]{16,128})(/.*)")
_MISTAKE = "Something went wrong here. What was acknowledged is not lost; go back and try again."
LOOKS = 20  # for clients that are gone, while they stand back
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Rules:
    """The guard's settings."""

    bodies: BodyLimits
    allowed_origins: frozenset[str] = frozenset()
    proxies: Proxies = NO_PROXIES
    https: bool = False  # whether people reach the server by https


class Guard:
    """The outermost layer: limits, admission and the origin of every request and handshake, before the application."""

    def __init__(self, app: App, rules: Rules, limiter: Limiter, admission: Admission) -> None:
        self._app = app
        self._rules = rules
        self._limiter = limiter
        self._admission = admission
        self._bodies = {True: Budget(OF_EDITORS), False: Budget(OF_STRANGERS)}  # whether the link edits plans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        fault = fault_of(scope)
        asked = self._look_at(scope) if fault is None else None
        caller = asked.caller if asked is not None else Caller(place_of(scope))
        note_standing(scope, passes=caller.passes)
        answering = _Answering(send)
        try:
            if sends_more(scope) and not caller.passes:
                await _stand_back(scope)
            answering.permit = await self._admission.enter(caller)
            if is_gone(scope):
                return
            if fault is not None:
                await _refuse(scope, answering, Refusal(*fault))
            elif asked is not None:
                await self._judge(asked, receive, answering)
        except Busy:
            await _refuse(scope, answering, BUSY)
        finally:
            answering.release()

    def _look_at(self, scope: Scope) -> Asked:
        """Handle a request whose head is sound: identify the sender and their tokens."""
        _take_token_from_path(scope)
        look_through(scope, self._rules.proxies)
        scope["state"]["cookies"] = Cookies.read(_take_cookie_headers(scope), https=self._rules.https)
        headers = _headers(scope)
        tokens = shown_tokens(scope, headers)
        return Asked(scope, headers, tokens, self._admission.caller(tokens, place_of(scope)))

    async def _judge(self, asked: Asked, receive: Receive, answering: _Answering) -> None:
        """Refuse what no handler needs to see; pass the rest on."""
        scope, headers = asked.scope, asked.headers
        if self._is_foreign(scope, headers):
            await _refuse(scope, answering, FOREIGN)
        elif wait_ms := self._limiter.wait_ms(scope, headers):
            await _refuse(scope, answering, _too_many(wait_ms))
        else:
            await self._let_in(asked, receive, answering)

    async def _let_in(self, asked: Asked, receive: Receive, answering: _Answering) -> None:
        try:
            if asked.scope["type"] == "websocket":
                await self._app(asked.scope, receive, answering)
            else:
                await self._http(asked, receive, answering)
        finally:
            if guesses := max(asked.scope["state"]["guesses"], int(answering.unknown_link)):
                self._limiter.guessed(asked.scope, guesses)

    async def _http(self, asked: Asked, receive: Receive, answering: _Answering) -> None:
        scope = asked.scope
        if not is_utf8(asked.headers.get("content-type", "")):
            await _refuse(scope, answering, NOT_UTF8)
            return
        link = await self._editor(asked)
        limit = self._rules.bodies.limit(scope["path"], link)
        if (declared := asked.declared) is None or declared > limit:
            await _refuse(scope, answering, _too_large(limit))
            return
        with Body(receive, limit, self._bodies[link is not None], asked.caller.place) as body:
            try:
                await self._run(asked, body, answering)
            except TooLarge:
                await _refuse(scope, answering, _too_large(limit))
            except ClientDisconnect:
                # A client that hung up in the middle of a request needs no response, and the log no traceback.
                return
            except Busy:
                raise
            except Exception:
                # A waiting client gets a response with all its headers; an outer layer logs the error.
                if not answering.begun:
                    await _refuse(scope, answering, Refusal(500, "internal_error", _MISTAKE))
                raise

    async def _editor(self, asked: Asked) -> Link | None:
        """Return the link that edits plans, if the request shows one and its body is too large for other roles."""
        if (link := asked.caller.link) is not None and link.role in EDITS_PLANS:
            return link
        if not asked.tokens or asked.is_small(self._rules.bodies.form):
            return None
        link, guesses = await self._admission.looked_up(asked.tokens)
        # The response reveals whether a token belongs to a link, so every unknown token counts as a guess.
        asked.scope["state"]["guesses"] = guesses
        return link

    async def _run(self, asked: Asked, body: Body, answering: _Answering) -> None:
        """Pass the request to the application; a stranger's waits in its lane first if it needs work."""
        lane = None if asked.caller.passes else self._admission.lane(request_kind(asked.scope))
        if lane is None:
            await self._app(asked.scope, body.receive, answering)
            return
        if lane.is_full(asked.caller.place):
            raise Busy
        answering.release()
        receive = await body.whole() if asked.has_body else body.receive
        answering.permit = await lane.enter(asked.caller.place)
        if not is_gone(asked.scope):
            await self._app(asked.scope, receive, answering)

    def _is_foreign(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Whether a page of another site sent this. Programs send no such headers, and have their token."""
        if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
            return False
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin in self._rules.allowed_origins:
            return False
        if scope["type"] == "websocket" and origin is not None:
            # Browsers disagree about a socket's Sec-Fetch-Site; all of them send an Origin.
            return not _is_own(origin, scope, headers)
        if site not in {"same-origin", "none"}:
            return True
        if origin == "null" and "sec-fetch-site" in headers:
            # The browser's settings hide the origin; the browser itself vouches for the site.
            return False
        return origin is not None and not _is_own(origin, scope, headers)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request or handshake as the guard reads it."""

    scope: Scope
    headers: Mapping[str, str]
    tokens: list[str]
    caller: Caller

    @property
    def declared(self) -> int | None:
        """The declared length of the body, in bytes; None: too long, or no number."""
        length = self.headers.get("content-length", "0")
        return int(length) if length.isdecimal() and len(length) <= 18 else None

    @property
    def has_body(self) -> bool:
        return "transfer-encoding" in self.headers or self.declared != 0

    def is_small(self, limit: int) -> bool:
        """Whether the body declares at most so many bytes. A chunked body declares no size."""
        return "transfer-encoding" not in self.headers and self.declared is not None and self.declared <= limit


FOREIGN = Refusal(403, "foreign_origin", "This came from another site, and was not carried out.")
NOT_UTF8 = Refusal(
    415,
    "not_utf8",
    "Forms, JSON and files are read as UTF-8. This names another character set; nothing was read or changed.",
)
BUSY = Refusal(503, "busy", f"Too many ask for something at once. Try again in {COME_AGAIN_S} s.", COME_AGAIN_S)


def _too_large(limit: int) -> Refusal:
    return Refusal(413, "too_large", f"This is larger than {limit} bytes; nothing was read or changed.")


async def _stand_back(scope: Scope) -> None:
    """Wait for `STANDS_BACK_S`, or until the client is cut off: what it sent is not kept for longer."""
    for _ in range(LOOKS):
        await asyncio.sleep(STANDS_BACK_S / LOOKS)
        if is_gone(scope):
            return


def _too_many(wait_ms: int) -> Refusal:
    wait_s = ceil(wait_ms / 1000)
    return Refusal(429, "too_many", f"Too much at once came from here. Try again in {wait_s} s.", wait_s)


def origin_of(url: str) -> str:
    """Return the origin of an address: scheme, host and port, if it has one, in small letters (RFC 6454)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _is_own(origin: str, scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether this is the origin of the request itself. A page that came without TLS may be another server's."""
    scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
    return origin == f"{scheme}://{headers.get('host')}"


def _take_token_from_path(scope: Scope) -> None:
    """Turn `/t/{token}/rest` into `/rest` with that token; inner layers never see the token in the path."""
    state = scope.setdefault("state", {})
    state["path_token"], state["base"], state["guesses"] = None, "", 0
    if (match := _TOKEN_PATH.fullmatch(scope["path"])) is None:
        return
    state["path_token"], state["base"] = match[1], f"/t/{match[1]}"
    scope["path"] = match[2]
    scope["raw_path"] = match[2].encode()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _take_cookie_headers(scope: Scope) -> list[str]:
    """Take the Cookie headers out of the request: frameworks parse them for every request, in quadratic time."""
    taken = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie"]
    scope["headers"] = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    return taken


class _Answering:
    """Send the response, add the headers that every response has, and note its status.

    With the first byte, the client no longer needs its turn: it may read as slowly as it likes.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False
        self.unknown_link = False
        self.permit: Permit | None = None

    def release(self) -> None:
        """Free the turn, or the place in a lane."""
        if self.permit is not None:
            self.permit.release()

    async def __call__(self, message: Message) -> None:
        self.release()
        if message["type"] == "websocket.close":
            self.unknown_link = message.get("code") == NOT_ALLOWED
        elif message["type"] == "http.response.start":
            self.begun = True
            self.unknown_link = message["status"] == 401
            present = {name for name, _ in message["headers"]}
            extra = [(name, value) for name, value in HEADERS if name not in present]
            message = {**message, "headers": [*message["headers"], *extra]}
        await self._send(message)


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    """Refuse: with a problem document, or one sentence for a browser; a handshake is not accepted."""
    prefix = "http"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008, "reason": refusal.code})
            return
        prefix = "websocket.http"
    body, kind = _body(scope, refusal)
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if refusal.retry_after_s is not None:
        headers.append((b"retry-after", str(refusal.retry_after_s).encode()))
    send = send if isinstance(send, _Answering) else _Answering(send)
    await send({"type": f"{prefix}.response.start", "status": refusal.status, "headers": headers})
    await send({"type": f"{prefix}.response.body", "body": body})


def _body(scope: Scope, refusal: Refusal) -> tuple[bytes, bytes]:
    if "text/html" in _headers(scope).get("accept", ""):
        return refusal.sentence.encode(), b"text/plain; charset=utf-8"
    return refusal.document(), MEDIA_TYPE.encode()
