"""Keys without a program: one address is one key, with the token in the path and in no other place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sites import SESSION, Site


def press(site: Site, action: str, role: str = "moderator", **more: Any) -> Any:
    method = more.pop("method", "GET")
    return site.call(method, f"/t/{site.tokens[role]}/do/{action}", "nobody", **more)


def test_a_key_answers_with_one_line_or_with_json(site: Site) -> None:
    answer = press(site, "start/s2")
    line = answer.text
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert (line.startswith("6:00 · "), line.count("\n"), line.endswith("\n")) == (True, 1, True)
    facts = press(site, "pause", method="POST", headers={"Accept": "application/json"}).json()
    assert (facts["action"], facts["done"], facts["state"], facts["timer"]) == ("pause", True, "paused", "6:00")
    assert facts["seq"] == site.seq()


def test_the_answer_is_stored_nowhere_and_the_address_is_told_to_no_site(site: Site) -> None:
    for answer in (
        press(site, "flash"),
        press(site, "nonsense"),
        press(site, "flash", headers={"Accept": "text/json"}),
    ):
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert "set-cookie" not in answer.headers


def test_a_key_counts_once_a_second(site: Site) -> None:
    press(site, "start/s2")
    before = site.seq()
    again = press(site, "start/s2")
    assert (again.status_code, again.text) == (200, "This was done less than a second ago. It was not done again.\n")
    assert press(site, "start/s2", headers={"Accept": "application/json"}).json()["done"] is False
    assert site.seq() == before
    press(site, "grant/1000")
    site.clock.set(site.clock.now() + 1_000)
    press(site, "grant/1000")
    assert site.seq() == before + 2


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch"}), ("GET", {"Sec-Purpose": "prefetch;prerender"})],
)
def test_a_request_that_only_looks_does_nothing(site: Site, method: str, headers: dict[str, str]) -> None:
    before = site.seq()
    assert press(site, "open", method=method, headers=headers).status_code == 405
    assert site.seq() == before


def test_only_a_token_in_the_path_counts(site: Site) -> None:
    before = site.seq()
    assert site.call("GET", "/do/open").status_code == 404
    site.http.cookies.set("rostrum_session-v_moderator", site.tokens["moderator"])
    assert site.call("GET", "/do/open", "nobody").status_code == 404
    site.http.cookies.clear()
    invented = site.call("GET", f"/t/{'x' * 40}/do/open")
    assert (invented.status_code, site.seq()) == (401, before)
    assert invented.text.startswith("This link is not valid")
    assert invented.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("role", ["viewer", "stage", "desk"])
def test_a_link_gives_what_its_role_may_give(site: Site, role: str) -> None:
    before = site.seq()
    answer = press(site, "advance", role)
    assert (answer.status_code, answer.text) == (403, "Your link does not allow this: advance.\n")
    assert press(site, "advance", role, headers={"Accept": "application/json"}).json()["code"] == "forbidden"
    assert site.seq() == before


def test_a_refusal_says_what_and_where(site: Site) -> None:
    assert press(site, "advence").text == 'action: "advence" is not an action; did you mean advance?\n'
    assert press(site, "pause").text == "No clock is running.\n"
    assert press(site, "pause").status_code == 409


def test_an_organisers_link_names_the_session(site: Site) -> None:
    assert press(site, "open", "organiser").status_code == 422
    assert press(site, "open?session=no-such", "organiser").status_code == 404
    assert press(site, "open?session=session-v", "organiser").status_code == 200


def test_the_audit_names_the_key(site: Site) -> None:
    press(site, "open")
    lines = site.call("GET", f"{SESSION}/audit.jsonl", "organiser").text.splitlines()
    assert json.loads(lines[-1])["actor"] == "Key: Moderator (default link)"


def test_an_answer_is_in_the_language_of_its_reader(site: Site) -> None:
    facts = press(site, "message/3", headers={"Accept-Language": "fr", "Accept": "application/json"}).json()
    assert facts["message"] == "Veuillez conclure"
