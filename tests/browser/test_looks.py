"""The look of a screen: chosen on the console, in effect on the screen, still there after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import live
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser


def test_a_screen_shows_what_the_console_chooses_for_it_and_still_does_after_a_reload(
    tab: OpenTab, server: ServerProcess
) -> None:
    stage = live(tab("/s/session-v/stage", "stage", (1920, 1080)).page)
    console = live(tab("/s/session-v/console", "moderator", picture=True).page)
    server.command("aux_set", n=2, label="Coffee", ms="10:00")
    console.locator(".screens-chip").click()
    console.locator("[data-look]").click()
    console.locator("#look-form [name=mode]").select_option("aux_2")
    console.locator("#look-form [name=mirror]").select_option("true")
    console.locator("#look-form .primary-button").click()
    expect(console.locator("#look")).to_be_hidden()
    part = stage.locator("#part-screen")
    expect(part).to_have_attribute("data-mode", "aux_2")
    expect(part.locator(".name")).to_have_text("Coffee")
    expect(part.locator(".digits session-clock")).to_have_text("10:00")
    assert stage.locator("#frame").evaluate("frame => getComputedStyle(frame).scale") == "-1 1"
    stage.reload()
    expect(live(stage).locator("#part-screen")).to_have_attribute("data-mode", "aux_2")
    # The form shows what is, and the console's own picture of the stage is plain.
    console.locator(".screens-chip").click()
    console.locator("[data-look]").click()
    expect(console.locator("#look-form [name=mode]")).to_have_value("aux_2")
    expect(console.locator("#look-form [name=mirror]")).to_have_value("true")
    expect(console.frame_locator(".mini iframe").locator("#part-screen")).to_have_attribute("data-mode", "speech")
    # A lost link is marked on every screen, in every mode.
    server.command("set_look", screen=console.locator("#look-form [name=screen]").input_value(), mode="nothing")
    expect(part).to_have_attribute("data-blackout", "")
    server.stop()
    expect(stage.locator(".stage-link")).to_be_visible()
    server.start()
    expect(live(stage).locator("#part-screen")).to_have_attribute("data-mode", "nothing")
