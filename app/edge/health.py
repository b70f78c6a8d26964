"""Is the server alive, is it ready, and what does it cost: for orchestrators and monitoring."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from app.domain.values import Status
from app.edge.deps import World, WorldDep
from app.edge.problems import problem
from app.service.ports import JournalUnavailable

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """The process answers."""
    return "ok\n"


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """The database can be reached and is migrated."""
    try:
        await request.app.state.server.database.check()
    except JournalUnavailable as error:
        return problem(503, "unavailable", f"The database is not ready: {error}")
    return PlainTextResponse("ready\n")


@router.get("/metrics")
async def metrics(world: WorldDep) -> Response:
    """Prometheus text: sessions by status, viewers and screens by session."""
    return Response(generate_latest(_registry(world)), media_type=CONTENT_TYPE_LATEST)


def _registry(world: World) -> CollectorRegistry:
    registry = CollectorRegistry()
    sessions = Gauge("rostrum_sessions", "Sessions by status", ["status"], registry=registry)
    viewers = Gauge("rostrum_viewers", "Viewers connected now", ["session"], registry=registry)
    screens = Gauge("rostrum_screens", "Stage screens heard from in time", ["session"], registry=registry)
    records = Gauge("rostrum_journal_seq", "Latest seq of the journal", ["session"], registry=registry)
    for status in Status:
        sessions.labels(str(status)).set(0)
    for room in world.rooms.loaded:
        slug, presence = room.session.plan.slug, world.hub(room.session.plan.slug).presence
        sessions.labels(str(room.session.status)).inc()
        viewers.labels(slug).set(presence.viewers)
        screens.labels(slug).set(sum(screen.state == "here" for screen in presence.screens))
        records.labels(slug).set(room.session.seq)
    return registry
