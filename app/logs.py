"""Structured logging to standard error: what happened, in which session, and never a token."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections import Counter
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

# A link's token in an address, a header or a cookie, in any part of a line. A cookie's name has a slug.
_TOKEN = re.compile(r"(/(?:t|join)/|Bearer {1,9}|rostrum[A-Za-z0-9_-]{0,99}=)[A-Za-z0-9_-]{16,}", re.IGNORECASE)


MOST_PLACES = 1_000  # prefixes whose lines are counted separately; further ones are counted together
ELSEWHERE = "elsewhere"
TOLD_EVERY_S = 60.0


class Floods:
    """Log lines that strangers can cause at will: the first is written, the rest is counted.

    The first line of an event and an address prefix is written at once. All that follow become one line a minute, with
    their number and codes; after a minute without any, the next one is a first again.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], Counter[str]] = {}

    def say(self, event: str, place: str, code: object, **facts: object) -> None:
        """Write or count a line; `place` is the address prefix of the client, `code` the kind of line."""
        if (event, place) not in self._counts and len(self._counts) >= MOST_PLACES:
            place = ELSEWHERE
        if (counts := self._counts.get((event, place))) is not None:
            counts[str(code)] += 1
            return
        self._counts[event, place] = Counter()
        structlog.get_logger().warning(event, client=place, code=code, **facts)

    def sum_up(self) -> None:
        """Write the counts since the last time."""
        counted, self._counts = self._counts, {}
        for (event, place), counts in counted.items():
            if times := counts.total():
                self._counts[event, place] = Counter()
                structlog.get_logger().warning(event, client=place, times=times, codes=", ".join(sorted(counts)))

    async def keep_summing_up(self) -> None:
        """Write the counts once a minute, without end."""
        while True:
            await asyncio.sleep(TOLD_EVERY_S)
            self.sum_up()


floods = Floods()  # of this process, as its log is


def redact(text: str) -> str:
    """Remove every token of an address, a header or a cookie from the text."""
    return _TOKEN.sub(r"\1[token]", text)


def configure(log_format: str, log_level: str = "info") -> None:
    """Send structlog and the standard library's loggers to standard error, one line per event, from a level on."""
    level = logging.getLevelNamesMapping()[log_level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, _redacted, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_Standing(sys.stderr)),  # type: ignore[arg-type]  # it writes and flushes
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(_Standing(sys.stderr))
    handler.setFormatter(_RedactingFormatter("%(asctime)s [%(levelname)s] %(name)s: %(message)s"))
    # Never lower for all libraries: some of them log their input, with names and texts.
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn").setLevel(logging.INFO if level == logging.DEBUG else logging.WARNING)


class _Standing:
    """A stream that ignores write errors: a log on a full disk or on a closed stream must not stop the server."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class _RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _redacted(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: redact(value) if isinstance(value, str) else value for name, value in event.items()}
