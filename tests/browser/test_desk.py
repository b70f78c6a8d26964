"""The questions desk in a real browser: live, by hand and by keyboard, with two people at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.serving import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
    expect(desk.page.locator("#panel [role=alert]")).to_contain_text("Somebody else changed this question")
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
