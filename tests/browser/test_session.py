"""The product as people use it: a real server, a real browser, the keyboard, skewed clocks, a kill in mid-speech."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain.values import clock_text
from tests.browser.conftest import OpenTab
from tests.browser.pages import SHOWN, caught_up, comes_right, live, module, press, resize, shown_ms, stop_time, until
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

WHEN = json.loads((Path(__file__).parents[1] / "when_vectors.json").read_text())
VECTORS = json.loads((Path(__file__).parents[1] / "clock_vectors.json").read_text())
PAGES = {
    "/s/session-v/console": "moderator",
    "/s/session-v/desk": "desk",
    "/s/session-v/stage": "stage",
    "/s/session-v/report": "moderator",
    "/s/session-v/runsheet": "moderator",
    "/s/session-v": "",
    "/": "",
    "/nowhere": "",
}
WIDTHS = {"light": 1280, "dark": 320}


def test_a_session_is_run_by_keyboard_while_stage_and_viewers_follow(tab: OpenTab, server: ServerProcess) -> None:
    console = tab("/s/session-v/console", "moderator", picture=True).page
    stage = tab("/s/session-v/stage", "stage", (1920, 1080)).page
    viewers = [tab("/s/session-v", size=size).page for size in ((390, 844), (1280, 900))]
    expect(console.locator("#part-screens")).to_contain_text("visible")
    expect(console.locator("#part-bar")).to_contain_text("2 viewers")
    expect(console.locator("#key-primary")).to_contain_text("Open the session")

    press(console, " ", "Session opened.")
    press(console, " ", "Introduce Opening.")
    expect(stage.locator(".stage-phase")).to_contain_text("Next to speak", ignore_case=True)
    press(console, " ", "Floor to Opening.")
    since = str(server.get("/api/v1/sessions/session-v")["floor"]["running_since_ms"])
    for page in (stage, *viewers):
        expect(page.locator("session-clock").first).to_have_attribute("running-since", since)
        expect(page.locator("session-clock").first).to_have_text(re.compile(r"^[0-2]:\d\d$"))
    press(console, "2", "Question 2 is on.")
    for page in viewers:
        expect(page.locator("#part-guiding [aria-current]")).to_contain_text("How can international")
    expect(stage.locator(".stage-question")).to_contain_text("How can international")
    press(console, "2", "No question is on.")
    expect(stage.locator(".stage-question")).to_have_count(0)
    press(console, "p", "Clock paused.")
    expect(stage.locator(".stage-phase")).to_contain_text("Paused", ignore_case=True)
    assert shown_ms(stage) == shown_ms(console)
    press(console, "p", "Clock resumed.")
    press(console, "ArrowUp", "for Opening, now 3:30.")
    expect(console.locator(".facts")).to_contain_text(re.compile(r"granted\s*\+0:30"))

    console.keyboard.press("m")
    console.keyboard.type("Please conclude b1z")
    console.keyboard.press("Enter")
    expect(stage.locator(".stage-message")).to_have_text("Please conclude b1z")
    expect(console.locator("#part-screens")).to_contain_text("message shown")
    expect(console.locator("#message")).to_have_value("")
    console.keyboard.press("Escape")
    press(console, "c", "Message taken down.")
    console.keyboard.press("m")
    press(console, "7", "Message shown.")
    expect(stage.locator(".stage-message")).to_have_text("Louder, please")
    press(console, "c", "Message taken down.")
    press(console, "b", "The stage is dark.")
    expect(stage.locator("#part-screen")).to_have_attribute("data-blackout", "")
    press(console, "b", "The stage is lit.")
    press(console, "f", "Stage flashed.")
    expect(stage.locator("#flash")).to_have_attribute("data-count", "3")

    press(console, " ", "Introduce Panellist 1.")
    expect(console.locator("#part-floor")).to_contain_text("since Opening ended")
    press(console, "z", "Taken back.")
    expect(stage.locator("#part-screen")).to_have_attribute("data-state", "running")
    press(console, " ", "Introduce Panellist 1.")
    press(console, "a", "Introduce Panellist 2.")
    console.keyboard.press("?")
    expect(console.locator("#help")).to_be_visible()
    console.keyboard.press("Escape")
    assert server.get("/api/v1/sessions/session-v")["segments"][1]["state"] == "absent"
    assert "Traceback" not in server.log


def test_rows_starts_and_interruptions_are_worked_by_keyboard_and_mouse(tab: OpenTab, server: ServerProcess) -> None:
    console = live(tab("/s/session-v/console", "moderator").page)
    a_row_is_skipped_recalled_moved_and_given_the_floor(console, server)
    its_start_is_mended(console, server)
    console.locator("#key-interrupt").click()
    console.get_by_role("button", name="Technical problem").click()
    expect(console.locator("#part-floor")).to_contain_text("Technical problem")
    console.get_by_role("button", name="End the interruption").click()
    expect(console.locator("#part-floor")).to_have_attribute("data-state", "running")


def a_row_is_skipped_recalled_moved_and_given_the_floor(console: Page, server: ServerProcess) -> None:
    row = console.locator("#row-s4")
    row.locator("summary").press("Enter")
    keys = (
        ("Skip", "skipped", 3),
        ("Recall", "back in the running order", 3),
        ("Up", "moved", 2),
        ("Down", "moved", 3),
    )
    for key, said, place in keys:
        row.get_by_role("button", name=key, exact=True).press("Enter")
        expect(console.locator("#notice")).to_contain_text(said)
        expect(console.locator("#part-rundown li").nth(place)).to_have_id("row-s4")
    order = [segment["id"] for segment in server.get("/api/v1/sessions/session-v")["segments"]]
    assert order == [f"s{n}" for n in range(1, 10)]
    row.get_by_role("button", name="Give the floor", exact=True).press("Enter")
    expect(row).to_have_attribute("data-state", "running")


def its_start_is_mended(console: Page, server: ServerProcess) -> None:
    started = server.get("/api/v1/sessions/session-v")["segments"][3]["started_at_ms"]
    console.locator("body").press("s")
    expect(console.locator("#earlier")).to_be_visible()
    expect(console.locator("#earlier button").first).to_be_focused()
    console.keyboard.press("Escape")
    expect(console.locator("#earlier")).to_be_hidden()
    console.locator("#key-earlier").press("Enter")
    console.keyboard.press("Escape")
    expect(console.locator("#key-earlier")).to_be_focused()
    console.keyboard.press("s")
    expect(console.locator("#earlier button").first).to_be_focused()
    console.keyboard.press("Enter")
    expect(console.locator("#notice")).to_have_text("Start of Panellist 3 corrected.")
    expect(console.locator("#earlier")).to_be_hidden()
    assert server.get("/api/v1/sessions/session-v")["segments"][3]["started_at_ms"] < started
    expect(console.locator("#key-undo")).to_contain_text("start of Panellist 3 corrected")
    press(console, "z", "Taken back.")
    assert server.get("/api/v1/sessions/session-v")["segments"][3]["started_at_ms"] == started


def test_a_kill_in_mid_speech_loses_nothing_and_every_screen_comes_back(tab: OpenTab, server: ServerProcess) -> None:
    console = tab("/s/session-v/console", "moderator").page
    stage = tab("/s/session-v/stage", "stage").page
    server.command("give_floor", segment="s2")
    expect(stage.locator("session-clock")).to_have_text(re.compile(r"^[0-5]:\d\d$"))
    before = server.get("/api/v1/sessions/session-v")["floor"]
    server.stop(signal.SIGKILL)
    expect(stage.locator("#stage-link")).to_contain_text("last update")
    expect(console.locator(".console-link")).to_be_visible()
    said, clocks = console.locator(".console-link").bounding_box(), console.locator(".progress").bounding_box()
    # What is said of the link covers no clock.
    assert said is not None
    assert clocks is not None
    assert said["y"] >= clocks["y"] + clocks["height"]
    console.locator("#message").fill("half a thought")
    running = shown_ms(stage)
    until(stage, lambda: shown_ms(stage) <= running - 2_000)
    console.keyboard.press("Escape")
    console.locator("body").press("p")
    expect(console.locator("#notice")).to_contain_text("Not connected")
    server.start()
    expect(console.locator(".console-link")).to_be_hidden()
    expect(console.locator("#notice")).to_contain_text("Connected again. Nothing that was pressed meanwhile")
    expect(stage.locator("#stage-link")).to_be_hidden()
    after = server.get("/api/v1/sessions/session-v")["floor"]
    same = ("segment", "state", "running_since_ms", "spent_before_ms", "allotted_ms", "granted_ms")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    comes_right(stage, server)
    expect(console.locator("#message")).to_have_value("half a thought")
    press(console, " ", "Introduce Panellist 2.")


SHIFT = """(() => {
  const shift = %d, Real = Date;
  const Shifted = class extends Real {
    constructor(...args) { args.length ? super(...args) : super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
  globalThis.Date = Shifted;
})()"""


def test_every_screen_shows_the_same_second_although_its_own_clock_is_wrong(
    tab: OpenTab, server: ServerProcess
) -> None:
    server.command("give_floor", segment="s2")
    skews = {"/s/session-v/console": 0, "/s/session-v/stage": 7 * 60_000, "/s/session-v": -3 * 3_600_000}
    pages = [live(tab(path, "moderator", script=SHIFT % skew).page) for path, skew in skews.items()]
    pages.append(live(tab("/s/session-v", script=SHIFT % 0).page))
    clocks = {module(page, "time/clock") for page in pages}
    assert len(clocks) == 1
    clock = clocks.pop()
    for page in pages:

        def right(page: Page = page) -> bool:
            before = server.get("/api/v1/sessions/session-v")["floor"]["remaining_ms"]
            text, remaining, error = page.evaluate(SHOWN, clock)
            after = server.get("/api/v1/sessions/session-v")["floor"]["remaining_ms"]
            # However long the answers take, the page's idea of what remains lies between the server's before and
            # after, give or take what the page itself says that it may be off, and what it has not yet worked off.
            known = error is not None and after - error - 50 <= remaining <= before + error + 50
            # At most one boundary behind: on a busy machine its timer may not have had its turn yet.
            return known and text in {clock_text(round(remaining) + late) for late in (0, 1_000)}

        until(page, right)
    expect(pages[0].locator("#part-screens")).to_contain_text(re.compile(r"clock within \d+ ms"))


# Samples as they come over a network that is slow one way: sent and back on this device, which is an hour ahead, and
# the server's stamp in between. In milliseconds; the fastest way there takes 30, the fastest way back 10.
SAMPLES = """async (clock) => {
  const { serverNow, takeSample, uncertainty } = await import(`${clock}?of=its-own`);
  const [now, ahead] = [Date.now(), 3_600_000];
  const before = uncertainty();
  for (const [there, back] of [[80, 10], [30, 90], [45, 60]]) takeSample(now, now - ahead + there, now + there + back);
  return [before, uncertainty(), serverNow() - (now - ahead)];
}"""


def test_a_clock_is_put_right_by_the_fastest_way_there_and_the_fastest_way_back(tab: OpenTab) -> None:
    page = tab("/s/session-v", own_clock=True).page
    stop_time(page)
    assert page.evaluate(SAMPLES, module(page, "time/clock")) == [None, 20, 10]


def test_a_lid_closed_for_half_an_hour_shows_the_right_overtime(tab: OpenTab, server: ServerProcess) -> None:
    server.command("edit_session", public_overtime=True)
    opened = tab("/s/session-v", size=(390, 844), own_clock=True)
    server.command("give_floor", segment="s2")
    expect(opened.page.locator("session-clock")).to_have_text(re.compile(r"^[0-6]:\d\d$"))
    # While the lid is closed there is no network; with it, the server would put a device right whose clock was moved.
    server.stop(signal.SIGKILL)
    opened.page.clock.fast_forward("30:00")
    expect(opened.page.locator("session-clock")).to_have_text(re.compile(r"^\+2\d:\d\d$"))
    expect(opened.page.locator("[data-clock-scope]")).to_have_attribute("data-phase", "overtime")


def test_the_browser_reads_and_writes_time_as_the_server_does(tab: OpenTab) -> None:
    page = tab("/s/session-v").page
    load = f"import('{module(page, 'time/format')}')"
    texts = page.evaluate(
        f"async (rows) => {{ const f = await {load}; return rows.map(r => f.clockText(r[0])) }}", VECTORS["text"]
    )
    assert texts == [text for _, text in VECTORS["text"]]
    phases = page.evaluate(
        f"async (rows) => {{ const f = await {load}; return rows.map(r => f.phaseOf(...r)) }}", VECTORS["phase"]
    )
    assert phases == [phase for *_, phase in VECTORS["phase"]]
    words = "JSON.parse(document.body.dataset.when)"
    said = page.evaluate(
        f"async (rows) => {{ const f = await {load}; return rows.map(r => f.whenText({words}, ...r)) }}", WHEN["when"]
    )
    assert said == [text for *_, text in WHEN["when"]]
    ahead = page.evaluate(
        f"async (rows) => {{ const f = await {load}; return rows.map(r => f.untilText({words}, r[0])) }}", WHEN["until"]
    )
    assert ahead == [text for _, text in WHEN["until"]]
    lengths = page.evaluate(
        f"async (rows) => {{ const f = await {load}; return rows.map(r => f.lengthText({words}, r[0])) }}",
        WHEN["length"],
    )
    assert lengths == [text for _, text in WHEN["length"]]


def test_days_ahead_pages_say_the_date_and_another_zone_by_its_name(tab: OpenTab, server: ServerProcess) -> None:
    now = server.get("/api/v1/sessions/session-v")["now_ms"]
    start = now + 3 * 86_400_000 + 3_600_000
    server.command(
        "edit_session", starts_at_ms=start, ends_at_ms=start + 3_600_000, conference={"timezone": "Asia/Tokyo"}
    )
    dated = re.compile(r"^\w{3} \d{1,2} \w{3,4}, \d\d:\d\d$")
    viewing = tab("/s/session-v", "", (390, 844), timezone_id="Europe/Berlin")
    viewer = viewing.page
    expect(viewer.locator("#now-title time")).to_have_text(re.compile(r"\w{3} \d{1,2} \w{3,4}, \d\d:\d\d \(Berlin\)"))
    expect(viewer.locator(".clock-line count-down")).to_have_text("in 3 days")
    expect(viewer.locator(".zone .own")).to_have_text("Times are those of your own clock (Berlin).")
    viewer.goto(viewer.url + "?language=zh")
    expect(viewer.locator(".zone .own")).to_contain_text("德国时间")
    expect(viewer.locator("#now-title time")).to_contain_text("（德国时间）")
    stage = tab("/s/session-v/stage", "stage", (1920, 1080), timezone_id="Asia/Tokyo")
    expect(stage.page.locator(".stage-words time")).to_have_text(dated)
    expect(stage.page.locator(".stage-words count-down")).to_have_text("in 3 days")
    expect(stage.page.locator(".stage-foot wall-clock")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    console = tab("/s/session-v/console", "moderator", timezone_id="Europe/Berlin")
    expect(console.page.locator("#part-floor .about time").first).to_have_text(dated)
    expect(console.page.locator("#part-bar wall-clock")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    expect(console.page.locator("#part-bar wall-clock")).to_have_attribute("data-place", "Tokyo")
    speaker = tab("/s/session-v/speaker/3", "moderator", (390, 844), timezone_id="Asia/Tokyo")
    sentence = re.compile(r"^You speak at about \w{3} \d{1,2} \w{3,4}, \d\d:\d\d\.$")
    expect(speaker.page.locator(".speaker-what")).to_have_text(sentence)
    expect(speaker.page.locator("#part-screen > .word")).to_have_text("in 3 days")
    assert [opened.overflows()[0] for opened in (stage, console, speaker)] == [False] * 3
    start += 200 * 86_400_000
    server.command("edit_session", starts_at_ms=start, ends_at_ms=start + 3_600_000)
    for language, text in (("en", "in 203 days"), ("ru", "через 203 дн.")):
        viewer.goto(f"{server.url}/s/session-v?language={language}")
        expect(viewer.locator(".clock-line count-down")).to_have_text(text)
        assert not viewing.overflows()[0]


def test_no_page_promises_a_beginning_once_it_is_past(tab: OpenTab, server: ServerProcess) -> None:
    start = server.get("/api/v1/sessions/session-v")["now_ms"] - 3 * 86_400_000
    server.command("edit_session", starts_at_ms=start, ends_at_ms=start + 3_600_000)
    for path, where in (("", ".now"), ("/backstage", "#part-now"), ("/stage", "#part-screen")):
        page = tab(f"/s/session-v{path}", "moderator").page
        expect(page.locator(f"{where} .overdue")).to_have_text("It has not begun yet.")
    expect(tab("/s/session-v/backstage", "moderator").page.locator("#part-turns [data-until]").first).to_be_empty()
    opened = tab("/s/session-v/speaker/3", "moderator")
    ahead = opened.page.locator("#part-screen > .word")
    expect(ahead).to_have_text("It has not begun yet.")
    # A start that is moved ahead, and a session that is opened, say when it is again.
    start += 4 * 86_400_000
    server.command("edit_session", starts_at_ms=start, ends_at_ms=start + 3_600_000)
    expect(ahead).to_have_text(re.compile("^in "))
    server.command("open_session")
    expect(ahead).to_have_text(re.compile("^in "))


def test_every_page_is_accessible_by_day_and_by_night_and_never_scrolls_sideways(
    tab: OpenTab, server: ServerProcess
) -> None:
    """At the widths at which `test_states` does not look."""
    server.command("give_floor", segment="s8")
    server.command("focus_question", question="q1")
    server.command("show_message", text="Please conclude")
    for path, role in PAGES.items():
        # Colours that are on their way to others would be measured.
        opened = tab(path, role, reduced_motion="reduce")
        if path == "/nowhere":
            opened.complaints.clear()
        for scheme in ("light", "dark"):
            opened.page.emulate_media(color_scheme=scheme)
            width = WIDTHS[scheme]
            resize(opened.page, width, 800)
            assert opened.violations() == [], (path, scheme)
            assert not opened.overflows()[0], (path, width)
        opened.page.close()


def test_the_console_fits_a_laptop_without_scrolling(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab("/s/session-v/console", "moderator", (1280, 720))
    live(opened.page)
    for segment in (None, "s2", "s8"):
        if segment:
            server.command("give_floor", segment="s1")
            server.command("cue", segment=segment)
            caught_up(opened.page)
        assert opened.overflows() == [False, False]
        for control in ("#key-primary", "#message", "#key-blackout", "#key-undo", "#notice"):
            box = opened.page.locator(control).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 720, control


NAME = "Her Excellency Ambassador Maria Fernanda Espinosa Garcés de la Torre y Villavicencio"
WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz-Schmidt"
# Is all of a text in its slot, and the slot on the screen?
WHOLE = """(e) => {
  const box = e.getBoundingClientRect(), end = (e.closest(".column") ?? document.body).getBoundingClientRect().right;
  return e.scrollHeight <= e.clientHeight + 1 && box.left >= 0 && box.right <= end && box.bottom <= innerHeight;
}"""


def test_long_names_and_titles_stay_in_their_slots(tab: OpenTab, server: ServerProcess) -> None:
    asked = server.command("add_floor_question", text="Will the report be public?")["events"][0]["question"]
    server.command("put_question_on", question=asked)
    server.command("focus_question", question="q2")
    server.command("give_floor", segment="s2")
    stage, console = "/s/session-v/stage", "/s/session-v/console"
    opened = [tab(stage, "stage", (1280, 720)), tab(stage, "stage", (1024, 768)), tab(console, "moderator")]
    last = opened[-1].page
    expect(last.locator("#part-screens li")).to_have_count(2)
    # The card of the next speaker yields, so that all guiding questions are in sight even while another question is on.
    assert last.locator("#part-questions").evaluate("e => e.scrollHeight <= e.clientHeight")
    server.command("edit_session", title="On the future of multilateral cooperation " * 4)
    server.command("edit_speaker", speaker="p1", name=NAME, affiliation="Permanent Mission of the Archipelago " * 2)
    server.command("edit_speaker", speaker="p2", name=WORD)
    server.command("interrupt", kind="technical", note="The interpretation has failed; engineers are on the way")
    slots = ".stage-who [data-fit], .stage-phase [data-fit], .stage-foot span, .floor [data-fit]"
    for each in opened:
        expect(each.page.locator("#part-screen, #part-floor")).to_have_attribute("data-state", "interrupted")
        assert each.overflows() == [False, False]
        for slot in each.page.locator(slots).all():
            assert slot.evaluate(WHOLE), slot.inner_text()
    server.command("show_message", text="Please conclude, the interpreters have to leave at eleven")
    expect(last.locator("#key-clear")).to_be_enabled()
    for key in ("#key-primary", "#key-undo", "#key-question-on-stage"):
        assert last.locator(key).evaluate(WHOLE), key
    server.command("clear_message")
    server.command("end_interruption")
    for each in opened[:2]:
        expect(each.page.locator("#part-screen")).to_have_attribute("data-state", "running")
        digits = each.page.locator(".stage-clock session-clock")
        assert digits.evaluate("e => e.offsetHeight <= e.parentElement.clientHeight")
    stage_page = opened[0].page
    stage_page.emulate_media(forced_colors="active")
    # In forced colours the bar is still seen, and the digits cover nothing that stands close to them.
    bar = stage_page.locator(".stage-phase .bar span").evaluate("e => getComputedStyle(e).backgroundColor")
    assert bar != stage_page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert stage_page.locator("session-clock").evaluate("e => getComputedStyle(e).forcedColorAdjust") == "none"


def test_the_viewers_page_works_without_scripts(tab: OpenTab, server: ServerProcess) -> None:
    server.command("give_floor", segment="s2")
    page = tab("/s/session-v", java_script_enabled=False).page
    expect(page.locator("#part-now")).to_contain_text("Panellist 1")
    expect(page.locator("session-clock")).to_have_text(re.compile(r"^[56]:"))
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    expect(page.locator(".zone :visible")).to_have_text("Times are those of the time zone New York.")
