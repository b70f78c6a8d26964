"""Deliveries on both engines: stored with their records or not at all, in order, and noted once they were tried."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.domain.errors import SeqTaken
from app.domain.messages import events as e
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.values import Role
from app.store.database import Database
from app.store.directory import Directory
from app.store.journal import SqlJournal
from app.store.webhooks.deliveries import DEAD, DELIVERED, Deliveries, Delivery
from app.store.webhooks.subscriptions import Subscription, Subscriptions
from tests.fakes import START, created, plan
from tests.store.webhooks.told import give_floor

URL = "https://hooks.example/"


async def subscribed(database: Database) -> Deliveries:
    """Return the deliveries of a database with one session and two receivers."""
    await Directory(database).create("session-v", [created(plan(2))])
    await Subscriptions(database).add(Subscription("all", None, URL, "", START), 5)
    await Subscriptions(database).add(Subscription("some", "session-v", URL, "floor.given", START), 5)
    return Deliveries(database)


async def events(deliveries: Deliveries, receiver: str) -> list[str]:
    return [delivery.event for delivery in reversed(await deliveries.latest(receiver, 10))]


async def test_messages_are_stored_with_the_records_that_cause_them(database: Database) -> None:
    deliveries = await subscribed(database)
    assert await deliveries.due(START) == []
    await give_floor(database)
    assert await events(deliveries, "all") == ["floor.cued", "session.opened", "floor.given"]
    assert await events(deliveries, "some") == ["floor.given"]
    [given] = await deliveries.latest("some", 10)
    assert (given.id, given.state, given.tries) == ("some.session-v.4", "waiting", 0)
    body = json.loads(given.body)
    assert (body["type"], body["timestamp"]) == ("floor.given", "2021-06-30T14:00:00.000Z")
    assert body["data"]["segment"]["speakers"] == ["Panellist 1"]
    assert {receiver.id for receiver in await deliveries.due(START)} == {"all", "some"}


async def test_a_record_that_lost_its_race_causes_no_message(database: Database) -> None:
    deliveries = await subscribed(database)
    await give_floor(database)
    opened = Record(2, START, "test", Role.MODERATOR, "late", "open_session", e.SessionOpened())
    after = fold([created(plan(2)), opened])
    with pytest.raises(SeqTaken):
        await SqlJournal(database, "session-v").append([opened], None, after)
    assert await events(deliveries, "all") == ["floor.cued", "session.opened", "floor.given"]


async def test_what_a_try_came_to_is_noted_and_the_next_message_follows(database: Database) -> None:
    deliveries = await subscribed(database)
    await give_floor(database)
    receiver = Subscription("all", None, URL, "", START, 1, START + 5_000)
    first = await _first(deliveries)
    await deliveries.note(replace(first, tries=1, tried_ms=START, outcome="timeout"), receiver)
    assert {one.id for one in await deliveries.due(START)} == {"some"}
    assert await _first(deliveries) == replace(first, tries=1, tried_ms=START, outcome="timeout")
    await deliveries.note(replace(first, state=DELIVERED, tried_ms=START), replace(receiver, failures=0, next_ms=0))
    assert {one.id for one in await deliveries.due(START)} == {"all", "some"}
    assert (await _first(deliveries)).event == "session.opened"


async def test_messages_are_given_up_sent_again_and_deleted(database: Database) -> None:
    deliveries = await subscribed(database)
    await give_floor(database)
    await deliveries.bury("all", START, "timeout")
    assert await deliveries.first("all") is None
    assert {(one.state, one.outcome) for one in await deliveries.latest("all", 10)} == {(DEAD, "timeout")}
    assert await deliveries.resend("all", "session-v", 3, START + 1)
    assert not await deliveries.resend("all", "session-v", 9, START + 1)
    again = await _first(deliveries)
    assert (again.seq, again.since_ms) == (3, START + 1)
    await deliveries.forget(START)
    assert len(await deliveries.latest("all", 10)) == 3
    await deliveries.forget(START + 1)
    assert [one.seq for one in await deliveries.latest("all", 10)] == [3]
    assert await events(deliveries, "some") == ["floor.given"]


async def _first(deliveries: Deliveries) -> Delivery:
    first = await deliveries.first("all")
    assert first is not None
    return first


async def test_a_paused_receiver_is_sent_nothing_and_what_a_try_came_to_does_not_end_the_pause(
    database: Database,
) -> None:
    deliveries, subscriptions = await subscribed(database), Subscriptions(database)
    await give_floor(database)
    [waiting] = await deliveries.latest("some", 10)
    receiver = await subscriptions.get("some")
    assert receiver is not None
    await subscriptions.pause("some", paused=True)
    await deliveries.note(replace(waiting, tries=1), replace(receiver, failures=1, next_ms=START + 1_000))
    assert await deliveries.resend("some", "session-v", waiting.seq, START)
    assert {one.id for one in await deliveries.due(START + 10_000)} == {"all"}
    assert await deliveries.first("some") is None
    await give_floor(database, "t2")
    assert len(await deliveries.latest("some", 10)) == 1
    await subscriptions.pause("some", paused=False)
    assert {one.id for one in await deliveries.due(START)} == {"all", "some"}
    assert (await deliveries.first("some")) == replace(waiting, tries=1)
