"""A statement on the lectern: page keys, one key for each question, and its position on other pages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.pages import live, resize, until
from tests.browser.test_board import call
from tests.proxy import Fate, proxied
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

API = "/api/v1/sessions/session-v"
SIZES = [(390, 844), (768, 1024), (1024, 768), (1920, 1080)]
CURRENT = "[data-paragraph][aria-current=true]"
NOTE_SCROLLS = """
  globalThis.scrolls = [];
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (how) { scrolls.push(how.behavior); scroll.call(this, how); };
"""


def statement(server: ServerProcess) -> list[str]:
    """Give the opening a text that puts the four questions, two by marks and two by their words; return their ids."""
    view: Any = server.get(API)
    questions = view["guiding_questions"]
    long = " ".join(["We meet at a time that asks much of all of us."] * 6)
    puts = [
        "[question 1] The first.",
        "[question 2] The second.",
        f"- {questions[2]['text']}",
        f"- {questions[3]['text']}",
    ]
    text = "\n\n".join(["Excellencies,", *[long] * 6, *puts, "Thank you."])
    call(server, f"{API}/commands", {"command": "set_script", "segment": view["segments"][0]["id"], "text": text})
    return [question["id"] for question in questions]


def at(page: Page, number: int) -> None:
    expect(page.locator(CURRENT)).to_have_attribute("data-paragraph", str(number))


def test_the_four_questions_are_put_from_the_text_by_one_key_each(server: ServerProcess, tab: OpenTab) -> None:
    questions = statement(server)
    for command in ("open_session", "advance", "advance"):
        call(server, f"{API}/commands", {"command": command})
    page = live(tab("/s/session-v/lectern", "moderator").page)
    at(page, 1)
    for key in ["PageDown"] * 3 + ["Space"] * 3 + ["PageUp", "PageDown"]:
        page.keyboard.press(key)
    at(page, 7)
    for number, question in enumerate(questions, 8):
        page.keyboard.press("PageDown")
        at(page, number)
        page.keyboard.press("q")
        expect(page.locator(CURRENT)).to_have_attribute("data-on", "")
        assert server.get(API)["focus"] == question
    expect(page.locator("#part-place")).to_contain_text("paragraph 11 of 12: about")
    page.reload()
    at(live(page), 11)


def test_questions_go_on_by_themselves_only_if_the_moderator_wants_that(server: ServerProcess, tab: OpenTab) -> None:
    questions = statement(server)
    call(server, f"{API}/commands", {"command": "open_session"})
    page = live(tab("/s/session-v/lectern", "moderator").page)
    page.locator("[data-paragraph='8']").click()
    at(page, 8)
    page.get_by_label("Put questions on when I reach them").check()
    assert server.get(API)["focus"] is None
    page.locator("[data-paragraph='9']").click()
    until(page, lambda: server.get(API)["focus"] == questions[1])


def test_console_and_interpreter_see_the_position_and_scroll_only_if_they_want_to(
    server: ServerProcess, tab: OpenTab
) -> None:
    statement(server)
    link = call(server, f"{API}/links", {"role": "interpreter"})["url"]
    reads = live(tab("/s/session-v/lectern", "moderator", size=(768, 1024)).page)
    hears = live(tab("/s/session-v/lectern", link, (390, 844)).page)
    console = live(tab("/s/session-v/console", "moderator").page)
    reads.locator("[data-paragraph='6']").click()
    at(hears, 6)
    expect(console.locator("#part-script")).to_contain_text("paragraph 6 of 12")
    # Who is introduced has a script, and an extra clock takes its row: the clock stands clear of the picture's lines.
    server.command("cue", segment=server.get(API)["segments"][0]["id"])
    server.command("aux_set", n=1, label="Break", ms="10:00")
    expect(console.locator("#part-aux")).to_be_visible()
    clock = console.locator(".clock-row session-clock").bounding_box()
    above = [console.locator(f".stage-now {line}").bounding_box() for line in (".mini", ".about >> nth=0", "button")]
    assert clock is not None
    assert [box["y"] + box["height"] <= clock["y"] for box in above if box] == [True, True, True]
    assert hears.evaluate("document.querySelector('#part-text').scrollTop") == 0
    hears.keyboard.press("PageDown")
    at(hears, 6)
    hears.get_by_label("Follow the reader").check()
    until(hears, lambda: hears.evaluate("document.querySelector('#part-text').scrollTop") > 0)
    expect(hears.locator("#put")).to_have_count(0)


def test_the_lectern_fits_every_screen(server: ServerProcess, tab: OpenTab) -> None:
    opened = tab("/s/session-v/lectern", "moderator", SIZES[0])
    live(opened.page)  # with nothing to read yet
    statement(server)
    at(opened.page, 1)
    fits(opened)
    opened.page.goto(f"{server.url}/s/session-v/scripts")
    fits(opened)


def fits(opened: Tab) -> None:
    """Nothing is too wide for any screen, and axe finds nothing on the smallest and on the largest."""
    for width, height in SIZES:
        resize(opened.page, width, height)
        assert opened.overflows()[0] is False, width
        assert (width, height) in SIZES[1:-1] or opened.violations() == [], width


def test_in_arabic_and_without_motion_a_reader_goes_on_while_the_connection_is_lost(
    server: ServerProcess, tab: OpenTab
) -> None:
    statement(server)
    with proxied(server.port) as proxy:
        opened = tab(
            "/s/session-v/lectern?language=ar",
            "moderator",
            (768, 1024),
            NOTE_SCROLLS,
            through=proxy.url,
            reduced_motion="reduce",
        )
        page = live(opened.page)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.keyboard.press("PageDown")
        at(page, 2)
        assert opened.overflows()[0] is False
        assert opened.violations() == []
        proxy.newcomers(Fate.SWALLOW)
        proxy.cut()
        expect(page.locator("html")).to_have_attribute("data-link", "lost")
        expect(page.locator(".console-link [data-when=lost]")).to_be_visible()
        for number in (3, 4):
            page.keyboard.press("PageDown")
            at(page, number)
        proxy.newcomers(Fate.PASS)
        live(page)
        expect(page.locator("#part-place")).to_have_attribute("data-reached", "4")
        assert set(page.evaluate("scrolls")) == {"instant"}
