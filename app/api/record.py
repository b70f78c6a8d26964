"""The record as files: in every format with the same numbers, and whole, for another server."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.domain.errors import NotFound
from app.domain.state.policy import AT_DESK, RUNS_SESSION
from app.domain.values import Role
from app.formats.floor_list import list_csv
from app.formats.minutes.formats import MINUTES
from app.formats.record.formats import FORMATS
from app.formats.record.lines import write_recording
from app.formats.recording.edl import Timecode
from app.formats.recording.files import FILES, RecordingChoices, recording_file
from app.languages.views import report_in, view_in
from app.server.context import AccessDep, AddressDep, GuestDep, OrganiserDep, RoomsDep
from app.server.language import words_of
from app.service.access.links import session_links
from app.service.records import import_record

router = APIRouter(prefix="/api/v1", tags=["record"])

OPENS_IN_BROWSER = frozenset({"json", "html", "pdf"})


@router.get("/sessions/{slug}/report.{form}")
async def record_file(guest: GuestDep, form: str, request: Request) -> Response:
    """Return the present record, final once the session is closed: json, csv, md, xlsx, html or pdf.

    Its words are in the language of the reader, by their choice on a page or by `Accept-Language`.
    """
    guest.require(*RUNS_SESSION)
    if (format_ := FORMATS.get(form)) is None:
        raise NotFound("record as {form}; there is {known}", form=form[:20], known=", ".join(FORMATS))
    words = words_of(request)
    facts = report_in(words, guest.room.session, guest.room.now(), guest.room.records)
    content = await asyncio.to_thread(format_.write, facts, words)
    shown = "inline" if form in OPENS_IN_BROWSER else "attachment"
    disposition = f'{shown}; filename="{facts["slug"]}-record.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store", **format_.headers}
    return Response(content, media_type=format_.media_type, headers=headers)


@router.get("/sessions/{slug}/list.csv")
async def list_of_speakers(guest: GuestDep, request: Request) -> Response:
    """Return the lists of speakers as they are now: a row for each request, in order (desk, moderator, organiser)."""
    guest.require(*AT_DESK)
    words = words_of(request)
    view = view_in(words, guest.room.session, Role.DESK, guest.room.now())
    headers = {"Content-Disposition": f'attachment; filename="{view["slug"]}-list.csv"', "Cache-Control": "no-store"}
    return Response(list_csv(view, words), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/sessions/{slug}/minutes.{form}")
async def minutes_file(guest: GuestDep, form: str, request: Request) -> Response:
    """Return draft minutes, ready to be edited: docx or md, in the language of the reader (`?language=fr`)."""
    guest.require(*RUNS_SESSION)
    if (format_ := MINUTES.get(form)) is None:
        raise NotFound("file of minutes as {form} ({known})", form=form[:20], known=", ".join(MINUTES))
    words = words_of(request)
    facts = report_in(words, guest.room.session, guest.room.now(), guest.room.records)
    content = await asyncio.to_thread(format_.write, facts, words)
    disposition = f'attachment; filename="{facts["slug"]}-minutes.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=format_.media_type, headers=headers)


@router.get("/sessions/{slug}/recording/{name}")
async def for_the_recording(
    guest: GuestDep,
    name: str,
    request: Request,
    take: Annotated[int | None, Query(description="From 1; the last one by default.")] = None,
    rate: Annotated[
        str, Query(description="Frames a second, of the edit decision list; `29.97df` is drop frame.")
    ] = "25",
    reel: Annotated[str, Query(description="Name of the reel; the take's by default.")] = "",
) -> Response:
    """Return a file for a recording of the session: chapters.vtt, cues.vtt, youtube.txt, edit.edl or points.csv.

    Its zero is the clap, without one the opening of the session.
    """
    guest.require(*RUNS_SESSION)
    if name not in FILES:
        raise NotFound("file {name} among those for a recording ({known})", name=name[:20], known=", ".join(FILES))
    words, choices = words_of(request), RecordingChoices(take, Timecode(rate), reel)
    facts = report_in(words, guest.room.session, guest.room.now())
    content = await asyncio.to_thread(recording_file, facts, name, words, choices)
    disposition = f'attachment; filename="{facts["slug"]}-{name}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=FILES[name].media_type, headers=headers)


@router.get("/sessions/{slug}/record.jsonl")
async def whole_record(guest: GuestDep, rooms: RoomsDep) -> Response:
    """Return the rundown, the journal and the votes as JSON lines; without the names given with questions."""
    guest.require(Role.ORGANISER)
    plan, ballots = guest.room.session.plan, await rooms.votes(guest.room).all()
    lines = "".join(f"{line}\n" for line in write_recording(plan, guest.room.records, ballots))
    headers = {"Content-Disposition": f'attachment; filename="{plan.slug}.jsonl"', "Cache-Control": "no-store"}
    return Response(lines, media_type="application/x-ndjson", headers=headers)


@router.post("/records", status_code=201, openapi_extra={"requestBody": {"content": {"application/x-ndjson": {}}}})
async def bring(
    request: Request,
    rooms: RoomsDep,
    access: AccessDep,
    address: AddressDep,
    _: OrganiserDep,
    slug: Annotated[str | None, Query(description="Another address, if the record's own is taken here.")] = None,
) -> dict[str, Any]:
    """Import a whole record from another server; return its address and its links. It gives the same report here."""
    text = (await request.body()).decode("utf-8-sig", "replace")
    kept = await import_record(rooms, text, slug)
    return {"slug": kept, "links": await session_links(access, kept, address)}
