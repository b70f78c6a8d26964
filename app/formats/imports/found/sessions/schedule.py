"""Make sessions with instants of entries with times of day and days; report every doubt.

Entries with the same session name, day and room form a session. Times of day that go backwards within it are corrected:
1:30 after noon is 13:30, and so is the end of an item that began at noon.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.errors import Dated, Sentence
from app.domain.text import clean_text
from app.domain.values import DAY, HOUR, MINUTE, SegmentKind, elapsed_text
from app.formats.imports.found.days import SOME_DAY, decide_days
from app.formats.imports.found.entries import ProgrammeEntry
from app.formats.imports.found.findings import (
    LONGEST_TITLE,
    UNTITLED,
    FoundItem,
    FoundSession,
    Ids,
    ImportHints,
    plain_key,
)
from app.formats.imports.found.headings import is_end, kind_of
from app.formats.imports.found.sessions.lengths import USUAL_LENGTH_MS, fill_lengths
from app.formats.imports.found.sessions.ordered_times import (
    count_to_24,
    mend_ends,
    mend_nights,
    mend_small_hours,
    mend_starts,
    move_to_afternoon,
)
from app.formats.imports.found.sessions.strands import order_of, overlapping_ones, strands_of
from app.formats.imports.found.sessions.sub_sessions import chair_of, unfolded
from app.formats.text.notes import Notes, shortened
from app.languages.words import words_in

ROOM_BESIDE = Sentence("No room is named; that of its neighbours was taken, {room}.")
_UNTIMED = Sentence("No time is given; it was put at 09:00 on {day}.")
_ALL_UNTIMED = Sentence("No times are given; sessions that were put at 09:00: {count}, the first one on {day}.")
_SEVERAL_LEAD = Sentence(
    "A session has one moderator; the {count} of this one were made moderators of each of its items: {title}"
)
FEWEST_OF_A_DAY = 3  # items that follow each other, where those of another day do not


class Arranger:
    """Make sessions of the entries of one file."""

    def __init__(self, title: str, zone: str, hints: ImportHints, notes: Notes) -> None:
        self._title = title
        self._zone = ZoneInfo(zone)
        self._hints = hints
        self._notes = notes
        self._words = words_in(hints.language)
        self._order: Mapping[int, int] = {}  # the places of entries in the file, if its days have no order
        self._untimed: list[tuple[str, date]] = []  # the sessions without any time: their places and days
        self._lengthless: dict[str, list[str]] = {}  # the places of the items, by what is said of them

    def sessions(self, entries: list[ProgrammeEntry]) -> list[FoundSession]:
        """Return sessions in the order in which they begin."""
        decide_days(entries, self._zone, self._hints.day, self._notes)
        self._take_tracks_for_rooms(entries)
        self._give_rooms(entries)
        count_to_24(entries)
        move_to_afternoon(entries, self._notes)
        mend_small_hours(entries, self._notes)
        mend_nights(entries, self._notes)
        entries = unfolded(entries, self._notes)
        self._order = order_of(entries)
        groups: dict[tuple[str, date, str], list[ProgrammeEntry]] = {}
        for entry in entries:
            groups.setdefault((entry.session, self._date(entry), entry.room), []).append(entry)
        self._join_the_roomless(groups, {id(entry): at for at, entry in enumerate(entries)})
        for (_, day, _), members in groups.items():
            outer = members[0].within
            self._resolve(day, [outer, *members] if outer is not None else members)
        one_way = _one_way(groups, entries)
        starts = _starts_by_place(groups, one_way)
        plenary = _with_plenary(groups, starts)
        sessions = []
        for (name, day, room), members in groups.items():
            strands = self._strands(room, members)
            open_ended = all(entry.ends_ms is None and entry.planned_ms is None for entry in members)
            near = starts[day, room] if len(strands) == 1 or open_ended else []
            for n, strand in enumerate(strands):
                after = near if room or day in one_way or (day in plenary and not name) else _behind(near, strand)
                after = sorted([*after, *_breaks(members, strand)]) if len(strands) > 1 else after
                sessions.append(self._session(name, day, room, strand, after, n))
        self._say_what_was_assumed()
        return sorted(self._told_apart(sessions), key=lambda session: session.turn)

    def _say_what_was_assumed(self) -> None:
        """Note once for all sessions which of them have no times, and which items no lengths."""
        for where, day in self._untimed[:1]:
            says = _UNTIMED if len(self._untimed) == 1 else _ALL_UNTIMED
            self._notes.guess(where, says.text, day=Dated(day), count=len(self._untimed))
        length = elapsed_text(USUAL_LENGTH_MS if self._hints.length_ms is None else self._hints.length_ms)
        for lacking, places in self._lengthless.items():
            self._notes.guess(places[0], lacking, length=length, count=len(places))

    def _strands(self, room: str, members: list[ProgrammeEntry]) -> list[list[ProgrammeEntry]]:
        """Make parallel sessions of entries that run at the same time without a room."""
        strands = strands_of(members) if not room and members[0].within is None else [members]
        if len(strands) > 1:
            self._notes.guess(
                members[0].where,
                "Items overlap and no room is named; they were put into {count} sessions that run in parallel.",
                count=len(strands),
            )
        return strands

    def _told_apart(self, sessions: list[FoundSession]) -> list[FoundSession]:
        """Add room or day to the names of sessions with the same name."""
        names = Counter(session.title for session in sessions)
        return [self._fully_named(session) if names[session.title] > 1 else session for session in sessions]

    def _fully_named(self, session: FoundSession) -> FoundSession:
        day = self._words.calendar_day(datetime.fromtimestamp(session.starts_ms / 1000, self._zone).date())
        return replace(session, title=_cut(" · ".join(part for part in (session.title, session.room, day) if part)))

    def _take_tracks_for_rooms(self, entries: list[ProgrammeEntry]) -> None:
        """Where no row has a room, and rows begin at once in several tracks but never in one, these are the rooms."""
        begun = [(e.day, e.starts_ms or (e.start.ms if e.start else None), e.details.track) for e in entries]
        tracked = [(day, start) for day, start, track in begun if track and start is not None]
        own = {each for each in begun if each[2] and each[1] is not None}
        if any(entry.room for entry in entries) or len(own) < len(tracked) or len(set(tracked)) == len(tracked):
            return
        for entry in entries:
            entry.room = entry.details.track
        self._notes.guess(
            entries[0].where,
            "Items overlap and no room is named; their tracks were taken for rooms that run in parallel.",
        )

    def _give_rooms(self, entries: list[ProgrammeEntry]) -> None:
        """Give a row without a room that of its neighbours, if both are of its session and day and in one room."""
        roomed = [entry for entry in entries if entry.room]
        at = 0
        for entry in entries if len({entry.room for entry in roomed}) > 1 else ():
            if entry.room:
                at += 1
            elif at > 0 and entry.start is None and entry.starts_ms is None and _is_below(roomed[at - 1], entry):
                entry.room = roomed[at - 1].room  # a break between two items, without a time of its own
            elif 0 < at < len(roomed) and _are_around(roomed[at - 1], entry, roomed[at]):
                entry.room = roomed[at].room
                self._notes.guess(entry.where, ROOM_BESIDE.text, room=entry.room)

    def _join_the_roomless(
        self, groups: dict[tuple[str, date, str], list[ProgrammeEntry]], places: Mapping[int, int]
    ) -> None:
        """Give rows without a room the room of a file that names only one; that of breaks alone holds for no others.

        Args:
            places: where in the file the entry with an id is.
        """
        rooms = {room for _, _, room in groups if room}
        if len(rooms) != 1:
            return
        room = rooms.pop()
        for session, day, other in list(groups):
            joined = groups.get((session, day, room)) if other == "" else None
            if joined and not _are_apart(groups[session, day, other], joined):
                moved = groups.pop((session, day, other))
                is_of_breaks = all(kind_of(entry.title) is SegmentKind.BREAK for entry in joined)
                holds_for_breaks = is_of_breaks and any(
                    kind_of(entry.title) is not SegmentKind.BREAK for entry in moved
                )
                if len(moved) > len(joined) and not holds_for_breaks:
                    self._notes.guess(moved[0].where, ROOM_BESIDE.text, room=room)
                joined.extend(moved)
                joined.sort(key=lambda entry: places[id(entry)])
                if holds_for_breaks:
                    groups[session, day, ""] = groups.pop((session, day, room))
                    self._notes.guess(joined[0].where, "The room of the breaks alone was left out: {room}", room=room)

    def _date(self, entry: ProgrammeEntry) -> date:
        if entry.day is not None:
            return entry.day.date
        if entry.starts_ms is not None:
            return datetime.fromtimestamp(entry.starts_ms / 1000, self._zone).date()
        return self._hints.day or SOME_DAY

    def _resolve(self, day: date, entries: list[ProgrammeEntry]) -> None:
        """Give every entry with a time of day its instants."""
        mend_starts(entries, self._order, self._notes)
        mend_ends(entries, self._notes)
        midnight = _Midnight(day, self._zone)
        for entry in entries:
            if entry.starts_ms is None and entry.start is not None:
                entry.starts_ms = midnight(entry.start.ms)
            if entry.ends_ms is None and entry.end is not None:
                entry.ends_ms = midnight(entry.end.ms)

    def _session(
        self, name: str, day: date, room: str, entries: list[ProgrammeEntry], starts: list[int], strand: int = 0
    ) -> FoundSession:
        """Make the session of some entries; `strand` counts parallel ones from 0."""
        timed = [entry.starts_ms for entry in entries if entry.starts_ms is not None]
        outer = entries[0].within
        if outer is not None and outer.starts_ms is not None:
            timed.append(outer.starts_ms)
        start = min(timed) if timed else _Midnight(day, self._zone)(9 * HOUR)
        if not timed:
            self._untimed.append((entries[0].where, day))
        entries = self._in_order(entries)
        ends = [outer.ends_ms] if outer is not None and outer.ends_ms is not None else []
        entries, stated_end = self._without_end(entries)
        ends += stated_end
        midnight = _Midnight(day, self._zone)
        ends += [midnight(entry.whole_end.ms) for entry in entries if entry.whole_end is not None]
        fill_lengths(entries, sorted([*starts, *ends]), self._hints.length_ms, self._lengthless, self._notes)
        self._say_overlaps(entries)
        chair = chair_of(outer) if outer is not None else _chair_said(entries) or _chair_of_all(entries)
        if name and chair is None and len(leaders := _leaders_of_all(entries)) > 1:
            self._notes.guess(entries[0].where, _SEVERAL_LEAD.text, count=len(leaders), title=shortened(name, 60))
        items = self._items(entries)
        end = max([start, *ends, *_ends(items, start)])
        words = self._words
        of_all = words("Programme") if self._title == UNTITLED else self._title
        title = name or " · ".join(part for part in (of_all, room, words.calendar_day(day)) if part)
        # An assumed day is not part of a name: the same file tomorrow is still the same session.
        label = next((entry.day.label for entry in entries if entry.day is not None), "")
        dated = label or (day.isoformat() if any(e.day or e.starts_ms is not None for e in entries) else "")
        parts = (self._title, name, room, dated, *([str(strand)] if strand else []))
        source = "|".join(plain_key(part) for part in parts)
        title = f"{title} · {strand + 1}" if strand else title
        return FoundSession(source, _cut(title), entries[0].where, start, end, room, items, moderator=chair)

    def _without_end(self, entries: list[ProgrammeEntry]) -> tuple[list[ProgrammeEntry], list[int]]:
        """Return the entries without a last one that only gives the end of the session, and that instant."""
        last = entries[-1]
        are_own = last.moderators and last.moderators != entries[0].moderators  # and not the chair of all items
        says_more = last.ends_ms not in {None, last.starts_ms} or last.planned_ms or last.speakers or are_own
        if len(entries) == 1 or last.starts_ms is None or says_more or not is_end(last.title):
            return entries, []
        self._notes.guess(last.where, "Taken for the end of the session, and for no item: {title}", title=last.title)
        return entries[:-1], [last.starts_ms]

    def _in_order(self, entries: list[ProgrammeEntry]) -> list[ProgrammeEntry]:
        """Sort by start; an entry without one stays behind its predecessor."""
        keyed, latest = [], 0
        for index, entry in enumerate(entries):
            latest = entry.starts_ms if entry.starts_ms is not None else latest
            keyed.append((latest, index, entry))
        ordered = [entry for _, _, entry in sorted(keyed, key=lambda key: key[:2])]
        if ordered != entries:
            self._notes.guess(entries[0].where, "The rows are not in the order of their times, and were sorted.")
        return ordered

    def _say_overlaps(self, entries: list[ProgrammeEntry]) -> None:
        overlapping = overlapping_ones([entry for entry in entries if entry.starts_ms is not None])
        if overlapping:
            self._notes.guess(
                overlapping[0].where,
                "Items begin before an earlier one has ended, of which there are {count}: {title}",
                count=len(overlapping),
                title=shortened(overlapping[0].title, 60),
            )

    def _items(self, entries: Iterable[ProgrammeEntry]) -> tuple[FoundItem, ...]:
        ids = Ids("s")
        items = []
        for entry in entries:
            title = clean_text(entry.title[: 4 * LONGEST_TITLE])
            if len(title) > LONGEST_TITLE:
                self._notes.guess(
                    entry.where,
                    "The title is longer than {most} characters and was cut: {title}",
                    most=LONGEST_TITLE,
                    title=shortened(title, 60),
                )
            id_ = ids.made(entry.source or plain_key(title))
            kind = entry.kind or kind_of(title) or SegmentKind.PRESENTATION
            if kind is SegmentKind.BREAK and entry.speakers and entry.kind is None:
                kind = SegmentKind.PRESENTATION
            speakers = tuple(dict.fromkeys([*entry.moderators, *entry.speakers]))
            planned = entry.planned_ms or 0
            items.append(
                FoundItem(
                    id_,
                    _cut(title),
                    entry.where,
                    planned,
                    entry.starts_ms,
                    kind,
                    speakers,
                    tuple(entry.moderators),
                    entry.details,
                )
            )
        return tuple(items)


def _are_apart(roomless: Sequence[ProgrammeEntry], roomed: Sequence[ProgrammeEntry]) -> bool:
    """Whether entries of a calendar, each with its instant and a place of its own, are as many without a place."""
    others = [entry for entry in roomless if kind_of(entry.title) is not SegmentKind.BREAK]
    return len(others) >= len(roomed) and all(entry.starts_ms is not None for entry in (*others, *roomed))


def _is_below(above: ProgrammeEntry, entry: ProgrammeEntry) -> bool:
    return above.session == entry.session and above.day == entry.day


def _are_around(before: ProgrammeEntry, entry: ProgrammeEntry, after: ProgrammeEntry) -> bool:
    """Whether a row without a room is between two of the same room, and all three of the same session and day."""
    days = {each.day.date if each.day else None for each in (before, entry, after)}
    return before.room == after.room and len(days) == 1 and before.session == entry.session == after.session


def _chair_said(entries: Sequence[ProgrammeEntry]) -> str | None:
    """Return who leads all entries, as a line above them says."""
    chairs = {entry.chair for entry in entries}
    return (chairs.pop() or None) if len(chairs) == 1 else None


def _chair_of_all(entries: Sequence[ProgrammeEntry]) -> str | None:
    """Return the one moderator of all items, who is the session's and speaks in none that has speakers of its own."""
    only = _leaders_of_all(entries)
    if len(only) != 1:
        return None
    for entry in entries:
        if entry.speakers and only[0] not in entry.speakers:
            entry.moderators = []
    return only[0]


def _leaders_of_all(entries: Sequence[ProgrammeEntry]) -> tuple[str, ...]:
    """Return the moderators of several items, if all have the same ones."""
    leaders = {tuple(entry.moderators) for entry in entries if entry.kind is not SegmentKind.BREAK}
    return leaders.pop() if len(entries) > 1 and len(leaders) == 1 else ()


class _Midnight:
    """Instants of a day in a zone, by milliseconds of wall-clock time since its midnight."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        self._day = day
        self._zone = zone

    def __call__(self, ms: int) -> int:
        days, rest = divmod(ms, DAY)
        local = datetime.combine(self._day, time(), self._zone)
        wall = datetime.fromordinal(local.toordinal() + days).replace(hour=rest // HOUR, minute=rest % HOUR // MINUTE)
        whole = wall.replace(tzinfo=self._zone).astimezone(UTC)
        return round(whole.timestamp() * 1000) + rest % MINUTE


def _ends(items: Iterable[FoundItem], start: int) -> Iterable[int]:
    at = start
    for item in items:
        at = (item.starts_ms if item.starts_ms is not None else at) + item.planned_ms
        yield at


def _behind(starts: list[int], entries: Sequence[ProgrammeEntry]) -> list[int]:
    """Return the starts behind all of these; the others may be those of sessions that run at the same time."""
    return starts[bisect_right(starts, max((entry.starts_ms or 0 for entry in entries), default=0)) :]


def _breaks(entries: Sequence[ProgrammeEntry], within: Sequence[ProgrammeEntry]) -> list[int]:
    """Return when breaks begin at which nothing else does, as these end what runs at the same time.

    Args:
        within: some of the entries, behind whose last start none is returned.
    """
    begun = Counter(entry.starts_ms for entry in entries)
    breaks = [entry.starts_ms or 0 for entry in entries if kind_of(entry.title) is SegmentKind.BREAK]
    last = max(entry.starts_ms or 0 for entry in within)
    return [start for start in breaks if begun[start] == 1 and start < last]


def _with_plenary(
    groups: Mapping[tuple[str, date, str], Sequence[ProgrammeEntry]], starts: dict[tuple[date, str], list[int]]
) -> set[date]:
    """Let what is in no room, such as lunch, end what is in rooms, and the other way round; return the days of this.

    Nothing in a room may begin at the same time as one of these.
    """
    roomless = {day: [e.starts_ms for e in group] for (name, day, room), group in groups.items() if not (name or room)}
    in_rooms: dict[date, list[tuple[date, str]]] = {}
    for place in starts:
        if place[1]:
            in_rooms.setdefault(place[0], []).append(place)
    days = set()
    for day, begun in roomless.items():
        places = in_rooms.get(day, [])
        others = [start for place in places for start in starts[place]]
        whole = [start for start in begun if start is not None]
        if places and whole and not set(whole) & set(others):
            days.add(day)
            starts |= {place: sorted([*starts[place], *whole]) for place in places}
            starts[day, ""] = sorted([*starts[day, ""], *others])
    return days


def _starts_by_place(
    groups: Mapping[tuple[str, date, str], list[ProgrammeEntry]], one_way: Collection[date]
) -> dict[tuple[date, str], list[int]]:
    """Return the starts on a day in a room, or in all rooms if people go from one to the next."""
    by_place: dict[tuple[date, str], list[int]] = {}
    for (_, day, room), members in groups.items():
        by_place.setdefault((day, room), []).extend(e.starts_ms for e in members if e.starts_ms is not None)
    by_day: dict[date, list[int]] = {}
    for (day, _), starts in by_place.items():
        by_day.setdefault(day, []).extend(starts)
    return {(day, room): sorted(by_day[day] if day in one_way else starts) for (day, room), starts in by_place.items()}


def _one_way(
    groups: Mapping[tuple[str, date, str], list[ProgrammeEntry]], entries: Sequence[ProgrammeEntry]
) -> set[date]:
    """Return the days on which people go from one item to the next: all, or some on which all is in one room."""
    days = {id(entry): day for (_, day, _), members in groups.items() for entry in members}
    by_day: dict[date, list[ProgrammeEntry]] = {}
    for entry in entries:
        by_day.setdefault(days[id(entry)], []).append(entry)
    if _follow_each_other(entries):
        return set(by_day)
    in_one_room = {day: some for day, some in by_day.items() if len({entry.room for entry in some}) == 1}
    return {day for day, some in in_one_room.items() if len(some) >= FEWEST_OF_A_DAY and _follow_each_other(some)}


def _follow_each_other(entries: Sequence[ProgrammeEntry]) -> bool:
    """Whether these begin one after the other as they stand in the file, and none has an end or a length.

    Items of one session may share its time.
    """
    starts = [(entry.starts_ms, entry.session) for entry in entries]
    ordered = all(
        before[0] and after[0] and (before[0] < after[0] or (before == after and before[1]))
        for before, after in pairwise(starts)
    )
    return ordered and all(entry.ends_ms is None and entry.planned_ms is None for entry in entries)


def _cut(text: str) -> str:
    return text[:LONGEST_TITLE].rstrip()
