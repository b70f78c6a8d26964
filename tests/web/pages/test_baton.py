"""The baton over HTTP: forms that name a console are bound by it, programs are not, and refusals stand in the audit."""

from __future__ import annotations

from typing import Any

from tests.fakes import START, seconds
from tests.sites import Site

CONSOLES = ("console-one", "console-two")


async def come(site: Site) -> None:
    for console in CONSOLES:
        site.server.services.hub("session-v").presence.baton.came(console, console.capitalize())


def press(site: Site, console: str, command: str = "advance") -> Any:
    form = {"command": command, "console": console}
    return site.call("POST", "/s/session-v/command", data=form, headers={"HX-Request": "true"})


def move(site: Site, role: str = "moderator", **form: str) -> Any:
    return site.call("POST", "/s/session-v/baton", role, data=form, headers={"HX-Request": "true"})


def test_only_the_console_with_the_keys_presses_them(site: Site) -> None:
    site.run(come, site)
    refused = press(site, "console-two")
    assert (refused.status_code, "Console-one is running the session" in refused.text) == (409, True)
    assert press(site, "console-one").status_code == 200
    assert site.send("advance").status_code == 200
    assert press(site, "").status_code == 200
    kept = site.run(site.server.incidents.read, "session-v")
    assert [(one.what, one.outcome) for one in kept] == [("advance", "baton_elsewhere")]


def test_the_keys_pass_over_http(site: Site) -> None:
    site.run(come, site)
    assert move(site, do="ask", console="console-two").status_code == 200
    assert "was heard 0 s ago" in move(site, do="take", console="console-two").text
    assert press(site, "console-two").status_code == 409
    assert move(site, do="give", console="console-one", to="console-two").status_code == 200
    assert press(site, "console-two").status_code == 200
    site.clock.set(START + seconds(5))
    assert move(site, do="reach", console="console-one").status_code == 200
    assert press(site, "console-one").status_code == 200
    assert move(site, "organiser", do="take", console="console-two").status_code == 200
    assert "You asked the console" in move(site, do="reach", console="console-one").text
    assert move(site, "organiser", do="reach", console="console-one").status_code == 200
    assert move(site, do="drop", console="console-two").status_code == 422
    assert move(site, do="ask", console="nobody").status_code == 404
    done = [one.what for one in site.run(site.server.incidents.read, "session-v") if one.outcome == "done"]
    assert done == ["give_baton", "take_baton", "take_baton", "take_baton"]
