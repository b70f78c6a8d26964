"""Loading a journal: folded a step at a time, while the garbage collector leaves it alone.

A long journal is half a million objects that stay as long as the process. Python's garbage collector would look at all
of them again and again while they come, and later whenever there is a quarter more: a tenth of a second and more in
which no clock is answered. It is switched off meanwhile, and never looks at them afterwards.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.domain.messages.events import Record
from app.domain.state.history import History

LONG = 2_000  # records; what is shorter is not worth it


async def folded(records: Sequence[Record]) -> History:
    """A journal's records and their fold, with a turn for everything else after each step.

    Raises:
        ValueError: there are no records, or they do not begin with the session's creation.
    """
    history = History()
    with left_alone():
        await take_in(history, records)
        if len(records) > LONG:
            stays()
    return history


async def take_in(history: History, records: Sequence[Record]) -> None:
    """Further records into a history, with a turn for everything else after each step."""
    for _ in history.steps(records):
        await asyncio.sleep(0)


@contextmanager
def left_alone() -> Iterator[None]:
    """No garbage is looked for until the end of this. One within another is the same as one."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def stays() -> None:
    """Garbage is never looked for in what there is now; what is not needed any more is still let go of."""
    gc.freeze()
