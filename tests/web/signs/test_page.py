"""Signs by the door and in the lobby: now and next, public sessions only unless the screen has a link."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from app.web.signs.page import MOST_NEXT, by_room
from tests.fakes import document, minutes
from tests.sites import Site

HALL = "Hall B/2"
SIGN = "/room/Hall%20B%2F2"


@pytest.fixture
def house(site: Site) -> Site:
    """Hall B/2 has a public session, a later one, and a private one; another hall has one more."""
    make(site, "first", "First", HALL, 0)
    make(site, "second", "Second", HALL, 120)
    made = make(site, "secret", "Secret", HALL, 60, public=False)
    site.tokens["inside"] = made["links"]["viewer"]["token"]
    make(site, "other", "Other", "Hall C", 0)
    return site


def make(site: Site, slug: str, title: str, venue: str, in_minutes: int, *, public: bool = True) -> Any:
    fields: dict[str, Any] = document(1, slug=slug, title=title, public=public)
    fields["conference"] = {"title": "Conference", "timezone": "America/New_York", "venue": venue}
    starts = site.clock.now() + minutes(in_minutes)
    fields["starts_at"], fields["ends_at"] = starts, starts + minutes(60)
    made = site.call("POST", "/api/v1/sessions", "organiser", json=fields)
    assert made.status_code == 201, made.text
    return made.json()


def shown(site: Site, path: str, role: str = "nobody") -> str:
    answer = site.call("GET", path, role)
    assert answer.status_code == 200, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])).split())


def test_a_sign_says_what_is_on_and_what_comes_next_in_its_room(house: Site) -> None:
    before = shown(house, f"{SIGN}/sign")
    assert "Hall B/2" in before
    assert "Nothing is on now." in before
    assert before.index("First") < before.index("Second")
    house.call("POST", "/api/v1/sessions/first/commands", "organiser", json={"command": "open_session"})
    house.call("POST", "/api/v1/sessions/first/commands", "organiser", json={"command": "give_floor", "segment": "t1"})
    now = shown(house, f"{SIGN}/sign")
    assert re.search(r"Now First Panellist 1 6:00 until about .* Second", now)
    assert "Other" not in now
    house.call("POST", "/api/v1/sessions/first/commands", "organiser", json={"command": "close_session"})
    assert "First" not in shown(house, f"{SIGN}/sign")


@pytest.mark.parametrize("path", [f"{SIGN}/sign", f"{SIGN}/rows", "/venue", "/venue/rows"])
def test_a_private_session_is_for_screens_with_a_link(house: Site, path: str) -> None:
    assert "Secret" not in house.call("GET", path, "nobody").text
    assert "Secret" in house.call("GET", path, "inside").text


def test_the_lobby_has_every_room_and_leads_to_its_sign(house: Site) -> None:
    page = house.call("GET", "/venue?conference=Conference", "nobody").text
    assert f'href="{SIGN}/sign"' in page
    assert 'href="/room/Hall%20C/sign"' in page
    assert "United Nations" not in page
    rows = house.call("GET", "/venue/rows?conference=Conference", "nobody").json()
    assert rows["now"] == house.clock.now()
    assert rows["html"] in page


@pytest.mark.parametrize("venue", ["No such hall", "%3Cscript%3E", "x" * 400, "%00"])
def test_an_unknown_room_says_that_nothing_is_planned(house: Site, venue: str) -> None:
    assert "Nothing is planned here." in shown(house, f"/room/{venue}/sign")


def test_a_screen_of_a_session_is_led_to_the_sign_of_its_room(house: Site) -> None:
    assert house.call("GET", "/s/secret/sign", "inside").headers["location"] == f"{SIGN}/sign"
    assert house.call("GET", "/s/secret/sign", "nobody").status_code == 404
    named = f"/t/{house.tokens['inside']}"
    led = house.http.get(f"{named}/s/secret/sign", follow_redirects=False)
    assert led.headers["location"] == f"{named}{SIGN}/sign"


def test_a_room_has_a_few_sessions_to_come_and_none_that_is_past() -> None:
    entries = [{"when": when, "room": "A", "conference": {"venue": "A"}} for when in ("now", *["today"] * 5, "past")]
    (room,) = by_room(entries)
    assert (len(room["now"]), len(room["next"])) == (1, MOST_NEXT)


def test_an_invented_room_of_any_length_is_remembered_by_its_first_letters_only(site: Site) -> None:
    for address in (f"/room/{'x' * 1_000}/sign", f"/room/{'x' * 1_000}/rows"):
        answer = site.call("GET", address, "nobody")
        assert answer.status_code == 200
        assert "x" * 301 not in answer.text
