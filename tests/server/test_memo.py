"""What was rendered is stored once for each state, within bounds, and can be dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest

from app.server.memo import Memo


def counted(made: list[str], text: str) -> Callable[[], str]:
    def make() -> str:
        made.append(text)
        return text

    return make


def test_a_rendering_is_made_once_for_a_state() -> None:
    memo, made = Memo(), list[str]()
    states = [1, 1, {"a": [1]}, {"a": [1]}, 1]
    assert [memo.get("key", state, counted(made, str(state))) for state in states] == [str(state) for state in states]
    assert made == ["1", "{'a': [1]}", "1"]


def test_what_was_used_least_recently_makes_room() -> None:
    memo, made = Memo(most_bytes=3), list[str]()
    for key in "abcadab":
        memo.get(key, 0, counted(made, key))
    assert made == ["a", "b", "c", "d", "b"]


def test_what_cannot_be_made_is_not_stored() -> None:
    memo = Memo()

    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        memo.get("key", 0, fail)
    assert memo.get("key", 0, lambda: "made") == "made"


def test_an_emptied_memo_makes_everything_again() -> None:
    memo, made = Memo(most_bytes=2), list[str]()
    memo.get("a", 0, counted(made, "a"))
    memo.clear()
    for key in "aba":
        memo.get(key, 0, counted(made, key))
    assert made == ["a", "a", "b"]


async def test_requests_that_come_together_wait_for_the_same_response() -> None:
    memo, made = Memo(), list[str]()
    both = [memo.get_apart("key", 0, lambda: counted(made, "page")().encode()) for _ in range(2)]
    assert await asyncio.gather(*both) == [b"page", b"page"]
    assert await memo.get_apart("key", 0, lambda: b"other") == b"page"
    assert made == ["page"]
    memo.close()


async def test_a_response_that_was_being_made_when_the_memo_was_emptied_is_not_stored() -> None:
    memo, begun, may_end = Memo(), Event(), Event()

    def make() -> bytes:
        begun.set()
        may_end.wait(10)
        return b"old"

    making = asyncio.create_task(memo.get_apart("key", 0, make))
    await asyncio.to_thread(begun.wait, 10)
    memo.clear()
    may_end.set()
    assert await making == b"old"
    assert await memo.get_apart("key", 0, lambda: b"new") == b"new"
    memo.close()
