"""`/s/{slug}/scripts`: where the organiser or moderator pastes or uploads the texts that are read aloud."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.domain.derived.fit import script_fit
from app.domain.errors import JournalUnavailable, Rejection
from app.domain.messages.commands import SetScript
from app.domain.rules.scripts import LONGEST_SCRIPT
from app.domain.state.policy import EDITS_PLANS
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.views.scripts import place_name
from app.formats.scripts import LARGEST_FILE, read_script
from app.server.context import Guest, GuestDep
from app.web.forms import Outcome, forward, page_answer, refused, texts_of
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)


@router.get("/s/{slug}/scripts")
async def scripts(guest: GuestDep, request: Request) -> Response:
    """Show a form for each text of the session."""
    guest.require(*EDITS_PLANS)
    return _page(guest, request)


@router.post("/s/{slug}/scripts")
async def save(guest: GuestDep, request: Request) -> Response:
    """Store one text, typed or from a file; a refused one stays in its field."""
    guest.require(*EDITS_PLANS)
    async with request.form(max_files=1, max_fields=10, max_part_size=LARGEST_FILE) as form:
        fields = texts_of(form)
        try:
            text = await _text(form, fields)
            fields["text"] = text
            await guest.room.send(_command(fields, text), by=guest.sender, key=fields.get("key") or None)
        except (Rejection, JournalUnavailable) as error:
            return _page(guest, request, fields, refused(error))
    place = place_name((fields.get("segment", ""), fields.get("speaker", "")))
    return forward(request, f"/s/{guest.room.session.plan.slug}/scripts#{place}")


def _command(fields: dict[str, str], text: str) -> SetScript:
    language = fields.get("language", "").strip() or "en"
    kept = fields.get("kept") == "true"
    return SetScript(fields.get("segment", ""), text, fields.get("speaker", ""), language, kept)


async def _text(form: FormData, fields: dict[str, str]) -> str:
    """Return the text of the uploaded file, or else the typed one."""
    file = form.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    return read_script(data) if data else fields.get("text", "")


def _page(
    guest: Guest, request: Request, typed: dict[str, str] | None = None, outcome: Outcome | None = None
) -> Response:
    session = guest.room.session
    rows = [_row(session, segment, who, typed or {}) for segment in session.plan.segments for who in _speakers(segment)]
    html = plain_html(
        "scripts",
        PageContext.of(request, session.plan.slug),
        plan=session.plan,
        role=str(guest.role),
        rows=rows,
        longest=LONGEST_SCRIPT,
        notice=outcome.notice if outcome else None,
    )
    return page_answer(html, outcome)


def _speakers(segment: Segment) -> tuple[str, ...]:
    """Return whose texts a segment may have: the moderator's (empty), and each speaker's statement."""
    return ("", *segment.speakers)


def _row(session: Session, segment: Segment, who: str, typed: dict[str, str]) -> dict[str, Any]:
    place, script = (segment.id, who), session.scripts.get((segment.id, who))
    own = typed if (typed.get("segment"), typed.get("speaker", "")) == place else {}
    person = session.plan.speaker(who) if who else None
    return {
        "place": place_name(place),
        "segment": segment,
        "speaker": who,
        "name": person.name if person else "",
        "text": own.get("text", script.text if script else ""),
        "language": own.get("language", script.language if script else "en"),
        "kept": script is not None and script.kept,
        "fit": script_fit(session.plan, place, script) if script is not None and script.text else None,
        "seq": session.seq,
    }
