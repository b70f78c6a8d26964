"""What is on, in a frame of another site; and the video of another site beside the viewers' page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.serving import ServerProcess, serving

VIDEO = "https://video.example.org"
pytestmark = [pytest.mark.browser]


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: each of its pages has a frame of what the address names."""

    def do_GET(self) -> None:
        page = f'<!doctype html><iframe src="{self.path[1:]}" width="600" height="260"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_address[1]}"
        site.shutdown()


@pytest.fixture
def server(tmp_path: Path, elsewhere: str) -> Iterator[ServerProcess]:
    with serving(tmp_path, embed_origins=f'["{elsewhere}"]', video_origins=f'["{VIDEO}"]') as running:
        yield running


def test_a_site_that_is_allowed_shows_what_is_on_and_follows_it(
    tab: OpenTab, server: ServerProcess, elsewhere: str
) -> None:
    opened = tab("/embed/session-v")
    assert opened.violations() == []
    page = opened.page
    page.goto(f"{elsewhere}/{server.url}/embed/session-v")
    shown = page.frame_locator("iframe")
    expect(shown.locator(".on")).to_contain_text("Begins at")
    server.command("give_floor", segment="s2")
    expect(shown.locator(".on .who")).to_have_text("Panellist 1")
    expect(shown.locator(".clock")).not_to_have_text("6:00")
    assert page.context.cookies() == []


def press(page: Page, by: str, times: int) -> None:
    script = (
        "([by, times]) => { for (let n = 0; n < times; n += 1) document.querySelector(`[data-by='${by}']`).click() }"
    )
    page.evaluate(script, [by, times])


def test_the_viewers_page_is_as_late_as_the_video_beside_it(tab: OpenTab, server: ServerProcess) -> None:
    planned = server.command("edit_session", video=f"{VIDEO}/1", video_delay="5:00")["seq"]
    opened = tab("/", size=(390, 844))
    page, said = opened.page, opened.page.locator("#video [role=status]")
    page.context.route(f"{VIDEO}/**", lambda route: route.fulfill(body="<p>Moving</p>", content_type="text/html"))
    page.goto(f"{server.url}/s/session-v")
    expect(page.frame_locator("#video iframe").locator("p")).to_have_text("Moving")
    # A page that was just opened does not show a state that is newer than the video.
    expect(said).to_contain_text("The session has just changed")
    expect(page.locator("#now-title")).to_be_hidden()
    press(page, "-1000", 300)
    expect(said).to_have_text("This page shows the session without a delay.")
    expect(page.locator("#now-title")).to_be_visible()
    given = server.command("give_floor", segment="s2")["seq"]
    expect(page.locator("#now-title")).to_have_text("Panellist 1")
    expect(page.locator("#part-now [style]")).not_to_have_count(0)  # what the page itself has drawn
    ended = server.command("yield_floor")["seq"]
    expect(page.locator("body")).to_have_attribute("data-seq", str(ended))
    # Later: what was on then. What comes meanwhile waits, but for what people ask and vote on.
    press(page, "1000", 60)
    expect(page.locator("body")).to_have_attribute("data-seq", str(planned))
    server.command("give_floor", segment="s3")
    server.command("pause_clock")
    last = server.command("set_floor_policy", policy="open")["seq"]
    expect(page.locator("#ask [data-open]")).to_be_attached(timeout=60_000)
    expect(page.locator("body")).to_have_attribute("data-seq", str(planned))
    press(page, "-1000", 60)
    expect(page.locator("body")).to_have_attribute("data-seq", str(last))
    expect(page.locator("#part-now")).to_contain_text("Has the floor, clock paused")
    assert given < last
    page.reload()
    expect(said).to_have_text("This page shows the session without a delay.")
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    # The tool would look into the frame of the other site.
    page.locator("#video iframe").evaluate("(frame) => frame.remove()")
    assert opened.violations() == []
