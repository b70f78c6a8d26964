"""The result of a form, as an answer for a script and for a page without one."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.domain.errors import DiskFull, JournalUnavailable, Rejection, StaleView, TooMany
from app.server.language import kept_in
from app.server.memo import Memo
from app.web.forms import NOT_UTF8, Outcome, done, fields_of, notice_answer, page_answer, refused, texts_of
from app.web.rendering.assets import Assets
from app.web.rendering.render import PageContext
from tests.sites import Site

AROUND = PageContext("session-v", "/t/x", Assets(Path(__file__).parents[2] / "static"), Memo())


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "query_string": b""})


@pytest.mark.parametrize(
    ("error", "kind", "status", "code", "wait_s"),
    [
        (StaleView(), "refused", 409, "stale_view", None),
        (TooMany("too_many", "Too many.", 7), "refused", 429, "too_many", 7),
        (JournalUnavailable("locked"), "problem", 503, "unavailable", None),
        (DiskFull("full"), "problem", 507, "disk_full", None),
    ],
)
def test_an_error_is_an_outcome_of_its_own(
    error: Rejection | JournalUnavailable, kind: str, status: int, code: str, wait_s: int | None
) -> None:
    outcome = refused(error)
    assert (outcome.notice.kind, outcome.notice.text, outcome.is_done) == (kind, error.sentence, False)
    assert (outcome.status, outcome.code, outcome.retry_after_s) == (status, code, wait_s)
    assert page_answer("", outcome).headers.get("retry-after") == (str(wait_s) if wait_s else None)


def test_a_file_in_a_form_is_no_text() -> None:
    assert texts_of(FormData([("a", "1"), ("file", UploadFile(BytesIO())), ("a", "2")])) == {"a": "2"}


@pytest.mark.parametrize("outcome", [done("Said."), refused("Said.")])
def test_a_script_is_sent_the_notice_alone(outcome: Outcome) -> None:
    answer = notice_answer(request(hx_request="true"), AROUND, outcome, "desk")
    assert answer.status_code == outcome.status
    assert b"Said." in bytes(answer.body)
    assert b"<html" not in bytes(answer.body)


def test_without_scripts_a_form_leads_back_or_says_why_not() -> None:
    named = notice_answer(request(referer="https://x/t/x/s/session-v/ask?language=ar"), AROUND, done("Said."), "desk")
    assert named.headers["location"] == "/t/x/s/session-v/ask?language=ar"
    assert kept_in(request(referer="https://x/?language=ar"), "/s/x/ask?language=fr") == "/s/x/ask?language=fr"
    back = notice_answer(request(referer="https://x/t/x/s/session-v/console"), AROUND, done("Said."), "desk")
    assert (back.status_code, back.headers["location"]) == (303, "/t/x/s/session-v/console")
    elsewhere = notice_answer(request(), AROUND, done("Said."), "desk")
    assert elsewhere.headers["location"] == "/t/x/s/session-v/desk"
    page = notice_answer(request(), AROUND, refused("Said."), "desk")
    assert page.status_code == 422
    assert b"<html" in bytes(page.body)
    assert b"Said." in bytes(page.body)


def parts(disposition: bytes, content: bytes) -> bytes:
    return b"--x\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    "body",
    [
        parts(b'name="text"', "Café".encode("latin-1")),
        parts('name="té"'.encode("latin-1"), b"Cafe"),
        parts('name="file"; filename="é.csv"'.encode("latin-1"), b"Time,Title"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/s/session-v/command", "/s/session-v/desk", "/s/session-v/ask", "/import", "/records"]
)
def test_a_part_that_is_not_utf8_is_refused_in_a_sentence(site: Site, path: str, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = site.call("POST", path, "organiser", content=body, headers=headers)
    assert answer.status_code == 400
    assert NOT_UTF8 in answer.text


def test_the_content_of_a_file_may_be_in_any_encoding(site: Site) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    text = "Time,Title\n10:00,Café\n".encode("latin-1")
    body = parts('name="file"; filename="é.csv"'.encode(), text)
    answer = site.call("POST", "/import", "organiser", content=body, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("body", [b"text=Caf\xe9", b"text=Caf%E9", b"t%e9=Cafe"])
@pytest.mark.parametrize("path", ["/s/session-v/command", "/import"])
def test_a_field_that_is_not_utf8_is_refused_in_a_sentence(site: Site, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = site.call("POST", path, "organiser", content=body, headers=headers)
    assert answer.status_code == 400
    assert NOT_UTF8 in answer.text


def test_the_escapes_of_a_form_are_read_once() -> None:
    """A cent sign that begins none stays, and costs nothing: sixty thousand of them took a fifth of a second."""
    sent = "text=100%25+%+%zz+%2541+Café+%C3%A9".encode()
    kind = (b"content-type", b"application/x-www-form-urlencoded")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent}

    read = asyncio.run(fields_of(Request({"type": "http", "headers": [kind]}, receive)))
    assert read == {"text": "100% % %zz %41 Café é"}
