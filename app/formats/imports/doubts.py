"""What is unlikely in a result: odd titles and people, and sessions at night. It is listed for who imports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from app.domain.errors import Dated
from app.domain.values import HOUR
from app.formats.imports.found.dates import weekday_of
from app.formats.imports.found.findings import FoundSpeaker, Programme
from app.formats.imports.found.frame import PLACE
from app.formats.imports.found.headings import field_of, kind_of
from app.formats.imports.found.names.cell import function_before, names_in
from app.formats.imports.found.names.common import is_first_name
from app.formats.imports.found.names.person import (
    HONORIFIC,
    OF_A_TALK,
    PARTICLES,
    looks_like_person,
    names_a_topic,
    says_a_role,
)
from app.formats.imports.named_titles import people_left
from app.formats.text.notes import Notes, shortened

MOST_NAMED = 5  # titles or people
MOST_WORDS = 6  # of a name
NIGHT = range(1, 6)  # hours at which hardly a session begins
SOON_MS = HOUR  # after another one
LONGEST_TITLE = 240  # characters; a longer one is rather a description
_MARKS_LEFT = re.compile(
    r"\*\*|__|\]\(|\}>|=>|</?[a-z]{1,12}\b[^<>]{0,200}>|&[a-z]{2,8};|\{\{|\$\{|\\[#*_n]|^(?:(?:and|und|et|[&yeiaи])\s)?\d{1,2}:\d\d\b|"
    r"\d[:.h]\d\d\s?(?:[\u2013\u2014-]|\b(?:to|until|bis|à|a|al|alle|às|do|до)\b)\s?\d{1,2}[:.h]\d\d|^\d{1,2}(?:\.\d\d)?\s[:\u2013\u2014-]\s|\d\s?[\u2013\u2014-]\s?\d{1,2}\s?[ap]m\b"
)
_BESIDE_BODY = re.compile(  # "Clocks - Ann Lee (ACME)"
    r"(?:\s[\u2013\u2014|/&-]\s|[.:;,]\s|(?<!\w)(?:and|by|with|und|von|mit|et|par|avec|y|e|por|con|и|с)\s)"
    r"(?P<who>[^\W\d_][\w.'\u2019-]{0,30}(?:\s[\w.'\u2019-]{1,30}){1,3})\s?[(\[][^()\[\]]{2,100}[)\]]"
)
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017d\u0410-\u042f\u0401"
_WORD = rf"(?:[{_CAPITAL}]\.|[{_CAPITAL}][\w'\u2019-]{{1,30}})"
_PARTICLE = r"(?:(?:van|von|de|der|den|del|da|di|du|la|le|el|al|dos|ter)\s){0,3}"
_BEHIND_KIND = re.compile(  # "Keynote #1: Ann Lee & Bo Chu"
    OF_A_TALK + r"[^:]{0,20}:\s(?P<who>[^\W\d_][^:]{2,80})$", re.IGNORECASE
)
_BEHIND_LABEL = re.compile(  # "Plenary session: Moderator: Ann Lee"
    r"(?i:(?<!\w)(?:moderat(?:or(?:in)?|ion)|chair(?:person)?|speakers?|mod[ée]rateur|modératrice|moderador[ae]?|modera|"
    rf"relatore|ponente|referent(?:in)?|ведущ(?:ий|ая)|докладчик)\s?:\s{{1,4}})(?P<who>{_WORD}(?:\s?{_PARTICLE}{_WORD}){{1,3}})"
)
_BETWEEN_NAMES = re.compile(r"\s?[,&/;]\s?|\s(?:and|und|et|y|e|и)\s")
_BEHIND_BY = re.compile(  # "Welcome by Ann Lee and a walk"
    r"(?<!\w)(?:by|von|par|por|door|przez|oleh|preside)\s(?:[a-z\u00df-\u00ff]{2,20}\s){0,2}"
    rf"(?P<who>{_WORD}(?:\s?{_PARTICLE}{_WORD}){{1,3}})"
)
_LAST_ALONE = re.compile(  # a surname: "Clocks - Lee"
    r"[^\W\d_]{2}\s[\u2013\u2014-]\s(?P<who>[" + _CAPITAL + r"][a-z\u00df-\u00ff]{2,20})$"
)
FEWEST_ALONE = 2  # items
_QUOTED_LAST = re.compile(r"[\"\u201c\u201d\u00bb]\.?$")
_TIMED = re.compile(r"(?<![\d.:])\d{1,2}(?::[0-5]\d(?!\d)|(?:[:.][0-5]\d)?\s?[ap]\.?m\b|\s?(?:Uhr|heures)\b)")
_OPEN_END = re.compile(  # a line that goes on below, or behind the date
    r"\s(?:and|or|of|the|in|on|at|for|with|to|by|und|oder|der|die|das|von|für|mit|zum|zur|et|ou|de|du|des|la|le|les|pour|"
    r"avec|y|o|del|el|los|las|con|para|e|di|della|il|per|da|do|em|com|i|и|или|с|для|w|z|en|van|och|og)$"
)
_TO_READERS = re.compile(  # what a page says to its readers, and no name of an event
    r"^\W{0,4}(?:please|note|attention|important|achtung|bitte|hinweis|nota|remarque|attenzione|внимание|licen[sc]e|"
    r"lizenz|licencia|about|über uns|contacts?|kontakt|register|download)\b|\b(?:we|you|they)['\u2019](?:ve|re|ll)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(  # "Ann Lee (ACME) - Clocks"
    r"^(?P<who>[^\W\d_][\w.'\u2019-]{0,30}(?:\s[\w.'\u2019-]{1,30}){1,3})\s?\([^()]{2,100}\)(?:\s[\u2013\u2014-]|:)\s"
)
_LABELLED = re.compile(r"^(?P<label>[^\W\d_][\w ]{2,24})\s?[:\uff1a]\s(?P<who>[^\n]{4,80})$", re.MULTILINE)
LONGEST_LAST = 150  # characters at the end of a line
_BY_LAST = re.compile(  # a description, or a line of it, that ends with who speaks: "por Ana Lima", "Talk by Ann Lee."
    r"(?:^|\s)(?:by|von|par|por|da|door|przez|av|af|oleh|with|con|mit|avec)\s(?P<who>[^\n:;]{3,100}?)\.?$",
    re.IGNORECASE,
)
MOST_OF_A_TEXT = 2_000  # characters
_REPEATED = re.compile(r"(?P<said>[^\W\d_]{4,20}(?:\s[^\W\d_]{2,20}){0,2})(?:\s?(?P=said))")
FEWEST_REPEATED = 2  # items
MOST_REPEATED = 80  # characters of a title in which it is looked for
MOST_LINES = 12  # of a description, in which people stand alone
_LABELS = frozenset({"speakers", "moderators", "date", "time", "start", "room"})
_OF_PEOPLE = frozenset({"speakers", "moderators"})
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|och|og|и|oder|or)\s[^\W\d_A-ZÄÖÜ]")
_PLACE_WORD = re.compile(
    r"\b(?:room|lobby|foyer|auditorium|ballroom|terrace|restaurant|first floor|"
    r"(?:conference|main|great|lecture|concert|dining|exhibition|town|city|grand|sports|school|village) hall)$",
    re.IGNORECASE,
)
_GROUP = re.compile(  # which several people are, and not one
    r"(?:dancers|singers|players|choir|orchestra|ensemble|brass band|pipe band|scouts|drummers|"
    r"majorettes|service|bible study|fellowship|"
    r"chor|orchester|kapelle|spielleute|chorale|chœur|orchestre|fanfare|coro|orquesta|хор|оркестр)s?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[\d:;!?@<>|/(){}\[\]\u2190-\u21ff]|[\u3400-\u9fff]{7}")
_ABBREVIATION = re.compile(r"[A-Z]{2,8}|[A-Z]{3,8}[a-z]{1,6}")  # in the name of an organisation
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")  # a surname may stand first
_WORDS = re.compile(  # that may be a weekday; in Portuguese, numbers are no weekdays alone
    r"(?<![\w-])(?!(?:segunda|terça|terca|quarta|quinta|sexta)(?!-))[^\W\d_]{5,12}(?:-feira)?(?![\w-])", re.IGNORECASE
)
FEW_OF, HALF_OF = 4, 2  # people


def note_doubts(programme: Programme, notes: Notes) -> None:
    """Note what is unlikely in a file of others; the authors of a session document say what they mean."""
    if any(session.document for session in programme.sessions):
        return
    _note_titles(programme, notes)
    _note_repeated(programme, notes)
    _note_untitled(programme, notes)
    _note_named(programme, notes)
    _note_described(programme, notes)
    _note_people(programme, notes)
    _note_nights(programme, notes)
    _note_weekdays(programme, notes)


def _note_titles(programme: Programme, notes: Notes) -> None:
    """Note titles in which marks or times are left, or which are long as descriptions, where the first of them is."""
    headings = [("", programme.title), *((session.where, session.title) for session in programme.sessions)]
    titles = [each for each in headings if _is_odd_heading(each[1])][:1]
    items = (item for session in programme.sessions for item in session.items)
    titles += [(item.where, item.title) for item in items if _is_odd_title(item.title)]
    if titles:
        said = "; ".join(shortened(title, 60) for _, title in titles[:MOST_NAMED])
        notes.guess(titles[0][0], "Taken for titles, and perhaps none, or not only: {titles}", titles=said)


def _is_odd_heading(title: str) -> bool:
    """Whether the title of a session is rather a line with a time, or with a label such as "Chair: Ann Lee"."""
    label, colon, behind = title.replace("\uff1a", ":").partition(":")
    is_label = bool(colon and behind.strip()) and label.strip().isalpha() and field_of(label) in _LABELS
    is_label = is_label or _TO_READERS.search(title) is not None
    return is_label or _is_odd_title(title) or (_TIMED.search(title) or _OPEN_END.search(title)) is not None


def _note_repeated(programme: Programme, notes: Notes) -> None:
    """Note titles that say the same again, as the columns of several days do on one line."""
    titled = (item for session in programme.sessions for item in session.items)
    repeated = (item for item in titled if _REPEATED.search(item.title[:MOST_REPEATED]))
    items = list(islice(repeated, FEWEST_REPEATED))
    if len(items) == FEWEST_REPEATED:
        notes.guess(
            items[0].where,
            "Titles say the same several times, as columns of several days or rooms do on one line: {title}",
            title=shortened(items[0].title, 60),
        )


def _note_untitled(programme: Programme, notes: Notes) -> None:
    """Note items that have no title and are called by who speaks."""
    names = {person.id: person.name for person in programme.speakers}
    items = (item for session in programme.sessions for item in session.items)
    called = [item for item in items if item.title in {names.get(id_) for id_ in (*item.speakers, *item.moderators)}]
    if called:
        notes.guess(
            called[0].where,
            "Items without titles are called by who speaks, of which there are {count}: {title}",
            count=len(called),
            title=shortened(called[0].title, 60),
        )


def _note_named(programme: Programme, notes: Notes) -> None:
    """Note people beside organisations in titles of items without speakers, where the first of them is."""
    items = [item for session in programme.sessions for item in session.items]
    silent = [item for item in items if not item.speakers and not item.moderators]
    named = [(item, who) for item in silent for who in _beside_title(item.title)]
    named += [(item, item.title.rpartition(", ")[2]) for item in silent if len(silent) < len(items)]
    named += [(item, item.title.partition(", ")[0]) for item in silent if _QUOTED_LAST.search(item.title)]
    people = [(item.where, who) for item, who in named if who != item.title and _is_named(who)]
    told: dict[str, str] = {}  # what is said of each place: who is within that is not said again
    for where, who in people:
        told[where] = f"{told.get(where, '')} {who}"
    people += [(where, who) for where, who in people_left(programme) if who not in told.get(where, "")]
    alone = [(item, match["who"]) for item in silent if (match := _LAST_ALONE.search(item.title)) is not None]
    alone = [(item, who) for item, who in alone if kind_of(who, whole=False) is None and not PLACE.search(who)]
    people += [(item.where, who) for item, who in alone] if len(alone) >= FEWEST_ALONE else []
    if people:
        told_once = [*dict.fromkeys(who for _, who in people)]
        names = "; ".join([*told_once[:MOST_NAMED], *(["…"] if len(told_once) > MOST_NAMED else [])])
        notes.guess(people[0][0], "These may be who speaks, and were left in titles: {names}", names=names)


def _beside_title(title: str) -> Iterator[str]:
    """Yield the texts in a title that may name who speaks, by what stands beside them."""
    for pattern in (_BESIDE_BODY, _LEADING, _BEHIND_BY, _BEHIND_LABEL):
        yield from (match["who"] for match in pattern.finditer(title))
    if (match := _BEHIND_KIND.search(title)) is not None:
        yield from _BETWEEN_NAMES.split(match["who"])


def _note_described(programme: Programme, notes: Notes) -> None:
    """Note people in descriptions of items that they are not in: behind labels such as "Chair:", and "Dr. Ann Lee"."""
    called = {person.id: person.name for person in programme.speakers}
    left: list[tuple[str, str]] = []
    described = (item for session in programme.sessions for item in session.items if item.details.abstract)
    for item in described:
        if len(left) >= MOST_NAMED:
            break
        known = {called.get(id_, "") for id_ in (*item.speakers, *item.moderators)}
        for match in _LABELLED.finditer(item.details.abstract[:MOST_OF_A_TEXT]):
            who = names_in(match["who"], commas=True) if field_of(match["label"]) in _OF_PEOPLE else []
            left += [(item.where, each.name) for each in who if _is_named(each.name) and each.name not in known]
        lines = item.details.abstract[:MOST_OF_A_TEXT].splitlines()[:MOST_LINES] if not any(known) else []
        for by in filter(None, (_BY_LAST.search(line.strip()[-LONGEST_LAST:]) for line in lines)):
            alone = [each.name for each in names_in(by["who"], commas=True) if _is_named(each.name)]
            left += [(item.where, name) for name in alone if by.start() == 0 or _is_surely_named(name)]
        left += [(item.where, line.strip()) for line in lines if HONORIFIC.match(line.strip()) and _is_named(line)]
    if left:
        names = "; ".join(dict.fromkeys(name for _, name in left[:MOST_NAMED]))
        notes.guess(left[0][0], "These may be who speaks or leads, and were left in descriptions: {names}", names=names)


def _is_named(text: str) -> bool:
    text = function_before(text)[1]
    return looks_like_person(text) and not text[:1].islower() and not text.isupper() and not PLACE.search(text)


def _is_surely_named(text: str) -> bool:
    return HONORIFIC.match(text) is not None or any(map(is_first_name, text.split()))


def _is_odd_title(title: str) -> bool:
    return len(title) > LONGEST_TITLE or _MARKS_LEFT.search(title) is not None


def _note_people(programme: Programme, notes: Notes) -> None:
    """Note people whose names are hardly those of people, where the first of them speaks."""
    odd = {each.id: each.name for each in programme.speakers if _is_odd(each.name) or _is_one_of_several(each)}
    odd |= _unlike_others(programme.speakers)
    if not odd:
        return
    items = (item for session in programme.sessions for item in session.items)
    where = next((item.where for item in items if odd.keys() & {*item.speakers, *item.moderators}), "")
    names = "; ".join(shortened(name, 60) for name in list(odd.values())[:MOST_NAMED])
    notes.guess(where, "Taken for people, and perhaps none: {names}", names=names)


def _unlike_others(people: Sequence[FoundSpeaker]) -> dict[str, str]:
    """Return the few names of one word, or with an abbreviation, among those of people: "Coursera", "GDG Team"."""
    plain = {each.id: each.name for each in people if not _has_function(each.name)}
    unlike = {id_: name for id_, name in plain.items() if _is_short(name) or _is_abbreviated(name)}
    unlike = unlike if len(unlike) * FEW_OF <= len(people) else {}
    named = {id_: name for id_, name in plain.items() if not any(map(is_first_name, name.split()))}
    return unlike | (named if len(people) >= FEW_OF and len(plain) * HALF_OF <= len(people) else {})


def _has_function(name: str) -> bool:
    """Whether a title or a function stands before a name: "Dr. Ann Lee", "Bürgermeisterin Ann Lee"."""
    word, *behind = name.split()
    is_after = len(behind) > 1 and not _CYRILLIC.match(name) and is_first_name(behind[0]) and not is_first_name(word)
    return HONORIFIC.match(name) is not None or is_after


def _is_short(name: str) -> bool:
    return name.isalpha() and name.isascii() and name[:1].isupper() and not is_first_name(name)


def _is_abbreviated(name: str) -> bool:
    words = name.rstrip(".").split()
    short = [word for word in words if _ABBREVIATION.fullmatch(word)]
    return len(words) > 1 and len(short) == 1 and not any(map(is_first_name, words))


def _is_one_of_several(person: FoundSpeaker) -> bool:
    """Whether a single word stands before others that are joined, as in a list of kinds: "Insurers, police and us"."""
    return " " not in person.name and _JOINED.search(person.affiliation) is not None


def _note_nights(programme: Programme, notes: Notes) -> None:
    """Note the first session that begins at night, and goes on from no other: its times may be of the afternoon."""
    zone = ZoneInfo(programme.timezone)
    ends = sorted(session.ends_ms for session in programme.sessions if session.ends_ms > session.starts_ms)
    for session in programme.sessions:
        at = datetime.fromtimestamp(session.starts_ms / 1000, zone)
        last = bisect_right(ends, session.starts_ms)
        is_on = last > 0 and session.starts_ms < ends[last - 1] + SOON_MS
        if at.hour in NIGHT and session.items and session.items[0].starts_ms is not None and not is_on:
            where, title = session.items[0].where, shortened(session.items[0].title, 60)
            notes.guess(
                where,
                "It begins at night, at {time}, perhaps twelve hours too early: {title}",
                time=f"{at:%H:%M}",
                title=title,
            )
            return


def _note_weekdays(programme: Programme, notes: Notes) -> None:
    """Note the first session whose title names another weekday than the one on which it is."""
    zone = ZoneInfo(programme.timezone)
    own = (session for session in programme.sessions if not session.title.startswith(programme.title))
    for session in own:
        named = {weekday for word in _WORDS.findall(session.title) if (weekday := weekday_of(word)) is not None}
        at = datetime.fromtimestamp(session.starts_ms / 1000, zone)
        if len(named) == 1 and at.weekday() not in named and session.items and session.items[0].starts_ms is not None:
            notes.guess(
                session.where,
                "It was put on {date}, which is another weekday than its title names: {title}",
                date=Dated(at.date()),
                title=shortened(session.title, 60),
            )
            return


def _is_odd(name: str) -> bool:
    """Whether a name has signs, numbers or words that no name of a person has."""
    bare = HONORIFIC.sub("", name)
    honoured = HONORIFIC.search(name)
    before = name[: honoured.start()].split() if honoured is not None else []
    is_initial = honoured is not None and honoured[0].strip(" .") == "M" and all(word[:1].isupper() for word in before)
    if "".join(before).strip(".") and not is_initial:  # "Ann M. Lee"
        return True  # "Head of the Clocks Prof. Ann Lee"
    words = bare.split()
    if _NO_NAME.search(bare) or _GROUP.search(bare) or _PLACE_WORD.search(bare) or len(words) > MOST_WORDS:
        return True
    if kind_of(bare) is not None or field_of(bare) is not None:
        return True
    if bare[:1].islower() and sum(word[:1].isupper() for word in words) > 1:
        return True  # "von Ann Lee", behind another word
    small = any(word[:1].islower() and word.lower() not in PARTICLES for word in words)
    return (small and len(words) > 1) or names_a_topic(bare) or (bare == name and says_a_role(bare))
