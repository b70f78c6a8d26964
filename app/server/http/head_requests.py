"""HEAD requests: answered wherever GET is, with the same status and headers and no body (RFC 9110, section 9.3.2)."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKS_HEAD = "rostrum.asks_head"  # a key of the scope, for the one address at which GET is not safe


class HeadRequests:
    """Wrap the application: answer HEAD as GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # A copy: the server still has to know that no body follows.
        await self._app({**scope, "method": "GET", ASKS_HEAD: True}, receive, send_head)
