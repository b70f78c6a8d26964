"""A sentence about JSON, or the like, that is no programme: what it looks like, with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.evidence import NO_PROGRAMME
from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.dates import moment_of, weekday_of
from app.formats.imports.found.headings import STRONG, field_of, kind_of, meanings
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.json_fields import has_title, names_a_time
from app.formats.imports.readers.json_moments import words_of
from app.formats.imports.tables.unlike import BOOKED

_PEOPLE = frozenset({"speakers", "first_name", "last_name", "affiliation", "job", "bio", "country"})
_SCHEMA = ("$schema", "$defs", "definitions", "properties", "openapi", "swagger")
WEEKDAYS, CLASSES = 3, 6  # the fewest that show that things come every week
_WORD = re.compile(r"[^\W\d_]+")
MOST_LOOKED_AT = 200  # objects of a list
LONGEST_ITEM, LONGEST_TIME = 300, 40  # characters
FEWEST_BARE, MANY_BARE = 6, 3  # times that stand alone; for each thing with a title
_OF_CLASSES = re.compile(  # whom a club trains, and in what
    r"\b(?:U\d{1,2}|\d{1,2}\+|kids|juniors?|seniors?|senioren|jugend|jeugd|bambini|adults?|\w{0,12}training|entrenamiento|"
    r"bootcamp|yoga|pilates|zumba|judo|karate|bjj|jiu-?jitsu|kickbox\w{0,4}|boxing|"
    r"crossfit|hiit|aqua ?fit|swim(?:ming)?|spinning|gym)(?!\w)",
    re.IGNORECASE,
)
_OF_LESSONS = frozenset(
    re.findall(
        r"\w+",
        "lesson lessons teacher teachers classroom classrooms homework semester subgroup weeks lecturer auditorium "
        "lehrer stundenplan unterricht enseignant profesor professeur asignatura matière materia docente "
        "урок уроки преподаватель дисциплина предмет аудитория пара пары 课程 教师",
    )
)
_PERHAPS_OF_LESSONS = frozenset(
    re.findall(
        r"\w+", "subject group groups class classes course period section instructor instructors week fach klasse"
    )
)
_OF_TALKS = frozenset(re.findall(r"\w+", "speaker speakers talk talks session sessions conference event events"))
_TALK_IDS = re.compile(
    r"^(?:(?:sessions?|talks?|events?|items?|presentations?)(?:_?ids?)?|(?:acts?|artists?|bands?|films?|shows?|performances?)_?ids?)$",
    re.IGNORECASE,
)
_NAMES_TALK = re.compile(r"(?:session|talk|presentation)s?(?:_?ids?)?", re.IGNORECASE)
_IS_CODE = re.compile(r"[a-z\d][a-z\d_-]{1,40}")
_SLUG = re.compile(r"[a-z]{2,20}(?:[-_][a-z]{2,20}){1,6}")
NAMED_BY_CODES = Sentence(
    "This names its talks only by numbers or codes, such as {id}; their titles are in another file."
)
MOST_DEEP, MOST_NAMES = 12, 2_000
_OF_PEOPLE = frozenset({"speakers", "moderators", "abstract"})
_OF_PROGRAMMES = frozenset({"end", "duration", "speakers", "moderators", "abstract"})
_IN_A_LIST = re.compile(r"(?P<list>[^.\[\]]{1,40})\[\d{1,6}\](?:\.[^.\[\]]{1,40})?$")
_NEVER = re.compile(  # even with ends
    r"\b(?:maintenance|windows|incidents|outages|shifts|bookings|reservations|appointments|matches|games|fixtures|flights|"
    r"trains|trips|crons|cronjobs|tasks|todos|reminders|alarms|suspended|suspensions|holidays|closures|deadlines|"
    r"milestones|important dates)\b",
    re.IGNORECASE,
)
_OF_A_STOP = re.compile(
    r"(?:stop|trip|route|station|train|vehicle)(?: ?(?:id|name|no|number|code))?|gleis", re.IGNORECASE
)
_OF_A_DEVICE = frozenset(("enabled", "is_enabled", "active", "volume", "audio", "sound", "tone", "command", "cron"))
_NAMES_A_DEVICE = re.compile(
    r"(?:light|lamp|device|relay|valve|sensor|switch|zone)[ -](?:name|number|id|type)", re.IGNORECASE
)
_OF_A_TASK = re.compile(r"(?:task|todo)(?: ?id)?|(?:is )?(?:completed|done|checked)", re.IGNORECASE)
_OF_A_SHIFT = re.compile(
    r"(?:is )?(?:payable|unpaid)|tolerance|attendance(?: status)?|shift(?: (?:id|name|type))?|overtime|"
    r"clock (?:in|out)|employee(?: (?:id|name))?|payroll|turno|schicht|equipe id",
    re.IGNORECASE,
)
_OF_AN_INCIDENT = re.compile(r"(?:incident|postmortem|outage) ?(?:id|number|key)?|severity|root cause", re.IGNORECASE)
_OF_A_BOOKING = re.compile(
    r"(?:service|treatment|client|customer|patient|doctor|dentist|barber|stylist|haircut|vehicle|pet|servicio|cliente|"
    r"paciente|serviço|servizio|behandlung|kunde|kundin|arzt|"
    r"ärztin|prestation|soin|услуга|клиент|пациент)(?: (?:id|name|type))?",
    re.IGNORECASE,
)
_OF_A_MATCH = re.compile(
    r"opponents?|opposition|rival|(?:home|away|visiting|guest|visitor) ?team|is (?:home|away)|home (?:or )?away|"
    r"gegner|heim(?:mannschaft|team)|gast(?:mannschaft|team)|auswärtsteam|adversaires?|adversari[oa]|adversário|"
    r"equipo (?:local|visitante)|équipe (?:domicile|extérieur)|avversari[oa]?|tegenstander|соперник",
    re.IGNORECASE,
)
_WHERE_PLAYED = re.compile(r"home|away|h|a|heim|auswärts|domicile|extérieur|casa|fuera|fora|trasferta|thuis|uit")
_OTHER_LISTS = re.compile(
    r"\b(?:alarms|alerts|arrivals|articles|backups|bookings|calls|commits|connections|crons|cronjobs|departures|"
    r"deployments|devices|features|fixtures|flights|forecast|forecasts|games|hourly|incidents|issues|jobs|"
    r"journeys|logs|matches|measurements|messages|notifications|observations|orders|pipelines|posts|prices|"
    r"products|readings|reminders|runs|samples|sensors|songs|stops|tasks|tickets|todos|trains|transactions|"
    r"trips|tweets|users|vehicles|videos|abfahrten|ankünfte|aufgaben|fahrten|salidas|tareas|tâches)\b",
    re.IGNORECASE,
)


def names_lessons(value: Any) -> bool:
    """Whether data have the words of a timetable of lessons as their names: with dates, many of them."""
    names = _names_in(value)
    parted = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name) for name in names)
    words = {word.lower() for name in parted for word in _WORD.findall(name)}
    sure, perhaps = len(words & _OF_LESSONS), bool(words & _PERHAPS_OF_LESSONS)
    if "date" in words:
        return sure > 1 and perhaps and not words & _OF_TALKS
    return sure > 1 or (sure == 1 and perhaps)


def names_incident(value: Any) -> bool:
    """Whether data tell of an incident, whose timeline is no programme: its id, how severe it was, its root cause."""
    return sum(_OF_AN_INCIDENT.fullmatch(words_of(name)) is not None for name in _names_in(value)) > 1


def _names_in(value: Any) -> set[str]:
    """Return the names of all fields, up to a limit."""
    names: set[str] = set()
    waiting = [(value, 0)]
    while waiting and len(names) < MOST_NAMES:
        part, depth = waiting.pop()
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        names.update(str(name)[:60] for name in part if isinstance(part, Mapping))
        waiting += [(each, depth + 1) for each in inner if isinstance(each, Mapping | list) and depth < MOST_DEEP]
    return names


def are_of_other_things(items: Sequence[tuple[str, Mapping[str, object]]]) -> bool:
    """Whether things without titles, or that only begin, are listed as something else or began to the second."""
    if not any(has_title(flat) for _, flat in items):
        return True
    maps = [flat for _, flat in items]
    if _come_every_week(maps):
        return True
    if (
        _are_matches(maps)
        or all(map(_is_of_a_device, maps))
        or _are_of_shifts(maps)
        or are_bookings(maps)
        or _are_of_tasks(maps)
    ):
        return True
    fields = {field_of(words_of(key)) for _, flat in items for key in flat}
    if not fields & _OF_PROGRAMMES and all(any(map(_OF_A_STOP.fullmatch, map(words_of, flat))) for _, flat in items):
        return True
    lists = [match["list"] for path, _ in items if (match := _IN_A_LIST.search(path))]
    if len(lists) == len(items) and all(_NEVER.search(words_of(name)) for name in lists):
        return not fields & _OF_PEOPLE
    if fields & _OF_PROGRAMMES:
        return False
    others = sum(_OTHER_LISTS.search(words_of(name)) is not None for name in lists)
    return others == len(items) or sum(_is_to_the_second(flat) for _, flat in items) * 2 > len(items)


def are_bare_times(value: Any, items: int) -> bool:
    """Whether data have far more times that stand alone, `{"time": "06:15"}`, than things with a title: departures."""
    bare, waiting = 0, [(value, 0)]
    while waiting and bare <= MOST_NAMES:
        part, depth = waiting.pop()
        inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        bare += sum(map(_is_bare_time, inner)) if isinstance(part, list) else 0
        waiting += [(each, depth + 1) for each in inner if isinstance(each, Mapping | list) and depth < MOST_DEEP]
    return bare >= FEWEST_BARE and bare > MANY_BARE * items


def _is_bare_time(part: object) -> bool:
    said = [(key, each) for key, each in part.items() if each] if isinstance(part, Mapping) else []
    return len(said) == 1 and names_a_time(str(said[0][0])) and range_of(str(said[0][1])[:LONGEST_TIME]) is not None


def are_bookings(items: Sequence[Mapping[str, object]]) -> bool:
    """Whether all things are booked, by what their status says, and name a service or who is served."""

    def is_one(item: Mapping[str, object]) -> bool:
        names = [words_of(key) for key in item]
        status = [str(part) for key, part in item.items() if words_of(key).lower().endswith("status")]
        fields = {field_of(name) for name in names}
        booked = any(map(_OF_A_BOOKING.fullmatch, names)) and any(map(BOOKED.fullmatch, status))
        return booked and not fields & _OF_PEOPLE

    return bool(items) and all(map(is_one, items))


def _is_of_a_device(flat: Mapping[str, object]) -> bool:
    """Whether fields say what a device does then: two at least, or one of what comes on a weekday."""
    weekly = any(weekday_of(str(part)) is not None for key, part in flat.items() if field_of(words_of(key)) == "date")
    named = any(_NAMES_A_DEVICE.fullmatch(words_of(key)) for key in flat)
    return len(_OF_A_DEVICE.intersection(map(str.lower, flat))) + named > (0 if weekly else 1)


def _are_of_shifts(items: Sequence[Mapping[str, object]]) -> bool:
    """Whether all things say who works then, or whether that is paid; none has people who speak."""
    told = all(any(_OF_A_SHIFT.fullmatch(words_of(key)) for key in item) for item in items)
    return told and not {field_of(words_of(key)) for item in items for key in item} & _OF_PEOPLE


def _are_of_tasks(items: Sequence[Mapping[str, object]]) -> bool:
    """Whether things say whether they are done, and some which task they are; none has people."""
    told = [[key for key in item if _OF_A_TASK.fullmatch(words_of(key))] for item in items]
    fields = {field_of(words_of(key)) for item in items for key, part in item.items() if part}
    return all(told) and any(len(keys) > 1 for keys in told) and not fields & _OF_PEOPLE


def _are_matches(items: Sequence[Mapping[str, object]]) -> bool:
    """Whether all things name an opponent, and where that is met or no title; none has people or an abstract."""

    def is_one(item: Mapping[str, object]) -> bool:
        names = {key: words_of(key) for key in item}
        fields = {field_of(name) for name in names.values()}
        of_match = [key for key, name in names.items() if _OF_A_MATCH.fullmatch(name.removesuffix(" title"))]
        is_placed = any(
            _WHERE_PLAYED.fullmatch(part.strip().lower()) for part in item.values() if isinstance(part, str)
        )
        return len(of_match) + is_placed > ("title" in fields) and bool(of_match) and not fields & _OF_PEOPLE

    return bool(items) and all(map(is_one, items))


def _is_to_the_second(flat: Mapping[str, object]) -> bool:
    moments = (moment_of(part) for key, part in flat.items() if names_a_time(key))
    return any(moment is not None and (moment.second or moment.microsecond) for moment in moments)


def _come_every_week(items: Sequence[Mapping[str, object]]) -> bool:
    """Whether most things are on weekdays without dates as classes are: on several at the same time, or for an age."""
    said: dict[tuple[str, str], set[int]] = {}
    days = set[int | None]()
    for item in items:
        fields = {field_of(words_of(key)): str(part) for key, part in item.items() if part}
        days.add(day := weekday_of(fields.get("date", "")))
        if day is not None and kind_of(title := fields.get("title", "")) is None:
            said.setdefault((title, fields.get("start") or fields.get("time", "")), set()).add(day)
    if None in days or len(items) < CLASSES:
        return False
    trained = sum(_OF_CLASSES.search(" ".join(map(str, item.values()))[:LONGEST_ITEM]) is not None for item in items)
    again = [len(each) for each in said.values() if len(each) > 1]
    return (len(days) >= WEEKDAYS and sum(again) * 2 > len(items)) or (len(days) > 1 and trained * 2 >= len(items))


def codes_of_talks(items: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the codes that several items have as their titles, `talk: ann-lee`; none without several."""
    said = [(key, part) for item in items for key, part in item.items() if isinstance(part, str)]
    codes = [part for key, part in said if _NAMES_TALK.fullmatch(key) and _IS_CODE.fullmatch(part)]
    codes += [part for key, part in said if field_of(words_of(key)) == "title" and _SLUG.fullmatch(part)]
    return codes if len(codes) > 1 else []


def slugs_for_titles(items: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the words of the slugs, `talkSlug`, that several items have, and no title; none without several."""
    named = ({key: part for key, part in item.items() if part and "title" in meanings(words_of(key))} for item in items)
    slugs = [str(part) for said in named if all(map(_names_slug, said)) for part in said.values()]
    return slugs if len(slugs) > 1 else []


def _names_slug(key: str) -> bool:
    return key.lower().endswith("slug")


def what_json_is(value: Any, written: str = "JSON") -> str:
    """Return a sentence that says what the value of a JSON, or of another format, looks like: no programme."""
    if isinstance(value, Mapping) and sum(name in value for name in _SCHEMA) >= (1 if "openapi" in value else 2):
        return Sentence("This looks like a schema, which describes data and holds no programme.")
    if names_lessons(value):
        return Sentence("This looks like a timetable of lessons. It is no programme.")
    if names_incident(value):
        return Sentence("This looks like a report of an incident. It is no programme.")
    if (id_ := _talk_by_id(value)) is not None:
        return Sentence(NAMED_BY_CODES.text, id=id_)
    entries = _longest_list(value)
    if are_bookings([entry for entry in entries[:MOST_LOOKED_AT] if isinstance(entry, Mapping)]):
        return Sentence(NO_PROGRAMME.text, looks=Sentence("a list of bookings or appointments"))
    if talks := next(
        (part for part in [entries, *_lists_of(value)] if len(part) > 1 and _are_mostly_talks(part)), None
    ):
        return Sentence(
            "This is a list of {count:,} titles without times; a programme says when, or for how long.",
            count=len(talks),
        )
    if entries and sum(_is_person(entry) for entry in entries[:MOST_LOOKED_AT]) * 2 > min(len(entries), MOST_LOOKED_AT):
        return Sentence(
            "This looks like a list of {count:,} people; it has no titles with times, so it is no programme.",
            count=len(entries),
        )
    return Sentence(
        "This is {format}, but of no programme that is known here; it holds {value}.",
        format=written,
        value=_holds(value),
    )


def _talk_by_id(value: Any, depth: int = 0) -> str | None:
    """Return the first id that stands for a talk, in a slot with a time: `{"startTime": …, "sessionIds": [101]}`."""
    if isinstance(value, Mapping) and any(names_a_time(str(key)) and part for key, part in list(value.items())[:100]):
        for key, part in list(value.items())[:100]:
            ids = part if isinstance(part, list) else [part]
            if _TALK_IDS.search(str(key)) and ids and all(map(_is_id, ids)):
                return str(ids[0])[:40]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    parts = (part for part in list(inner)[:MOST_LOOKED_AT] if isinstance(part, Mapping | list))
    return next((id_ for part in parts if depth < MOST_DEEP and (id_ := _talk_by_id(part, depth + 1))), None)


def _is_id(part: object) -> bool:
    return isinstance(part, int) or (isinstance(part, str) and re.search(r"\d|^[^A-Z\s]+$", part) is not None)


def _lists_of(value: Any) -> list[list[Any]]:
    parts = value.values() if isinstance(value, Mapping) else [value]
    return [part for part in parts if isinstance(part, list)]


def _longest_list(value: Any) -> list[Any]:
    return max(_lists_of(value), key=len, default=[])


def _are_mostly_talks(entries: Sequence[Any]) -> bool:
    return sum(map(_is_talk, entries[:MOST_LOOKED_AT])) * 2 > min(len(entries), MOST_LOOKED_AT)


def _is_talk(entry: Any) -> bool:
    """Whether an object has a title and an abstract or speakers, and no time."""
    keys = [str(key) for key, part in list(entry.items())[:60] if part] if isinstance(entry, Mapping) else []
    fields = set(columns_of(keys).values())
    has_title = any(meanings(key).get("title", 0.0) >= STRONG for key in keys)
    is_told = bool(fields & {"abstract", "speakers"}) or any("abstract" in meanings(key) for key in keys)
    return has_title and is_told and not fields & {"start", "time", "duration", "end"}


def _is_person(entry: Any) -> bool:
    """Whether an object has a name and other fields of a person, and no time."""
    keys = [str(key) for key in list(entry)[:60]] if isinstance(entry, Mapping) else []
    fields = set(columns_of(keys).values())
    has_name = any("name" in key.lower() for key in keys)
    return has_name and bool(fields & _PEOPLE) and not fields & {"start", "time", "duration", "date"}


def _holds(value: Any) -> str:
    if isinstance(value, Mapping):
        names = ", ".join(str(name)[:30] for name in list(value)[:6])
        longest = _longest_list(value)
        if not names:
            return Sentence("an empty object")
        if len(longest) < 2:
            return Sentence("an object with {names}", names=names)
        return Sentence(
            "an object with {names}; entries of the longest list in it: {count:,}", names=names, count=len(longest)
        )
    if not isinstance(value, list):
        return Sentence("only {value}", value=str(value)[:40])
    if not value:
        return Sentence("an empty list")
    return Sentence("a list of {count:,}: the first is {value}", count=len(value), value=_holds(value[0]))
