"""Planted tokens, names and passwords are looked for wherever they have no business: logs, answers, every column."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.logs import redact
from tests.patience import ANOTHER_CONNECTION, PATIENCE_S
from tests.server.test_matrix import ALL, OUTSIDE, filled, routes
from tests.serving import ReadyServer, ServerProcess
from tests.sites import SESSION, Site, open_site

NAME = "Wilhelmina Vantongeren-Planted"
AFFILIATION = "Institute of Planted Affairs"
PASSWORD = "planted words of an organiser"
COOKIE = "rostrum_server_organiser"
PERSON = {"Accept": "text/html"}


def ask(name: str) -> dict[str, Any]:
    return {
        "command": "ask",
        "text": "Who pays for all of this?",
        "identity": "moderators",
        "name": name,
        "affiliation": AFFILIATION,
    }


def columns(data: Path) -> Iterator[tuple[str, str, Any]]:
    """Every value in the database, with its table and column."""
    with closing(sqlite3.connect(data / "rostrum.db")) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
            for row in rows:
                yield from (
                    (table, described[0], value) for described, value in zip(rows.description, row, strict=True)
                )


def where(data: Path, secret: str) -> set[tuple[str, str]]:
    """Where in the database a text stands, whole or as a part of something."""
    return {
        (table, column)
        for table, column, value in columns(data)
        if secret
        in (value if isinstance(value, str) else bytes(value).decode("latin-1") if isinstance(value, bytes) else "")
    }


@pytest.fixture
def noisy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerProcess]:
    """A server that logs everything it can."""
    monkeypatch.setenv("ROSTRUM_LOG_LEVEL", "debug")
    server = ReadyServer(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_no_secret_comes_into_the_log_or_into_the_database(noisy: ServerProcess) -> None:
    organiser = noisy.links["organiser"]["token"]
    secrets = {organiser, PASSWORD, *(noisy.token(role) for role in ("moderator", "desk", "stage", "viewer"))}
    with httpx.Client(base_url=noisy.url, timeout=PATIENCE_S, headers=ANOTHER_CONNECTION) as http:
        cookies = sign_in_and_fail(http, organiser)
        ask_and_be_seen(http, noisy)
        secrets |= {*cookies, *http.cookies.values()}
        wander(http, noisy)
        break_the_database(http, noisy)
        metrics = http.get("/metrics").text
    assert len(secrets) >= 9
    assert '"GET /s/session-v/stage HTTP/1.1" 200' in noisy.log
    assert "/join/[token]" in noisy.log
    for secret in secrets:
        assert secret not in noisy.log
        assert secret not in metrics
        assert where(noisy.data, secret) == set()
    for name in (NAME, AFFILIATION, "Who pays for all"):
        assert name not in noisy.log
        assert name not in metrics
    assert {table for table, _ in where(noisy.data, NAME)} == {"names"}
    assert {table for table, _ in where(noisy.data, AFFILIATION)} == {"names"}


def sign_in_and_fail(http: httpx.Client, organiser: str) -> set[str]:
    """A first sign-in, a password, a wrong one and the right one; the answer is the cookies that were given."""
    first = http.get(f"/join/{organiser}")
    form = {"password": PASSWORD, "again": PASSWORD}
    kept = {first.cookies[COOKIE]}
    assert http.post(
        "/sign-in/password", data=form, headers={"Cookie": f"{COOKIE}={first.cookies[COOKIE]}"}
    ).is_redirect
    assert http.post("/sign-in", data={"password": f"{PASSWORD}!"}).status_code == 401
    assert http.get(f"/join/{organiser}").status_code == 403
    return kept | {http.post("/sign-in", data={"password": PASSWORD}).cookies[COOKIE]}


def ask_and_be_seen(http: httpx.Client, server: ServerProcess) -> None:
    server.command("set_floor_policy", "moderator", policy="moderated")
    answer = http.post(f"/t/{server.token('viewer')}{SESSION}/commands", json=ask(NAME))
    assert answer.status_code == 200


def wander(http: httpx.Client, server: ServerProcess) -> None:
    """Right and wrong addresses with tokens in every place that takes one."""
    token = server.token("stage")
    headers: list[dict[str, str]] = [{}, PERSON]
    for more in headers:
        for path in ("/s/session-v/stage", "/s/session-v/console", "/nowhere", "/s/none", SESSION, f"{SESSION}/none"):
            http.get(f"/t/{token}{path}", headers=more)
            http.get(path, headers={**more, "Authorization": f"Bearer {token}"})
            http.post(f"/t/{token}{path}", content=b"\xff", headers=more)
        for path in (
            f"/join/{token}",
            f"/join/{token}/x",
            f"/join/{token}x",
            f"{server.url}//t/{token}/x",
            f"/t/{token}",
            f"/T/{token}/",
        ):
            http.get(path, headers=more)
    http.get("/s/session-v", headers={"Referer": f"{server.url}/t/{token}/s/session-v", "Cookie": f"rostrum_x={token}"})


def break_the_database(http: httpx.Client, server: ServerProcess) -> None:
    """What goes wrong inside is logged too, with what was being done, but not with what was said."""
    with closing(sqlite3.connect(server.data / "rostrum.db")) as database:
        for table in ("ballots", "names"):
            database.execute(f"ALTER TABLE {table} RENAME TO moved_{table}")
        database.commit()
        answer = http.post(f"/t/{server.token('viewer')}{SESSION}/commands", json=ask(NAME + " again"))
        assert answer.status_code == 503
        for table in ("ballots", "names"):
            database.execute(f"ALTER TABLE moved_{table} RENAME TO {table}")
        database.commit()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("scan")) as site:
        for role, fields in (
            ("speaker", {"role": "speaker", "speaker": "p1"}),
            ("interpreter", {"role": "interpreter"}),
            ("crew", {"role": "crew"}),
        ):
            made = site.call("POST", f"{SESSION}/links", "organiser", json=fields)
            site.tokens[role] = made.json()["token"]
        site.send("set_floor_policy", policy="moderated")
        asked = site.call("POST", f"{SESSION}/commands", "viewer", json=ask(NAME))
        assert asked.status_code == 200
        site.http.cookies.clear()
        yield site


@pytest.mark.parametrize("role", [role for role in ALL if role != "stranger"])
def test_an_answer_holds_no_other_readers_token_and_no_name_that_is_not_for_its_reader(crowd: Site, role: str) -> None:
    hand_out = {"organiser": {"moderator", "desk", "stage", "viewer"}, "moderator": {"desk", "stage", "viewer"}}
    others = {name: token for name, token in crowd.tokens.items() if name not in hand_out.get(role, set())}
    for method, path in routes(crowd):
        if "{token}" in path:
            continue
        answer = crowd.call(method, filled(path), role, headers=PERSON if path.startswith("/s/") else {})
        said = f"{answer.headers}{answer.text}"
        assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
        assert [name for name, token in others.items() if token in said] == []
        if role not in {"organiser", "moderator", "desk"}:
            assert NAME not in said
            assert AFFILIATION not in said


@pytest.mark.parametrize("role", ["stage", *OUTSIDE])
def test_a_page_on_a_token_path_tells_no_other_site_where_it_is(crowd: Site, role: str) -> None:
    """The address of such a page holds the token; neither it nor anything on it may send that address elsewhere."""
    token = crowd.tokens.get(role, crowd.tokens["viewer"])
    answer = crowd.call("GET", f"/t/{token}/s/session-v", "nobody")
    assert answer.headers["referrer-policy"] == "same-origin"
    outside = [part for part in answer.text.split('"') if part.startswith(("http:", "https:", "//"))]
    assert outside == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET /t/abcdefghijklmnop/s/x HTTP/1.1", "GET /t/[token]/s/x HTTP/1.1"),
        ("/join/abcdefghijklmnopq?x=1", "/join/[token]?x=1"),
        ("< Authorization: bearer abcdefghijklmnopq", "< Authorization: bearer [token]"),
        (
            "Cookie: a=b; rostrum_session-v_stage=abcdefghijklmnopq; c=d",
            "Cookie: a=b; rostrum_session-v_stage=[token]; c=d",
        ),
        ("rostrum-participant=abcdefghijklmnopqrstuv", "rostrum-participant=[token]"),
        ("/s/session-v/stage", "/s/session-v/stage"),
    ],
)
def test_a_line_of_the_log_loses_its_tokens(text: str, shown: str) -> None:
    assert redact(text) == shown
