"""Health and metrics, for orchestrators and monitoring."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.domain.errors import JournalUnavailable
from app.server.http.refusal import Refusal
from app.server.monitoring.metrics import Metrics
from app.server.monitoring.metrics_apart import is_asked_on
from app.server.monitoring.readiness import WHY
from app.server.problems import problem

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """Report that the process responds."""
    return "ok\n"


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Report whether this process should be sent requests, and if not, why.

    Sessions are counted, and not named: their names may be private.
    """
    server = request.app.state.server
    if (why := WHY.get(phase := server.readiness.phase)) is not None:
        return problem(Refusal(503, phase, why))
    try:
        await server.database.check()
        late = await server.late_sessions()
    except JournalUnavailable as error:
        return problem(Refusal(503, "unavailable", f"The database is not ready: {error}"))
    if late:
        return problem(Refusal(503, "behind", f"Sessions that lack records of other processes: {len(late)}."))
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
