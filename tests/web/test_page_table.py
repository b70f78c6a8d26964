"""Where forms lead back to: the page they stand on, if it is one of ours, and not where a stranger says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.page_table import page_before
from tests.sites import open_site

OURS = "/s/session-v"


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        ("http://x/s/session-v/report", "/s/session-v/report"),
        ("/s/session-v/speaker/3", "/s/session-v/speaker/3"),
        ("https://evil.example/s/session-v/desk?next=https://evil.example", "/s/session-v/desk"),
        ("http://x/s/session-v", "/s/session-v"),
        ("https://evil.example/", "/s/session-v/console"),
        ("http://x/s/session-vi/desk", "/s/session-v/console"),
        ("//evil.example/x", "/s/session-v/console"),
        ("/\\evil.example", "/s/session-v/console"),
        ("/s/session-v//evil.example", "/s/session-v/console"),
        ("/s/session-v/\\..\\..\\\\evil", "/s/session-v/console"),
        ("javascript:alert(1)", "/s/session-v/console"),
        ("http://[", "/s/session-v/console"),
        ("/s/session-v/" + "a" * 7_000, "/s/session-v/console"),
        ("", "/s/session-v/console"),
    ],
)
def test_a_form_leads_back_to_a_page_of_ours(referer: str, path: str) -> None:
    assert page_before(referer, OURS, "console") == path


@pytest.mark.parametrize(("path", "otherwise"), [("command", "console"), ("desk", "desk")])
def test_no_form_leads_to_an_address_from_outside(tmp_path: Path, path: str, otherwise: str) -> None:
    form = {"command": "set_floor_policy", "policy": "none"}
    with open_site(tmp_path) as site:
        for referer in ("https://evil.example/", "http://["):
            answer = site.call("POST", f"{OURS}/{path}", data=form, headers={"Referer": referer})
            assert (answer.status_code, answer.headers["location"]) == (303, f"{OURS}/{otherwise}")
