"""A server at which every state is there at once, and the pages that are photographed and measured in each of them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from app.config import Settings
from app.main import create_app
from app.parts import Server
from app.service.access.links import join_url
from app.web.page_table import OVERLAYS
from tests.browser.pages import PATIENCE_MS, RETRIES, live
from tests.browser.states import INSTANT, PLAYS, sessions
from tests.fakes import FakeClock, Scene

READY_WITHIN_S = 60
LOST = "no-connection"
WATCHING = "watching"
# What a page is in beside the state of its session; both are of the session that is running.
OF_THE_PAGE = (WATCHING, LOST)

# No time passes on the page either. Timers have their turn all the same, so that parts come, and are painted; only the
# time for another attempt to connect never comes, so that a connection that is cut stays cut.
STAND_STILL = f"""(() => {{
  Date.now = () => {INSTANT};
  const steady = performance.now();
  performance.now = () => steady;
  window.sockets = [];
  window.WebSocket = class extends WebSocket {{
    constructor(address) {{
      super(address);
      window.sockets.push(this);
    }}
  }};
}})();"""
CUT = "window.sockets.forEach((socket) => socket.close())"


@dataclass(frozen=True)
class Sight:
    """A page to look at: its path in a session, or of the server (`of_session` false).

    `states` are those in which it is looked at, without any all but `without`. `fills`: it is as large as its window,
    with any content; other pages are as long as what they show. `least_width` is that of the narrowest window, in CSS
    pixels, for which it is made: an overlay lies over a picture. `staff`: opened by an organiser, not by the public.
    """

    name: str
    path: str
    states: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    of_session: bool = True
    connects: bool = True
    fills: bool = False
    least_width: int = 0
    staff: bool = True

    def address(self, state: str) -> str:
        slug = "running" if state in OF_THE_PAGE else state
        return f"/s/{slug}{self.path}" if self.of_session else self.path

    def seen_in(self) -> tuple[str, ...]:
        """The states in which it is looked at; only a console can watch another one."""
        unusual = (*self.without, *(() if self.name == "console" else (WATCHING,)))
        return self.states or tuple(state for state in (*PLAYS, *OF_THE_PAGE) if state not in unusual)


PREPARED = ("before", "running", "closed", "empty", "many-segments", "many-questions")
SPOKEN = ("cued", "running", "over", "discussion", "question-on", "list", "many-segments")
SIGHTS = (
    Sight("console", "/console", fills=True),
    Sight("backstage", "/backstage", (*PREPARED, "cued", "interrupted", "discussion", LOST)),
    Sight("desk", "/desk", (*PREPARED, "interrupted", "question-on", "blackout", LOST)),
    Sight("stage", "/stage", fills=True),
    Sight("viewer", "", staff=False),
    Sight("speaker", "/speaker/4", without=("empty",), fills=True),
    *(
        Sight(f"overlay-{kind.replace('_', '-')}", f"/overlay/{kind}", SPOKEN, fills=True, least_width=1_280)
        for kind in OVERLAYS
    ),
    Sight("record", "/report", PREPARED),
    Sight("run-sheet", "/runsheet", PREPARED),
    Sight("plan", "/plan", PREPARED),
    Sight("translations", "/translations?to=ar", ("before",), connects=False),
    Sight("links", "/links", ("before", "many-segments"), connects=False),
    Sight("screens", "/screens", ("before",), connects=False),
    Sight("audit", "/audit", ("closed",), connects=False),
    *(
        Sight(name, path, ("",), of_session=False, connects=False)
        for name, path in (
            ("index", "/"),
            ("board", "/board"),
            ("lobby", "/venue"),
            ("new", "/new"),
            ("import", "/import"),
            ("sign-in", "/sign-in"),
            ("style", "/style"),
            ("error", "/s/no-such-session"),
        )
    ),
    Sight("index-public", "/", ("",), of_session=False, connects=False, staff=False),
)


class Gallery:
    """The server of all states, in a thread of its own; its clock stands at `INSTANT`."""

    def __init__(self, folder: Path, scenes: Mapping[str, Scene]) -> None:
        settings = Settings(data=folder, demo=False, style_page=True, log_level="warning", participant_burst=1_000_000)
        self._server = Server(settings, FakeClock(INSTANT))
        app = create_app(settings, server=self._server)
        self._uvicorn = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="websockets-sansio"))
        self._scenes = scenes
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.url = ""
        self.joins = ""

    def open(self) -> None:
        self._thread.start()
        assert self._ready.wait(READY_WITHIN_S), "the server is not ready"

    def close(self) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(READY_WITHIN_S)

    async def _serve(self) -> None:
        await self._server.open()
        for scene in self._scenes.values():
            await self._server.services.rooms.bring(scene.records, ())
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            self.joins = join_url(self.url, await self._server.services.access.organiser_token())
            self._ready.set()
            await self._uvicorn.serve([listening])


@contextmanager
def gallery(folder: Path, *states: str) -> Iterator[Gallery]:
    """The server of these states, or of all, for as long as the block lasts."""
    opened = Gallery(folder, sessions(*states))
    opened.open()
    try:
        yield opened
    finally:
        opened.close()


def visitor(browser: Browser, shown: Gallery, *, staff: bool, script: str = "") -> BrowserContext:
    """A browser with one page, in which time stands still: an organiser's, or one of the public."""
    context = browser.new_context(timezone_id="America/New_York")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(STAND_STILL + script)
    if staff:
        context.request.get(shown.joins, max_redirects=0, max_retries=RETRIES)
    context.new_page()
    return context


def look_at(page: Page, shown: Gallery, sight: Sight, state: str) -> None:
    """Open a page in a state, and wait until it is connected and its fonts are there."""
    page.goto(f"{shown.url}{sight.address(state)}")
    if sight.connects:
        live(page)
    if state == LOST:
        page.evaluate(CUT)
        page.wait_for_selector("html[data-link=lost]", state="attached")
    page.evaluate("document.fonts.ready")


@contextmanager
def looked_at(context: BrowserContext, shown: Gallery, sight: Sight, state: str) -> Iterator[Page]:
    """The page in a state, for as long as the block lasts; a console that watches is the second one.

    The first page of the browser shows one state after another, because a new page costs a process.
    """
    pages = [context.pages[0], *([context.new_page()] if state == WATCHING else ())]
    for page in pages:
        look_at(page, shown, sight, state)
    yield pages[-1]
    for page in pages[1:]:
        page.close()


def turn(page: Page, direction: str) -> None:
    """Show the page as in a language that is written in this direction, `ltr` or `rtl`."""
    page.evaluate("(direction) => { document.documentElement.dir = direction; }", direction)
