"""The fields of the planner: the text shown for each value of a plan, and the document value of a typed text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.state.addresses import LONGEST_URL, typed_references, written_references
from app.domain.state.document import read_changes
from app.domain.state.fields.readers import LONGEST_ABSTRACT, LONGEST_NOTES, Calendar, cue_name, read_instant
from app.domain.state.rundown import GuidingQuestion, Plan, Segment, Speaker
from app.domain.text import LONGEST_TEXT, SEMICOLON, clean_text
from app.domain.values import ListRule, elapsed_text
from app.web.planner.lists import shown_categories, shown_groups, titled, typed_categories, typed_groups, with_list

LONGEST_LINES = 25_000  # characters: of a hundred categories or groups, each with its number

Thing = Plan | Segment | Speaker | GuidingQuestion


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `name` is its name in the form; `path` is the path of its value in the item."""

    name: str
    path: str
    type: str = "text"
    most: int = 300  # maximum number of characters


def _named(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


NOTES = tuple(
    Field(name, name, "long", LONGEST_NOTES) for name in ("notes_moderator", "notes_crew", "notes_interpreters")
)
SEGMENT = _named(
    Field("title", "title"),
    Field("kind", "kind", "choice"),
    Field("speakers", "speakers", "people"),
    Field("planned", "planned_ms", "duration"),
    Field("hard_start", "hard_start_ms", "clock"),
    Field("minimum", "minimum_ms", "duration?"),
    Field("answer_limit", "answer_limit_ms", "duration?"),
    Field("wrap_up", "wrap_up_ms", "duration?"),
    Field("last_call", "last_call_ms", "duration?"),
    Field("start", "start", "choice"),
    Field("at_zero", "at_zero", "choice"),
    Field("autostart", "autostart", "flag"),
    Field("locked", "locked", "flag"),
    Field("abstract", "abstract", "long", LONGEST_ABSTRACT),
    Field("track", "track", most=200),
    Field("language", "language", most=60),
    Field("references", "references", "references", LONGEST_TEXT),
    *NOTES,
    Field("rule1", "takes_requests.rules.0", "rule"),
    Field("rule2", "takes_requests.rules.1", "rule"),
    Field("rule3", "takes_requests.rules.2", "rule"),
    Field("statement", "takes_requests.slots_ms.statement", "duration?"),
    Field("pool", "takes_requests.pool_ms", "duration?"),
    Field("least", "takes_requests.least_ms", "duration"),
    Field("most", "takes_requests.most_ms", "duration"),
    Field("shows", "takes_requests.shows", "choice"),
    Field("come_forward", "takes_requests.come_forward", "count"),
)
SPEAKER = _named(
    Field("name", "name", most=200),
    Field("title", "title"),
    Field("affiliation", "affiliation"),
    Field("country", "country", most=2),
    Field("says", "says", most=200),
    Field("bio", "bio", "long", 2000),
    Field("category", "category", "category"),
    Field("group", "group", "group"),
    Field("language", "language", most=60),
    Field("seat", "seat", most=60),
    Field("microphone", "microphone", most=60),
    *NOTES,
)
GUIDING_QUESTION = _named(
    Field("text", "text", "long", 500),
    Field("planned", "planned_ms", "duration?"),
)
SESSION = _named(
    Field("title", "title"),
    Field("language", "language", "choice"),
    Field("stage_language", "stage_language", "choice"),
    Field("timezone", "conference.timezone"),
    Field("starts_at", "starts_at_ms", "moment"),
    Field("ends_at", "ends_at_ms", "moment"),
    Field("hard_end", "hard_end", "flag"),
    Field("opens_itself", "opens_itself", "flag"),
    Field("public_overtime", "public_overtime", "flag"),
    Field("conference", "conference.title"),
    Field("venue", "conference.venue"),
    Field("moderator", "moderator", "person"),
    Field("public", "public", "flag"),
    Field("notice", "notice", most=500),
    Field("video", "video", most=LONGEST_URL),
    Field("video_delay", "video_delay_ms", "duration"),
    Field("handover", "handover_ms", "duration"),
    Field("wrap_up", "wrap_up_ms", "duration"),
    Field("last_call", "last_call_ms", "duration"),
    Field("coverage", "coverage_ms", "duration"),
    Field("cue_mode", "cue_mode", "choice"),
    Field("cues", "cues", "cues"),
    Field("floor_policy", "floor_policy", "choice"),
    Field("ask_every", "ask_every_ms", "duration"),
    Field("most_open_questions", "most_open_questions", "count"),
    Field("most_questions", "most_questions", "count"),
    Field("most_open_in_session", "most_open_in_session", "count"),
    Field("most_votes_a_minute", "most_votes_a_minute", "count"),
    Field("review_words", "review_words", "words", 30_000),
    Field("categories", "categories", "categories", LONGEST_LINES),
    Field("groups", "groups", "groups", LONGEST_LINES),
)
TABLES: Mapping[str, Mapping[str, Field]] = {
    "segment": SEGMENT,
    "speaker": SPEAKER,
    "question": GUIDING_QUESTION,
    "session": SESSION,
}
DAY = timedelta(days=1)
NO_WORDS = "-"  # a list without a word, as opposed to a missing list
_DOCUMENT_NAMES = {"question": "guiding_question"}


def thing_of(plan: Plan, of: str, id_: str) -> Thing | None:
    """Return the segment, speaker or guiding question with an id, or the plan itself for `session`."""
    finders: Mapping[str, Callable[[str], Thing | None]] = {
        "segment": plan.segment,
        "speaker": plan.speaker,
        "question": plan.guiding_question,
        "session": lambda _: plan,
    }
    return finders[of](id_)


def ids_of(plan: Plan, of: str) -> list[str]:
    """Return the ids of all segments, speakers or guiding questions in order."""
    lists: Mapping[str, tuple[Segment | Speaker | GuidingQuestion, ...]] = {
        "segment": plan.segments,
        "speaker": plan.speakers,
        "question": plan.guiding_questions,
    }
    return [item.id for item in lists[of]]


def shown(plan: Plan, thing: Thing, field: Field) -> str:
    """Return the text of an input for a value of the plan; a checked box shows `on`."""
    value: Any = thing
    for name in field.path.split("."):
        value = _part(value, name)
    if value is None:
        return ""
    text = _SHOWN.get(field.type.removesuffix("?"))
    return text(plan, value) if text else str(value)


def _part(value: Any, name: str) -> Any:
    """Return a part of a value by its name or its place in a list; None if there is none."""
    if value is None or isinstance(value, Mapping):
        return (value or {}).get(name)
    if isinstance(value, tuple):
        return value[int(name)] if int(name) < len(value) else None
    return getattr(value, name)


def touched(plan: Plan, thing: Thing | None, fields: Mapping[str, Field], form: Mapping[str, str]) -> set[str]:
    """Return the fields that a person has changed, compared with the plan that their page showed."""
    given = [field for name, field in fields.items() if name in form]
    return {f.name for f in given if thing is None or _lines(form[f.name]) != shown(plan, thing, f)}


def read(plan: Plan, of: str, form: Mapping[str, str], names: set[str]) -> dict[str, object]:
    """Convert the named fields to values of the session document.

    Raises:
        Invalid: naming each unreadable field by the name of its input.
    """
    problems: list[Problem] = []
    values = (_read_session if of == "session" else _read_thing)(plan, TABLES[of], form, names, problems)
    if of == "segment":
        values = with_list(plan.segment(form.get("id", "")), values)
    try:
        read_changes(values, _DOCUMENT_NAMES.get(of, of), plan)
    except Invalid as error:
        problems += [Problem(field_of(problem.where), problem.what) for problem in error.problems]
    if problems:
        raise Invalid(*problems)
    return values


def unknown_names(plan: Plan, text: str) -> list[str]:
    """Return the names in a list of people who are not yet speakers of the plan."""
    return [name for name in _names_in(plan, text) if _person(plan, name) is None]


def field_of(place: str) -> str:
    """Return the input that a problem is about: `segments[2].planned_ms` is about `planned`."""
    whole, last = place.partition(".")[0], place.rpartition(".")[2].removesuffix("_ms")
    if whole in {"conference", "categories", "groups"} and place not in {"conference.timezone", "conference.venue"}:
        return whole
    return _INPUTS.get(last, last)


def _read_thing(
    plan: Plan, table: Mapping[str, Field], form: Mapping[str, str], names: set[str], problems: list[Problem]
) -> dict[str, object]:
    return _read_each(plan, table, form, names, problems, ZoneInfo(plan.conference.timezone))


def _read_each(
    plan: Plan,
    table: Mapping[str, Field],
    form: Mapping[str, str],
    names: set[str],
    problems: list[Problem],
    zone: ZoneInfo,
) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, field in table.items():
        if name not in names:
            continue
        try:
            values[name] = _value(plan, field, _lines(form[name]).strip(), zone)
        except Invalid as error:
            problems += [Problem(name, problem.what) for problem in error.problems]
    return values


def _value(plan: Plan, field: Field, text: str, zone: ZoneInfo) -> object:
    if field.type in {"duration?", "clock", "person"} and not text:
        return None
    reader = _READ.get(field.type)
    return reader(plan, text, zone) if reader else text


def _read_session(
    plan: Plan, table: Mapping[str, Field], form: Mapping[str, str], names: set[str], problems: list[Problem]
) -> dict[str, object]:
    """Read the session's fields. A change of zone moves it: the form's times are those of the clocks there."""
    zone = ZoneInfo(plan.conference.timezone)
    if "timezone" in names:
        zone = _zone(form["timezone"].strip(), zone)
        names = names | ({"starts_at", "ends_at"} & form.keys())
    values = _read_each(plan, table, form, names, problems, zone)
    conference = {
        SESSION[name].path.rpartition(".")[2]: values.pop(name)
        for name in ("conference", "timezone", "venue")
        if name in values
    }
    if conference:
        values["conference"] = conference
    for name in {"starts_at", "ends_at"} & values.keys():
        values[f"{name}_ms"] = values.pop(name)
    return _with_length(plan, values, zone)


def _with_length(plan: Plan, values: dict[str, object], zone: ZoneInfo) -> dict[str, object]:
    """Move the end along when the start moves to another day or behind the end."""
    starts = values.get("starts_at_ms")
    if not isinstance(starts, int) or "ends_at_ms" in values:
        return values
    same_day = _local(starts, zone).date() == _local(plan.starts_at_ms, zone).date()
    if same_day and starts < plan.ends_at_ms:
        return values
    return {**values, "ends_at_ms": starts + plan.ends_at_ms - plan.starts_at_ms}


def _zone(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """Return the zone of this name. An unknown name is reported with the other fields."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def _clock(plan: Plan, text: str, zone: ZoneInfo) -> int:
    """Read a time of day during the session; after midnight it is on the next day."""
    day: date = _local(plan.starts_at_ms, zone).date()
    instant = read_instant(text, Calendar(zone, day))
    if instant < plan.starts_at_ms and (later := read_instant(text, Calendar(zone, day + DAY))) <= plan.ends_at_ms:
        return later
    return instant


def _names_in(plan: Plan, text: str) -> list[str]:
    """Split names at semicolons or lines; at commas too, if one of the pieces is a known speaker."""
    names: list[str] = []
    for piece in re.split(rf"{SEMICOLON}|\n", text):
        parts = [clean_text(part) for part in piece.split(",")]
        by_comma = _person(plan, clean_text(piece)) is None and any(_person(plan, part) for part in parts)
        names += parts if by_comma else [clean_text(piece)]
    return list(dict.fromkeys(name for name in names if name))


def _words_in(text: str) -> list[str] | None:
    """Split words at lines, commas or semicolons, so that one entry may have several words. None: the default list."""
    if text == NO_WORDS:
        return []
    words = (clean_text(piece) for piece in re.split(r"[\n,;،؛、，；]", text))
    return list({word.casefold(): word for word in words if word}.values()) or None


def _known(plan: Plan, name: str) -> str:
    if (speaker := _person(plan, clean_text(name))) is None:
        raise Invalid(Problem("speakers", Sentence('there is no "{name}" among the speakers', name=name[:60])))
    return speaker.id


def _person(plan: Plan, name: str) -> Speaker | None:
    return next((s for s in plan.speakers if s.name == name), None) or next(
        (s for s in plan.speakers if s.name.casefold() == name.casefold()), None
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _local(instant: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(instant / 1000, zone)


def _names(plan: Plan, ids: Iterable[str]) -> str:
    people = {speaker.id: speaker.name for speaker in plan.speakers}
    return "; ".join(people[id_] for id_ in ids if id_ in people)


def _moment(plan: Plan, instant: int) -> str:
    local = _local(instant, ZoneInfo(plan.conference.timezone))
    return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")


def _time(plan: Plan, instant: int) -> str:
    local = _local(instant, ZoneInfo(plan.conference.timezone))
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


# Of what the document says of a list in one value, the first of several inputs.
_INPUTS = {"rules": "rule1", "slots": "statement", "list": "pool", "list_settings": "pool"}
_SHOWN: Mapping[str, Callable[[Plan, Any], str]] = {
    "duration": lambda _, ms: elapsed_text(ms),
    "flag": lambda _, on: "on" if on else "",
    "people": _names,
    "person": lambda plan, id_: _names(plan, (id_,)),
    "moment": _moment,
    "clock": _time,
    "rule": lambda _, rule: "" if rule is ListRule.FIRST_COME else str(rule),
    "category": lambda plan, id_: category.title if (category := plan.category(id_)) else id_,
    "group": lambda plan, id_: group.title if (group := plan.group(id_)) else id_,
    "categories": lambda _, categories: shown_categories(categories),
    "groups": lambda _, groups: shown_groups(groups),
    "words": lambda _, words: "\n".join(words) or NO_WORDS,
    "references": lambda _, references: written_references(references),
    "cues": lambda _, cues: ", ".join(cue_name(remaining) for remaining in cues),
}
_READ: Mapping[str, Callable[[Plan, str, ZoneInfo], object]] = {
    "flag": lambda _, text, __: text == "on",
    "people": lambda plan, text, _: [_known(plan, name) for name in _names_in(plan, text)],
    "person": lambda plan, text, _: _known(plan, text),
    "moment": lambda _, text, zone: read_instant(text, Calendar(zone)),
    "clock": _clock,
    "cues": lambda _, text, __: [piece for piece in re.split(r"[\s,;]+", text) if piece],
    "category": lambda plan, text, _: titled("category", plan.categories, text),
    "group": lambda plan, text, _: titled("group", plan.groups, text),
    "categories": lambda plan, text, _: typed_categories(plan, text),
    "groups": lambda plan, text, _: typed_groups(plan, text),
    "words": lambda _, text, __: _words_in(text),
    "references": lambda _, text, __: typed_references(text),
    "count": lambda _, text, __: int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text,
}
