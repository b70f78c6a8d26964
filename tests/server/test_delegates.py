"""Three hundred delegates press the same key in the same second, some of them twice: each is on the list once."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2

from tests.fakes import document
from tests.sites import Site

HALL = "/api/v1/sessions/hall"
DELEGATES = [f"d{n}" for n in range(300)]
IMPATIENT = 5  # one in so many presses twice, as browsers do after a lost answer


def prepare(site: Site) -> dict[str, str]:
    """Let the session have a debate with an open list and three hundred delegates; return the token of each link."""
    people = [{"id": id_, "name": f"Delegation {id_}"} for id_ in DELEGATES]
    item = {"id": "debate", "kind": "interventions", "planned": "10:00:00"}
    plan = document(slug="hall", speakers=people, moderator=None, segments=[item], guiding_questions=[])
    assert site.call("POST", "/api/v1/sessions", "organiser", json=plan).status_code == 201
    opened = site.call("POST", f"{HALL}/commands", "organiser", json={"command": "open_list", "segment": "debate"})
    assert opened.status_code == 200
    links = f"{HALL}/links"
    made = {id_: site.call("POST", links, "organiser", json={"role": "speaker", "speaker": id_}) for id_ in DELEGATES}
    return {id_: answer.json()["token"] for id_, answer in made.items()}


def all_press(site: Site, tokens: dict[str, str]) -> list[tuple[str, int]]:
    """Send what every delegate's key sends, at once; return who sent it, and the status of the response."""

    async def press(client: httpx2.AsyncClient, delegate: str) -> tuple[str, int]:
        body = {"command": "request_floor", "id": f"r-{delegate}"}
        bearer = {"Authorization": f"Bearer {tokens[delegate]}"}
        answer = await client.post(f"{HALL}/commands", json=body, headers=bearer)
        return delegate, answer.status_code

    async def play() -> list[tuple[str, int]]:
        transport = httpx2.ASGITransport(app=site.http.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client, asyncio.timeout(60):
            return await asyncio.gather(*(press(client, id_) for id_ in (*DELEGATES, *DELEGATES[::IMPATIENT])))

    answers: list[tuple[str, int]] = site.run(play)
    return answers


def test_each_of_three_hundred_is_once_on_the_list_in_the_order_of_the_journal(site: Site) -> None:
    answers = all_press(site, prepare(site))
    assert {status for _, status in answers} == {200}
    view: dict[str, Any] = site.call("GET", HALL, "organiser").json()
    (debate,) = view["lists"]
    assert (debate["waiting"], len(debate["requests"])) == (300, 300)
    assert sorted(row["speaker"] for row in debate["requests"]) == sorted(DELEGATES)
    room = site.run(site.server.services.rooms.get, "hall")
    taken = [one.event.request for one in room.records if one.event.kind == "floor_requested"]
    assert [row["id"] for row in debate["requests"]] == taken
    assert [row["place"] for row in debate["requests"]] == list(range(1, 301))
