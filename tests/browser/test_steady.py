"""Nothing jumps: through a whole session, what stands on console, stage and viewer's page stays where it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import live, press
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

SESSION = "/api/v1/sessions/session-v"
# What the browser itself calls a shift, with the elements that moved; what follows a key or a click at once is none.
WATCH = """
  globalThis.shifts = [];
  globalThis.meant = [[0, Infinity]];  // from when to when what moves is meant
  const name = ({ node, previousRect: a, currentRect: b }) =>
    `${node?.id || node?.parentElement?.className || node?.nodeName}: ${a.x},${a.y} to ${b.x},${b.y}`;
  new PerformanceObserver((list) => {
    for (const { startTime, value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) shifts.push([startTime, value, document.body.dataset.seq, ...sources.map(name)]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
PAUSE = "meant.push([performance.now(), Infinity])"
GO_ON = "meant.at(-1)[1] = performance.now()"
UNMEANT = "shifts.filter(([at]) => !meant.some(([from, to]) => from <= at && at <= to))"
NAMES = ("console", "stage", "viewer")
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def noon_zone() -> str:
    """A time zone in which it is about noon: where a day ends, times of the next one are written with their date."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def settled(page: Page) -> Page:
    """The page once it is connected and painted; from here on, what moves is noted."""
    live(page)
    page.evaluate("document.fonts.ready")
    page.evaluate(PAINTED)
    # A font that comes late moves words by some pixels; who runs the session must move nothing.
    assert [shift for shift in page.evaluate("shifts") if any("part-rundown" in str(moved) for moved in shift)] == []
    page.evaluate(GO_ON)
    return page


def shifts(page: Page) -> list[Any]:
    page.evaluate(PAINTED)
    noted: list[Any] = page.evaluate(UNMEANT)
    return noted


@pytest.mark.parametrize(("size", "other"), [((1280, 720), (390, 844)), ((1920, 1080), (1280, 720))])
def test_nothing_jumps_through_a_whole_session(
    tab: OpenTab, server: ServerProcess, size: tuple[int, int], other: tuple[int, int]
) -> None:
    """On console and stage of one size, and on a viewer's phone or laptop."""
    zone = noon_zone()
    server.command("edit_session", conference={"timezone": zone})
    server.command("set_floor_policy", policy="moderated")
    segments = server.get(SESSION)["segments"]
    discussion = next(segment["id"] for segment in segments if segment["kind"] == "discussion")
    server.command("move_segment", segment=discussion, after="s2")
    server.command("edit_speaker", speaker="p2", name="Ambassador Panellist", affiliation="Permanent Mission")
    console = settled(tab("/s/session-v/console", "moderator", size, WATCH, timezone_id=zone).page)
    stage = settled(tab("/s/session-v/stage", "stage", size, WATCH, timezone_id=zone).page)
    viewer = settled(tab("/s/session-v", "viewer", other, WATCH, timezone_id=zone).page)
    pages = [console, stage, viewer]

    def shown() -> None:
        newest = server.get(SESSION)["seq"]
        for page in pages:
            page.wait_for_function("(newest) => Number(document.body.dataset.seq) >= newest", arg=newest)
            page.evaluate(PAINTED)

    def step(key: str) -> None:
        """A key of the console; what moves on the console then is meant, however long the answer takes."""
        console.evaluate(PAUSE)
        press(console, key, ".")
        shown()
        console.evaluate(GO_ON)

    def told(command: str, role: str = "moderator", **fields: Any) -> None:
        server.command(command, role, **fields)
        shown()

    def leave(ms: int) -> None:
        """So much time is left to who has the floor."""
        told("grant_time", ms=ms - server.get(SESSION)["floor"]["remaining_ms"])

    while server.get(SESSION)["floor"]["state"] != "running":
        step(" ")
    for n in range(3):
        told("ask", "viewer", id=f"u{n}", text=f"What about water in the year 203{n}, and who pays for the pipes?")
        told("approve_question", question=f"u{n}")
    step("1")
    step("2")
    told("queue_question", question="u0")
    told("put_question_on", question="u0")
    told("take_question_off", question="u0")
    told("show_message", text="Please come closer to the microphone")
    told("clear_message")
    told("grant_time", ms=-130_000)
    told("send_cue", cue="now")
    told("grant_time", ms=130_000)
    told("pause_clock")
    told("resume_clock")
    told("interrupt", kind="point_of_order", note="The delegate of Country A")
    told("end_interruption")
    step("b")
    step("b")
    step(" ")  # introduces the next speaker
    step(" ")  # who then has the floor
    leave(19_000)
    expect(stage.locator("#part-screen")).to_have_attribute("data-phase", "last_call")
    leave(2_000)
    expect(stage.locator("#part-screen")).to_have_attribute("data-phase", "overtime")
    step(" ")
    step(" ")  # the discussion
    step("Shift+Digit2")
    step("Shift+Digit1")
    assert {name: shifts(page) for name, page in zip(NAMES, pages, strict=True)} == {name: [] for name in NAMES}
