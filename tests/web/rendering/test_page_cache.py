"""Ten thousand people open the same page: it is made once a second at most, and has nothing of one reader."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.languages.words import ENGLISH
from app.server.memo import Memo
from app.web.rendering.page_cache import page_copy, takes_gzip
from app.web.rendering.render import environment_in, prepare
from tests.sites import Site

PAGE = "/s/session-v"


def without_instant(page: str) -> str:
    return re.sub(r'data-now="\d+"', "", page)


def test_a_page_is_rendered_once_for_a_state_and_a_second() -> None:
    memo, made = Memo(), []

    def render() -> str:
        made.append(1)
        return f'<p data-now="{now}">{len(made)}</p>'

    for now in (5_000, 5_400, 5_999):
        assert page_copy(memo, "viewer", 1, now, render).plain == b'<p data-now="5000">1</p>'
    now = 6_000
    assert page_copy(memo, "viewer", 1, now, render).plain == b'<p data-now="6000">2</p>'
    assert page_copy(memo, "viewer", 2, now, render).plain == b'<p data-now="6000">3</p>'
    assert page_copy(memo, "other", 2, now, render).plain == b'<p data-now="6000">4</p>'


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip, deflate, br", True), ("br;q=1, GZIP; q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_gzip_is_sent_to_clients_that_accept_it(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


def test_a_viewers_page_is_compressed_and_says_when_it_was_sent(site: Site) -> None:
    plain = site.call("GET", PAGE, "nobody", headers={"Accept-Encoding": "identity"})
    packed = site.call("GET", PAGE, "nobody", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["server-timing"] == f"now;dur={site.clock.now()}"
    assert packed.headers["cache-control"] == "private, no-cache"


async def wait(site: Site, ms: int) -> None:
    await site.clock.advance(ms)


def again(site: Site, tag: str) -> Any:
    return site.call("GET", PAGE, "nobody", headers={"If-None-Match": f'"other", {tag}'})


def test_a_browser_keeps_its_page_until_something_on_it_has_changed(site: Site) -> None:
    first = site.call("GET", PAGE, "nobody")
    tag = first.headers["etag"]
    site.run(wait, site, 7_000)
    same = again(site, tag)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["server-timing"] == f"now;dur={site.clock.now()}"
    site.send("focus_question", question="q2")
    changed = again(site, tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_running_clock_makes_another_page_each_second(site: Site) -> None:
    site.send("open_session")
    site.send("give_floor", segment="s2")
    first = site.call("GET", PAGE, "nobody")
    site.run(wait, site, 1_000)
    second = again(site, first.headers["etag"])
    assert second.status_code == 200
    assert without_instant(second.text) != without_instant(first.text)


def test_a_participants_own_questions_are_on_their_page_alone_and_are_not_stored(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.send("ask", "viewer", text="Who is it that pays for all this?", identity="anonymous")
    own = site.call("GET", PAGE, "viewer")
    assert "Who is it that pays for all this?" in own.text
    assert own.headers["cache-control"] == "no-store"
    assert "etag" not in own.headers
    site.http.cookies.clear()
    other = site.call("GET", PAGE, "viewer")
    assert "Who is it that pays for all this?" not in other.text
    assert other.headers["cache-control"] == "private, no-cache"


def test_files_are_compressed_once_and_kept_for_ever(site: Site) -> None:
    url = site.http.app.state.assets.url("css/tokens.css")  # type: ignore[attr-defined]  # our application
    packed = site.call("GET", url, "nobody", headers={"Accept-Encoding": "gzip"})
    plain = site.call("GET", url, "nobody", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"] == plain.headers["content-type"] == "text/css; charset=utf-8"
    assert packed.text == plain.text
    part = site.call("GET", url, "nobody", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, plain.content[:4])


def test_every_template_is_compiled_before_the_first_page_is_opened() -> None:
    prepare()
    environment = environment_in(ENGLISH)
    assert environment.cache is not None
    templates = environment.list_templates(filter_func=lambda name: not name.startswith("__pycache__/"))
    assert {name for _, name in environment.cache} == set(templates)
