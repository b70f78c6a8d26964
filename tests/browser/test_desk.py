"""The questions desk in a real browser: live, by hand and by keyboard, with two people at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.serving import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_desk")]

DESK = "/s/session-v/desk"


def test_a_question_goes_from_waiting_to_answered_in_front_of_two_people(tab: OpenTab, server: ServerProcess) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("add_floor_question", text="What about the islands?")
    desk, other = (tab(DESK, "desk").page, tab(DESK, "moderator", (390, 844)).page)
    server.command("ask", "viewer", id="u1", text="Wat about water?")
    expect(other.locator("#part-pending #q-u1")).to_contain_text("Wat about water?")

    desk.locator("#q-u1").get_by_role("link", name="Edit").click()
    desk.locator("#panel textarea").first.fill("What about water?")
    desk.get_by_role("button", name="Save the wording").click()
    expect(desk.locator("#panel")).to_be_hidden()
    expect(other.locator("#q-u1 .original")).to_contain_text("Wat about water?")
    for button, where in (("Approve", "approved"), ("Queue", "now"), ("Put on", "now"), ("Answered", "rest")):
        desk.locator("#q-u1").get_by_role("button", name=button, exact=True).click()
        expect(other.locator(f"#part-{where} #q-u1")).to_have_count(1)
    expect(desk.locator("#notice")).to_have_text("Question answered.")


def test_the_slower_of_two_editors_loses_nothing(tab: OpenTab, server: ServerProcess) -> None:
    server.command("add_floor_question", text="What about the islands?")
    desk = tab(DESK, "desk")
    desk.page.get_by_role("link", name="More").click()
    desk.page.locator("#panel textarea").first.fill("My wording?")
    server.command("edit_question", "desk", question="a2", text="Another wording?")
    desk.page.get_by_role("button", name="Save the wording").click()
    expect(desk.page.locator("#panel [role=alert]")).to_contain_text("Another person changed this question")
    expect(desk.page.locator("#panel .text")).to_have_text("Another wording?")
    expect(desk.page.locator("#panel textarea").first).to_have_value("My wording?")
    desk.page.get_by_role("button", name="Save the wording").click()
    expect(desk.page.locator("#part-approved .text")).to_have_text("My wording?")
    # The browser reports every refused request; this one was meant.
    assert [complaint for complaint in desk.complaints if "409" not in complaint] == []
    desk.complaints.clear()


def test_half_a_floor_question_stays_while_others_come_in(tab: OpenTab, server: ServerProcess) -> None:
    page = tab(DESK, "desk").page
    page.locator("#floor-text").fill("And what")
    server.command("add_floor_question", text="Something else?")
    expect(page.locator("#part-approved")).to_contain_text("Something else?")
    expect(page.locator("#floor-text")).to_have_value("And what")
    page.locator("#floor-text").press("Enter")
    expect(page.locator("#part-approved")).to_contain_text("And what")
    expect(page.locator("#floor-text")).to_have_value("")


def test_the_desk_works_without_scripts(tab: OpenTab, server: ServerProcess) -> None:
    server.command("add_floor_question", text="What about the islands?")
    page = tab(DESK, "desk", java_script_enabled=False).page
    page.get_by_role("button", name="Queue", exact=True).click()
    expect(page.locator("#part-now")).to_contain_text("What about the islands?")
    page.get_by_role("link", name="More").click()
    page.get_by_label("Reason").fill("There is no time left for it.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#rest-dismissed")).to_contain_text("Dismissed (1)")


def test_a_list_is_worked_off_by_keyboard(tab: OpenTab, server: ServerProcess) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("ask", "viewer", id="u1", text="What about water?")
    for text in ("First?", "Second?", "Third?"):
        server.command("add_floor_question", text=text)
    page = tab(DESK, "desk").page
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    page.keyboard.press("j")
    expect(page.locator("#q-u1")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#part-approved .asked")).to_have_count(4)
    for _ in range(2):
        page.locator("#part-approved .asked").first.focus()
        page.keyboard.press("q")
        expect(page.locator("#notice")).to_have_text("Question queued.")
        page.locator("#notice").evaluate("e => (e.textContent = '')")
    queue = page.locator("#part-now .asked .text")
    expect(queue).to_have_text(["What about water?", "First?"])
    page.locator("#part-now .asked").last.focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(queue).to_have_text(["First?", "What about water?"])
    page.keyboard.press("n")
    expect(page.locator("#part-now .asked[data-on]")).to_contain_text("First?")
    page.keyboard.press("n")
    expect(page.locator("#part-now .asked[data-on]")).to_contain_text("What about water?")
    page.locator("#part-now .asked[data-on]").focus()
    page.keyboard.press("o")
    expect(page.locator("#part-now .asked[data-on]")).to_have_count(0)

    for n in range(2):
        page.locator("#part-approved .asked").nth(n).focus()
        page.keyboard.press("x")
    server.command("add_floor_question", text="While somebody ticks?")
    expect(page.locator("#part-approved .asked")).to_have_count(3)
    expect(page.locator(".pick input:checked")).to_have_count(2)
    page.keyboard.press("m")
    expect(page.locator(".merged")).to_have_count(1)
    expect(page.locator("#several")).to_be_hidden()
    page.locator(".asked", has=page.locator(".merged")).focus()
    page.keyboard.press("d")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_the_queue_is_put_in_order_by_drag(tab: OpenTab, server: ServerProcess) -> None:
    for text in ("First?", "Second?", "Third?"):
        added = server.command("add_floor_question", text=text)
        server.command("queue_question", question=added["events"][0]["question"])
    page = tab(DESK, "desk", (1280, 1400)).page
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    rows = page.locator("#part-now .asked")
    grip, first = rows.nth(2).locator(".grip").bounding_box(), rows.nth(0).bounding_box()
    assert grip is not None
    assert first is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 40, first["y"] + 4)
    expect(rows.nth(0)).to_have_attribute("data-before", "")
    page.mouse.up()
    expect(rows.locator(".text")).to_have_text(["Third?", "First?", "Second?"])


@pytest.mark.parametrize("size", [(320, 700), (390, 844), (1280, 720)])
def test_the_desk_and_its_panel_fit_and_please_axe(tab: OpenTab, server: ServerProcess, size: tuple[int, int]) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("ask", "viewer", id="u1", text="W" * 300, identity="public", name="N" * 100)
    server.command("add_floor_question", text="مرحبا، ماذا عن المياه؟")
    opened = tab(DESK, "desk", size)
    assert opened.violations() == []
    assert not opened.overflows()[0]
    opened.page.locator("#q-u1").get_by_role("link", name="Edit").click()
    expect(opened.page.locator("#panel")).to_be_visible()
    assert opened.violations() == []
    assert not opened.overflows()[0]
