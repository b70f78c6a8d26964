"""Every page in every state, at the widths of a phone, a tablet, a laptop and a large screen: nothing is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NO_PICTURE
from tests.browser.gallery import SIGHTS, Gallery, Sight, gallery, look_at, looked_at, turn, visitor
from tests.browser.pages import resize

pytestmark = pytest.mark.browser

LAYOUT = Path(__file__).with_name("layout.js").read_text()
SIZES = ((390, 844), (768, 1024), (1280, 720), (1920, 1080))
ALSO_FROM_THE_RIGHT = (SIZES[0], SIZES[2])  # what is turned is as wide as before
SHIFTS = """
  globalThis.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
    .observe({ type: "layout-shift", buffered: true });
"""
SHOWN = "getComputedStyle(document.querySelector('#frame')).visibility === 'visible'"
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# How much of the keys is below the edge of their column; the notice stands at their foot.
BELOW = "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.centre'))"
LEAST_SHIFT = 0.001
SMALLEST_PX = 13
HAND_PX, MOUSE_PX = 44, 28  # how high a target is at the least
MOUSE_FROM_PX = 1_000
# Of the page: the key that leads to the form leaves when the form is in sight.
PRIMARY = ".primary-button:not(.ask-key):visible, .act .primary :is(a, button):visible"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("gallery")) as opened:
        yield opened


@pytest.fixture(scope="module")
def visitors(chromium: Browser, shown: Gallery) -> Iterator[dict[bool, BrowserContext]]:
    contexts = {staff: visitor(chromium, shown, staff=staff, script=NO_PICTURE) for staff in (False, True)}
    yield contexts
    for context in contexts.values():
        context.close()


def problems(page: Page, sight: Sight) -> Iterator[str]:
    """What is wrong with a page at each width, and at two of them in a language from right to left."""
    for width, height in (size for size in SIZES if size[0] >= sight.least_width):
        resize(page, width, height)
        limits = {"smallest": SMALLEST_PX, "target": HAND_PX if width < MOUSE_FROM_PX else MOUSE_PX}
        for direction in ("rtl", "ltr") if (width, height) in ALSO_FROM_THE_RIGHT else ("ltr",):
            turn(page, direction)
            yield from (f"{direction} {width}: {problem}" for problem in page.evaluate(LAYOUT, limits))


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_nothing_overlaps_is_cut_off_or_too_small(
    visitors: dict[bool, BrowserContext], shown: Gallery, sight: Sight
) -> None:
    all_problems = []
    for state in sight.seen_in():
        with looked_at(visitors[sight.staff], shown, sight, state) as page:
            all_problems += [f"{state} {problem}" for problem in problems(page, sight)]
            if (primary := page.locator(PRIMARY).all_inner_texts())[1:] and sight.name != "style":
                all_problems.append(f"{state}: more than one next step: {primary}")
    assert all_problems == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_keys_of_the_console_and_the_notice_are_in_sight_on_a_small_laptop(
    visitors: dict[bool, BrowserContext], shown: Gallery, language: str
) -> None:
    sight = next(sight for sight in SIGHTS if sight.name == "console")
    for state in ("over", "interrupted"):
        with looked_at(visitors[True], shown, replace(sight, path=f"/console?language={language}"), state) as page:
            resize(page, 1024, 768)
            expect(page.locator("#prices")).not_to_be_empty()
            assert page.evaluate(BELOW) == 0, state


@pytest.mark.parametrize("name", ["stage", "speaker"])
def test_a_black_screen_appears_when_everything_stands_in_its_place(
    visitors: dict[bool, BrowserContext], shown: Gallery, name: str
) -> None:
    sight = next(sight for sight in SIGHTS if sight.name == name)
    for state in ("before", "running", "many-segments"):
        page = visitors[True].new_page()
        page.add_init_script(SHIFTS)
        look_at(page, shown, sight, state)
        page.wait_for_function(SHOWN)
        page.evaluate(PAINTED)
        # The face of a rarer script may come later, and move its line by less than what can be seen.
        assert sum(page.evaluate("shifts")) < LEAST_SHIFT, state
        page.close()


def test_a_title_that_has_room_keeps_its_size_on_a_large_screen(
    visitors: dict[bool, BrowserContext], shown: Gallery
) -> None:
    with looked_at(visitors[True], shown, next(sight for sight in SIGHTS if sight.name == "stage"), "before") as page:
        resize(page, 3840, 2160)
        assert page.locator(".stage .name").evaluate("title => title.style.getPropertyValue('--fit')") == "1"
