"""The finder: when a person will speak, in this session and in those of its conference that the visitor may see."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.fakes import document, minutes
from tests.sites import SESSION, Site

PAGE = "/s/session-v/backstage/people"


@pytest.fixture
def crew(site: Site) -> Site:
    """The demonstration's conference with a second, public session in Hall B, and a private third one."""
    made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": "crew"})
    site.tokens["crew"] = made.json()["token"]
    title = site.call("GET", SESSION).json()["conference"]["title"]
    make(site, "hall-b", title, "José Álvarez", public=True)
    make(site, "closed-door", title, "José Secreto", public=False)
    make(site, "elsewhere", "Another conference", "José Distante", public=True)
    return site


def make(site: Site, slug: str, conference: str, name: str, *, public: bool) -> None:
    fields: dict[str, Any] = document(1, slug=slug, public=public)
    fields["conference"] = {"title": conference, "timezone": "America/New_York", "venue": f"Hall of {slug}"}
    fields["speakers"][1]["name"] = name
    fields["starts_at"], fields["ends_at"] = site.clock.now() + minutes(20), site.clock.now() + minutes(80)
    made = site.call("POST", "/api/v1/sessions", "organiser", json=fields)
    assert made.status_code == 201, made.text


def search(site: Site, text: str, role: str = "crew") -> list[str]:
    """The rows of the answer, as text."""
    answer = site.call("GET", PAGE, role, params={"q": text})
    assert answer.status_code == 200, answer.text
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in answer.text.split("<li>")[1:]]


def test_a_person_of_another_session_is_on_at_about_a_time_in_a_room(crew: Site) -> None:
    (row,) = search(crew, "josé")
    assert "José Álvarez on at about" in row
    assert "in about 23 min" in row
    assert "Hall of hall-b" in row


def test_a_private_session_is_searched_for_those_who_may_see_it_only(crew: Site) -> None:
    assert len(search(crew, "josé", "organiser")) == 2
    assert search(crew, "secreto") == []


def test_in_the_session_itself_accents_do_not_matter_and_each_person_has_their_keys(crew: Site) -> None:
    crew.send("edit_speaker", speaker="p3", name="Zoë Ångström")
    (row,) = search(crew, "angstrom ZOE")
    assert row.startswith("Zoë Ångström on at about")
    assert "Microphone checked" in row


def test_who_is_on_and_who_has_spoken_is_said(crew: Site) -> None:
    crew.send("open_session")
    crew.send("give_floor", segment="s2")
    assert search(crew, "panellist 1")[0].startswith("Panellist 1 on now")
    crew.send("skip_segment", segment="s3")
    crew.send("skip_segment", segment="s8")
    assert search(crew, "panellist 2")[0].startswith("Panellist 2 not in the running order")
    crew.send("advance")
    assert search(crew, "panellist 1")[0].startswith("Panellist 1 has spoken")


@pytest.mark.parametrize("text", ["", "x", " ", "x" * 500, "%", "\x00\x00", "nobody of this name"])
def test_an_empty_or_unknown_name_has_no_results(crew: Site, text: str) -> None:
    assert search(crew, text) == []


def test_a_request_on_the_list_is_when_a_person_speaks(crew: Site) -> None:
    crew.send("add_speaker", name="Togo Delegate", id="togo")
    crew.send("add_segment", kind="interventions", title="Debate", planned="9:00", id="debate")
    crew.send("open_list", segment="debate")
    assert search(crew, "togo")[0].startswith("Togo Delegate not in the running order")
    crew.send("request_floor", speaker="togo", id="one")
    assert search(crew, "togo")[0].startswith("Togo Delegate on at about")
