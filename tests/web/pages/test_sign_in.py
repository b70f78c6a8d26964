"""Organisers sign in: once by the printed link, then with a password; throttled, listed, expiring, signed out."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher

from app.service.access.browsers import COOKIE as BROWSER
from app.service.access.sign_in import PER_PLACE
from tests.fakes import START, minutes, seconds
from tests.serving import run_command
from tests.sites import SESSION, Site

PASSWORD = "a chamber, not a game show"
COOKIE = "rostrum_server_organiser"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def join(site: Site, token: str) -> Any:
    return site.call("GET", f"/join/{token}", "nobody")


def as_browser(cookie: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={cookie}"}


def call(site: Site, method: str, path: str, cookie: str, **more: Any) -> Any:
    site.http.cookies.clear()
    return site.call(method, path, "nobody", headers=as_browser(cookie) if cookie else {}, **more)


def first_browser(site: Site) -> str:
    """The cookie of the browser that opened the printed link."""
    return str(join(site, site.tokens["organiser"]).cookies[COOKIE])


def set_password(site: Site, cookie: str, new: str = PASSWORD, current: str = "") -> Any:
    form = {"password": new, "again": new, "current": current}
    return call(site, "POST", "/sign-in/password", cookie, data=form)


def sign_in(site: Site, password: str = PASSWORD, name: str = "") -> Any:
    return call(site, "POST", "/sign-in", "", data={"password": password, "name": name})


def test_the_first_start_signs_in_by_link_and_offers_a_password(site: Site) -> None:
    assert "No password has been set yet" in call(site, "GET", "/", "").text
    joined = join(site, site.tokens["organiser"])
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    cookie = joined.headers["set-cookie"]
    assert site.tokens["organiser"] not in cookie
    assert "HttpOnly" in cookie
    assert "Set a password" in call(site, "GET", "/", joined.cookies[COOKIE]).text
    # What the server calls this browser is said in the reader's language, in the list and in the record of signing in.
    in_french = call(site, "GET", "/sign-in?language=fr", joined.cookies[COOKIE]).text
    assert in_french.count("<bdi>Organisateur (par lien)</bdi>") == 2
    assert "by link" not in in_french
    assert call(site, "GET", "/s/session-v/console", joined.cookies[COOKIE]).status_code == 200
    assert joined.cookies[COOKIE].encode() not in site.kept()


def test_once_there_is_a_password_the_printed_link_signs_in_no_longer(site: Site) -> None:
    cookie = first_browser(site)
    assert set_password(site, cookie).headers["location"] == "/sign-in?done=password"
    site.clock.set(START + minutes(1))
    joined = join(site, site.tokens["organiser"])
    assert (joined.status_code, COOKIE in joined.cookies) == (403, False)
    assert "a password has been set since" in joined.text
    assert 'type="password"' in joined.text
    assert site.call("GET", f"{SESSION}/journal", "organiser").status_code == 200
    assert PASSWORD.encode() not in site.kept()
    assert b"$argon2id$" in site.kept()


def test_the_password_signs_in_and_anything_else_does_not(site: Site) -> None:
    set_password(site, first_browser(site))
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", "\ud83d", "x" * 60_000):
        refused = call(site, "POST", "/sign-in", "", content=f"password={wrong}".encode("utf-8", "replace"))
        assert (refused.status_code, COOKIE in refused.cookies) == (401, False)
    site.clock.set(START + minutes(5))
    done = sign_in(site, name="  Ms  Okafor ")
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "Ms Okafor" in call(site, "GET", "/sign-in", done.cookies[COOKIE]).text
    assert call(site, "GET", f"{SESSION}/journal", done.cookies[COOKIE]).status_code == 200


def test_guessing_is_throttled_and_says_when_to_come_again(site: Site) -> None:
    set_password(site, first_browser(site))
    for _ in range(PER_PLACE[0]):
        assert sign_in(site, "not the password").status_code == 401
    for password in ("not the password", PASSWORD):
        refused = sign_in(site, password)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        assert "Try again in 30 s" in refused.text
    site.clock.set(START + seconds(30))
    done = sign_in(site)
    assert [done.status_code, sign_in(site).status_code] == [303, 303]
    page = call(site, "GET", "/sign-in", done.cookies[COOKIE]).text
    assert f"{PER_PLACE[0]} times within a minute (testclient)" in page
    assert "2 times within a minute (testclient)" in page


def test_the_present_password_is_wanted_before_another_one_counts(site: Site) -> None:
    cookie = first_browser(site)
    set_password(site, cookie)
    assert set_password(site, cookie, "another password").status_code == 401
    assert set_password(site, cookie, "another password", PASSWORD).status_code == 303
    assert sign_in(site).status_code == 401
    assert sign_in(site, "another password").status_code == 303


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "too short", "again": "too short"}, "has 9 characters"),
        ({"password": "x" * 201, "again": "x" * 201}, "has 201 characters"),
        ({"password": PASSWORD, "again": PASSWORD + "!"}, "hold different texts"),
        ({}, "has 0 characters"),
    ],
)
def test_a_password_that_cannot_be_is_refused(site: Site, form: dict[str, str], sentence: str) -> None:
    refused = call(site, "POST", "/sign-in/password", first_browser(site), data=form)
    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert site.run(site.server.sign_in.has_password) is False


def test_only_organisers_come_to_the_password(site: Site) -> None:
    for role in ("moderator", "desk", "stage", "viewer", "nobody"):
        answer = site.call("POST", "/sign-in/password", role, data={"password": PASSWORD, "again": PASSWORD})
        assert answer.status_code == 403
        assert site.call("POST", "/sign-out", role, data={"id": "x"}).status_code == 403
        assert "New password" not in site.call("GET", "/sign-in", role).text
    assert site.run(site.server.sign_in.has_password) is False


def test_another_password_signs_every_other_browser_out(site: Site) -> None:
    first, second = first_browser(site), first_browser(site)
    set_password(site, first)
    assert call(site, "GET", "/s/session-v/console", first).status_code == 200
    assert call(site, "GET", "/s/session-v/console", second).status_code == 403


def test_a_browser_is_signed_out_by_itself_by_another_and_by_time(site: Site) -> None:
    first, second = first_browser(site), first_browser(site)
    site.clock.set(START + seconds(1))
    third = first_browser(site)
    out = call(site, "POST", "/sign-out", first)
    assert (out.status_code, out.headers["location"], 'rostrum_server_organiser=""' in out.headers["set-cookie"]) == (
        303,
        "/",
        True,
    )
    assert call(site, "GET", "/s/session-v/console", first).status_code == 403
    ids = re.findall(r'name="id" value="(signed-in:[0-9a-f]+)"', call(site, "GET", "/sign-in", second).text)
    assert len(ids) == 2
    assert call(site, "POST", "/sign-out", second, data={"id": ids[0]}).headers["location"] == "/sign-in"
    assert call(site, "GET", "/s/session-v/console", third).status_code == 403
    site.clock.set(START + 7 * 86_400_000)
    assert call(site, "GET", "/s/session-v/console", second).status_code == 403


@pytest.mark.parametrize("id_", ["standing:/organiser", "standing:session-v/moderator", "signed-in:0"])
def test_signing_out_takes_no_other_link_away(site: Site, id_: str) -> None:
    assert call(site, "POST", "/sign-out", first_browser(site), data={"id": id_}).status_code == 404
    assert site.call("GET", SESSION, "organiser").status_code == 200
    assert site.call("GET", SESSION, "moderator").json()["role"] == "moderator"


def test_a_one_time_link_signs_in_once_and_opens_nothing_itself(site: Site) -> None:
    set_password(site, first_browser(site))
    token, late = site.run(site.server.sign_in.make_link), site.run(site.server.sign_in.make_link)
    assert call(site, "GET", f"/t/{token}/s/session-v/console", "").status_code == 401
    assert call(site, "GET", "/s/session-v/console", token).status_code == 403
    cookie = str(join(site, token).cookies[COOKIE])
    assert call(site, "GET", "/s/session-v/console", cookie).status_code == 200
    assert join(site, token).status_code == 401
    site.clock.set(START + minutes(60))
    assert join(site, late).status_code == 401


def test_the_command_line_mends_a_forgotten_password(site: Site) -> None:
    set_password(site, first_browser(site))
    made = run_command(site.data, "sign-in", "--forget-password")
    token = re.fullmatch(r"http://127\.0\.0\.1:8000/join/([\w-]{32})\n", made.stdout)
    assert token is not None
    site.clock.set(START + seconds(1))
    assert join(site, site.tokens["organiser"]).status_code == 303
    site.clock.set(START + seconds(2))
    cookie = str(join(site, token[1]).cookies[COOKIE])
    assert set_password(site, cookie, "another password").status_code == 303


def test_all_addresses_that_one_place_has_are_counted_as_one_and_a_known_browser_by_itself(site: Site) -> None:
    known = join(site, site.tokens["organiser"])
    set_password(site, str(known.cookies[COOKIE]))
    site.http.cookies.clear()

    async def attempt(address: str, password: str, browser: str = "") -> int:
        transport = httpx2.ASGITransport(app=site.http.app, client=(address, 1))
        headers = {"Cookie": f"{BROWSER}={browser}"} if browser else {}
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            answer = await client.post("/sign-in", data={"password": password}, headers=headers)
        return int(answer.status_code)

    guesses = [site.run(attempt, f"2001:db8:0:7:{n:x}::1", "a guess") for n in range(44)]
    assert guesses == [401] * PER_PLACE[0] + [429] * (44 - PER_PLACE[0])
    assert site.run(attempt, "2001:db8:0:7::1", PASSWORD) == 429
    assert site.run(attempt, "2001:db8:0:7::1", PASSWORD, str(known.cookies[BROWSER])) == 303
    assert site.run(attempt, "2001:db8:0:7::1", PASSWORD, "x" * 22 + "." + "y" * 22) == 429
    assert site.run(attempt, "2001:db8:0:8::1", PASSWORD) == 303
