"""Feeds: one state is rendered once for all who poll, and each is told what its link may see."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest

from app.outside.feeds import FRESH_MS
from app.outside.now import FIELDS, now_row
from tests.fakes import document
from tests.sites import SESSION, Site


def fetch(site: Site, path: str, role: str = "nobody", **more: Any) -> Any:
    return site.call("GET", f"/feed/session-v/{path}", role, **more)


def test_every_form_says_the_same(site: Site) -> None:
    site.send("give_floor", segment="s2")
    facts = fetch(site, "now.json").json()
    assert tuple(facts) == FIELDS
    assert (facts["timer"], facts["state"], bool(facts["speaker"])) == ("6:00", "running", True)
    [row] = csv.DictReader(io.StringIO(fetch(site, "now.csv").content.decode("utf-8-sig")))
    assert row == facts
    [line] = ElementTree.fromstring(fetch(site, "now.xml").content)  # noqa: S314 - our own
    assert {field.tag: field.text or "" for field in line} == facts
    assert fetch(site, "now.txt").text == f"6:00 · {facts['speaker']} · {facts['title']}\n"
    assert fetch(site, "now.txt?field=timer").text == "6:00\n"


def test_the_rundown_is_an_array_of_objects_and_the_same_table(site: Site) -> None:
    site.send("give_floor", segment="s2")
    rows = fetch(site, "rundown.json").json()
    segments = site.call("GET", SESSION).json()["segments"]
    assert [row["id"] for row in rows] == [segment["id"] for segment in segments]
    assert [row["id"] for row in rows if row["on"]] == ["s2"]
    assert (rows[1]["number"], rows[1]["planned"], rows[1]["start"]) == ("2", "6:00", "10:00")
    assert list(csv.DictReader(io.StringIO(fetch(site, "rundown.csv").content.decode("utf-8-sig")))) == rows
    lines = ElementTree.fromstring(fetch(site, "rundown.xml").content)  # noqa: S314 - our own
    assert [line.findtext("id") for line in lines] == [row["id"] for row in rows]


def test_no_text_of_a_person_is_a_formula_and_no_time_is_changed(site: Site) -> None:
    site.send("edit_segment", segment="s2", title="=1+1")
    site.send("give_floor", segment="s2")
    site.clock.set(site.clock.now() + 390_000)
    row = next(csv.DictReader(io.StringIO(fetch(site, "now.csv", "moderator").content.decode("utf-8-sig"))))
    assert (row["title"], row["timer"]) == ("'=1+1", "+0:30")


def test_a_link_decides_what_a_feed_says(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.send("show_message", text="Slower")
    assert fetch(site, "now.json", "stage").json()["message"] == "Slower"
    public = fetch(site, "now.json").json()
    assert (public["message"], public["offset"]) == ("", "")
    assert (
        site.call("GET", f"/t/{site.tokens['stage']}/feed/session-v/now.json", "nobody").json()["message"] == "Slower"
    )


def test_a_private_session_is_fed_to_those_who_hold_a_link(site: Site) -> None:
    made = site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="closed-doors", public=False)).json()
    assert site.call("GET", "/feed/closed-doors/now.json", "nobody").status_code == 404
    token = made["links"]["viewer"]["token"]
    answer = site.call("GET", f"/t/{token}/feed/closed-doors/now.json", "nobody")
    assert answer.json()["session"] == "Session V"


def test_a_feed_that_is_polled_is_rendered_once_a_state(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = []

    def counted(*given: Any) -> Any:
        rendered.append(given)
        return now_row(*given)

    monkeypatch.setattr("app.outside.feeds.now_row", counted)
    for _ in range(100):
        fetch(site, "now.json")
    assert len(rendered) == 1
    fetch(site, "now.json", headers={"Accept-Language": "fr"})
    fetch(site, "now.json", "moderator")
    assert len(rendered) == 3
    site.send("open_session")
    fetch(site, "now.json")
    site.clock.set(site.clock.now() + FRESH_MS)
    fetch(site, "now.json")
    assert len(rendered) == 5


def test_no_cache_stores_a_feed_and_scripts_of_other_sites_may_read_it(site: Site) -> None:
    headers = fetch(site, "now.json").headers
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", ["now.yaml", "rundown.txt", "now.json?field=timer", "now.txt?field=secret"])
def test_a_feed_that_does_not_exist_is_refused_with_a_sentence(site: Site, path: str) -> None:
    answer = fetch(site, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
