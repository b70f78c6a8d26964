"""Load a journal: fold it in a thread while the garbage collector is paused.

A long journal is half a million objects that live as long as the process. Python's garbage collector would examine all
of them again and again while they are made, and later whenever the number of objects has grown by a quarter: each time
a tenth of a second or more in which no clock is answered. It is therefore off during loading and never examines these
objects afterwards.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.messages.events import Record
from app.domain.state.history import FoldedRecords, History

LONG = 2_000  # records; a shorter journal is not worth it
SHORT = 20  # records; they are folded sooner than a thread begins


async def folded(records: Sequence[Record]) -> History:
    """Fold a journal's records, in a thread unless they are few.

    Raises:
        ValueError: they do not begin with the session's creation.
    """
    if len(records) <= SHORT:
        return History.of(records)
    with left_alone():
        history = await asyncio.to_thread(History.of, records)
        if len(records) > LONG:
            stays()
    return history


async def take_in(history: History, records: Sequence[Record]) -> None:
    """Fold further records into a history, giving the event loop a turn after each step."""
    for _ in history.steps(records):
        await asyncio.sleep(0)


async def folded_ahead(history: History, records: Sequence[Record]) -> FoldedRecords:
    """Fold further records without appending them, giving the event loop a turn after each step."""
    steps = history.ahead(records)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            ahead: FoldedRecords = done.value
            return ahead
        await asyncio.sleep(0)


@contextmanager
def left_alone() -> Iterator[None]:
    """Pause the garbage collector until the end of the block. Nested blocks count as one."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def stays() -> None:
    """Exempt all present objects from garbage collection; unused ones are still freed by their reference count."""
    gc.freeze()
