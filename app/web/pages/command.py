"""Forms: the same commands as programs give, with a response for people. They also work without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from app.domain.errors import Invalid, JournalUnavailable, NotFound, Problem, Rejection
from app.domain.messages.commands import Ask
from app.domain.text import cleaned
from app.domain.values import Role
from app.domain.views.view import project
from app.formats.commands import read_form
from app.live.baton import Baton
from app.server.asking import participant_of, send
from app.server.context import Guest, GuestDep, Services, ServicesDep, note_in_audit
from app.server.participants import Participant
from app.web.page_table import RUNS, page_before
from app.web.rendering.render import Notice, PageContext, error_html, notice_html
from app.web.words.common import SessionWords, effects_of
from app.wire.messages import encode

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 60


@router.post("/s/{slug}/command")
async def command(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Carry out one command from a form; the notice says what happened, the socket shows it to all."""
    participant = participant_of(services, request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    around = PageContext.of(request, guest.room.session.plan.slug)
    outcome = await carry_out(services, guest, participant, around, form, form.pop("console", ""))
    response = _answer(request, around, outcome.notice, outcome.status)
    if form.get("command") == Ask.command and outcome.status == 200:
        services.participants.set_cookie(response, request, participant)
    return response


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a command: a notice, a status, the code of a refusal, and the seq of its last record."""

    notice: Notice
    status: int
    code: str = ""
    seq: int = 0


async def carry_out(
    services: Services, guest: Guest, participant: Participant, around: PageContext, form: dict[str, str], console: str
) -> Outcome:
    """Carry out one command from the fields of a form. A refusal becomes an outcome, never an exception."""
    before = project(guest.room.session, guest.role, guest.room.now())
    try:
        accepted = await send(guest, services, participant, read_form(form), console)
    except Rejection as rejection:
        return Outcome(Notice("refused", rejection.sentence), rejection.status, rejection.code)
    except JournalUnavailable as error:
        sentence = f"Nothing was changed, because it could not be kept: {error}"
        return Outcome(Notice("problem", sentence), error.status, error.code)
    effects = effects_of(record.event for record in accepted.records)
    return Outcome(Notice("done", SessionWords(around.words).done(before, effects)), 200, seq=accepted.seq)


@router.post("/s/{slug}/screens/{screen}/name")
async def name_screen(guest: GuestDep, services: ServicesDep, request: Request, screen: str) -> Response:
    """Name a screen; it stores the name, and sends it when it connects again."""
    guest.require(*RUNS)
    name = cleaned("name", str((await request.form()).get("name", "")), 1, LONGEST_NAME)
    hub = services.hub(guest.room.session.plan.slug)
    if not hub.presence.name_screen(screen, name):
        raise NotFound("screen like this")
    hub.tell_screen(screen, encode({"t": "name", "name": name}))
    return _screen_answer(guest, request, f"The screen is called {name} now.")


@router.post("/s/{slug}/screens/{screen}/flash")
async def flash_screen(guest: GuestDep, services: ServicesDep, request: Request, screen: str) -> Response:
    """Flash one screen, to identify it."""
    guest.require(*RUNS)
    if not services.hub(guest.room.session.plan.slug).tell_screen(screen, encode({"t": "flash"})):
        raise NotFound("connected screen like this")
    return _screen_answer(guest, request, "This screen was told to flash.")


@router.post("/s/{slug}/baton")
async def baton(guest: GuestDep, services: ServicesDep, request: Request) -> Response:
    """Ask for the keys, give them, or take them over: `do`, `console`, and `to` when they are given."""
    guest.require(*RUNS)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    around = PageContext.of(request, guest.room.session.plan.slug)
    try:
        sentence = _move_baton(services, guest, form)
    except Rejection as rejection:
        return _answer(request, around, Notice("refused", rejection.sentence), rejection.status)
    return _answer(request, around, Notice("done", sentence), 200)


def _move_baton(services: Services, guest: Guest, form: dict[str, str]) -> str:
    held, console = services.hub(guest.room.session.plan.slug).presence.baton, form.get("console", "")
    match form.get("do"):
        case "ask":
            held.ask(console)
            return "The console that is running the session was told that you ask for the keys."
        case "reach":
            return _reach(services, guest, held, console)
        case "give":
            name = held.give(console, form.get("to", ""))
            note_in_audit(services, guest, "give_baton", f"to {name}")
            return f"{name} is running the session now."
        case "take":
            held.take(console, at_any_time=guest.role is Role.ORGANISER)
            note_in_audit(services, guest, "take_baton", "")
            return "You are running the session now."
    raise Invalid(Problem("do", "is ask, give, take or reach"))


def _reach(services: Services, guest: Guest, held: Baton, console: str) -> str:
    """One key for both: take the keys over where that is allowed at once, else ask for them."""
    takes = held.may_take(console) or guest.role is Role.ORGANISER
    return _move_baton(services, guest, {"do": "take" if takes else "ask", "console": console})


def _screen_answer(guest: Guest, request: Request, sentence: str) -> Response:
    around = PageContext.of(request, guest.room.session.plan.slug)
    return _answer(request, around, Notice("done", sentence), 200)


def _answer(request: Request, around: PageContext, notice: Notice, status: int) -> Response:
    if request.headers.get("hx-request") == "true":
        return HTMLResponse(notice_html(notice, around), status)
    if status == 200:
        session = f"{around.base}/s/{around.slug}"
        return RedirectResponse(page_before(request.headers.get("referer", ""), session, "console"), 303)
    return HTMLResponse(error_html(status, notice.text, around), status)
