"""Receivers: made with an address, names of events and a session, noted in the audit, and limited in number."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid, NotFound, Refused
from app.domain.values import Role
from app.service.room import Sender
from app.service.webhooks import receivers as module
from app.service.webhooks.receivers import Receivers, receiver_facts
from app.service.webhooks.signature import secret_of
from app.store.database import Database
from app.store.incidents import Incidents
from app.store.webhooks.deliveries import Deliveries
from app.store.webhooks.subscriptions import Subscriptions
from tests.fakes import FakeClock

KEY = b"the key of this server"
BY = Sender("Olga", Role.ORGANISER)
URL = "https://hooks.example/rostrum"


@pytest.fixture
def receivers(database: Database, clock: FakeClock) -> Receivers:
    return Receivers(Subscriptions(database), Deliveries(database), Incidents(database), clock, KEY)


async def make(receivers: Receivers, **fields: Any) -> Any:
    return await receivers.make(BY, {"url": URL, **fields}, ["session-v", "other"])


async def test_a_receiver_is_made_with_a_secret_that_is_stored_nowhere(receivers: Receivers) -> None:
    made, secret = await make(receivers, events=["floor.given", "clock.zero", "floor.given"], session="session-v")
    assert secret == secret_of(KEY, made.id)
    assert await receivers.subscriptions.all() == [made]
    facts = receiver_facts(made)
    assert (facts["events"], facts["session"], facts["url"]) == (["clock.zero", "floor.given"], "session-v", URL)
    assert secret not in str(facts)
    await receivers.incidents.close()
    [noted] = await receivers.incidents.read("session-v")
    assert (noted.actor, noted.what, noted.about) == ("Olga", "make_webhook", f"{made.id} hooks.example")


async def test_events_may_be_one_text_and_none_are_all(receivers: Receivers) -> None:
    some, _ = await make(receivers, events="floor.given  clock.zero")
    every, _ = await make(receivers, events="", session="")
    assert (some.events, every.events, every.session) == ("clock.zero floor.given", "", None)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://[::1]:8443/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": 7}, "url"),
        ({"events": ["floor.gone"]}, "events"),
        ({"events": 7}, "events"),
        ({"events": [["floor.given"]]}, "events"),
        ({"session": "no-such"}, "session"),
        ({"session": 7}, "session"),
        ({"secret": "mine"}, "secret"),
    ],
)
async def test_what_cannot_be_read_is_named(receivers: Receivers, fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        await make(receivers, **fields)
    assert [problem.where for problem in refused.value.problems] == [where]
    assert await receivers.subscriptions.all() == []


async def test_a_server_takes_only_so_many(receivers: Receivers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    await make(receivers)
    with pytest.raises(Refused, match="Remove one first"):
        await make(receivers)


async def test_a_receiver_is_removed_once(receivers: Receivers) -> None:
    made, _ = await make(receivers)
    await receivers.remove(BY, made.id)
    with pytest.raises(NotFound):
        await receivers.remove(BY, made.id)


@pytest.mark.parametrize("message", ["", "x", "other.session-v.2", "{id}.session-v.x", "{id}.session-v.2", "{id}.²"])
async def test_a_message_that_there_is_not_cannot_be_sent_again(receivers: Receivers, message: str) -> None:
    made, _ = await make(receivers)
    with pytest.raises(NotFound):
        await receivers.resend(made.id, message.replace("{id}", made.id))
    assert await receivers.sent(made.id) == []


async def test_a_receiver_is_paused_and_continued_and_each_is_noted_once(receivers: Receivers) -> None:
    made, _ = await make(receivers, session="session-v")
    states = [await receivers.pause(BY, made.id, paused=paused) for paused in (True, True, False, False)]
    assert [receiver.is_paused for receiver in states] == [True, True, False, False]
    noted = [incident.what for incident in await receivers.incidents.read("session-v")]
    assert noted == ["make_webhook", "pause_webhook", "continue_webhook"]
