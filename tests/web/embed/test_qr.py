"""The QR code of a session: for all of a public session, of a private one for those who hand out its links."""

from __future__ import annotations

import pytest
import segno

from app.web.embed.qr import qr_file
from app.web.pages.links import qr_svg
from tests.fakes import document
from tests.sites import Site

PUBLIC = "http://testserver/s/session-v"


def test_the_page_has_the_code_and_the_address_to_type(site: Site) -> None:
    page = site.call("GET", "/s/session-v/qr", "nobody").text
    assert str(qr_svg(PUBLIC)) in page
    assert '<p class="address" dir="ltr">testserver/s/session-v</p>' in page


@pytest.mark.parametrize(
    ("form", "media", "begins"), [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG")]
)
def test_the_files_are_for_slides(site: Site, form: str, media: str, begins: bytes) -> None:
    answer = site.call("GET", f"/s/session-v/qr.{form}", "nobody")
    assert (answer.content, answer.headers["content-type"]) == (qr_file(PUBLIC, form), media)
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"] == f'inline; filename="session-v-qr.{form}"'


def test_a_png_is_large_enough_for_a_slide() -> None:
    width = int.from_bytes(qr_file(PUBLIC, "png")[16:20], "big")
    assert width == (segno.make(PUBLIC, error="m").symbol_size(border=4)[0]) * 24 > 700


def test_the_language_in_the_address_is_that_of_the_page_behind_the_code(site: Site) -> None:
    french = site.call("GET", "/s/session-v/qr?lang=fr", "nobody").text
    assert (str(qr_svg(f"{PUBLIC}?language=fr")) in french, '<html lang="fr"' in french) == (True, True)
    assert site.call("GET", "/s/session-v/qr.svg?lang=xx", "nobody").status_code == 422


def test_of_a_private_session_the_code_is_the_viewers_link_for_those_who_hand_it_out(site: Site) -> None:
    made = site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="hidden", public=False)).json()
    site.tokens |= {role: link["token"] for role, link in made["links"].items()}
    assert str(qr_svg(made["links"]["viewer"]["url"])) in site.call("GET", "/s/hidden/qr", "moderator").text
    for role, status in (("viewer", 403), ("stage", 403), ("nobody", 404)):
        assert site.call("GET", "/s/hidden/qr.png", role).status_code == status


def test_there_is_no_other_form(site: Site) -> None:
    refused = site.call("GET", "/s/session-v/qr.gif", "nobody")
    assert (refused.status_code, "there is svg, png" in refused.text) == (404, True)
