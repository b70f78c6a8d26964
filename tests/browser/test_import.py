"""Importing in a real browser: a file goes up, all of it is shown, what is ticked is saved, also without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab, Tab
from tests.browser.gallery import Sight
from tests.browser.pages import held_back, resize
from tests.browser.test_states import problems
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

TABLE = (
    "Day;Room;Start;End;Title;Speaker\n3.6.2024;A;9:00;9:30;One;Ann Lee\n;A;9:30;10:00;Two;Bo Chu\n"
    ";B;9:00;9:45;Three;Cy Dee\n;B;soon;;Four;\n"
)


def opened(tab: OpenTab, **more: Any) -> Tab:
    return tab("/import", "organiser", **more)


def upload(page: Page, folder: Path) -> None:
    file = folder / "meeting.csv"
    file.write_text(TABLE)
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Show the preview").click()
    expect(page.get_by_role("heading", name="Found")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_looked_at_ticked_and_saved(
    tab: OpenTab, server: ServerProcess, tmp_path: Path, scripts: bool
) -> None:
    page = opened(tab, java_script_enabled=scripts).page
    upload(page, tmp_path)
    expect(page.get_by_text("line 5")).to_be_visible()
    page.get_by_label("Take Two").uncheck()
    # With scripts the result of a correction is shown when the field is left, else by the key Enter.
    page.get_by_label("Length of One").fill("soon")
    page.get_by_label("Length of One").press("Tab" if scripts else "Enter")
    expect(page.get_by_text('"soon" is no length')).to_be_visible()
    page.get_by_label("Length of One").fill("45")
    page.get_by_label("Length of One").press("Tab" if scripts else "Enter")
    expect(page.get_by_text('"soon" is no length')).to_have_count(0)
    expect(page.get_by_text("1 item, 45:00. A new session.").first).to_be_visible()
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.get_by_text("saved as a new session")).to_have_count(2)
    page.get_by_role("link", name="Plan").first.click()
    expect(page).to_have_url(f"{server.url}/s/meeting-a-3-june-2024/plan")


def test_a_session_ticks_its_items(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    room = page.get_by_role("checkbox", name="meeting · A · 3 June 2024", exact=True)
    room.uncheck()
    expect(page.get_by_label("Take One")).not_to_be_checked()
    expect(page.get_by_label("Take Three")).to_be_checked()
    page.get_by_label("Take Two").check()
    expect(room).to_be_checked()


def test_what_was_typed_stays_while_the_server_is_away(tab: OpenTab, tmp_path: Path) -> None:
    asking = opened(tab)
    page = asking.page
    page.remove_listener("console", asking._heard)
    upload(page, tmp_path)
    page.route("**/*", lambda route: route.abort())
    page.get_by_label("Title of Two").fill("Two, mended")
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.get_by_role("alert")).to_contain_text("what you chose and typed is still here")
    page.unroute("**/*")
    page.get_by_role("button", name="Save the ticked items").click()
    page.get_by_role("link", name="Plan").first.click()
    expect(page.get_by_label("Title", exact=True).nth(1)).to_have_value("Two, mended")


def test_another_field_of_a_column_is_read_at_once_and_the_focus_stays(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    page.get_by_text("Other zone, day, length, title or columns").click()
    page.get_by_label("Take Two").uncheck()
    rooms = page.locator('select[name="column:room"]')
    rooms.focus()
    rooms.select_option("")
    expect(page.get_by_text("Columns that were not used: Room.")).to_be_visible()
    expect(rooms).to_be_focused()
    expect(page.get_by_label("Take Two")).not_to_be_checked()
    expect(page.get_by_label("everything")).to_be_visible()
    # What cannot be read so leaves what was found, and says why.
    for name in ("title", "start", "end"):
        page.locator(f'select[name="column:{name}"]').select_option("")
    expect(page.get_by_role("alert").first).to_contain_text("With these settings the file cannot be read")
    page.get_by_label("Length of One").fill("45")
    page.get_by_label("Length of One").press("Enter")
    expect(page.get_by_label("Length of One")).to_have_attribute("data-corrected", "")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_tabs_on_one_preview_lose_nothing_that_was_typed(tab: OpenTab, tmp_path: Path, scripts: bool) -> None:
    first = opened(tab).page
    upload(first, tmp_path)
    address = first.url.partition("#")[0]
    other = tab("/healthz", "organiser", java_script_enabled=scripts)
    second = other.page
    second.goto(address)
    first.get_by_text("Other zone, day, length, title or columns").click()
    first.locator('select[name="column:room"]').select_option("")
    expect(first.get_by_text("Columns that were not used: Room.")).to_be_visible()
    second.get_by_label("Title of Two").fill("Two, mended")
    second.get_by_label("Take Three").uncheck()
    if not scripts:
        second.remove_listener("console", other._heard)  # of the refusal, which is the answer
        second.get_by_role("button", name="Save the ticked items").click()
    expect(second.get_by_role("alert").first).to_contain_text("The file was read again meanwhile, in another tab.")
    expect(second.get_by_label("Title of Two")).to_have_value("Two, mended")
    expect(second.get_by_label("Take Three")).not_to_be_checked()
    expect(second.get_by_text("Columns that were not used: Room.")).to_be_visible()


def test_a_reload_keeps_what_was_typed_in_fields_that_were_not_left(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    page.get_by_label("Title of Two").press("End")
    page.get_by_label("Title of Two").press_sequentially(", mended")
    page.reload()
    expect(page.get_by_label("Title of Two")).to_have_value("Two, mended")
    expect(page.get_by_label("Title of Two")).to_have_attribute("data-corrected", "")
    page.get_by_text("Other zone, day, length, title or columns").click()
    title = page.locator("input[name=title]")
    title.press_sequentially("Not read yet")
    page.reload()
    expect(title).to_have_value("Not read yet")
    expect(title).to_be_visible()
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was saved: the settings had been changed")
    assert page.evaluate("sessionStorage.length") == 0
    # What the server has was changed in another tab: it counts.
    other = tab("/healthz", "organiser").page
    other.goto(page.url.partition("?")[0])
    other.get_by_label("Title of Two").fill("Two, in another tab")
    other.get_by_label("Length of One").fill("45")
    other.get_by_label("Length of One").press("Tab")
    expect(other.get_by_label("Length of One")).to_have_attribute("data-corrected", "")
    page.reload()
    expect(page.get_by_label("Title of Two")).to_have_value("Two, in another tab")


def test_what_was_typed_stays_on_the_page_where_the_server_knows_no_place_for_it(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    page.evaluate("document.forms[0].querySelector('[name=reading]').value = '9-0'")
    page.get_by_label("Title of Two").fill("Two, mended")
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.locator(".save-bar [role=alert]")).to_contain_text("what you chose and typed is still here")
    expect(page.get_by_label("Title of Two")).to_have_value("Two, mended")
    expect(page.get_by_role("heading", name="Found")).to_be_visible()


def test_save_with_settings_that_were_not_read_says_why_nothing_is_saved(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    page.get_by_text("Other zone, day, length, title or columns").click()
    page.get_by_label("Time zone, where the file names none").fill("Asia/Tokyo")
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was saved: the settings had been changed")
    expect(page.get_by_text("times in Tokyo")).to_be_visible()
    page.get_by_role("button", name="Save the ticked items").click()
    expect(page.get_by_text("saved as a new session")).to_have_count(2)


def test_save_while_the_file_is_read_again_says_why_nothing_is_saved(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    page.get_by_text("Other zone, day, length, title or columns").click()

    def typed_on() -> None:
        page.locator('select[name="column:room"]').select_option("")
        expect(page.locator("form.taking")).to_have_attribute("aria-busy", "true")
        page.locator("input[name=title]").fill("Typed meanwhile")
        page.get_by_role("button", name="Save the ticked items").click()

    held_back(page, "**/again", typed_on)
    expect(page.locator(".save-bar [role=alert]")).to_contain_text("Nothing was saved: the settings had been changed")
    expect(page.get_by_text("Columns that were not used: Room.")).to_be_visible()
    expect(page.locator("input[name=title]")).to_have_value("Typed meanwhile")


def test_enter_shows_the_result_and_the_focus_stays(tab: OpenTab, tmp_path: Path) -> None:
    page = opened(tab).page
    upload(page, tmp_path)
    length = page.get_by_label("Length of Two")
    length.fill("45")
    length.press("Enter")
    expect(page.get_by_text("2 items, 1 h 15 min. A new session.")).to_be_visible()
    expect(length).to_be_focused()


def test_what_was_pasted_stays_when_it_is_no_programme(tab: OpenTab) -> None:
    page = opened(tab).page
    box = page.get_by_label("Or paste it")
    box.fill("Dear all,\nthis is a letter.")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.get_by_role("alert")).to_contain_text("no line begins with a time")
    expect(box).to_have_value("Dear all,\nthis is a letter.")
    box.fill("10:00 Opening (Mr. X)\n10:15 Talk\n11:00 End")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.get_by_role("cell", name="Mr. X")).to_be_visible()


def test_the_pages_fit_and_pass_the_accessibility_checks(tab: OpenTab, tmp_path: Path) -> None:
    page_tab = opened(tab)
    fits(page_tab)
    upload(page_tab.page, tmp_path)
    fits(page_tab)
    assert list(problems(page_tab.page, Sight("import-preview", "/import"))) == []
    page_tab.page.get_by_role("button", name="Save the ticked items").click()
    expect(page_tab.page.get_by_role("heading", name="Imported")).to_be_visible()
    fits(page_tab)


def fits(opened: Tab) -> None:
    for width, height in ((1920, 1080), (1280, 720), (390, 844)):
        resize(opened.page, width, height)
        assert opened.overflows()[0] is False, width
    assert opened.violations() == []
