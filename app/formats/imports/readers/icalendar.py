"""iCalendar: events with the revisions and the people of many programs; `found.calendar` has their times.

Equal UIDs are versions of one event if one supersedes the other (a higher SEQUENCE, or the same start). Otherwise they
are different events of a careless program, as are all events of a UID with many different titles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence
from app.domain.text import LONGEST_TEXT, clean_text
from app.domain.values import SECOND, SegmentKind
from app.formats.imports.evidence import require_calendar
from app.formats.imports.found.calendar.times import CalendarTimes, When, instant
from app.formats.imports.found.dates import Day
from app.formats.imports.found.details import DetailsReader
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import ImportHints, ItemDetails, Programme
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.cell import names_in
from app.formats.imports.found.names.person import HONORIFIC, OFFICE, looks_like_person
from app.formats.imports.found.names.roles import Named
from app.formats.imports.found.people import MAY_SPEAK, SPEAKS, People
from app.formats.imports.found.sessions.schedule import Arranger
from app.formats.imports.readers.text.naming.people import LED_BY, people_in, person_with
from app.formats.imports.tables.row_people import people_behind
from app.formats.text.icalendar_lines import Component, Property, read_components
from app.formats.text.notes import MOST_ROWS, NotAProgramme, Notes, line_place, shortened
from app.formats.text.own_marks import CONTACT_PARAMETERS

MOST_REPEATS = 400  # of one event
ONE_DAY = timedelta(days=1)
LONGEST_REPEATING = timedelta(days=5 * 366)
MOST_TITLES = 2  # versions of one event; a UID with more does not identify one
MOST_LINKS = 100  # attached to one event
MOST_CATEGORIES = 20
MOST_DESCRIBED, MOST_LINES = 8_000, 100  # characters and lines of a description
LONGEST_PEOPLE = 150  # characters of a line with people
MOST_CONTACTS = 500  # of an event in our own calendars
MOST_ATTENDEES = 8  # attendees that may be the speakers of an event; more are guests
_BY = re.compile(
    r"\s*[(\[](?:(?:talk|workshop|keynote|session|presentation|panel|tutorial|presented)\s+)?"
    r"(?:by|with)[: ]\s*(?P<who>[^()\[\]]{3,200})[)\]]\s*$",
    re.IGNORECASE,
)
_OF_PEOPLE = frozenset({"speakers", "moderators"})
_LABEL = re.compile(r"\s*(?P<label>[^:\uff1a\n]{2,30})[:\uff1a]\s*(?P<value>.{2,500})")
_BREAK = re.compile(r"\n|<(?:br|/p|/div|/li)\s?/?>", re.IGNORECASE)
_MARK = re.compile(r"<[^<>\n]{1,200}>")
_COMMA = re.compile(r"(?<!\\),")


def looks_like_calendar(text: str) -> bool:
    return re.match(r"\ufeff?\s*BEGIN:VCALENDAR", text, re.IGNORECASE) is not None


def read_calendar(text: str, hints: ImportHints, notes: Notes) -> Programme:
    """Read the programme of a calendar.

    Raises:
        NotAProgramme: there is no event in it.
    """
    root = read_components(text, notes)
    calendars = [part for part in root.parts if part.name == "VCALENDAR"]
    events = [part for calendar in calendars for part in calendar.parts if part.name == "VEVENT"]
    if not events:
        raise NotAProgramme(_no_event(calendars))
    reader = _CalendarReader(calendars, hints, notes)
    reader.say_if_without_items(events)
    chosen = list(reader.chosen(events))
    reader.look_ahead(chosen)
    for event in chosen:
        reader.read(event)
    if not len(reader.people):
        reader.read_organisers(chosen)
    title = next((clean_text(c.text("X-WR-CALNAME") or c.text("NAME")) for c in calendars), "") or hints.title
    title = title or re.sub(r"\.\w+$", "", hints.name.rsplit("/", 1)[-1]) or "Calendar"
    sessions = Arranger(title, reader.zone, hints, notes).sessions(reader.entries)
    return require_calendar(Programme("icalendar", title, reader.zone, tuple(sessions), reader.people.all), notes)


class _CalendarReader:
    def __init__(self, calendars: list[Component], hints: ImportHints, notes: Notes) -> None:
        self.entries: list[ProgrammeEntry] = []
        self.people = People(notes)
        self._notes = notes
        self._changed: set[tuple[str, int]] = set()
        self._careless: frozenset[str] = frozenset()
        self._times = CalendarTimes(calendars, hints, notes)
        self.zone = self._times.zone
        self._said_attendees = False
        self._named_behind = False  # "Clocks - Ann Lee", in most titles
        self._outer: Mapping[str, Component] = {}  # events that are sessions of others, by their UIDs
        self._is_ours = any("rostrum" in c.text("PRODID").lower() for c in calendars)
        self._details = DetailsReader(notes, is_ours=self._is_ours)
        self._is_pretalx = any("pretalx" in c.text("PRODID").lower() for c in calendars)

    def look_ahead(self, events: Sequence[Component]) -> None:
        """Decide whether most titles have people behind them; what is the same behind most is the name of all."""
        behind = Counter(
            parted[1].rpartition(" - ")[2]
            for event in events
            if (parted := people_behind(clean_text(event.text("SUMMARY"))))
        )
        named = behind.total() if behind and max(behind.values()) * 2 < behind.total() else 0
        self._named_behind = named >= 2 and named * 2 >= len(events)

    def say_if_without_items(self, events: Sequence[Component]) -> None:
        """Say of a calendar of ours that its sessions have no items, and which one has them."""
        if self._is_ours and not any(event.text("RELATED-TO") for event in events):
            self._notes.guess(
                "", "This calendar of ours has sessions without their items; programme.ics?segments=true has them."
            )

    def chosen(self, events: list[Component]) -> Iterator[Component]:
        """Yield the valid events: the newest of all versions, and each changed repetition."""
        newest: dict[tuple[str, str], Component] = {}
        self._careless = _careless(events)
        for event in events:
            key = _key(event, newest, self._careless)
            before = newest.get(key)
            if before is None:
                newest[key] = event
                continue
            newer, older = (event, before) if _sequence(event) >= _sequence(before) else (before, event)
            title = shortened(older.text("SUMMARY"), 60)
            self._notes.guess(line_place(older.line), "Another version of this event is newer: {title}", title=title)
            newest[key] = newer
        self._outer = _outer_events(newest.values())
        changed = (event for event in newest.values() if event.first("RECURRENCE-ID"))
        self._changed = {(event.text("UID"), self._times.stamp(event.first("RECURRENCE-ID"))) for event in changed}
        yield from (event for event in newest.values() if event.text("UID") not in self._outer)

    def read(self, event: Component) -> None:
        """Read one event with all its repetitions."""
        where, title = line_place(event.line), clean_text(event.text("SUMMARY"))
        start = self._times.when(event.first("DTSTART"))
        why = _why_not(event, title, start)
        if start is None or why:
            self._notes.cannot_read(where, title or event.text("UID"), why)
            return
        length = self._times.length(event, start, where)
        described, led = self._described(event, where)
        people = self._contacts(event, where) or self._speakers(event, where) or described
        title, by = self._named_in(title, where)
        if not people and not by:
            title, by = self._perhaps_named_in(title, where)
        details = self._details_of(event, where)
        for number, moment in enumerate(self._times.repeats(event, start, where, title, self._changed)):
            if len(self.entries) >= MOST_ROWS:
                raise NotAProgramme(
                    "This calendar has more than {most:,} events, more than a programme needs.", most=MOST_ROWS
                )
            entry = ProgrammeEntry(where, title, starts_ms=instant(moment), room=clean_text(event.text("LOCATION")))
            entry.ends_ms = instant(moment + length) if length is not None else None
            entry.source = _source(event, number, moment) if event.text("UID") not in self._careless else ""
            entry.moderators = [id_ for id_ in led if id_ not in people]
            entry.speakers = list(dict.fromkeys([*people, *by]))
            entry.details = details
            outer = self._outer.get(event.text("RELATED-TO"))
            entry.session = clean_text(outer.text("SUMMARY")) if outer is not None else ""
            entry.day = self._day_of(outer, moment) if outer is not None else None
            self.entries.append(entry)

    def _day_of(self, outer: Component, moment: datetime) -> Day | None:
        """Return the day on which a session begins, if it goes on past midnight and has this moment in it."""
        start, end = (self._times.when(outer.first(name)) for name in ("DTSTART", "DTEND"))
        if start is None or end is None or start.all_day or end.moment - start.moment >= ONE_DAY:
            return None
        begins = start.moment.astimezone(ZoneInfo(self.zone)).date()
        return Day(begins) if start.moment <= moment < end.moment else None

    def _names_people(self, what: str, value: str, event: Component) -> bool:
        """Whether this names people: the host of an event may also be an organisation or the place."""
        people = names_in(value, commas=True)
        hosts = what == "moderators" and clean_text(value) != clean_text(event.text("LOCATION"))
        return what == "speakers" or (hosts and all(looks_like_person(person.name) for person in people))

    def read_organisers(self, events: list[Component]) -> None:
        """Use organisers as speakers if no other person is named; not the organiser of most events."""
        organisers: dict[str, str] = {line_place(event.line): name for event in events if (name := _organiser(event))}
        entries = [entry for entry in self.entries if entry.where in organisers]
        by_name = Counter(organisers[entry.where] for entry in entries)
        usual = {name for name, events_of in by_name.items() if events_of * 2 > len(entries)}
        if usual:
            names = shortened(", ".join(usual), 60)
            self._notes.guess("", "The organiser of most events was not taken for a speaker: {names}", names=names)
        if len(by_name) < 2 or len(by_name) * 2 <= len(entries):
            return
        self._notes.guess("", "Organisers differ from event to event, and were taken for their speakers.")
        for entry in entries:
            named = names_in(organisers[entry.where], commas=True) if organisers[entry.where] not in usual else []
            entry.speakers = [id_ for person in named if (id_ := self.people.add(person, entry.where))]

    def _speakers(self, event: Component, where: str) -> list[str]:
        """Return named attendees if they are few; many are the guests of a meeting."""
        names = (p.params.get("CN", "") for p in event.properties.get("ATTENDEE", []))
        named = [name for name in names if name and "@" not in name]
        if not 0 < len(named) <= MOST_ATTENDEES:
            return []
        if not self._said_attendees:
            self._notes.guess(where, "Those who are listed as attending an event were taken for its speakers.")
            self._said_attendees = True
        return [id_ for name in named if (id_ := self.people.add(Named(name), where))]

    def _contacts(self, event: Component, where: str) -> list[str]:
        """Return the people in our own calendars; other programs name offices there.

        Names may have commas: their parts stand in parameters, which older versions did not write.
        """
        contacts = event.properties.get("CONTACT", []) if self._is_ours else []
        named = (person for contact in contacts[:MOST_CONTACTS] for person in _people_of(contact))
        return [id_ for person in named if (id_ := self.people.add(person, where))]

    def _described(self, event: Component, where: str) -> tuple[list[str], list[str]]:
        """Return who speaks and who moderates in lines such as "Speakers: Ann Lee (ACME)" of the description."""
        lines = [_MARK.sub(" ", line) for line in _BREAK.split(event.text("DESCRIPTION")[:MOST_DESCRIBED])[:MOST_LINES]]
        lines = _with_names_below(lines)
        labelled = filter(None, map(_LABEL.match, lines))
        told = [(field_of(match["label"]), match["value"]) for match in labelled]
        told = [(what, value) for what, value in told if what in _OF_PEOPLE and self._names_people(what, value, event)]
        named = [(what, person) for what, value in told for person in names_in(value, commas=True)]
        led = filter(None, (LED_BY.fullmatch(" ".join(line.split()).strip(" .")) for line in lines))
        named += [("speakers", person) for match in led for person in people_in(match["who"])]
        if not named:
            named = [("speakers", person) for line in lines for person in self._titled(line, where)]
        ids = [(what, id_) for what, person in named if (id_ := self.people.add(person, where))]
        return [id_ for what, id_ in ids if what == "speakers"], [id_ for what, id_ in ids if what == "moderators"]

    def _titled(self, line: str, where: str) -> list[Named]:
        """Return the people of a line that has only these, one of them with a title: "Bo Chu, Dr. Ann Lee"."""
        people = names_in(line.strip(), commas=True) if len(line) <= LONGEST_PEOPLE else []
        are_named = all(looks_like_person(HONORIFIC.sub("", each.name, count=1)) for each in people)
        if not are_named or not any(HONORIFIC.match(each.name) for each in people):
            return []
        self._notes.guess(where, SPEAKS.text, text=shortened(line.strip(), 60))
        return people

    def _details_of(self, event: Component, where: str) -> ItemDetails:
        """Return the details of an event; in our own calendars the people are above the abstract."""
        described, categories = event.text("DESCRIPTION"), _categories_of(event)
        if self._is_ours:
            described = described.partition("\n\n")[2] if event.first("CONTACT") else described
            categories = categories[1:]  # the first is the kind of the segment
        summary = event.first("SUMMARY")
        attached = (
            p.value for p in event.properties.get("ATTACH", [])[:MOST_LINKS] if p.params.get("VALUE") != "BINARY"
        )
        return self._details.read(
            where,
            abstract=(described,),
            track=categories[0] if categories else "",
            language=summary.params.get("LANGUAGE", "") if summary else "",
            links=[link for link in (event.text("URL"), *attached) if link],
        )

    def _named_in(self, title: str, where: str) -> tuple[str, list[str]]:
        """Split a title such as "Clocks (talk by Ann Lee)" into the title and the people.

        pretalx writes all its titles as "Clocks - Ann Lee, Bo Chu", and without speakers as "Clocks - ".
        """
        if self._is_pretalx:
            before, dash, who = f"{title} ".rpartition(" - ")
            named = [part.strip() for part in who.split(",") if part.strip()]
            if dash and before.strip() and all(len(name.split()) <= 6 for name in named):
                ids = [id_ for name in named if (id_ := self.people.add(Named(name), where))]
                return before.strip(), ids
        match = _BY.search(title)
        people = names_in(match["who"], commas=True) if match else []
        if match is None or not people or not title[: match.start()].strip():
            return title, []
        ids = [id_ for person in people if (id_ := self.people.add(person, where))]
        return title[: match.start()].strip(), ids

    def _perhaps_named_in(self, title: str, where: str) -> tuple[str, list[str]]:
        """Split "Welcome - Mayor Ann Lee" into the title and the people, or say that these may be who speaks."""
        parted = person_with(title) or people_behind(title)
        named = names_in(parted[1], commas=True) if parted else []
        if parted is None or PLACE.search(parted[1]) or kind_of(title, whole=False) is SegmentKind.BREAK:
            return title, []
        has_title = any(HONORIFIC.match(each.name) or OFFICE.match(each.name) for each in named)
        if not (has_title or self._named_behind or person_with(title)):
            self._notes.guess(where, MAY_SPEAK.text, text=shortened(parted[1], 60))
            return title, []
        self._notes.guess(where, "Taken for who speaks: {text}", text=shortened(parted[1], 60))
        ids = [id_ for person in named if (id_ := self.people.add(person, where))]
        return parted[0], ids


def _outer_events(events: Iterable[Component]) -> dict[str, Component]:
    """Return the events that contain others, by their UIDs: those are sessions, and no items."""
    by_uid = {event.text("UID"): event for event in events if event.text("UID")}
    related = Counter(event.text("RELATED-TO") for event in by_uid.values())
    return {uid: event for uid, event in by_uid.items() if related[uid] > 0 and not event.text("RELATED-TO")}


def _sequence(event: Component) -> int:
    text = event.text("SEQUENCE")
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


def _no_event(calendars: Iterable[Component]) -> Sentence:
    others = ", ".join(sorted({part.name for calendar in calendars for part in calendar.parts}))
    if not others:
        return Sentence("This calendar holds no event.")
    return Sentence("This calendar holds no event, only {others}.", others=shortened(others, 60))


def _why_not(event: Component, title: str, start: When | None) -> str:
    """Return why an event is no item; an empty text if it is one."""
    if start is None:
        return Sentence("it has no start that can be read")
    if event.text("STATUS").upper() == "CANCELLED":
        return Sentence("it is cancelled")
    if not title:
        return Sentence("it has no title")
    return Sentence("it lasts all day and has no time") if start.all_day else ""


def _organiser(event: Component) -> str:
    """Return the name of an event's organiser; an address is no name."""
    of = event.first("ORGANIZER")
    name = of.params.get("CN", "") or re.sub(r"^(?:mailto:?|CN=)", "", of.text, flags=re.IGNORECASE) if of else ""
    return "" if re.search(r"[@:]", name) else clean_text(name)


def _people_of(contact: Property) -> list[Named]:
    name, title, affiliation = (contact.params.get(parameter, "") for parameter in CONTACT_PARAMETERS)
    return [Named(name, title, affiliation)] if name else names_in(contact.text, commas=False)


def _categories_of(event: Component) -> list[str]:
    given = event.properties.get("CATEGORIES", [])[:MOST_CATEGORIES]
    parts = ((p, part) for p in given for part in _COMMA.split(p.value[:LONGEST_TEXT], maxsplit=MOST_CATEGORIES))
    return [text for p, part in parts if (text := Property(part, p.params, p.line).text)]


def _careless(events: list[Component]) -> frozenset[str]:
    """Return UIDs that identify nothing, because events with too many different titles have them."""
    titles: dict[str, set[str]] = {}
    for event in events:
        if not event.first("RECURRENCE-ID"):
            titles.setdefault(event.text("UID"), set()).add(event.text("SUMMARY"))
    return frozenset(uid for uid, different in titles.items() if len(different) > MOST_TITLES)


def _key(event: Component, known: Mapping[tuple[str, str], Component], careless: frozenset[str]) -> tuple[str, str]:
    """Return an event's identity: its UID, the instant of a changed repetition, and more if the UID is shared."""
    start, changed = event.first("DTSTART"), event.first("RECURRENCE-ID")
    key = (event.text("UID") or f"line {event.line}", changed.value if changed else "")
    before = known.get(key)
    if key[0] not in careless and (before is None or _supersede(event, before)):
        return key
    return key[0], f"{start.value if start else ''} {event.text('SUMMARY')} {event.text('LOCATION')}"


def _supersede(one: Component, other: Component) -> bool:
    """Whether two events of one UID are versions of the same one."""
    starts = [p.value if (p := event.first("DTSTART")) else "" for event in (one, other)]
    alike = any(one.text(name) == other.text(name) != "" for name in ("SUMMARY", "LOCATION"))
    return _sequence(one) != _sequence(other) or (starts[0] == starts[1] and alike)


def _source(event: Component, number: int, moment: datetime) -> str:
    """Return the UID, with the instant of a repetition."""
    uid = event.text("UID")
    single = number == 0 and not event.first("RECURRENCE-ID")
    return uid if single or not uid else f"{uid}-{instant(moment) // SECOND}"


def _with_names_below(lines: Sequence[str]) -> list[str]:
    """Return lines in which the people below "Speakers:" stand behind it."""
    made: list[str] = []
    heads = ""  # a label that stands alone above this line
    for line in lines:
        text = line.strip()
        if heads and looks_like_person(text):
            made[-1] += f"; {text}" if made[-1] != heads else f" {text}"
            continue
        heads = text if text.endswith(":") and field_of(text.rstrip(" :")) in _OF_PEOPLE else ""
        made.append(heads or line)
    return made
