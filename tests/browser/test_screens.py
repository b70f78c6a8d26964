"""Screens under attack: sleep, hidden tabs, a day without a pause, cues that are sent, shown and seen, and sound."""

from __future__ import annotations

import json
import re
import signal
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.domain.values import MINUTE
from tests.browser.conftest import OpenTab
from tests.browser.pages import answered, caught_up, live, module, ms_of, press, resize, shown_ms, stop_time, until
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

SPEAKER = "/s/session-v/speaker/2"

# So much earlier did a speech of six minutes begin: it is 45 s over, and the last cue is true as long as it is.
LATE_MS = 405_000

# Every tone that is played, by its pitch.
TONES = """(() => {
  globalThis.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { tones.push(this.frequency.value); return start.call(this, at); };
})()"""

# What the device takes for the time, and what the clock shows at that moment.
READ = "[Date.now(), document.querySelector('session-clock').textContent]"

# The tab is in the background: what a page can know of it, and can be told by a test.
HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def journal(server: ServerProcess) -> list[dict[str, Any]]:
    """The lines of the session's journal."""
    headers = {"Authorization": f"Bearer {server.links['organiser']['token']}"}
    address = f"{server.url}/api/v1/sessions/session-v/journal"
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:  # noqa: S310 - loopback
        return [json.loads(line) for line in answer.read().decode().splitlines()]


def wake(page: Page) -> None:
    """As a device does that wakes up: the page hears of it, and looks at the clock."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_a_cue_is_sent_then_shown_then_seen(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab("/s/session-v/console", "moderator")
    console = opened.page
    other = tab("/s/session-v/speaker/3", "moderator", (390, 844)).page
    # Only its page is still to be loaded when the cue is sent, which it shows for half a minute.
    speaker = tab("/healthz", "moderator", (390, 844)).page
    server.command("give_floor", segment="s2")
    expect(console.locator(".ladder")).to_contain_text("automatic")
    press(console, "n", "It is too early for a cue: the clock shows")
    server.command("correct_start", ms=LATE_MS)
    press(console, "n", "Cue sent to Panellist 1.")
    expect(console.locator(".cue-state")).to_have_text("Cue to the speaker: Please conclude sent, not shown yet")
    speaker.goto(f"{server.url}{SPEAKER}")
    expect(speaker.locator(".speaker-cue")).to_have_text("Please conclude")
    expect(other.locator(".speaker-what")).to_have_text(re.compile(r"^You speak at about .*\d\d:\d\d\.$"))
    expect(other.locator(".speaker-cue")).to_have_count(0)
    expect(console.locator(".cue-state")).to_have_text("Cue to the speaker: Please conclude shown on 1 of 2 screens")
    speaker.locator("#seen").press("Enter")
    expect(console.locator(".cue-state")).to_have_text(
        "Cue to the speaker: Please conclude shown on 1 of 2 screens, seen by the speaker"
    )
    expect(speaker.locator("#seen")).to_be_hidden()
    expect(console.locator("#part-screens")).to_contain_text("Panellist 1")
    press(console, "p", "Clock paused.")
    expect(speaker.locator(".word")).to_contain_text("Paused")
    console.locator("#message").fill("A little louder")
    console.locator("#message").press("Enter")
    expect(speaker.locator(".speaker-message")).to_have_text("A little louder")
    expect(speaker.locator("#seen")).to_be_visible()
    expect(other.locator(".speaker-message")).to_have_count(0)


def test_a_cue_that_came_to_a_hidden_screen_is_not_called_shown(tab: OpenTab, server: ServerProcess) -> None:
    console = tab("/s/session-v/console", "moderator").page
    # A speaker's page shows a cue for half a minute, so that there is time to look again before it is over.
    speaker = live(tab(SPEAKER, "moderator").page)
    server.command("give_floor", segment="s2")
    speaker.evaluate(HIDE, "hidden")
    expect(console.locator("#part-screens")).to_contain_text("hidden")
    server.command("correct_start", ms=LATE_MS)
    server.command("send_cue", cue="+0:30")
    expect(speaker.locator(".speaker-cue")).to_have_text("Please conclude")
    expect(console.locator(".cue-state")).to_have_text("Cue to the speaker: Please conclude sent, not shown yet")
    speaker.evaluate(HIDE, "visible")
    expect(console.locator(".cue-state")).to_have_text("Cue to the speaker: Please conclude shown on 1 of 1 screen")
    expect(console.locator("#part-screens")).to_contain_text("visible")


def test_sound_is_off_until_it_is_clicked_and_silent_about_the_past(tab: OpenTab, server: ServerProcess) -> None:
    stage = tab("/s/session-v/stage", "stage", (1920, 1080), script=TONES).page
    server.command("give_floor", segment="s2")
    server.command("correct_start", ms=LATE_MS)
    server.command("send_cue", cue="+0:30")
    expect(stage.locator(".stage-cue")).to_have_text("Please conclude")
    assert stage.evaluate("tones") == []
    stage.locator("#sound").click()
    expect(stage.locator("#sound")).to_have_text("Sound on")
    assert stage.evaluate("tones") == [880]

    def sounds() -> bool:
        """Send a cue; one that comes three seconds late, because the machine stood still, is silent."""
        again = server.command("send_cue", cue="+0:30")["seq"]
        expect(stage.locator("#part-screen")).to_have_attribute("data-cue", str(again))
        return bool(stage.evaluate("tones") != [880])

    until(stage, sounds)
    assert stage.evaluate("tones") == [880, 440, 440, 440]
    sound = module(stage, "screens/sound")
    past = "async (sound) => (await import(sound)).soundCue(0, Date.now() - 4_000)"
    assert stage.evaluate(past, sound) is False
    assert stage.evaluate(past.replace("4_000", "0"), sound) is True
    stage.locator("#sound").click()
    expect(stage.locator("#sound")).to_have_text("Sound off")
    assert stage.evaluate(past.replace("4_000", "0"), sound) is False


def test_a_device_that_sleeps_through_the_end_wakes_up_right_and_silent(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab("/s/session-v/stage", "stage", (1920, 1080), script=TONES, own_clock=True)
    stage = opened.page
    server.command("give_floor", segment="s2")
    expect(stage.locator("session-clock")).to_have_text(re.compile(r"^[0-6]:\d\d$"))
    stage.locator("#sound").click()
    expect(stage.locator("#sound")).to_have_text("Sound on")
    before = stage.evaluate("tones")
    # It wakes up before it has a network again; with it, the server would put a clock right that was only moved.
    server.stop(signal.SIGKILL)
    stage.clock.fast_forward("07:10")
    wake(stage)
    expect(stage.locator("#part-screen")).to_have_attribute("data-phase", "overtime")
    expect(stage.locator("session-clock")).to_have_text(re.compile(r"^\+[1-9]:\d\d$"))
    assert stage.evaluate("tones") == before


def test_a_hidden_tab_is_right_the_moment_it_is_looked_at(tab: OpenTab, server: ServerProcess) -> None:
    stage = tab("/s/session-v/stage", "stage", (1920, 1080), own_clock=True).page
    server.command("give_floor", segment="s2")
    expect(stage.locator("session-clock")).to_have_text(re.compile(r"^[0-6]:\d\d$"))
    # As in the background: time passes, and no timer of the page has its turn.
    stop_time(stage)
    wake(stage)
    stage.evaluate(HIDE, "hidden")
    before = shown_ms(stage)
    stage.clock.set_system_time(stage.evaluate("Date.now() / 1_000 + 90"))
    assert shown_ms(stage) == before
    stage.evaluate(HIDE, "visible")
    assert shown_ms(stage) == before - 90_000


@pytest.mark.parametrize("alone", [False, True])
def test_a_day_on_the_stage_neither_drifts_nor_grows(tab: OpenTab, server: ServerProcess, alone: bool) -> None:
    """Whose clock is moved by a day is put right by the server; without the server they count the day themselves."""
    server.command("edit_segment", segment="s2", planned_ms=24 * 3_600_000)
    opened = tab("/s/session-v/stage", "stage", (1920, 1080), own_clock=True)
    stage = opened.page
    server.command("give_floor", segment="s2")
    expect(stage.locator("session-clock")).to_have_text(re.compile("^(24|23):"))
    if alone:
        server.stop(signal.SIGKILL)
        stop_time(stage)
    started, text = stage.evaluate(READ)
    at_first = ms_of(text)
    counts = {}
    for hour in range(24):
        stage.clock.run_for("01:00")
        stage.clock.fast_forward("58:58")
        stage.clock.run_for(2_000)
        if alone:
            now, text = stage.evaluate(READ)
            assert abs(at_first - ms_of(text) - (now - started)) <= 1_000
        else:
            expect(stage.locator("session-clock")).to_have_text(re.compile(r"^23:[345]\d:"))
        if hour in {4, 23}:
            counts[hour] = _counts(stage)
    # After the first hours nothing is added any more: neither elements, nor listeners, nor memory that is never freed.
    assert counts[23]["Nodes"] <= counts[4]["Nodes"] + 50
    assert counts[23]["JSEventListeners"] <= counts[4]["JSEventListeners"] + 5
    assert counts[23]["JSHeapUsedSize"] <= counts[4]["JSHeapUsedSize"] + 2_000_000


def _counts(page: Page) -> dict[str, float]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics: list[dict[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
    devtools.detach()
    return {metric["name"]: metric["value"] for metric in metrics}


# Each time the page paints: who has the floor by the heading, by the clock's allotment, and what comes next.
WATCH = """() => {
  globalThis.mixtures = [];
  const look = () => {
    const who = document.querySelector("#floor-title, .stage-who .name, #now-title")?.textContent.trim();
    const planned = document.querySelector("session-clock")?.getAttribute("allotted");
    const pair = `${who} ${planned}`;
    if (mixtures.at(-1) !== pair) mixtures.push(pair);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_a_page_announces_every_script_that_it_needs(tab: OpenTab) -> None:
    """A phone far away asks for all of them at once, instead of one after the other has told it about the next."""
    announced = "[...document.querySelectorAll('link[rel=modulepreload], script')].map(({ href, src }) => href || src)"
    loaded = "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))"
    for path, role in (("", "viewer"), ("/console", "moderator"), ("/stage", "stage")):
        page = live(tab(f"/s/session-v{path}", role).page)
        assert sorted(page.evaluate(loaded)) == sorted(page.evaluate(announced)), role


def test_a_change_reaches_every_screen_as_one_state(tab: OpenTab, server: ServerProcess) -> None:
    for n in range(2, 8):
        server.command("edit_segment", segment=f"s{n}", planned_ms=n * 60_000)
    server.command("give_floor", segment="s2")
    paths = ("/s/session-v/console", "/s/session-v/stage", "/s/session-v", "/s/session-v")
    pages = [tab(path, "moderator").page for path in paths]
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-link", "live")
        page.evaluate(WATCH)
    for n in range(3, 8):
        server.command("give_floor", segment=f"s{n}")
        for page in pages:
            expect(page.locator("session-clock").first).to_have_attribute("allotted", str(n * 60_000))
    whole = {f"Panellist {n - 1} {n * 60_000}" for n in range(2, 8)}
    for page in pages:
        assert set(page.evaluate("mixtures")) <= whole


def test_a_key_that_was_tabbed_to_says_what_it_will_do_next(tab: OpenTab, server: ServerProcess) -> None:
    console = tab("/s/session-v/console", "moderator").page
    expect(console.locator("html")).to_have_attribute("data-link", "live")
    console.locator("#key-primary").focus()
    console.keyboard.press("Enter")
    expect(console.locator("#key-primary")).to_contain_text("Introduce: Opening")
    expect(console.locator("#key-primary")).to_be_focused()
    console.locator("#part-rundown").focus()
    server.command("advance")
    expect(console.locator("#row-s1")).to_have_attribute("data-state", "cued")


# How long ago, by this page's idea of the server's time, and by how much that may be off, in milliseconds.
AGO = """async ([clock, since]) => {
  const { serverNow, uncertainty } = await import(clock);
  return [serverNow() - since, uncertainty()];
}"""
SLEWED_MS = 100  # what a page has not yet worked off


def test_started_earlier_gives_the_floor_as_of_then_in_one_step(tab: OpenTab, server: ServerProcess) -> None:
    server.command("give_floor", segment="s1")
    server.command("advance")
    console = live(tab("/s/session-v/console", "moderator").page)
    clock = module(console, "time/clock")
    since = server.get("/api/v1/sessions/session-v")["silence"]["since_ms"]
    console.locator("#key-started").focus()
    until(console, lambda: console.evaluate(AGO, [clock, since])[1] is not None)
    before, off = console.evaluate(AGO, [clock, since])
    answered(console, lambda: console.keyboard.press("Enter"))
    expect(console.locator("#notice")).to_have_text("Floor to Panellist 1.")
    after, _ = console.evaluate(AGO, [clock, since])
    started, corrected = journal(server)[-2:]
    assert (started["kind"], corrected["kind"]) == ("clock_started", "start_corrected")
    # Not before the one before has ended, however long the command took. The page's clock may be put right between
    # two looks at it.
    known = 2 * (off + SLEWED_MS)
    earliest, latest = (max(started["at_ms"] - ago, since) for ago in (after + known, before - known))
    assert earliest <= corrected["data"]["started_at_ms"] <= latest
    press(console, "z", "Taken back.")
    assert server.get("/api/v1/sessions/session-v")["floor"]["state"] == "cued"


def test_a_speakers_page_has_nothing_for_axe_to_find(tab: OpenTab, server: ServerProcess) -> None:
    # Colours that are on their way to others would be measured.
    opened = tab(SPEAKER, "moderator", (390, 844), reduced_motion="reduce")
    live(opened.page)
    assert opened.violations() == []
    server.command("give_floor", segment="s2")
    server.command("focus_question", question="q1")
    server.command("grant_time", ms=-295_000)
    server.command("send_cue", cue="1:00")
    server.command("show_message", text="Closer to the microphone")
    caught_up(opened.page)
    for width, height in ((320, 640), (390, 844), (1280, 800), (1920, 1080)):
        resize(opened.page, width, height)
        assert opened.violations() == []
        assert not opened.overflows()[0]
        digits = opened.page.locator(".speaker-clock session-clock").bounding_box()
        assert digits is not None
        assert digits["y"] + digits["height"] <= height
    server.command("grant_time", ms=-24 * 3_600_000)
    # On the field of overtime everything is black; a red digit on it would be of too little contrast.
    expect(opened.page.locator("#part-screen")).to_have_attribute("data-phase", "overtime")
    assert opened.violations() == []


def test_the_console_says_in_words_when_a_screen_falls_silent_and_when_it_has_gone(
    tab: OpenTab, server: ServerProcess
) -> None:
    console = tab("/s/session-v/console", "moderator").page
    stage = tab("/s/session-v/stage", "stage", (1920, 1080), own_clock=True).page
    expect(console.locator("#part-screens")).to_contain_text("visible")
    expect(console.locator("#part-bar")).to_contain_text("1 of 1 screen")
    # A page that hangs: no timer of it has its turn, although its socket is open.
    stop_time(stage)
    expect(console.locator("#part-screens")).to_contain_text("not responding for")
    expect(console.locator("#part-bar")).to_contain_text("0 of 1 screen")
    stage.clock.resume()
    expect(console.locator("#part-screens")).to_contain_text("visible")
    console.locator(".screens-chip").click()
    console.locator("#part-screens button", has_text="Flash this screen").click()
    expect(stage.locator("#flash")).to_have_attribute("data-count", "3")
    console.locator("[data-rename]").press("Enter")
    console.keyboard.type("Left of the chair")
    console.keyboard.press("Enter")
    expect(console.locator("#part-screens b")).to_have_text("Left of the chair")
    expect(console.locator("#rename")).to_be_hidden()
    stage.reload()
    expect(console.locator("#part-screens")).to_contain_text("visible")
    expect(console.locator("#part-screens b")).to_have_text(["Left of the chair"])
    stage.close()
    expect(console.locator("#part-screens")).to_contain_text("disconnected, last seen")
    expect(console.locator("#part-bar")).to_contain_text("0 of 1 screen")


# When the flash came and went, by the page's clock, and whether it was a steady frame.
FLASHES = """() => {
  globalThis.flashes = [];
  const flash = document.getElementById("flash");
  const note = () => flashes.push([flash.hidden ? "off" : "steady" in flash.dataset ? "steady" : "on", Date.now()]);
  new MutationObserver(note).observe(flash, { attributeFilter: ["hidden"] });
}"""


@pytest.mark.parametrize(
    ("motion", "changes"),
    [
        ("no-preference", [("on", 0), ("off", 250), ("on", 1_000), ("off", 1_250), ("on", 2_000), ("off", 2_250)]),
        ("reduce", [("steady", 0), ("off", 3_000)]),
    ],
)
def test_a_flash_comes_three_times_a_second_apart_and_not_at_all_with_reduced_motion(
    tab: OpenTab, server: ServerProcess, motion: str, changes: list[tuple[str, int]]
) -> None:
    stage = live(tab("/s/session-v/stage", "stage", reduced_motion=motion, own_clock=True).page)
    stop_time(stage)
    stage.evaluate(FLASHES)
    server.command("flash_stage")
    expect(stage.locator("#flash")).to_have_attribute("data-count", "1")
    stage.clock.run_for(10_000)
    seen = stage.evaluate("flashes")
    assert [(what, at - seen[0][1]) for what, at in seen] == changes


LOCKS = """(() => {
  globalThis.locks = [];
  Object.defineProperty(navigator, "wakeLock", { value: { request: async (what) => { locks.push(what); } } });
})()"""


def test_a_stage_screen_stays_awake_fills_the_screen_and_burns_nothing_in(tab: OpenTab, server: ServerProcess) -> None:
    # However slow the machine, it does not begin meanwhile.
    start = server.get("/api/v1/sessions/session-v")["now_ms"] + 50 * MINUTE
    server.command("edit_session", starts_at_ms=start, ends_at_ms=start + 60 * MINUTE)
    opened = tab("/s/session-v/stage", "stage", (1920, 1080), script=LOCKS)
    stage = opened.page
    assert stage.evaluate("locks") == ["screen"]
    stage.evaluate(HIDE, "hidden")
    stage.evaluate(HIDE, "visible")
    assert stage.evaluate("locks") == ["screen", "screen"]
    stage.locator("#fullscreen").click()
    expect(stage.locator("html:fullscreen")).to_have_count(1)
    stage.keyboard.press("f")
    expect(stage.locator("html:fullscreen")).to_have_count(0)
    stage.clock.install()
    stage.reload()
    stage.clock.run_for(61_000)
    first = stage.locator("#frame").evaluate("(e) => getComputedStyle(e).translate")
    stage.clock.run_for(60_000)
    assert first != stage.locator("#frame").evaluate("(e) => getComputedStyle(e).translate")
    expect(stage.locator("body")).to_have_class(re.compile("still"))
    expect(stage.locator("#part-screen")).to_contain_text("Begins at")
    expect(stage.locator("#part-screen count-down")).to_have_text(re.compile(r"^\d+:\d\d$"))


def test_the_dots_below_arabic_letters_are_not_cut_off_on_pages_in_other_languages(
    tab: OpenTab, server: ServerProcess
) -> None:
    server.command("edit_speaker", speaker="p1", name="\u0627\u0644\u062f\u0643\u062a\u0648\u0631 \u0639\u0644\u064a")
    for command in ("open_session", "give_floor", "pause_clock"):
        server.command(command, **({"segment": "s2"} if command == "give_floor" else {}))
    for path, role, name in (
        ("/s/session-v/stage", "stage", ".stage-who .name"),
        ("/s/session-v", "", "#now-title"),
        ("/s/session-v/console", "moderator", "#floor-title"),
    ):
        page = tab(path, role).page
        shown = page.locator(name)
        expect(shown).to_contain_text("\u0639\u0644\u064a")
        box = shown.bounding_box()
        assert box is not None
        below: Any = {"x": box["x"], "y": box["y"], "width": box["width"], "height": 1.2 * box["height"]}
        page.evaluate("document.fonts.ready")
        as_it_is = page.screenshot(clip=below)
        shown.evaluate("(name) => (name.style.overflow = 'visible')")
        assert page.screenshot(clip=below) == as_it_is, path


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_undo_key_shows_the_dots_below_a_name_in_arabic(tab: OpenTab, server: ServerProcess, language: str) -> None:
    server.command("open_session")
    page = tab(f"/s/session-v/console?language={language}", "moderator").page
    words = page.locator("#key-undo span")
    page.evaluate("document.fonts.ready")
    # As many words as its lines hold: the dots are those of the last line.
    fill = """(words) => {
      words.textContent = "Undo:";
      const fits = () => words.scrollHeight <= words.clientHeight + 1;
      for (const word of Array(20).fill(" \u062c\u064a\u062c\u064a")) {
        const before = words.textContent;
        words.textContent += word;
        if (!fits()) return (words.textContent = before);
      }
    }"""
    words.evaluate(fill)
    as_it_is = page.locator("#key-undo").screenshot()
    words.evaluate("(words) => Object.assign(words.style, { paddingBlockEnd: '1em', marginBlockEnd: '-1em' })")
    is_whole = page.locator("#key-undo").screenshot() == as_it_is
    assert is_whole
