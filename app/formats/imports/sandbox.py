"""Read uploaded files in a separate process, so that their content cannot harm this server."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from app.formats.imports.found.findings import FoundColumn, ImportHints, Programme, UnknownColumns, with_sentences
from app.formats.text.notes import NotAProgramme, Tell, no_progress
from app.formats.text.sentences import sentence_of

ROOT = Path(__file__).resolve().parents[3]
WORKER = ("-m", "app.formats.imports.worker")
LONGEST_S = 120.0  # wall-clock time: six times what a worker may use of a processor, for a busy machine
LARGEST_ANSWER = 64 * 1024 * 1024
HOW_FAR = b'{"read":'  # the beginning of a worker's progress lines
_PROGRAMME = TypeAdapter(Programme)
_COLUMNS = TypeAdapter(tuple[FoundColumn, ...])


async def read_apart(data: bytes, hints: ImportHints, tell: Tell = no_progress) -> Programme:
    """Read the programme in a file in a worker with little memory and time; report the progress, if known.

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
    """Return a worker's last line, its answer; the lines before it report progress.

    Raises:
        NotAProgramme: a line is longer than `LARGEST_ANSWER` bytes.
    """
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker is asked and answers through pipes")
    # A worker that has ended, because a file was too large, no longer reads.
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
    except ValueError:  # how a stream reports a line over its limit
        raise NotAProgramme("There is far more in this file than a programme holds; it was not read.") from None


def question(data: bytes, hints: ImportHints) -> bytes:
    """Return a worker's input: the settings for the file, then the file."""
    day = hints.day.isoformat() if hints.day else ""
    said = {"name": hints.name, "zone": hints.zone, "day": day, "title": hints.title, "item_ms": hints.length_ms}
    said |= {"into_session": hints.into_session, "language": hints.language, "zone_chosen": hints.zone_chosen}
    return to_json({"length": len(data), "columns": dict(hints.columns), **said}) + b"\n" + data


def _programme(answer: bytes) -> Programme:
    """Return the programme of a worker's answer, its sentences with the values of their places.

    Raises:
        NotAProgramme: the worker refused the file, perhaps with its columns, or ended without an answer.
    """
    if not answer.strip():
        raise NotAProgramme("Reading this file takes far more than a programme should; it was stopped.")
    said = from_json(answer)
    if "refused" in said:
        sentence, columns = sentence_of(said["refused"]), _COLUMNS.validate_python(said.get("columns", ()))
        raise UnknownColumns(sentence, columns) if columns else NotAProgramme(sentence)
    sentences = {str(sentence): sentence for sentence in map(sentence_of, said["sentences"])}
    return with_sentences(_PROGRAMME.validate_python(said["programme"]), sentences)
