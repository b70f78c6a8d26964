"""The question on the stage, and what a video mixer sees of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import resize
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

TEXTS = {
    "latin": ("Why is it that so very many words are needed where fewer would do? " * 5)[:300],
    "arabic": ("كيف يمكن ضمان حصول البلدان النامية على التمويل اللازم؟ " * 6)[:299] + "؟",
    "chinese": ("发展中国家如何确保数字转型所需的资金以及如何分配这些资金" * 12)[:300],
    "short": "Why?",
}
# The lines of an element, and how high its letters are in the height of the screen.
LINES = """(e) => {
  const style = getComputedStyle(e);
  return [Math.round(e.clientHeight / parseFloat(style.lineHeight)), parseFloat(style.fontSize) / innerHeight];
}"""


def put_on(server: ServerProcess, text: str) -> None:
    added = server.command("add_floor_question", text=text, name="Dr. Amina Yusuf")["events"][0]["question"]
    server.command("put_question_on", question=added)


def clear_of_each_other(page: Page) -> bool:
    """Do the digits, the question and the foot stand one below the other, all of them on the screen?"""
    boxes = [page.locator(part).bounding_box() for part in (".stage-clock", ".stage-asked", ".stage-foot")]
    edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(edges) == 3
    return edges == sorted(edges) and all(a[1] <= b[0] + 1 for a, b in pairwise(edges))


def test_a_question_takes_three_lines_at_the_most_and_can_be_read_from_afar(
    tab: OpenTab, server: ServerProcess
) -> None:
    server.command("give_floor", segment="s2")
    page = tab("/s/session-v/stage", "stage", (1920, 1080)).page
    for script, text in TEXTS.items():
        put_on(server, text)
        expect(page.locator(".stage-question")).to_have_text(text)
        expect(page.locator(".stage-asker")).to_have_text("Dr. Amina Yusuf")
        page.evaluate("document.fonts.ready")
        for width, height in ((1920, 1080), (1024, 768)):
            resize(page, width, height)
            lines, share = page.locator(".stage-question").evaluate(LINES)
            assert 1 <= lines <= 3, script
            assert share >= 0.04, script
            assert clear_of_each_other(page), script


def test_one_key_takes_it_down_and_nothing_of_before_comes_back(tab: OpenTab, server: ServerProcess) -> None:
    server.command("focus_question", question="q1")
    put_on(server, "The first one?")
    stage = tab("/s/session-v/stage", "stage", (1920, 1080)).page
    console = tab("/s/session-v/console", "moderator").page
    expect(stage.locator(".stage-question")).to_have_text("The first one?")
    put_on(server, "The second one?")
    expect(stage.locator(".stage-question")).to_have_text("The second one?")
    assert "The first one?" not in stage.content()
    expect(console.locator("#key-askoff")).to_be_visible()
    console.keyboard.press("t")
    expect(stage.locator(".stage-asked")).to_have_count(0)
    expect(stage.locator(".stage-question")).to_contain_text("What are the main challenges")
    assert "The second one?" not in stage.content()


@pytest.mark.parametrize("kind", ["timer", "lower_third", "question"])
def test_an_overlay_paints_its_plate_and_leaves_the_rest_to_the_picture(
    tab: OpenTab, server: ServerProcess, kind: str
) -> None:
    opened = tab(f"/t/{server.token('stage')}/s/session-v/overlay/{kind}", size=(1920, 1080), color_scheme="dark")
    expect(opened.page.locator(".plate")).to_have_count(0)
    server.command("give_floor", segment="s2")
    put_on(server, TEXTS["latin"])
    expect(opened.page.locator(".plate")).to_be_visible()
    assert opened.overflows() == [False, False]
    for element in ("html", "body"):
        paint = opened.page.locator(element).evaluate("e => getComputedStyle(e).backgroundColor")
        assert paint == "rgba(0, 0, 0, 0)"
    if kind == "question":
        lines, height = opened.page.locator(".overlay-question .text").evaluate(LINES)
        assert lines <= 3
        assert height >= 0.04
    assert opened.violations() == []
