"""A browser in which an organiser signed in is known again by a cookie that only this server can make."""

from __future__ import annotations

import hashlib

import pytest

from app.service.access.browsers import KnownBrowsers


def signed_by(key: str) -> KnownBrowsers:
    return KnownBrowsers(lambda text: hashlib.sha256(f"{key}{text}".encode()).hexdigest()[:22])


def test_a_browser_is_known_by_its_cookie_and_keeps_its_id() -> None:
    browsers = signed_by("a")
    cookie = browsers.cookie()
    id_ = browsers.id_of(cookie)
    assert id_ is not None
    assert browsers.cookie(id_) == cookie
    assert browsers.cookie() != cookie


@pytest.mark.parametrize("cookie", [None, "", "x", "x" * 22 + "." + "y" * 22, "x" * 22 + "." + "é" * 22])
def test_a_cookie_that_was_made_up_names_no_browser(cookie: str | None) -> None:
    assert signed_by("a").id_of(cookie) is None


def test_a_cookie_of_another_server_or_with_another_id_names_no_browser() -> None:
    cookie = signed_by("a").cookie()
    assert signed_by("b").id_of(cookie) is None
    assert signed_by("a").id_of("z" * 22 + cookie[22:]) is None
