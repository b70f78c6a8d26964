"""The video beside the viewers' page: shown if a setting names its site, else refused in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.config import Settings
from app.domain.errors import Invalid
from app.server.guard import POLICY
from app.service.video import VideoSites
from tests.fakes import document
from tests.sites import SESSION, Site, open_site

ALLOWED = ("https://video.example.org", "https://*.example.net:8443")
VIDEO = "https://video.example.org/embed/1?autoplay=1"
ELSEWHERE = "https://elsewhere.example/embed/1"


@pytest.fixture
def showing(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, video_origins=ALLOWED) as site:
        yield site


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (VIDEO, "https://video.example.org"),
        ("https://a.b.example.net:8443/1", "https://a.b.example.net:8443"),
        ("https://example.net:8443/1", ""),
        ("https://a.example.net/1", ""),
        ("https://video.example.org.evil.example/1", ""),
        ("https://notexample.net:8443/1", ""),
        ("", ""),
    ],
)
def test_a_video_is_of_a_site_that_the_setting_names(address: str, origin: str) -> None:
    assert VideoSites(ALLOWED).origin(address) == origin


@pytest.mark.parametrize(("sites", "named"), [(ALLOWED, ", ".join(ALLOWED)), ((), "no site")])
def test_the_refusal_names_the_site_and_those_that_are_shown(sites: tuple[str, ...], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        VideoSites(sites).require(ELSEWHERE)
    problem = refused.value.problems[0]
    assert problem.where == "video"
    assert problem.what.startswith("is on https://elsewhere.example, ")
    assert problem.what.endswith(f"names {named}")


@pytest.mark.parametrize("origin", ["*", "http://a.org", "https://a.org/path", "https://a.org; script-src *", "a.org"])
def test_a_setting_that_is_no_https_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(video_origins=(origin,))


def policy(site: Site, path: str = "/s/session-v") -> str:
    return str(site.call("GET", path, "viewer").headers["content-security-policy"])


def test_only_the_viewers_page_may_frame_the_sessions_own_video(showing: Site) -> None:
    assert policy(showing) == POLICY
    assert showing.send("edit_session", "organiser", video=VIDEO, video_delay="12s").status_code == 200
    assert policy(showing) == POLICY.replace("frame-src 'self'", "frame-src 'self' https://video.example.org")
    assert [policy(showing, path) for path in ("/s/session-v/qr", "/")] == [POLICY, POLICY]
    page = showing.call("GET", "/s/session-v", "viewer").text
    assert f'<iframe src="{VIDEO}"' in page
    assert 'data-delay="12000"' in page


def test_a_page_says_itself_that_its_state_is_newer_than_the_video(showing: Site) -> None:
    showing.send("edit_session", "organiser", video=VIDEO, video_delay="12s")
    changed = showing.clock.now()

    def opened() -> tuple[bool, str]:
        page = showing.call("GET", "/s/session-v", "viewer").text
        said = re.search(r'data-since="(\d+)"', page)
        return "data-early" in page, said[1] if said else ""

    assert opened() == (True, str(changed))
    showing.run(showing.clock.advance, 12_000)
    assert opened() == (False, str(changed))


def test_a_video_elsewhere_is_refused_on_every_way_into_the_plan(showing: Site) -> None:
    other = {**document(), "slug": "other", "video": ELSEWHERE}
    replaced = showing.call("PUT", f"{SESSION}/document", "organiser", json={**document(), "video": ELSEWHERE})
    made = showing.call("POST", "/api/v1/sessions", "organiser", json=other)
    edited = showing.send("edit_session", "organiser", video=ELSEWHERE)
    for answer in (replaced, made, edited):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "video"
    assert showing.call("GET", "/api/v1/sessions/other", "organiser").status_code == 404
    saved = {"of": "session", "id": "all", "act": "save", "video": ELSEWHERE}
    planner = showing.call("POST", "/s/session-v/plan", "organiser", data=saved)
    assert "is on https://elsewhere.example" in planner.text


def test_a_video_whose_site_is_no_longer_named_is_a_link(tmp_path: Path) -> None:
    with open_site(tmp_path, video_origins=ALLOWED) as before:
        before.send("edit_session", "organiser", video=VIDEO)
    with open_site(tmp_path) as site:
        page = site.call("GET", "/s/session-v", "viewer").text
        assert (f'<a href="{VIDEO}"' in page, "<iframe" in page, policy(site)) == (True, False, POLICY)
        # Another edit of the plan is not refused because of it.
        assert site.send("edit_session", "organiser", video=VIDEO, title="Another title").status_code == 200
        whole = {**document(), "slug": "session-v", "title": "Whole", "video": VIDEO}
        assert site.call("PUT", f"{SESSION}/document", "organiser", json=whole).status_code == 200
