"""Whether the items of a file are a programme: evidence for and against, from any text, table, JSON or YAML.

A programme is a plan: titles differ or come at their usual time, times are round, breaks, openings and lengths are
said. Logs, calls, orders and results are records: the same few entries come at any time, to the odd minute.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from app.domain.errors import Sentence, in_a_row
from app.domain.values import DAY, HOUR, MINUTE, SegmentKind
from app.formats.imports.found.dates import weekday_of
from app.formats.imports.found.findings import FoundColumn, FoundItem, Programme, plain_key
from app.formats.imports.found.headings import STRONG, meanings
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.titles_against import (
    DEADLINES,
    OF_A_PERSON,
    OF_LESSONS,
    OF_MATCHES,
    REFUSED,
    TASKS,
    Against,
    by_titles,
    is_lesson,
    share,
)
from app.formats.text.notes import NotAProgramme, Notes

FEWEST = 5  # items that show what a file is
FEWEST_ALIKE = 3  # if all of them say it
DOUBTED = 2.0
CODES, MOST_CODES = 0.75, 2  # the weight of a column of codes, and how many of them count
NO_LENGTHS = 0.5
ENOUGH_TO_RECUR = 8  # titles among which some that come again tell
FEW_TITLES = 6  # times that each title stands for, at least
LONG_S = 20 * 60  # between two items
MANY_REMARKS, CLOSE_S = 20, 5 * 60
ODD_MS = 5 * MINUTE
ROUND_MS = 5_000  # rundowns are planned in steps of five seconds
FEWEST_ALONE = 4  # events of a calendar
FAR_APART = 28 * DAY  # between the first day and the last
DAYS_OF_A_WEEK = 6  # the fewest in a heading
LATEST = 21  # an hour
NIGHT = range(2, 6)  # hours in which hardly a programme goes on
_WRITTEN = re.compile(r"(?P<who>[^\W\d_][^:\n]{1,40}):\s")
_SCORED = re.compile(
    r"\S\s{1,4}\d{1,3}\s?[:–-]\s?\d{1,3}(?:\s?\(\d{1,3}\s?[:–-]\s?\d{1,3}\)|\s?n\.\s?V\.|\s?a\.?e\.?t\.?)?$"
)
_VERSUS = re.compile(r"\s(?:[-–—:]|vs?\.?|gegen|contre|contra|против)\s", re.IGNORECASE)
_UNIT = (
    r"(?:€|\$|£|%|°\s?[CF]?|EUR|USD|CHF|GBP|mg(?:/d?l)?|mmol/l|[mµ]l|µg|km/h|hPa|kWh?|bpm|kcal|руб\.?|元|Stk\.?|pcs)"
)
_MEASURED = re.compile(  # lengths and weights are those of sports
    rf"(?:(?:^|.*\s)[-+±]?\d[\d.,' ]{{0,12}}\s?{_UNIT}(?:\s?[)\]])?|\d[\d.,]{{0,12}}\s?{_UNIT}\s.*)", re.IGNORECASE
)
_PLAYED = re.compile(r"[^\W\d_][\w .'()/&-]{1,40}\svs?\.?\s[^\W\d_][\w .'()/&-]{1,40}", re.IGNORECASE)
_ROSTER = re.compile(
    r"\b(?:roster|rota|duty plan)\b|\b(?:dienst|schicht|einsatz)plan\b|\btour de (?:garde|rôle)\b|"
    r"\bcuadrante de turnos\b|график дежурств|值班表|جدول المناوبات",
    re.IGNORECASE,
)
_WEEKLY = re.compile(  # titles of what comes every week
    r"belegungsplan|\b(?:übungs|trainings|kurs)(?:zeiten|plan)\b|\bclass(?:es)? (?:times|timetable|schedule)\b|"
    r"\bweekly (?:timetable|classes)\b|\bhorarios? de clases\b|\bplanning des cours\b|расписание занятий|"
    r"课程表|课表|時間割",
    re.IGNORECASE,
)
_ROUTINE = re.compile(
    r"\bmy (?:daily |day )?(?:schedule|plan)\b|\bbusy day\b|"
    r"\b(?:daily|weekly|morning|evening|everyday|weekday)\s(?:routine|habits)|tagesroutine|wochenroutine|morgenroutine|"
    r"\broutine\s(?:quotidienne|journalière|hebdomadaire|matinale|du matin)|\brutina\s(?:diaria|semanal|matutina)|"
    r"\brotina\s(?:diária|semanal|matinal)|\broutine\s(?:giornaliera|quotidiana|settimanale)|"
    r"\b(?:dagelijkse|wekelijkse)\sroutine|распорядок дня|режим дня|作息|日课|生活リズム|일과표|"
    r"plan dnia(?![^\n]{0,20}(?:program|uroczyst|konferenc|zjazd))|günlük rutin",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:deadline|due|submission|submit|notification|camera.ready|registration|early.bird|frist|anmelde|einreichung|"
    r"abgabe|date limite|inscriptions?|soumission|inscriç|inscripci|submiss|prazo|plazo|data limite|fecha límite|"
    r"scadenz|iscrizion|"
    r"срок|регистраци)|截止|提交|注册|报名",
    re.IGNORECASE,
)
_COUNTDOWN = re.compile(  # "T-24h", "J+3", "D-Day"; some sample may be the day itself
    r"[A-Z]\s?(?:[-+\u2010-\u2015\u2212]\s?(?:\d{1,4}\s?(?:[a-z]{1,7}\.?|\u5929|\u65e5)?|day|tag)|0?)", re.IGNORECASE
)
_OF_ANOTHER = re.compile(  # "12:30 Afternoon session, starting at 2:30 p.m.": by then something is to be done for it
    r"\b(?:start(?:s|ing)|begin(?:s|ning)|beginnt|beginnend|commen[cç](?:e|ant)|empieza|comienza|inizia|começa) "
    r"(?:at |um |à |a las? |alle |às )?\d{1,2}\s?(?:[:.h]\s?\d\d|[ap]\.?m)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?(?:\s?[-\u2013]\s?\d{1,9})?\s?%?")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{1,40}[)\]]")
_NAME = re.compile(r"[a-z][a-z\d_.-]{1,40}")
_CODE = re.compile(
    r"\+?\d[\d ()/.-]{5,20}|(?=[a-f\d]*\d)[a-f\d]{6,64}|[A-Z]{0,4}-?\d{3,12}|[^@\s]{1,64}@[^@\s]{3,80}|"
    r"[A-Z]{2}\d{2}[A-Z\d ]{8,30}"
)


NO_PROGRAMME = Sentence(
    "This looks like {looks}, not like a programme. If it is one, call its columns Time, Title and Speaker."
)
NO_PROGRAMME_TEXT = Sentence(
    "This looks like {looks}, not like a programme. If it is one, make it a table with the columns Time, Title and "
    "Speaker."
)
_BELIEVED = {"title", "speakers"}  # beside times; a refusal names these headings
_RECORDS = Sentence("a list of records")
_LOG = Sentence("a log")
_DATES = Sentence("a list of dates")
_COME_AGAIN = Sentence("{again:,} of {count:,} titles come again at other times")
MAY_BE_OTHER = Sentence("This may be {looks} and no programme. Check it.")
_OF_ONE = Against(REFUSED, _RECORDS, Sentence("all its titles are the same"))
_OF_NO_TIMES = Against(REFUSED, _RECORDS, Sentence("most of its rows have no time"))
_OF_A_COUNTDOWN = Against(REFUSED, TASKS, Sentence("its times count down to a day"))
_OF_ODD_MINUTES = Against(DOUBTED, _LOG, Sentence("its times are to the odd minute"))
_OF_ODD_SECONDS = Against(REFUSED, _LOG, Sentence("its times are to the odd second"))
_OF_A_ROUTINE = Against(6.0, OF_A_PERSON, Sentence("its title says so"))
_OF_A_ROSTER = Against(2.5, Sentence("a roster of shifts"), Sentence("its title says so"))
_OF_EVERY_WEEK = Against(3.0, Sentence("a timetable of lessons"), Sentence("its title says so"))
_OF_A_WEEK = Against(REFUSED, Sentence("a timetable of lessons"), Sentence("a heading names all weekdays"))
_OF_EVERY_HOUR = Against(REFUSED + 2.0, _RECORDS, Sentence("its times fill a whole day, and numbers stand beside them"))
_OF_OTHERS = replace(DEADLINES, reason=Sentence("its titles say when they begin, at other times"))
_JOURNEY = re.compile(  # as titles or types of items
    r"\b(?:accommodation|lodging|airbnb|hotel|hostel|airport|sightseeing|flight|check[- ]?out|"
    r"(?:drive|train|ferry) to|arrive(?! at \d)|depart|"
    r"unterkunft|flughafen|rückflug|hinflug|fahrt nach|hébergement|aéroport|"
    r"vol (?:vers|pour)|hôtel|alojamiento|aeropuerto|vuelo|hospedagem|aeroporto|voo|отель|аэропорт|перелёт|"
    r"вылет|khách sạn|du thuyền|sân bay|nhận phòng|trả phòng|hướng dẫn viên|tour guide|"
    r"reiseleit(?:er|erin|ung)|экскурсовод|"
    r"quartier libre|temps libre à|(?:arrivée à|départ (?:de|pour)) [A-ZÀ-Ý][\w-]{2,20}|"
    r"free time (?:in|at)|time at leisure|freizeit in|tiempo libre en|tempo libero a|tempo livre em)\b|"
    r"住宿|酒店|机场|航班|ホテル|空港",
    re.IGNORECASE,
)
_OF_A_JOURNEY = Against(4.0, Sentence("a plan of a journey"), Sentence("its items are ways and places to stay"))
_OF_BREAKS = Against(REFUSED, _RECORDS, Sentence("all its items are breaks, and none has a time"))


def require_programme(programme: Programme, notes: Notes) -> Programme:
    """Return a programme; note what makes it doubtful.

    Raises:
        NotAProgramme: too much tells against it; the sentence says what it looks like.
    """
    against, weight = _weighed(programme, notes.unsaid, len(notes.unread))
    if weight < DOUBTED:
        return programme
    looks = Sentence("{kind} ({headings})", kind=against[0].looks, headings=in_a_row(each.reason for each in against))
    if weight < REFUSED:
        notes.guess("", MAY_BE_OTHER.text, looks=looks)
        return programme
    raise NotAProgramme((NO_PROGRAMME_TEXT if programme.format == "text" else NO_PROGRAMME).text, looks=looks)


def require_calendar(programme: Programme, notes: Notes) -> Programme:
    """Return a programme whose titles are not those of matches or lessons; times of a calendar may be any.

    What has one event on each day, over weeks, and the same ones again, is noted: it may be a course or a club.

    Raises:
        NotAProgramme: most titles are of matches or lessons.
    """
    items = [item for session in programme.sessions for item in session.items]
    against = [each for each in by_titles(items) if each.weight >= REFUSED] if len(items) >= FEWEST else []
    if len(items) in range(FEWEST_ALIKE, FEWEST) and all(_PLAYED.fullmatch(item.title) for item in items):
        against = [OF_MATCHES]
    if not against:
        if again := _alone_again(items, ZoneInfo(programme.timezone)):
            reason = Sentence(_COME_AGAIN.text, again=again, count=len(items))
            notes.guess("", MAY_BE_OTHER.text, looks=Sentence("{kind} ({headings})", kind=_DATES, headings=reason))
        return programme
    looks = Sentence("{kind} ({headings})", kind=against[0].looks, headings=against[0].reason)
    raise NotAProgramme(NO_PROGRAMME_TEXT.text, looks=looks)


def _alone_again(items: Sequence[FoundItem], zone: ZoneInfo) -> int:
    """Return how many titles come again, if a quarter do, and events are alone on days over weeks: a course, a club."""
    starts = [item.starts_ms for item in items if item.starts_ms is not None]
    days = {datetime.fromtimestamp(at / 1000, zone).date() for at in starts}
    titles = Counter(plain_key(_IN_BRACKETS.sub("", item.title)) for item in items)
    again = sum(count for count in titles.values() if count > 1)
    is_apart = len(starts) >= FEWEST_ALONE and max(starts) - min(starts) >= FAR_APART
    return again if is_apart and len(days) * 10 >= len(items) * 9 and again * 4 >= len(items) else 0


def _weighed(programme: Programme, unsaid: int, unread: int) -> tuple[list[Against], float]:
    """Return what tells against a programme, the weightiest first, and how much that is beyond what tells for it.

    Args:
        unsaid: the number of items whose lengths the file does not say.
        unread: the number of rows that were not read.
    """
    items = [item for session in programme.sessions for item in session.items]
    spoken = [item for item in items if item.kind is SegmentKind.PRESENTATION]
    if items and all(item.kind is SegmentKind.BREAK and item.starts_ms is None for item in items):
        return [_OF_BREAKS], _OF_BREAKS.weight
    if not spoken or _headed(programme) >= _BELIEVED:
        return [], 0.0
    if _are_opponents(programme, items):
        return [OF_MATCHES], OF_MATCHES.weight
    if any(map(_counts_down, programme.columns)):
        return [_OF_A_COUNTDOWN], _OF_A_COUNTDOWN.weight
    if len(items) < FEWEST and (surely := _of_a_few(programme, items, unsaid, unread)) is not None:
        return [surely], surely.weight
    if len(items) < FEWEST_ALIKE:
        return [], 0.0
    zone = ZoneInfo(programme.timezone)
    starts = sorted(datetime.fromtimestamp(item.starts_ms / 1000, zone) for item in items if item.starts_ms is not None)
    types = " ".join(sample for column in programme.columns if column.field == "kind" for sample in column.samples)
    ways = share(items, lambda item: _JOURNEY.search(item.title) is not None)
    sure = _JOURNEY.search(types) is not None or ways >= 0.4
    journey = (
        [replace(_OF_A_JOURNEY, weight=4.0 if sure else 2.0)]
        if sure or (ways >= 0.25 and ways * len(items) > 1)
        else []
    )
    routine = [_OF_A_ROUTINE] if _ROUTINE.search(programme.title) else []
    roster = [_OF_A_ROSTER] if _ROSTER.search(programme.title) else []
    roster += [_OF_EVERY_WEEK] if _WEEKLY.search(programme.title) else []
    roster += [_OF_A_WEEK] if any(_names_a_week(session.title) for session in programme.sessions) else []
    roster += [_OF_EVERY_HOUR] if _fills_a_day(programme, starts) else []
    roster += [_OF_ODD_SECONDS] if programme.format == "text" and _are_to_odd_seconds(starts) else []
    against = [*journey, *routine, *roster, *_against(spoken, starts, zone), *_of_dates(programme, items)]
    against.sort(key=lambda each: -each.weight)
    if not against:
        return [], 0.0
    if programme.format != "text" and not _headed(programme) and _are_one(items):
        against.insert(0, replace(_OF_ONE, weight=2.0))
    codes = min(sum(map(_holds_codes, programme.columns)), MOST_CODES)
    weight = sum(each.weight for each in against) + codes * CODES + (NO_LENGTHS if unsaid == len(items) else 0.0)
    return against, weight - _in_favour(programme, items, unsaid)


def _are_opponents(programme: Programme, items: Sequence[FoundItem]) -> bool:
    """Whether most items have another's title for their only speaker, or a title that speaks: "Reds - Blues"."""
    names = {person.id: person.name for person in programme.speakers}
    pairs = [(item.title, names.get(item.speakers[0], "")) for item in items if len(item.speakers) == 1]
    pairs = [(home, away) for home, away in pairs if home != away]
    titles, people = {home for home, _ in pairs}, {away for _, away in pairs}
    both = sum(home in people or away in titles for home, away in pairs)
    return both >= FEWEST_ALIKE and both * 5 >= len(items) * 4


def _names_a_week(title: str) -> bool:
    """Whether a title is all weekdays, or all but one, and nothing else: the head of a table that was pasted flat."""
    days = [weekday_of(word) for word in title.split()]
    return None not in days and len(set(days)) >= DAYS_OF_A_WEEK


def _fills_a_day(programme: Programme, starts: Sequence[datetime]) -> bool:
    """Whether items begin at midnight and go on to the last hours of the day, with numbers in a column beside them."""
    hours = [at.hour for at in starts]
    if hours[:1] != [0] or hours[-1] < LATEST or len({at.date() for at in starts}) > 1:
        return False
    lasts = [(item.starts_ms or 0, item.planned_ms) for session in programme.sessions for item in session.items]
    is_whole = all(after - before - length <= HOUR for (before, length), (after, _) in pairwise(sorted(lasts)))
    return is_whole and any(not column.field and _holds_numbers(column) for column in programme.columns)


def _holds_numbers(column: FoundColumn) -> bool:
    """Whether a column holds numbers, below a heading that was taken for a row if none was found."""
    samples = column.samples[1:] if column.heading.startswith("#") else column.samples
    return bool(samples) and all(_NUMBER.fullmatch(sample.strip()) for sample in samples)


def _counts_down(column: FoundColumn) -> bool:
    """Whether the times of a column are days and hours before and after an event, which is no item: "T-24h"."""
    is_time = not column.field and bool({"time", "start"} & set(meanings(column.heading)))
    return is_time and len(column.samples) > 1 and all(map(_COUNTDOWN.fullmatch, column.samples))


def _of_a_few(programme: Programme, items: Sequence[FoundItem], unsaid: int, unread: int) -> Against | None:
    """Return what tells against a few items no matter what else tells for them; None if nothing does."""
    if all(_OF_ANOTHER.search(item.title) for item in items) and unsaid == len(items):
        return _OF_OTHERS
    is_guess = programme.format == "csv" and "title" not in _headed(programme)
    if is_guess and unread >= len(items):
        return _OF_NO_TIMES
    if len(items) < FEWEST_ALIKE:
        return None
    if programme.format == "csv" and all(
        item.starts_ms is not None and item.starts_ms % ROUND_MS for item in items[1:]
    ):
        return _OF_ODD_SECONDS
    if all(map(is_lesson, items)):
        return OF_LESSONS
    are_spoken = all(item.kind is SegmentKind.PRESENTATION for item in items)
    if programme.format == "text" and unsaid == len(items) and are_spoken and _are_odd(items):
        return _OF_ODD_MINUTES
    return _OF_ONE if is_guess and _are_one(items) else None


def _against(items: Sequence[FoundItem], starts: Sequence[datetime], zone: ZoneInfo) -> Iterator[Against]:
    count = len(items)
    between_s = median([(after - before).total_seconds() for before, after in pairwise(starts)] or [0.0])
    if _are_said(items, between_s):
        yield Against(3.0, Sentence("a conversation"), Sentence("the same people write again and again"))
    yield from by_titles(items)
    scored = share(items, lambda item: _SCORED.search(item.title) is not None) >= 0.6
    if scored:
        weight = 3.5 if share(items, lambda item: _VERSUS.search(item.title) is not None) >= 0.2 else 1.5
        yield Against(weight, Sentence("a list of results"), Sentence("its titles end with scores"))
    if share(items, lambda item: _MEASURED.fullmatch(item.title) is not None) >= 0.6:
        yield Against(2.5, Sentence("a list of amounts"), Sentence("its titles are amounts"))
    again = sum(_irregular(items, zone))
    if again * 2 >= count >= ENOUGH_TO_RECUR:
        reason = Sentence(_COME_AGAIN.text, again=again, count=count)
        few = len({plain_key(item.title) for item in items}) * FEW_TITLES <= count
        yield Against(REFUSED + 1.0 if few and again * 4 >= count * 3 else 2.0, _RECORDS, reason)
    elif not scored and len({next(iter(plain_key(item.title).split()), "") for item in items}) * 5 <= count:
        yield Against(1.0, _RECORDS, Sentence("its titles begin with the same words"))
    if share(items, lambda item: _NAME.fullmatch(item.title) is not None) >= 0.8:
        yield Against(1.0, _RECORDS, Sentence("its titles are single words in small letters"))
    odd = sum(at.minute % 5 != 0 or at.second != 0 for at in starts)
    if len(starts) > 1 and odd * 5 >= len(starts) * 3 and not _are_even(starts):
        # A rundown is to the minute where items are short.
        yield replace(_OF_ODD_MINUTES, weight=2.5 if between_s > LONG_S else 1.5)
    if starts and sum(at.hour in NIGHT for at in starts) * 10 >= len(starts):
        yield Against(1.0, _LOG, Sentence("it goes on through the night"))


def _of_dates(programme: Programme, items: Sequence[FoundItem]) -> Iterator[Against]:
    """Yield that a list has dates alone, without any time, over months, or those by which something is due."""
    days = [session.starts_ms for session in programme.sessions]
    if any(item.starts_ms is not None for item in items) or max(days) - min(days) < FAR_APART:
        return
    yield Against(1.5, _DATES, Sentence("it has no times, and days that are far apart"))
    if share(items, lambda item: _DUE.search(item.title) is not None) >= 0.4:
        yield replace(DEADLINES, weight=2.5)


def _are_odd(items: Sequence[FoundItem]) -> bool:
    """Whether most items begin at the odd minute."""
    return share(items, lambda item: item.starts_ms is not None and item.starts_ms % ODD_MS != 0) >= 0.6


def _are_to_odd_seconds(starts: Sequence[datetime]) -> bool:
    return len(starts) >= FEWEST and sum(at.second % 5 != 0 for at in starts) * 2 >= len(starts)


def _are_one(items: Sequence[FoundItem]) -> bool:
    """Whether items differ in nothing but their times, as the departures at a stop."""
    return len({plain_key(item.title) for item in items}) == 1 and not any(item.speakers for item in items)


def _are_said(items: Sequence[FoundItem], between_s: float) -> bool:
    """Whether most titles begin with one of a few names, which are people's, or whose many remarks follow closely."""
    written = [match["who"] for item in items if (match := _WRITTEN.match(item.title))]
    if len(written) * 10 < len(items) * 7 or len(set(written)) * 2 > len(items):
        return False
    people = sum(map(looks_like_person, written)) * 2 > len(written)
    return people or (len(items) >= MANY_REMARKS and between_s < CLOSE_S)


def _irregular(items: Sequence[FoundItem], zone: ZoneInfo) -> Iterator[int]:
    """Yield how many items are the same, of each that comes neither daily at its time nor in even steps."""
    times: dict[tuple[str, tuple[str, ...]], list[datetime]] = defaultdict(list)
    for item in items:
        if item.starts_ms is not None:
            at = datetime.fromtimestamp(item.starts_ms / 1000, zone)
            times[plain_key(item.title), item.speakers].append(at)
    for starts in times.values():
        if len({at.time() for at in starts}) * 10 >= len(starts) * 7 and len(starts) > 1 and not _are_even(starts):
            yield len(starts)


def _are_even(starts: Sequence[datetime]) -> bool:
    """Whether several instants have the same time between them."""
    return len(starts) > 2 and len({after - before for before, after in pairwise(sorted(starts))}) == 1


def _in_favour(programme: Programme, items: Sequence[FoundItem], unsaid: int) -> float:
    """Return how much tells for a programme: kinds of items, lengths that are said, headings."""
    kinds = {item.kind for item in items} - {SegmentKind.PRESENTATION, SegmentKind.OTHER}
    weight = min(len(kinds), 2) * 1.0
    weight += 1.0 if unsaid == 0 and _follow(programme) else 0.0
    headed = _headed(programme)
    return weight + (1.0 if "abstract" in headed or {"title", "room"} <= headed else 0.0)


def _headed(programme: Programme) -> set[str]:
    """Return the fields whose headings say just that."""
    return {
        each.field for each in programme.columns if each.field and meanings(each.heading).get(each.field, 0.0) >= STRONG
    }


def _follow(programme: Programme) -> bool:
    """Whether most items of each session begin when the one before has ended."""
    pairs = [pair for session in programme.sessions for pair in pairwise(session.items)]
    exact = sum(
        before.starts_ms is not None and before.starts_ms + before.planned_ms == after.starts_ms
        for before, after in pairs
    )
    return bool(pairs) and exact * 2 > len(pairs)


def _holds_codes(column: FoundColumn) -> bool:
    return column.field in {"", "id"} and bool(column.samples) and all(map(_CODE.fullmatch, column.samples))
