"""Forms: the same commands as programs give, with a response for people. They also work without JavaScript."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import Invalid, NotFound, Problem, Rejection, Sentence
from app.domain.messages.commands import Ask
from app.domain.state.policy import RUNS_SESSION
from app.domain.text import cleaned
from app.domain.values import Role
from app.live.hub import Hub
from app.server.asking import asker_at
from app.server.context import Guest, GuestDep, HubDep, IncidentsDep, guest_at, note_in_audit
from app.store.incidents import Incidents
from app.store.notices import Topic
from app.web.forms import Outcome, carry_out, done, fields_of, notice_answer, refused
from app.web.rendering.render import PageContext

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 60


async def command(request: Request) -> Response:
    """Carry out one command from a form; the notice says what happened, the socket shows it to all."""
    asker = asker_at(await guest_at(request), request)
    form = await fields_of(request)
    around = PageContext.of(request, asker.guest.room.session.plan.slug)
    outcome = await carry_out(asker, around, form, form.pop("console", ""))
    response = notice_answer(request, around, outcome, "console")
    if form.get("command") == Ask.command and outcome.is_done:
        return asker.give_cookie(response)
    return response


@router.post("/s/{slug}/screens/{screen}/name")
async def name_screen(guest: GuestDep, hub: HubDep, request: Request, screen: str) -> Response:
    """Name a screen; it stores the name, and sends it when it connects again."""
    guest.require(*RUNS_SESSION)
    name = cleaned("name", (await fields_of(request)).get("name", ""), 1, LONGEST_NAME)
    if not hub.sockets.rename(screen, name):
        raise NotFound("screen like this")
    return _answer(guest, request, done(Sentence("The screen is called {name} now.", name=name)))


@router.post("/s/{slug}/screens/{screen}/flash")
async def flash_screen(guest: GuestDep, hub: HubDep, request: Request, screen: str) -> Response:
    """Flash one screen, to identify it."""
    guest.require(*RUNS_SESSION)
    listed = any(one.id == screen and one.state == "here" for one in hub.presence.screens)
    if not hub.sockets.flash(screen) and not (listed and await hub.shared.tell(Topic.FLASH, screen)):
        raise NotFound("connected screen like this")
    return _answer(guest, request, done(Sentence("The screen flashes.")))


@router.post("/s/{slug}/baton")
async def baton(guest: GuestDep, hub: HubDep, incidents: IncidentsDep, request: Request) -> Response:
    """Ask for the keys, give them, or take them over: `do`, `console`, and `to` when they are given."""
    guest.require(*RUNS_SESSION)
    form = await fields_of(request)
    try:
        outcome = done(await _move_baton(hub, incidents, guest, form))
    except Rejection as rejection:
        outcome = refused(rejection)
    return _answer(guest, request, outcome)


async def _move_baton(hub: Hub, incidents: Incidents, guest: Guest, form: dict[str, str]) -> str:
    held, console = hub.presence.baton, form.get("console", "")
    match form.get("do"):
        case "ask":
            held.ask(console)
            return Sentence("You asked the console that is running the session for the keys.")
        case "reach":
            # One key for both: take the keys over where that is allowed at once, else ask for them.
            takes = held.may_take(console) or guest.role is Role.ORGANISER
            return await _move_baton(hub, incidents, guest, {**form, "do": "take" if takes else "ask"})
        case "give":
            name = held.give(console, form.get("to", ""))
            await _agree(hub, form.get("to", ""))
            note_in_audit(incidents, guest, "give_baton", name)
            return Sentence("{name} is running the session now.", name=name)
        case "take":
            held.take(console, at_any_time=guest.role is Role.ORGANISER)
            await _agree(hub, console)
            note_in_audit(incidents, guest, "take_baton", "")
            return Sentence("You are running the session now.")
    raise Invalid(Problem("do", "is ask, give, take or reach"))


async def _agree(hub: Hub, console: str) -> None:
    """Wait until other processes know that this console has the keys.

    Raises:
        Refused: `baton_elsewhere`, another process has passed them first.
    """
    await hub.shared.agreed()
    hub.presence.baton.require(console)


def _answer(guest: Guest, request: Request, outcome: Outcome) -> Response:
    return notice_answer(request, PageContext.of(request, guest.room.session.plan.slug), outcome, "console")
