"""Pairing: a screen shows a code; the moderator who types it says from then on where the screen goes."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest

from app.service.access.pairing import ASKS_WITHIN_MS, GUESSES, MOST_OF_ONE_PLACE, NEW_CODES
from tests.fakes import START, document, minutes, seconds
from tests.sites import Site, open_site

COOKIE = "rostrum_screen"
PAIRED = "/s/session-v/screens"


class Screen:
    """A browser on a stage computer: it has nothing but its cookie."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.cookie = ""

    def open(self, path: str = "/screen") -> Any:
        self._site.http.cookies.clear()
        headers = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        answer = self._site.call("GET", path, "nobody", headers=headers)
        self.cookie = answer.cookies.get(COOKIE, self.cookie)
        self._site.http.cookies.clear()
        return answer

    @property
    def code(self) -> str:
        match = re.search(r'data-code="(\d{6})"', self.open().text)
        assert match is not None
        return match[1]

    def waiting(self) -> str | None:
        code: str | None = self.open("/screen/waiting").json()["code"]
        return code


def pair(
    site: Site, code: str, role: str = "moderator", to: str = "session-v/stage", name: str = "Back wall", **more: str
) -> Any:
    return site.call("POST", "/pair", role, data={"code": code, "to": to, "name": name, **more})


def change(site: Site, do: str, **more: str) -> Any:
    page = site.call("GET", PAIRED).text
    id_ = re.search(r'value="(screen:[0-9a-f]+)"', page)
    assert id_ is not None
    return site.call("POST", f"{PAIRED}/change", data={"id": id_[1], "do": do, **more})


def test_a_screen_without_a_name_is_called_one_in_the_language_of_the_reader(site: Site) -> None:
    pair(site, Screen(site).code, name="")
    page = site.call("GET", f"{PAIRED}?language=ru").text
    assert "<bdi>Экран 1</bdi>" in page
    assert 'value="Screen 1"' in page


def test_a_screen_may_have_a_language_of_its_own(site: Site) -> None:
    screen = Screen(site)
    pair(site, screen.code, language="ar")
    assert screen.open().headers["location"] == "/s/session-v/stage?language=ar"
    assert '<option value="ar" lang="ar" selected>' in site.call("GET", PAIRED).text
    change(site, "send", to="session-v/person/p2", language="fr")
    assert screen.open().headers["location"] == "/s/session-v/speaker/3?language=fr"
    assert 'value="session-v/person/p2" selected' in site.call("GET", PAIRED).text
    change(site, "send", to="session-v/stage")
    assert screen.open().headers["location"] == "/s/session-v/stage"
    assert change(site, "send", to="session-v/stage", language="tlh").status_code == 422


def test_a_form_says_that_a_screen_is_paired_in_the_language_of_its_reader(site: Site) -> None:
    chosen = {"Cookie": "rostrum-language=fr", "HX-Request": "true"}
    form = {"code": Screen(site).code, "to": "session-v/stage", "name": "Back wall"}
    assert "Back wall est associé" in site.call("POST", "/pair", data=form, headers=chosen).text


def test_a_screen_is_paired_by_the_code_it_shows(site: Site) -> None:
    screen = Screen(site)
    code = screen.code
    assert screen.waiting() == code
    assert screen.open("/s/session-v/stage").status_code == 403
    done = pair(site, f"{code[:3]} {code[3:]}")
    assert (done.status_code, done.headers["location"]) == (303, PAIRED)
    assert screen.waiting() is None
    there = screen.open()
    assert (there.status_code, there.headers["location"]) == (303, "/s/session-v/stage")
    assert screen.open("/s/session-v/stage").status_code == 200
    assert screen.open("/s/session-v/console").status_code == 403
    assert "Back wall" in site.call("GET", PAIRED).text
    assert screen.cookie.encode() not in site.kept()
    assert pair(site, code).status_code == 404


def test_a_code_lives_five_minutes_and_is_followed_by_another(site: Site) -> None:
    screen = Screen(site)
    first = screen.code
    for at in range(START, START + minutes(5), ASKS_WITHIN_MS):
        site.clock.set(at)
        assert screen.waiting() == first
    site.clock.set(START + minutes(5) - 1)
    assert screen.code == first
    site.clock.set(START + minutes(5))
    assert screen.waiting() is None
    assert pair(site, first).status_code == 404
    assert pair(site, screen.code).status_code == 303


def test_a_code_waits_only_while_the_page_of_its_screen_asks(site: Site) -> None:
    screen = Screen(site)
    first = screen.code
    site.clock.set(START + ASKS_WITHIN_MS + 1)
    assert pair(site, first).status_code == 404
    assert screen.waiting() is None
    assert pair(site, screen.code).status_code == 303


def test_one_place_has_a_share_of_the_codes_and_those_elsewhere_get_theirs(site: Site) -> None:
    async def ask(address: str) -> int:
        transport = httpx2.ASGITransport(app=site.http.app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return int((await client.get("/screen")).status_code)

    from_one = [site.run(ask, f"2001:db8:0:7:{n:x}::1") for n in range(MOST_OF_ONE_PLACE + 10)]
    assert from_one == [200] * MOST_OF_ONE_PLACE + [429] * 10
    assert site.run(ask, "2001:db8:0:8::1") == 200
    site.clock.set(START + ASKS_WITHIN_MS + 1)
    assert site.run(ask, "2001:db8:0:7::1") == 200


def test_guessing_is_throttled_for_each_guesser(site: Site) -> None:
    screen = Screen(site)
    code = screen.code
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(GUESSES[0]):
        assert pair(site, wrong).status_code == 404
    refused = pair(site, code)
    assert (refused.status_code, "Try again in 10 s" in refused.text) == (429, True)
    assert screen.waiting() == code
    site.clock.set(START + seconds(10))
    assert pair(site, code).status_code == 303


@pytest.mark.parametrize("role", ["desk", "stage", "viewer", "nobody"])
def test_only_those_who_run_the_session_pair_screens(site: Site, role: str) -> None:
    screen = Screen(site)
    assert pair(site, screen.code, role).status_code == 403
    assert screen.waiting() is not None


@pytest.mark.parametrize(
    "to",
    [
        "",
        "session-v",
        "session-v/console",
        "session-v/speaker/99",
        "session-v/speaker/0",
        "session-v/person/nobody",
        "session-v/overlay/x",
        "no/stage",
    ],
)
def test_a_screen_goes_to_no_page_that_is_none_of_its_kind(site: Site, to: str) -> None:
    screen = Screen(site)
    assert pair(site, screen.code, to=to).status_code == 404
    assert screen.waiting() is not None


def test_a_moderator_sends_no_screen_into_a_session_of_others(site: Site) -> None:
    site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="other", public=False))
    screen = Screen(site)
    assert pair(site, screen.code, to="other/stage").status_code == 404
    assert pair(site, screen.code).status_code == 303
    assert change(site, "send", to="other/stage").status_code == 404
    assert screen.open().headers["location"] == "/s/session-v/stage"
    assert pair(site, Screen(site).code, "organiser", to="other/stage").status_code == 303


def test_a_paired_screen_is_renamed_and_sent_elsewhere(site: Site) -> None:
    screen = Screen(site)
    pair(site, screen.code)
    assert change(site, "rename", name="Lectern").status_code == 303
    assert change(site, "rename", name=" ").status_code == 422
    assert "Lectern" in site.call("GET", PAIRED).text
    assert change(site, "send", to="session-v/speaker/2").status_code == 303
    assert screen.open().headers["location"] == "/s/session-v/speaker/2"
    assert [screen.open(f"/s/session-v/speaker/{n}").status_code for n in (1, 2)] == [303, 200]
    assert screen.open("/s/session-v/stage").status_code == 403
    assert change(site, "flash").status_code == 404
    assert change(site, "send", to="session-v/overlay/lower_third").status_code == 303
    assert screen.open().headers["location"] == "/s/session-v/overlay/lower_third"
    assert screen.open("/s/session-v/overlay/lower_third").status_code == 200
    assert 'value="session-v/overlay/lower_third" selected' in site.call("GET", PAIRED).text


def test_a_released_screen_shows_a_code_again_and_holds_nothing_of_before(site: Site) -> None:
    screen = Screen(site)
    pair(site, screen.code)
    before = screen.cookie
    assert change(site, "release").status_code == 303
    assert screen.open("/s/session-v/stage").status_code == 403
    assert re.fullmatch(r"\d{6}", screen.code)
    assert screen.cookie != before
    assert "Back wall" not in site.call("GET", PAIRED).text
    assert pair(site, screen.code).status_code == 303


def test_a_paired_screen_stays_paired_over_a_restart_and_a_waiting_one_keeps_its_code(site: Site) -> None:
    paired, waits = Screen(site), Screen(site)
    pair(site, paired.code)
    old = waits.code
    site.server.folder.release()  # as the system does when a process ends
    with open_site(site.data) as again:
        for screen in (paired, waits):
            screen._site = again
        assert paired.open().headers["location"] == "/s/session-v/stage"
        assert waits.waiting() == old
        assert pair(again, old).status_code == 303
        assert pair(again, old).status_code == 404


def test_a_screen_is_sent_to_the_chosen_speaker_although_the_list_was_reordered(site: Site) -> None:
    chosen = "session-v/person/p1"
    site.send("move_speaker", "organiser", speaker="p1", after="p6")
    screen = Screen(site)
    assert pair(site, screen.code, to=chosen).status_code == 303
    assert 'data-speaker="p1"' in screen.open(screen.open().headers["location"]).text
    assert f'<option value="{chosen}" selected>' in site.call("GET", PAIRED).text


def test_the_pages_that_take_a_code(site: Site) -> None:
    page = site.call("GET", "/pair/123456")
    assert (page.status_code, 'value="123456"' in page.text) == (200, True)
    assert "session-v/person/p1" in page.text
    assert site.call("GET", "/pair/123456", "desk").status_code == 403
    htmx = site.call("POST", "/pair", data={"code": "1", "to": "session-v/stage"}, headers={"HX-Request": "true"})
    assert (htmx.status_code, "No screen shows this code now" in htmx.text) == (404, True)


def test_a_flood_of_screens_is_held_off(site: Site) -> None:
    for _ in range(MOST_OF_ONE_PLACE):
        assert Screen(site).open().status_code == 200
    refused = Screen(site).open()
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    # None of them asks any more, so that there is room; but one place is not given new codes without end either.
    site.clock.set(START + seconds(21))
    answers = [Screen(site).open() for _ in range(NEW_CODES[0])]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert answers[-1].headers["retry-after"] == "4"
