"""`/s/{slug}/desk`: the questions desk. Every move is a form; a refusal keeps the typed text and shows the question."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.requests import Request

from app.domain.errors import Invalid, JournalUnavailable, NotFound, Problem, Rejection
from app.domain.messages.base import Command
from app.domain.messages.commands import COMMANDS
from app.domain.state.questions import (
    ANSWERED,
    APPROVED,
    DEFERRED,
    DISMISSED,
    LIVE,
    MERGED,
    MOVES,
    NOT_REACHED,
    PENDING,
    QUEUED,
    WITHDRAWN,
)
from app.domain.values import Role
from app.domain.views.questions import QuestionView
from app.domain.views.shapes import View
from app.domain.views.view import project
from app.formats.commands import read_form
from app.server.context import Guest, GuestDep, ServicesDep
from app.web.page_table import AT_DESK, RUNS, page_before
from app.web.rendering.desk_lists import Window
from app.web.rendering.render import Notice, PageContext, fragment_html, notice_html, page_html
from app.web.words.common import SessionWords, effects_of
from app.web.words.desk import DeskWords

router = APIRouter(include_in_schema=False)

# Moves that are made of every ticked question; the others of the page take all of them in one command.
OF_EACH = frozenset({"approve_question", "queue_question", "dismiss_question"})
MOST_TICKED = 50
ENVELOPE = ("key", "seen", "pressed_ms")
FURTHEST = (LIVE, QUEUED, APPROVED, DEFERRED, PENDING, NOT_REACHED, ANSWERED, DISMISSED, MERGED, WITHDRAWN)


@router.get("/s/{slug}/desk")
async def desk(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Show all questions, in lists by state."""
    guest.require(*AT_DESK)
    return _desk(guest, services, request)


@router.post("/s/{slug}/desk")
async def act(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Carry out a command that is not about one question: floor question, policy, batch, taking off, ban."""
    guest.require(*AT_DESK)
    form = await request.form()
    fields = _fields_of(str(form.get("command", "")), form)
    ticked = [str(question) for question in form.getlist("questions")]
    if fields["command"] in OF_EACH:
        notice, status = await _send_each(guest, request, fields, ticked[:MOST_TICKED])
    else:
        if fields["command"] == "merge_questions":
            fields |= _merging(_view(guest), ticked)
        notice, status = await _send(guest, request, fields)
    if status == 200 or _is_live(request):
        return _answer(guest, request, notice, status)
    return _desk(guest, services, request, notice, _typed(form), status)


@router.get("/s/{slug}/desk/questions/{question}")
async def panel(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Show one question with all its moves."""
    guest.require(*AT_DESK)
    return _panel(guest, services, request, question, {})


@router.post("/s/{slug}/desk/questions/{question}")
async def move(guest: GuestDep, services: ServicesDep, request: Request, question: str) -> Response:
    """Carry out one move of one question; `move` is a key of the table of moves."""
    guest.require(*AT_DESK)
    form = await request.form()
    name, _, how = str(form.get("move", "")).partition(" ")
    if str(form.get("move", "")) not in MOVES:
        raise Invalid(Problem("move", "is not something that can be done with a question"))
    own = {"from": question} if name == "merge_questions" else {"question": question}
    fields = {**_fields_of(name, form), **own, **({"how": how} if how else {})}
    notice, status = await _send(guest, request, fields)
    from_panel = bool(form.get("panel"))
    if status != 200 and (from_panel or not _is_live(request)):
        return _panel(guest, services, request, question, _typed(form), notice, status)
    return _answer(guest, request, notice, status, from_panel)


async def _send(guest: Guest, request: Request, fields: Mapping[str, str]) -> tuple[Notice, int]:
    """Return the result of a command, in words and as a status."""
    around = PageContext.of(request, guest.room.session.plan.slug)
    before = _view(guest)
    try:
        sent = read_form(fields)
        accepted = await guest.room.send(
            sent.command, by=guest.sender, key=sent.key, seen=sent.seen, pressed_ms=sent.pressed_ms
        )
    except Rejection as rejection:
        return Notice("refused", rejection.sentence), rejection.status
    except JournalUnavailable as error:
        return Notice("problem", f"Nothing was changed, because it could not be kept: {error}"), error.status
    effects = effects_of(record.event for record in accepted.records)
    return Notice("done", SessionWords(around.words).done(before, effects)), 200


async def _send_each(
    guest: Guest, request: Request, fields: Mapping[str, str], ticked: list[str]
) -> tuple[Notice, int]:
    """The same move of every ticked question; those that cannot make it stay where they are, and are counted."""
    around = PageContext.of(request, guest.room.session.plan.slug)
    if not ticked:
        return Notice("refused", around.words("Select questions first.")), 422
    own = {name: value for name, value in fields.items() if name not in {"key", "question"}}
    answers = [await _send(guest, request, {**own, "question": question}) for question in ticked]
    done = sum(status == 200 for _, status in answers)
    if not done:
        return answers[0]
    words = DeskWords(around.words).moved(fields["command"], done, len(answers) - done)
    return Notice("done" if done == len(answers) else "refused", words), 200


def _fields_of(name: str, form: FormData) -> dict[str, str]:
    """Return the fields of a form that belong to the command; ticks of one name become a list, separated by commas."""
    own = [field.name.removesuffix("_") for field in dataclasses.fields(COMMANDS.get(name, Command))]
    values = {field: ",".join(str(value) for value in form.getlist(field)) for field in own if field in form}
    return {"command": name, **values, **{field: str(form[field]) for field in ENVELOPE if form.get(field)}}


def _merging(view: View, questions: list[str]) -> dict[str, str]:
    """Choose the question that represents several merged ones: the furthest along, then the one with the most votes."""
    known = [row for row in view["questions"] if row["id"] in questions]
    if not known:
        return {}
    into = min(known, key=lambda row: (FURTHEST.index(row["state"]), -row["votes"], row["position"] or 0))
    return {"into": into["id"], "from": ",".join(row["id"] for row in known if row is not into)}


def _typed(form: FormData) -> dict[str, str]:
    return {field: value for field, value in form.items() if isinstance(value, str)}


def _answer(guest: Guest, request: Request, notice: Notice, status: int, from_panel: bool = False) -> Response:
    around = PageContext.of(request, guest.room.session.plan.slug)
    if not _is_live(request):
        session = f"{around.base}/s/{around.slug}"
        return RedirectResponse(page_before(request.headers.get("referer", ""), session, "desk"), 303)
    headers = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"} if from_panel else {}
    return HTMLResponse(notice_html(notice, around), status, headers=headers)


def _desk(
    guest: Guest,
    services: ServicesDep,
    request: Request,
    notice: Notice | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    shown = {"asked": None, "panel_notice": None, "typed": typed or {}, "notice": notice}
    return _page(guest, services, request, shown, status)


def _panel(
    guest: Guest,
    services: ServicesDep,
    request: Request,
    question: str,
    typed: Mapping[str, str],
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    """Show the present question; texts that the desk typed stay in its fields."""
    view = _view(guest)
    shown = {"asked": _row(view, question), "panel_notice": notice, "typed": typed, "notice": None}
    if not _is_live(request):
        return _page(guest, services, request, shown, status)
    around = PageContext.of(request, view["slug"])
    return _html(fragment_html("desk_question", view, around, **shown), status)


def _page(guest: Guest, services: ServicesDep, request: Request, shown: Mapping[str, Any], status: int) -> Response:
    around = PageContext.of(request, guest.room.session.plan.slug)
    presence = services.hub(around.slug).presence.facts()
    window = Window.of(request.query_params.get("window", ""))
    html = page_html("desk", _view(guest), presence, around, runs=guest.role in RUNS, window=window, **shown)
    return _html(html, status)


def _html(html: str, status: int) -> Response:
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def _view(guest: Guest) -> View:
    return project(guest.room.session, Role.DESK, guest.room.now())


def _row(view: View, question: str) -> QuestionView:
    if (question_row := next((row for row in view["questions"] if row["id"] == question), None)) is None:
        raise NotFound(f"question {question[:64]}")
    return question_row


def _is_live(request: Request) -> bool:
    """Whether an open page sent this, which shows the response in place."""
    return request.headers.get("hx-request") == "true"
