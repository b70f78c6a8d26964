"""`/import`: upload or paste a programme, check everything in it, choose, and only then save."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.domain.errors import JournalUnavailable, NotFound, Rejection, Sentence, UnreadableJournal
from app.domain.state.rundown import Plan
from app.formats.imports.corrections import Corrections, carried, corrected, shown_fields
from app.formats.imports.found.findings import OF_PERSON, PERSON_FIELDS, ImportHints, Programme
from app.formats.imports.found.headings import is_number, known_fields
from app.formats.imports.selection import Choice, chosen_items, wanted
from app.formats.text.notes import MOST_BYTES
from app.formats.text.zones import known_zones
from app.server.context import (
    ClockDep,
    DraftsDep,
    ImportsDep,
    OrganiserDep,
    RoomsDep,
    SourcesDep,
    SummariesDep,
    parts_of,
)
from app.server.language import words_of
from app.service.draft import Draft
from app.service.fetching import LONGEST_ADDRESS
from app.service.room import Sender
from app.store.directory import Link
from app.web.forms import Outcome, form_of, forward, page_answer, refused, upload_of
from app.web.pages.import_items import corrections_of, only_one
from app.web.pages.importing.changes import by_heading, change_of, place_of, planned_insertion
from app.web.pages.importing.settings import (
    hints_in,
    settings_changed,
    settings_of,
    typed_settings,
    with_those_of_others,
)
from app.web.rendering.render import Notice, PageContext, long_html, plain_html

router = APIRouter(include_in_schema=False)

PATIENCE_S = 1.5  # most files are read by then, and the organiser sees no waiting page
PATIENCE_TO_SAVE_S = 0.5
PATIENCE_TO_READ_S = 20.0  # a form that was sent is not thrown away
MOST_FIELDS = 30_000  # a box for each session and each item
_NONE = refused("Choose a file or paste a programme first. Nothing was saved.")
_NOTHING_TICKED = refused("Nothing is ticked, so nothing was saved.")
_UNREADABLE = refused("Nothing was saved: fields marked below cannot be read. Correct them and save again.")
_READ_MEANWHILE = "The file was read again meanwhile, in another tab; check the new result. Nothing was saved."
_CARRIED = (
    "The file was read again meanwhile, in another tab. Nothing was saved; what you typed and ticked is in the new "
    "result. Check it, then save."
)
_PARTLY_CARRIED = (
    "The file was read again meanwhile, in another tab. Nothing was saved. The new result has no place for this that "
    "you typed: {texts}. The rest is in it; check it, then save."
)
_SETTINGS_READ = refused(
    "Nothing was saved: the settings had been changed, and the file was read with them only now. Check the result, "
    "then save.",
    200,
)
_MOST_TOLD = 20  # texts in a sentence


@dataclass(frozen=True, slots=True)
class ImportParts:
    """The parts of the server that an import uses."""

    drafts: DraftsDep
    imports: ImportsDep
    sources: SourcesDep
    rooms: RoomsDep
    summaries: SummariesDep
    clock: ClockDep

    async def session(self, slug: str) -> Plan | None:
        """Return the plan of a session; None if there is none, or none that can be read."""
        try:
            return (await self.rooms.get(slug)).session.plan if slug else None
        except (NotFound, UnreadableJournal):
            return None

    async def known(self, slug: str) -> str:
        """Return the address of a session if there is one, else an empty text."""
        return slug if await self.session(slug[:100]) is not None else ""

    async def usual_zone(self) -> str:
        """Return the zone of the newest session: most programmes are for the same place."""
        newest = await self.summaries.newest(1)
        return newest[0].timezone if newest else "UTC"

    def today(self, zone: str) -> date:
        return datetime.fromtimestamp(self.clock.now() / 1000, ZoneInfo(zone)).date()


ImportPartsDep = Annotated[ImportParts, parts_of(ImportParts)]


@router.get("/import")
async def page(request: Request, parts: ImportPartsDep, _: OrganiserDep, into: str = "") -> Response:
    """Show the form: a file or a text; `into` is the address of the session that its items are for."""
    return await _form_page(request, parts, None, into=await parts.known(into))


@router.post("/import")
async def upload(request: Request, parts: ImportPartsDep, _: OrganiserDep) -> Response:
    """Start reading the uploaded file or text, and redirect to its preview."""
    async with upload_of(request, max_files=1, max_fields=20, max_part_size=MOST_BYTES) as form:
        hints = hints_in(form, parts.today, words_of(request).language)
        into = await parts.known(str(form.get("into", "")))
        address = str(form.get("address", "")).strip()[:LONGEST_ADDRESS]
        file, text = form.get("file"), str(form.get("text", ""))
        if isinstance(file, UploadFile) and file.filename:
            data, name, pasted = await file.read(), file.filename[:200], False
        else:
            data, name, pasted = text.encode(errors="replace"), "", True
    if data.strip():
        address = ""
    if isinstance(hints, Outcome) or not (data.strip() or address):
        draft = Draft("", 0, data if pasted else b"", ImportHints(), pasted=True, into=into, address=address)
        outcome = hints if isinstance(hints, Outcome) else _NONE
        return await _form_page(request, parts, draft, outcome, into, typed_settings(form))
    named = replace(hints, name=name or address, into_session=bool(into))
    draft = await parts.drafts.add(data, named, pasted=pasted and not address, into=into, address=address)
    await parts.drafts.wait(draft, PATIENCE_S)
    return _to(request, draft)


@router.post("/import/again")
async def read_again(request: Request, parts: ImportPartsDep, _: OrganiserDep) -> Response:
    """Fetch the address that a session was imported from, and redirect to the preview of what would change."""
    slug = str((await form_of(request)).get("session", ""))[:100]
    sources = await parts.sources.of_session(slug)
    if not sources or (origin := sources[-1].origin) is None:
        raise NotFound("address that this session was imported from")
    hints, names = replace(origin.hints, name=origin.address), frozenset(source.source for source in sources)
    draft = await parts.drafts.add(b"", hints, pasted=False, address=origin.address, sources=names)
    await parts.drafts.wait(draft, PATIENCE_S)
    return _to(request, draft)


@router.get("/import/{id_}/reading")
async def reading(id_: str, parts: ImportPartsDep, _: OrganiserDep) -> Response:
    """Tell an open preview which reading of the file there is now, before it sends its form."""
    return PlainTextResponse((await parts.drafts.get(id_)).reading, headers={"Cache-Control": "no-store"})


@router.get("/import/{id_}")
async def preview(
    id_: str, request: Request, parts: ImportPartsDep, _: OrganiserDep, settings: str = "", form: str = ""
) -> Response:
    """Show everything in the file; or that it is still being read; or the form, with the reason why it cannot be.

    `settings` is `read` where saving was asked for, and changed settings had to be read first. `form` is `yes` for the
    form with a pasted text that is no programme, also where its columns can be given fields.
    """
    draft = await _read_here(parts, id_, PATIENCE_S)
    if not draft.is_read:
        return page_answer(plain_html("import_wait", _around(request), draft=draft))
    if draft.programme is None or (draft.refusal and form):
        return await _form_page(request, parts, draft, refused(draft.refusal, 200), draft.into)
    if draft.not_so:
        return await _not_read_so(request, parts, draft, draft.programme)
    if draft.recalls and (columns := await _recalled(parts, draft.programme)):
        await parts.drafts.again(draft, replace(draft.hints, columns=columns))
        await parts.drafts.wait(draft, PATIENCE_S)
        return _to(request, draft)
    return await _preview_page(request, parts, draft, _SETTINGS_READ if settings == "read" else None)


async def _recalled(parts: ImportParts, programme: Programme) -> Mapping[str, str]:
    """Return the fields that an organiser gave to these headings before; numbers alone recall nothing."""
    keys = [column.key for column in programme.columns]
    return await parts.sources.columns(keys) if not all(map(is_number, keys)) else {}


async def _keep_columns(parts: ImportParts, programme: Programme, columns: Mapping[str, str]) -> None:
    keys = [column.key for column in programme.columns]
    if not all(map(is_number, keys)):
        await parts.sources.keep_columns(keys, columns, parts.clock.now())


async def _not_read_so(request: Request, parts: ImportParts, draft: Draft, programme: Programme) -> Response:
    """Show the former reading, and why the file cannot be read with other settings, which are not recalled either."""
    sentence = Sentence(
        "With these settings the file cannot be read: {reason} The former ones stand.", reason=draft.not_so
    )
    draft.not_so = ""
    await _keep_columns(parts, programme, draft.hints.columns)
    tried = draft.tried or draft.hints
    zone = tried.zone or programme.timezone
    typed = settings_of(tried, zone, parts.today(zone))
    return await _preview_page(request, parts, draft, refused(sentence, 200), typed=typed)


@router.post("/import/{id_}/again")
async def again(id_: str, request: Request, parts: ImportPartsDep, _: OrganiserDep) -> Response:
    """Read the same file with another zone, day, length of items, title or fields of columns; keep the corrections."""
    draft = await _read_here(parts, id_, PATIENCE_TO_READ_S)
    return await _again(request, parts, draft, await form_of(request, max_fields=MOST_FIELDS))


async def _read_here(parts: ImportParts, id_: str, within_s: float) -> Draft:
    """Return a draft; if another process has read its file, this one reads it first."""
    draft = await parts.drafts.get(id_)
    if not draft.is_read:
        await parts.drafts.wait(draft, within_s)
    return draft


async def _again(
    request: Request, parts: ImportParts, draft: Draft, form: FormData, *, to_save: bool = False
) -> Response:
    if draft.programme is not None and (corrections := _corrections(draft, form)) is not None:
        await parts.drafts.correct(draft, corrections)
    elif draft.programme is not None:
        return await _read_meanwhile(request, parts, draft, form)
    hints = hints_in(form, parts.today, words_of(request).language)
    if not isinstance(hints, Outcome) and form.get("reading", draft.reading) != draft.reading:
        hints = with_those_of_others(hints, draft.hints, form)
    if isinstance(hints, Outcome):
        if draft.programme is None:
            return await _form_page(request, parts, draft, hints, draft.into, typed_settings(form))
        return await _preview_page(request, parts, draft, hints, typed=typed_settings(form))
    columns = {**draft.hints.columns, **hints.columns}
    if hints.columns and draft.programme is not None:
        await _keep_columns(parts, draft.programme, columns)
    is_chosen = hints.zone_chosen or draft.hints.zone_chosen
    hints = replace(hints, columns=columns, into_session=bool(draft.into), zone_chosen=is_chosen)
    await parts.drafts.again(draft, hints)
    await parts.drafts.wait(draft, PATIENCE_S)
    # The result takes the focus, but for a sentence above it.
    return forward(request, f"/import/{draft.id}{'?settings=read' if to_save else '#found-title'}")


def _corrections(draft: Draft, form: FormData) -> Corrections | None:
    """Return the corrections in a form; None if it is of a reading of the file that this process does not know."""
    now, mark = draft.programme, str(form.get("reading", draft.reading))
    if now is None or mark == draft.reading:
        return corrections_of(form, now) if now is not None else None
    if (before := draft.shown.get(mark)) is None:
        return None
    sent, there = carried(corrections_of(form, before), before, now), draft.corrections.typed
    typed = {key: {**there.get(key, {}), **sent.typed.get(key, {})} for key in (*there, *sent.typed)}
    return replace(sent, typed=typed)


async def _read_meanwhile(request: Request, parts: ImportParts, draft: Draft, form: FormData) -> Response:
    """Show the present reading, with what was typed over an earlier one, as far as it has the same items."""
    status = 200 if "look" in form else 422  # a look at the result was not refused
    if draft.programme is None or (corrections := _corrections(draft, form)) is None:
        return await _preview_page(request, parts, draft, refused(_READ_MEANWHILE, status), meanwhile="unknown")
    await parts.drafts.correct(draft, corrections)
    items = {(session.source, item.id) for session in draft.programme.sessions for item in session.items}
    lost = [text for key, texts in corrections.typed.items() if key not in items for text in texts.values() if text]
    told = words_of(request).list(f'"{text[:100]}"' for text in lost[:_MOST_TOLD])
    sentence = Sentence(_PARTLY_CARRIED, texts=told) if lost else Sentence(_CARRIED)
    return await _preview_page(request, parts, draft, refused(sentence, status), meanwhile="carried")


@router.post("/import/{id_}")
async def save(id_: str, request: Request, parts: ImportPartsDep, by: OrganiserDep) -> Response:
    """Save the ticked sessions and items with their corrections; or, with `look`, only show the result."""
    draft = await _read_here(parts, id_, PATIENCE_TO_READ_S)
    form = await form_of(request, max_fields=MOST_FIELDS)
    if draft.programme is None:
        return _to(request, draft)
    if form.get("reading", draft.reading) != draft.reading:
        return await _read_meanwhile(request, parts, draft, form)
    if settings_changed(form):
        return await _again(request, parts, draft, form, to_save="look" not in form)
    await parts.drafts.correct(draft, corrections_of(form, draft.programme))
    result = await to_thread(corrected, draft.programme, draft.corrections)
    if "look" in form:
        return await _preview_page(request, parts, draft)
    if draft.refusal:
        return await _preview_page(request, parts, draft, refused(draft.refusal))
    if result.problems:
        return await _preview_page(request, parts, draft, _UNREADABLE)
    if draft.into:
        return await _insert(request, parts, draft, result.programme, by)
    return await _save(request, parts, draft, result.programme, only_one(form, draft.programme), by)


async def _save(
    request: Request, parts: ImportParts, draft: Draft, programme: Programme, only: Choice | None, by: Link
) -> Response:
    chosen = await to_thread(wanted, programme, only or draft.corrections.choice(programme))
    if not chosen:
        return await _preview_page(request, parts, draft, _NOTHING_TICKED)
    sender = Sender(by.label, by.role)
    await parts.drafts.save(draft, lambda tell: parts.imports.run(chosen, sender, draft.origin, tell), of=len(chosen))
    await parts.drafts.wait(draft, PATIENCE_TO_SAVE_S)
    return await _unsaved_page(request, parts, draft) or forward(request, f"/import/{draft.id}/done")


async def _unsaved_page(request: Request, parts: ImportParts, draft: Draft) -> Response | None:
    """Return the preview with the reason if not everything could be saved."""
    if (error := draft.unsaved) is None:
        return None
    sentence = Sentence(
        "Not everything could be saved: {error}. Save again; saved sessions are not duplicated.", error=error
    )
    return await _preview_page(request, parts, draft, Outcome(Notice("problem", sentence), error.status))


async def _insert(request: Request, parts: ImportParts, draft: Draft, programme: Programme, by: Link) -> Response:
    """Insert the ticked items, or the people of a roster, into the draft's session."""
    if not programme.roster and not chosen_items(programme, draft.corrections.choice(programme)):
        return await _preview_page(request, parts, draft, _NOTHING_TICKED)
    try:
        place = place_of(draft, await parts.session(draft.into))
        planned = await planned_insertion(parts.imports, draft, programme, place)
        outcome = await parts.imports.insert(planned, Sender(by.label, by.role))
        await parts.drafts.inserted(draft, outcome)
    except (Rejection, JournalUnavailable) as error:
        return await _preview_page(request, parts, draft, refused(error))
    return forward(request, f"/import/{draft.id}/done")


@router.get("/import/{id_}/done")
async def done(id_: str, request: Request, parts: ImportPartsDep, _: OrganiserDep) -> Response:
    """Show the result for each session; or how many are saved until then."""
    draft = await parts.drafts.get(id_)
    page = "import_wait" if draft.sessions else "import_done"
    return await _unsaved_page(request, parts, draft) or page_answer(plain_html(page, _around(request), draft=draft))


async def _form_page(
    request: Request,
    parts: ImportParts,
    draft: Draft | None,
    outcome: Outcome | None = None,
    into: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    zone = draft.hints.zone if draft and draft.hints.zone else await parts.usual_zone()
    settings = settings_of(draft.hints if draft else ImportHints(), zone, parts.today(zone))
    html = plain_html(
        "import",
        _around(request),
        notice=outcome.notice if outcome else None,
        draft=draft,
        into=await parts.session(into),
        settings={**settings, **(typed or {})},
        zones=sorted(known_zones()),
        most_mb=MOST_BYTES // 1024 // 1024,
    )
    return page_answer(html, outcome)


async def _preview_page(
    request: Request,
    parts: ImportParts,
    draft: Draft,
    outcome: Outcome | None = None,
    meanwhile: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Show the draft with its corrections; until it is read, the page that waits.

    Args:
        meanwhile: after the form of an earlier reading, whether its texts were `carried` or that is `unknown`.
        typed: settings and fields of columns that stay in the form, though the file was not read with them.
    """
    programme = draft.programme
    if programme is None:
        return _to(request, draft)
    draft.note_shown()
    outcome = outcome or (refused(draft.refusal, 200) if draft.refusal else None)
    into, corrections = await parts.session(draft.into), draft.corrections
    place, result = place_of(draft, into), await to_thread(corrected, programme, corrections)
    change, no_change = await change_of(parts.imports, draft, result.programme, place) if into else (None, "")
    settings = settings_of(draft.hints, programme.timezone, parts.today(programme.timezone))
    chosen = await to_thread(wanted, result.programme, Choice(left_out=corrections.items_out, apart=corrections.apart))
    names = {speaker.id: speaker for speaker in programme.speakers}
    html = await long_html(
        "import_preview",
        _around(request),
        draft=draft,
        programme=programme,
        result=result.programme,
        problems=result.problems,
        corrections=corrections,
        notice=outcome.notice if outcome else None,
        steps=by_heading(result.programme, await parts.imports.prepare(chosen)),
        into=into,
        place=place,
        meanwhile=meanwhile,
        change=change,
        no_change=no_change,
        names=names,
        fields=("", *known_fields()) if not programme.roster else (OF_PERSON, *PERSON_FIELDS),
        shown=lambda item: shown_fields(item, programme.timezone, names),
        zones=sorted(known_zones()),
        settings=settings,
        typed=typed or {},
    )
    return page_answer(html, outcome)


def _around(request: Request) -> PageContext:
    return PageContext.of(request, "")


def _to(request: Request, draft: Draft) -> Response:
    return forward(request, f"/import/{draft.id}")
