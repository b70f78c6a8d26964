"""Reading files of strangers: in a process of its own, so that whatever they hold costs this server nothing."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.text.notes import NotAProgramme, Tell, no_progress

ROOT = Path(__file__).resolve().parents[3]
WORKER = ("-m", "app.formats.imports.worker")
LONGEST_S = 30.0  # by the clock on the wall, on a machine that is busy with other things
LARGEST_ANSWER = 64 * 1024 * 1024
HOW_FAR = b'{"read":'  # how a worker's lines begin that are no answer yet
_PROGRAMME = TypeAdapter(Programme)


async def read_apart(data: bytes, hints: ImportHints, tell: Tell = no_progress) -> Programme:
    """The programme in a file, read by a worker with little memory and little time; it tells how far it is, if it can.

    Raises:
        NotAProgramme: it is none, or reading it takes more than a programme should.
    """
    worker = await asyncio.create_subprocess_exec(
        sys.executable, *WORKER, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, limit=LARGEST_ANSWER
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            answer = await _ask(worker, question(data, hints), tell)
    except TimeoutError:
        raise NotAProgramme("Reading this file takes far longer than a programme should; it was stopped.") from None
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    return _programme(answer)


async def _ask(worker: Process, asked: bytes, tell: Tell) -> bytes:
    """The last line that a worker says; it says how far it is before."""
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker is asked and answers through pipes")
    # A worker that has ended, because a file took too much, no longer listens.
    with suppress(BrokenPipeError, ConnectionResetError):
        worker.stdin.write(asked)
        await worker.stdin.drain()
        worker.stdin.close()
    answer = b""
    while line := await _line(worker.stdout):
        if line.startswith(HOW_FAR):
            said = from_json(line)
            tell(said["read"], said["of"])
        else:
            answer = line
    await worker.wait()
    return answer


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # how a stream says that a line is longer than its limit
        raise NotAProgramme("There is far more in this file than a programme holds; it was not read.") from None


def question(data: bytes, hints: ImportHints) -> bytes:
    """What a worker is given to read: the file, and before it what was said about it."""
    day = hints.day.isoformat() if hints.day else ""
    said = {"name": hints.name, "zone": hints.zone, "day": day, "title": hints.title, "item_ms": hints.length_ms}
    return to_json({"length": len(data), "columns": dict(hints.columns), **said}) + b"\n" + data


def _programme(answer: bytes) -> Programme:
    if not answer.strip():
        raise NotAProgramme("Reading this file takes far more than a programme should; it was stopped.")
    said = from_json(answer)
    if "refused" in said:
        raise NotAProgramme(said["refused"])
    return _PROGRAMME.validate_python(said["programme"])
