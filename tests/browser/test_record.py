"""The record as a page: it follows the session, takes notes, and prints as a document."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import held_back, live
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser


def test_the_record_follows_the_session_while_a_note_is_being_written(tab: OpenTab, server: ServerProcess) -> None:
    page = tab("/s/session-v/report", "moderator").page
    expect(page.locator("#part-record")).to_contain_text("has not been opened")
    page.locator("#note-text").fill("Half a sent")
    server.command("give_floor", segment="s2")
    server.command("focus_question", question="q2")
    expect(page.locator(".record-segments tbody tr").first).to_contain_text("on now")
    expect(page.locator("#note-text")).to_have_value("Half a sent")
    page.locator("#note-text").press_sequentially("ence.")
    page.keyboard.press("Control+Enter")
    row = page.locator(".record-notes tbody tr")
    expect(row).to_contain_text("Half a sent")
    expect(row.locator("td")).to_contain_text(["", "Point", "ence.", "Panellist 1", "Presentation by Panellist 1", "2"])
    expect(page.locator("#note-text")).to_have_value("")
    server.command("close_session")
    expect(page.locator(".record-kind")).to_have_text("Record of the session")


def test_the_next_note_may_be_typed_before_the_server_has_the_first(tab: OpenTab, server: ServerProcess) -> None:
    page = live(tab("/s/session-v/report", "moderator").page)
    page.locator("#note-text").focus()

    def write() -> None:
        page.keyboard.type("One.")
        page.keyboard.press("Control+Enter")
        page.keyboard.type("Tw")

    held_back(page, "**/command", write)
    expect(page.locator(".record-notes tbody tr")).to_contain_text("One.")
    expect(page.locator("#note-text")).to_have_value("Tw")
    page.keyboard.type("o.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".record-notes tbody tr")).to_contain_text(["One.", "Two."])


def test_only_the_document_is_printed(tab: OpenTab, server: ServerProcess) -> None:
    server.command("give_floor", segment="s2")
    opened = tab("/s/session-v/report", "moderator")
    page = opened.page
    page.emulate_media(media="print")
    expect(page.locator("#note-form")).to_be_hidden()
    expect(page.locator(".record-tools")).to_be_hidden()
    expect(page.locator(".record-sheet .timeline")).to_be_visible()
    # What an A4 sheet holds between its margins; a long name is broken rather than that the last columns are cut off.
    server.command("edit_speaker", speaker="p1", name="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz")
    expect(page.locator(".record-segments")).to_contain_text("Rindfleisch")
    page.set_viewport_size({"width": 673, "height": 950})
    assert opened.overflows()[0] is False


def test_tables_are_read_on_a_phone_without_scrolling_sideways(tab: OpenTab, server: ServerProcess) -> None:
    server.command("give_floor", segment="s2")
    server.command("focus_question", question="q2")
    opened = tab("/s/session-v/report", "moderator", size=(390, 844))
    expect(opened.page.locator(".record-segments tbody tr").first).to_contain_text("on now")
    tables = opened.page.locator(".record-scroll:has(table)")
    assert tables.evaluate_all("all => all.map((one) => one.scrollWidth - one.clientWidth)") == [0] * tables.count()
    assert opened.violations() == []


def test_the_run_sheet_says_how_names_are_said_and_follows_the_session(tab: OpenTab, server: ServerProcess) -> None:
    server.command("edit_speaker", speaker="p1", says="PAN-el-ist one")
    page = tab("/s/session-v/runsheet", "moderator").page
    row = page.locator("#part-sheet tbody tr").nth(1)
    expect(row).to_contain_text("Panellist 1 [PAN-el-ist one]")
    server.command("give_floor", segment="s2")
    expect(row).to_contain_text("(on now)")
    page.emulate_media(media="print")
    expect(page.locator(".record-tools")).to_be_hidden()
    expect(page.locator(".runsheet-lines")).to_be_visible()


def test_the_clap_key_marks_a_recording_while_its_panel_is_closed(tab: OpenTab, server: ServerProcess) -> None:
    record = live(tab("/s/session-v/report", "moderator").page)
    console = live(tab("/s/session-v/console", "moderator").page)
    expect(record.locator("#part-takes a[download]")).to_have_count(0)
    console.keyboard.press("r")
    expect(record.locator("#part-takes a[download]")).to_have_count(5)
    record.locator("#key-recording").click()
    expect(record.locator("#part-takes")).to_contain_text("Take 1, paused")
