"""The audit of a session: commands of its journal and incidents beside it, in one order of time."""

from __future__ import annotations

import asyncio
import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.errors import Invalid, Problem
from app.domain.messages.events import Record
from app.domain.views.audit import Entry, commands, entries
from app.store.incidents import Incident, Incidents

AT_ONCE = 50


@dataclass(frozen=True, slots=True, order=True)
class AuditPosition:
    """The position of an entry: its instant, journal before incidents, then its own number."""

    at_ms: int
    source: int
    number: int

    def __str__(self) -> str:
        return f"{self.at_ms}-{self.source}-{self.number}"


JOURNAL, BESIDE = 0, 1


def read_place(text: str) -> AuditPosition:
    """Read a position from an address.

    Raises:
        Invalid: it is no position.
    """
    if not re.fullmatch(r"\d{1,15}-[01]-\d{1,15}", text):
        raise Invalid(Problem("before", "is a place of the audit, as the page before this one named it"))
    return AuditPosition(*map(int, text.split("-")))


async def newest(
    records: Sequence[Record],
    incidents: Incidents,
    slug: str,
    before: AuditPosition | None = None,
    *,
    refused: bool = False,
) -> tuple[list[Entry], AuditPosition | None]:
    """Return one page of a session's audit, newest first.

    Args:
        records: the session's journal.
        incidents: stored beside it.
        slug: the session's.
        before: only entries before this position.
        refused: only refusals.

    Returns:
        At most `AT_ONCE` entries, and the position of the last one if there are more.
    """
    limit = AT_ONCE + 1
    bound = None if before is None else (before.at_ms, before.number if before.source == BESIDE else 0)
    beside = await incidents.newest(slug, bound, None if refused else limit)
    candidates = [
        (AuditPosition(one.at_ms, BESIDE, number), of_incident(one))
        for number, one in beside
        if not refused or one.outcome != "done"
    ][:limit]
    if not refused:
        # Folding a journal of thousands of commands takes time: it runs off the event loop, where no clock waits for
        # it.
        candidates += await asyncio.to_thread(_from_journal, records, before, limit)
    candidates.sort(key=lambda placed: placed[0], reverse=True)
    page = candidates[:AT_ONCE]
    return [entry for _, entry in page], page[-1][0] if len(candidates) > AT_ONCE else None


async def whole(records: Sequence[Record], incidents: Incidents, slug: str) -> Iterator[Entry]:
    """Iterate over the whole audit of a session, oldest first, computing each entry when it is needed."""
    beside = [of_incident(one) for one in await incidents.read(slug)]
    return heapq.merge(entries(records), beside, key=lambda entry: entry.at_ms)


def of_incident(incident: Incident) -> Entry:
    """Convert an incident to an audit entry; it changed nothing that has a before and an after."""
    return Entry(incident.at_ms, incident.actor, incident.role, incident.what, incident.outcome, incident.about)


def _from_journal(
    records: Sequence[Record], before: AuditPosition | None, limit: int
) -> list[tuple[AuditPosition, Entry]]:
    starts = [
        index
        for index in commands(records)
        if before is None or AuditPosition(records[index].at_ms, JOURNAL, records[index].seq) < before
    ]
    if not starts:
        return []
    later = (index for index in commands(records) if index > starts[-1])
    of_journal = entries(records[: next(later, None)], starts[-limit:][0])
    return [(AuditPosition(entry.at_ms, JOURNAL, entry.seq or 0), entry) for entry in of_journal]
