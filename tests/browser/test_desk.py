"""The questions desk in a real browser: live, by hand and by keyboard, with two people at it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import held_back, live, until
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

DESK = "/s/session-v/desk"


def test_a_question_goes_from_waiting_to_answered_in_front_of_two_people(tab: OpenTab, server: ServerProcess) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("add_floor_question", text="What about the islands?")
    desk, other = (tab(DESK, "desk").page, tab(DESK, "moderator", (390, 844)).page)
    server.command("ask", "viewer", id="u1", text="Wat about water?")
    expect(other.locator("#part-pending #q-u1")).to_contain_text("Wat about water?")

    desk.locator("#q-u1 .text").click()
    desk.locator("summary", has_text="Change the wording").click()
    desk.locator("#panel textarea").first.fill("What about water?")
    desk.get_by_role("button", name="Save the wording").click()
    expect(desk.locator("#panel .desk-question")).to_have_count(0)
    expect(other.locator("#q-u1 .text")).to_have_text("What about water?")
    expect(other.locator("#q-u1 .original")).to_have_text("edited")
    steps = (("Waiting", "Approve", "approved"), ("Approved", "Queue", "queue"), ("Queue", "Put on", "queue"))
    for list_, button, where in (*steps, ("Queue", "Answered", "rest")):
        desk.get_by_role("radio", name=list_).check()
        desk.locator("#q-u1").get_by_role("button", name=button, exact=True).click()
        expect(other.locator(f"#part-{where} #q-u1")).to_have_count(1)
    expect(desk.locator("#notice")).to_have_text("Question answered.")


def test_a_saved_wording_closes_the_panel_also_if_the_new_state_was_there_before_the_answer(
    tab: OpenTab, server: ServerProcess
) -> None:
    server.command("add_floor_question", text="Wat about the islands?")
    desk = live(tab(DESK, "desk").page)
    desk.get_by_role("radio", name="Approved").check()
    desk.locator("#q-a2 .text").click()
    desk.locator("summary", has_text="Change the wording").click()
    desk.locator("#panel textarea").first.fill("What about the islands?")

    def answer_later(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        answer = route.fetch()
        expect(desk.locator("#q-a2 .text")).to_have_text("What about the islands?")
        return route.fulfill(response=answer)

    desk.route("**/questions/*", answer_later)
    with desk.expect_request_finished(lambda request: request.method == "POST"):
        desk.get_by_role("button", name="Save the wording").click()
    expect(desk.locator("#panel .desk-question")).to_have_count(0)
    desk.wait_for_timeout(1_000)  # a panel that comes back does so within a fifth of this
    expect(desk.locator("#panel .desk-question")).to_have_count(0)


def test_the_next_question_from_the_floor_may_be_typed_before_the_server_has_the_first(
    tab: OpenTab, server: ServerProcess
) -> None:
    desk = live(tab(DESK, "desk").page)
    text, name = desk.locator("#floor-text"), desk.get_by_label("Who asked")
    name.fill("Ann Lee")
    text.focus()

    def write() -> None:
        desk.keyboard.type("What about water?")
        desk.keyboard.press("Enter")
        desk.keyboard.type("And")

    held_back(desk, "**/desk", write)
    expect(text).to_have_value("And")
    expect(name).to_have_value("")
    desk.get_by_role("radio", name="Approved").check()
    expect(desk.locator("#part-approved .asked")).to_contain_text("What about water?")


def test_the_slower_of_two_editors_loses_nothing(tab: OpenTab, server: ServerProcess) -> None:
    server.command("add_floor_question", text="What about the islands?")
    desk = tab(DESK, "desk")
    live(desk.page).keyboard.press("2")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("e")
    expect(desk.page.locator("#panel textarea").first).to_be_focused()
    desk.page.locator("#panel textarea").first.fill("My wording?")
    server.command("edit_question", "desk", question="a2", text="Another wording?")
    desk.page.get_by_role("button", name="Save the wording").click()
    expect(desk.page.locator("#panel [role=alert]")).to_contain_text("Another person changed this question")
    expect(desk.page.locator("#panel .text")).to_have_text("Another wording?")
    desk.page.locator("#q-a2").focus()
    desk.page.keyboard.press("e")  # keys go on after a refusal, which has taken the place of the form
    expect(desk.page.locator("#panel textarea").first).to_be_focused()
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
    expect(page.locator("#part-queue")).to_contain_text("What about the islands?")
    page.get_by_role("link", name="Details").click()
    page.get_by_label("Reason, which the author reads").fill("There is no time left for it.")
    page.locator(".desk-question").get_by_role("button", name="Dismiss").click()
    expect(page.locator("#rest-dismissed")).to_contain_text("What about the islands?")


def test_a_list_is_worked_off_by_keyboard(tab: OpenTab, server: ServerProcess) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("ask", "viewer", id="u1", text="What about water?")
    for text in ("First?", "Second?", "Third?"):
        server.command("add_floor_question", text=text)
    page = live(tab(DESK, "desk").page)
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_have_text(re.compile("^Choose a question first"))
    page.keyboard.press("j")
    expect(page.locator("#q-u1")).to_be_focused()
    expect(page.locator("#panel .text")).to_have_text("What about water?")
    page.keyboard.press("l")
    expect(page.locator("#notice")).to_have_text("Not possible with this question in its present state.")
    page.keyboard.press("a")
    expect(page.locator("#part-approved .asked")).to_have_count(4)
    page.keyboard.press("2")
    for left in (3, 2):
        page.locator("#part-approved .asked").first.focus()
        page.keyboard.press("q")
        expect(page.locator("#part-approved .asked")).to_have_count(left)
    page.keyboard.press("3")
    queue = page.locator("#list-queue .asked .text")
    expect(queue).to_have_text(["What about water?", "First?"])
    page.locator("#list-queue .asked").last.focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(queue).to_have_text(["First?", "What about water?"])
    page.keyboard.press("n")
    expect(page.locator("#list-live .asked[data-on]")).to_contain_text("First?")
    page.keyboard.press("n")
    expect(page.locator("#list-live .asked[data-on]")).to_contain_text("What about water?")
    page.locator(".asked[data-on]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".asked[data-on]")).to_have_count(0)
    expect(page.locator("#part-now")).to_contain_text("No question is on.")
    page.locator("#list-queue .asked").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#part-now")).to_contain_text("What about water?")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


@pytest.mark.parametrize("order", [("GET", "POST"), ("POST", "GET")])
def test_selected_questions_are_worked_off_together(
    tab: OpenTab, server: ServerProcess, order: tuple[str, str]
) -> None:
    server.command("set_floor_policy", policy="moderated")
    for n in range(4):
        server.command("ask", "viewer", id=f"u{n}", text=f"Question {n}?")
    page = live(tab(DESK, "desk").page)

    def select(*rows: str) -> None:
        for row in rows:
            page.locator(f"#q-{row}").focus()
            page.keyboard.press("x")

    expect(page.locator("#several")).to_be_hidden()
    select("u0", "u1", "u2")
    expect(page.locator("#several")).to_contain_text("3 selected")
    server.command("ask", "viewer", id="u4", text="While the desk selects?")
    expect(page.locator("#part-pending .asked")).to_have_count(5)
    expect(page.locator(".pick input:checked")).to_have_count(3)
    page.keyboard.press("a")
    expect(page.locator("#notice")).to_have_text("Approved: 3.")
    expect(page.locator("#part-approved .asked")).to_have_count(3)
    expect(page.locator("#several")).to_be_hidden()
    select("u3", "u4")
    page.keyboard.press("d")
    expect(page.locator("#several [name=reason]")).to_be_focused()
    page.keyboard.type("It is not a question.")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#notice")).to_have_text("Dismissed: 2.")
    expect(page.locator("#rest-dismissed .asked")).to_have_count(2)
    page.keyboard.press("2")
    select("u0", "u1")
    page.keyboard.press("m")
    expect(page.locator(".chip.merged")).to_have_text("+1 merged")
    asked: set[str] = set()
    held: dict[str, tuple[Route, APIResponse]] = {}
    merged = page.locator(".asked", has=page.locator(".chip.merged"))
    merged.focus()
    expect(page.get_by_role("button", name="Unmerge")).to_be_visible()

    def hold(route: Route) -> None:
        """Hold the first answer to a request of each method back."""
        if (method := route.request.method) in asked:
            route.continue_()
        else:
            asked.add(method)
            held[method] = route, route.fetch()

    page.route("**/questions/*", hold)
    merged.locator(".more").dispatch_event("click")
    until(page, lambda: "GET" in held)
    page.get_by_role("button", name="Unmerge").click()
    expect(page.locator("#part-approved .asked")).to_have_count(3)
    until(page, lambda: "POST" in held)
    page.locator("#q-u0").focus()
    page.keyboard.press("d")
    # The question comes that was asked for before the move, and the answer to the move: after its state, and the key.
    for method in order:
        route, answer = held[method]
        route.fulfill(response=answer)
    page.unroute("**/questions/*")
    expect(page.get_by_label("Reason, which the author reads")).to_be_focused()
    expect(page.get_by_label("Reason, which the author reads")).to_have_value("It is not a question.")
    page.keyboard.press("Enter")
    expect(page.locator("#rest-dismissed .asked")).to_have_count(3)


def test_nine_questions_are_in_sight_and_the_stage_in_small(tab: OpenTab, server: ServerProcess) -> None:
    for n in range(12):
        server.command("add_floor_question", text=f"{n}: {'What about water? ' * 10}")
    page = live(tab(DESK, "desk", picture=True).page)
    page.keyboard.press("2")
    last = page.locator("#part-approved .asked").nth(8).bounding_box()
    assert last is not None
    assert last["y"] + last["height"] < 720
    server.command("blackout", on=True)
    stage = page.frame_locator(".mini iframe")
    expect(stage.locator("#part-screen[data-blackout]")).to_have_count(1)


def test_the_queue_is_put_in_order_by_drag(tab: OpenTab, server: ServerProcess) -> None:
    for text in ("First?", "Second?", "Third?"):
        added = server.command("add_floor_question", text=text)
        server.command("queue_question", question=added["events"][0]["question"])
    page = tab(DESK, "desk", (1280, 1400)).page
    expect(page.locator("html")).to_have_attribute("data-link", "live")
    page.keyboard.press("3")
    rows = page.locator("#list-queue .asked")
    grip, first = rows.nth(2).locator(".grip").bounding_box(), rows.nth(0).bounding_box()
    assert grip is not None
    assert first is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 40, first["y"] + 4)
    expect(rows.nth(0)).to_have_attribute("data-before", "")
    page.mouse.up()
    expect(rows.locator(".text")).to_have_text(["Third?", "First?", "Second?"])


@pytest.mark.parametrize("size", [(320, 700), (1280, 720)])
def test_the_desk_and_its_panel_fit_and_please_axe(tab: OpenTab, server: ServerProcess, size: tuple[int, int]) -> None:
    server.command("set_floor_policy", policy="moderated")
    server.command("ask", "viewer", id="u1", text="W" * 300, identity="public", name="N" * 100)
    server.command("add_floor_question", text="مرحبا، ماذا عن المياه؟")
    opened = tab(DESK, "desk", size)
    assert opened.violations() == []
    assert not opened.overflows()[0]
    opened.page.locator("#q-u1 .text").click()
    if size[0] < 1024:
        opened.page.locator("#q-u1").get_by_role("link", name="Details").click()
    expect(opened.page.locator("#panel .desk-question")).to_be_visible()
    assert opened.violations() == []
    assert not opened.overflows()[0]
