"""The big key does the expected thing in every state, and what reaches all screens is not done by a slip."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import caught_up, live, stop_time
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

CONSOLE = "/s/session-v/console"


def floor(server: ServerProcess) -> tuple[str | None, str]:
    view = server.get("/api/v1/sessions/session-v")["floor"]
    return view["segment"], view["state"]


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


def test_the_keys_come_back_after_a_message_and_after_escape(tab: OpenTab, server: ServerProcess) -> None:
    console = tab(CONSOLE, "moderator").page
    server.command("give_floor", segment="s2")
    console.keyboard.press("m")
    expect(console.locator("body")).to_have_attribute("data-typing", "")
    console.keyboard.type("A little louder")
    console.keyboard.press("Enter")
    notice(console, "Message shown")
    expect(console.locator("body")).not_to_have_attribute("data-typing", "")
    console.keyboard.press("p")
    notice(console, "Clock paused")
    console.keyboard.press("e")
    expect(console.locator("#ending")).to_be_visible()
    console.keyboard.press("Escape")
    expect(console.locator("#ending")).to_be_hidden()
    console.keyboard.press(" ")
    notice(console, "Clock resumed")
    console.keyboard.press("m")
    console.keyboard.press("Escape")
    console.keyboard.press("ArrowUp")
    notice(console, "for Panellist 1, now")


def test_a_key_that_cannot_act_says_why_and_a_dark_stage_is_said(tab: OpenTab, server: ServerProcess) -> None:
    console = live(tab(CONSOLE, "moderator").page)
    for key, why in (
        ("p", "No clock is running"),
        ("a", "No speaker is cued"),
        ("z", "nothing to undo"),
        ("c", "no message"),
        ("x", "No start is counted down"),
        ("n", "no clock is running"),
        ("9", "No guiding question"),
        ("Shift+Digit1", "No voice"),
    ):
        console.keyboard.press(key)
        notice(console, why)
    expect(console.locator("#notice")).to_have_attribute("data-old", "")
    place = "document.querySelector('#part-keys').getBoundingClientRect().y"
    before = console.evaluate(place)
    console.keyboard.press("b")
    expect(console.locator(".dark")).to_have_text("The stage is dark. The speaker sees nothing. B lights it again.")
    assert console.evaluate(place) == before
    console.keyboard.press("b")
    expect(console.locator(".dark")).to_have_text("")


def test_who_is_introduced_stands_on_a_card(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab(CONSOLE, "moderator")
    console = opened.page
    place = "document.querySelector('#part-keys').getBoundingClientRect().y"
    server.command("edit_speaker", speaker="p2", country="KE", says="pa-nel-LIST " * 12, bio="Served in Nairobi. " * 90)
    server.command("open_session")
    server.command("mark_absent", segment="s2")
    server.command("cue", segment="s3")
    card = console.locator(".introduce")
    expect(card).to_contain_text("Panellist 1 is absent.")
    expect(card).to_contain_text("Served in Nairobi.")
    expect(card).to_contain_text("Could be asked about question 1")
    expect(card).to_contain_text("Kenya")
    assert card.locator(".says").evaluate("e => getComputedStyle(e).fontSize") == "20px"
    before = console.evaluate(place)
    assert opened.violations() == []
    server.command("give_floor")
    expect(card).to_have_count(0)
    assert console.evaluate(place) == before
    assert opened.overflows() == [False, False]


def test_in_a_discussion_a_key_sets_the_voice_and_every_name_is_in_the_list(
    tab: OpenTab, server: ServerProcess
) -> None:
    opened = tab(CONSOLE, "moderator")
    console = opened.page
    discussion = next(
        row["id"] for row in server.get("/api/v1/sessions/session-v")["segments"] if row["kind"] == "discussion"
    )
    place = "document.querySelector('#part-keys').getBoundingClientRect().y"
    before = console.evaluate(place)
    server.command("give_floor", segment=discussion)
    expect(console.locator(".voices button")).to_have_count(6)
    for number in range(1, 7):
        expect(console.locator(".voices button").nth(number - 1)).to_be_in_viewport(ratio=1)
        console.keyboard.press(f"Shift+Digit{number}")
        expect(console.locator(".voices [aria-pressed=true]")).to_contain_text(f"Panellist {number}")
    console.keyboard.press("Shift+Digit6")
    expect(console.locator(".voices [aria-pressed=true]")).to_have_count(0)
    assert console.evaluate(place) == before
    assert opened.overflows() == [False, False]
    assert opened.violations() == []


def test_every_key_is_found_by_typing(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab(CONSOLE, "moderator")
    console = opened.page
    console.keyboard.press("/")
    console.keyboard.type("skip panel 4")
    expect(console.locator("#palette [aria-selected=true]")).to_have_text("Skip: Panellist 4")
    assert opened.violations() == []
    console.keyboard.press("Enter")
    notice(console, "Panellist 4 skipped")
    console.keyboard.press("/")
    console.keyboard.type("conclude")
    console.keyboard.press("Enter")
    notice(console, "Message shown")
    console.keyboard.press("/")
    console.keyboard.type("xyzzy")
    expect(console.locator("#palette .none")).to_be_visible()
    console.keyboard.press("Escape")
    # What closes gives the focus back; a panel with nothing to press takes it itself.
    finds = console.get_by_role("button", name="Find", exact=True)
    finds.focus()
    console.keyboard.press("Enter")
    expect(console.locator("#palette input")).to_be_focused()
    console.keyboard.press("Escape")
    expect(finds).to_be_focused()
    console.keyboard.press("Escape")
    console.keyboard.press("e")
    expect(console.locator("#ending")).to_be_focused()
    console.keyboard.press("Escape")
    console.keyboard.press(" ")
    notice(console, "Session opened")


def test_keys_of_one_letter_are_switched_off_in_the_help_and_stay_so(tab: OpenTab, server: ServerProcess) -> None:
    console = live(tab(CONSOLE, "moderator").page)
    announced = console.locator("[aria-keyshortcuts]:not([aria-keyshortcuts=Space], [aria-keyshortcuts^=Arrow])")
    server.command("give_floor", segment="s2")
    expect(console.locator("#key-pause")).to_be_enabled()
    console.keyboard.press("?")
    console.get_by_label("Keys of one letter, digit or sign act").uncheck()
    console.keyboard.press("Escape")
    console.reload()
    expect(live(console).locator("#key-pause")).to_be_enabled()
    expect(console.locator("#key-pause kbd")).to_be_hidden()
    expect(announced).to_have_count(0)
    # Space still acts; what was pressed before it would have been done by then.
    for key in ("p", "?", " "):
        console.keyboard.press(key)
    notice(console, "Introduce Panellist 2")
    assert floor(server) == ("s3", "cued")
    # The part of the keys has been renewed: what it brought is not announced either.
    expect(announced).to_have_count(0)
    expect(console.locator("#key-primary")).to_have_attribute("aria-keyshortcuts", "Space")
    expect(console.locator("#help")).to_be_hidden()
    console.get_by_role("button", name="Keys", exact=True).click()
    console.get_by_label("Keys of one letter, digit or sign act").check()
    expect(console.locator("#key-pause")).to_have_attribute("aria-keyshortcuts", "p")
    console.keyboard.press("Escape")
    console.keyboard.press("?")
    expect(console.locator("#help")).to_be_visible()
