"""Fifty sessions in a browser: the board and the list stay readable, and the board follows the rooms by itself."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.pages import RETRIES, resize
from tests.fakes import document, minutes
from tests.patience import PATIENCE_S
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

SIZES = [(390, 844), (1280, 720)]


def call(server: ServerProcess, path: str, body: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {server.links['organiser']['token']}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}{path}", json.dumps(body).encode(), headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def fill(server: ServerProcess, count: int = 50) -> None:
    """Sessions of two conferences on five days, one of which is live and has a long title."""
    first = server.get("/api/v1/sessions/session-v")["starts_at_ms"]
    for n in range(count):
        start = first + (n % 5) * minutes(24 * 60) + (n // 10) * minutes(70)
        title = "Ensuring the accountability of everybody " * 3 if n == 0 else f"Session {n}"
        conference = {"title": f"Summit {n % 2}", "timezone": "Europe/Zurich", "venue": f"Hall {n % 7}"}
        plan = document(2, slug=f"room-{n}", title=title, conference=conference)
        del plan["starts_at"], plan["ends_at"]
        call(server, "/api/v1/sessions", {**plan, "starts_at_ms": start, "ends_at_ms": start + minutes(60)})
    for command in ("open_session", "advance", "advance"):
        call(server, "/api/v1/sessions/room-0/commands", {"command": command})


@pytest.fixture
def full(server: ServerProcess) -> ServerProcess:
    fill(server)
    return server


def check(opened: Tab) -> None:
    assert opened.violations() == []
    assert opened.overflows()[0] is False


def test_fifty_sessions_stay_readable(full: ServerProcess, tab: OpenTab) -> None:
    for size, scheme in zip(SIZES, ("light", "dark"), strict=True):
        opened = tab("/board", size=size, color_scheme=scheme)
        expect(opened.page.locator("#board-room-0 session-clock")).to_be_visible()
        expect(opened.page.locator(".board-row")).to_have_count(40)
        check(opened)
        opened.page.context.request.get(full.links["organiser"]["url"], max_retries=RETRIES)
        opened.page.goto(f"{full.url}/")
        expect(opened.page.locator(".session-card [role=group]")).to_have_count(40)
        expect(opened.page.locator(".session-card").first).to_contain_text("Live")
        check(opened)
        opened.page.get_by_role("link", name="Next").click()
        expect(opened.page.locator(".session-card [role=group]")).to_have_count(11)
        assert opened.overflows()[0] is False
        opened.page.get_by_label("Find").fill("session 49")
        opened.page.keyboard.press("Enter")
        expect(opened.page.locator(".session-card")).to_have_count(1)


def test_the_board_follows_the_rooms_and_says_when_it_cannot(server: ServerProcess, tab: OpenTab) -> None:
    page = tab("/board", size=(1920, 1080)).page
    row = page.locator("#board-session-v")
    expect(row).to_contain_text("Not yet open")
    for command in ("open_session", "advance", "advance"):
        server.command(command)
    expect(row.locator(".board-now")).to_contain_text("Opening")
    expect(row.locator("session-clock")).to_be_visible()
    server.stop()
    expect(page.locator("#board-lost")).to_contain_text("Not connected")
    server.start()
    expect(page.locator("#board-lost")).to_have_text("")


def test_a_new_session_is_made_with_the_keyboard(server: ServerProcess, tab: OpenTab) -> None:
    opened = tab("/new", "organiser")
    page = opened.page
    for size in SIZES:
        resize(page, *size)
        check(opened)
    page.locator("#nothing-title").focus()
    page.keyboard.type("Closing plenary")
    page.locator("#nothing-each").fill("8")
    page.locator("#nothing-names").fill("Ada Lovelace\nGrace Hopper")
    page.locator("#nothing-slug").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{server.url}/s/closing-plenary/plan(#.*)?$"))
    expect(page.locator("#segments > li")).to_have_count(5)
    expect(page.locator("#part-fits strong")).to_have_text("Fits exactly")
    # The browser gives it the focus at the end of loading, and would take it away from another field.
    expect(page.locator("#segment-s1-title")).to_be_focused()
    page.get_by_label("Save as a template named").fill("Plenary")
    page.keyboard.press("Enter")
    expect(page.locator("#again-like")).to_have_value("template:Plenary")
    page.locator("#again-slug").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}/s/closing-plenary-2/plan#segment-s1-title")
