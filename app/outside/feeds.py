"""`/feed/{slug}/...`: what is on now and the rundown, for programs that poll; each state is rendered once for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.domain.errors import NotFound
from app.domain.views.shapes import View
from app.languages.views import view_in
from app.languages.words import Words
from app.outside.now import FIELDS, Row, now_line, now_row
from app.outside.rows import as_csv, as_json, as_xml
from app.outside.rundown_rows import rundown_rows
from app.server.context import Guest, GuestDep, MemoDep
from app.server.language import words_of

router = APIRouter(tags=["feeds"])

FRESH_MS = 200  # a clock's text is at most this old, however many programs poll
MEDIA = {
    "json": "application/json",
    "xml": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
TABLES: Mapping[str, Callable[[Sequence[Row]], bytes]] = {"json": as_json, "xml": as_xml, "csv": as_csv}
# Scripts of other sites may read what a viewer without cookies may: a link's token is in the address, or there is none.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get("/feed/{slug}/now.{form}")
async def now(guest: GuestDep, request: Request, memo: MemoDep, form: str, field: str = "") -> Response:
    """Return what is on now: one object in json, one row in xml and csv, one line in txt, or one `field` of it."""
    if form not in MEDIA:
        raise _no_form(form, MEDIA)
    if field and (form != "txt" or field not in FIELDS):
        raise NotFound("field {field} in this feed", field=field[:20])
    return _rendered(
        guest, request, memo, ("now", form, field), lambda view, words: _now(now_row(view, words), form, field)
    )


@router.get("/feed/{slug}/rundown.{form}")
async def rundown(guest: GuestDep, request: Request, memo: MemoDep, form: str) -> Response:
    """Return the rundown: an array of objects in json, a row for each segment in xml and csv."""
    if form not in TABLES:
        raise _no_form(form, TABLES)
    return _rendered(
        guest, request, memo, ("rundown", form), lambda view, words: TABLES[form](rundown_rows(view, words))
    )


def _now(row: Row, form: str, field: str) -> bytes:
    match form:
        case "txt":
            return f"{row[field] if field else now_line(row)}\n".encode()
        case "json":
            return to_json(row)
    return TABLES[form]([row])


def _rendered(
    guest: Guest, request: Request, memo: MemoDep, kind: tuple[str, ...], make: Callable[[View, Words], bytes]
) -> Response:
    """Return a rendering of the present state; readers of one role and language share it."""
    session, words = guest.room.session, words_of(request)
    key = ("feed", session.plan.slug, guest.role, guest.speaker, words.language, *kind)
    state = (session.version, guest.room.now() // FRESH_MS)
    content = memo.get(key, state, lambda: make(_view(guest, words), words))
    return Response(content, headers=HEADERS, media_type=MEDIA[kind[1]])


def _view(guest: Guest, words: Words) -> View:
    return view_in(words, guest.room.session, guest.role, guest.room.now(), guest.speaker)


def _no_form(form: str, known: Mapping[str, object]) -> NotFound:
    return NotFound("feed as {form}; there is {known}", form=form[:20], known=", ".join(known))
