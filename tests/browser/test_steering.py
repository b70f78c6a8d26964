"""The console's questions: coverage in words, hints, chips, and the audience's queue, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import live, press, resize, until
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

CONSOLE = "/s/session-v/console"


def test_coverage_is_said_in_words_and_marked_by_hand(tab: OpenTab, server: ServerProcess) -> None:
    server.command("open_session")
    server.command("give_floor", segment="s2")
    page = tab(CONSOLE, "moderator").page
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    page.keyboard.press("1")
    first = page.locator("#part-questions li").first
    expect(first).to_contain_text(re.compile(r"on now, (?!0:00)\d+:\d\d"))
    page.locator("#part-hints").get_by_text("Heard least on this question").wait_for()
    first.locator("summary").click()
    first.get_by_role("button", name=re.compile("Covered.*Panellist 1")).click()
    expect(first.locator("summary")).to_contain_text("Panellist 1: covered")
    first.get_by_role("button", name="Addressed").click()
    expect(first.locator("summary")).to_contain_text("by hand")
    expect(first.locator("details")).to_have_attribute("open", "")
    page.keyboard.press("2")
    expect(page.locator("#part-questions li").nth(1)).to_have_attribute("aria-current", "true")


def test_words_about_coverage_follow_the_time(tab: OpenTab, server: ServerProcess) -> None:
    server.command("edit_session", coverage="0:05")
    server.command("open_session")
    server.command("focus_question", question="q1")
    server.command("give_floor", segment="s2")
    opened = tab(CONSOLE, "moderator", own_clock=True)
    page = live(opened.page)
    first = page.locator("#part-questions li").first
    expect(first).to_contain_text("on now")

    def covered() -> bool:
        # The page looks again at the instants that the question's row names.
        page.clock.run_for("00:05")
        return "Panellist 1: covered" in first.inner_text()

    until(page, covered)


def test_a_long_speech_without_a_question_is_attributed_by_a_chip(tab: OpenTab, server: ServerProcess) -> None:
    server.command("open_session")
    server.command("give_floor", segment="s2")
    server.command("correct_start", ms=40_000)
    page = tab(CONSOLE, "moderator").page
    expect(page.locator("#part-hints")).not_to_contain_text("Which question was that?")
    server.command("advance")
    expect(page.locator("#part-hints")).to_contain_text("Which question was that?")
    page.locator("#key-chip-q2").click()
    expect(page.locator("#key-chip-q2")).to_have_attribute("aria-pressed", "true")
    page.locator("#key-chip-q3").click()
    expect(page.locator("#part-questions li").nth(2)).to_contain_text(re.compile(r"about [0-4]:\d\d"))
    page.locator("#key-chip-q2").click()
    expect(page.locator("#key-chip-q2")).to_have_attribute("aria-pressed", "false")
    attributed = server.get("/api/v1/sessions/session-v")["unattributed"]["questions"]
    assert attributed == ["q3"]


def test_the_audience_is_served_from_the_console(tab: OpenTab, server: ServerProcess) -> None:
    server.command("set_floor_policy", policy="moderated")
    ids = [
        server.command("add_floor_question", text=text)["events"][0]["question"]
        for text in ("First?", "Second?", "Third?", "Fourth?")
    ]
    server.command("queue_question", question=ids[0])
    server.command("queue_question", question=ids[1])
    page = tab(CONSOLE, "moderator").page
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    server.command("ask", "viewer", id="u1", text="What about water?")
    expect(page.locator("#part-waiting")).to_have_text("(1 waiting)")
    expect(page.locator("#part-asked")).to_be_hidden()
    expect(page.locator("#key-asknext")).to_contain_text("Put on: First?")
    page.keyboard.press("q")
    expect(page.locator("#key-asknext")).to_contain_text("Answered, next: Second?")
    page.keyboard.press("q")
    expect(page.locator("#key-asknext")).to_contain_text("Answered, no next question")
    page.keyboard.press("g")
    expect(page.locator("#part-asked [data-on]")).to_contain_text("Second?")
    expect(page.locator("#part-questions")).to_be_hidden()
    press(page, "1", "Question 1 is on.")
    press(page, "1", "No question is on.")
    page.locator("#q-u1").get_by_role("button", name="Approve").click()
    expect(page.locator("#part-waiting")).to_have_text("")
    for id_ in ids[2:]:
        page.locator(f"#pick-{id_}").check()
    page.get_by_role("button", name="Take the ticked ones together").click()
    expect(page.locator("#part-asked")).to_contain_text("One round")
    page.get_by_role("button", name="The round is over").click()
    page.locator("#q-u1").get_by_role("button", name="Put on").click()
    expect(page.locator("#part-asked [data-on]")).to_contain_text("What about water?")
    states = {q["id"]: q["state"] for q in server.get("/api/v1/sessions/session-v")["questions"]}
    assert states == {**dict.fromkeys([ids[0], *ids[2:]], "answered"), ids[1]: "queued", "u1": "live"}


def test_the_right_column_fits_and_pleases_axe(tab: OpenTab, server: ServerProcess) -> None:
    server.command("open_session")
    server.command("set_floor_policy", policy="moderated")
    server.command("ask", "viewer", id="u1", text="W" * 300, identity="public", name="N" * 100)
    for n in range(8):
        added = server.command("add_floor_question", text=f"Question {n}, which is about the same as the others?")
        server.command("queue_question", question=added["events"][0]["question"])
    server.command("focus_question", question="q1")
    server.command("give_floor", segment="s2")
    server.command("correct_start", ms=40_000)
    server.command("give_floor", segment="s3")
    opened = tab(CONSOLE, "moderator")
    for size, is_long in (((1280, 720), False), ((390, 844), True)):
        resize(opened.page, *size)
        for _ in ("guiding", "asked"):
            assert opened.violations() == []
            assert opened.overflows() == [False, is_long]
            opened.page.keyboard.press("g")
