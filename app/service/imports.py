"""What importing would do to this server, and doing it: new sessions, and changes to those of the same file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import NotFound, Rejection
from app.domain.messages.commands import ReplacePlan
from app.domain.state.document import slug_from
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.formats.imports.selection import Difference, Imported, Outcome, Wanted, difference, new_plan, updated
from app.server.context import World
from app.service.room import Room, Sender
from app.store.directory import SlugTaken
from app.store.sources import Source

_ANOTHER = (
    "An earlier import made {} under the same name and day, and not one of its items is in this file. "
    "If it is another programme, give this one another title."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One session of an import: where it goes, and what would become of what is there.

    `difference` is None for a session that is new. `refusal` says why it cannot be taken; the others can.
    """

    wanted: Wanted
    slug: str
    difference: Difference | None = None
    refusal: str = ""

    @property
    def is_new(self) -> bool:
        return self.difference is None and not self.refusal


async def prepare(world: World, wanted: list[Wanted]) -> list[Step]:
    """What importing these sessions would do. Changes nothing."""
    known = await world.sources.find(found.source for found in wanted)
    taken = {room.session.plan.slug for room in await world.rooms.all()}
    steps = []
    for found in wanted:
        step = await _step(world, found, known, taken)
        taken.add(step.slug)
        steps.append(step)
    return steps


async def carry_out(world: World, wanted: list[Wanted], by: Sender) -> list[Outcome]:
    """Import these sessions, each whole or not at all; what one of them is refused for does not stop the others."""
    outcomes = []
    for found in wanted:
        (step,) = await prepare(world, [found])
        outcomes.append(await _carry_out(world, step, by))
    return outcomes


async def _step(world: World, found: Wanted, known: Mapping[str, Source], taken: set[str]) -> Step:
    before = known.get(found.source)
    slug = before.slug if before else _own_slug(found)
    room = await _room(world, slug) if slug else None
    try:
        if room is None:
            slug = slug or _free(slug_from(str(found.document["title"])), taken)
            new_plan(found, slug)
            return Step(found, slug)
        if before is not None and _is_another(found, before):
            return Step(found, slug, None, _ANOTHER.format(slug))
        session = room.session
        document = updated(session.plan, found, _imported(before, slug), _happened(session))
        return Step(found, slug, difference(session.plan, document))
    except Rejection as rejection:
        return Step(found, slug, None, rejection.sentence)


async def _carry_out(world: World, step: Step, by: Sender) -> Outcome:
    title = str(step.wanted.document["title"])
    if step.refusal:
        return Outcome(step.slug, title, "refused", step.refusal)
    ids = frozenset({*step.wanted.segments, *step.wanted.speakers})
    before = (await world.sources.find([step.wanted.source])).get(step.wanted.source)
    kept = Source(step.wanted.source, step.slug, ids)
    try:
        if step.is_new:
            await world.sources.keep(kept, world.clock.now())
            await world.rooms.create(new_plan(step.wanted, step.slug), by)
            return Outcome(step.slug, title, "new")
        room = await world.rooms.get(step.slug)
        document = updated(room.session.plan, step.wanted, _imported(before, step.slug), _happened(room.session))
        accepted = await room.send(ReplacePlan(document), by=by)
        await world.sources.keep(kept, world.clock.now())
        return Outcome(step.slug, title, "changed" if accepted.records else "same")
    except SlugTaken:
        return Outcome(step.slug, title, "refused", f"There is a session {step.slug} already.")
    except Rejection as rejection:
        return Outcome(step.slug, title, "refused", rejection.sentence)


async def _room(world: World, slug: str) -> Room | None:
    try:
        return await world.rooms.get(slug)
    except NotFound:
        return None


def _is_another(found: Wanted, before: Source) -> bool:
    """Has a session nothing in common with the one that an earlier import made under the same name?"""
    return not found.whole and bool(found.segments) and bool(before.ids) and before.ids.isdisjoint(found.segments)


def _own_slug(found: Wanted) -> str:
    """The address that one of our documents asks for."""
    return str(found.document["slug"]) if found.whole and found.source.startswith("slug:") else ""


def _imported(before: Source | None, slug: str) -> Imported:
    return Imported(slug, before.ids if before else frozenset())


def _happened(session: Session) -> frozenset[str]:
    plan: Plan = session.plan
    begun = {s.id for s in plan.segments if session.timers[s.id].spans or session.timers[s.id].discarded}
    return frozenset(begun | ({session.on} if session.on is not None else set()))


def _free(slug: str, taken: set[str]) -> str:
    if slug not in taken:
        return slug
    number = 2
    while f"{slug[:58]}-{number}" in taken:
        number += 1
    return f"{slug[:58]}-{number}"
