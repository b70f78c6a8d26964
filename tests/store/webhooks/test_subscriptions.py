"""Subscriptions on both engines: stored as they are, limited in number, removed with all that waits for them."""

from __future__ import annotations

from dataclasses import replace

from app.store.database import Database
from app.store.directory import Directory
from app.store.webhooks.deliveries import Deliveries
from app.store.webhooks.subscriptions import Subscription, Subscriptions
from tests.fakes import START, created, plan
from tests.store.webhooks.told import give_floor

ALL = Subscription("all", None, "https://hooks.example/", "", START)
SOME = Subscription("some", "session-v", "https://hooks.example/some", "clock.zero floor.given", START + 1)


async def test_a_receiver_is_stored_until_it_is_removed(database: Database) -> None:
    await Directory(database).create("session-v", [created(plan(2))])
    subscriptions = Subscriptions(database)
    assert await subscriptions.add(SOME, 2)
    assert await subscriptions.add(ALL, 2)
    assert not await subscriptions.add(Subscription("more", None, "https://hooks.example/", "", START), 2)
    assert await subscriptions.all() == [ALL, SOME]
    assert await subscriptions.get("some") == SOME
    assert SOME.wanted == {"clock.zero", "floor.given"}
    await give_floor(database)
    assert await subscriptions.remove("some")
    assert not await subscriptions.remove("some")
    assert await subscriptions.get("some") is None
    assert await Deliveries(database).latest("some", 10) == []
    assert await Deliveries(database).latest("all", 10) != []


async def test_a_paused_receiver_is_paused_until_it_goes_on(database: Database) -> None:
    await Directory(database).create("session-v", [created(plan(2))])
    subscriptions = Subscriptions(database)
    failed = replace(SOME, failures=3, next_ms=START + 5_000)
    for receiver in (ALL, failed):
        await subscriptions.add(receiver, 2)
    await subscriptions.pause("some", paused=False)
    assert await subscriptions.get("some") == failed  # it was not paused, so it waits as before
    await subscriptions.pause("some", paused=True)
    assert [receiver.is_paused for receiver in await subscriptions.all()] == [False, True]
    await subscriptions.pause("some", paused=False)
    assert await subscriptions.get("some") == SOME
