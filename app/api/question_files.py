"""`/api/v1/sessions/{slug}/questions.{csv,json,md}`: the audience's questions as files."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import NotFound
from app.domain.state.policy import AT_DESK
from app.domain.views.view import project
from app.formats.questions import FORMATS
from app.server.context import GuestDep
from app.server.language import words_of

router = APIRouter(prefix="/api/v1/sessions", tags=["questions"])


@router.get("/{slug}/questions.{extension}")
async def question_file(guest: GuestDep, extension: str, request: Request) -> Response:
    """Return all questions as a file, names as the bearer's role may see them: desk, moderator, organiser.

    The document to answer from (`md`) is in the language of the reader.
    """
    guest.require(*AT_DESK)
    if (format_ := FORMATS.get(extension)) is None:
        raise NotFound("format {extension}; there are {known}", extension=extension[:20], known=", ".join(FORMATS))
    view = project(guest.room.session, guest.role, guest.room.now())
    disposition = f'attachment; filename="{view["slug"]}-questions.{extension}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(format_.write(view, words_of(request)), media_type=format_.media_type, headers=headers)
