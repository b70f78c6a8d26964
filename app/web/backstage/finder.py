"""The finder: when the people of the conference whose name has some words will speak, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from app.domain.state.session import Session
from app.domain.text import clean_text, folded
from app.domain.values import Role, Status
from app.domain.views.shapes import View
from app.languages.views import view_in
from app.languages.words import Words
from app.server.context import Guest, RoomsDep, SummariesDep, VisitorDep, parts_of
from app.store.summaries import LONGEST_SEARCH, Chosen, searched

SHORTEST_SEARCH = 2  # characters
MOST_SESSIONS = 8  # that are looked into for one search
MOST_PEOPLE = 20

Standing = Literal["on", "to_come", "over", "not_placed"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in a session: on now, to come at about `at_ms`, over, or without a place in the running order.

    `title`, `venue` and `timezone` are the session's; `is_here` says that it is the session of the page.
    """

    person: str
    name: str
    slug: str
    title: str
    venue: str
    timezone: str
    standing: Standing
    at_ms: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for names: in the session of the page, then in those of its conference that the visitor may see."""

    summaries: SummariesDep
    rooms: RoomsDep
    visitor: VisitorDep

    async def appearances(self, guest: Guest, words: Words, text: str, now: int) -> list[Appearance]:
        """Return when people will speak, the session of the page first; none for a text of less than two characters.

        Args:
            guest: the reader in the session of the page.
            words: in whose language texts are.
            text: a part of the name; its words may stand in any order, without accents.
            now: instant in milliseconds.
        """
        text = clean_text(text[:LONGEST_SEARCH])
        if len(text) < SHORTEST_SEARCH:
            return []
        own = guest.room.session
        people = _appearances(own, guest.role, words, text, now, is_here=True)
        for role, session in await self._others(own, text, now):
            if len(people) >= MOST_PEOPLE:
                break
            people += _appearances(session, role, words, text, now, is_here=False)
        return people[:MOST_PEOPLE]

    async def _others(self, own: Session, text: str, now: int) -> list[tuple[Role, Session]]:
        """Return the other sessions of the conference in which the text occurs, with the visitor's role in each."""
        if not (conference := own.plan.conference.title):
            return []
        chosen = replace(Chosen(self.visitor.sessions, conference), words=searched(text))
        rows = await self.summaries.chosen(chosen, now, MOST_SESSIONS + 1)
        slugs = [row.slug for row in rows if row.slug != own.plan.slug][:MOST_SESSIONS]
        sessions = await self.rooms.sessions(slugs)
        roles = [(self.visitor.role_in(session.plan), session) for session in sessions.values()]
        return [(role, session) for role, session in roles if role is not None]


FinderDep = Annotated[Finder, parts_of(Finder)]


def _appearances(session: Session, role: Role, words: Words, text: str, now: int, *, is_here: bool) -> list[Appearance]:
    wanted = folded(text).split()
    view = view_in(words, session, role, now)
    people = [person for person in view["speakers"] if all(word in folded(person["name"]) for word in wanted)]
    return [_appearance(view, person["id"], person["name"], is_here) for person in people[:MOST_PEOPLE]]


def _appearance(view: View, person: str, name: str, is_here: bool) -> Appearance:
    standing, at_ms = _standing(view, person)
    return Appearance(
        person=person,
        name=name,
        slug=view["slug"],
        title=view["title"],
        venue=view["conference"]["venue"],
        timezone=view["conference"]["timezone"],
        standing=standing,
        at_ms=at_ms,
        is_here=is_here,
    )


def _standing(view: View, person: str) -> tuple[Standing, int | None]:
    """Return whether a person is on, to come and when, or over."""
    if view["status"] == Status.CLOSED:
        return "over", None
    floor, own = view["floor"], [row for row in view["segments"] if person in row["speakers"]]
    on = [row for row in own if row["id"] == floor["segment"]]
    if floor["voice"] == person or (on and floor["request"] is None):
        return "on", None
    asked = [row for one in view["lists"] for row in one["requests"] if row["speaker"] == person]
    times = [row["earliest_ms"] for row in asked if row["earliest_ms"] is not None]
    times += [row["forecast_start_ms"] for row in own if row["forecast"] and row["forecast_start_ms"] is not None]
    if times:
        return "to_come", min(times)
    spoken = any(row["state"] == "finished" for row in own) or any(row["state"] == "spoken" for row in asked)
    return ("over" if spoken else "not_placed"), None
