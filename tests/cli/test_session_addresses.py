"""Addresses as people have them: links, pages, feeds; and what is said of those that lead nowhere."""

from __future__ import annotations

import httpx
import pytest

from app.cli.session_addresses import CannotReach, SessionAddress, away, read_address, said

TOKEN = "abcdefgh-_12345678"
SERVER = SessionAddress("https://r.example")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://r.example/s/session-v", SessionAddress("https://r.example", "session-v")),
        (" http://127.0.0.1:8000/s/x1/stage?language=fr ", SessionAddress("http://127.0.0.1:8000", "x1")),
        ("https://r.example/embed/session-v", SessionAddress("https://r.example", "session-v")),
        ("https://r.example/feed/session-v/now.json", SessionAddress("https://r.example", "session-v")),
        (f"https://r.example/join/{TOKEN}", SessionAddress("https://r.example", None, TOKEN)),
        (f"https://r.example/t/{TOKEN}/s/session-v", SessionAddress("https://r.example", "session-v", TOKEN)),
        (f"https://r.example/t/{TOKEN}/do/x?session=s-v", SessionAddress("https://r.example", "s-v", TOKEN)),
        (f"http://me:pw@[::1]:80/t/{TOKEN}", SessionAddress("http://[::1]:80", None, TOKEN)),
    ],
)
def test_a_link_or_a_page_says_which_session(text: str, read: SessionAddress) -> None:
    assert read_address(text) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("session-v", "is not a whole address"),
        ("r.example/s/session-v", "is not a whole address"),
        ("ftp://r.example/s/session-v", "is not a whole address"),
        ("http://r.example:99999/s/x", "is not a whole address"),
        ("http://[::1/s/x", "is not a whole address"),
        ("https:///s/session-v", "is not a whole address"),
        ("https://r.example/", "names no session"),
        ("https://r.example/s/", "names no session"),
        ("https://r.example/t/short", "names no session"),
    ],
)
def test_another_text_is_refused_with_an_example(text: str, why: str) -> None:
    with pytest.raises(CannotReach, match=f"{why}.*https://rostrum.example/s/session-v"):
        read_address(text)


def test_the_socket_is_as_secret_as_the_page() -> None:
    assert read_address("https://r.example/s/x").socket == "wss://r.example/api/v1/sessions/x/live"
    assert read_address("http://r.example/s/x").socket == "ws://r.example/api/v1/sessions/x/live"
    assert read_address(f"http://r.example/t/{TOKEN}/s/x").headers == {
        "Authorization": f"Bearer {TOKEN}",
        "Accept-Language": "en",
    }


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.Response(403, text="Your link does not allow this.\n"), "^Your link does not allow this\\.$"),
        (
            httpx.Response(401, json={"detail": "Gone."}, headers={"content-type": "application/problem+json"}),
            "^Gone\\.$",
        ),
        (httpx.Response(404, html="<h1>nginx</h1>"), "^https://r.example does not answer as a Rostrum does"),
        (httpx.Response(302, headers={"location": "/login"}), "does not answer as a Rostrum does"),
    ],
)
def test_a_refusal_is_said_in_the_words_of_the_server(answer: httpx.Response, why: str) -> None:
    with pytest.raises(CannotReach, match=why):
        said(SERVER, answer)


def test_a_server_that_is_away_is_no_other_program() -> None:
    assert "does not answer. Check" in str(away(SERVER, ConnectionRefusedError()))
    assert "does not answer. Check" in str(away(SERVER, httpx.ConnectError("no")))
    assert "does not answer as a Rostrum does" in str(away(SERVER, ValueError()))
