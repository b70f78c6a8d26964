"""Photograph every page in every state, and put the pictures on one sheet: `python scripts/contact_sheet.py FOLDER`.

    python scripts/contact_sheet.py sheet                                   # everything; some minutes and 100 MB
    python scripts/contact_sheet.py sheet --page console --state cued,over  # these
    python scripts/contact_sheet.py sheet --size 390x844 --look light,rtl   # these
    python scripts/contact_sheet.py sheet --language ar,en-XA --look light   # in these languages
    python scripts/contact_sheet.py --tour                                  # take the pictures of docs/tour.md again

It starts a server of its own in a temporary folder. The sheet is FOLDER/index.html; the pictures are beside it.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from app.languages.languages import LANGUAGES, PSEUDO  # noqa: E402
from scripts.small_png import small_png  # noqa: E402
from tests.browser.conftest import FLAGS  # noqa: E402
from tests.browser.gallery import OF_THE_PAGE, SIGHTS, Gallery, Sight, gallery, look_at, looked_at, turn, visitor  # noqa: E402
from tests.browser.pages import resize  # noqa: E402
from tests.browser.states import PLAYS  # noqa: E402

SIZES = ((390, 844), (768, 1024), (1280, 720), (1920, 1080))
OF_THE_STAGE = ((1024, 768), (1080, 1920), (2560, 1080), (3840, 2160))
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "rtl": {"color_scheme": "light"},
    "forced": {"forced_colors": "active"},
}
PICTURES = ROOT / "docs" / "tour"
TOUR = (
    ("console", "running", (1280, 720)),
    ("stage", "wrap-up", (1280, 720)),
    ("viewer", "question-on", (390, 844)),
    ("desk", "many-questions", (1280, 720)),
    ("record", "closed", (1000, 1280)),
)
PLAIN = {"color_scheme": "light", "forced_colors": "none"}
LONGEST = 6_000  # pixels of a page that are photographed


class Sheet:
    """The pictures that were asked for."""

    def __init__(self, folder: Path, browser: Browser, shown: Gallery, wanted: argparse.Namespace) -> None:
        self._folder = folder
        self._browser = browser
        self._shown = shown
        self._wanted = wanted
        self._pictures: dict[tuple[str, str], list[str]] = {}

    def take(self) -> None:
        """Take them all, page by page and state by state."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for language in self._wanted.language:
            contexts = {staff: visitor(self._browser, self._shown, staff=staff) for staff in (False, True)}
            for context in contexts.values():
                context.request.post(f"{self._shown.url}/language", form={"language": language}, max_redirects=0)
            for sight, state in self._sights():
                with looked_at(contexts[sight.staff], self._shown, sight, state) as page:
                    for look in self._wanted.look:
                        self._photograph(page, sight, state, f"{language}-{look}")

    def _sights(self) -> Iterator[tuple[Sight, str]]:
        for sight in SIGHTS:
            for state in sight.seen_in():
                if sight.name in self._wanted.page and (state in self._wanted.state or not state):
                    yield sight, state

    def _photograph(self, page: Page, sight: Sight, state: str, kind: str) -> None:
        language, look = kind.rsplit("-", 1)
        page.emulate_media(**{**PLAIN, **LOOKS[look]})
        turn(page, "rtl" if look == "rtl" or language.startswith("ar") else "ltr")
        sizes = self._wanted.size or (*SIZES, *(OF_THE_STAGE if sight.name == "stage" else ()))
        for width, height in (size for size in sizes if size[0] >= sight.least_width):
            resize(page, width, height)
            name = f"{sight.name}-{state or 'server'}-{width}x{height}-{kind}.jpg"
            tall = height if sight.fills else min(max(height, page.evaluate("document.body.scrollHeight")), LONGEST)
            clip = {"x": 0, "y": 0, "width": width, "height": tall}
            page.screenshot(path=self._folder / name, type="jpeg", quality=80, full_page=not sight.fills, clip=clip)
            self._pictures.setdefault((sight.name, state), []).append(name)

    def write(self) -> Path:
        """Write the page with all pictures."""
        path = self._folder / "index.html"
        path.write_text("\n".join(self._lines()))
        return path

    def _lines(self) -> Iterator[str]:
        yield "<!doctype html><meta charset=utf-8><title>Rostrum: every page in every state</title>"
        yield "<style>body{font:15px sans-serif;background:#ddd}div{display:flex;flex-wrap:wrap;gap:12px}"
        yield "figure{margin:0}img{height:260px;border:1px solid #999;display:block}figcaption{font-size:13px}</style>"
        for (sight, state), names in self._pictures.items():
            yield f"<h2>{html.escape(f'{sight} {state}')}</h2><div>"
            for name in names:
                picture = f'<a href="{name}"><img loading="lazy" src="{name}" alt=""></a>'
                yield f"<figure>{picture}<figcaption>{name}</figcaption></figure>"
            yield "</div>"


def take_tour(browser: Browser, shown: Gallery) -> None:
    """Take the pictures of `docs/tour.md`: a session with a screen on the stage and people in the hall."""
    contexts = {staff: visitor(browser, shown, staff=staff) for staff in (False, True)}
    blank, sights = browser.new_page(), {sight.name: sight for sight in SIGHTS}
    for name, state, (width, height) in TOUR:
        sight = sights[name]
        stage, viewer = contexts[True].new_page(), contexts[False].new_page()
        look_at(stage, shown, sights["stage"], state)
        look_at(viewer, shown, sights["viewer"], state)
        with looked_at(contexts[sight.staff], shown, sight, state) as page:
            resize(page, width, height)
            (PICTURES / f"{name}.png").write_bytes(small_png(blank, page.screenshot()))
        stage.close()
        viewer.close()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("sheet"))
    for name, values in (
        ("page", {sight.name for sight in SIGHTS}),
        ("state", (*PLAYS, *OF_THE_PAGE)),
        ("look", LOOKS),
    ):
        known = ", ".join(sorted(values))
        parser.add_argument(f"--{name}", type=_names, default=list(values), help=known)
    parser.add_argument("--language", type=_names, default=["en"], help=", ".join((*LANGUAGES, *PSEUDO)))
    parser.add_argument("--tour", action="store_true", help="take the pictures of docs/tour.md instead")
    parser.add_argument("--size", type=_sizes, default=(), help="such as 390x844,1280x720")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    return text.split(",")


def _sizes(text: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, size.split("x"))) for size in text.split(",")]


def main() -> None:
    wanted = read_arguments()
    chromium = os.environ.get("ROSTRUM_TEST_CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as data, gallery(Path(data)) as shown, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        if wanted.tour:
            take_tour(browser, shown)
        else:
            sheet = Sheet(wanted.folder, browser, shown, wanted)
            sheet.take()
            print(sheet.write())
        browser.close()


if __name__ == "__main__":
    main()
