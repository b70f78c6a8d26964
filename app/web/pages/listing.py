"""The listing: the sessions that a visitor may see, a page at a time, with filters; for the list and the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from app.domain.derived.forecast import forecast_end
from app.domain.state.session import Session
from app.domain.values import Role, Status
from app.domain.views.lists import waiting_count
from app.domain.views.public import hides_overtime
from app.domain.views.summary import Summary, day_of
from app.languages.views import view_in
from app.languages.words import Words
from app.server.context import ClockDep, RoomsDep, SummariesDep, parts_of
from app.service.access.visitor import Visitor
from app.store.summaries import LONGEST_SEARCH, MISSED_MS, Chosen, SummaryPage, searched
from app.web.words.common import floor_label

LAST_PAGE = 100_000
LONGEST_FIELD = 300  # characters of a conference; each link of the page repeats it
ON_PAGE = 40  # sessions
MOST_CONFERENCES = 100  # to choose from
MOST_DAYS = 60
DAYS_AROUND = 7  # days that are one click away
FRESH_MS = 1_000  # a list's facts about time are at most this old


@dataclass(frozen=True)
class Filter:
    """The chosen part of the listing, and the page of it; empty fields mean all, and pages count from 1."""

    conference: str = ""
    day: str = ""
    state: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """Read the filter from an address."""
        text = query.get("q", "")[:LONGEST_SEARCH].strip()
        page = query.get("page", "")
        number = min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 10 else 1
        conference, day, state = (query.get(name, "")[:LONGEST_FIELD] for name in ("conference", "day", "state"))
        return cls(conference, day, state, text, number)

    def chosen(self, visitor: Visitor) -> Chosen:
        """Return the choice among the sessions that the visitor may see."""
        return Chosen(visitor.sessions, self.conference, self.day, self.state, searched(self.text))

    @cached_property
    def query(self) -> str:
        """The filter as the query of an address, without empty fields."""
        fields = {"q": self.text, "conference": self.conference, "day": self.day, "state": self.state}
        if self.page > 1:
            fields["page"] = str(self.page)
        return urlencode({name: value for name, value in fields.items() if value})

    def but(self, **fields: Any) -> Filter:
        """Return the filter with other fields, at its first page unless a page is among them."""
        return replace(self, **{"page": 1, **fields})

    @property
    def is_set(self) -> bool:
        return bool(self.conference or self.day or self.state or self.text)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the chosen sessions: their summaries, the states of the live ones, and the visitor's role in each."""

    wanted: Filter
    page: SummaryPage
    live: Mapping[str, Session]
    visitor: Visitor

    @property
    def key(self) -> Hashable:
        """Equal for all who may see the same sessions in the same roles."""
        return (self.wanted, tuple((link.session, link.role) for link in self.visitor.links))

    def state(self, now: int) -> Hashable:
        """Return the state that the page shows, and the second."""
        page, seqs = self.page, tuple(session.seq for session in self.live.values())
        return (page.summaries, page.count, frozenset(page.places.items()), seqs, now // FRESH_MS)

    def facts(self, now: int, group: Grouping, words: Words) -> dict[str, Any]:
        """Return the sessions in groups, and what to choose from, for templates: with their titles in a language."""
        entries = [entry(one, self.live.get(one.slug), self._role(one), now, words) for one in self.page.summaries]
        return {
            "groups": group(entries),
            "choices": choices(self.page.places, self.wanted, day_of(now, "UTC")[0]),
            "wanted": self.wanted,
            "total": self.page.places.total(),
            "count": self.page.count,
            "first": (self.wanted.page - 1) * ON_PAGE + 1,
            "shown": len(entries),
            "pages": pages_of(self.page.count),
        }

    def _role(self, summary: Summary) -> Role:
        # The query has taken only what the visitor may see.
        return self.visitor.role_in(summary) or Role.VIEWER


@dataclass(frozen=True, slots=True)
class Listings:
    """Reads the listing: summaries, and the rooms of the live sessions among them."""

    summaries: SummariesDep
    rooms: RoomsDep
    clock: ClockDep

    async def read(self, wanted: Filter, visitor: Visitor) -> tuple[Listing, int]:
        """Read the page that a visitor has asked for, the last one instead of a page behind it; and the instant."""
        chosen, now = wanted.chosen(visitor), self.clock.now()
        page = await self.summaries.page(chosen, now, (wanted.page - 1) * ON_PAGE, ON_PAGE)
        if not page.summaries and page.count:
            wanted = replace(wanted, page=pages_of(page.count))
            page = await self.summaries.page(chosen, now, (wanted.page - 1) * ON_PAGE, ON_PAGE)
        live = [one.slug for one in page.summaries if one.status == Status.LIVE]
        return Listing(wanted, page, await self.rooms.sessions(live), visitor), now


ListingsDep = Annotated[Listings, parts_of(Listings)]

Entry = dict[str, Any]
Grouping = Callable[[Iterable[Entry]], list[dict[str, Any]]]


def pages_of(count: int) -> int:
    """Return how many pages so many sessions have, one at least."""
    return max(-(-count // ON_PAGE), 1)


def choices(places: Counter[tuple[str, str]], wanted: Filter, today: str) -> dict[str, Any]:
    """Return the conferences and the days of the chosen one, with the number of sessions; those near a day first."""
    conferences, days = Counter[str](), Counter[str]()
    for (conference, day), count in places.items():
        conferences[conference] += count
        if wanted.conference in {"", conference}:
            days[day] += count
    titles = sorted(title for title in conferences if title)
    every, chosen = sorted(days), wanted.day or today
    return {
        "conferences": titles[:MOST_CONFERENCES],
        "days": _near(every, chosen, MOST_DAYS),
        "strip": [(day, days[day]) for day in _near(every, chosen, DAYS_AROUND)],
    }


def _near(days: Sequence[str], chosen: str, most: int) -> list[str]:
    """Return the days around a chosen one; a third of them before it where there are enough on both sides."""
    at = sum(day < chosen for day in days)
    first = max(min(at - most // 3, len(days) - most), 0)
    return list(days[first : first + most])


def entry(summary: Summary, session: Session | None, role: Role, now: int, words: Words) -> Entry:
    """Return one session's status, floor and forecast end, for the list and the board, in the reader's language.

    `told` is False for the public of a session that does not show lateness: the entry then has no trace of it.
    """
    is_live = session is not None and session.status is Status.LIVE
    told = not hides_overtime(summary, role) and (session is not None or summary.status != Status.LIVE)
    waiting = waiting_count(session, role) if session is not None and is_live else None
    has_floor = session is not None and session.on is not None
    seen_as = Role.STAGE if told else Role.VIEWER
    view = view_in(words, session, seen_as, now) if session is not None and has_floor else None
    said = summary.in_language(words.language)
    ends = (forecast_end(session, now) if session is not None and is_live else summary.closed_at_ms) if told else None
    return {
        "slug": summary.slug,
        "title": said.title,
        "status": summary.status,
        "role": str(role),
        "day": summary.day,
        "when": _when(summary, now),
        "group": summary.conference,
        "room": summary.venue,
        "conference": {"title": said.conference, "timezone": summary.timezone, "venue": said.venue},
        "starts_at_ms": summary.starts_at_ms,
        "ends_at_ms": summary.ends_at_ms,
        "forecast_end_ms": ends,
        "offset_ms": ends - summary.ends_at_ms if ends is not None else None,
        "told": told,
        "spare_ms": summary.spare_ms,
        "floor": view["floor"] if view else None,
        "waiting": waiting,
        "floor_title": floor_label(view) if view else "",
    }


def by_time(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Group entries, which are in order, into `now`, `today`, `coming` and `past`."""
    return [{"when": when, "sessions": list(group)} for when, group in groupby(entries, key=lambda one: one["when"])]


def by_conference(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Group entries by conference and day, each in the order of its first entry."""
    conferences: dict[str, dict[str, list[Entry]]] = {}
    for one in entries:
        # By its own title: not every session of a conference may have a translation of it.
        conferences.setdefault(one["group"], {}).setdefault(one["day"], []).append(one)
    return [
        {"title": _title_of(days), "days": [{"day": day, "sessions": group} for day, group in days.items()]}
        for days in conferences.values()
    ]


def _title_of(days: Mapping[str, Sequence[Entry]]) -> str:
    """Return the title of a conference, a translated one if a session of it has that."""
    titles = [(one["conference"]["title"], one["group"]) for group in days.values() for one in group]
    return str(next((title for title, own in titles if title != own), titles[0][1]))


def _when(summary: Summary, now: int) -> str:
    """Name the group of a session, as the order of a page of summaries has it."""
    if summary.status == Status.LIVE:
        return "now"
    if summary.status == Status.CLOSED or summary.ends_at_ms <= now - MISSED_MS:
        return "past"
    return "today" if summary.day_begins_ms <= now else "coming"
