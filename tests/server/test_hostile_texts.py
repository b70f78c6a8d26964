"""Hostile texts at every entrance of a real server: forms, JSON, documents, imports, queries, headers, sockets.

Before texts were cut into short runs of marks, each of these requests held the server for minutes. The only measure is
therefore whether the server answers at all.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from app.domain.messages.commands import COMMANDS
from app.formats.commands import command_model
from app.wire.frames import TEXT
from tests.fakes import document
from tests.patience import ANOTHER_CONNECTION
from tests.server.test_matrix import filled, routes
from tests.server.test_sockets import Client
from tests.serving import ServerProcess, serving
from tests.sites import SESSION, open_site
from tests.wire.test_frames import sent

LONG = 100_000  # code points of each kind; as one run, minutes of work
TEXTS = {
    "marks": lambda n: "\u0301\u0316" * (n // 2),
    "half-width marks": lambda n: "\uff76" + "\uff9e" * n,
    "marks between invisible characters": lambda n: ("\u0316" * 29 + "\u200b") * (n // 30),
    "noncharacters and surrogates": lambda n: "\ufffe\uffff\U0001ffff" * (n // 3),
}
_FORM = """
    address affiliation again bio code conference current cues date each end file handover id identity label length like
    moderator name names note password question reason review_words role says slug speaker speakers start text timezone
    title to venue wanted zone
"""
FIELDS = _FORM.split()
ANSWERS_WITHIN_S = 60  # generous: on a busy machine, for what took minutes before
ROLES = ("nobody", "organiser")
STRANGERS = (
    ("/sign-in", "name"),
    ("/sign-in", "password"),
    ("/s/session-v/ask", "text"),
    ("/s/session-v/ask", "name"),
    ("/s/session-v/ask", "affiliation"),
    ("/s/session-v/command", "command"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("texts")) as started:
        yield started


@pytest.fixture
def http(server: ServerProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=ANSWERS_WITHIN_S, headers=ANOTHER_CONNECTION) as client:
        yield client


@pytest.fixture(scope="module")
def entrances(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Method and path of everything that takes something."""
    with open_site(tmp_path_factory.mktemp("entrances")) as site:
        return [(method, filled(path)) for method, path in routes(site)]


def bearer(server: ServerProcess, role: str) -> dict[str, str]:
    return {} if role == "nobody" else {"Authorization": f"Bearer {server.links['organiser']['token']}"}


def status(http: httpx.Client, method: str, path: str, **more: Any) -> int:
    """How a request was answered; 413 where the server hung up on a body that it does not take."""
    try:
        return http.request(method, path, **more).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        return 413


def still_there(http: httpx.Client) -> bool:
    return http.get("/healthz").status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("text", TEXTS)
def test_every_form_and_body_is_answered(
    server: ServerProcess, http: httpx.Client, entrances: list[tuple[str, str]], text: str, role: str
) -> None:
    form = dict.fromkeys(FIELDS, TEXTS[text](1_000))
    file = {"file": ("a.txt", TEXTS[text](LONG).encode())}
    for method, path in entrances:
        if method == "GET" or path == "/sign-out":
            continue
        for body in ({"data": form}, {"data": form, "files": file}, {"json": form}):
            assert status(http, method, path, headers=bearer(server, role), **body) < 500, path
    assert still_there(http)


@pytest.mark.parametrize(("path", "field"), STRANGERS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_any_length_from_a_stranger_is_answered(http: httpx.Client, text: str, path: str, field: str) -> None:
    form = {"text": "Who pays for this?", "password": "not the password", "identity": "named", field: TEXTS[text](LONG)}
    assert 400 <= status(http, "POST", path, data=form) < 500
    assert 400 <= status(http, "POST", path, files={name: (None, value) for name, value in form.items()}) < 500
    assert still_there(http)


@pytest.mark.parametrize("text", [name for name in TEXTS if "surrogates" not in name])
def test_every_field_of_every_command_is_answered(server: ServerProcess, http: httpx.Client, text: str) -> None:
    for command in COMMANDS:
        fields = {info.alias or name: TEXTS[text](LONG) for name, info in command_model(command).model_fields.items()}
        body = {**fields, "command": command}
        body.pop("key", None)
        body.pop("seen", None)
        assert status(http, "POST", f"{SESSION}/commands", headers=bearer(server, "organiser"), json=body) < 500
    assert still_there(http)


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_of_a_document_is_answered(server: ServerProcess, http: httpx.Client, text: str) -> None:
    plan = _everywhere(document(slug="hostile"), TEXTS[text](20_001))
    assert status(http, "POST", "/api/v1/sessions", headers=bearer(server, "organiser"), json=plan) < 500
    assert still_there(http)


@pytest.mark.parametrize("text", TEXTS)
def test_every_query_and_header_is_answered(http: httpx.Client, entrances: list[tuple[str, str]], text: str) -> None:
    # A head of a request is short: this is as much as one may carry.
    raw = TEXTS[text](250).encode()
    headers = {"Accept-Language": raw, "User-Agent": raw, "Cookie": b"rostrum_participant=" + raw, "X-Request-Id": raw}
    query = urlencode({"q": raw, "before": raw})
    for method, path in entrances:
        if method == "GET":
            assert status(http, "GET", f"{path}?{query}", headers=headers) < 500, path
    assert still_there(http)


KINDS = ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json")
CHARSETS = (
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "punycode",
    "utf-7",
    "latin-1",
    "utf-8; charset=utf-16",
    '"utf-16"',
    "",
)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_body_in_another_character_set_is_refused_in_a_sentence(
    server: ServerProcess, http: httpx.Client, kind: str, charset: str
) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="command"\r\n\r\n\\ud800\r\n--x--\r\n'
    for name in ("charset", "CharSet", "charset*", "charset*0"):
        headers = {**bearer(server, "organiser"), "Content-Type": f"{kind}; {name}={charset}"}
        answer = http.post("/s/session-v/command", headers=headers, content=part)
        assert (answer.status_code, answer.json()["code"]) == (415, "not_utf8")
    headers = {**bearer(server, "organiser"), "Content-Type": f"{kind}; charset=utf-8", "Accept": "text/html"}
    assert http.post("/s/session-v/command", headers=headers, content=part).status_code != 415


def test_a_content_type_that_is_there_twice_is_refused(server: ServerProcess, http: httpx.Client) -> None:
    headers = [("Content-Type", "application/json"), ("Content-Type", "application/json; charset=utf-16")]
    assert http.post("/s/session-v/command", headers=headers, content=b"{}").status_code == 400


async def test_a_screen_with_a_hostile_name_is_answered(server: ServerProcess) -> None:
    path = "/s/session-v/live?page=stage"
    client = await Client.connect(server.port, path, f"Authorization: Bearer {server.token('stage')}\r\n")
    hello = {"t": "hello", "seq": 0, "screen": "screen-of-marks", "name": TEXTS["marks"](900)}
    client.send(sent(0x81, json.dumps(hello, ensure_ascii=False).encode()))
    async with asyncio.timeout(ANSWERS_WITHIN_S):
        kind, _ = await client.frame()
    assert kind & 0x0F == TEXT
    client.writer.close()


def _everywhere(value: Any, text: str) -> Any:
    """The same document with another text in place of each text that is not an id or a time."""
    if isinstance(value, dict):
        return {
            name: text if name in {"title", "name", "venue", "text", "bio"} else _everywhere(item, text)
            for name, item in value.items()
        }
    return [_everywhere(item, text) for item in value] if isinstance(value, list) else value
