"""`/new`: make a session in a minute, from a template, or like another one; and make templates from a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from app.domain.errors import Invalid, NotFound, Problem, Rejection, Sentence, SlugTaken
from app.domain.state.addresses import free_slug
from app.domain.state.document import read_document
from app.domain.state.fields.readers import Calendar, read_instant
from app.domain.state.outline import again, sketch
from app.domain.state.rundown import Plan
from app.domain.text import clean_text, cleaned
from app.domain.values import HOUR, Role, elapsed_text, parse_duration
from app.domain.views.summary import Summary
from app.languages.words import Words
from app.server.context import ClockDep, GuestDep, OrganiserDep, RoomsDep, SummariesDep, TemplatesDep, parts_of
from app.service.room import Sender
from app.service.rooms import Rooms
from app.store.templates import Templates
from app.web.forms import Outcome, fields_of, forward, page_answer, refused
from app.web.planner.page import ZONES
from app.web.rendering.render import PageContext, plain_html

router = APIRouter(include_in_schema=False)

MOST_SPEAKERS = 60
LONGEST_TEMPLATE_NAME = 80
MOST_OFFERED = 200  # sessions to copy from, and the conferences and venues that are completed while typing
# Where the form shows a problem of the session document.
_PLACES = {"starts_at": "start", "ends_at": "end", "conference.timezone": "timezone", "conference.title": "conference"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A refused form: which one, the typed texts, and the problem of each field."""

    which: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class NewSessionPage:
    """The forms, with the sessions and templates that a new session can be like."""

    request: Request
    rooms: RoomsDep
    summaries: SummariesDep
    templates: TemplatesDep
    clock: ClockDep

    async def answer(self, tried: Tried, outcome: Outcome | None = None) -> Response:
        newest = await self.summaries.newest(MOST_OFFERED)
        latest = (await self.rooms.history(newest[0].slug))[0].plan if newest else None
        html = plain_html(
            "new",
            PageContext.of(self.request, ""),
            tried=tried,
            first=_first_values(latest, self.clock.now()),
            zones=ZONES,
            conferences=sorted({one.conference for one in newest if one.conference}),
            venues=sorted({one.venue for one in newest if one.venue}),
            sessions=await self._offered(newest, tried.form.get("like", "")),
            templates=await self.templates.names(),
        )
        return page_answer(html, outcome)

    async def _offered(self, newest: Sequence[Summary], like: str) -> list[Summary]:
        """Return the sessions to copy from, the latest first: the newest ones, and the one that was asked for."""
        offered = {one.slug: one for one in newest}
        kind, _, slug = like.partition(":")
        if kind == "session" and slug not in offered and (asked := await self.summaries.of(slug)) is not None:
            offered[slug] = asked
        return sorted(offered.values(), key=lambda one: (-one.starts_at_ms, one.slug))


NewSessionPageDep = Annotated[NewSessionPage, parts_of(NewSessionPage)]


@router.get("/new")
async def new_session(page: NewSessionPageDep, _: OrganiserDep, like: str = "") -> Response:
    """Show the forms; `like` preselects a session or template."""
    return await page.answer(Tried(form={"like": like} if like else {}))


@router.post("/new")
async def make(
    request: Request, rooms: RoomsDep, templates: TemplatesDep, page: NewSessionPageDep, by: OrganiserDep
) -> Response:
    """Make a session and open it in the planner."""
    form = await fields_of(request)
    around = PageContext.of(request, "")
    which = "again" if "like" in form else "nothing"
    taken = set(await rooms.slugs())
    try:
        if which == "again":
            plan = _plan_again(await _source(rooms, templates, form["like"]), form, taken)
        else:
            plan = _plan_from(form, taken, around)
        await _create(rooms, plan, taken, Sender(by.label, by.role))
    except Invalid as error:
        problems = {_PLACES.get(p.where, p.where.rpartition(".")[2]): p.what for p in error.problems}
        return await page.answer(Tried(which, form, problems, error.sentence), refused(error))
    except Rejection as error:
        return await page.answer(Tried(which, form, {}, error.sentence), refused(error))
    # The cursor goes to the first title, or to that of the row for a new one.
    first = plan.segments[0].id if plan.segments else "new"
    return forward(request, f"/s/{plan.slug}/plan#segment-{first}-title")


@router.post("/s/{slug}/plan/template")
async def keep_template(guest: GuestDep, templates: TemplatesDep, clock: ClockDep, request: Request) -> Response:
    """Store this plan as a template for other sessions."""
    guest.require(Role.ORGANISER)
    name = cleaned("name", (await fields_of(request)).get("name", ""), 1, LONGEST_TEMPLATE_NAME)
    await templates.keep(name, guest.room.session.plan, clock.now())
    return forward(request, f"/new?{urlencode({'like': f'template:{name}'})}")


@router.post("/new/template/remove")
async def remove_template(request: Request, templates: TemplatesDep, _: OrganiserDep) -> Response:
    """Delete a template; the sessions that were started from it stay."""
    await templates.remove((await fields_of(request)).get("name", ""))
    return forward(request, "/new")


async def _create(rooms: Rooms, plan: Plan, taken: set[str], by: Sender) -> None:
    try:
        await rooms.create(plan, by)
    except SlugTaken:
        free = free_slug(plan.slug, taken | {plan.slug})
        raise Invalid(
            Problem("slug", Sentence("another session has this address; {free} is free", free=free))
        ) from None


def _plan_from(form: Mapping[str, str], taken: set[str], around: PageContext) -> Plan:
    """Make the plan that the form describes."""
    _ = around.words
    problems: list[Problem] = []
    speakers = _speakers(form, problems, _)
    each = _duration(form, "each", problems)
    handover = _duration(form, "handover", problems)
    start, end = _times(form)
    titles = {"opening": _("Opening"), "discussion": _("Discussion"), "closing": _("Closing")}
    moderator = clean_text(form.get("moderator", ""))
    document: dict[str, Any] = {
        "title": form.get("title", ""),
        "slug": form.get("slug", "").strip() or free_slug(form.get("title", ""), taken),
        "conference": {
            "title": form.get("conference", ""),
            "timezone": form.get("timezone", "").strip(),
            "venue": form.get("venue", ""),
        },
        "starts_at": start,
        "ends_at": end,
        "handover_ms": handover,
    }
    try:
        empty = read_document(document)
        length = empty.ends_at_ms - empty.starts_at_ms
    except Invalid as error:
        raise Invalid(*problems, *error.problems) from None
    if problems:
        raise Invalid(*problems)
    return read_document({**document, **sketch(speakers, moderator, each, handover, length, titles, _parts(form))})


def _parts(form: Mapping[str, str]) -> set[str]:
    """Return the parts that the form adds around the presentations; all of them where it says nothing."""
    return {part for part in ("opening", "discussion", "closing") if form.get(f"with_{part}", "on")}


def _plan_again(source: Plan, form: Mapping[str, str], taken: set[str]) -> Plan:
    """Copy the plan of another session or of a template to the form's time."""
    title = clean_text(form.get("title", "")) or source.title
    timezone = source.conference.timezone
    start = f"{form.get('date', '')}T{form.get('start', '')}"
    try:
        starts_at = read_instant(start, Calendar(ZoneInfo(timezone)))
    except Invalid:
        raise Invalid(Problem("start", "is a date and a time of day, such as 10:00")) from None
    slug = form.get("slug", "").strip() or free_slug(title, taken)
    read_document({"title": title, "slug": slug, "starts_at_ms": starts_at})
    return again(source, slug, title, starts_at, timezone)


async def _source(rooms: Rooms, templates: Templates, like: str) -> Plan:
    kind, _, name = like.partition(":")
    if kind == "session":
        return (await rooms.get(name)).session.plan
    if (plan := await templates.read(name)) is None:
        raise NotFound("template like this any more")
    return plan


def _speakers(form: Mapping[str, str], problems: list[Problem], words: Words) -> list[str]:
    """Return names, one a line, or the form's number of placeholders."""
    names = [name for line in form.get("names", "").splitlines() if (name := clean_text(line))]
    wanted = form.get("speakers", "").strip()
    if names or not wanted:
        count = len(names)
    elif wanted.isascii() and wanted.isdecimal():
        count = int(wanted[:6])
    else:
        count = MOST_SPEAKERS + 1
    if count > MOST_SPEAKERS:
        problems.append(
            Problem("names" if names else "speakers", Sentence("is a number from 0 to {most}", most=MOST_SPEAKERS))
        )
        return []
    return names or [words("Speaker {number}", number=n) for n in range(1, count + 1)]


def _duration(form: Mapping[str, str], name: str, problems: list[Problem]) -> int:
    text = form.get(name, "").strip()
    if (ms := parse_duration(text or "0")) is None:
        problems.append(
            Problem(
                name, Sentence('"{text}" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours', text=text[:40])
            )
        )
    return ms or 0


def _times(form: Mapping[str, str]) -> tuple[str, str]:
    """Return start and end as local times; an end that is not later than the start is on the next day."""
    day, start, end = (form.get(name, "").strip() for name in ("date", "start", "end"))
    try:
        first, last = (datetime.fromisoformat(f"{day}T{at.zfill(5)}") for at in (start, end))
    except ValueError:
        return f"{day}T{start.zfill(5)}", f"{day}T{end.zfill(5)}"
    return first.isoformat(), (last if last > first else last + timedelta(days=1)).isoformat()


def _first_values(latest: Plan | None, now: int) -> dict[str, str]:
    """Return the form's first values: the conference planned last, today, from the next full hour on."""
    zone = ZoneInfo(latest.conference.timezone if latest else "UTC")
    start = datetime.fromtimestamp((now + HOUR - 1) / 1000, zone).replace(minute=0, second=0, microsecond=0)
    return {
        "conference": latest.conference.title if latest else "",
        "venue": latest.conference.venue if latest else "",
        "timezone": str(zone),
        "date": start.strftime("%Y-%m-%d"),
        "start": start.strftime("%H:%M"),
        "end": (start + timedelta(hours=1)).strftime("%H:%M"),
        "speakers": "4",
        "each": "6:00",
        "handover": elapsed_text(latest.handover_ms) if latest else "0:45",
        # Without any session the zone is a guess, which the browser makes better.
        "is_guess": "" if latest else "yes",
    }
