"""Health and metrics, for orchestrators and monitoring."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.domain.errors import JournalUnavailable
from app.server.http.refusal import Refusal
from app.server.metrics import Metrics
from app.server.metrics_apart import is_asked_on
from app.server.problems import problem

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """Report that the process responds."""
    return "ok\n"


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Report whether the database is reachable and migrated. Sessions left out are counted; names may be private."""
    try:
        await request.app.state.server.database.check()
    except JournalUnavailable as error:
        return problem(Refusal(503, "unavailable", f"The database is not ready: {error}"))
    count = len(request.app.state.services.rooms.left_out)
    detail = f"sessions left out, because their journals cannot be read: {count}\n" if count else ""
    return PlainTextResponse(f"ready\n{detail}")


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return Prometheus text: sessions, viewers, sockets, fan-outs, skipped states, commits, lag of the loop."""
    port: int | None = request.app.state.server.settings.metrics_port
    if port is not None and not is_asked_on(request.scope, port):
        raise HTTPException(404)
    measured: Metrics = request.app.state.server.metrics
    return Response(measured.text(), media_type=CONTENT_TYPE_LATEST)
