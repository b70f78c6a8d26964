"""The pages of webhooks, without scripts: an organiser makes a receiver, pauses it, sees its messages, resends one."""

from __future__ import annotations

import re
from typing import Any

from tests.api.test_webhooks import URL, send
from tests.fakes import document
from tests.sites import Site

PAGE, OF_SESSION = "/webhooks", "/s/session-v/webhooks"


def receivers(site: Site) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = site.call("GET", "/api/v1/webhooks", "organiser").json()
    return listed


def make(site: Site, page: str = PAGE, **fields: Any) -> Any:
    return site.call("POST", page, "organiser", data={"url": URL, **fields})


def test_a_receiver_is_made_and_its_secret_is_shown_once(site: Site) -> None:
    made = make(site, events=["floor.given", "clock.zero"], session="session-v").text
    assert len(re.findall(r"whsec_[A-Za-z0-9+/=]+", made)) == 1
    [receiver] = receivers(site)
    assert (receiver["events"], receiver["session"]) == (["clock.zero", "floor.given"], "session-v")
    page = site.call("GET", PAGE, "organiser").text
    assert (URL in page, "whsec_" in page) == (True, False)


def test_the_page_of_a_session_has_its_receivers_and_those_of_all_sessions(site: Site) -> None:
    site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="other"))
    make(site, url="https://one.example/")
    make(site, url="https://two.example/", session="other")
    make(site, OF_SESSION, url="https://three.example/")
    assert {one["session"] for one in receivers(site)} == {None, "other", "session-v"}
    page = site.call("GET", OF_SESSION, "organiser").text
    assert ["one.example" in page, "two.example" in page, "three.example" in page] == [True, False, True]


def test_an_address_that_cannot_be_used_is_refused_and_nothing_is_made(site: Site) -> None:
    for fields in ({"url": "http://127.0.0.1/"}, {"url": ""}, {"events": "floor.lost"}, {"session": "nowhere"}):
        answer = make(site, **fields)
        assert (answer.status_code, 'data-kind="refused"' in answer.text) == (422, True)
    assert receivers(site) == []


def test_a_paused_receiver_is_told_nothing_until_it_goes_on(site: Site) -> None:
    make(site)
    [receiver] = receivers(site)
    own = f"{PAGE}/{receiver['id']}"
    site.send("open_session")
    paused = site.call("POST", f"{own}/pause", "organiser", data={"paused": "true"})
    assert (paused.status_code, paused.headers["location"], receivers(site)[0]["paused"]) == (303, own, True)
    site.run(send, site)
    site.send("give_floor", segment="s2")
    [waiting] = site.call("GET", f"/api/v1{own}/deliveries", "organiser").json()
    assert (waiting["event"], waiting["tries"]) == ("session.opened", 0)
    site.call("POST", f"{own}/pause", "organiser", data={"paused": "false"})
    site.run(send, site)
    [tried] = site.call("GET", f"/api/v1{own}/deliveries", "organiser").json()
    assert (tried["tries"], receivers(site)[0]["failures"]) == (1, 1)


def test_messages_are_listed_with_their_outcome_and_sent_again(site: Site) -> None:
    make(site)
    [receiver] = receivers(site)
    own = f"{PAGE}/{receiver['id']}"
    site.send("open_session")
    site.run(send, site)
    page = site.call("GET", own, "organiser").text
    assert ("session.opened" in page, "status 500" in page, "waiting" in page) == (True, True, True)
    assert "1 failure in a row" in site.call("GET", PAGE, "organiser").text
    message = re.search(r'name="message" value="([^"]+)"', page)
    assert message is not None
    again = site.call("POST", f"{own}/resend", "organiser", data={"message": message[1]})
    assert (again.status_code, "sent once more" in again.text, receivers(site)[0]["failures"]) == (200, True, 0)
    missing = site.call("POST", f"{own}/resend", "organiser", data={"message": "none"})
    assert (missing.status_code, 'data-kind="refused"' in missing.text) == (404, True)


def test_a_removed_receiver_is_gone(site: Site) -> None:
    make(site)
    own = f"{PAGE}/{receivers(site)[0]['id']}"
    gone = site.call("POST", f"{own}/remove", "organiser")
    assert (gone.status_code, gone.headers["location"], receivers(site)) == (303, PAGE, [])
    for path, data in ((own, None), (f"{own}/pause", {"paused": "true"}), (f"{own}/remove", {})):
        method = "GET" if data is None else "POST"
        assert site.call(method, path, "organiser", data=data).status_code == 404


def test_the_pages_are_for_organisers_and_only_they_see_the_way_to_them(site: Site) -> None:
    for role in ("moderator", "desk", "viewer", "nobody"):
        for path in (PAGE, OF_SESSION):
            assert site.call("GET", path, role).status_code == 403
    assert OF_SESSION in site.call("GET", "/s/session-v/links", "organiser").text
    assert OF_SESSION not in site.call("GET", "/s/session-v/links", "moderator").text
    assert f'href="{PAGE}"' in site.call("GET", "/", "organiser").text
