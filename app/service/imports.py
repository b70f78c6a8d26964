"""Import sessions from programme files: create sessions, and update those that the same file created before.

The way of one file, from bytes to a running session:

1. `formats/imports/sandbox` starts a worker process with limits of memory and time, because the file is a stranger's
and its parsers are large. Steps 2 to 4 run there.
2. `formats/imports/detect` finds the format from the content, never from the name, and chooses a reader.
3. The reader (`formats/imports/readers`) finds entries with times, titles and people. Each part of the file that it
cannot use becomes a finding for the organiser.
4. `formats/imports/found` makes sessions of the entries: it resolves days and times, splits lists of people and groups
nested entries. The result is a `Programme`.
5. `service/drafts` holds the programme while the organiser chooses sessions and corrects the settings; each correction
reads the file again.
6. `formats/imports/selection` turns each chosen session into a document with ids that the same file always gets again.
7. `prepare` compares these documents with what earlier imports of the same source made: each session is new, changed,
unchanged or refused. `run` carries this out session by session through its room, so that an import obeys the rules of
an editor and can be undone like an edit.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.clock import Clock
from app.domain.errors import NotFound, Rejection, Sentence, SlugTaken
from app.domain.messages.commands import ReplacePlan
from app.domain.state.addresses import free_slug
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.formats.imports.found.findings import FoundItem, FoundSpeaker, RosterPerson
from app.formats.imports.insertion import Insertion, enrolled, inserted
from app.formats.imports.selection import (
    Difference,
    Imported,
    ImportOutcome,
    SessionToImport,
    difference,
    new_plan,
    updated,
)
from app.formats.text.notes import Tell, no_progress
from app.service.room import Room, Sender
from app.service.rooms import Rooms
from app.store.sources import Origin, Source, Sources

AT_ONCE = 10  # sessions that are compared and named in the database together


@dataclass(frozen=True, slots=True)
class PlannedImport:
    """One session of an import: its address, and the changes to a session that exists there.

    `difference` is None for a new session, which has a `plan`. `refusal` says why it cannot be imported; the others
    still can. `before` is what an earlier import stored of it.
    """

    wanted: SessionToImport
    slug: str
    difference: Difference | None = None
    refusal: str = ""
    plan: Plan | None = None
    before: Source | None = None

    @property
    def is_new(self) -> bool:
        return self.difference is None and not self.refusal

    def source(self, origin: Origin | None) -> Source:
        """Return what is stored of it, with the origin that it had before if it has no other."""
        ids = frozenset({*self.wanted.segments, *self.wanted.speakers})
        return Source(self.wanted.source, self.slug, ids, origin or (self.before.origin if self.before else None))


@dataclass(frozen=True, slots=True)
class PlannedInsertion:
    """The document of a session with items of a file in it, and what that would change."""

    slug: str
    document: Mapping[str, Any]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of one server: sessions made from files; the same file again updates what it made before."""

    rooms: Rooms
    sources: Sources
    clock: Clock

    async def prepare(self, wanted: Sequence[SessionToImport]) -> list[PlannedImport]:
        """Compute the result of importing these sessions. Changes nothing."""
        return await self._plan_all(wanted, set(await self.rooms.slugs()))

    async def run(
        self,
        wanted: Sequence[SessionToImport],
        by: Sender,
        origin: Origin | None = None,
        tell: Tell = no_progress,
    ) -> list[ImportOutcome]:
        """Import these sessions, each whole or not at all; a refused session does not stop the others.

        Args:
            origin: the address of the file, which the sessions remember; None keeps what they remember.
            tell: is told how many sessions are done, of how many.
        """
        outcomes: list[ImportOutcome] = []
        taken = set(await self.rooms.slugs())
        for at in range(0, len(wanted), AT_ONCE):
            some = await self._plan_all(wanted[at : at + AT_ONCE], taken)
            await self.sources.keep([one.source(origin) for one in some if one.is_new], self.clock.now())
            for planned in some:
                tell(len(outcomes), len(wanted))
                outcomes.append(await self._run_one(planned, by, origin))
        return outcomes

    async def prepare_insertion(
        self, slug: str, items: Sequence[FoundItem], speakers: Sequence[FoundSpeaker], insertion: Insertion
    ) -> PlannedInsertion:
        """Compute the result of inserting these items into a session. Changes nothing.

        Raises:
            NotFound: there is no such session.
            Rejection: the session would not be valid with them.
        """
        session = (await self.rooms.get(slug)).session
        document = inserted(session.plan, items, speakers, replace(insertion, happened=_happened(session)))
        return PlannedInsertion(slug, document, difference(session.plan, document))

    async def prepare_roster(self, slug: str, roster: Sequence[RosterPerson]) -> PlannedInsertion:
        """Compute the result of bringing the people of a roster into a session. Changes nothing.

        Raises:
            NotFound: there is no such session.
            Rejection: the session would not be valid with them.
        """
        plan = (await self.rooms.get(slug)).session.plan
        document = enrolled(plan, roster)
        return PlannedInsertion(slug, document, difference(plan, document))

    async def insert(self, planned: PlannedInsertion, by: Sender) -> ImportOutcome:
        """Insert items into a session, all or none."""
        room = await self.rooms.get(planned.slug)
        title = room.session.plan.title
        try:
            accepted = await room.send(ReplacePlan(planned.document), by=by)
        except Rejection as rejection:
            return ImportOutcome(planned.slug, title, "refused", rejection.sentence)
        return ImportOutcome(planned.slug, title, "changed" if accepted.records else "same")

    async def _plan_all(self, wanted: Sequence[SessionToImport], taken: set[str]) -> list[PlannedImport]:
        """Compare sessions with what there is; `taken` has the addresses in use, and gets those of new sessions."""
        known = await self.sources.find(session.source for session in wanted)
        planned = []
        for session in wanted:
            planned.append(await self._plan(session, known, taken))
            taken.add(planned[-1].slug)
        return planned

    async def _plan(self, wanted: SessionToImport, known: Mapping[str, Source], taken: set[str]) -> PlannedImport:
        before = known.get(wanted.source)
        slug = before.slug if before else _own_slug(wanted)
        room = await self._room(slug) if slug else None
        if before is None and wanted.address and (slug in taken if room is None else _is_other(room, wanted)):
            slug, room = "", None  # another session has the address
        try:
            if room is None:
                slug = slug or free_slug(str(wanted.document["title"]), taken)
                return PlannedImport(wanted, slug, plan=await to_thread(new_plan, wanted, slug), before=before)
            if before is not None and _is_another(wanted, before):
                return PlannedImport(wanted, slug, None, _another(slug))
            change = await to_thread(_change, room.session, wanted, _imported(before, slug))
            return PlannedImport(wanted, slug, change, before=before)
        except Rejection as rejection:
            return PlannedImport(wanted, slug, None, rejection.sentence)

    async def _run_one(self, planned: PlannedImport, by: Sender, origin: Origin | None) -> ImportOutcome:
        wanted, slug = planned.wanted, planned.slug
        title = str(wanted.document["title"])
        if planned.refusal:
            return ImportOutcome(slug, title, "refused", planned.refusal)
        try:
            if planned.plan is not None:
                await self.rooms.create(planned.plan, by)
                return ImportOutcome(slug, title, "new")
            room = await self.rooms.get(slug)
            if planned.difference is not None and planned.difference.of is room.session.plan:
                await self._keep(planned, origin)
                return ImportOutcome(slug, title, "same")
            document = updated(room.session.plan, wanted, _imported(planned.before, slug), _happened(room.session))
            accepted = await room.send(ReplacePlan(document), by=by)
            await self._keep(planned, origin)
            return ImportOutcome(slug, title, "changed" if accepted.records else "same")
        except SlugTaken:
            return ImportOutcome(slug, title, "refused", Sentence("There is a session {slug} already.", slug=slug))
        except Rejection as rejection:
            return ImportOutcome(slug, title, "refused", rejection.sentence)

    async def _keep(self, planned: PlannedImport, origin: Origin | None) -> None:
        """Store what is known of a session's source, if that is new."""
        if (source := planned.source(origin)) != planned.before:
            await self.sources.keep([source], self.clock.now())

    async def _room(self, slug: str) -> Room | None:
        try:
            return await self.rooms.get(slug)
        except NotFound:
            return None


def _change(session: Session, wanted: SessionToImport, before: Imported) -> Difference:
    """Return what importing a session again would change.

    Raises:
        Rejection: the session would not be valid.
    """
    return difference(session.plan, updated(session.plan, wanted, before, _happened(session)))


def _is_another(wanted: SessionToImport, before: Source) -> bool:
    """Whether a session has nothing in common with the one that an earlier import made under the same name."""
    return not wanted.whole and bool(wanted.segments) and bool(before.ids) and before.ids.isdisjoint(wanted.segments)


def _another(slug: str) -> Sentence:
    return Sentence(
        "An earlier import made {slug} under the same name and day, and not one of its items is in this file. "
        "If it is another programme, give this one another title.",
        slug=slug,
    )


def _own_slug(wanted: SessionToImport) -> str:
    """Return the address that one of our own documents, or a row of our own tables, asks for."""
    return str(wanted.document["slug"]) if wanted.whole and wanted.source.startswith("slug:") else wanted.address


def _is_other(room: Room, wanted: SessionToImport) -> bool:
    """Whether a session has none of the items of one of our own tables."""
    return {segment.id for segment in room.session.plan.segments}.isdisjoint(wanted.segments)


def _imported(before: Source | None, slug: str) -> Imported:
    return Imported(slug, before.ids if before else frozenset())


def _happened(session: Session) -> frozenset[str]:
    plan: Plan = session.plan
    begun = {s.id for s in plan.segments if session.timers[s.id].spans or session.timers[s.id].discarded}
    return frozenset(begun | ({session.on} if session.on is not None else set()))
