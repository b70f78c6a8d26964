"""The context of a handler: the parts of the server that it takes, and the same work for all rooms it may not enter."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import jinja2
import pytest
from starlette.requests import Request

from app.server.context import AddressDep, GuestDep, RoomsDep, ServicesDep, VisitorDep, _seen
from app.store.database import Database
from app.web.pages.listing import ListingsDep
from tests.fakes import document
from tests.printing import ROOT
from tests.server.test_matrix import filled, routes
from tests.sites import Site, open_site

# What was done for the request of this context; tasks and other requests have contexts of their own.
WORK: ContextVar[list[str] | None] = ContextVar("WORK", default=None)
SOCKETS = ("/s/{slug}/live?page=viewer", "/s/{slug}/live", "/api/v1/sessions/{slug}/live")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with a private session."""
    with pytest.MonkeyPatch.context() as patch, open_site(tmp_path) as site:
        site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="other", public=False))
        patch.setattr(Database, "_run", _counted(Database._run, lambda *_: "transaction"))
        patch.setattr(jinja2.Template, "render", _counted(jinja2.Template.render, lambda self, *_: str(self.name)))
        yield site


def _counted(real: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
    def call(*args: Any, **more: Any) -> Any:
        if (work := WORK.get()) is not None:
            work.append(name(*args))
        return real(*args, **more)

    return call


async def _work_of(site: Site, method: str, path: str, role: str) -> tuple[int, list[str]]:
    """Send a request, and return the status of its answer and the work that was done for it."""
    site.server.services.rooms.look_again()
    work: list[str] = []
    WORK.set(work)
    path, _, query = path.partition("?")
    kind = "websocket" if path.endswith("/live") else "http"
    headers = [(b"host", b"testserver"), (b"accept", b"text/html")]
    headers += [(name.lower().encode(), value.encode()) for name, value in site.bearer(role).items()]
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": ("192.0.2.1", 1),
        "server": ("testserver", 80),
        "http_version": "1.1",
    }
    statuses: list[int] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        if "status" in message or message["type"] == "websocket.close":
            statuses.append(message.get("status") or message["code"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request", "body": b""}

    app: Callable[..., Awaitable[None]] = site.http.app
    await app(scope, receive, send)
    return statuses[0], work


def _requests(site: Site) -> list[tuple[str, str]]:
    of_sessions = [(method, path) for method, path in routes(site) if "{slug}" in path]
    return [*of_sessions, *(("GET", path) for path in SOCKETS)]


@pytest.mark.parametrize("role", ["nobody", "moderator"])
def test_a_private_session_and_none_cost_the_same_work(site: Site, role: str) -> None:
    """The moderator holds a link, which is of another session; it is looked up once for all requests."""
    site.run(_work_of, site, "GET", "/s/session-v", role)
    for method, path in _requests(site):
        private = site.run(_work_of, site, method, filled(path, "other"), role)
        none = site.run(_work_of, site, method, filled(path, "never-made"), role)
        assert (method, path, private) == (method, path, none)
        assert private[0] in {404, 4404}
        # An address that acts is nothing without a token in it, so no session is looked up.
        acts = path == "/ontime/{slug}/api/{action:path}"
        assert private[1].count("transaction") == (0 if acts else 1)


def test_an_unreadable_session_looks_like_none_to_a_stranger(site: Site) -> None:
    rooms = site.server.services.rooms
    rooms.let_go("other", "damaged")
    for method, path in _requests(site):
        unreadable = site.run(_work_of, site, method, filled(path, "other"), "nobody")
        none = site.run(_work_of, site, method, filled(path, "never-made"), "nobody")
        assert (method, path, unreadable) == (method, path, none)
    assert site.call("GET", "/api/v1/sessions/other", "organiser").status_code == 503


def test_the_work_of_a_request_is_counted(site: Site) -> None:
    """Otherwise the other tests of this module would compare nothing with nothing."""
    status, work = site.run(_work_of, site, "GET", "/s/session-v", "moderator")
    assert status == 200
    assert "pages/viewer.html" in work


def test_no_handler_takes_the_whole_server() -> None:
    """Its signature says what it may do: handlers of pages and for programs take parts, several through `parts_of`."""
    modules = [path for name in ("api", "outside", "web") for path in (ROOT / "app" / name).rglob("*.py")]
    whole = re.compile(r"\b(?:Services|ServicesDep|services_of)\b")
    taken = [str(path.relative_to(ROOT)) for path in modules if whole.search(path.read_text())]
    assert len(modules) > 40
    assert taken == []


@pytest.mark.parametrize("wanted", [ServicesDep, VisitorDep, GuestDep, RoomsDep, AddressDep, ListingsDep])
def test_no_request_waits_for_a_thread_to_be_given_its_parts(wanted: Any) -> None:
    """The framework calls what is no coroutine in a thread, at the price of half a page."""
    [depends] = wanted.__metadata__
    assert inspect.iscoroutinefunction(depends.dependency)


@pytest.mark.parametrize(
    ("query", "tag", "seq"),
    [
        ("seen=12", "", 12),
        ("", '"12"', 12),
        ("", 'W/"12-3f"', 12),  # with votes, through a proxy that compresses
        ("seen=12", '"13"', 12),
        ("", 'W/"8bc57c3b0d79a16566f6"', None),  # the digest of a page
        ("", '"12", "13"', None),
        ("seen=1e9", "", None),
        ("", "", None),
    ],
)
def test_a_reader_has_seen_what_the_query_or_the_tag_of_a_view_says(query: str, tag: str, seq: int | None) -> None:
    scope = {"type": "http", "query_string": query.encode(), "headers": [(b"if-none-match", tag.encode())]}
    assert _seen(Request(scope)) == seq
