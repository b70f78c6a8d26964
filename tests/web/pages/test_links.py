"""Links: made by those who may, shown once, used, seen, and gone for good when they are revoked."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tests.fakes import START
from tests.live.test_conversation import closed_with, receive
from tests.patience import SOCKET
from tests.serving import ReadyServer, run_command
from tests.sites import SESSION, Site

LINKS = f"{SESSION}/links"


def make(site: Site, asker: str = "organiser", /, **fields: Any) -> Any:
    return site.call("POST", LINKS, asker, json=fields)


def test_a_new_link_opens_what_its_role_may_and_is_told_once(site: Site) -> None:
    made = make(site, role="desk", label="  Ms  Okafor ", expires_in="8h")
    assert made.status_code == 201
    body = made.json()
    assert body["url"] == f"http://testserver/join/{body['token']}"
    expected = {"role": "desk", "label": "Ms Okafor", "state": "valid", "expires_ms": START + 8 * 3_600_000}
    assert expected.items() <= body["link"].items()
    site.tokens["new"] = body["token"]
    assert site.call("GET", SESSION, "new").json()["role"] == "desk"
    listed = site.call("GET", LINKS, "organiser").text
    assert "Ms Okafor" in listed
    assert body["token"] not in listed
    assert body["token"].encode() not in site.kept()


def test_a_link_ends_at_its_expiry_and_at_its_revocation_at_once(site: Site) -> None:
    for role, fields in (("short", {"expires_in": "1h"}), ("long", {})):
        site.tokens[role] = make(site, role="viewer", label=role, **fields).json()["token"]
        assert site.call("GET", SESSION, role).status_code == 200
    site.clock.set(START + 3_600_000)
    assert site.call("GET", SESSION, "short").json()["code"] == "unknown_link"
    assert site.call("GET", SESSION, "long").status_code == 200
    ids = {link["label"]: link["id"] for link in site.call("GET", LINKS, "organiser").json()}
    assert site.call("DELETE", f"{LINKS}/{ids['long']}", "organiser").status_code == 204
    assert site.call("GET", SESSION, "long").json()["code"] == "unknown_link"
    assert site.call("DELETE", f"{LINKS}/{ids['long']}", "organiser").json()["code"] == "not_found"
    states = {link["label"]: link["state"] for link in site.call("GET", LINKS, "organiser").json()}
    assert (states["short"], states["long"]) == ("expired", "revoked")


@pytest.mark.parametrize(
    ("asker", "role", "status"),
    [
        ("organiser", "moderator", 201),
        ("moderator", "moderator", 403),
        ("moderator", "desk", 201),
        ("moderator", "viewer", 201),
        ("desk", "viewer", 403),
        ("stage", "viewer", 403),
        ("viewer", "viewer", 403),
        ("nobody", "viewer", 403),
    ],
)
def test_a_role_hands_out_no_more_than_it_may(site: Site, asker: str, role: str, status: int) -> None:
    assert make(site, asker, role=role).status_code == status
    listing = site.call("GET", LINKS, asker)
    assert listing.status_code == (200 if asker in {"organiser", "moderator"} else 403)
    if asker == "moderator":
        assert "moderator" not in {link["role"] for link in listing.json()}
        refused = site.call("DELETE", f"{LINKS}/standing:session-v/moderator", asker)
        assert refused.json()["code"] == "forbidden"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, ["role"]),
        ({"role": "organiser"}, ["role"]),
        ({"role": ["desk"]}, ["role"]),
        ({"role": "speaker"}, ["speaker"]),
        ({"role": "speaker", "speaker": "nobody"}, ["speaker"]),
        ({"role": "desk", "label": "x" * 61}, ["label"]),
        ({"role": "desk", "label": 5}, ["label"]),
        ({"role": "desk", "expires_in": "soon"}, ["expires_in"]),
        ({"role": "desk", "expires_in": "999d"}, ["expires_in"]),
        ({"role": "desk", "expires_at_ms": START - 1}, ["expires_at_ms"]),
        ({"role": "desk", "expires_at_ms": True}, ["expires_at_ms"]),
        ({"role": "desk", "id": "../x"}, ["id"]),
        ({"role": "desk", "rank": 1}, ["rank"]),
    ],
)
def test_a_link_that_cannot_be_made_is_refused_by_name(site: Site, fields: dict[str, Any], named: list[str]) -> None:
    before = len(site.call("GET", LINKS, "organiser").json())
    answer = make(site, **fields)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, named)
    assert len(site.call("GET", LINKS, "organiser").json()) == before


def test_a_default_link_that_is_revoked_is_followed_by_another(site: Site) -> None:
    old = site.tokens["stage"]
    assert site.call("DELETE", f"{LINKS}/standing:session-v/stage", "organiser").status_code == 204
    assert site.call("GET", SESSION, "stage").status_code == 401
    page = site.call("GET", "/s/session-v/links", "organiser").text
    assert old not in page
    site.tokens = site.run(site._links)
    assert site.tokens["stage"] != old
    assert site.call("GET", SESSION, "stage").json()["role"] == "stage"


def test_the_page_shows_a_new_link_once_with_its_code(site: Site) -> None:
    form = {"role": "speaker", "speaker": "p1", "label": "Lectern", "id": "0123456789ab"}
    made = site.call("POST", "/s/session-v/links", data=form)
    token = re.search(r"/join/([A-Za-z0-9_-]{32})\"", made.text)
    assert (made.status_code, token is not None) == (200, True)
    assert '<svg viewBox="0 0 ' in made.text
    assert "style=" not in made.text
    assert made.headers["cache-control"] == "no-store"
    again = site.call("POST", "/s/session-v/links", data=form)
    assert (again.status_code, "made already" in again.text) == (409, True)
    page = site.call("GET", "/s/session-v/links").text
    assert "Lectern" in page
    assert token is not None
    assert token[1] not in page
    gone = site.call("POST", "/s/session-v/links/revoke", data={"id": "0123456789ab"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/s/session-v/links")
    assert site.call("GET", f"/join/{token[1]}", "nobody").status_code == 401


def test_a_moderators_link_has_an_address_for_companion_and_no_other_link_has(site: Site) -> None:
    page = site.call("GET", "/s/session-v/links", "organiser").text
    assert [token for token in site.tokens.values() if f"/t/{token}/ontime/session-v" in page] == [
        site.tokens["moderator"]
    ]
    made = site.call("POST", "/s/session-v/links", "organiser", data={"role": "moderator", "label": "Deck"}).text
    token = re.search(r"/join/([A-Za-z0-9_-]{32})\"", made)
    assert token is not None
    address = f"/t/{token[1]}/ontime/session-v"
    assert address in made
    assert site.call("GET", f"{address}/api/version", "nobody").json()["payload"].startswith("4.")
    assert (
        "/ontime/"
        not in site.call("POST", "/s/session-v/links", data={"role": "stage", "label": "Left"}).text.split(
            "Default links"
        )[0]
    )


def test_a_link_may_carry_the_language_of_its_page(site: Site) -> None:
    made = site.call("POST", "/s/session-v/links", data={"role": "speaker", "speaker": "p1", "language": "fr"})
    joins = re.search(r"/join/[A-Za-z0-9_-]{32}\?language=fr(?=\")", made.text)
    assert joins is not None
    opened = site.call("GET", joins[0], "nobody")
    assert opened.headers["location"].endswith("?language=fr")
    assert '<html lang="fr"' in site.call("GET", opened.headers["location"], headers={"Accept-Language": "ru"}).text
    assert site.call("GET", joins[0].replace("=fr", "=tlh"), "nobody").headers["location"].endswith("/speaker/2")
    refused = site.call("POST", "/s/session-v/links", data={"role": "stage", "language": "tlh"})
    assert (refused.status_code, "one of the languages in the list" in refused.text) == (422, True)
    sheet = site.call("POST", "/s/session-v/links/speakers", data={"language": "zh"})
    assert {address.rpartition("?")[2] for _, address in tickets(sheet)} == {"language=zh"}


def test_when_a_link_was_last_used_is_kept_to_the_minute(site: Site) -> None:
    site.call("GET", SESSION, "stage")
    site.run(site.server.services.access.close)
    site.clock.set(START + 30_000)
    site.call("GET", SESSION, "stage")
    site.run(site.server.services.access.close)
    used = {link["role"]: link["last_used_ms"] for link in site.call("GET", LINKS, "organiser").json()}
    assert (used["stage"], used["desk"]) == (START, None)


def test_a_made_up_token_in_the_path_is_no_address_of_its_own_beside_a_bearer(site: Site) -> None:
    made_up = "/t/" + "x" * 24
    page = site.call("GET", f"{made_up}/s/session-v", "moderator")
    assert (page.status_code, made_up in page.text) == (200, False)
    assert site.call("GET", f"{made_up}/s/session-v", "nobody").status_code == 401
    own = f"/t/{site.tokens['viewer']}"
    assert own + "/static" in site.call("GET", f"{own}/s/session-v", "nobody").text


async def test_revoking_closes_the_sockets_of_the_link_and_no_others(tmp_path: Path) -> None:
    server = ReadyServer(tmp_path)
    await asyncio.to_thread(server.start)
    try:
        made = await asyncio.to_thread(run_command, tmp_path, "links", "session-v", "--new", "stage", "--label", "Left")
        id_, token = made.stdout.split()[0], made.stdout.strip().rsplit("/join/", 1)[1]
        url = f"ws://127.0.0.1:{server.port}/t/{{}}/api/v1/sessions/session-v/live"
        async with (
            connect(url.format(token), **SOCKET) as revoked,
            connect(url.format(server.token("stage")), **SOCKET) as other,
        ):
            for socket in (revoked, other):
                await socket.send('{"t":"hello","seq":0}')
                await receive(socket, "view")
            done = await asyncio.to_thread(run_command, tmp_path, "links", "session-v", "--revoke", id_)
            assert done.returncode == 0
            assert await closed_with(revoked) == 4401
            await other.send('{"t":"clock","c":1}')
            await receive(other, "clock")
        listed = await asyncio.to_thread(run_command, tmp_path, "links", "session-v")
        assert re.search(r"Left +revoked", listed.stdout)
        for bad in (["nowhere"], ["session-v", "--revoke", "x"], ["session-v", "--new", "king"]):
            assert (await asyncio.to_thread(run_command, tmp_path, "links", *bad)).returncode == 2
        assert token not in server.log
    finally:
        await asyncio.to_thread(server.stop)


def tickets(answer: Any) -> list[tuple[str, str]]:
    """Names and addresses of a sheet of speakers' links."""
    return re.findall(r'<h2 dir="auto">([^<]+)</h2>.*?<p class="address" dir="ltr">([^<]+)</p>', answer.text, re.DOTALL)


def test_all_speakers_get_a_link_at_once_on_a_sheet_that_is_shown_only_now(site: Site) -> None:
    page = "/s/session-v/links"
    make(site, role="speaker", speaker="p1", label="Panellist 1")

    sheet = site.call("POST", f"{page}/speakers", "moderator", data={"id": "a1b2c3d4e5f6", "expires_in": "7d"})

    assert sheet.headers["cache-control"] == "no-store"
    assert "Panellist 1" not in dict(tickets(sheet))
    assert "Panellist 2" in dict(tickets(sheet))
    assert sheet.text.count("<svg") - sheet.text.count('class="icon') == len(tickets(sheet))
    address = dict(tickets(sheet))["Panellist 2"]
    assert f"Panellist 2: {address}" in sheet.text
    assert address.rpartition("/")[2] not in site.call("GET", page, "moderator").text
    site.tokens["p2"] = address.rpartition("/")[2]
    assert site.call("GET", SESSION, "p2").json()["role"] == "speaker"


def test_a_form_for_all_speakers_that_is_sent_twice_makes_no_second_links(site: Site) -> None:
    page, form = "/s/session-v/links/speakers", {"id": "a1b2c3d4e5f6"}
    assert site.call("POST", page, "moderator", data=form).status_code == 200
    again = site.call("POST", page, "moderator", data=form)
    assert (again.status_code, tickets(again)) == (409, [])
    assert "Every speaker has a link that works." in again.text


def test_new_links_for_all_speakers_end_the_old_ones(site: Site) -> None:
    page = "/s/session-v/links/speakers"
    old = dict(tickets(site.call("POST", page, "moderator", data={"id": "a1b2c3d4e5f6"})))
    new = dict(tickets(site.call("POST", page, "moderator", data={"id": "b1b2c3d4e5f6", "renew": "true"})))
    assert old.keys() == new.keys()
    for name, status in ((old, 401), (new, 200)):
        site.tokens["p3"] = name["Panellist 3"].rpartition("/")[2]
        assert site.call("GET", SESSION, "p3").status_code == status


def test_a_desk_makes_no_links_for_speakers(site: Site) -> None:
    assert site.call("POST", "/s/session-v/links/speakers", "desk", data={"id": "a1b2c3d4e5f6"}).status_code == 403
