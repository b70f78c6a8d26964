"""The times of a calendar: instants in zones of many names, lengths, and repetitions in bounded time.

A repetition without an end is not expanded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.formats.imports.found.calendar.recurrence import Rule, UnknownRule
from app.formats.imports.found.durations import measure_of
from app.formats.imports.found.findings import ImportHints
from app.formats.text.icalendar_lines import Component, Property
from app.formats.text.notes import Notes, shortened
from app.formats.text.zones import known_zones

MOST_REPEATS = 400  # of one event
LONGEST_REPEATING = timedelta(days=5 * 366)
_MOMENT = re.compile(
    r"\s*(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """An instant, or a whole day."""

    moment: datetime
    all_day: bool = False


class CalendarTimes:
    """The times in one calendar; `zone` is that of times that name none."""

    def __init__(self, calendars: list[Component], hints: ImportHints, notes: Notes) -> None:
        self._notes = notes
        self._zones: dict[str, tzinfo | None] = {}
        zones = (part for c in calendars for part in c.parts if part.name == "VTIMEZONE")
        self._definitions = {part.text("TZID"): part for part in zones if part.text("TZID")}
        self.zone = self._zone_of(calendars, hints)

    def when(self, of: Property | None) -> When | None:
        """Return the time of a property; None if it has none that can be read."""
        match = _MOMENT.match(of.value) if of else None
        if match is None or of is None:
            return None
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            at = time(int(match[4] or 0), int(match[5] or 0), min(int(match[6] or 0), 59))
        except ValueError:
            return None
        zone = _offset(match[7]) if match[7] else self._zone(of.params.get("TZID", ""))
        return When(datetime.combine(day, at, zone), all_day=match[4] is None)

    def stamp(self, of: Property | None) -> int:
        """Return the instant of a property in milliseconds; -1 if it has none that can be read."""
        when = self.when(of)
        return instant(when.moment) if when else -1

    def length(self, event: Component, start: When, where: str) -> timedelta | None:
        """Return how long an event lasts; None if it does not say, or ends before it begins."""
        end = self.when(event.first("DTEND"))
        if end is not None and not end.all_day:
            length = end.moment.astimezone(UTC) - start.moment.astimezone(UTC)
            if length >= timedelta():
                return length
            self._notes.guess(where, "It ends before it begins; the end was left out.")
        duration = measure_of(event.text("DURATION").lstrip("+")) if event.first("DURATION") else None
        return timedelta(milliseconds=duration) if duration is not None else None

    def repeats(
        self, event: Component, start: When, where: str, title: str, changed: Collection[tuple[str, int]]
    ) -> Iterator[datetime]:
        """Yield the beginnings of an event without those left out and those changed, by their UIDs and instants."""
        rules = event.properties.get("RRULE", [])
        left_out = {self.stamp(p) for each in event.properties.get("EXDATE", []) for p in _parts(each)}
        moments = [start.moment]
        if rules:
            repeats = self._by_rule(rules[0].value, start.moment)
            if isinstance(repeats, str):
                self._notes.cannot_read(where, f"{title}: RRULE {rules[0].value}", repeats)
                return
            moments = repeats
        for p in event.properties.get("RDATE", []):
            moments += [when.moment for part in _parts(p)[:MOST_REPEATS] if (when := self.when(part))]
        if not event.first("RECURRENCE-ID"):
            left_out |= {stamp for uid, stamp in changed if uid == event.text("UID")}
        yield from (moment for moment in sorted(set(moments), key=instant) if instant(moment) not in left_out)

    def _by_rule(self, text: str, start: datetime) -> list[datetime] | str:
        """Return the repetitions of a rule, or why it is not expanded."""
        try:
            rule = Rule.of(text)
        except UnknownRule as error:
            return error.sentence
        last = start.replace(tzinfo=None) + LONGEST_REPEATING
        if (until := self.when(Property(rule.until, {}, 0))) is not None:
            local = until.moment.astimezone(start.tzinfo).replace(tzinfo=None) + timedelta(days=int(until.all_day))
            if local > last:
                return Sentence("it repeats for more than five years")
            last = local
        days = rule.days(start.date(), last.date())
        moments = (datetime.combine(day, start.time(), start.tzinfo) for day in days)
        within = (moment for moment in moments if moment.replace(tzinfo=None) <= last)
        repeats = list(islice(within, min(rule.count or MOST_REPEATS + 1, MOST_REPEATS + 1)))
        if len(repeats) > MOST_REPEATS:
            return Sentence("it repeats more than {most} times", most=MOST_REPEATS)
        return repeats or Sentence("its repetition never comes true")

    def _zone_of(self, calendars: list[Component], hints: ImportHints) -> str:
        """Return the calendar's zone: its own, that of its events, or the person's setting."""
        # Some programs write the name of a zone in place of its definition.
        names = [c.text(name) for name in ("X-WR-TIMEZONE", "VTIMEZONE") for c in calendars]
        used = [p.params.get("TZID", "") for c in calendars for e in c.parts if (p := e.first("DTSTART"))]
        common = max(set(used), key=used.count) if used else ""
        for name in (*names, common, *self._definitions):
            if known := known_zone(name, self._definitions.get(name)):
                return known
        if not hints.zone:
            self._notes.guess("", "The calendar names no time zone; UTC was taken. Say which zone it is.")
        return hints.zone or "UTC"

    def _zone(self, name: str) -> tzinfo:
        """Return the zone of a TZID: a variant of an IANA name, a Windows name, or the calendar's definition."""
        if name not in self._zones:
            known = known_zone(name, self._definitions.get(name))
            self._zones[name] = ZoneInfo(known) if known else _defined(self._definitions.get(name))
            if name and self._zones[name] is None:
                self._notes.guess(
                    "",
                    'The time zone "{name}" is not known; {zone} was taken.',
                    name=shortened(name, 60),
                    zone=self.zone,
                )
        return self._zones[name] or ZoneInfo(self.zone)


def _parts(of: Property) -> list[Property]:
    return [Property(text, of.params, of.line) for text in of.value.split(",")]


def known_zone(name: str, definition: Component | None = None) -> str:
    """Return the IANA name for a zone's name, or an empty text."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    for text in (name.strip().strip('"'), definition.text("X-LIC-LOCATION") if definition else ""):
        if text in known_zones():
            return text
        if text in WINDOWS_TO_OLSON:
            return str(WINDOWS_TO_OLSON[text])
        tail = re.search(r"([A-Za-z]+(?:/[A-Za-z_+-]+)?/[A-Za-z_+-]+)$", text)
        if tail and tail[1] in known_zones():
            return tail[1]
        last = "/".join(text.rsplit("/", 2)[-2:])
        if last in known_zones():
            return last
    return ""


def _defined(definition: Component | None) -> tzinfo | None:
    """Return a zone as the calendar defines it; None without a readable definition."""
    if definition is None:
        return None
    from icalendar import Timezone

    lines = ["BEGIN:VTIMEZONE", f"TZID:{definition.text('TZID')}"]
    for part in definition.parts:
        lines.append(f"BEGIN:{part.name}")
        lines += [f"{name}:{p.value}" for name, values in part.properties.items() for p in values[:50]]
        lines.append(f"END:{part.name}")
    try:
        made = Timezone.from_ical("\r\n".join([*lines, "END:VTIMEZONE", ""]))
        zone: tzinfo = cast(Timezone, made).to_tz()
        zone.utcoffset(datetime(2024, 1, 1))
    except Exception:  # after any error of the library, the zone is unknown, and that is reported
        return None
    return zone


def _offset(text: str) -> tzinfo:
    if text.upper() == "Z":
        return UTC
    offset = datetime.strptime(text.replace(":", ""), "%z").tzinfo
    return offset or UTC


def instant(moment: datetime) -> int:
    """Return a moment in milliseconds since 1970."""
    return round(moment.astimezone(UTC).timestamp() * 1000)
