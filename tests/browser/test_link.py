"""Links that freeze, are swallowed or cut: screens say so and come back, and no key is ever carried out late."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from app.service.room import LATE_AFTER_MS
from tests.browser.conftest import OpenTab
from tests.browser.pages import module, stop_time, until
from tests.proxy import Fate, Proxy, proxied
from tests.serving import ServerProcess, serving

pytestmark = pytest.mark.browser

CONSOLE, STAGE, VIEWER, PLAN = "/s/session-v/console", "/s/session-v/stage", "/s/session-v", "/s/session-v/plan"
SESSION = "/api/v1/sessions/session-v"


# How long after its press the server carries a key out, and what two clocks may differ by, three times over.
LATE_MS = 3 * LATE_AFTER_MS

# Which key went down: it is up again after two seconds.
NOTE_PRESSED = """() => {
  const note = ([{ target }]) => { document.body.dataset.wasPressed = target.id; };
  new MutationObserver(note).observe(document.getElementById("key-primary"), { attributeFilter: ["data-pressed"] });
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with serving(tmp_path, tests_keys_arrive_within_ms=LATE_AFTER_MS) as running:
        yield running


@pytest.fixture
def proxy(server: ServerProcess) -> Iterator[Proxy]:
    with proxied(server.port) as between:
        yield between


def live(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-link", "live")


def shows(page: Page, allotted_ms: int) -> None:
    expect(page.locator("session-clock").first).to_have_attribute("allotted", str(allotted_ms))


def floor(server: ServerProcess) -> tuple[str, str, int]:
    view = server.get(SESSION)["floor"]
    return view["segment"], view["state"], view["granted_ms"]


@pytest.mark.parametrize("how", ["swallowed", "cut", "away for a while", "let in the other way round"])
def test_every_screen_reconnects_after_every_kind_of_failure(
    tab: OpenTab, server: ServerProcess, proxy: Proxy, how: str
) -> None:
    server.command("give_floor", segment="s2")
    screens = ((CONSOLE, "moderator"), (STAGE, "stage"), (VIEWER, "viewer"))
    pages = [tab(path, role, through=proxy.url).page for path, role in screens]
    for page in pages:
        live(page)
    match how:
        case "swallowed":
            proxy.swallow()
        case "cut":
            proxy.cut()
        case "away for a while":
            proxy.newcomers(Fate.SWALLOW)
            proxy.swallow()
            for page in pages[:2]:
                expect(page.locator("html")).to_have_attribute("data-link", "lost")
            proxy.newcomers(Fate.PASS)
        case _:
            proxy.hold_newcomers()
            proxy.cut()
            for page in pages:
                expect(page.locator("html")).to_have_attribute("data-link", "lost")
            proxy.let_in()
    server.command("grant_time", ms=60_000)
    for page in pages:
        shows(page, 420_000)
        live(page)
    pages[0].keyboard.press("p")
    expect(pages[0].locator("#notice")).to_have_text("Clock paused.")
    expect(pages[1].locator("#part-screen")).to_have_attribute("data-state", "paused")


def test_a_viewer_comes_back_as_soon_as_the_server_has_said_that_so_few_may(tab: OpenTab, proxy: Proxy) -> None:
    page = tab(VIEWER, own_clock=True, through=proxy.url).page
    live(page)
    clock = module(page, "time/clock")
    until(page, lambda: page.evaluate(f"import('{clock}').then((clock) => clock.uncertainty() !== null)"))
    page.evaluate("Math.random = () => 0.999")
    stop_time(page)
    proxy.cut()
    expect(page.locator("html")).to_have_attribute("data-link", "lost")
    # Ten thousand would be spread over three seconds.
    page.clock.run_for(750)
    live(page)


def test_what_is_pressed_while_the_server_stands_still_is_never_carried_out(
    tab: OpenTab, server: ServerProcess
) -> None:
    server.command("give_floor", segment="s2")
    opened = tab(CONSOLE, "moderator")
    page = opened.page
    live(page)
    seq = server.get(SESSION)["seq"]
    os.kill(server.pid, signal.SIGSTOP)
    try:
        page.evaluate(NOTE_PRESSED)
        page.keyboard.press("Space")
        expect(page.locator("body")).to_have_attribute("data-was-pressed", "key-primary")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        pressed = page.evaluate("performance.now()")
        expect(page.locator("html")).not_to_have_attribute("data-link", "live")
        expect(page.locator("#key-primary")).not_to_have_attribute("data-pressed", "")
        page.keyboard.press("c")  # there is no message to take down, but that is not what matters now
        expect(page.locator("#notice")).to_contain_text("Keys are off")
        page.keyboard.press("ArrowUp")
        expect(page.locator(".console-link")).to_be_visible()
        page.wait_for_function("until => performance.now() > until", arg=pressed + LATE_MS)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    live(page)
    # The server was asked for its result, and says so; and it has done nothing.
    expect(page.locator("#notice")).to_contain_text(re.compile("arrived more than two seconds after|floor has moved"))
    assert (floor(server), server.get(SESSION)["seq"]) == (("s2", "running", 0), seq)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#notice")).to_contain_text("now 6:30")
    assert floor(server) == ("s2", "running", 30_000)


def test_what_a_proxy_held_back_arrives_too_late_to_be_carried_out(
    tab: OpenTab, server: ServerProcess, proxy: Proxy
) -> None:
    server.command("give_floor", segment="s2")
    page = tab(CONSOLE, "moderator", through=proxy.url).page
    live(page)
    proxy.freeze()
    page.keyboard.press("Space")
    # The page gives the frozen connection up and asks on a new one for the result of the key, which is still under way.
    expect(page.locator("#notice")).to_contain_text("arrived more than two seconds after")
    live(page)
    proxy.thaw()
    page.keyboard.press("p")
    expect(page.locator("#notice")).to_have_text("Clock paused.")
    assert floor(server) == ("s2", "paused", 0)


def test_a_key_that_was_answered_into_a_dead_connection_is_known_to_have_been_carried_out(
    tab: OpenTab, server: ServerProcess, proxy: Proxy
) -> None:
    server.command("give_floor", segment="s2")
    page = tab(CONSOLE, "moderator", through=proxy.url).page
    live(page)
    proxy.deaf()
    page.keyboard.press("Space")
    live(page)
    expect(page.locator("#notice")).to_have_text("Introduce Panellist 2.")
    assert floor(server)[:2] == ("s3", "cued")


def test_time_for_one_speaker_never_reaches_the_next(tab: OpenTab, server: ServerProcess) -> None:
    server.command("give_floor", segment="s2")
    page = tab(CONSOLE, "moderator").page
    live(page)
    # Both keys are pressed before the page can have heard the result of the first one.
    page.evaluate("() => { for (const id of ['primary', 'more']) document.getElementById(`key-${id}`).click(); }")
    expect(page.locator("#notice")).to_contain_text("The floor has moved")
    assert floor(server) == ("s3", "cued", 0)


def test_nothing_that_was_typed_into_the_planner_is_lost_or_called_saved(tab: OpenTab, server: ServerProcess) -> None:
    opened = tab(PLAN, "moderator")
    page = opened.page
    live(page)
    page.remove_listener("console", opened._heard)
    notice = page.locator("#notice")

    def write(segment: str, text: str) -> None:
        page.locator(f"#segment-{segment}-title").fill(text)
        page.keyboard.press("Tab")

    # The network is away for what the page asks, while its socket lives on.
    page.route("**/plan", lambda route: route.abort())
    write("s2", "Written while the network was away")
    expect(notice).to_contain_text("Not connected")
    write("s3", "And this too")
    expect(notice).to_contain_text("Not connected")
    page.unroute("**/plan")
    write("s4", "And this when it was back")
    expect(notice).to_have_text("Saved")
    titles = [segment["title"] for segment in server.get(SESSION)["segments"]]
    assert titles[1:4] == ["Written while the network was away", "And this too", "And this when it was back"]

    page.locator("#segment-s2-planned").fill("soon")
    page.keyboard.press("Tab")
    expect(page.locator(".problem")).to_have_count(1)
    write("s3", "Once more")
    expect(notice).to_contain_text("Not saved")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    assert asked == ["beforeunload"]
    assert server.get(SESSION)["segments"][2]["title"] == "Once more"


def test_a_conflict_is_not_overwritten_by_an_edit_beside_it(tab: OpenTab, server: ServerProcess) -> None:
    page = tab(PLAN, "moderator").page
    live(page)
    title = page.locator("#segment-s2-title")
    title.press("End")
    title.press_sequentially(" mine")
    server.command("edit_segment", segment="s2", title="Theirs")
    page.keyboard.press("Tab")
    expect(page.locator("#segment-s2-title-problem")).to_contain_text("Theirs")
    page.locator("#segment-s2-planned").fill("7:00")
    page.keyboard.press("Tab")
    expect(page.locator("#part-fits")).to_contain_text("Undo")
    expect(page.locator("#notice")).to_contain_text("Not saved")
    segment = server.get(SESSION)["segments"][1]
    assert (segment["title"], segment["planned_ms"]) == ("Theirs", 420_000)
    expect(title).to_have_value("Presentation by Panellist 1 mine")
    page.locator("#segment-s2-title-problem").get_by_text("Keep mine").click()
    expect(page.locator("#notice")).to_have_text("Saved")
    assert server.get(SESSION)["segments"][1]["title"] == "Presentation by Panellist 1 mine"


def test_a_note_waits_for_the_connection_and_is_kept_once(tab: OpenTab, server: ServerProcess) -> None:
    page = tab("/s/session-v/report", "moderator").page
    live(page)
    server.stop()
    page.locator("#note-text").fill("The chair thanks the panel")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notice")).to_contain_text("Not saved yet")
    expect(page.locator("#note-text")).to_have_value("The chair thanks the panel")
    server.start()
    expect(page.locator("#note-text")).to_have_value("")
    expect(page.locator("#part-record")).to_contain_text("The chair thanks the panel")
    assert page.locator("#part-record").inner_text().count("The chair thanks the panel") == 1


def test_a_crashed_moderator_is_followed_by_the_one_who_waits_and_one_key_takes_over(
    tab: OpenTab, server: ServerProcess
) -> None:
    first, second, third = (tab(CONSOLE, "moderator") for _ in range(3))
    for opened in (first, second, third):
        live(opened.page)
    watching = second.page.locator("#part-baton [data-when=elsewhere]")
    expect(watching).to_contain_text(re.compile(r"is running the session, since \d\d:\d\d\."))
    second.page.keyboard.press("Space")
    expect(second.page.locator("#notice")).to_contain_text("K asks for the keys")
    # The same link: one key takes over at once.
    expect(watching.get_by_role("button")).to_have_text("Take over K", use_inner_text=True)
    second.page.keyboard.press("k")
    expect(second.page.locator("body")).to_have_attribute("data-baton", "mine")
    expect(first.page.locator("body")).to_have_attribute("data-baton", "elsewhere")
    second.page.keyboard.press("Space")
    expect(second.page.locator("#notice")).to_have_text("Session opened.")
    # Its holder is gone: one that waits has the keys, without a key or a mouse. It is the first, unless that has had to
    # connect again meanwhile, because the machine stood still.
    second.page.close()
    waited = [opened.page.locator("body") for opened in (first, third)]
    until(first.page, lambda: sorted(str(body.get_attribute("data-baton")) for body in waited) == ["elsewhere", "mine"])


def test_a_restarted_server_gives_the_keys_to_the_console_that_had_them(tab: OpenTab, server: ServerProcess) -> None:
    first, second = (tab(CONSOLE, "moderator").page for _ in range(2))
    live(first)
    expect(second.locator("body")).to_have_attribute("data-baton", "elsewhere")
    server.stop(signal.SIGKILL)
    for page in (first, second):
        expect(page.locator("html")).to_have_attribute("data-link", "lost")
    server.start()
    for page in (first, second):
        live(page)
    expect(first.locator("body")).to_have_attribute("data-baton", "mine")
    expect(second.locator("body")).to_have_attribute("data-baton", "elsewhere")


def test_a_page_that_is_looked_at_again_asks_at_once_whether_its_link_is_alive(
    tab: OpenTab, server: ServerProcess, proxy: Proxy
) -> None:
    page = tab(VIEWER, through=proxy.url).page
    live(page)
    server.command("give_floor", segment="s2")
    shows(page, 360_000)
    page.evaluate(
        "addEventListener('rostrum:link', ({ detail }) => { document.body.dataset.been = detail.state; }, true)"
    )
    proxy.swallow()
    server.command("grant_time", ms=60_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    shows(page, 420_000)
    # It has not waited for its own silence, after which it would have called the link lost.
    assert page.evaluate("document.body.dataset.been") is None
