"""The line above a programme with the time of the whole: a range of times or a beginning, and perhaps day and room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.domain.errors import Sentence
from app.domain.values import MINUTE
from app.formats.imports.found.dates import Day, before_day, day_of, month_of, weekday_of
from app.formats.imports.found.days import number_of_day
from app.formats.imports.found.headings import field_of, is_no_name, meanings
from app.formats.imports.found.times import (
    ZONE,
    TimeOfDay,
    clock_of,
    latin_digits,
    leading_range,
    mended_end,
    range_of,
    without_zone,
)

LONGEST = 400  # characters of a line
BESIDE = 40  # characters before a range, where its day is, if others are in the line
_CLOCK = r"\d{1,2}(?:\s?[:.h]\s?\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?(?:\s?(?:uhr|h)\b)?"
_RANGE = re.compile(
    rf"(?<![\d:.])(?<!\d-)(?P<range>{_CLOCK}\s{{0,3}}(?:-|\u2013|\u2014|to|until|till|bis|\u00e0|a|and|und)\s{{0,3}}{_CLOCK})(?!\d|:\d|-\d)",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    r"\b(?:(?:starting|starts?|beginning|begins?|commencing|commences|opens|beginn|anfang|start(?:\s?time)?|curtain(?:\s+up)?|"
    r"d\u00e9but(?:\s+de(?:\s+la)?\s+\w+)?|commence|inizio|inizia|in\u00edcio|in\u00edcia|inicio|comienzo|comienza|empieza|"
    r"aanvang|begint|b\u00f6rjar|\u043d\u0430\u0447\u0430\u043b\u043e|\u043d\u0430\u0447\u0438\u043d\u0430\u0435\u0442\u0441\u044f|\u062a\u0628\u062f\u0623|\u064a\u0628\u062f\u0623|\u0627\u0644\u0628\u062f\u0627\u064a\u0629|\u0628\u062f\u0627\u064a\u0629)\b|"
    r"(?:from|ab|\u00e0 partir de|a partir de|desde|dalle|vanaf|\u0441)\b|"
    r"\u5f00\u59cb(?:\u65f6\u95f4)?|\u958b\u59cb(?:\u6642\u9593)?)"
    r"\s{0,3}[:\uff1a]?\s{0,3}(?:(?:at|um|\u00e0|ore|alle(?:\s+ore)?|a\s+las|\u00e0s|om|kl\.?|\u0432|\u0627\u0644\u0633\u0627\u0639\u0629|[\u2013\u2014-])\s{1,3})?"
    rf"(?P<clock>{_CLOCK}|noon|midnight)(?![\d:])",
    re.IGNORECASE,
)
MOST_WORDS = 8  # of a line about the beginning of a show
_FULL_CLOCK = re.compile(
    r"(?<![\d:.,/-])\d{1,2}[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\s?[ap]\.?m\b\.?)?(?![\d:./-])", re.IGNORECASE
)
_AT = re.compile(  # in a sentence with a date: "on Friday, 20 November, at 6 pm"
    rf"\b(?:um|at|\u00e0|a\s+las|alle(?:\s+ore)?|\u00e0s|om|kl\.?|\u0432)\s{{1,3}}(?P<clock>{_CLOCK})(?![\d:])",
    re.IGNORECASE,
)
_HEAD = re.compile(  # "Meeting, 17 November 2026, 15:00, room 312"
    rf"(?P<about>[^\n]{{4,200}}?)[,\s\u00b7|\u2013\u2014-]{{1,3}}(?:(?:um|at|\u00e0|a\s+las|alle|ore|\u00e0s|om|kl\.?|\u0432)\s)?(?<!\d-)(?P<clock>{_CLOCK})(?:\s?[\u2013\u2014-]\s?(?P<end>{_CLOCK}))?(?!-\d)"
    r"(?:\s?[,\u00b7|\u2013\u2014-]\s?(?P<room>[^;|\u00b7]{2,80}))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:event|meeting)\s)?(?:date|time|when|wann|zeit|datum|fecha|hora|heure|horaire|aika|"
    r"date and time|stand|version|as of|updated|时间|日期|時間)\s*[:\uff1a\u2013-]",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"(?:\b(?:in|im|at|en|dans|room|venue)\b\s*:?|,)\s*(?:(?:the|la|el|le|il|der|die|das|dem|den)\s+)?(?P<room>(?!(?:in|im|at|en|dans|the)\b)(?:[A-Z\d][\w'\u2019.-]*\s?){0,4}"
    r"(?:room|hall|chamber|auditorium|saal|raum|salle|sala)(?-i:\s[A-Z\d][\w-]{0,6})?)",
    re.IGNORECASE,
)

# Words of places, which are neither people nor titles.
PLACE = re.compile(
    r"\b(?:hall|room|foyer|auditorium|theatre|theater|lobby|stage|building|floor|street|lounge|terrace|garden|plaza|"
    r"centre|center|restaurant|chamber|hotel|library|church|palace|mairie|rathaus|saal|raum|salle|sala|zaal|aula|online|chambers|"
    r"zoom|atrium|ballroom|boardroom|warehouse|depot|hangar|pavilion|pavillon|marquee|barn|courtyard|museum|cafeteria|canteen|mensa|kantine|chapel|gym|gymnasium|studio|patio|salon|salón|auditoire|auditorio|"
    r"paraninfo|parc|parque|piscine|piscina|stade|stadium|estadio|estádio|esplanade|praça|playa|praia|plage|campus|marktplatz|rathausplatz|piazza|palazzo|palais|plenarsaal|sitzungssaal|turnhalle|aud|ауд|каб|кабинет|корпус|конференц-зал|sál|sali|"
    r"auditório|amphi|amphithéâtre|kirche|hörsaal|зал|аудитория|фойе)\b|[а-яё]{3,12}зал\b|[a-zäöü]{3,20}(?:halle|saal|zaal|raum|zimmer)\b|[a-zäöü]{6,20}gsort\b|"
    r"(?-i:^s\.\s(?=[A-ZŁŚŻ][a-z]))|(?:^|\s)(?:ال)?قاعة(?:\s|$)|会议室|会场|礼堂|报告厅|多功能厅|(?:会議室|会場|講堂|ホール)(?=[\s\dA-Z]|$)",
    re.IGNORECASE,
)
_NO_ROOM = re.compile(
    r"(?:the|a|der|die|das|le|la|les|el|los|il)\s|online$|street|floor$|building\s[a-z]{3}", re.IGNORECASE
)
_WITHIN = re.compile(r"\s(?:on|in|at|to|by|of|the|auf|im|in|dans|sur|en|sul|nel)\s", re.IGNORECASE)
ONLY_A_WORD = re.compile(r"(?:room|raum|salle|sala|zaal|building|floor|location)s?", re.IGNORECASE)  # above a column
_AROUND = " \t:\uff1a,;.|()*\u00b7\u2013\u2014-"
_PARTS = re.compile(r"\s[\u2013\u2014|\u00b7-]\s|\s{3,}|,\s|\s\(|\s(?=in\s(?:room|hall|the\s))|\n")
_CALLED_ROOM = re.compile(  # beside the day: "Saturday, 18 April, Place: Library"
    r"(?:^|[\s(,;\uff0c])(?:venue|place|location|where|ort|lieu|lugar|luogo|local|место|地点|地點|场所|會場|会场|المكان)"
    r"\s?[:\uff1a]\s?(?P<room>[^\s,;|\uff0c()][^,;|\uff0c()]{1,60})",
    re.IGNORECASE,
)
_ENDS_IN = re.compile(
    r"(?:\s(?:on|at|am|vom|um|le|du|el|del|de|il|di|op|den|from|for|\u0432|\u043d\u0430)){1,2}$", re.IGNORECASE
)
_FIRST_OF_DAYS = re.compile(  # "Clock days, 11 and 12 May"
    r"(?:[\s,(\u00b7|\u2013\u2014-]|\s(?:del?|du|vom|from))*(?<!\d)\d{1,2}\.?\s?"
    r"(?:y|e|i|et|and|und|u\.|&|\u0438|to|bis|al|au|a|\u00e0|[-\u2013\u2014/])\s?$",
    re.IGNORECASE,
)
_ENDS_IN_VERB = re.compile(  # "The programme will run from 4 to 6 May"
    r"\b(?:(?:will|shall|is to)\s(?:run|take place|be held)|takes place|took place|was held|findet|fand|"
    r"aura lieu|a lieu|se celebrará|tendrá lugar|terá lugar|si terrà|состоится|пройд[её]т|проходит)$",
    re.IGNORECASE,
)


_BETWEEN_DETAILS = re.compile(r"\s[\u00b7|\u2022\uff5c]\s")
_OF_THE_WHOLE = frozenset({"time", "date", "start", "end", "room", "duration"})

OF_THE_FILE = Sentence("Taken for a note on the file, and for no item: {text}")
_OF_THE_FILE = re.compile(
    r"(?:(?:[^\W\d_]{4,12}\s)?v\d{1,2}\.\d{1,2}|version|rev(?:ision|\.)?|as\s+of|(?:last\s+)?(?:updated?|modified|changed)|printed|exported|generated|draft(?!\s[a-z]{3,20}\s(?:for|of)\b)|stand|fassung|"
    r"entwurf|aktualisiert|état\s+au|mis\s+à\s+jour|mise\s+à\s+jour|actualizad[oa]|versión|versione|aggiornat[oa]|версия|"
    r"обновлено|版本|更新)\b(?!-[^\W\d_])[^\w\n]{0,3}.{0,60}\d.{0,30}",
    re.IGNORECASE,
)


_OF_A_PAGE = re.compile(  # links that are copied with the text of a web page
    r"(?:(?:top|bottom) of page|(?:back|return|go) to (?:the )?(?:top|home|programme|program|main page).{0,20}|"
    r"(?:jump|skip|scroll) (?:down |up |back |directly |straight )?to [^:\n]{3,40}|"
    r"(?:leave|post) a (?:reply|comment)|no comments:?|"
    r"print(?:able|er)?(?:[- ]friendly)?(?: (?:this )?(?:version|page))?|"
    r"(?:share|tweet|like|email) this(?: (?:page|post|event))?|"
    r"zum (?:inhalt|hauptinhalt|menü)(?: springen)?|nach oben|seitenanfang(?: nach oben)?|druckversion|"
    r"(?:aller|passer|accéder) (?:directement )?au (?:contenu|menu)(?: principal)?(?:\W{1,4}aller à la \w{4,12})?|"
    r"haut de page|version imprimable|"
    r"(?:ir|saltar|pular|ir directo) (?:al|para o|ao) (?:contenido|conteúdo)(?: principal)?|"
    r"vai al contenuto(?: principale)?|"
    r"versión para imprimir|versão para impressão|versione stampabile|naar de inhoud|hopp til innhold(?:et)?|"
    r"hoppa till (?:huvud)?innehåll(?:et)?|siirry sisältöön|przejdź do treści|do góry|přeskočit na obsah|"
    r"перейти к содержимому|наверх|версия для печати|跳到主要內容|跳至内容|本文へスキップ|본문 바로가기)\W{0,3}",
    re.IGNORECASE,
)


def is_of_the_file(text: str) -> bool:
    """Whether a line is about the file: its version or when it was made, "Version 7 - 3 Nov", or a link of a page."""
    bare = text.strip(" ()[]")
    return (_OF_THE_FILE.fullmatch(bare) or _OF_A_PAGE.fullmatch(bare)) is not None


def are_details(text: str) -> bool:
    """Whether a line has several labels, and is no title: "Host ACME · Time 4 May 2026 · Place Pier 4"."""
    parts = [part.strip(_AROUND).partition(" ") for part in _BETWEEN_DETAILS.split(text[:LONGEST])]
    labels = [field_of(word.strip(_AROUND)) for word, _, said in parts if said]
    return sum(label in _OF_THE_WHOLE for label in labels) > 1


_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d\s(?:in|im|at)\s")  # of a date before a comma: "July 19th, 2024 in Room 4"


def room_beside(text: str) -> str:
    """Return the room beside the day in a line such as "Monday, 3 June, Room 2.14"; empty if there is none."""
    if (called := _CALLED_ROOM.search(text[:LONGEST])) is not None:
        return called["room"].strip(_AROUND)
    parts = (part.strip(_AROUND) for part in _PARTS.split(text[:LONGEST])[1:])
    places = (
        _YEAR_BEFORE.sub("", part) for part in parts if weekday_of(part) is None and not is_no_name(part)
    )  # the Turkish Tuesday is spelt like a hall
    rooms = [part for part in places if is_room(re.sub(r"^(?:in|im|at)\s", "", part))]
    if not rooms:
        return _place_last(text)
    first, last = text.index(rooms[0]), text.rindex(rooms[-1])
    whole = text[first : last + len(rooms[-1])]  # "Small hall, Palace of Culture"
    return re.sub(r"^(?:in|im|at)\s", "", rooms[-1] if day_of(whole, None) or "\n" in whole else whole)


def _place_last(text: str) -> str:
    """Return the capitalised words behind the day that follows a title: "Offsite, 4 May 2026, Boathouse"."""
    place = _PARTS.split(text[:LONGEST])[-1].strip(_AROUND)
    words = place.split()
    named = 1 <= len(words) <= 6 and all(word[0].isupper() for word in words if len(word) > 3) and words[0][0].isupper()
    told = before_day(text) if named and not any(map(str.isdigit, place)) else ""
    is_behind = 0 < len(told) < text.rfind(place) and title_beside(text) != ""
    of_day = any(month_of(word.strip(".,")) or weekday_of(word.strip(".,")) is not None for word in words)
    return place if is_behind and not of_day and not meanings(place) and not ZONE.fullmatch(place) else ""


def is_room(text: str) -> bool:
    """Whether a short text is the name of a room: "Conference Room 2", "Grand amphithéâtre".

    Each longer word is capitalised, or is a word for rooms itself.
    """
    words = text.split()
    if ONLY_A_WORD.fullmatch(text):
        return False
    named = len(words) > 1 and not words[1][:1].islower()  # "salle 035"
    shown = not words[:1] or not words[0][:1].islower()
    shown = shown and not _WITHIN.search(text)
    longer = [word for word in words[named:] if len(word) > 3]
    capital = all(not word[0].islower() or (shown and PLACE.fullmatch(word)) for word in longer)
    return 1 <= len(words) <= 5 and capital and PLACE.search(text) is not None and not _NO_ROOM.match(text)


@dataclass(frozen=True, slots=True)
class Frame:
    """The time of the whole; `is_prose` if the line has other words of a sentence."""

    start: TimeOfDay
    end: TimeOfDay | None
    day: Day | None
    room: str
    is_prose: bool

    @property
    def said(self) -> str:
        """The times in figures, "10:00-16:30"."""
        clocks = (time.ms // MINUTE for time in (self.start, self.end) if time is not None)
        return "-".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in clocks)

    @property
    def last(self) -> TimeOfDay | None:
        """The end, half a day or a day later if it would be before the start."""
        return mended_end(self.start, self.end) if self.end is not None else None


def beginning_of(text: str, near: date | None) -> Frame | None:
    """Return when the whole begins by a line such as "4 May, Room 2, starting at 2 pm"; None if it does not say it.

    Args:
        near: gives its year to a day without one.
    """
    plain = latin_digits(text[:LONGEST])
    match = _BEGINNING.search(plain) or (_AT.search(plain) if day_of(plain, near) is not None else None)
    clock = clock_of(match["clock"].strip()) if match else None
    if match is None or clock is None or leading_range(plain) is not None:
        return None
    around = ZONE.sub(" ", f"{plain[: match.start()]} {plain[match.end() :]}")
    room = _ROOM.search(around)
    return Frame(clock, None, day_of(around, near), room["room"].strip() if room else "", is_prose=True)


def lone_clock(text: str) -> TimeOfDay | None:
    """Return the only time of a short line without a range, such as "On air 20:00:00"; None for other lines."""
    clocks = _FULL_CLOCK.findall(latin_digits(text[:LONGEST]))
    return clock_of(clocks[0]) if len(clocks) == 1 and len(text.split()) <= MOST_WORDS else None


def head_of(text: str, near: date | None) -> Frame | None:
    """Return the frame in a heading with day and time: "Meeting, 17 November, 15:00, room 312"; else None.

    Args:
        near: gives its year to a day without one.
    """
    plain = without_zone(latin_digits(text[:LONGEST]))
    match = _HEAD.fullmatch(plain)
    day, clock = (day_of(match["about"], near), clock_of(match["clock"])) if match else (None, None)
    if match is None or day is None or clock is None:
        return None
    both = range_of(f"{match['clock']} - {match['end']}") if match["end"] else None
    room = (match["room"] or "").strip(_AROUND)
    is_other = any(weekday_of(word.strip(".,")) is not None for word in room.split())  # the last day
    return Frame(*(both or (clock, None)), day, "" if is_other else room, is_prose=True)


def _trimmed(text: str) -> str:
    """Return a text without the signs around it; a bracket that closes one within it stays."""
    stripped = text.strip(_AROUND)
    return f"{stripped})" if stripped.count("(") > stripped.count(")") and ")" in text else stripped


def title_beside(text: str) -> str:
    """Return the title before the day or the time of the whole, as in "Panel on clocks, 4 May, 2 pm"."""
    plain = before_day(text[:LONGEST])
    plain = plain if number_of_day(plain) is not None else _FIRST_OF_DAYS.sub("", plain)
    starts = [match.start() for pattern in (_BEGINNING, _RANGE) if (match := pattern.search(plain))]
    title = _trimmed(_ENDS_IN.sub("", _trimmed(plain[: min(starts, default=None)])))
    is_label = _LABEL.fullmatch(f"{title}:") or number_of_day(title) is not None or text.rstrip().endswith(":")
    is_label = is_label or _ENDS_IN_VERB.search(title) is not None or weekday_of(title) is not None
    title += ")" if title.count("(") > title.count(")") else ""  # which stood around it
    return "" if is_label or not re.search(r"[^\W\d_]{2}", title) else title


def frame_of(text: str, near: date | None) -> Frame | None:
    """Return the frame in a line; None if it has no range of times, or is an item behind a time.

    Args:
        near: gives its year to a day without one.
    """
    if len(text) > LONGEST:
        return None
    plain = latin_digits(text)
    ranges = ((each, range_of(re.sub(r"\s(?:and|und)\s", " to ", each["range"]))) for each in _RANGE.finditer(plain))
    match, clocks = next(((each, both) for each, both in ranges if both is not None and both[1]), (None, None))
    if match is None or clocks is None:
        return None
    around = ZONE.sub(" ", f"{plain[: match.start()]} {plain[match.end() :]}")
    day = day_of(around, near) or day_of(plain[max(match.start() - BESIDE, 0) : match.start()], near)
    room = _ROOM.search(around)
    rest = _LABEL.sub(" ", around)
    words = re.findall(r"[^\W\d_]{2,}", rest.replace(room["room"], " ") if room else rest)
    if day is None and len(words) == 0:
        return Frame(*clocks, None, room["room"].strip() if room else "", is_prose=False)
    states_both = day is not None and match.start() > 0 and (len(words) <= 5 or plain.rstrip().endswith("."))
    is_sentence = match.start() > 0 and plain.rstrip().endswith(".") and len(words) >= 5
    if states_both or is_sentence:
        return Frame(*clocks, day, room["room"].strip() if room else "", is_prose=True)
    return None
