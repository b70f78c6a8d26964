"""Now and next on other people's sites: only where a setting allows it, without cookies, small, and in words always."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.config import Settings
from app.domain.values import LANGUAGES
from tests.fakes import document
from tests.sites import Site, open_site

SITES = ("https://www.example.org", "https://*.example.net")


@pytest.fixture
def allowed(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, embed_origins=SITES) as site:
        yield site


def shown(site: Site, query: str = "", role: str = "nobody") -> Any:
    return site.call("GET", f"/embed/session-v{query}", role)


def test_no_site_may_show_it_unless_a_setting_names_it(site: Site) -> None:
    policy = shown(site).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


def test_the_named_sites_may_show_it_and_refusals_too(allowed: Site) -> None:
    for answer in (shown(allowed), shown(allowed, "?lang=xx"), allowed.call("GET", "/embed/nowhere", "nobody")):
        policy = answer.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors {' '.join(SITES)}")
        assert "default-src 'none'; script-src 'self'" in policy
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["*", "https://a.org/path", "https://a.org; script-src *", "a.org", "https://a b"])
def test_a_setting_that_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(embed_origins=(origin,))


def test_it_says_what_is_on_now_and_next(site: Site) -> None:
    assert "Begins at" in shown(site).text
    site.send("give_floor", segment="s2")
    running = shown(site).text
    assert ('data-left="360000" data-running data-holds>6:00<' in running, "Panellist 1" in running) == (True, True)
    assert "Panellist 2" in running.partition('class="next"')[2]
    site.send("pause_clock")
    assert ("data-running" in shown(site).text, "Has the floor, clock paused" in shown(site).text) == (False, True)
    site.send("yield_floor")
    assert ">Next to speak<" in shown(site).text
    site.send("close_session")
    assert "The session is closed" in shown(site).text
    assert 'class="next"' not in shown(site).text


def test_it_shows_a_moderator_what_it_shows_the_public(site: Site) -> None:
    site.send("give_floor", segment="s2")
    site.send("show_message", text="Slower")
    assert shown(site, role="moderator").text == shown(site).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_the_one_that_the_address_names(site: Site, language: str) -> None:
    site.http.cookies.set("rostrum-language", "es")
    text = shown(site, f"?lang={language}").text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


def test_what_is_wrong_is_said_in_words(site: Site) -> None:
    unknown = shown(site, "?lang=tlh")
    assert (unknown.status_code, unknown.headers["content-type"]) == (422, "text/plain; charset=utf-8")
    assert "lang: is one of ar," in unknown.text
    assert site.call("GET", "/embed/nowhere", "nobody").status_code == 404
    revoked = site.call("GET", f"/t/{'x' * 40}/embed/session-v", "nobody")
    assert (revoked.status_code, "This link is not valid" in revoked.text) == (401, True)


def test_a_private_session_needs_a_link_in_the_address(site: Site) -> None:
    site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="hidden", public=False))
    links = site.call("GET", "/s/hidden/links", "organiser").text
    assert ("/embed/hidden" in links, site.call("GET", "/embed/hidden", "nobody").status_code) == (False, 404)
    assert site.call("GET", f"/t/{site.tokens['organiser']}/embed/hidden", "nobody").status_code == 200


def test_everything_together_is_smaller_than_20_kb_and_comes_from_here(site: Site) -> None:
    site.send("give_floor", segment="s2")
    page = shown(site).text
    files = set(re.findall(r'(?:href|src)="([^"]+\.(?:css|js))"', page))
    assert {file.rpartition("/")[2] for file in files} == {"tokens.css", "embed.css", "embed.js", "format.js"}
    assert "//" not in page.replace("<!--", "")
    assert len(page) + sum(len(site.call("GET", file, "nobody").content) for file in files) < 20_000


def test_without_scripts_it_loads_itself_again_and_says_so(site: Site) -> None:
    page = shown(site).text
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    assert "This page is loaded again every 30 seconds." in page


def test_the_links_page_has_the_code_to_copy(site: Site) -> None:
    page = site.call("GET", "/s/session-v/links").text
    assert "&lt;iframe src=&#34;http://testserver/embed/session-v&#34; title=&#34;Session V" in page
    assert "No site may show it yet." in page


def test_the_links_page_names_the_sites_that_may_show_it(allowed: Site) -> None:
    assert f"These sites may show it: {' '.join(SITES)}" in allowed.call("GET", "/s/session-v/links").text
