"""What is on, in a frame of another site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.serving import ServerProcess, serving

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
    with serving(tmp_path, embed_origins=f'["{elsewhere}"]') as running:
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
    expect(shown.locator(".on .who")).to_have_text("Panellist 1", timeout=60_000)
    expect(shown.locator(".clock")).not_to_have_text("6:00", timeout=60_000)
    assert page.context.cookies() == []
