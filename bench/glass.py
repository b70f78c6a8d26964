"""From a key of the console to the painted glass of the stage, in one browser: python -m bench glass [--keys N].

A console, a stage and a viewer's page of one session are open in one Chromium on one machine, once with the session of
the demonstration and once with a large one. Needs the packages for development; `ROSTRUM_TEST_CHROMIUM` says where a
Chromium is.
"""

from __future__ import annotations

import argparse
import os
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pydantic_core import from_json

from app.formats.demo import DOCUMENT
from app.wire.frames import Message
from bench.machine import Rostrum, folder, show, table

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
SETTLES_MS = 1_500
APART_MS, STEP_MS, SPREAD_MS = 250, 37, 200
WANTED_MS, WANTED_KB = 50, 4.0
SEGMENTS, GUIDING, ASKED = 40, 12, 60
# The key itself is the first to answer: it stays down until its command is answered.
KEY = "the console's key"
# Keys that change something every time: a focus, time given and taken, a pause and its end.
KEYS = ("1", "2", "ArrowUp", "ArrowDown", "p", "p")

# When each state was on the glass: painted in a frame, which the task after the frame's callbacks comes behind.
GLASS = """
  globalThis.glass = {};
  globalThis.pressed = globalThis.down = 0;
  addEventListener("keydown", ({ timeStamp }) => { pressed = performance.timeOrigin + timeStamp; }, true);
  addEventListener("DOMContentLoaded", () => {
    const now = () => performance.timeOrigin + performance.now();
    const painted = (note) => requestAnimationFrame(() => setTimeout(() => note(now())));
    const note = () => painted((at) => { glass[document.body.dataset.seq] ??= at; });
    new MutationObserver(note).observe(document.body, { attributes: true, attributeFilter: ["data-seq"] });
    const noteKey = ([{ target }]) => "pressed" in target.dataset && painted((at) => { down = at; });
    new MutationObserver(noteKey).observe(document.body, { subtree: true, attributeFilter: ["data-pressed"] });
  });
  globalThis.largest = 0;
  globalThis.moved = 0;
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", ({ startTime }) => { largest = startTime; });
  watch("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) moved += value; });
"""
# A state that comes in the same frame as the one before it is painted in its place.
PAINTED = """(seq) => new Promise((done) => {
  const look = () => {
    const shown = Object.keys(glass).map(Number).filter((one) => one >= seq);
    if (shown.length) done(glass[Math.min(...shown)]);
    else setTimeout(look, 5);
  };
  look();
})"""
WEIGHT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, { transferSize }) => sum + transferSize, 0)"""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench glass", description=__doc__)
    parser.add_argument("--keys", type=int, default=120)
    given = parser.parse_args(arguments)
    path = os.environ.get("ROSTRUM_TEST_CHROMIUM", "/usr/bin/chromium")
    with folder() as where, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        server = Rostrum(where)
        try:
            _first_views(browser, server)
            for name, plan, asked in (("the demonstration", demonstration(), 0), ("a large session", large(), ASKED)):
                _keys(browser, server, name, plan, asked, given.keys)
        finally:
            server.stop()
            browser.close()


def demonstration() -> dict[str, Any]:
    """The session of the demonstration, planned for a day to come."""
    plan: dict[str, Any] = from_json(DOCUMENT.read_bytes())
    return {**plan, "slug": "seed", "starts_at": "2035-06-30T10:00:00-04:00", "ends_at": "2035-06-30T11:00:00-04:00"}


def large() -> dict[str, Any]:
    """Forty segments of as many speakers, and twelve guiding questions."""
    numbers = range(1, SEGMENTS + 1)
    talk = {"kind": "presentation", "planned": "6:00"}
    return {
        **demonstration(),
        "slug": "large",
        "translations": {},
        "moderator": None,
        "floor_policy": "moderated",
        "ends_at": "2035-06-30T16:00:00-04:00",
        "speakers": [{"id": f"p{n}", "name": f"Ambassador Panellist {n}", "affiliation": "Mission"} for n in numbers],
        "segments": [{**talk, "id": f"s{n}", "title": f"Statement {n}", "speakers": [f"p{n}"]} for n in numbers],
        "guiding_questions": [
            {"id": f"q{n}", "text": f"Question {n}: how can States strengthen cooperation, and what has worked so far?"}
            for n in range(1, GUIDING + 1)
        ],
    }


def _first_views(browser: Browser, server: Rostrum) -> None:
    """What opening each page costs a browser that has nothing of it yet."""
    figures = table("First view, with nothing in the cache", "page", "largest paint, ms", "layout shift", "kB")
    link = _made(server, {**demonstration(), "slug": "first"}, 0)
    for name, page in (("viewer", ""), ("stage", "/stage"), ("console", "/console")):
        context = _context(browser, link)
        opened = _open(context, f"{server.address}/s/first{page}")
        opened.wait_for_timeout(SETTLES_MS)
        largest, moved, weight = (opened.evaluate(what) for what in ("largest", "moved", WEIGHT))
        figures.add_row(name, f"{largest:.0f}", f"{moved:.4f}", f"{weight / 1_000:.0f}")
        context.close()
    show(figures)


def _keys(browser: Browser, server: Rostrum, name: str, plan: dict[str, Any], asked: int, keys: int) -> None:
    """Press keys one after the other: when each was on the glass of every page, and what it cost the console."""
    link, slug = _made(server, plan, asked), plan["slug"]
    server.command("give_floor", slug, link["token"], segment=plan["segments"][1]["id"])
    context, sent = _context(browser, link), list[str]()
    session = f"{server.address}/s/{slug}"
    pages = {"console": _open(context, f"{session}/console", sent), "stage": _open(context, f"{session}/stage")}
    pages["viewer"] = _open(context, session)
    console = pages["console"]
    times: dict[str, list[float]] = {page: [] for page in (KEY, *pages)}
    costs = []
    for n in range(keys):
        # As from a hand: at any moment of a frame and of the clock's second, once the key before has settled.
        console.wait_for_timeout(APART_MS + n * STEP_MS % SPREAD_MS)
        seq = 1 + int(console.evaluate("document.body.dataset.seq"))
        sent.clear()
        console.keyboard.press(KEYS[n % len(KEYS)])
        for page, opened in pages.items():
            times[page].append(opened.evaluate(PAINTED, seq) - console.evaluate("pressed"))
        times[KEY].append(console.evaluate("down - pressed"))
        costs.append([text for text in sent if f'"seq":{seq},' in text[:40]])
    context.close()
    figures = table(f"A key, with {name}", "until it is on the glass of", "p50, ms", "p99, ms", "wanted, p99")
    for page, taken in times.items():
        cuts = quantiles(taken, n=100)
        figures.add_row(page, f"{cuts[49]:.1f}", f"{cuts[98]:.1f}", "" if page == "viewer" else f"under {WANTED_MS}")
    show(figures)
    costly = table(f"What a change costs the console, with {name}", "kB", "median", "most", "wanted")
    plain = [sum(len(text.encode()) for text in texts) / 1_000 for texts in costs]
    packed = [sum(len(Message(text).frame(deflate=True)) for text in texts) / 1_000 for texts in costs]
    costly.add_row("as text", f"{median(plain):.1f}", f"{max(plain):.1f}", "")
    costly.add_row("as sent", f"{median(packed):.1f}", f"{max(packed):.1f}", f"under {WANTED_KB:g}")
    show(costly)


def _made(server: Rostrum, plan: dict[str, Any], asked: int) -> dict[str, Any]:
    """Make a session, with so many questions of its audience; return the link of its moderator."""
    link: dict[str, Any] = server.make(plan)["links"]["moderator"]
    for n in range(asked):
        text = f"Question {n} from the audience: who pays for it, and who verifies that it is done?"
        server.command("add_floor_question", plan["slug"], link["token"], text=text)
    return link


def _context(browser: Browser, link: dict[str, Any]) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(GLASS)
    context.request.get(link["url"])
    return context


def _open(context: BrowserContext, address: str, sent: list[str] | None = None) -> Page:
    """A page that is connected; `sent` collects the messages that it is sent."""
    page = context.new_page()
    if sent is not None:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda text: sent.append(str(text))))
    page.goto(address)
    page.wait_for_selector("html[data-link=live]", state="attached")
    return page


if __name__ == "__main__":
    main()
