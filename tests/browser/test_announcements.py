"""What a screen reader hears of a session: the live region of two pages, each in its language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import live, press, until
from tests.browser.test_board import call
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

API = "/api/v1/sessions/session-v"
HEARD = """
  globalThis.heard = [];
  document.addEventListener("DOMContentLoaded", () => {
    const region = document.getElementById("announced");
    new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
  });
"""
# The length of the speech becomes such that this phase began a second ago.
SHORTEN = """(clock, phase) => {
  const number = (name) => Number(clock.getAttribute(name) ?? 0);
  clock.setAttribute("allotted", Date.now() - number("running-since") + number(phase) - 1_000);
}"""


def heard(page: Page, *sentences: str) -> None:
    """Wait until these sentences, and no others, have been said since the last look."""
    until(page, lambda: page.evaluate("heard.length") >= len(sentences))
    assert page.evaluate("heard.splice(0)") == list(sentences)


def reaches(page: Page, phase: str, sentence: str) -> None:
    """Let the speech reach a phase until that is said: a page that has connected again has its true length back."""
    clock = page.get_by_role("timer").first

    def is_said() -> bool:
        clock.evaluate(SHORTEN, phase)
        return bool(page.evaluate("heard.length") > 0)

    until(page, is_said)
    heard(page, sentence)


def test_each_change_is_one_sentence_and_a_clock_is_heard_when_it_is_asked(server: ServerProcess, tab: OpenTab) -> None:
    def give(command: str) -> None:
        call(server, f"{API}/commands", {"command": command})
        for page in (viewer, console):
            expect(page.locator("body")).to_have_attribute("data-seq", str(server.get(API)["seq"]))

    viewer = live(tab("/s/session-v?language=ar", script=HEARD).page)
    console = live(tab("/s/session-v/console", "moderator", script=HEARD).page)
    give("open_session")
    heard(viewer, "بدأت الجلسة.")
    heard(console, "The session has begun.")
    for command in ("advance", "advance", "advance", "advance"):
        give(command)
    name = server.get(API)["speakers"][1]["name"]
    heard(viewer, "التالي: الافتتاح.", "الآن: الافتتاح.", "المتكلم التالي: العضو 1.", "المتكلم الآن: العضو 1.")
    heard(console, "Next: Opening.", "Now: Opening.", f"Next to speak: {name}.", f"{name} has the floor.")
    clock = viewer.get_by_role("timer").first
    expect(clock).to_have_attribute("aria-live", "off")
    expect(clock).to_have_accessible_name(re.compile(r"الوقت المتبقي: \d:\d\d"))
    for phase, sentence in (("wrap-up", "حان وقت اختتام الكلمة."), ("last-call", "التنبيه الأخير.")):
        reaches(viewer, phase, sentence)
    # Viewers are not told that a speaker is over the time.
    clock.evaluate(SHORTEN, "end")
    reaches(console, "end", "The time is over.")
    expect(console.get_by_role("timer").first).to_have_accessible_name(re.compile(r"Over the time by \d:\d\d"))
    # What a console has done itself, its own line says.
    press(console, "p", "[Cc]lock paused")
    heard(console)
    viewer.locator("#announcing").click()
    give("resume_clock")
    heard(console, f"{name} has the floor.")
    viewer.reload()
    live(viewer)
    expect(viewer.locator("#announcing")).to_have_text("الإعلانات متوقفة")
    give("pause_clock")
    heard(viewer)
