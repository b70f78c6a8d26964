"""An empty session, one like another, and from a template; addresses that are free."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.fakes import START, document, minutes
from tests.sites import Site

FORM = {
    "title": "Opening plenary",
    "date": "2026-12-01",
    "start": "10:00",
    "end": "11:00",
    "timezone": "Europe/Zurich",
    "conference": "Summit",
    "venue": "Hall 1",
    "moderator": "Ms. Chair",
    "speakers": "3",
    "each": "7",
    "handover": "0:30",
    "names": "",
    "slug": "",
}
NEPAL = {"title": "Hills", "timezone": "Asia/Kathmandu"}
TEN_IN_ZURICH = 1_796_115_600_000


def make(site: Site, role: str = "organiser", /, **form: str) -> Any:
    return site.call("POST", "/new", role, data=form)


def view(site: Site, slug: str) -> Any:
    return site.call("GET", f"/api/v1/sessions/{slug}", "organiser").json()


def test_a_session_is_made_from_a_few_words_and_opens_in_the_planner(site: Site) -> None:
    answer = make(site, **FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/opening-plenary/plan#segment-s1-title")
    made = view(site, "opening-plenary")
    assert (made["starts_at_ms"], made["ends_at_ms"]) == (TEN_IN_ZURICH, TEN_IN_ZURICH + minutes(60))
    assert made["conference"] == {"title": "Summit", "timezone": "Europe/Zurich", "venue": "Hall 1"}
    assert [(s["title"], s["planned_ms"]) for s in made["segments"][:3]] == [
        ("Opening", minutes(3)),
        ("Speaker 1", minutes(7)),
        ("Speaker 2", minutes(7)),
    ]
    assert made["capacity"]["spare_ms"] == 0
    assert site.call("GET", "/s/opening-plenary/plan", "organiser").status_code == 200


def test_names_say_how_many_there_are_and_a_session_may_end_after_midnight(site: Site) -> None:
    make(site, **{**FORM, "names": "Ada\r\n Grace \r\n\r\n", "start": "23:30", "end": "00:30"})
    made = view(site, "opening-plenary")
    assert [p["name"] for p in made["speakers"]] == ["Ms. Chair", "Ada", "Grace"]
    assert made["ends_at_ms"] - made["starts_at_ms"] == minutes(60)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", " ", "has 0 characters; it needs 1 to 300"),
        ("date", "tomorrow", "is not an instant"),
        ("timezone", "Mars", "is not a time zone"),
        ("speakers", "many", "is a number from 0 to 60"),
        ("speakers", "61", "is a number from 0 to 60"),
        ("each", "long", "is not a duration; write 6, 6:00"),
        ("slug", "Not an address", "is an address of up to 63"),
        ("slug", "session-v", "another session has this address; session-v-2 is free"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(
    site: Site, field: str, value: str, problem: str
) -> None:
    answer = make(site, **{**FORM, field: value})
    assert answer.status_code == 422
    assert problem in answer.text
    assert 'value="Ms. Chair"' in answer.text
    name = "start" if field == "date" else field
    assert f'aria-describedby="nothing-{name}-problem"' in answer.text
    assert len(site.call("GET", "/api/v1/sessions", "organiser").json()) == 1


def test_a_session_without_any_row_opens_where_the_first_one_is_typed(site: Site) -> None:
    empty = {**FORM, "speakers": "0", "with_opening": "", "with_discussion": "", "with_closing": ""}
    assert make(site, **empty).headers["location"] == "/s/opening-plenary/plan#segment-new-title"
    assert '<input id="nothing-title" name="title"' in site.call("GET", "/new", "organiser").text
    assert site.call("GET", "/new", "organiser").text.count(" autofocus") == 1


def test_two_sessions_with_one_title_have_two_addresses(site: Site) -> None:
    assert [make(site, **FORM).headers["location"] for _ in range(3)] == [
        "/s/opening-plenary/plan#segment-s1-title",
        "/s/opening-plenary-2/plan#segment-s1-title",
        "/s/opening-plenary-3/plan#segment-s1-title",
    ]


def test_a_session_like_another_one_takes_its_plan_and_nothing_of_what_happened(site: Site) -> None:
    for command in ("open_session", "advance", "advance"):
        site.send(command)
    site.send("grant_time", ms=60_000)
    page = site.call("GET", "/new?like=session:session-v", "organiser").text
    assert '<option value="session:session-v" selected>' in page
    answer = make(site, like="session:session-v", title="", date="2026-12-01", start="09:30", slug="")
    assert answer.status_code == 303
    slug = answer.headers["location"].split("/")[2]
    made, before = view(site, slug), view(site, "session-v")
    assert (made["status"], made["title"], made["seq"]) == ("planned", before["title"], 1)
    assert made["ends_at_ms"] - made["starts_at_ms"] == minutes(60)
    for name in ("id", "title", "speakers", "planned_ms"):
        assert [s[name] for s in made["segments"]] == [s[name] for s in before["segments"]]
    assert {s["granted_ms"] for s in made["segments"]} == {0}
    assert make(site, like="session:nothing", date="2026-12-01", start="09:30").status_code == 404
    refused = make(site, like="session:session-v", date="", start="09:30")
    assert (refused.status_code, "is a date and a time of day" in refused.text) == (422, True)


def test_a_template_is_kept_started_from_replaced_and_removed(site: Site) -> None:
    kept = site.call("POST", "/s/session-v/plan/template", "organiser", data={"name": "Panel & hour"})
    assert kept.headers["location"] == "/new?like=template%3APanel+%26+hour"
    assert '<option value="template:Panel &amp; hour" selected>' in (
        site.call("GET", kept.headers["location"], "organiser").text
    )
    site.send("edit_session", "organiser", title="Changed since")
    form = {"like": "template:Panel & hour", "title": "From the template", "date": "2026-12-01", "start": "09:30"}
    assert make(site, **form).headers["location"] == "/s/from-the-template/plan#segment-s1-title"
    assert len(view(site, "from-the-template")["segments"]) == 9
    site.send("remove_segment", "organiser", segment="s8")
    site.call("POST", "/s/session-v/plan/template", "organiser", data={"name": "Panel & hour"})
    assert make(site, **form).headers["location"] == "/s/from-the-template-2/plan#segment-s1-title"
    assert len(view(site, "from-the-template-2")["segments"]) == 8
    site.call("POST", "/new/template/remove", "organiser", data={"name": "Panel & hour"})
    assert "Panel" not in site.call("GET", "/new", "organiser").text.split("again-heading")[1].split("Sessions")[0]
    assert make(site, **form).status_code == 404
    assert site.call("POST", "/s/session-v/plan/template", "organiser", data={"name": " "}).status_code == 422


def test_making_sessions_and_templates_is_for_organisers(site: Site) -> None:
    for method, path in (("GET", "/new"), ("POST", "/new"), ("POST", "/s/session-v/plan/template")):
        assert site.call(method, path, "moderator", data={"name": "x", **FORM}).status_code == 403
    assert site.run(site.server.services.templates.names) == []
    assert "Use this plan again" in site.call("GET", "/s/session-v/plan", "organiser").text
    assert "Use this plan again" not in site.call("GET", "/s/session-v/plan", "moderator").text


def test_a_hard_start_moves_with_the_session(site: Site) -> None:
    plan = document(1, slug="hard", segments=[{"id": "a", "title": "A", "hard_start": "10:20"}])
    assert site.call("POST", "/api/v1/sessions", "organiser", json=plan).status_code == 201
    make(site, like="session:hard", title="Moved", date="2021-07-01", start="10:00")
    moved = view(site, "moved")
    assert moved["segments"][0]["hard_start_ms"] == START + minutes(24 * 60 + 20)


def test_parts_around_the_presentations_can_be_left_out(site: Site) -> None:
    without = {"with_opening": "", "with_discussion": "", "with_closing": ""}
    make(site, **FORM, **without)
    kinds = [s["kind"] for s in view(site, "opening-plenary")["segments"]]
    assert kinds == ["presentation"] * 3
    make(site, **{**FORM, "title": "Other"}, **{**without, "with_discussion": "on"})
    kinds = [s["kind"] for s in view(site, "other")["segments"]]
    assert kinds == [*["presentation"] * 3, "discussion"]


def test_the_form_begins_with_the_next_full_hour_of_its_zone(site: Site) -> None:
    site.call("PUT", "/api/v1/sessions/session-v/document", "organiser", json=document(conference=NEPAL))
    page = site.call("GET", "/new", "organiser").text
    assert re.findall(r'name="(?:start|end)"[^>]* value="(\d\d:\d\d)"', page)[:2] == ["20:00", "21:00"]
