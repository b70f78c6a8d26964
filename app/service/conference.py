"""The other sessions of a conference: how long the speakers of one session spoke in them, and at which pace."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from app.domain.derived.places import spoken_ms
from app.domain.derived.waits import pace_elsewhere, ratios
from app.domain.errors import UnreadableJournal
from app.domain.messages.commands import CountHeard
from app.domain.messages.events import Record
from app.domain.state.fold import fold
from app.domain.state.session import Session
from app.service.ports import Journal

log = structlog.get_logger()

MOST_SESSIONS = 50  # whose journals are read for one count


class ConferenceSummaries(Protocol):
    """The list of a conference's sessions."""

    async def of_conference(self, title: str, most: int) -> list[str]:
        """Return the addresses of at most so many sessions of a conference, the one that starts last first."""


class OtherSessions:
    """The sessions of one conference, without the one that asks."""

    def __init__(self, summaries: ConferenceSummaries, journal_of: Callable[[str], Journal]) -> None:
        self._summaries = summaries
        self._journal_of = journal_of

    async def heard(self, session: Session) -> CountHeard:
        """Count how long people with the names of this session's speakers spoke in the other ones, and the pace there.

        A session without a conference has no other ones. An unreadable session is left out, with a line in the log.

        Raises:
            JournalUnavailable: the sessions cannot be read.
        """
        title, own = session.plan.conference.title, session.plan.slug
        slugs = await self._summaries.of_conference(title, MOST_SESSIONS + 1) if title else []
        heard: Counter[str] = Counter()
        paces: list[float] = []
        for slug in [slug for slug in slugs if slug != own][:MOST_SESSIONS]:
            spoken, there = await self._heard_in(slug)
            heard.update(spoken)
            paces += there
        by_id = {speaker.id: heard[speaker.name.casefold()] for speaker in session.plan.speakers}
        return CountHeard({id_: ms for id_, ms in by_id.items() if ms > 0}, pace_elsewhere(paces))

    async def _heard_in(self, slug: str) -> tuple[Counter[str], list[float]]:
        try:
            return await asyncio.to_thread(_by_name, await self._journal_of(slug).read())
        except (UnreadableJournal, KeyError, ValueError, TypeError) as error:
            log.warning("a session is left out of the time heard", session=slug, reason=str(error))
            return Counter(), []


def _by_name(records: Sequence[Record]) -> tuple[Counter[str], list[float]]:
    """Return the milliseconds spoken in a session by name, in folded letters, and the ratios of its speeches."""
    session = fold(records)
    spoken: Counter[str] = Counter()
    for id_, ms in spoken_ms(session).items():
        if (speaker := session.plan.speaker(id_)) is not None:
            spoken[speaker.name.casefold()] += ms
    return spoken, ratios(session)
