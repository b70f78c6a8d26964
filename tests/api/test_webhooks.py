"""`/api/v1/webhooks`: an organiser makes a receiver, is shown its secret once, and sees what it was sent."""

from __future__ import annotations

from typing import Any

from app.service.webhooks.delivering import Delivering
from app.service.webhooks.posting import Undelivered
from app.store.webhooks.deliveries import Deliveries
from tests.sites import Site

HOOKS = "/api/v1/webhooks"
URL = "https://hooks.example/rostrum"


class Away:
    """A receiver that takes nothing."""

    async def post(self, url: str, headers: Any, body: str) -> int:
        raise Undelivered("status 500")


async def send(site: Site) -> None:
    server = site.server
    of = (Deliveries(server.database), server.leases, server.process, Away(), server.key, server.clock)
    delivering = Delivering(*of)  # type: ignore[arg-type]  # it only posts
    await delivering.start_due()
    await delivering.settle()


def test_a_receiver_from_its_making_to_its_end(site: Site) -> None:
    made = site.call("POST", HOOKS, "organiser", json={"url": URL, "events": ["floor.given"], "session": "session-v"})
    assert (made.status_code, made.json()["secret"].startswith("whsec_")) == (201, True)
    [listed] = site.call("GET", HOOKS, "organiser").json()
    assert listed == {name: value for name, value in made.json().items() if name != "secret"}
    site.send("give_floor", segment="s2")
    site.run(send, site)
    sent = f"{HOOKS}/{listed['id']}/deliveries"
    [message] = site.call("GET", sent, "organiser").json()
    assert (message["event"], message["state"], message["outcome"]) == ("floor.given", "waiting", "status 500")
    assert site.call("POST", f"{sent}/{message['id']}/resend", "organiser").status_code == 202
    assert site.call("POST", f"{sent}/none/resend", "organiser").status_code == 404
    assert site.call("DELETE", f"{HOOKS}/{listed['id']}", "organiser").status_code == 204
    assert site.call("GET", sent, "organiser").status_code == 404


def test_a_receiver_inside_or_without_an_address_is_refused_with_a_sentence(site: Site) -> None:
    for url in ("http://127.0.0.1/", "nonsense"):
        answer = site.call("POST", HOOKS, "organiser", json={"url": url})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "url")


def test_a_receiver_is_paused_and_goes_on(site: Site) -> None:
    made = site.call("POST", HOOKS, "organiser", json={"url": URL}).json()
    own = f"{HOOKS}/{made['id']}"
    assert made["paused"] is False
    for paused in (True, True, False):
        assert site.call("PATCH", own, "organiser", json={"paused": paused}).json()["paused"] is paused
    for fields in ({}, {"paused": 1}, {"paused": True, "url": URL}):
        assert site.call("PATCH", own, "organiser", json=fields).status_code == 422
    assert site.call("PATCH", f"{HOOKS}/none", "organiser", json={"paused": True}).status_code == 404
    assert site.call("PATCH", own, "moderator", json={"paused": True}).status_code == 403


def test_only_organisers_have_receivers(site: Site) -> None:
    for role in ("moderator", "viewer", "nobody"):
        assert site.call("GET", HOOKS, role).status_code == 403
        assert site.call("POST", HOOKS, role, json={"url": URL}).status_code == 403
