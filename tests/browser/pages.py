"""How a test reads a page and works it: by what lasts. What shows for a moment is gone before a busy machine looks."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.serving import ServerProcess

# Machines are noisy and shared: what has to come is waited for, and only what never comes takes this long.
PATIENCE_MS = 60_000
LOOK_EVERY_MS = 50
# A connection that the server gives up as idle may be the one on which a request is under way; browsers send it again.
RETRIES = 5

# A page's own idea of the server's time, and the clock that it shows, read in one turn of its event loop.
SHOWN = """async (clock) => {
  const { serverNow, uncertainty } = await import(clock);
  const element = document.querySelector("session-clock");
  const number = (name) => Number(element.getAttribute(name));
  const running = element.hasAttribute("running-since");
  const spent = number("spent-before") + (running ? serverNow() - number("running-since") : 0);
  return [element.textContent, number("allotted") - spent, uncertainty()];
}"""


def until(page: Page, true: Callable[[], object]) -> None:
    """Look again and again until it is true, at first after a shorter time: most of what is waited for comes soon."""
    for look in range(PATIENCE_MS // LOOK_EVERY_MS):
        if true():
            return
        page.wait_for_timeout(min(5 * (look + 1), LOOK_EVERY_MS))
    raise AssertionError(f"it did not become true in {PATIENCE_MS // 1000} s")


def held_back(page: Page, where: str, do: Callable[[], None]) -> None:
    """Do this while the page's first request to an address, a pattern, does not reach the server."""
    held: list[Route] = []
    page.route(where, lambda route: held.append(route))
    do()
    until(page, lambda: bool(held))
    page.route(where, lambda route: route.continue_())
    held[0].continue_()


def live(page: Page) -> Page:
    """The page, once its socket is connected."""
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    return page


def caught_up(page: Page) -> None:
    """Wait until the page shows the newest state, and may send: until then, a key that is pressed is refused."""
    origin = page.evaluate("location.origin")
    newest = page.request.get(f"{origin}/api/v1/sessions/session-v", max_retries=RETRIES).json()["seq"]
    until(page, lambda: int(page.locator("body").get_attribute("data-seq") or 0) >= newest)
    live(page)


def press(page: Page, key: str, then: str) -> None:
    """Press a key that gives a command, and wait until it is answered and the page shows its result."""
    answered(page, lambda: page.keyboard.press(key))
    expect(page.locator("#notice")).to_have_text(re.compile(then))
    caught_up(page)


def answered(page: Page, press: Callable[[], None]) -> None:
    """Do what gives a command, and wait until the server has answered it."""

    def answers() -> int:
        return int(page.locator("html").get_attribute("data-answers") or 0)

    live(page)
    before = answers()
    press()
    until(page, lambda: answers() == before + 1)


def resize(page: Page, width: int, height: int) -> None:
    """Give the window this size in CSS pixels, and wait until the page has fitted its texts to it."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def module(page: Page, name: str) -> str:
    """The address of a module that the pages share, by its folder and name, such as `time/clock`."""
    address = page.locator("script[type=module]").get_attribute("src") or ""
    return re.sub(r"\w+\.js$", f"lib/{name}.js", address)


def ms_of(text: str) -> int:
    """A clock's text in milliseconds: whole seconds, overtime negative."""
    sign = -1 if text.startswith("+") else 1
    *hours, minutes, seconds = (int(part) for part in text.lstrip("+").split(":"))
    return sign * ((sum(hours) * 60 + minutes) * 60 + seconds) * 1000


def shown_ms(page: Page) -> int:
    """What a page's clock shows, in milliseconds."""
    return ms_of(page.locator("session-clock").first.inner_text())


def comes_right(page: Page, server: ServerProcess) -> None:
    """Wait until the page's clock shows the server's second: between what it was before and after the page was read."""

    def right() -> bool:
        before = server.get("/api/v1/sessions/session-v")["floor"]["remaining_ms"]
        shown = shown_ms(page)
        after = server.get("/api/v1/sessions/session-v")["floor"]["remaining_ms"]
        return bool(after - 1_000 <= shown <= before + 1_000)

    until(page, right)


def stop_time(page: Page) -> None:
    """On a page with a clock of its own no time passes and no timer has its turn from here on, but as the test says."""
    page.clock.pause_at(page.evaluate("Date.now() / 1_000 + 1"))
