"""The composition root: makes the application of a server's parts, with all routes and what guards them. No routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import ceil
from pathlib import Path

from fastapi import FastAPI

from app.api import programme as api_programme
from app.api import v1
from app.clock import Clock, SystemClock
from app.config import Settings
from app.languages.choosing import offered
from app.outside import keys
from app.outside.ontime import routes as ontime
from app.parts import Server
from app.routes import ROUTES
from app.server import echo, problems
from app.server.admission import Admission
from app.server.guard import Guard, Rules, origin_of
from app.server.http.bodies import BodyLimits
from app.server.http.head_requests import HeadRequests
from app.server.http.proxies import Proxies
from app.server.limits import Limiter
from app.server.monitoring.metrics_apart import MetricsApart
from app.server.monitoring.readiness import HeldUntilOpen
from app.server.socket_routes import SocketsFirst
from app.service.access.throttle import Throttle
from app.web.embed import page as embed
from app.web.pages import command as actions
from app.web.pages import session as pages
from app.web.pages import socket, style
from app.web.rendering.assets import assets_of

ROOT = Path(__file__).resolve().parent.parent


def create_app(
    settings: Settings | None = None, *, clock: Clock | None = None, server: Server | None = None
) -> FastAPI:
    """Return the whole application; opening it (the ASGI lifespan) migrates the database and makes the demo session."""
    settings = settings or Settings()
    server = server or Server(settings, clock or SystemClock())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await server.open()
        yield
        await server.close()

    app = FastAPI(
        title="Rostrum",
        version="1",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # It would redirect people to an address that their request invented.
        redirect_slashes=False,
        # Looking for a telemetry receiver would cost time at each of ten thousand arrivals; `/metrics` has the figures.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    app.state.server = server
    app.state.services = server.services
    app.state.assets = assets_of(ROOT / "static")
    app.state.languages = offered(pseudo=settings.pseudo_languages)
    app.state.programmes = api_programme.Programmes()
    app.state.keys = keys.Keys(server.dispatcher)
    app.state.ontime = ontime.Ontime(server.dispatcher, server.services.hub, server.services.memo)
    app.state.embedding = embed.Embedding(settings.embed_origins)
    # The router tries one after the other: first come commands, then what thousands request in the same minute.
    app.add_route("/s/{slug}/command", actions.command, ["POST"])
    app.add_route(f"{v1.router.prefix}{v1.COMMANDS}", v1.command_first, ["POST"])
    app.mount("/static", app.state.assets)
    # Not `include_router`: it would analyse every route once more, at the first request of each application.
    for module in (*ROUTES, *([echo] if settings.conformance else ()), *([style] if settings.style_page else ())):
        app.router.routes += module.router.routes
    problems.install(app, pages.error_page)
    app.add_middleware(SocketsFirst, routes=[socket.route, v1.route, ontime.route])
    admission = Admission(server.clock, server.services.access, server.services.passing)
    app.add_middleware(Guard, rules=_rules(settings), limiter=_limiter(settings, server), admission=admission)
    app.add_middleware(HeadRequests)
    if settings.metrics_port is not None:
        app.add_middleware(MetricsApart, port=settings.metrics_port)
    app.add_middleware(HeldUntilOpen, readiness=server.readiness)
    return app


def _rules(settings: Settings) -> Rules:
    own = {origin_of(settings.public_url)} if settings.public_url else set()
    return Rules(
        BodyLimits(settings.form_limit_bytes, settings.body_limit_bytes, settings.file_limit_bytes),
        frozenset({*settings.allowed_origins, *own}),
        Proxies.of(settings.trusted_proxies, settings.proxy_header),
        https=(settings.public_url or "").lower().startswith("https:"),
    )


def _limiter(settings: Settings, server: Server) -> Limiter:
    return Limiter(
        server.clock,
        Throttle.shared_by(settings.processes, settings.address_burst, 1000 / settings.address_rate),
        Throttle(settings.participant_burst, 1000 / settings.participant_rate),
        Throttle(ceil(settings.link_rate), 1000 / settings.link_rate),
        server.services.access.remembered,
        lambda cookies: who.bits if (who := server.services.participants.read(cookies)) else None,
    )
