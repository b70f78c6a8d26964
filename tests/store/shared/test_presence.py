"""Each process stores its own part of presence and reads those of the others, on both engines."""

from __future__ import annotations

from app.store.database import Database
from app.store.notices import ChangeNotice, SqlNotices, Topic
from app.store.shared.presence import SqlPresence, StoredPart

A = StoredPart("session-v", "a", '{"viewers": 2}')
B = StoredPart("session-v", "b", '{"viewers": 3}')


async def test_parts_are_replaced_read_and_deleted_by_their_process(database: Database, other: Database) -> None:
    here, there = SqlPresence(database), SqlPresence(other)
    await here.publish("a", {"session-v": "{}", "session-w": "{}"})
    await here.publish("a", {"session-v": A.text})
    await there.publish("b", {"session-v": B.text})
    assert sorted(await there.read(["session-v"]), key=str) == [A, B]
    await here.publish("a", {"session-v": None})
    assert await here.read(["session-v"]) == [B]
    assert [part.process for part in await here.read(["session-w", "session-x"])] == ["a"]


async def test_parts_of_processes_that_ended_are_forgotten(database: Database) -> None:
    presence = SqlPresence(database)
    for process in ("a", "b", "c"):
        await presence.publish(process, {"session-v": "{}"})
    await presence.forget("a")
    assert {part.process for part in await presence.read(["session-v"])} == {"b", "c"}
    await presence.forget_all_but(["c"])
    assert {part.process for part in await presence.read(["session-v"])} == {"c"}


async def test_a_part_and_a_sign_of_life_are_announced_and_an_end_too(notices: SqlNotices, other: Database) -> None:
    presence = SqlPresence(other)
    await presence.publish("b", {"session-v": "{}"})
    alive = ChangeNotice(Topic.PRESENCE, about="b")
    assert await notices.take() == [ChangeNotice(Topic.PRESENCE, "session-v", about="b"), alive]
    await presence.publish("b", {})
    assert await notices.take() == [alive]
    await presence.leave("b")
    assert await notices.take() == [ChangeNotice(Topic.LEFT, about="b")]
    assert await presence.read(["session-v"]) == []
