"""A general debate is run by keyboard, from the first of sixty statements to the last; the stage follows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenTab
from tests.browser.pages import answered, caught_up
from tests.serving import ServerProcess

pytestmark = pytest.mark.browser

STATEMENTS = 60
BY_KEY = 4  # of the first and of the last


def test_sixty_statements_are_given_the_floor_by_one_key(tab: OpenTab, server: ServerProcess) -> None:
    server.command("add_segment", kind="interventions", title="General debate", planned="2:00:00", id="debate")
    server.command("open_list", segment="debate")
    for number in range(STATEMENTS):
        server.command("request_floor", name=f"Delegate {number:02}", id=f"r{number:02}")
    server.command("open_session")
    server.command("cue", segment="debate")
    console = tab("/s/session-v/console", "moderator").page
    stage = tab("/s/session-v/stage", "stage", (1920, 1080)).page
    key, rows = console.locator("#key-primary"), console.locator("#part-list .rows li")
    expect(rows).to_have_count(STATEMENTS)
    hours, minutes = (console.locator(f"#row-{id_} .what + .time").bounding_box() for id_ in ("debate", "s1"))
    assert hours
    assert minutes
    assert hours["height"] == minutes["height"]  # two hours stand in one line too
    for number in (4, 20):  # a row at the edge of its box opens with its keys in sight
        console.locator(f"#request-more-r{number:02} summary").focus()
        console.keyboard.press("Enter")
        expect(console.locator(f"#request-more-r{number:02} button").last).to_be_in_viewport()
        console.keyboard.press("Enter")
    console.evaluate("document.activeElement.blur()")
    answered(console, lambda: console.keyboard.press(" "))
    for number in range(STATEMENTS):
        if number == BY_KEY:  # most are given it by a program, while the stage follows and the console is away
            console.goto("about:blank")
            for _ in range(STATEMENTS - 2 * BY_KEY):
                server.command("advance")
                server.command("advance")
            console.goto(f"{server.url}/s/session-v/console")
        if BY_KEY <= number < STATEMENTS - BY_KEY:
            continue
        expect(key).to_contain_text(f"Give the floor: Delegate {number:02}")
        caught_up(console)
        answered(console, lambda: console.keyboard.press(" "))
        last = number == STATEMENTS - 1
        expect(key).to_contain_text("End the speech" if last else f"End, next: Delegate {number + 1:02}")
        if number % (STATEMENTS - BY_KEY) == 0:
            expect(stage.locator("#part-screen")).to_contain_text(f"Delegate {number:02}")
        answered(console, lambda: console.keyboard.press(" "))
    expect(rows).to_have_count(0)
    caught_up(console)
    (debate,) = server.get("/api/v1/sessions/session-v/report")["lists"]
    assert [request["id"] for request in debate["requests"]] == [f"r{number:02}" for number in range(STATEMENTS)]
    assert {request["state"] for request in debate["requests"]} == {"spoken"}
    answered(console, lambda: console.keyboard.press("z"))
    expect(key).to_contain_text("End the speech")
