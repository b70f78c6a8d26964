"""The separate port of the metrics, if configured: it serves nothing else."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from app.server.http.refusal import Refusal
from app.server.problems import problem

PATH = "/metrics"


class MetricsApart:
    """Pure ASGI, the outermost layer. The route of the metrics itself refuses the other ports."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not is_asked_on(scope, self._port) or scope["path"] == PATH:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await problem(Refusal(404, "not_found", f"Only {PATH} is here."))(scope, receive, send)


def is_asked_on(scope: Scope, port: int) -> bool:
    """Whether a request came in by this port of ours."""
    return (scope.get("server") or ("", None))[1] == port
