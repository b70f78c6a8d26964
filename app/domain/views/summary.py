"""The summary of a session: what lists say of it without reading its journal, stored as one row beside the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.state.rundown import Plan, capacity
from app.domain.state.session import Session
from app.domain.values import LANGUAGES, SECOND, Status

_NAMES = {"title": "title", "conference.title": "conference", "conference.venue": "venue"}  # of texts in a summary
_LAST_MS = 253_402_000_000_000  # 29 December 9999: later instants have no date in every time zone


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists say of a session, besides the floor of a live one. Instants are milliseconds UTC.

    `seq` is that of the record which last changed the summary. `day` is the date of the start in the session's own time
    zone (`2026-12-01`), which begins at `day_begins_ms`. `words` is the text that a search looks in, in folded letters.
    `translations` are those of title, conference and venue, as JSON: by language, then by place; empty without any.
    """

    slug: str
    seq: int
    title: str
    conference: str
    venue: str
    timezone: str
    day: str
    day_begins_ms: int
    starts_at_ms: int
    ends_at_ms: int
    status: str
    opened_at_ms: int | None
    closed_at_ms: int | None
    public: bool
    public_overtime: bool
    spare_ms: int
    words: str
    translations: str
    opens_itself: bool

    def in_language(self, language: str) -> Summary:
        """Return the summary with the texts that a language has."""
        texts = json.loads(self.translations).get(language, {}) if self.translations else {}
        return replace(self, **{_NAMES[place]: text for place, text in texts.items()}) if texts else self

    def different(self, other: Summary) -> list[str]:
        """Return the names of the facts, other than the seq, in which another summary differs."""
        names = (field.name for field in fields(self) if field.name != "seq")
        return [name for name in names if getattr(self, name) != getattr(other, name)]


def summarise(session: Session) -> Summary:
    """Return the summary of a session as of its present state."""
    plan = session.plan
    day, begins_ms = day_of(plan.starts_at_ms, plan.conference.timezone)
    return Summary(
        slug=plan.slug,
        seq=session.seq,
        title=plan.title,
        conference=plan.conference.title,
        venue=plan.conference.venue,
        timezone=plan.conference.timezone,
        day=day,
        day_begins_ms=begins_ms,
        starts_at_ms=plan.starts_at_ms,
        ends_at_ms=plan.ends_at_ms,
        status=str(session.status),
        opened_at_ms=session.opened_at_ms,
        closed_at_ms=session.closed_at_ms,
        public=plan.public,
        public_overtime=plan.public_overtime,
        spare_ms=capacity(plan).spare_ms,
        words=_words(plan),
        translations=_translations(plan),
        opens_itself=plan.opens_itself,
    )


def summary_change(before: Session, after: Session) -> Summary | None:
    """Return the new summary if it differs from the one before in more than the seq; None for most records."""
    if after.plan is before.plan and _standing(after) == _standing(before):
        return None
    return summarise(after)


def day_of(instant_ms: int, timezone: str) -> tuple[str, int]:
    """Return the date of an instant in a time zone, and the instant at which that day begins."""
    zone = ZoneInfo(timezone)
    day = datetime.fromtimestamp(min(instant_ms, _LAST_MS) // SECOND, zone).date()
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    return day.isoformat(), round(begins.astimezone(UTC).timestamp() * SECOND)


def _standing(session: Session) -> tuple[Status, int | None, int | None]:
    return session.status, session.opened_at_ms, session.closed_at_ms


def _words(plan: Plan) -> str:
    conference = plan.conference
    names = (plan.title, conference.title, conference.venue, plan.slug, *(person.name for person in plan.speakers))
    return " ".join((*names, *_translated(plan))).casefold()


def _translations(plan: Plan) -> str:
    """Return the translated texts that lists show, in an order that does not depend on how the plan was stored."""
    texts = {
        language: said
        for language in LANGUAGES
        if (said := {of: text for of in _NAMES if (text := plan.translations.get(language, {}).get(of)) is not None})
    }
    return json.dumps(texts, ensure_ascii=False) if texts else ""


def _translated(plan: Plan) -> Iterator[str]:
    """Yield the same texts in other languages, in an order that does not depend on how the plan was stored."""
    for language in LANGUAGES:
        texts = plan.translations.get(language, {})
        yield from (texts[field] for field in ("title", "conference.title", "conference.venue") if field in texts)
        names = (person.translations.get(language, {}).get("name") for person in plan.speakers)
        yield from (name for name in names if name)
