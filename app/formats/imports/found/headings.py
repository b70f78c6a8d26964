"""Fields of table columns, by their headings in a dozen languages; kinds of items, by their titles."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from app.domain.text import folded
from app.domain.values import SegmentKind
from app.formats.imports.found.findings import plain_key

# Headings as `plain_key` spells them, by field, and patterns of words for kinds of items; the first match wins.
_WORDS: Mapping[str, Mapping[str, list[str]]] = json.loads(Path(__file__).with_name("headings.json").read_text("utf-8"))
_NAMED = {heading: field for field, headings in _WORDS["fields"].items() for heading in headings}
_NAMED = {folded(heading): field for heading, field in _NAMED.items()} | _NAMED  # "Titulo" is "Título"
# Other fields that a heading may mean; the cells of the column decide.
_ALSO = {folded(heading): fields for heading, fields in _WORDS["also"].items()} | dict(_WORDS["also"])
# Words of longer headings, in order of precedence; words that give a column another meaning; and weak headings, which
# count only without a better one.
_PARTS = tuple((field, frozenset({*words, *map(folded, words)})) for field, words in _WORDS["parts"].items())
_SPEAKERS = frozenset(_WORDS["parts"]["speakers"])
_TITLES = frozenset(_WORDS["parts"]["title"])
_AMOUNTS = frozenset(_WORDS["other"]["amounts"])
_HOURS = frozenset(_WORDS["other"]["hours"])
_NO_NAMES = frozenset(_WORDS["other"]["no name"])
_DISCUSSANTS = frozenset(
    ("discussant", "discussants", "diskutant", "diskutantin", "diskutanten", "discutant", "discutants", "discutantes")
)
_LATER = frozenset({"tba", "tbc", "tbd"})  # "Speaker TBC", "Location TBD"
_ENDS = frozenset(_WORDS["other"]["ends"])
_FILLING = frozenset(_WORDS["other"]["filling"])
_NO_TITLES = frozenset(_WORDS["other"]["no title"])
_TOTALS = frozenset(_WORDS["other"]["totals"])
_OTHERWISE = frozenset(_WORDS["other"]["otherwise"])
_QUALIFIERS = frozenset(_WORDS["other"]["qualifiers"])  # "Event" in "Event venue" says nothing
_INNER = frozenset(_WORDS["other"]["inner"])  # "Talk start" beside "Session start" is the item's
_PLACES = frozenset(_WORDS["other"]["places"])
_OUTER = frozenset(_WORDS["other"]["outer"])
_TECHNICAL = frozenset(_WORDS["other"]["technical"])
_NAMELESS = frozenset(_WORDS["other"]["nameless"])
_ACTS = frozenset(_WORDS["other"]["acts"])
_SCENERY = frozenset(_WORDS["other"]["scenery"])
_NAME_OF = frozenset({"name", "nombre", "nom", "nome", "naam"})
_ARTICLES = frozenset({"of", "the", "de", "del", "della", "la", "el", "du", "do", "da", "van", "het"})
_OF_A_PERSON = frozenset({"first_name", "last_name", "affiliation", "job", "country", "bio"})
_TELLING = frozenset({"detail", "details", "detalle", "détail", "détails"})
_WEAK = frozenset(_WORDS["other"]["weak"])
_WEAK_PEOPLE = frozenset(_WORDS["other"]["weak people"])
_TO_FILL_IN = re.compile(
    r"\[[^\[\]\d]{1,40}\]|<[^<>]{1,40}>|\{\{[^{}]{1,40}\}\}|_{3,}|(?i:apply|submit|sign up) (?:to|for|here)\b.{0,40}"
)
_PICTURES = re.compile(r"^[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\s]+")  # before the words of a title
_BREAK_OF_SOME_KIND = re.compile(
    r"(?:[\w-]+\s?/\s?)?(?:[\w-]+\s){1,2}(?:break|lunch|pause)(?:\s?\([^()]{1,200}\))?", re.IGNORECASE
)
_OF_A_FORM = re.compile(  # what a template says of a column, and not of what is in it
    r"\s?\((?:optional|required|mandatory|if any|facultati[fv]e?|obligatoire|opcional|obligatorio|"
    r"pflicht|pflichtfeld)\)|"
    r"^(?:role|rolle|rôle|rol|ruolo)\s?:\s",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,120}[)\]]")
_PLAIN_BRACKETS = str.maketrans("\uff08\uff09\uff0f", "()/")
_SEVERAL_READINGS = re.compile(r"[(\[/|\n]")
_JOINED = re.compile(r"[&,/+]|\b(?:and|und|et|y|e)\b", re.IGNORECASE)
_ADDED = re.compile(r"\s?[&/+]\s?|\s(?:and|und|et|y|e|и)\s", re.IGNORECASE)
MOST_JOINED = 5  # words of a heading such as "Content and results"
NUMBER = "#"  # before that of a column
LONGEST_HEADING = 120  # characters
LONGEST_LATER = 30  # characters of "Speaker TBC"
STRONG, AMONG_OTHERS, WEAK, WEAKEST = 3.0, 2.0, 1.5, 1.0
_CORE = frozenset(
    {"title", "start", "end", "time", "duration", "speakers", "date", "session", "first_name", "last_name"}
)

_OF_ITEM = re.compile(  # "Abstract of the talk", "Description de la session"
    r" (?:of|de|des|du|der|del|della|do|da|dell?)(?: (?:the|la|le|l|el))? "
    r"(?:talk|session|presentation|paper|event|lecture|vortrags|sitzung|beitrags|veranstaltung|séance|présentation|"
    r"intervention|conférence|atelier|charla|sesión|ponencia|presentación|sessão|palestra|sessione|intervento|evento)"
)
_END_OF = re.compile(  # "Fin de la matinée", "Ende des Workshops"
    r"(?:end of|ende|fin|fine|fim|einde|конец|окончание|نهاية)"
    r"(?: (?:the|de|du|des|der|del|della|la|los|el|do|da|dos|van|het|l)){0,2} [^\W\d_]{3,24}"
)
_ENDING = re.compile(  # "Schulungsende"
    r"(?:veranstaltung|schulung|seminar|tagung|kurs|workshop|sitzung|programm|tages|abend|konferenz|messe)s?(?:ende|schluss)"
)
_KIND_PATTERNS = tuple(
    (SegmentKind(kind), re.compile(rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![\w-])", re.IGNORECASE))
    for kind, words in _WORDS["kinds"].items()
)


def field_of(heading: object) -> str | None:
    """Return the field of a column with this heading; None if unknown."""
    return next(iter(meanings(heading)), None)


def meanings(heading: object) -> Mapping[str, float]:
    """Return the possible fields of a heading, likeliest first, each with its strength.

    Returns:
        Fields with strengths between 1 and 3.2: a heading that says only the field is 3, one that names it among other
        words 2, an ambiguous word 1 to 1.5.
    """
    if not isinstance(heading, str) or not heading.strip() or len(heading) > LONGEST_HEADING:
        return {}
    return _meanings(heading)


@lru_cache(maxsize=2_000)  # the keys of ten thousand JSON objects are the same few
def _meanings(heading: str) -> dict[str, float]:
    heading = _OF_A_FORM.sub("", heading.translate(_PLAIN_BRACKETS))
    keys = [key for text in _readings(heading) if (key := heading_key(text))]
    known: dict[str, float] = {}
    if keys and _JOINED.search(heading) and names_organisations(heading) and _SPEAKERS & set(keys[0].split()):
        return {"speakers": STRONG}  # "Speaker & affiliation"
    if names_both(heading):
        return {"title": STRONG - 0.5}  # "Speaker & title"
    for strength, key in zip((STRONG, STRONG, STRONG - 0.2), keys, strict=False):
        if field := _NAMED.get(key):
            known.setdefault(field, _strength(field, key, strength))
    words = keys[0].split() if keys else []
    if not known and len(words) <= MOST_JOINED and (first := _NAMED.get(_first_of_joined(heading))):
        known[first] = AMONG_OTHERS  # "Content and results"
    if not known and (part := _part_of_item(keys)) in _NAMED:
        known["abstract" if "abstract" in _ALSO.get(part, ()) else _NAMED[part]] = AMONG_OTHERS
    if not known and (field := _of_a_person(words) or _numbered(words) or _by_words(words) or _qualified(words)):
        known[field] = AMONG_OTHERS
    for field in _ALSO.get(keys[0] if keys else "", ()) or _ALSO.get(_first_of_joined(heading), ()):
        known.setdefault(field, WEAKEST)
    return dict(sorted(known.items(), key=lambda item: -item[1]))


def names_both(heading: object) -> bool:
    """Whether a heading names who speaks and the title, "Speaker & title", which is not that person's function."""
    parts = [heading_key(part) for part in _ADDED.split(str(heading)[:LONGEST_HEADING])]
    pairs = (parts, parts[::-1]) if len(parts) == 2 else ()
    return any(one in _SPEAKERS and _NAMED.get(other) == "title" for one, other in pairs)


def _first_of_joined(heading: str) -> str:
    """Return "content" of "Content and results"; empty for headings of one part."""
    first, *rest = _JOINED.split(heading, maxsplit=1)
    return heading_key(first) if rest else ""


_ENDINGS = re.compile(r"(?<=[^\W\d_]{3})(?:[\u00b7\u2022\u22c5](?:[^\W\d_]{1,5}))+")  # "Intervenant\u00b7es"


def is_number(key: str) -> bool:
    """Whether a key is the number of a column without a heading."""
    return key.startswith(NUMBER)


def heading_key(heading: str) -> str:
    """Return a heading as the lists of words spell it: `StartTime`, `start_time` and `Start time` are the same."""
    heading = _ENDINGS.sub("", heading[:LONGEST_HEADING])
    parted = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[^\W\d_])(?=\d)", " ", heading[:LONGEST_HEADING])
    return plain_key(parted)


def known_fields() -> tuple[str, ...]:
    """Return the fields that a column can be given by hand."""
    return tuple(field for field in _WORDS["fields"] if field not in {"level", "all_day", "skip"})


def is_weak_people(heading: object) -> bool:
    """Whether this is the heading of people who may not be speakers: owners, authors, participants."""
    return isinstance(heading, str) and heading_key(_without_brackets(heading)) in _WEAK_PEOPLE


def names_discussants(heading: object) -> bool:
    """Whether this is the heading of those who discuss what others say."""
    return isinstance(heading, str) and heading_key(_without_brackets(heading)) in _DISCUSSANTS


def names_hours(key: str) -> bool:
    """Whether below this heading, as `heading_key` spells it, 9 is nine o'clock."""
    return key in _HOURS


def looks_like_headings(columns: Mapping[int, str]) -> bool:
    """Whether these columns form a table of a programme, or one of people."""
    fields = set(columns.values())
    return len(fields) >= 2 and bool(fields & _CORE)


def _readings(heading: str) -> tuple[str, ...]:
    """Return a heading unchanged, without its text in brackets, and its first part ("Title / Titre")."""
    if not _SEVERAL_READINGS.search(heading):
        return (heading,)
    return heading, _without_brackets(heading), re.split(r"[/|\n]", heading)[0]


def _without_brackets(heading: str) -> str:
    return _BRACKETS.sub(" ", heading[:LONGEST_HEADING])


def _strength(field: str, key: str, strength: float) -> float:
    if key in _WEAK or (field == "speakers" and key in _WEAK_PEOPLE):
        return WEAK
    if field == "room" and key in _PLACES:
        strength -= 0.1  # "Room" beside "Location" says more
    says_title = field == "title" and bool(set(key.split()) & _TITLES)
    return strength + 0.2 if says_title else strength


def _by_words(words: Sequence[str]) -> str | None:
    """Return the fields of a longer heading by its words: "Session Start Date & Time", "Speaker 2"."""
    known = set(words)
    if not 2 <= len(words) <= 8 or known & _OTHERWISE:
        return None
    if "title" in known and known & _SPEAKERS and "name" not in known:
        return None  # "Speaker 1 title" is that person's function
    return next((field for field, some in _PARTS if known & some), None)


def _part_of_item(keys: Sequence[str]) -> str:
    """Return "abstract" of "Abstract of the talk" and "description" of "Event description"; empty for others."""
    whole = keys[0] if keys else ""
    words = whole.split()
    if len(words) == 2 and words[0] in _QUALIFIERS and "abstract" in _ALSO.get(words[1], ()):
        return words[1]
    return part if (part := _OF_ITEM.sub("", whole)) != whole else ""


def _of_a_person(words: Sequence[str]) -> str | None:
    """Return the field of "Presenter first name", "Speaker organisation" and "detalle ponente"."""
    if len(words) < 2 or _SPEAKERS.isdisjoint((words[0], words[-1])):
        return None
    rest = words[1:] if words[0] in _SPEAKERS else [word for word in words[:-1] if word not in _FILLING]
    field = "job" if rest[0] in _TELLING and len(rest) == 1 else _NAMED.get(" ".join(rest))
    return field if field in _OF_A_PERSON else None


def _numbered(words: Sequence[str]) -> str | None:
    """Return the field of "Orateur 1" and "Redner 2", which is that of people without a number."""
    field = _NAMED.get(words[0]) if len(words) > 1 and words[-1].isdigit() and words[1:-1] in ([], ["n"]) else None
    return field if field in {"speakers", "moderators"} else None


def _qualified(words: Sequence[str]) -> str | None:
    """Return the field of "Event venue", which is that of "Venue", and of "nombre actividad", which is its title."""
    if len(words) > 1 and words[0] in _NAME_OF:
        rest = [word for word in words[1:] if word not in _ARTICLES]
        return "title" if _NAMED.get(" ".join(rest)) == "title" else None
    field = _NAMED.get(" ".join(words[1:])) if len(words) > 1 and words[0] in _QUALIFIERS else None
    return None if field == "id" else field


def is_of_a_part(heading: object) -> bool | None:
    """Whether a heading names a talk in a session, as "Talk start" does; False for "Session start", None for others."""
    words = set(heading_key(heading).split()) if isinstance(heading, str) else set()
    return True if words & _INNER else False if words & _OUTER else None


def is_technical(heading: object) -> bool:
    """Whether this is the heading of light, sound, pictures or remarks, which hold neither titles nor people."""
    return isinstance(heading, str) and heading_key(_without_brackets(heading)) in _TECHNICAL


def names_nobody(heading: object) -> bool:
    """Whether this is a heading above capitalised words which are no people: "League", "Status", "Channel"."""
    return isinstance(heading, str) and bool(_NAMELESS & set(heading_key(heading).split()))


def is_scenery(heading: object) -> bool:
    """Whether this is a stage, which beside light and sound is no room but what stands on it."""
    return isinstance(heading, str) and heading_key(heading) in _SCENERY


def names_acts(heading: object) -> bool:
    """Whether this is the heading of those who play, who at a concert are what the items are called."""
    return isinstance(heading, str) and heading_key(_without_brackets(heading)).removesuffix(" name") in _ACTS


def names_organisations(heading: object) -> bool:
    """Whether a heading of people names their organisations too: "Name, institution"."""
    words = heading_key(heading).split() if isinstance(heading, str) else []
    parts = [heading_key(part) for part in _JOINED.split(str(heading)[:LONGEST_HEADING])]
    return len(words) > 1 and any(_NAMED.get(each) == "affiliation" for each in (*words, *parts[1:]))


def is_no_name(text: str) -> bool:
    """Whether a text in a column of people names none: "tbd", "all", "various"."""
    key = plain_key(text)
    is_later = len(key) <= LONGEST_LATER and key.rpartition(" ")[2] in _LATER
    return key in _NO_NAMES or is_later or _TO_FILL_IN.fullmatch(text.strip()) is not None


def is_filling(word: str) -> bool:
    """Whether a word beside a day, a time or a title says nothing of its own: "Uhr", "programme"."""
    return word in _FILLING


def is_no_title(text: str) -> bool:
    """Whether a heading only says that a programme follows: "Draft agenda"."""
    words = plain_key(text[:LONGEST_HEADING]).split()
    return bool(words) and all(word in _NO_TITLES for word in words)


def is_total(title: str) -> bool:
    """Whether a row with this title is a total of the others."""
    return plain_key(title) in _TOTALS


def is_amount(heading: object) -> bool:
    """Whether this is the heading of money or of a quantity, as bills and accounts have."""
    return isinstance(heading, str) and heading_key(_without_brackets(heading)) in _AMOUNTS


def is_end(title: str) -> bool:
    """Whether a row with this title only gives the end of the session."""
    key = plain_key(title) if len(title) <= LONGEST_HEADING else ""
    return key in _ENDS or _END_OF.fullmatch(key) is not None or _ENDING.fullmatch(key) is not None


def kind_of(text: str, *, whole: bool = True) -> SegmentKind | None:
    """Return the kind of an item by its title or a word for its type; None if unknown.

    Args:
        whole: the words must be the whole text, or begin it and be followed by very little.
    """
    stripped = _PICTURES.sub("", text).strip(" .:-\u2013\u2014*")
    for kind, pattern in _KIND_PATTERNS:
        match = pattern.match(stripped)
        if match is None:
            continue
        rest = stripped[match.end() :].strip()
        if (
            not whole
            or len(rest.split()) <= 2
            or re.match(r"[(:,\u2013\u2014-]|by\b|of\b|and\b|&|remarks|ceremony", rest)
        ):
            return kind
    if _BREAK_OF_SOME_KIND.fullmatch(stripped):
        return SegmentKind.BREAK
    return None
