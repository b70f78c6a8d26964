"""Pages as some read them: in each language, with wide spaces between letters, four times as large, by keyboard.

What is measured on a page as it stands is measured on one that stays open for all tests; a language needs its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.languages.languages import LANGUAGES, SOURCE
from tests.browser.conftest import NO_PICTURE, violations_of
from tests.browser.gallery import SIGHTS, Gallery, gallery, look_at, visitor
from tests.browser.pages import resize

pytestmark = pytest.mark.browser

LAYOUT = Path(__file__).with_name("layout.js").read_text()
ALSO_SMALL = {"smallest": 1, "target": 1}
# WCAG 1.4.12: no text may be lost when a reader spaces it so.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
WEAR = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [document.adoptedStyleSheets[0], sheet];  // the first leaves the picture out
}"""
# Keys that are beyond the edges of the console's column, where nothing shows that the column scrolls.
BEYOND = """() => [...document.querySelectorAll(".centre button")].filter((key) => {
  const [own, column] = [key, key.closest(".centre")].map((element) => element.getBoundingClientRect());
  return key.checkVisibility() && (own.right > column.right + 1 || own.left < column.left - 1);
}).map((key) => `beyond its column: ${key.textContent}`)"""
# WCAG 2.4.11: of what has the focus something is in sight, when it is reached from before and from behind.
OBSCURED = """() => {
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const stops = [...document.querySelectorAll(STOPS)].filter((stop) => !stop.disabled && stop.tabIndex >= 0
    && getComputedStyle(stop).pointerEvents !== "none" && stop.checkVisibility({ visibilityProperty: true }));
  const isSeen = (stop) => {
    const { left, top, width, height } = stop.getBoundingClientRect();
    const at = [0.1, 0.5, 0.9];
    return width < 2 || at.some((x) => at.some((y) => {
      const hit = document.elementFromPoint(left + width * x, top + height * y);
      return hit && [stop, ...(stop.labels ?? [])].some((part) => part.contains(hit) || hit.contains(part));
    }));
  };
  document.activeElement.blur();
  return [stops, stops.toReversed()].flatMap((row) => row.filter((stop) => {
    stop.focus();
    return document.activeElement === stop && !isSeen(stop);
  }).map((stop) => `out of sight with the focus: ${stop.localName} ${stop.id} ${stop.textContent.trim()}`));
}"""
# WCAG 1.4.10: a window of 1280 by 1024 pixels at 400 %.
ZOOMED = (320, 256)
SCREENS = ("console", "stage", "speaker")
PAGES = ("viewer", "desk", "plan", "record", "links", "index", "import", "new", "sign-in")
MAIN = ("console", "viewer", "desk", "plan")
# Each is looked at in one language.
OTHERS = ("record", "index-public", "error", "stage", "board", "import")
KNOWN = {sight.name: sight for sight in SIGHTS}
# In the state in which there is most to read, and in the one in which a clock has most digits.
STATE, OVER = "running", "over"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("reading"), STATE, OVER) as opened:
        yield opened


@pytest.fixture(scope="module")
def visitors(chromium: Browser, shown: Gallery) -> Iterator[dict[bool, BrowserContext]]:
    contexts = {staff: visitor(chromium, shown, staff=staff, script=NO_PICTURE) for staff in (False, True)}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module")
def opened(visitors: dict[bool, BrowserContext], shown: Gallery) -> Callable[..., Page]:
    """A page by its name, in English and without anything worn: the same one each time."""
    pages: dict[tuple[str, str], Page] = {}

    def page_of(name: str, state: str = STATE) -> Page:
        if (name, state) not in pages:
            pages[name, state] = visitors[KNOWN[name].staff].new_page()
            look_at(pages[name, state], shown, KNOWN[name], state)
        pages[name, state].evaluate(WEAR, "")
        return pages[name, state]

    return page_of


def problems(page: Page, width: int, height: int) -> list[str]:
    resize(page, width, height)
    return [f"{width}: {problem}" for problem in page.evaluate(LAYOUT, ALSO_SMALL)]


@pytest.mark.parametrize("width", [390, 1280])
def test_text_may_be_spaced_as_its_reader_needs_it(opened: Callable[..., Page], width: int) -> None:
    all_problems = []
    for name, state in (*product(SCREENS, (STATE, OVER)), *product(PAGES, (STATE,))):
        page = opened(name, state)
        page.evaluate(WEAR, SPACED)
        all_problems += [f"{name} {state} {problem}" for problem in problems(page, width, 844)]
    assert all_problems == []


def test_a_page_four_times_as_large_is_read_without_scrolling_sideways(opened: Callable[..., Page]) -> None:
    wide = []
    for name in ("console", "speaker", *PAGES):
        wide += [f"{name} {said}" for said in problems(opened(name), *ZOOMED) if "too wide" in said]
    assert wide == []


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), ZOOMED])
def test_what_has_the_focus_is_in_sight(opened: Callable[..., Page], size: tuple[int, int]) -> None:
    hidden = []
    for name in ("console", "speaker", "backstage", *PAGES):
        page = opened(name)
        resize(page, *size)
        hidden += [f"{name} {said}" for said in page.evaluate(OBSCURED)]
    assert hidden == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_too_wide_or_inaccessible_in_any_language(
    visitors: dict[bool, BrowserContext], shown: Gallery, language: str
) -> None:
    all_problems = []
    for name in (*MAIN, *OTHERS[[*LANGUAGES].index(language) :: len(LANGUAGES)]):
        context = visitors[KNOWN[name].staff]
        context.add_cookies([{"name": "rostrum-language", "value": language, "url": shown.url}])
        page = context.new_page()
        look_at(page, shown, KNOWN[name], STATE if KNOWN[name].of_session else "")
        assert page.locator("html").get_attribute("lang") == language
        here = [*problems(page, 390, 844), *problems(page, 1280, 720), *page.evaluate(BEYOND)]
        all_problems += [f"{name} {problem}" for problem in here]
        all_problems += [f"{name} {violation}" for violation in violations_of(page, colours=language == SOURCE)]
        page.close()
        context.clear_cookies(name="rostrum-language")
    assert all_problems == []
