"""What every request passes first, as pure ASGI: token paths, foreign origins, body size, and the usual headers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import to_json
from starlette.requests import ClientDisconnect

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Nothing but our own files: no inline script or style, no eval, no frames, no foreign connections.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # A path may hold a token: it is never told to another site.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_TOKEN_PATH = re.compile(r"/t/([A-Za-z0-9_-]{16,128})(/.*)")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLarge(Exception):
    """The body is larger than the server takes."""


class Guard:
    """Wraps the application."""

    def __init__(self, app: App, body_limit: int, allowed_origins: frozenset[str]) -> None:
        self._app = app
        self._body_limit = body_limit
        self._allowed = allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        _take_token_from_path(scope)
        headers = _headers(scope)
        if self._is_foreign(scope, headers):
            await _refuse(scope, send, 403, "foreign_origin", "This came from another site, and was not carried out.")
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._http(scope, headers, receive, send)

    async def _http(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > self._body_limit:
            await self._refuse_body(scope, send)
            return
        try:
            await self._app(scope, _counting(receive, self._body_limit), _with_headers(send))
        except TooLarge:
            await self._refuse_body(scope, send)
        except ClientDisconnect:
            # Whoever hung up in the middle of a request needs no answer, and nobody a traceback.
            return

    async def _refuse_body(self, scope: Scope, send: Send) -> None:
        sentence = f"This is larger than {self._body_limit} bytes; nothing was read or changed."
        await _refuse(scope, send, 413, "too_large", sentence)

    def _is_foreign(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Does a page of another site send this? Programs send no such headers, and have their token."""
        if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
            return False
        origin = headers.get("origin")
        if origin in self._allowed:
            return False
        if (site := headers.get("sec-fetch-site")) is not None and scope["type"] == "http":
            return site not in {"same-origin", "none"}
        return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _take_token_from_path(scope: Scope) -> None:
    """`/t/{token}/rest` is `/rest` with that token; from here on, nothing sees the token in the path."""
    state = scope.setdefault("state", {})
    state["path_token"], state["base"] = None, ""
    if (found := _TOKEN_PATH.fullmatch(scope["path"])) is None:
        return
    state["path_token"], state["base"] = found[1], f"/t/{found[1]}"
    scope["path"] = found[2]
    scope["raw_path"] = found[2].encode()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _counting(receive: Receive, limit: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise TooLarge
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            extra = [(name, value) for name, value in HEADERS if name not in present]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send, status: int, code: str, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4401, "reason": code})
        return
    body = to_json({"type": "about:blank", "title": sentence, "status": status, "code": code, "detail": sentence})
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await _with_headers(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
