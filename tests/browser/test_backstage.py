"""Backstage on a phone: a key of the crew warns the moderator at once, and the finder answers while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import live
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser


def test_what_the_crew_marks_is_on_the_console_and_a_name_is_looked_for(tab: OpenTab, server: ServerProcess) -> None:
    server.command("open_session")
    server.command("give_floor", segment="s2")
    crew = tab("/s/session-v/backstage", "moderator", (390, 844))
    console = live(tab("/s/session-v/console", "moderator").page)
    page = live(crew.page)
    turn = page.locator(".turns li").filter(has_text="Panellist 2")
    turn.get_by_role("button", name="Is here").click()
    expect(turn.locator("[aria-pressed=true]")).to_have_count(2)
    expect(console.locator("#part-next .away").first).to_have_text("Panellist 2: microphone not checked")
    console.locator("#key-ready-p2").click()
    expect(turn.locator("[aria-pressed=true]")).to_have_count(3)
    expect(console.locator("#part-next .away").first).to_have_text("Panellist 3 is not here yet")
    page.locator("#who").fill("panellist 6")
    expect(page.locator("#people li")).to_contain_text("Panellist 6")
    page.locator("#people").get_by_role("button", name="Confirmed").click()
    expect(page.locator("#people [aria-pressed=true]")).to_have_text(["Confirmed"])
    expect(page.locator("#notice")).to_have_text("Readiness changed.")
    assert crew.violations() == []
    assert crew.overflows()[0] is False
    assert crew.complaints == []


@pytest.mark.parametrize("path", ["/venue", "/s/session-v/sign"])
def test_a_sign_pleases_axe_and_follows_the_session(tab: OpenTab, server: ServerProcess, path: str) -> None:
    sign = tab(path, "viewer", (1920, 1080))
    expect(sign.page.locator(".sign")).to_contain_text("Nothing is on now.")
    server.command("open_session")
    server.command("give_floor", segment="s2")
    expect(sign.page.locator(".sign-now")).to_contain_text("Panellist 1")
    assert sign.violations() == []
    assert sign.overflows()[0] is False
    assert sign.complaints == []
