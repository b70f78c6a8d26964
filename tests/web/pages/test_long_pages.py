"""Pages and comparisons that can be long are made in a thread: no session that runs waits for them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from jinja2 import Template

from app.service import imports as comparing
from app.web.pages import imports
from tests.sites import Site

TABLE = b"Day;Start;End;Title;Speaker\n3.6.2024;9:00;9:30;One;Ann Lee\n;9:30;10:00;Two;Bo Chu\n"


@pytest.fixture
def on_the_loop(site: Site, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What was done in the thread of the event loop: templates that were rendered, and noted functions."""
    names: set[str] = set()
    loop = site.run(_thread)

    def note(owner: Any, attribute: str, name_of: Any) -> None:
        do = getattr(owner, attribute)

        def noted(*args: Any, **more: Any) -> Any:
            if threading.get_ident() == loop:
                names.add(name_of(*args))
            return do(*args, **more)

        monkeypatch.setattr(owner, attribute, noted)

    note(Template, "render", lambda template, *_: template.name)
    for function in ("new_plan", "difference"):
        note(comparing, function, lambda *_, function=function: function)
    for function in ("wanted", "corrected"):
        note(imports, function, lambda *_, function=function: function)
    monkeypatch.setattr(imports, "PATIENCE_S", 60.0)
    monkeypatch.setattr(imports, "PATIENCE_TO_SAVE_S", 60.0)
    return names


async def _thread() -> int:
    return threading.get_ident()


@pytest.mark.parametrize("page", ["plan", "report", "runsheet"])
def test_a_page_of_a_session_that_can_have_hundreds_of_items(site: Site, on_the_loop: set[str], page: str) -> None:
    assert site.get(f"/s/session-v/{page}", "organiser").status_code == 200
    assert f"pages/{page}.html" not in on_the_loop
    assert site.get("/s/session-v/stage", "organiser").status_code == 200
    assert "pages/stage.html" in on_the_loop  # the fixture sees what is done there


def test_a_form_of_the_planner_that_is_refused(site: Site, on_the_loop: set[str]) -> None:
    refused = site.call("POST", "/s/session-v/plan", "organiser", data={"of": "segment", "id": "s1", "planned": "soon"})
    assert "soon" in refused.text
    assert "pages/plan.html" not in on_the_loop


def test_an_import_is_compared_shown_and_saved(site: Site, on_the_loop: set[str]) -> None:
    for file in (TABLE, TABLE.replace(b"Two", b"Other")):
        sent = {"files": {"file": ("meeting.csv", file)}, "data": {"zone": "Europe/Berlin"}}
        address = site.call("POST", "/import", "organiser", **sent).headers["location"]
        assert site.get(address, "organiser").status_code == 200
        ticks = {"session": "0", "item": ["0.0", "0.1"], "as": "together"}
        assert site.call("POST", address, "organiser", data=ticks).status_code == 303
    assert "meeting-3-june-2024" in site.slugs()
    assert on_the_loop.isdisjoint({"pages/import_preview.html", "new_plan", "difference", "wanted", "corrected"})
