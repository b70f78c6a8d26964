"""The listing: the sessions that a visitor may see, by conference and day, for the list and the board, with filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.derived.forecast import forecast_end
from app.domain.state.rundown import Plan, capacity
from app.domain.state.session import Session
from app.domain.values import Role, Status
from app.domain.views.public import hides_overtime
from app.domain.views.view import project
from app.service.access.visitor import Visitor
from app.service.rooms import Rooms
from app.web.words.common import segment_label

MOST_WORDS = 10  # characters of a search
FOLDED = 2_000  # sessions whose folded names and days are in memory
FRESH_MS = 1_000  # a list's facts about time are at most this old
Grouping = Callable[[Iterable[Session], Mapping[str, Role], int], list[dict[str, Any]]]
ORDER = {Status.LIVE: 0, Status.PLANNED: 1, Status.CLOSED: 2}


@dataclass(frozen=True)
class Filter:
    """The chosen part of the listing; empty fields mean all."""

    conference: str = ""
    day: str = ""
    state: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """Read the filter from an address."""
        text = " ".join(query.get("q", "").split(maxsplit=MOST_WORDS)[:MOST_WORDS])
        return cls(query.get("conference", ""), query.get("day", ""), query.get("state", ""), text)

    @cached_property
    def words(self) -> list[str]:
        """The words to look for in a session's names, folded; ten at most."""
        return self.text.casefold().split()

    def takes(self, session: Session) -> bool:
        """Whether the filter includes this session."""
        plan = session.plan
        return (
            self.conference in {"", plan.conference.title}
            and self.day in {"", day_of(plan)}
            and self.state in {"", str(session.status)}
            and all(word in _names(plan) for word in self.words)
        )

    @property
    def is_set(self) -> bool:
        return self != Filter()


def _names(plan: Plan) -> str:
    return _folded((plan.title, plan.conference.venue, plan.slug, *(person.name for person in plan.speakers)))


@lru_cache(maxsize=FOLDED)
def _folded(names: tuple[str, ...]) -> str:
    """Return the searchable text of a session, folded: letters of both cases are the same."""
    return " ".join(names).casefold()


def day_of(plan: Plan) -> str:
    """Return the date on which a session starts, in its own zone: `2026-12-01`."""
    return _day(plan.starts_at_ms, plan.conference.timezone)


@lru_cache(maxsize=FOLDED)
def _day(instant_ms: int, zone: str) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).date().isoformat()


@dataclass(frozen=True, slots=True)
class VisibleSessions:
    """The sessions that a visitor may see, with their role in each."""

    sessions: tuple[Session, ...]
    roles: Mapping[str, Role]

    @classmethod
    async def by(cls, visitor: Visitor, rooms: Rooms) -> VisibleSessions:
        """Return what this visitor may see now."""
        pairs = [(room.session, visitor.role_in(room.session.plan)) for room in await rooms.all()]
        roles = {session.plan.slug: role for session, role in pairs if role is not None}
        return cls(tuple(session for session, role in pairs if role is not None), roles)

    @property
    def key(self) -> Hashable:
        """Equal for all who may see the same sessions in the same roles."""
        return tuple(self.roles.items())

    def state(self, now: int) -> Hashable:
        """Return the state that a list shows: the seq of each session, and the second."""
        return (tuple(session.seq for session in self.sessions), now // FRESH_MS)

    def facts(self, wanted: Filter, now: int, group: Grouping) -> dict[str, Any]:
        """Return the chosen sessions in groups, for templates."""
        return {
            "groups": group(filter(wanted.takes, self.sessions), self.roles, now),
            "choices": choices(self.sessions),
            "wanted": wanted,
            "total": len(self.sessions),
        }


def choices(sessions: Iterable[Session]) -> dict[str, list[str]]:
    """Return the conferences and days to choose from."""
    plans = [session.plan for session in sessions]
    return {
        "conferences": sorted({plan.conference.title for plan in plans if plan.conference.title}),
        "days": sorted({day_of(plan) for plan in plans}),
    }


def entry(session: Session, role: Role, now: int) -> dict[str, Any]:
    """Return one session's status, floor and forecast end, for the list and the board.

    `told` is False for the public of a session that does not show lateness: the entry then has no trace of it.
    """
    plan, told = session.plan, not hides_overtime(session.plan, role)
    view = project(session, Role.STAGE if told else Role.VIEWER, now) if session.on is not None else None
    ends = forecast_end(session, now) if told else None
    return {
        "slug": plan.slug,
        "title": plan.title,
        "status": str(session.status),
        "role": str(role),
        "day": day_of(plan),
        "conference": asdict(plan.conference),
        "starts_at_ms": plan.starts_at_ms,
        "ends_at_ms": plan.ends_at_ms,
        "opened_at_ms": session.opened_at_ms,
        "forecast_end_ms": ends,
        "offset_ms": ends - plan.ends_at_ms if ends is not None else None,
        "told": told,
        "spare_ms": capacity(plan).spare_ms,
        "segments": len(plan.segments),
        "floor": view["floor"] if view else None,
        "floor_title": segment_label(view, view["floor"]["segment"]) if view else "",
    }


def _day_words(day: str) -> str:
    date = datetime.fromisoformat(day)
    return f"{date:%A}, {date.day} {date:%B %Y}"  # "%-d" is unknown on Windows


def by_time(sessions: Iterable[Session], roles: Mapping[str, Role], now: int) -> list[dict[str, Any]]:
    """Group into `now`, `today`, `coming` and `past`, each in order of time; what is past, newest first."""
    members: dict[str, list[Session]] = {"now": [], "today": [], "coming": [], "past": []}
    for session in sorted(sessions, key=lambda s: (s.plan.starts_at_ms, s.plan.slug)):
        members[_when(session, now)].append(session)
    members["past"].reverse()
    return [
        {"when": when, "sessions": [entry(session, roles[session.plan.slug], now) for session in group]}
        for when, group in members.items()
        if group
    ]


def _when(session: Session, now: int) -> str:
    if session.status is Status.LIVE:
        return "now"
    day, today = day_of(session.plan), _day(now, session.plan.conference.timezone)
    if session.status is Status.CLOSED or day < today:
        return "past"
    return "today" if day == today else "coming"


def by_conference(sessions: Iterable[Session], roles: Mapping[str, Role], now: int) -> list[dict[str, Any]]:
    """Group by conference and day: conferences with a live session first, then by day; closed sessions last."""
    conferences_by_day: dict[str, dict[str, list[Session]]] = {}
    for session in sorted(sessions, key=lambda s: (s.plan.starts_at_ms, s.plan.slug)):
        conferences_by_day.setdefault(session.plan.conference.title, {}).setdefault(day_of(session.plan), []).append(
            session
        )
    conferences = sorted(
        conferences_by_day.items(), key=lambda group: _rank([s for day in group[1].values() for s in day])
    )
    return [
        {
            "title": title,
            "days": [
                {
                    "day": _day_words(day),
                    "sessions": [entry(s, roles[s.plan.slug], now) for s in sorted(items, key=_order)],
                }
                for day, items in sorted(days.items(), key=lambda group: _rank(group[1]))
            ],
        }
        for title, days in conferences
    ]


def _order(session: Session) -> tuple[int, int, str]:
    return ORDER[session.status], session.plan.starts_at_ms, session.plan.slug


def _rank(sessions: list[Session]) -> tuple[int, int, str]:
    return min(_order(session) for session in sessions)
