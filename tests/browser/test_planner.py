"""The planner as organisers use it: by keyboard, two at once, with a connection that goes, on a phone and on a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.pages import held_back, resize, until
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

PLAN = "/s/session-v/plan"
SIZES = {"light": (390, 844), "dark": (1280, 720)}


def field(page: Page, of: str, id_: str, name: str) -> Any:
    return page.locator(f"#{of}-{id_}-{name}")


def saved(page: Page) -> None:
    expect(page.locator("#notice")).to_have_text("Saved")


def order(page: Page) -> Any:
    return page.locator("#segments > li form").evaluate_all("forms => forms.map(form => form.dataset.id)")


def live(tab: Tab) -> Page:
    expect(tab.page.locator("html")).to_have_attribute("data-link", "live")
    return tab.page


def planned(server: ServerProcess, id_: str) -> Any:
    view = server.get("/api/v1/sessions/session-v")
    return next(s["planned_ms"] for s in view["segments"] if s["id"] == id_)


def test_a_rundown_is_edited_with_the_keyboard_alone(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    field(page, "segment", "s2", "planned").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("7m30")
    page.keyboard.press("Enter")
    saved(page)
    expect(field(page, "segment", "s2", "planned")).to_have_value("7:30")
    expect(field(page, "segment", "s3", "planned")).to_be_focused()
    expect(page.locator("#part-fits strong")).to_have_text("1:30 too long")
    expect(page.locator("#segment-s3 time")).not_to_have_text(page.locator("#segment-s2 time").inner_text())
    page.keyboard.type("4:30")
    page.keyboard.press("Tab")
    expect(page.locator("#part-fits strong")).to_have_text("Fits exactly")
    assert (planned(server, "s2"), planned(server, "s3")) == (450_000, 270_000)

    field(page, "segment", "s3", "title").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#notice")).to_have_text("Saved")
    assert order(page)[:5] == ["s1", "s2", "s4", "s3", "s5"]
    expect(field(page, "segment", "s3", "title")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator("#segments > li").nth(2)).to_have_id("segment-s3")
    page.keyboard.press("Control+z")
    expect(field(page, "segment", "s3", "planned")).to_have_value("6:00")
    page.keyboard.press("Control+y")
    expect(field(page, "segment", "s3", "planned")).to_have_value("4:30")

    page.keyboard.press("Control+Enter")
    expect(page.locator("#segments > li")).to_have_count(10)
    added = page.locator("#segments > li").nth(3)
    expect(added.locator("input[name=title]")).to_be_focused()
    page.keyboard.type("In between")
    page.keyboard.press("Alt+Delete")
    expect(page.locator("#segments > li")).to_have_count(9)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#segments > li")).to_have_count(10)
    field(page, "segment", "new", "speakers").focus()
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(page.locator("#segments > li")).to_have_count(11)
    expect(field(page, "segment", "new", "title")).to_be_focused()
    expect(field(page, "segment", "new", "speakers")).to_have_value("")


def test_the_key_after_a_removal_is_for_the_row_that_takes_its_place(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    field(page, "segment", "s3", "title").focus()

    def remove_two() -> None:
        page.keyboard.press("Alt+Delete")
        expect(field(page, "segment", "s4", "title")).to_be_focused()
        page.keyboard.press("Alt+Delete")
        expect(field(page, "segment", "s5", "title")).to_be_focused()

    held_back(page, "**/plan", remove_two)
    expect(page.locator("#segments > li")).to_have_count(7)
    saved(page)
    assert order(page)[:4] == ["s1", "s2", "s5", "s6"]
    expect(field(page, "segment", "s5", "title")).to_be_focused()


def test_a_row_that_is_not_removed_has_the_focus_again(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    page.route("**/plan", lambda route: route.fulfill(json={"saved": False, "problems": {}, "sentence": "No."}))
    field(page, "segment", "s3", "title").focus()
    page.keyboard.press("Alt+Delete")
    expect(page.locator("#notice")).to_have_text("No.")
    expect(field(page, "segment", "s3", "title")).to_be_focused()


def titles(page: Page) -> Any:
    return page.locator("#segments > li input[name=title]").evaluate_all("boxes => boxes.map(box => box.value)")


def test_what_is_typed_before_a_row_is_there_belongs_to_that_row(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    box = field(page, "segment", "new", "title")
    box.focus()

    def add_rows() -> None:
        page.keyboard.type("Clocks")
        page.keyboard.press("Enter")
        page.keyboard.type("Bells")
        page.keyboard.press("Enter")
        page.keyboard.type("Wh")

    held_back(page, "**/plan", add_rows)
    expect(page.locator("#segments > li")).to_have_count(11)
    assert titles(page)[-3:] == ["Clocks", "Bells", "Closing"]
    page.keyboard.type("eels")
    expect(box).to_have_value("Wheels")

    field(page, "segment", "s2", "title").focus()
    before = titles(page)

    def insert_rows() -> None:
        page.keyboard.press("Control+Enter")
        page.keyboard.type("One")
        page.keyboard.press("Control+Enter")
        page.keyboard.type("Tw")

    held_back(page, "**/plan", insert_rows)
    expect(page.locator("#segments > li")).to_have_count(13)
    expect(page.locator("#segments > li").nth(3).locator("input[name=title]")).to_be_focused()
    page.keyboard.type("o")
    page.keyboard.press("Enter")
    saved(page)
    assert titles(page) == [*before[:2], "One", "Two", *before[2:]]


def test_a_field_that_is_typed_into_while_it_is_being_saved_is_saved_again(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    box = field(page, "segment", "s2", "title")

    def type_twice() -> None:
        box.fill("Clocks")
        page.keyboard.press("Tab")
        box.focus()
        page.keyboard.press("End")
        page.keyboard.type(" and bells")

    held_back(page, "**/plan", type_twice)
    until(page, lambda: server.get("/api/v1/sessions/session-v")["segments"][1]["title"] == "Clocks")
    page.keyboard.press("Tab")
    saved(page)
    assert server.get("/api/v1/sessions/session-v")["segments"][1]["title"] == "Clocks and bells"


def test_what_is_refused_while_the_next_is_typed_waits_beside_it(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    title, length = (field(page, "segment", "new", name) for name in ("title", "planned"))
    title.focus()

    def add_rows() -> None:
        page.keyboard.type("Clocks")
        length.fill("soon")
        page.keyboard.press("Enter")
        page.keyboard.type("Bells")

    held_back(page, "**/plan", add_rows)
    expect(page.locator(".aside")).to_contain_text(re.compile("Not added: Clocks · .*6:00"))
    expect(title).to_have_value("Bells")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".aside")).to_contain_text("Not added: Bells")
    expect(title).to_have_value("Clocks")
    expect(length).to_have_attribute("aria-invalid", "true")
    length.fill("5:00")
    page.keyboard.press("Enter")
    expect(page.locator("#segments > li")).to_have_count(10)
    page.get_by_role("button", name="Put it back").click()
    expect(title).to_have_value("Bells")
    expect(page.locator(".aside")).to_have_count(0)


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def test_rows_of_a_spreadsheet_are_pasted_and_twelve_items_take_few_keys(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    field(page, "segment", "new", "title").focus()
    page.evaluate(PASTE, "Clocks\tAnn Lee\t8:00\nTea\tbreak\t15\n")
    expect(page.locator("#segments > li")).to_have_count(11)
    expect(page.locator("#segments > li").nth(9).locator("input[name=title]")).to_be_focused()
    field(page, "segment", "new", "title").focus()
    for number in range(12):
        page.keyboard.type(f"Statement {number}")
        page.keyboard.press("Control+Enter" if number % 2 else "Enter")  # which goes to a row below, here too
        expect(field(page, "segment", "new", "title")).to_have_value("")
    expect(page.locator("#segments > li")).to_have_count(23)


def test_what_cannot_be_read_stays_as_it_was_typed_until_it_is_mended(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    box = field(page, "segment", "s2", "planned")
    box.fill("soon")
    page.keyboard.press("Tab")
    expect(page.locator("#segment-s2-planned-problem")).to_contain_text('"soon" is not a duration')
    server.command("edit_segment", segment="s3", title="Changed elsewhere")
    expect(field(page, "segment", "s3", "title")).to_have_value("Changed elsewhere")
    expect(box).to_have_value("soon")
    expect(page.locator("#segment-s2-planned-problem")).to_be_visible()
    box.fill("6:30")
    page.keyboard.press("Tab")
    saved(page)
    expect(page.locator(".problem")).to_have_count(0)
    box.fill("never")
    page.keyboard.press("Escape")
    expect(box).to_have_value("6:30")
    assert planned(server, "s2") == 390_000


def test_two_organisers_at_once_overwrite_nothing(tab: OpenTab, server: ServerProcess) -> None:
    first, second = (live(tab(PLAN, "moderator")) for _ in range(2))
    mine, theirs = (field(page, "segment", "s2", "title") for page in (first, second))
    mine.press("End")
    mine.press_sequentially(" mine")
    theirs.fill("Theirs")
    second.keyboard.press("Tab")
    saved(second)
    expect(first.locator("#part-fits")).to_contain_text("Undo: change of Theirs")
    expect(mine).to_have_value("Presentation by Panellist 1 mine")
    first.keyboard.press("Tab")
    problem = first.locator("#segment-s2-title-problem")
    expect(problem).to_contain_text("Another planner put “Theirs” here meanwhile")
    expect(mine).to_have_value("Presentation by Panellist 1 mine")
    expect(theirs).to_have_value("Theirs")

    problem.get_by_text("Take theirs").click()
    expect(mine).to_have_value("Theirs")
    expect(problem).to_have_count(0)
    mine.fill("Mine after all")
    second.locator("#segment-s2-planned").fill("8")
    second.keyboard.press("Tab")
    saved(second)
    first.keyboard.press("Tab")
    for page in (first, second):
        expect(field(page, "segment", "s2", "title")).to_have_value("Mine after all")
        expect(field(page, "segment", "s2", "planned")).to_have_value("8:00")

    mine.press("End")
    mine.press_sequentially("!")
    theirs.fill("Other")
    second.keyboard.press("Tab")
    saved(second)
    first.keyboard.press("Tab")
    problem.get_by_text("Keep mine").click()
    for page in (first, second):
        expect(field(page, "segment", "s2", "title")).to_have_value("Mine after all!")


def test_a_row_that_one_editor_removes_keeps_what_another_is_typing(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    field(page, "segment", "s2", "title").press("End")
    page.keyboard.type(" more")
    server.command("remove_segment", segment="s2")
    server.command("remove_segment", segment="s3")
    expect(page.locator("#segment-s3")).to_have_count(0)
    expect(page.locator("#notice")).to_contain_text("Another planner removed this row")
    expect(field(page, "segment", "s2", "title")).to_have_value("Presentation by Panellist 1 more")
    page.keyboard.press("Escape")


def test_rows_are_dragged_by_their_grip(tab: OpenTab) -> None:
    page = live(tab(PLAN, "moderator", (1280, 900)))
    grip, target = page.locator("#segment-s2 .grip").bounding_box(), page.locator("#segment-s5").bounding_box()
    assert grip is not None
    assert target is not None
    page.mouse.move(grip["x"] + 5, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, target["y"] - 20, steps=4)
    page.mouse.move(grip["x"] + 5, target["y"] + target["height"] - 4, steps=4)
    page.mouse.up()
    saved(page)
    expect(page.locator("#segments > li").nth(4)).to_have_id("segment-s2")
    other = live(tab(PLAN, "moderator"))
    assert order(other)[:5] == ["s1", "s3", "s4", "s5", "s2"]


def test_people_and_guiding_questions_are_moved_like_rows(tab: OpenTab) -> None:
    page, other = live(tab(PLAN, "moderator", (1280, 900))), live(tab(PLAN, "moderator"))
    for of in ("speaker", "question"):
        move(page, other, of)


def move(page: Page, other: Page, of: str) -> None:
    """Move the first of these rows by a key, then by its grip, and take both back."""
    rows = page.locator(f"#{of}s > li")
    first, second, third = (rows.nth(n).get_attribute("id") for n in range(3))
    start = page.locator(f"#{first} .grip")
    start.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#notice")).to_have_text("Saved")
    expect(start).to_be_focused()
    expect(rows.nth(1)).to_have_id(str(first))
    expect(other.locator(f"#{of}s > li").nth(1)).to_have_id(str(first))

    grip, target = start.bounding_box(), page.locator(f"#{third}").bounding_box()
    assert grip is not None
    assert target is not None
    page.mouse.move(grip["x"] + 5, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, target["y"] + target["height"] - 4, steps=6)
    page.mouse.up()
    expect(other.locator(f"#{of}s > li").nth(2)).to_have_id(str(first))
    expect(page.locator("#undo")).to_contain_text("Undo: move of")
    # One step after the other: a key that is pressed again before it was answered counts once.
    for place in (1, 0):
        page.locator("#undo").click()
        for tab_ in (page, other):
            expect(tab_.locator(f"#{of}s > li").nth(place)).to_have_id(str(first))
    expect(rows.nth(1)).to_have_id(str(second))


def test_words_that_hold_questions_are_written_one_a_line(tab: OpenTab) -> None:
    page, other = live(tab(PLAN, "moderator")), live(tab(PLAN, "moderator"))
    for each in (page, other):
        each.locator("#more-rules summary").click()
    words = field(page, "session", "all", "review_words")
    words.fill(f"umbrella\n{'x' * 61}")
    page.keyboard.press("Tab")
    expect(page.locator("#session-all-review_words-problem")).to_contain_text("has 61 characters; it needs 1 to 60")
    words.fill("umbrella, hot air")
    page.keyboard.press("Tab")
    saved(page)
    for each in (page, other):
        expect(field(each, "session", "all", "review_words")).to_have_value("umbrella\nhot air")


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    server.stop()
    expect(page.locator("#notice")).to_contain_text("Not connected")
    field(page, "segment", "s2", "title").fill("Written offline")
    page.keyboard.press("Tab")
    server.start()
    saved(page)
    assert "Written offline" in [s["title"] for s in server.get("/api/v1/sessions/session-v")["segments"]]


def test_items_that_are_added_without_a_connection_are_there_in_order_when_it_is_back(
    tab: OpenTab, server: ServerProcess
) -> None:
    page = live(tab(PLAN, "organiser"))
    before = len(order(page))
    server.stop()
    expect(page.locator("#notice")).to_contain_text("Not connected")
    field(page, "segment", "new", "title").focus()
    for title in ("First", "Second", "Third"):
        page.keyboard.type(title)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".aside").last).to_contain_text(f"Not added: {title}")
        expect(field(page, "segment", "new", "title")).to_have_value("")
    server.start()
    until(page, lambda: len(order(page)) == before + 3)
    expect(page.locator(".aside")).to_have_count(0)
    titles = page.locator("#segments > li form").evaluate_all("forms => forms.map((form) => form.elements.title.value)")
    assert [title for title in titles if title in {"First", "Second", "Third"}] == ["First", "Second", "Third"]


def test_a_live_session_is_edited_without_touching_its_clock(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    for command in ("open_session", "advance", "advance"):
        server.command(command)
    expect(page.locator("#segment-s1")).to_have_attribute("data-state", "running")
    expect(page.locator("#part-head")).to_contain_text("Live: all screens show your changes at once")
    since = server.get("/api/v1/sessions/session-v")["floor"]["running_since_ms"]
    field(page, "segment", "s1", "planned").fill("5")
    page.keyboard.press("Tab")
    saved(page)
    floor = server.get("/api/v1/sessions/session-v")["floor"]
    assert (floor["running_since_ms"], floor["planned_ms"]) == (since, 300_000)


def test_settings_are_saved_field_by_field(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab(PLAN, "moderator"))
    starts = field(page, "session", "all", "starts_at").input_value()
    field(page, "session", "all", "timezone").fill("Europe/Paris")
    page.keyboard.press("Tab")
    saved(page)
    expect(page.locator("#part-head")).to_contain_text("(Paris)")
    expect(field(page, "session", "all", "starts_at")).to_have_value(starts)
    field(page, "session", "all", "hard_end").uncheck()
    expect(page.locator("#part-fits")).to_contain_text("Undo: change of the settings")
    page.locator("#more-rules summary").click()
    field(page, "session", "all", "floor_policy").select_option("open")
    saved(page)
    view = server.get("/api/v1/sessions/session-v")
    assert (view["hard_end"], view["floor_policy"]) == (False, "open")


def test_the_planner_is_accessible_and_never_scrolls_sideways(tab: OpenTab) -> None:
    # Colours that are on their way to others would be measured.
    opened = tab(PLAN, "moderator", reduced_motion="reduce")
    page = live(opened)
    for summary in ("#more-s2", "#more-speaker-p1", "#more-question-q1", "#more-rules"):
        page.locator(f"{summary} > summary").click()
    field(page, "segment", "s2", "planned").fill("soon")
    page.keyboard.press("Tab")
    expect(page.locator(".problem")).to_have_count(1)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        resize(page, *SIZES[scheme])
        assert opened.overflows()[0] is False
        assert opened.violations() == [], scheme
    resize(page, 1920, 1080)
    assert opened.overflows()[0] is False
    field(page, "segment", "s2", "planned").press("Escape")


def test_without_a_script_every_row_has_its_keys(tab: OpenTab) -> None:
    opened = tab(PLAN, "moderator", java_script_enabled=False)
    page = opened.page
    field(page, "segment", "s2", "planned").fill("nonsense")
    field(page, "segment", "s2", "title").fill("Kept")
    page.locator("#segment-s2 .save-cell button").click()
    expect(page.locator(".problem")).to_have_text(re.compile("nonsense"))
    expect(field(page, "segment", "s2", "title")).to_have_value("Kept")
    # To the browser, a refused page is a resource with the status 422; that is the only complaint there may be.
    assert [complaint for complaint in opened.complaints if "422" not in complaint] == []
    opened.complaints.clear()
    field(page, "segment", "s2", "planned").fill("6:30")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#segment-s2$"))
    expect(page.locator("#segment-s2 .saved")).to_be_visible()
    expect(page.locator("#part-fits strong")).to_have_text("0:30 too long")


def test_fields_show_the_dots_below_arabic_letters(tab: OpenTab, server: ServerProcess) -> None:
    server.command("edit_segment", segment="s2", title="\u0639\u0627\u0644\u0645\u064a")
    box = field(tab(PLAN, "moderator").page, "segment", "s2", "title")
    room, needed = box.evaluate(
        """(box) => {
          const { font, lineHeight } = getComputedStyle(box);
          const canvas = document.createElement("canvas").getContext("2d");
          canvas.font = font;
          const of = canvas.measureText(box.value);
          const line = parseFloat(lineHeight);
          const baseline = (line + of.fontBoundingBoxAscent - of.fontBoundingBoxDescent) / 2;
          return [line - baseline, of.actualBoundingBoxDescent];
        }"""
    )
    assert room >= needed > 0
