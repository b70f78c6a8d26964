"""The big key does the expected thing in every state, and what reaches everybody is not done by a slip."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import caught_up, live, stop_time
from tests.serving import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_safe_keys")]

CONSOLE = "/s/session-v/console"


def floor(server: ServerProcess) -> tuple[str | None, str]:
    found = server.get("/api/v1/sessions/session-v")["floor"]
    return found["segment"], found["state"]


def notice(page: Page, text: str) -> None:
    expect(page.locator("#notice")).to_have_text(re.compile(text))
    caught_up(page)


def test_a_held_clock_is_resumed_by_the_big_key_and_never_ended_by_it(tab: OpenTab, server: ServerProcess) -> None:
    console = tab(CONSOLE, "moderator").page
    server.command("give_floor", segment="s2")
    for command, done in (
        ({"command": "pause_clock"}, "resumed"),
        ({"command": "interrupt", "kind": "other"}, "End of"),
    ):
        server.command(command.pop("command"), **command)
        expect(console.locator("#key-primary")).to_contain_text("Resume: Panellist 1")
        expect(console.locator("#key-end")).to_contain_text("End, next: Panellist 2")
        console.keyboard.press(" ")
        notice(console, done)
        expect(console.locator("#key-primary")).to_contain_text("End, next: Panellist 2")
        assert floor(server) == ("s2", "running")


def test_closing_takes_a_second_and_then_the_big_key_opens_the_record(tab: OpenTab, server: ServerProcess) -> None:
    console = live(tab(CONSOLE, "moderator", own_clock=True).page)
    for segment in server.get("/api/v1/sessions/session-v")["segments"]:
        server.command("skip_segment", segment=segment["id"])
    server.command("open_session")
    expect(console.locator("#key-primary")).to_contain_text("Close the session")
    # However slow the machine, these two are shorter than a second: meanwhile no time passes on the page.
    stop_time(console)
    console.keyboard.press(" ")
    notice(console, "Hold the key for one second")
    console.locator("#key-close").click()
    notice(console, "Hold the key for one second")
    console.clock.resume()
    assert server.get("/api/v1/sessions/session-v")["status"] == "live"
    console.keyboard.down(" ")
    notice(console, "Session closed")
    console.keyboard.up(" ")
    expect(console.locator("#key-primary")).to_contain_text("Open the record")
    console.locator("#key-reopen").click()
    notice(console, "Session reopened")
    console.locator("#key-close").hover()
    console.mouse.down()
    notice(console, "Session closed")
    console.mouse.up()
    console.keyboard.press(" ")
    expect(console).to_have_url(re.compile("/s/session-v/report$"))


def test_the_first_stop_of_the_tab_key_leads_to_the_big_key(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab(CONSOLE, "moderator")
    live(opened.page)
    opened.page.keyboard.press("Tab")
    expect(opened.page.locator(".skip")).to_be_focused()
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Enter")
    notice(opened.page, "Session opened")
    assert opened.violations() == []


def test_a_dark_stage_is_said_on_the_console_and_nothing_moves(tab: OpenTab, server: ServerProcess) -> None:
    console = live(tab(CONSOLE, "moderator").page)
    place = "document.querySelector('#part-floor').getBoundingClientRect().y"
    before = console.evaluate(place)
    console.keyboard.press("b")
    expect(console.locator(".dark")).to_have_text("The stage is dark. B brings it back.")
    assert console.evaluate(place) == before
    console.keyboard.press("b")
    expect(console.locator(".dark")).to_have_text("")
