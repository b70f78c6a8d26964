"""A test that hangs ends with words that name the place."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from io import StringIO

from tests.hung import ended_if_hung, say_where

HANGS = """
import sys, threading
from tests.hung import ended_if_hung
with ended_if_hung("test_of_all", sys.stdout, 0.05):
    threading.Event().wait()
"""


def test_a_process_whose_test_hangs_ends_and_says_where() -> None:
    ran = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 3
    assert "threading.Event().wait()" in ran.stdout or "in wait" in ran.stdout
    assert ran.stdout.endswith("hung for too long: test_of_all\n")


def test_a_test_that_ends_is_left_alone() -> None:
    with ended_if_hung("test", StringIO()):
        assert any(isinstance(thread, threading.Timer) for thread in threading.enumerate())


async def test_what_a_task_waits_for_is_named_down_to_the_last_coroutine() -> None:
    async def inner() -> None:
        await asyncio.Event().wait()

    async def outer() -> None:
        await inner()

    out, task = StringIO(), asyncio.create_task(outer(), name="the one that waits")
    await asyncio.sleep(0)
    say_where(out, threading.get_ident())
    task.cancel()
    (line,) = [line for line in out.getvalue().splitlines() if line.startswith("the one that waits: ")]
    names = [part.rpartition(".")[2].partition(":")[0] for part in line.partition(": ")[2].split(" > ")]
    assert names == ["outer", "inner", "wait", "FutureIter"]
    assert "thread MainThread" in out.getvalue()
