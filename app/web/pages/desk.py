"""`/s/{slug}/desk`: the questions desk. Every move is a form; a refusal keeps the typed text and shows the question."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.requests import Request

from app.domain.errors import Invalid, NotFound, Problem
from app.domain.messages.base import Command
from app.domain.messages.commands import COMMANDS
from app.domain.state.policy import AT_DESK, RUNS_SESSION
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
from app.languages.views import view_in
from app.live.hub import Hub
from app.server.asking import Asker, AskerDep
from app.server.context import Guest, GuestDep, HubDep
from app.server.language import words_of
from app.web.forms import Outcome, carry_out, done, form_of, is_live, notice_answer, page_answer, refused, texts_of
from app.web.rendering.desk_lists import Window
from app.web.rendering.render import PageContext, fragment_html, page_html
from app.web.words.desk import DeskWords

router = APIRouter(include_in_schema=False)

# Moves that are made of every ticked question; the others of the page take all of them in one command.
OF_EACH = frozenset({"approve_question", "queue_question", "dismiss_question"})
MOST_TICKED = 50
ENVELOPE = ("key", "seen", "pressed_ms")
FURTHEST = (LIVE, QUEUED, APPROVED, DEFERRED, PENDING, NOT_REACHED, ANSWERED, DISMISSED, MERGED, WITHDRAWN)


@router.get("/s/{slug}/desk")
async def desk(guest: GuestDep, hub: HubDep, request: Request) -> Response:
    """Show all questions, in lists by state."""
    guest.require(*AT_DESK)
    return _desk(guest, hub, request)


@router.post("/s/{slug}/desk")
async def act(guest: GuestDep, asker: AskerDep, hub: HubDep, request: Request) -> Response:
    """Carry out a command that is not about one question: floor question, policy, batch, taking off, ban."""
    guest.require(*AT_DESK)
    form = await form_of(request)
    fields = _fields_of(str(form.get("command", "")), form)
    ticked = [str(question) for question in form.getlist("questions")]
    if fields["command"] in OF_EACH:
        outcome = await _send_each(asker, request, fields, ticked[:MOST_TICKED])
    else:
        if fields["command"] == "merge_questions":
            fields |= _merging(_view(guest, request), ticked)
        outcome = await _send(asker, request, fields)
    if outcome.is_done or is_live(request):
        return _answer(guest, request, outcome)
    return _desk(guest, hub, request, outcome, texts_of(form))


@router.get("/s/{slug}/desk/questions/{question}")
async def panel(guest: GuestDep, hub: HubDep, request: Request, question: str) -> Response:
    """Show one question with all its moves."""
    guest.require(*AT_DESK)
    return _panel(guest, hub, request, question, {})


@router.post("/s/{slug}/desk/questions/{question}")
async def move(guest: GuestDep, asker: AskerDep, hub: HubDep, request: Request, question: str) -> Response:
    """Carry out one move of one question; `move` is a key of the table of moves."""
    guest.require(*AT_DESK)
    form = await form_of(request)
    name, _, how = str(form.get("move", "")).partition(" ")
    if str(form.get("move", "")) not in MOVES:
        raise Invalid(Problem("move", "is not something that can be done with a question"))
    own = {"from": question} if name == "merge_questions" else {"question": question}
    fields = {**_fields_of(name, form), **own, **({"how": how} if how else {})}
    outcome = await _send(asker, request, fields)
    from_panel = bool(form.get("panel"))
    if not outcome.is_done and (from_panel or not is_live(request)):
        return _panel(guest, hub, request, question, texts_of(form), outcome)
    return _answer(guest, request, outcome, from_panel)


async def _send(asker: Asker, request: Request, fields: Mapping[str, str]) -> Outcome:
    return await carry_out(asker, PageContext.of(request, asker.guest.room.session.plan.slug), fields)


async def _send_each(asker: Asker, request: Request, fields: Mapping[str, str], ticked: list[str]) -> Outcome:
    """Make the same move with every ticked question; count those that cannot make it."""
    around = PageContext.of(request, asker.guest.room.session.plan.slug)
    if not ticked:
        return refused(around.words("Select questions first."))
    own = {name: value for name, value in fields.items() if name not in {"key", "question"}}
    outcomes = [await _send(asker, request, {**own, "question": question}) for question in ticked]
    moved = sum(outcome.is_done for outcome in outcomes)
    if not moved:
        return outcomes[0]
    words = DeskWords(around.words).moved(fields["command"], moved, len(outcomes) - moved)
    return done(words) if moved == len(outcomes) else refused(words, 200)


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


def _answer(guest: Guest, request: Request, outcome: Outcome, from_panel: bool = False) -> Response:
    response = notice_answer(request, PageContext.of(request, guest.room.session.plan.slug), outcome, "desk")
    if from_panel and is_live(request):
        response.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
    return response


def _desk(
    guest: Guest,
    hub: Hub,
    request: Request,
    outcome: Outcome | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    notice = outcome.notice if outcome else None
    shown = {"asked": None, "panel_notice": None, "typed": typed or {}, "notice": notice}
    return _page(guest, hub, request, shown, outcome)


def _panel(
    guest: Guest,
    hub: Hub,
    request: Request,
    question: str,
    typed: Mapping[str, str],
    outcome: Outcome | None = None,
) -> Response:
    """Show the present question; texts that the desk typed stay in its fields."""
    view, notice = _view(guest, request), outcome.notice if outcome else None
    shown = {"asked": _row(view, question), "panel_notice": notice, "typed": typed, "notice": None}
    if not is_live(request):
        return _page(guest, hub, request, shown, outcome)
    around = PageContext.of(request, view["slug"])
    return page_answer(fragment_html("desk_question", view, around, **shown), outcome)


def _page(guest: Guest, hub: Hub, request: Request, shown: Mapping[str, Any], outcome: Outcome | None) -> Response:
    around = PageContext.of(request, guest.room.session.plan.slug)
    window = Window.of(request.query_params.get("window", ""))
    shown = {**shown, "runs": guest.role in RUNS_SESSION, "window": window}
    html = page_html("desk", _view(guest, request), hub.presence.facts(), around, **shown)
    return page_answer(html, outcome)


def _view(guest: Guest, request: Request) -> View:
    return view_in(words_of(request), guest.room.session, Role.DESK, guest.room.now())


def _row(view: View, question: str) -> QuestionView:
    if (question_row := next((row for row in view["questions"] if row["id"] == question), None)) is None:
        raise NotFound('question "{question}"', question=question[:64])
    return question_row
