"""Reading files of strangers: in a process of its own, so that whatever they hold costs this server nothing."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from app.interchange.programme import Hints, NotAProgramme, Programme

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("-m", "app.interchange.reading_worker")
LONGEST_S = 30.0  # by the clock on the wall, on a machine that is busy with other things
LARGEST_ANSWER = 64 * 1024 * 1024
_PROGRAMME = TypeAdapter(Programme)


async def read_apart(data: bytes, hints: Hints) -> Programme:
    """The programme in a file, read by a worker with little memory and little time.

    Raises:
        NotAProgramme: it is none, or reading it takes more than a programme should.
    """
    worker = await asyncio.create_subprocess_exec(
        sys.executable, *WORKER, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, limit=LARGEST_ANSWER
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            answer, _ = await worker.communicate(_question(data, hints))
    except TimeoutError:
        raise NotAProgramme("Reading this file takes far longer than a programme should; it was stopped.") from None
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    return _programme(answer)


def _question(data: bytes, hints: Hints) -> bytes:
    day = hints.day.isoformat() if hints.day else ""
    said = {"name": hints.name, "zone": hints.zone, "day": day, "title": hints.title, "item_ms": hints.length_ms}
    return to_json({"length": len(data), **said}) + b"\n" + data


def _programme(answer: bytes) -> Programme:
    if not answer.strip():
        raise NotAProgramme("Reading this file takes far more than a programme should; it was stopped.")
    said = from_json(answer)
    if "refused" in said:
        raise NotAProgramme(said["refused"])
    return _PROGRAMME.validate_python(said["programme"])
