"""The fields of an object of unknown JSON, as cells of a table whose headings are its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from typing import Any

from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.findings import FoundSpeaker
from app.formats.imports.found.headings import field_of, heading_key, is_no_name, meanings, names_acts, names_hours
from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.found.names.roles import Named, moderates
from app.formats.imports.found.times import LONGEST, range_of
from app.formats.imports.readers.json_moments import (
    clock_listed,
    clock_said,
    key_of_moment,
    moment_said,
    with_span_apart,
    with_whole_date,
    words_of,
)
from app.formats.imports.readers.text.markdown import without_markup
from app.formats.text.json_parts import text_of
from app.formats.text.languages import in_one_language

NAMES = (
    "name",
    "full_name",
    "fullName",
    "public_name",
    "display_name",
    "displayName",
    "title",
    "label",
    "rendered",
    "text",
    "#text",
    "en",
)
_PERSONS = (
    "person",
    "speaker",
    "speakerName",
    "speaker_name",
    "presenter",
    "presenterName",
    "author",
    "authorName",
    "author_name",
    "nom",
    "nombre",
    "nome",
    "naam",
    "etichetta",
    "etiqueta",
    "titel",
    "titre",
    "titolo",
    "titulo",
    "título",
    "personne",
    "persona",
    "имя",
    "姓名",
)
_FIRST = ("first", "first_name", "firstName", "firstname", "given_name", "givenName", "givenname", "forename", "given")
_LAST = ("last", "last_name", "lastName", "lastname", "surname", "family_name", "familyName", "familyname", "family")
OF_TALKS = ("speakers", "presenters", "people", "authors", "persons")
TIMED = frozenset({"start", "time"})
SCOPES = frozenset({"date", "room", "track", "session"})
_TITLE_OF = re.compile(r"(?P<who>guest|speaker|presenter|author|person|host|moderator)(?:T|_t)itle")
_OF_MARKDOWN = re.compile(r"\*\*|__|`|\]\(|\\[^\w\s]")
_MARKS = re.compile(
    r"</?(?:a|b|br|code|del|div|em|font|h[1-6]|i|ins|li|mark|p|s|small|span|strong|sub|sup|u|ul)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\s{0,9}<br\s?/?>\s{0,9}")
_OF_A_PERSON = {
    "affiliation": "affiliation",
    "org": "affiliation",
    "community": "affiliation",
    "job": "title",
    "role": "title",
    "title": "called",
    "country": "country",
    "bio": "bio",
}
LONGEST_FUNCTION = 80  # characters
_TELLS = frozenset({"title", "start", "time", "end", "room", "date", "affiliation", "job", "first_name", "bio"})
OF_A_TALK = re.compile(  # and not of the person in whose object it stands: `talkTitle`
    r"\b(?:talk|session|presentation|lecture|speech|paper|topic|keynote|vortrag|charla|ponencia|palestra|expos[ée]|доклад)",
    re.IGNORECASE,
)
_ROLES = ("role", "function", "type", "capacity")
_DIGITS = re.compile(r"\d{10}(?:\d{3})?")  # as a moment is written in XML
_NOTHING = frozenset({"undefined", "null", "None", "NaN"})  # as programs write that there is nothing
_SLUG = re.compile(r"[^\W\d_A-Z]{2,20}(?:-[^\W\d_A-Z]{1,20}){1,5}")
_EPOCH = range(1_000_000_000, 10_000_000_000)  # seconds; a thousand times as much are milliseconds


def is_item(flat: Mapping[str, object]) -> bool:
    """Whether fields have a title and a time; a text without a digit, or a colour, `to: "#336699"`, is no time."""
    flat = {key: value for key, value in flat.items() if not _is_of_person(key, flat)}
    timed = (key for key, value in flat.items() if value and not (names_a_time(key) and _has_no_digit(value)))
    held = [key for key in timed if not _is_labelled_by_time(key, flat[key])]
    return _are_of_an_item(tuple(held))


def has_title(flat: Mapping[str, object]) -> bool:
    return any(
        ("title" in meanings(words_of(key)) or key == "text" or names_acts(words_of(key)))
        and isinstance(part, str)
        and not _is_labelled_by_time(key, part)
        and not _is_of_person(key, flat)
        for key, part in flat.items()
    )


def _is_labelled_by_time(key: str, part: object) -> bool:
    """Whether what may be a title is only a time of day, as the label of a slot."""
    is_short = isinstance(part, str) and len(part) <= LONGEST and any(map(str.isdigit, part))
    return is_short and "title" in meanings(words_of(key)) and ":" in str(part) and range_of(str(part)) is not None


def _is_of_person(key: str, flat: Mapping[str, object]) -> bool:
    """Whether a title is the one of a person whose name stands beside it: `guestTitle` and `guestName`."""
    match = _TITLE_OF.fullmatch(key)
    return match is not None and any(f"{match['who']}{name}" in flat for name in ("Name", "_name"))


def names_a_time(key: str) -> bool:
    return field_of(words_of(key)) in TIMED


def _has_no_digit(value: object) -> bool:
    words = ("noon", "midnight", "midi", "minuit", "mittag", "mitternacht")
    is_timeless = isinstance(value, str) and (value.startswith("#") or not any(map(str.isdigit, value)))
    return is_timeless and str(value).strip().lower() not in words


@lru_cache(maxsize=2_000)  # most objects of a file have the same keys
def _are_of_an_item(keys: tuple[str, ...]) -> bool:
    named = [words for key in keys if field_of(words := words_of(key)) != "kind"]  # beside which a session is no title
    fields = set(columns_of(named).values())
    is_named = "title" in fields or "text" in keys or any(names_acts(words_of(key)) for key in keys)
    return is_named and bool(fields & TIMED)


def fields_of(value: Mapping[str, Any]) -> dict[str, object]:
    """Return the fields of an object, and those of objects directly inside that it does not have itself."""
    flat: dict[str, object] = {}
    inner: dict[str, object] = {}
    if sum(map(_has_people, value.values())) > 1 or _are_talks(value):
        return {}  # talks that run in parallel
    for key, part in list(value.items())[:100]:
        part = in_one_language(without_wrapper(part, list if names_people(str(key)) else dict))
        moment = (clock_said(part) or moment_said(str(key), part)) if isinstance(part, Mapping) else ""
        if (
            is_talk_beside(str(key), part)
            or _lists_talks(str(key), part)
            or (isinstance(part, Mapping) and not moment and _are_talks(part))
        ):
            continue
        if moment:
            flat[str(key)] = moment
        elif isinstance(part, Mapping) and (told := _people_by_name(str(key), part)):
            flat["speakers"] = "; ".join(told)
        elif isinstance(part, Mapping):
            named = _label_of(part)
            inner |= (
                {}
                if named and not _holds_item(str(key), part)
                else {
                    k: _plain(k, v)
                    for k, v in list(part.items())[:30]
                    if (not named or v != named) and not (k == "title" and isinstance(v, list))  # heads of columns
                }
            )
            if named:
                flat[str(key)] = _plain(str(key), named)
        elif isinstance(part, list) and (clock := clock_listed(str(key), part)):
            flat[str(key)] = clock
        elif isinstance(part, list) and (led := [each for each in part[:100] if _moderates(each)]):
            flat["moderators"] = _plain("moderators", led)
            flat[str(key)] = _plain(str(key), [each for each in part[:100] if each not in led])
        else:
            flat[str(key)] = _plain(str(key), part)
    flat = with_span_apart(
        with_whole_date({**{str(k): v for k, v in inner.items() if v is not None}, **_of_item(flat, value)})
    )
    return {key_of_moment(key, part): part for key, part in flat.items()}


def _of_item(flat: dict[str, object], value: Mapping[str, Any]) -> dict[str, object]:
    """Return fields without an organisation of the item, if its people are said with their own."""
    whose = (
        one.get("name") and any(field_of(words_of(str(key))) == "affiliation" and part for key, part in one.items())
        for some in value.values()
        for one in (some[:100] if isinstance(some, list) else [])
        if isinstance(one, Mapping)
    )
    return {key: part for key, part in flat.items() if field_of(words_of(key)) != "affiliation"} if any(whose) else flat


def _are_talks(value: Mapping[str, Any]) -> bool:
    """Whether an object holds several talks by the names of their tracks: `{"a": {"title": …}, "b": {"title": …}}`."""
    return len(value) > 1 and all(isinstance(each, Mapping) and _is_talk(each) for each in value.values())


def _people_by_name(key: str, part: Mapping[str, Any]) -> list[str]:
    """Return the people of an object with one for each track or role, `{"main": "Ann Lee, ACME", "lab": "TBA"}`."""
    said = [each for each in part.values() if isinstance(each, str) and not is_no_name(each)]
    named = [each for each in said if looks_like_person(each.split(",")[0])]
    are_texts = len(part) > 1 and all(isinstance(each, str) and re.search(r"[^\W\d_]", each) for each in part.values())
    known = any(field_of(words_of(str(key))) in _TELLS for key in part)
    is_other = known or field_of(words_of(key)) in _TELLS or _label_of(part) != ""  # one thing, and what is said of it
    return said if are_texts and named and len(named) * 2 >= len(said) and not is_other else []


def _is_talk(part: Mapping[str, Any]) -> bool:
    return "title" in part or is_item({str(key): each for key, each in list(part.items())[:100]})


def is_talk_beside(key: str, part: object) -> bool:
    """Whether an object in an item, below a key without a meaning, is another talk at the same time: `alttrack`."""
    if not isinstance(part, Mapping) or field_of(words_of(key)) is not None or not text_of(part, "title"):
        return False
    return any(names_people(str(each)) and said for each, said in list(part.items())[:30])


def _lists_talks(key: str, part: object) -> bool:
    """Whether a list below what may be a title has talks with people: `content: [{"title": …, "speaker": …}]`."""
    shown = part[:100] if isinstance(part, list) and "title" in meanings(words_of(key)) else []
    told = [isinstance(each, Mapping) and text_of(each, "title") != "" for each in shown]
    return bool(told) and all(told) and all(any(map(names_people, map(str, each))) for each in shown)


def _label_of(part: Mapping[str, Any]) -> str:
    """Return the name or title of an object, of several languages one."""
    return text_of({key: in_one_language(each) for key, each in list(part.items())[:30]}, *NAMES)


def _moderates(part: object) -> bool:
    """Whether this is a person whose role is to moderate."""
    return isinstance(part, Mapping) and moderates(Named("", text_of(part, *_ROLES)))


def _holds_item(key: str, part: Mapping[str, Any]) -> bool:
    """Whether an object is the talk of a slot, and not its title in several languages."""
    return (field_of(words_of(key)) == "title" or _has_people(part)) and text_of(part, *NAMES[:-2]) != ""


def _has_people(part: object) -> bool:
    return isinstance(part, Mapping) and any(isinstance(part.get(each), list) for each in OF_TALKS)


def without_wrapper(value: object, also: type = dict) -> object:
    """Return the object that is alone in another one, as GraphQL wraps it: `{"node": {"name": "Ann Lee"}}`."""
    inner = list(value.values()) if isinstance(value, Mapping) and len(value) == 1 else []
    return inner[0] if inner and isinstance(inner[0], Mapping | also) else value


def _plain(key: str, value: object) -> object:
    """Convert a value to a table's cell; lists are joined, seconds since 1970 are moments."""
    if field_of(words_of(key)) == "links":
        return "\n".join(_link(link) for link in (value[:100] if isinstance(value, list) else [value])) or None
    if isinstance(value, list):
        return _joined(key, value[:100])
    if isinstance(value, Mapping):
        return _label_of(value) or None
    if isinstance(value, int | float) and 0 < value < 24 and value * 4 % 1 == 0 and _counts_hours(key, value):
        return f"{int(value):02}:{int(value % 1 * 60):02}"
    said_when = field_of(words_of(key)) in {"start", "end", "time", "date", "end_date"}
    if said_when and isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if said_when and isinstance(value, int) and not isinstance(value, bool):
        if DAY // SECOND < value < DAY and value % SECOND == 0:
            return f"{value // HOUR:02}:{value % HOUR // MINUTE:02}:{value % MINUTE // SECOND:02}"
        seconds = value / 1000 if value // 1000 in _EPOCH else value if value in _EPOCH else None
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds is not None else value
    if isinstance(value, str):
        named = "" if value in _NOTHING else _readable(key, value)
        if "<br" in named and (_names_title(key) or names_people(key)):  # what and where; who, and what they do
            lines = [without_markup(line) for line in _LINE_END.split(named)]
            named = ("\n" if _names_title(key) else ", ").join(lines).strip()
        named = unescape(_MARKS.sub(" ", named)) if "&" in named or "<" in named else named
        return without_markup(named) if _OF_MARKDOWN.search(named) and "\n" not in named else named
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _names_title(key: str) -> bool:
    return "title" in meanings(words := words_of(key)) and field_of(words) != "abstract"


def _joined(key: str, values: Sequence[object]) -> str | None:
    """Join the names in a list; objects below what may be a date, the `data` of a table, are none."""
    if field_of(words_of(key)) == "date" and any(isinstance(each, Mapping) for each in values[:1]):
        return None
    names = (
        name_of(v) if isinstance(v, Mapping) else "" if isinstance(v, list) else _readable(key, str(v))
        for v in map(without_wrapper, values)
    )
    return "; ".join(name for name in names if name) or None


def _readable(key: str, text: str) -> str:
    """Return the name that a slug is made of: "dr-ann-lee"."""
    is_slug = key.lower().endswith("slug") or (names_people(key) and _SLUG.fullmatch(text) is not None)
    return " ".join(text.replace("-", " ").split()).title() if is_slug else text


def _counts_hours(key: str, value: object) -> bool:
    """Whether 12.5 below this key is half past twelve, and 13 one o'clock."""
    return names_a_time(key) and (isinstance(value, float) or names_hours(heading_key(key)))


def name_of(value: Mapping[str, Any]) -> str:
    """Return the name in an object: whole, or the first and the last one; a name beside a surname is the first."""
    if isinstance(inner := value.get("name"), Mapping):
        value = inner
    halves = (text_of(value, *names) for names in (_FIRST, _LAST))
    whole = " ".join(half for half in halves if half)
    name = text_of(value, *NAMES)
    if name and whole == (surname := text_of(value, "surname")) and surname not in name:
        return f"{name} {surname}"
    return name or whole or text_of(value, *_PERSONS)


def described_in(value: object) -> Iterator[FoundSpeaker]:
    """Yield what data say of people below keys for these: function, organisation, country, biography."""
    waiting: list[tuple[object, bool]] = [(value, False)]
    while waiting:
        part, are_people = waiting.pop()
        if isinstance(part, Mapping):
            if name := name_of(part) if are_people else "":
                yield FoundSpeaker("", name, **_said_of_person(part, name))
            by_id = are_people and not name
            waiting.extend((each, by_id or names_people(str(key))) for key, each in part.items() if _holds(each))
        elif isinstance(part, list):
            waiting.extend((each, are_people) for each in part if _holds(each))


def _holds(part: object) -> bool:
    return isinstance(part, Mapping | list)


def names_people(key: str) -> bool:
    return field_of(words_of(key)) in {"speakers", "moderators"}


def _said_of_person(part: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the fields of a person. What is called the role or, beside an organisation, the title is the function."""
    said: dict[str, str] = {}
    for key, each in list(part.items())[:100]:
        words = words_of(str(key))
        field = _OF_A_PERSON.get(field_of(words) or words.rpartition(" ")[2].lower(), "")
        if field == "called" and "abstract" in meanings(words):
            field = "bio"  # what describes a person
        field = "" if OF_A_TALK.search(words) else field
        text = each if isinstance(each, str) else _label_of(each) if isinstance(each, Mapping) else ""
        text = unescape(_MARKS.sub(" ", text)).strip() if "<" in text else text
        says_who = words == "role" and field_of(text) in {"speakers", "moderators"}  # "Speaker", "Chair"
        if (
            field
            and text not in {"", name, *_NOTHING}
            and not says_who
            and (field == "bio" or len(text) <= LONGEST_FUNCTION)
        ):
            second = field == "title" and text not in said.get(field, text)  # "Co-chair", and "Head of Clocks"
            said[field] = f"{said[field]}, {text}" if second else said.get(field, text)
    called = said.pop("called", "")
    return {"title": called, **said} if called and "affiliation" in said else said


def _link(link: object) -> str:
    if isinstance(link, Mapping):
        return f"{text_of(link, 'url', 'href', 'link')} {text_of(link, 'title', 'name')}".strip()
    return str(link) if isinstance(link, str) else ""
