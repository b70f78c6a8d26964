"""Cookies: read once and within bounds, given out by https under a name that no neighbour can set, guesses counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.server.http.cookies import LONGEST, MOST, PARTICIPANT, Cookies
from app.server.limits import GUESS_COST
from app.service.access.throttle import Throttle
from app.service.access.tokens import MOST_REMEMBERED
from tests.sites import SESSION, Site, open_site


def read(*lines: str, https: bool = False) -> dict[str, str]:
    return dict(Cookies.read(lines, https=https).values)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(open_site(tmp_path, **settings))


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["rostrum_a_stage=x"], {"rostrum_a_stage": "x"}),
        (["theirs=1; rostrum_a_stage=x;rostrum-participant = y"], {"rostrum_a_stage": "x"}),
        (["rostrum_a_stage=x", "rostrum_b_desk=y=z"], {"rostrum_a_stage": "x", "rostrum_b_desk": "y=z"}),
        (["rostrum_a_stage=x; rostrum_a_stage=y"], {"rostrum_a_stage": "y"}),
        (['rostrum_a_stage="\\170"'], {"rostrum_a_stage": '"\\170"'}),
        (["__Host-rostrum_a_stage=x; rostrum_b; ;=;"], {"rostrum_b": ""}),
        ([], {}),
    ],
)
def test_cookies_of_ours_are_taken_as_they_were_sent(lines: list[str], values: dict[str, str]) -> None:
    assert {name: value for name, value in read(*lines).items() if value != " y"} == values


def test_where_people_come_by_https_only_names_with_the_prefix_are_read() -> None:
    assert read("rostrum_a_stage=x; __Host-rostrum_b_desk=y", https=True) == {"rostrum_b_desk": "y"}


def test_of_too_many_cookies_the_oldest_links_do_not_count() -> None:
    links = [f"rostrum_s{n}_viewer={n}" for n in range(40)]
    kept = read("; ".join(["rostrum_server_organiser=o", f"{PARTICIPANT}=p", *links]))
    assert len(kept) == MOST
    assert {"rostrum_server_organiser", PARTICIPANT, "rostrum_s39_viewer", "rostrum_s22_viewer"} <= kept.keys()
    assert "rostrum_s21_viewer" not in kept


def test_a_browser_that_holds_too_many_links_is_rid_of_the_oldest(opened: Callable[..., Site]) -> None:
    site = opened()
    held = "; ".join(f"rostrum_s{n}_viewer={n}" for n in range(MOST + 2))
    answer = site.call("GET", f"/join/{site.tokens['stage']}", "nobody", headers={"Cookie": held})
    given = answer.headers.get_list("set-cookie")
    assert [line.partition("=")[0] for line in given] == [
        "rostrum_session-v_stage",
        "rostrum_s0_viewer",
        "rostrum_s1_viewer",
    ]
    assert all("Max-Age=0" in line for line in given[1:])


def test_cookies_that_are_too_long_together_are_refused(opened: Callable[..., Site]) -> None:
    site, half = opened(), "a=" + "x" * (LONGEST // 2)
    answer = site.http.get("/", headers=[("Cookie", half), ("Cookie", half)])
    assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("https://rostrum.example", "__Host-rostrum_session-v_stage", True),
        ("HTTPS://rostrum.example:8443", "__Host-rostrum_session-v_stage", True),
        ("http://rostrum.example", "rostrum_session-v_stage", False),
        (None, "rostrum_session-v_stage", False),
    ],
)
def test_cookies_are_secure_where_people_come_by_https(
    opened: Callable[..., Site], public_url: str | None, name: str, secure: bool
) -> None:
    site = opened(public_url=public_url)
    given = site.call("GET", f"/join/{site.tokens['stage']}", "nobody").headers["set-cookie"]
    assert given.startswith(f"{name}={site.tokens['stage']}; HttpOnly;")
    assert ("; Secure" in given, "; Path=/;" in given, "Domain" in given) == (secure, True, False)
    cookie = {"Cookie": given.partition(";")[0]}
    assert site.call("GET", "/s/session-v/stage", "nobody", headers=cookie).status_code == 200
    other = {"Cookie": f"{name.removeprefix('__Host-')}={site.tokens['moderator']}"}
    allowed = site.call("GET", "/s/session-v/console", "nobody", headers=other).status_code == 200
    assert allowed is not secure


@pytest.mark.parametrize("path", [SESSION, "/screen"])
def test_a_guess_by_cookie_costs_what_a_guess_by_link_costs(opened: Callable[..., Site], path: str) -> None:
    site = opened(address_burst=int(4 * GUESS_COST), address_rate=0.001)
    name = "rostrum_screen" if path == "/screen" else "rostrum_session-v_moderator"
    codes = [site.call("GET", path, "nobody", headers={"Cookie": f"{name}={n:x>32}"}).status_code for n in range(5)]
    assert codes == [200, 200, 200, 200, 429]


def test_a_stale_cookie_is_one_guess_however_often_it_is_sent(opened: Callable[..., Site]) -> None:
    site = opened(address_burst=int(3 * GUESS_COST), address_rate=0.001)
    stale = {"Cookie": f"rostrum_session-v_viewer={'x' * 32}"}
    for _ in range(50):
        site.clock.set(site.clock.now() + 1_000)
        assert site.call("GET", SESSION, "nobody", headers=stale).status_code == 200


def test_a_flood_of_misses_does_not_push_out_the_reserve_of_a_moderator(opened: Callable[..., Site]) -> None:
    site = opened()
    access = site.server.services.access
    assert site.call("GET", SESSION, "moderator").status_code == 200

    async def guess() -> None:
        for number in range(MOST_REMEMBERED + 100):
            access._misses[number.to_bytes(32)] = 0
        for number in range(3):
            await access.visitor([f"{number:x>32}"])

    site.run(guess)
    assert access.remembered(site.tokens["moderator"]) == "standing:session-v/moderator"


def test_the_keys_of_limits_are_ours_and_not_what_was_sent(
    opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: set[str] = set()
    take = Throttle.take

    def noted(self: Throttle, key: str, *args: Any) -> int:
        keys.add(key)
        return take(self, key, *args)

    monkeypatch.setattr(Throttle, "take", noted)
    site = opened(address_burst=1)
    secret = "grapefruit" * 3
    for cookie in (f"{PARTICIPANT}={secret}", f"rostrum_session-v_viewer={secret}", f"rostrum_screen={secret}"):
        for path in (SESSION, "/screen", "/"):
            site.call("GET", path, "nobody", headers={"Cookie": cookie, "Authorization": f"Bearer {secret}"})
    assert keys
    assert not [key for key in keys if "grape" in key]


@pytest.mark.parametrize("path", [SESSION, "/", "/nothing", "/api/v1/sessions/session-v/report", "/static/app.css"])
def test_no_other_parser_reads_cookies(opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Frameworks parse them for every request, and take values out of their quotes, which is quadratic."""
    parsed: list[str] = []
    monkeypatch.setattr("http.cookies._unquote", parsed.append)
    quoted = {"Cookie": f'{PARTICIPANT}="{chr(92)}1"; theirs="{chr(92)}1"'}
    assert opened().call("GET", path, "nobody", headers=quoted).status_code < 500
    assert parsed == []
