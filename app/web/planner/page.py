"""`/s/{slug}/plan`: the planner. Every form works without JavaScript; a refused form keeps the typed text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import available_timezones

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.requests import Request

from app.domain.errors import Invalid, JournalUnavailable, NotFound, Problem, Rejection, StaleEdit
from app.domain.messages import commands as c
from app.domain.state.policy import EDITS_PLANS
from app.domain.state.rundown import Plan
from app.domain.values import Role, SegmentKind
from app.server.context import Guest, GuestDep, SourcesDep
from app.store.sources import Origin
from app.web.forms import Outcome, fields_of, forward, page_answer, refused
from app.web.planner.fields import TABLES, field_of, ids_of, read, shown, thing_of, touched, unknown_names
from app.web.planner.lists import SETTINGS
from app.web.planner.live import row_html
from app.web.planner.pasting import pasted_rows
from app.web.planner.sheet import Attempt, PlannerPage
from app.web.rendering.render import PageContext, long_html
from app.web.words.plan import PlanWords

router = APIRouter(include_in_schema=False)

LONGEST_PASTE = 100_000  # characters

# Suggested while the organiser types; every other name of the zone database is accepted too.
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
)


@router.get("/s/{slug}/plan")
async def planner(guest: GuestDep, request: Request, sources: SourcesDep) -> Response:
    """Show the plan of one session, to be edited in place."""
    guest.require(*EDITS_PLANS)
    of = await sources.of_session(guest.room.session.plan.slug) if guest.role is Role.ORGANISER else []
    return await _page(guest, request, origin=of[-1].origin if of else None)


@router.post("/s/{slug}/plan")
async def change(guest: GuestDep, request: Request) -> Response:
    """Carry out one form of the planner: save or add an item, then move it, remove it, or add another one below."""
    guest.require(*EDITS_PLANS)
    form = await fields_of(request)
    around = PageContext.of(request, guest.room.session.plan.slug)
    edit = Edit(guest, form, PlanWords(around.words))
    by_script = "application/json" in request.headers.get("accept", "")
    try:
        row = await edit.carry_out()
    except (Rejection, JournalUnavailable) as error:
        attempt = edit.attempt(error)
        if not by_script:
            return await _page(guest, request, attempt, refused(error))
        facts = {"problems": attempt.problems, "theirs": attempt.theirs, "sentence": attempt.sentence}
        again = isinstance(error, JournalUnavailable)
        return _json({"saved": False, "seq": guest.room.session.seq, "again": again, **facts})
    if by_script:
        return _json({"saved": True, "seq": guest.room.session.seq, "row": row, "shown": edit.shown()})
    return forward(request, f"/s/{around.slug}/plan#{row}")


@dataclass(frozen=True, slots=True)
class Edit:
    """The request of one form. `of` is the kind of item, `id` which one; `new` adds one."""

    guest: Guest
    form: Mapping[str, str]
    words: PlanWords

    @property
    def of(self) -> str:
        of = self.form.get("of", "")
        return of if of in TABLES else "session"

    @property
    def id(self) -> str:
        return "all" if self.of == "session" else self.form.get("id", "")

    async def carry_out(self) -> str:
        """Carry out an edit; return the id of the row to show next.

        Raises:
            Rejection: it is refused; earlier parts of the edit stay.
        """
        if self.form.get("of") not in TABLES:
            raise Invalid(Problem("of", "is one of segment, speaker, question, session"))
        if self.of == "segment" and self.form.get("act") == "paste":
            return await self._paste()
        id_ = await self._add() if self.id == "new" else await self._save()
        return await self._act(id_)

    def attempt(self, error: Rejection | JournalUnavailable) -> Attempt:
        """Return the typed texts, the problem of each field, and the values that another person set."""
        if isinstance(error, StaleEdit):
            theirs = self.shown({field_of(name) for name in error.fields} | self._stale_settings(error))
            problems = {name: self.words.theirs(text) for name, text in theirs.items()}
            return Attempt(self.of, self.id, self.form, problems, "", theirs)
        mistakes = error.problems if isinstance(error, Invalid) else ()
        by_name = {field_of(problem.where): problem.what for problem in mistakes}
        problems = {name: what for name, what in by_name.items() if name in TABLES[self.of]}
        return Attempt(self.of, self.id, self.form, problems, error.sentence if not problems else "")

    def _stale_settings(self, error: StaleEdit) -> set[str]:
        """Return the inputs of a list's settings, which are one value of the document, that differ from the form."""
        if "list" not in error.fields:
            return set()
        present = self.shown(set(SETTINGS))
        return {name for name, text in present.items() if text != self.form.get(name)}

    def shown(self, names: set[str] | None = None) -> dict[str, str]:
        """Return the present texts of the form's fields, or of those named."""
        thing = thing_of(self._plan, self.of, self.id)
        table = TABLES[self.of]
        wanted = (self.form.keys() if names is None else names) & table.keys()
        return {name: shown(self._plan, thing, table[name]) for name in sorted(wanted)} if thing is not None else {}

    @property
    def _plan(self) -> Plan:
        return self.guest.room.session.plan

    def _seen_plan(self) -> Plan:
        """Return the plan that the sender's page showed: only fields that the sender changed are saved."""
        seen, room = self._seen(), self.guest.room
        if seen is None or not 1 <= seen < room.session.seq:
            return room.session.plan
        return room.at(seen).plan

    def _seen(self) -> int | None:
        seen = self.form.get("seen", "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None

    async def _save(self) -> str:
        if thing_of(self._plan, self.of, self.id) is None:
            raise NotFound("{of} like this any more", of=self.of)
        before = self._seen_plan()
        names = touched(before, thing_of(before, self.of, self.id), TABLES[self.of], self.form)
        if names:
            await self._add_people(names)
            fields = read(self._plan, self.of, self.form, names)
            start, end = self._plan.starts_at_ms, self._plan.ends_at_ms
            await self._send(_EDITS_PLANS[self.of](self.id, fields), "save", self._seen())
            if (later := self._plan.starts_at_ms - start) == self._plan.ends_at_ms - end:
                await self._take_along(later)
        return self._row(self.id)

    async def _take_along(self, later_ms: int) -> None:
        """Move the earliest starts of segments along with a session that has moved as a whole."""
        for segment in self._plan.segments if later_ms else ():
            if segment.hard_start_ms is not None:
                moved = {"hard_start_ms": segment.hard_start_ms + later_ms}
                await self._send(c.EditSegment(segment.id, moved), f"move-{segment.id}")

    async def _add(self) -> str:
        names = {name for name in TABLES[self.of] if self.form.get(name)}
        await self._add_people(names)
        fields = read(self._plan, self.of, self.form, names)
        if self.of == "question":
            return self._row(await self._send(c.AddGuidingQuestion(str(fields.get("text", ""))), "add"))
        if self.of == "speaker":
            return self._row(await self._send(c.AddSpeaker(fields), "add"))
        place = self._last_place()
        return self._row(await self._send(c.AddSegment(place, self._with_length(fields, place)), "add"))

    async def _paste(self) -> str:
        """Add a segment for each pasted row behind this one; all rows are read before the first is added."""
        rows = pasted_rows(self.form.get("text", "")[:LONGEST_PASTE])
        after = self._last_place() if self.id == "new" else self.id
        for row in rows:  # before anything is added: a refused row leaves no speakers of the others behind
            try:
                read(self._plan, "segment", row, row.keys() - {"speakers"})
                for name in unknown_names(self._plan, row.get("speakers", "")):
                    read(self._plan, "speaker", {"name": name}, {"name"})
            except Invalid as error:
                raise row.refused(error) from None
        for number, row in enumerate(rows):
            await self._add_people({"speakers"} & row.keys(), row, f"-{number}")
        many = [self._with_length(read(self._plan, "segment", row, set(row)), after) for row in rows]
        for number, fields in enumerate(many):
            after = await self._send(c.AddSegment(after, fields), f"paste-{number}")
        return self._row(after or "new")

    async def _send(self, command: c.AnyCommand, step: str, seen: int | None = None) -> str:
        """Give one command of the form, once even if the form is sent twice. Return the id of an added item."""
        accepted = await self.guest.room.send(command, by=self.guest.sender, key=self._key(step), seen=seen)
        for record in accepted.records:
            added = getattr(record.event, self.of, None)
            if isinstance(added, Mapping):
                return str(added["id"])
        return self.id

    def _key(self, step: str) -> str | None:
        """Return a command's key: the same for one form sent twice, another one for a form sent with another value."""
        if not self.form.get("key"):
            return None
        content = json.dumps([step, sorted(self.form.items())])
        return hashlib.sha256(content.encode()).hexdigest()[:40]

    async def _add_people(self, names: set[str], form: Mapping[str, str] | None = None, step: str = "") -> None:
        """Add unknown names as speakers."""
        typed = [(form or self.form)[name] for name in ("speakers", "moderator") if name in names]
        for text in typed:
            for number, name in enumerate(unknown_names(self._plan, text)):
                key = self._key(f"person-{number}{step}")
                await self.guest.room.send(c.AddSpeaker({"name": name}), by=self.guest.sender, key=key)

    async def _act(self, row: str) -> str:
        match self.form.get("act", "save"):
            case "remove" if self.of in _REMOVES:
                await self._send(_REMOVES[self.of](self.id), "remove")
                return self.of + "s"
            case "up" | "down" | "move" as which if self.of in _MOVES:
                await self._move(which)
            case "undo" | "redo" as which:
                await self._send(c.UndoEdit() if which == "undo" else c.RedoEdit(), which, self._seen())
            case "insert" if self.of == "segment":
                return self._row(await self._send(c.AddSegment(self.id, self._like(self.id)), "add"))
        return row

    async def _move(self, which: str) -> None:
        """Move behind `after`, or one up or down; the first does not move up, nor the last down."""
        ids = ids_of(self._plan, self.of)
        at = ids.index(self.id)
        match which:
            case "up" if at > 0:
                after = ids[at - 2] if at > 1 else None
            case "down" if at < len(ids) - 1:
                after = ids[at + 1]
            case "move":
                after = self.form.get("after") or None
            case _:
                return
        await self._send(_MOVES[self.of](self.id, after), "move")

    def _last_place(self) -> str | None:
        """Return the place of a new segment: at the end, or before the closing."""
        segments = self._plan.segments
        before = segments[:-1] if segments and segments[-1].kind is SegmentKind.CLOSING else segments
        return before[-1].id if before else None

    def _with_length(self, fields: Mapping[str, object], after: str | None) -> dict[str, object]:
        """Give a new segment without a length that of the one before it, if both are of one kind."""
        like = self._like(after)
        kind = fields.get("kind", like.get("kind"))
        if {"planned", "planned_ms"} & fields.keys() or kind != like.get("kind"):
            return dict(fields)
        return {**like, **fields}

    def _like(self, segment: str | None) -> dict[str, object]:
        """Return the values that a segment added below another one copies from it."""
        model = next((s for s in self._plan.segments if s.id == segment), None)
        return {"kind": str(model.kind), "planned_ms": model.planned_ms} if model is not None else {}

    def _row(self, id_: str) -> str:
        return f"{self.of}-{id_}"


def _json(facts: Mapping[str, object]) -> Response:
    """Answer the page's own script with status 200: a refusal beside a field is no error of the page."""
    return Response(to_json(facts), media_type="application/json")


async def _page(
    guest: Guest,
    request: Request,
    attempt: Attempt | None = None,
    outcome: Outcome | None = None,
    origin: Origin | None = None,
) -> Response:
    session = guest.room.session
    around = PageContext.of(request, session.plan.slug)
    sheet = PlannerPage(session, attempt=attempt)
    html = await long_html(
        "plan",
        around,
        sheet=sheet,
        row=partial(row_html, around),
        role=str(guest.role),
        origin=origin,
        zones=ZONES,
        now=guest.room.now(),
    )
    return page_answer(html, outcome)


_EDITS_PLANS: Mapping[str, Callable[[str, Mapping[str, object]], c.AnyCommand]] = {
    "segment": c.EditSegment,
    "speaker": c.EditSpeaker,
    "question": c.EditGuidingQuestion,
    "session": lambda _, fields: c.EditSession(fields),
}
_MOVES: Mapping[str, Callable[[str, str | None], c.AnyCommand]] = {
    "segment": c.MoveSegment,
    "speaker": c.MoveSpeaker,
    "question": c.MoveGuidingQuestion,
}
_REMOVES: Mapping[str, Callable[[str], c.AnyCommand]] = {
    "segment": c.RemoveSegment,
    "speaker": c.RemoveSpeaker,
    "question": c.RemoveGuidingQuestion,
}
