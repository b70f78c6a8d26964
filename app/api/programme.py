"""Published programmes: as a calendar, as a schedule for conference apps, and as our own document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.domain.errors import Invalid, NotFound, Problem, Sentence, UnreadableJournal
from app.domain.state.policy import RUNS_SESSION
from app.formats.programme.document import document_json, document_yaml
from app.formats.programme.frab import has_events, programme_frab_json, programme_frab_xml
from app.formats.programme.published import Published
from app.formats.programme.roster import roster_csv, roster_xlsx
from app.formats.programme.table import programme_csv, programme_xlsx
from app.languages.choosing import known
from app.languages.languages import LANGUAGES
from app.server.caching import OWN_COPY
from app.server.context import AddressDep, ClockDep, GuestDep, MemoDep, RoomsDep, SummariesDep, VisitorDep, parts_of
from app.service.rooms import Rooms
from app.store.summaries import Chosen, Summaries

router = APIRouter(prefix="/api/v1", tags=["programme"])

MOST_PUBLISHED = 2_000  # sessions in one file
MEDIA = {
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SCHEDULES: Mapping[str, Callable[[Sequence[Published], str], bytes]] = {
    "json": programme_frab_json,
    "xml": programme_frab_xml,
    "csv": lambda sessions, _: programme_csv(sessions),
    "xlsx": lambda sessions, _: programme_xlsx(sessions),
}


class Programmes:
    """The published programmes of the sessions that were asked for last; of a longer journal, only new records count.

    For a programme no room is loaded: a calendar asks for many sessions that are open on no screen.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Published]] = {}

    async def of(self, slug: str, seq: int, rooms: Rooms) -> Published:
        """Return the programme of a session as of this seq or a later one; the same object until it changes."""
        known, published = self._known.pop(slug, (0, None))
        if published is None or known < seq:
            session, records = await rooms.history(slug)
            published = published.after(session, records[known:]) if published else Published.of(session, records)
            known = session.seq
        self._known[slug] = (known, published)
        if len(self._known) > MOST_PUBLISHED:
            del self._known[next(iter(self._known))]
        return published

    async def of_all(self, slugs: Sequence[str], summaries: Summaries, rooms: Rooms) -> list[Published]:
        """Return the programmes of several sessions, without those that cannot be read."""
        seqs, programmes = await summaries.seqs(slugs), []
        for slug in slugs:
            with suppress(UnreadableJournal, NotFound):
                programmes.append(await self.of(slug, seqs.get(slug, 0), rooms))
        return programmes


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """What a calendar holds: segments as events too, and texts in a language where there are such."""

    segments: bool = False
    language: str = ""


CalendarChoiceDep = Annotated[CalendarChoice, Depends()]


@dataclass(frozen=True, slots=True)
class ProgrammeFiles:
    """Makes the files: from summaries and journals, each once until a session in it changes."""

    request: Request
    summaries: SummariesDep
    rooms: RoomsDep
    memo: MemoDep
    address: AddressDep

    async def answer(self, slugs: Sequence[str], form: str, name: str, calendar: CalendarChoice) -> Response:
        """Return the programme of these sessions as a file.

        Raises:
            NotFound: there is no such form, or no session with a segment.
        """
        if form not in MEDIA:
            raise NotFound("programme as {form}; there is {known}", form=form[:20], known=", ".join(MEDIA))
        programmes: Programmes = self.request.app.state.programmes
        sessions = tuple(await programmes.of_all(slugs, self.summaries, self.rooms))
        url = "" if form == "ics" else self.address
        language = known(calendar.language, LANGUAGES) if form == "ics" else None
        # For hundreds of sessions this takes a tenth of a second, and calendars ask again every few minutes.
        key = ("programme", form, calendar.segments, url, language, tuple(one.plan.slug for one in sessions))

        def make() -> bytes:
            said = [one.in_language(language) for one in sessions] if language else sessions
            return _made(said, form, url, calendar.segments)

        content = await self.memo.get_apart(key, sessions, make)
        return _file(content, MEDIA[form], _file_name(name, form))


FilesDep = Annotated[ProgrammeFiles, parts_of(ProgrammeFiles)]


@router.get("/programme.{form}")
async def programme_of_all(
    files: FilesDep,
    summaries: SummariesDep,
    clock: ClockDep,
    visitor: VisitorDep,
    calendar: CalendarChoiceDep,
    form: str,
    conference: Annotated[str, Query(description="Only the sessions of the conference with this title.")] = "",
    day: Annotated[str, Query(description="Only the sessions that start on this date: 2026-12-01.")] = "",
) -> Response:
    """Return the sessions that the bearer may see, as ics, or as a frab schedule in json or xml; 2,000 at most."""
    chosen = Chosen(visitor.sessions, conference, day)
    several = await summaries.chosen(chosen, clock.now(), MOST_PUBLISHED + 1)
    if len(several) > MOST_PUBLISHED:
        raise Invalid(
            Problem(
                "conference",
                Sentence(
                    "and day choose more than {most_published} sessions; name one, or both",
                    most_published=MOST_PUBLISHED,
                ),
            )
        )
    in_order = sorted(several, key=lambda one: (one.starts_at_ms, one.slug))
    return await files.answer([one.slug for one in in_order], form, "programme", calendar)


@router.get("/sessions/{slug}/programme.{form}")
async def programme(guest: GuestDep, files: FilesDep, form: str, calendar: CalendarChoiceDep) -> Response:
    """Return the session's programme, for each visitor who may see it; a calendar may have its segments as events."""
    slug = guest.room.session.plan.slug
    return await files.answer([slug], form, slug, calendar)


@router.get("/sessions/{slug}/document.{form}")
async def document(guest: GuestDep, form: str) -> Response:
    """Return the session document, json or yaml, ready to be imported again."""
    guest.require(*RUNS_SESSION)
    plan = guest.room.session.plan
    if form not in {"json", "yaml"}:
        raise NotFound("document as {form}; there is json and yaml", form=form[:20])
    content, media = (
        (document_json(plan), "application/json") if form == "json" else (document_yaml(plan), "application/yaml")
    )
    return _file(content, media, f"{plan.slug}.{form}")


@router.get("/sessions/{slug}/roster.{form}")
async def roster(guest: GuestDep, form: str) -> Response:
    """Return a session's people with category, rank, group, seat and language, csv or xlsx, to be imported again."""
    guest.require(*RUNS_SESSION)
    plan = guest.room.session.plan
    if form not in {"csv", "xlsx"}:
        raise NotFound("roster as {form}; there is csv and xlsx", form=form[:20])
    content = roster_csv(plan) if form == "csv" else await asyncio.to_thread(roster_xlsx, plan)
    return _file(content, MEDIA[form], f"{plan.slug}-roster.{form}")


def _file_name(name: str, form: str) -> str:
    """Return the file's name: the session's, with the kind of file for a schedule or a table."""
    kinds = {"ics": "", "csv": "-programme", "xlsx": "-programme"}
    return f"{name}{kinds.get(form, '-schedule')}.{form}"


def _made(sessions: Sequence[Published], form: str, url: str, segments: bool) -> bytes:
    if form == "ics":
        return _calendar(sessions, segments)
    if not (shown := list(has_events(sessions))):
        raise NotFound("session with a segment")
    return SCHEDULES[form](shown, url)


def _calendar(sessions: Sequence[Published], segments: bool) -> bytes:
    # Only a request for a calendar loads the calendar writer.
    from app.formats.programme.icalendar import programme_ics

    return programme_ics(sessions, segments=segments)


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **OWN_COPY}
    return Response(content, media_type=media, headers=headers)
