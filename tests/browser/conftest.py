"""A real Chromium, and a watch on everything it complains about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.pages import PATIENCE_MS, RETRIES
from tests.serving import ServerProcess, serving

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
expect.set_options(timeout=PATIENCE_MS)

# A server that was stopped on purpose, and an attempt that was given up for a new one, are no complaints of the page;
# nor is what htmx says of a request for which there is no server. An answer that is an error reads otherwise.
OF_THE_NETWORK = (
    "ERR_CONNECTION_REFUSED",
    "closed before the connection is established",
    "htmx:afterRequest",
    "htmx:sendError",
)
# Only of a server that a test has stopped: what was under way when it ended.
OF_AN_END = (
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONNECTION_CLOSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_SOCKET_NOT_CONNECTED",
    "Connection closed before receiving a handshake response",
    "Error in connection establishment",
)

# A picture is a whole page in a frame, which costs as much again as the page around it: it has its place, and is not
# loaded, because only what is shown is.
NO_PICTURE = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".mini iframe { display: none !important; }");
  document.adoptedStyleSheets = [sheet];
})()"""

AXE = next((Path(__file__).parent / "vendor").glob("axe-*.min.js"))


def violations_of(page: Page, *, colours: bool = True) -> list[Any]:
    """What axe finds on a page as it is shown now; colours take the most time, and are the same in each language."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    violations: list[Any] = page.evaluate(
        """async (colours) => (await axe.run({
          resultTypes: ["violations"], rules: { "color-contrast": { enabled: colours } },
        })).violations
          .map((v) => [v.id, v.nodes[0].html])""",
        colours,
    )
    return violations


class Tab:
    """A page with its complaints; joins by a role's link first."""

    def __init__(
        self, context: BrowserContext, server: ServerProcess, address: str, size: tuple[int, int], *, own_clock: bool
    ) -> None:
        self.complaints: list[str] = []
        self._server = server
        self.page: Page = context.new_page()
        if own_clock:
            self.page.clock.install()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def _heard(self, message: ConsoleMessage) -> None:
        forgiven = OF_THE_NETWORK + (OF_AN_END if self._server.was_stopped else ())
        if message.type in {"error", "warning"} and not any(part in message.text for part in forgiven):
            self.complaints.append(message.text)

    def violations(self) -> list[Any]:
        """What axe finds."""
        return violations_of(self.page)

    def violations_of_copy(self) -> list[Any]:
        """What axe finds on a copy that stands still: while axe works, the page itself says nothing to the server."""
        html = self.page.content()
        copy = self.page.context.new_page()
        copy.set_viewport_size(self.page.viewport_size or {"width": 1280, "height": 720})
        copy.route("**/*.js", lambda route: route.abort())
        copy.route(self.page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        copy.goto(self.page.url)
        violations = violations_of(copy)
        copy.close()
        return violations

    def overflows(self) -> list[bool]:
        """Does the page scroll sideways, or down?"""
        script = "(e => [e.scrollWidth > innerWidth, e.scrollHeight > innerHeight])(document.documentElement)"
        overflows: list[bool] = self.page.evaluate(script)
        return overflows


class OpenTab(Protocol):
    """Opens a page of the server under test, for who has the link of a role, the organiser's, or another one.

    With a clock of its own, the test can stop and move the page's time. `picture`: with the small picture of the stage,
    for which its page has a place. `through`: by the address of a proxy, of which the page may complain.
    """

    def __call__(
        self,
        path: str,
        role: str = ...,
        size: tuple[int, int] = ...,
        script: str = ...,
        *,
        own_clock: bool = ...,
        picture: bool = ...,
        through: str = ...,
        **more: Any,
    ) -> Tab: ...


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests: while it lives, its driver's loop keeps other tests of the worker waiting."""
    path = os.environ.get("ROSTRUM_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with serving(tmp_path) as running:
        yield running


def link_of(server: ServerProcess, role: str) -> str:
    """The link of a role; a link is its own."""
    links = {"organiser": server.links["organiser"], **server.links["sessions"][0]["links"]}
    link: str = links[role]["url"] if role in links else role
    return link


@pytest.fixture
def tab(chromium: Browser, server: ServerProcess) -> Iterator[OpenTab]:
    """Tabs in browsers of their own; at the end, none of them may have complained."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def open_tab(
        path: str,
        role: str = "",
        size: tuple[int, int] = (1280, 720),
        script: str = "",
        *,
        own_clock: bool = False,
        picture: bool = False,
        through: str = "",
        **more: Any,
    ) -> Tab:
        context = chromium.new_context(**more)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        for script_ in (script, "" if picture else NO_PICTURE):
            if script_:
                context.add_init_script(script_)
        if role:
            context.request.get(link_of(server, role), max_redirects=0, max_retries=RETRIES)
        opened = Tab(context, server, f"{through or server.url}{path}", size, own_clock=own_clock)
        if not through:
            tabs.append(opened)
        return opened

    yield open_tab
    complaints = [complaint for opened in tabs for complaint in opened.complaints]
    for context in contexts:
        context.close()
    assert complaints == []
