"""Pages as some read them: in each language, with wide spaces between letters and lines, four times as large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.languages.languages import LANGUAGES
from tests.browser.conftest import violations_of
from tests.browser.gallery import SIGHTS, Gallery, Sight, gallery, look_at, visitor
from tests.browser.pages import resize

pytestmark = pytest.mark.browser

LAYOUT = Path(__file__).with_name("layout.js").read_text()
ALSO_SMALL = {"smallest": 1, "target": 1}
# WCAG 1.4.12: no text may be lost when a reader spaces it so.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
ADD = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
# Keys that are beyond the edges of the console's column, where nobody sees that one could scroll.
BEYOND = """() => [...document.querySelectorAll(".centre button")].filter((key) => {
  const [own, column] = [key, key.closest(".centre")].map((element) => element.getBoundingClientRect());
  return key.checkVisibility() && (own.right > column.right + 1 || own.left < column.left - 1);
}).map((key) => `beyond its column: ${key.textContent}`)"""
# WCAG 1.4.10: a window of 1280 by 1024 pixels at 400 %.
ZOOMED = (320, 256)
PAGES = ("viewer", "desk", "plan", "record", "links", "index", "import", "new", "sign-in")
MAIN = ("console", "viewer", "desk", "plan")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("reading")) as opened:
        yield opened


@pytest.fixture(scope="module")
def visitors(chromium: Browser, shown: Gallery) -> Iterator[dict[bool, BrowserContext]]:
    contexts = {staff: visitor(chromium, shown, staff=staff) for staff in (False, True)}
    yield contexts
    for context in contexts.values():
        context.close()


def sights(*names: str) -> list[tuple[Sight, str]]:
    """These pages, each in the state in which there is most to read."""
    known = {sight.name: sight for sight in SIGHTS}
    return [(known[name], "running" if known[name].of_session else "") for name in names]


def problems(page: Page, width: int, height: int) -> list[str]:
    resize(page, width, height)
    return [f"{width}: {problem}" for problem in page.evaluate(LAYOUT, ALSO_SMALL)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_too_wide_or_inaccessible_in_any_language(
    visitors: dict[bool, BrowserContext], shown: Gallery, language: str
) -> None:
    all_problems = []
    for sight, state in sights(*MAIN):
        context = visitors[sight.staff]
        context.add_cookies([{"name": "rostrum-language", "value": language, "url": shown.url}])
        page = context.new_page()
        look_at(page, shown, sight, state)
        assert page.locator("html").get_attribute("lang") == language
        here = [*problems(page, 390, 844), *problems(page, 1280, 720), *page.evaluate(BEYOND)]
        all_problems += [f"{sight.name} {problem}" for problem in here]
        all_problems += [f"{sight.name} {violation}" for violation in violations_of(page)]
        page.close()
        context.clear_cookies(name="rostrum-language")
    assert all_problems == []


@pytest.mark.parametrize("width", [390, 1280])
def test_text_may_be_spaced_as_its_reader_needs_it(
    visitors: dict[bool, BrowserContext], shown: Gallery, width: int
) -> None:
    all_problems = []
    for sight, state in sights(*PAGES):
        page = visitors[sight.staff].new_page()
        look_at(page, shown, sight, state)
        page.evaluate(ADD, SPACED)
        all_problems += [f"{sight.name} {problem}" for problem in problems(page, width, 844)]
        page.close()
    assert all_problems == []


def test_a_page_four_times_as_large_is_read_without_scrolling_sideways(
    visitors: dict[bool, BrowserContext], shown: Gallery
) -> None:
    wide = []
    for sight, state in sights("console", *PAGES):
        page = visitors[sight.staff].new_page()
        look_at(page, shown, sight, state)
        resize(page, *ZOOMED)
        wide += [f"{sight.name} {said}" for said in page.evaluate(LAYOUT, ALSO_SMALL) if "too wide" in said]
        page.close()
    assert wide == []
