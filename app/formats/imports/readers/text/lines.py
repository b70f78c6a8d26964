"""The parts of one line of a text: its bullet, its marks of Markdown, its day, its time and its length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from app.domain.values import HOUR, MINUTE, SECOND
from app.formats.imports.found.dates import Day, day_of, day_without_year, month_of, weekday_beside, weekday_of
from app.formats.imports.found.days import SOME_DAY
from app.formats.imports.found.durations import HOURS, MINUTES, measure_of
from app.formats.imports.found.elapsed import FEWEST, USUAL_START, count_from_start, leading_elapsed
from app.formats.imports.found.frame import beginning_of, frame_of, lone_clock
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.times import HALF_DAY, ZONES, TimeOfDay, latin_digits, leading_range, range_of

TAIL = 60  # characters at the end of a line that may be a time or a duration
SHORT = 24  # characters of a range of times alone
SIGNS = " \t\ufe0f" + "".join(map(chr, (*range(0x2600, 0x27C0), *range(0x1F300, 0x1FB00))))  # pictures behind a text
FEWEST_OF_PARAGRAPH = 80  # characters
LONGEST = 1_000  # characters of a line that are examined in detail
LONGEST_BEFORE = 2 * HOUR  # between an item whose time is doubtful and the one below or above
_TIME_LAST = re.compile(
    r"(?P<title>[^\W\d_]{3,20}(?:\s[^\W\d_]{1,20}){0,2})\s(?P<clock>\d{1,2}[:.h][0-5]\d(?:\s?[ap]m)?)"
)
_DIGIT = re.compile(r"\d")
_ABOUT = r"(?:(?:ca\.?|circa|approx\.?|etwa|um|gegen|ab|vers|env\.?)\s)?"  # before a time
_BULLET = re.compile(
    r"\s*(?:TOP\s?\d{1,2}\s?[.:\u2013-]?\s+|[-*+\u2022\u2023\u25a0\u25a1\u25aa\u25c6\u25c7\u25cb\u25cf\u25e6\u203b\u00b7\u2013\u2014>\u2610-\u2612\u2713\u2714]|"
    rf"\(?\d{{1,2}}[.)](?!\d)|[a-z]\)|h\.(?=\s\d)|[-=~*]{{2,5}}(?=\s{_ABOUT}\d))\s+(?:\[[ xX]\]\s+)?"
    r"(?:\(?\d{1,2}[.)]\s+(?=[^\W\d_]))?|"
    r"\s*(?:[-*+]\s+)?[\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]{1,6}\s*|"
    r"\s*[\u2022\u2023\u25aa\u25cf\u25e6](?=[^\W_])|\s*(?:\"\"|''|[\"\u201d\u3003\u2033])\s+(?=\d)|"
    r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s+(?:[\u2013\u2014-]\s+)?(?=\d{1,2}[:.h]\d\d)|"
    r"\s*[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}\u3001\s*"
)
NUMBERED = re.compile(r"\s{0,20}\(?\d{1,2}[.)]\s{1,4}[^\W\d_]")  # "4. Tea", in a list that counts
_NUMBERED_TIME = re.compile(r"\(?\d{1,2}[.)]\s{1,4}\d{1,2}[:.h]\d\d(?!\d)")  # "1. 17:30", which is not 1:17
_NUMBERED_COUNT = re.compile(r"\d{1,2}\.\s{1,4}\d\d(?![:.h]\d)")  # "1. 15-minute items"
_NUMBERED_MONTH = re.compile(  # "7. April 2017"
    r"\d{1,2}\.\s{1,3}(?P<month>[^\W\d_]{3,12})\.?(?=\s{1,3}(?:19|20)\d\d\b|\s?[,(|\u2013\u2014-]|\s*$)"
)
_WHOLE_HOUR = re.compile(r"(?P<hour>1?\d|2[0-3])\s?[\u2013\u2014-]\s(?=[^\W\d_])")
MOST_ABOVE = 10  # lines above those with times
_END_OF_QUOTATION = re.compile(r"[?!.]?(?:\s?\u00bb){1,3}")
BETWEEN = " \t\u25ba\u25b6\u00bb:|\u2013\u2014-.,;\u00b7\u2192=~\uff1a\u3001\uff0c"
_LENGTH_INSIDE = re.compile(r"[(\[\uff08](?P<length>[^()\[\]\uff08\uff09]{1,30})[)\]\uff09]\s*[,:–—-]+\s*\S")
_PARTS_INSIDE = re.compile(r"\s?(?:,(?!\d\s?[^\W\d_])|;)\s?")  # "1,5h" is one length
_UNIT = rf"(?:{HOURS}|{MINUTES})"
_LENGTH = rf"(?P<length>(?:\d{{1,3}}(?:[.,]\d)?\s?{_UNIT}\s?){{1,2}}(?:(?<=['\u2032])[0-5]\d(?:\"|\u2033|''))?\.?)"
_TRAILING_LENGTH = re.compile(rf"(?<![\s,:;|\u2013\u2014-])[\s,:;|\u2013\u2014-]+{_LENGTH}\s*$", re.IGNORECASE)
_TOLD_CLOCK = re.compile(
    r"(?:\b(?:at|um|às|a las|alle|om)\s\d{1,2}[:.]\d\d\s?(?:hours|hrs?|h|horas|ore|uur)|"
    r"\d\s?h\s?(?:às|à|a|as|até|al|alle|-|\u2013)\s?\d{1,2}\s?h(?:oras)?)[.);]?\s*$|"
    r"\b(?:until|till|bis|jusqu['\u2019 ]à|hasta las|até às|fino alle)\s\d{1,2}\s?h[.)]?\s*$|"
    r"\b(?:until|till|bis|jusqu['\u2019 ]au|hasta|até|fino al)\s[^\n]{1,40}\s24\s?h[.)]?(?:\s\([^()]{1,30}\))?\s*$",
    re.IGNORECASE,
)
_NAME_AND_LENGTH = re.compile(
    rf"(?P<name>(?-i:[^\W\d_a-z\u00df-\u00ff])[^\W\d_]{{1,20}}(?:\s[^\W\d_]{{1,20}}){{0,2}})\s{_LENGTH}", re.IGNORECASE
)
_LEADING_LENGTH = re.compile(rf"{_LENGTH}(?![^\W\d_])[\s:|\u2013\u2014-]+(?P<rest>[^\W\d_\s].*)", re.IGNORECASE)
_WEEKDAY_LAST = re.compile(
    r"(?P<title>[^\W\d_].{1,120}?)(?:\s[\u2013\u2014|-]|,)\s(?P<day>[^\W\d_]{3,15}),?\s(?P<time>\d[^\n]{3,20})"
)
_LAST_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{1,50}[)\]]\s*$")
_GAP = re.compile(
    r"(?<=[^\s:\u2013\u2014])(?: {3,}|\t+)(?=\S)(?![\u2013\u2014]\s)|"
    r"(?<=[^\s.!?:,;\u2013\u2014-])  (?=[^\s\u2013\u2014-])(?!(?:&|and|und|et|y|e)\s)"
)
_GAP_BEFORE_WORD = re.compile(
    r"(?<=\d)[ \t]{2,8}(?=(?:uhr|uur|hrs?|h|[ap]\.?m)\b)", re.IGNORECASE
)  # "9.00   Uhr  Opening"
_BRACKETED = re.compile(r"[(\[](?P<time>[^()\[\]]{3,30})[)\]]\s*(?P<rest>.+)")
_RANGE_INSIDE = re.compile(
    r"(?P<before>[^\W\d_][^()\[\]]{1,90}?)\s?[(\[](?P<time>\d[^()\[\]]{6,28})[)\]]\s?(?P<rest>[:\u2013\u2014-]\s?\S.*)"
)
_BEHIND_LABEL = re.compile(  # "Block 1: 9:05 - 10:30 (Rivers)"
    r"(?P<label>(?:block|session|heat|wave|round|lauf|runde|manche|part|teil|sitzung|sektion|séance|bloc|partie|sesión|bloque|sessão|bloco|sessione|blocco|sessie|sesja|sekcja|сессия|секция|блок)"
    r"\s?[\w.]{0,4}|[^\W\d_]{3,12} session)\s?[:|\u2013\u2014-]\s{0,3}(?P<range>\d.*)",
    re.IGNORECASE,
)
_CALLED = re.compile(  # "TALK 7-7:30pm - Springs"
    r"(?P<kind>[^\W\d_]{3,14}(?:\s[^\W\d_]{3,14})?)\*{0,2}\s(?P<timed>\d{1,2}(?:[:.h]\d\d)?[^\n]{0,24}?\s?[:\u2013\u2014-]\s?[^\s\d].*)"
)
_AT_END = re.compile(
    r"(?<![\s,:(\[\u2013\u2014-])[\s,:(\[\u2013\u2014-]+(?P<time>\d{1,2}\s?[:.h]\s?\d\d[^()\[\]]{0,6}\s?(?:-|\u2013|\u2014|to|\u304b\u3089)"
    r"\s?\d{1,2}\s?[:.h]\s?\d\d[^()\[\]]{0,6})[)\]]?$"
)
_WORD_LAST = re.compile(  # before a range at the end of a line: "Market kl. 9.30 - 17.30"
    r"(?<=\w)[\s,]{1,4}(?:kl|klo|kello|ore|godz|at|from|um|von|ab|dalle|desde(?: las)?|das|vanaf|från|с)\.?\s{0,4}$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?P<day>[^\d]{0,24}\d{1,4}[^:]{0,24}?)[,:]?\s+(?P<rest>\d{1,2}(?:[:.h]\d\d|"
    r"(?:\s?[ap]\.?m\b\.?)?\s?[\u2013\u2014-]\s?\d{1,2}\s?(?:[ap]\.?m\b|uhr\b|h\b)).*)",
    re.IGNORECASE,
)
_DATED_BEFORE_BRACKETS = re.compile(  # "Mon 14/09 (10:00-11:00): Opening"
    r"(?P<day>[^\d()]{0,24}\d{1,4}[^()]{1,24}?)\s{0,2}\((?P<time>[^()]{3,25})\)\s{0,2}[:\u2013\u2014-]\s{1,2}(?P<rest>\S.*)"
)
_WEEKDAY_FIRST = re.compile(r"\(?(?P<day>[^\W\d_]{2,14}(?:-feira)?)[.,:)]{0,2}\s{0,2}(?:[|\u2013\u2014-]\s)?(?=\d)")
_DAY_BEFORE_TIME = re.compile(  # "17.04 9.00 Opening"
    r"(?P<day>\d{1,2}\.(?:0?[1-9]|1[0-2]))\.?,?\s{1,3}(?P<rest>\d{1,2}[.:h]\d\d(?!\.?\d).{0,900})"
)
_HOUR = re.compile(r"\d\s?(?:h|uhr|[ap]\.?m)\b", re.IGNORECASE)
_MINUTES = re.compile(r"(?:[tT]\s?)?(?P<sign>[-+\u2212]?)(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?!:?\d)\s+(?P<rest>[^\W\d_].*)")
_SECONDS = re.compile(r"\((?P<m>\d{1,3}):(?P<s>[0-5]\d)\)")
LONGEST_COUNTED = 3 * HOUR  # of items whose ranges count from the start
_RANGE_OF_TWO = re.compile(
    r"\W{0,4}(?P<from>\d?\d:[0-5]\d)\s?[\u2013\u2014-]\s?(?P<to>\d?\d:[0-5]\d)\s{1,8}(?P<rest>\S.*)"
)
_BEHIND_TIME = re.compile(  # the zone, or that the end is open
    rf"\s{{0,3}}(?:(?:\(?(?:{ZONES})(?:\s?[+-]\d{{1,2}}(?::?\d\d)?)?\)?(?=[\s:|\u2013\u2014-]|$)|"
    r"(?:onwards?|in poi)(?=[A-Z]|\W|$)|"
    r"[\u2013\u2014-]\s?(?:\?{1,3}|in poi|open end|onwards?|selesai|late|forever|fin|ende|tb[acd]|TB[ACD])(?!\w)))"
    r"[\s:|\u2013\u2014-]*"
)
_OF_THE_WHOLE = re.compile(
    r"(?:total\s)?(?:length|duration|dauer|durée|duración|duração|durata|duur|длительность|продолжительность|时长|時長)\b[^:\uff1a]{0,50}[:\uff1a]",
    re.IGNORECASE,
)
Timed = tuple[tuple[TimeOfDay, TimeOfDay | None], str]  # start and end, and the text behind them


def length_at_end(text: str) -> int | None:
    """Return the length (ms) that ends a line, in brackets or not, also before names; not "Duration: 2 h"."""
    if _OF_THE_WHOLE.match(text) or _TOLD_CLOCK.search(text[-TAIL:]):
        return None
    tail = " ".join(text[-TAIL:].rstrip(SIGNS + ":").split())
    if (match := _TRAILING_LENGTH.search(tail)) is not None:
        return measure_of(match["length"])
    brackets = re.search(
        r"[(\[\uff08](?P<length>[^()\[\]\uff08\uff09]{1,30})[)\]\uff09]$", tail
    ) or _LENGTH_INSIDE.search(text[:LONGEST])
    inside = _PARTS_INSIDE.split(brackets["length"]) if brackets else []  # "(Ann Lee, 10 min)", "(10 min, Ann Lee)"
    length = (measure_of(inside[-1]) or measure_of(inside[0])) if inside else None
    length = length or (name_and_length(inside[-1]) or ("", None))[1] if inside else None
    if length is None and (match := _TRAILING_LENGTH.search(_LAST_BRACKETS.sub("", tail))) is not None:
        return measure_of(match["length"])
    return length if length is not None and length >= MINUTE else None


def name_and_length(inside: str) -> tuple[str, int] | None:
    """Split "Ann 1.5 h", in brackets behind a title, into the name and the length (ms)."""
    match = _NAME_AND_LENGTH.fullmatch(inside)
    length = measure_of(match["length"]) if match is not None else None
    return (match["name"], length) if match is not None and length is not None else None


def leading_length(text: str) -> tuple[int, str] | None:
    """Split "5 min Welcome" into the length (ms) and the rest."""
    match = _LEADING_LENGTH.fullmatch(text)
    length = measure_of(match["length"]) if match else None
    return (length, match["rest"]) if match and length is not None else None


def without_gaps(line: str) -> str:
    """Return a line in which the wide gaps between columns are dashes, and other white space is one space."""
    parted = _GAP.sub(" \u2013 ", _GAP_BEFORE_WORD.sub(" ", line)) if "  " in line or "\t" in line else line
    return " ".join(parted.split())


def with_times_of_day(lines: Sequence[str], near: date | None) -> tuple[list[str], int | None]:
    """Return the lines with times of day instead of times since the start, and the number of the first such line.

    The beginning is what a line above states, or else nine o'clock. Other texts come back unchanged, with None.
    """
    lines = with_hours(lines)
    ranged = [(i, match) for i, line in enumerate(lines) if (match := _RANGE_OF_TWO.match(line[:LONGEST]))]
    unit = MINUTE if ranged and _lasts_minutes(ranged[-1][1]["to"], lines[: ranged[0][0]]) else HOUR
    if _count_from_midnight([match for _, match in ranged], unit):
        begin, first = _beginning(lines[: ranged[0][0]], near), ranged[0][0]
        said = {i: _with_clocks(match, begin, unit) for i, match in ranged}
        return [said.get(i, line) for i, line in enumerate(lines)], first
    counted = {i: elapsed for i, line in enumerate(lines) if (elapsed := leading_elapsed(latin_digits(line[:LONGEST])))}
    first = next((i for i, (ms, _) in counted.items() if ms == 0), len(lines))
    if sum(i < first for i in counted) >= FEWEST:  # what comes behind other times is midnight
        return list(lines), None
    counted = {i: each for i, each in counted.items() if i >= first}
    filled = sum(bool(line.strip()) for line in lines[first:])
    if len(counted) * 2 < filled or not count_from_start([ms for ms, _ in counted.values()]):
        return list(lines), None
    start = _beginning(lines[:first], near)
    said = {i: f"{clock_text(start + ms)} {rest}" for i, (ms, rest) in counted.items()}
    return [said.get(i, line) for i, line in enumerate(lines)], first


def _beginning(above: Sequence[str], near: date | None) -> int:
    """Return the time of day (ms) that the lines above items say, or else nine o'clock."""
    frames = (frame_of(line, near) or beginning_of(line, near) for line in above)
    begins = [*(frame.start for frame in frames if frame), *filter(None, map(lone_clock, above))]
    return begins[0].ms if begins else USUAL_START


def _lasts_minutes(end: str, above: Sequence[str]) -> bool:
    """Whether one of the last lines above says that the end of all is in minutes: "20 minutes" above 18:00-20:00."""
    said = re.compile(rf"(?<!\d){int(end.partition(':')[0])}[\s-]?{MINUTES}", re.IGNORECASE)
    return end.endswith(":00") and any(said.search(line[:LONGEST]) for line in above[-MOST_ABOVE:])


def _count_from_midnight(ranges: Sequence[re.Match[str]], unit: int) -> bool:
    """Whether ranges such as 00:00-00:05 follow each other for at most three hours, the first one from zero.

    Args:
        unit: of the number before the colon (ms), an hour or a minute.
    """
    both = [(_ms(match["from"], unit), _ms(match["to"], unit)) for match in ranges]
    if len(both) < FEWEST or both[0][0] != 0 or both[-1][1] > LONGEST_COUNTED:
        return False
    return all(start < end for start, end in both) and all(end <= after for (_, end), (after, _) in pairwise(both))


def _with_clocks(match: re.Match[str], begin: int, unit: int) -> str:
    both = " - ".join(clock_text(begin + _ms(match[which], unit)) for which in ("from", "to"))
    return f"{both} {match['rest']}"


def _ms(clock: str, unit: int) -> int:
    units, sixtieths = clock.split(":")
    return int(units) * unit + int(sixtieths) * unit // 60


def clock_text(ms: int) -> str:
    """Write a time of day, 9:05 or 9:05:30, as texts have it."""
    seconds = f":{ms % MINUTE // SECOND:02}" if ms % MINUTE else ""
    return f"{ms // HOUR % 24:02}:{ms % HOUR // MINUTE:02}{seconds}"


def with_hours(lines: Sequence[str]) -> list[str]:
    """Return lines that begin with minutes and seconds since the start, up to 75:30, with hours before them."""
    matches = {i: match for i, line in enumerate(lines) if (match := _MINUTES.match(latin_digits(line[:LONGEST])))}
    minutes = [(-1 if match["sign"] in {"-", "\u2212"} else 1) * int(match["m"]) for match in matches.values()]
    zero = next((n for n, match in enumerate(matches.values()) if int(match["m"]) == int(match["s"]) == 0), None)
    if zero is None or max(minutes) < 25 or minutes[zero:] != sorted(minutes[zero:]):
        return list(lines)

    def said(index: int, line: str) -> str:
        match = matches.get(index)
        if match is None:
            return line
        rest = _SECONDS.sub(lambda length: f"({int(length['m']) * 60 + int(length['s'])} sec)", match["rest"])
        elapsed = f"{int(match['m']) // 60}:{int(match['m']) % 60:02}:{match['s']}"
        return f"({match['sign']}{elapsed}) {rest}" if match["sign"] in {"-", "\u2212"} else f"{elapsed} {rest}"

    return [said(index, line) for index, line in enumerate(lines)]


def trimmed(text: str) -> str:
    """Return a text without the signs around it; the full stop of an initial and the end of a quotation stay."""
    stripped = text.strip(BETWEEN)
    behind = text[text.find(stripped) + len(stripped) :] if stripped.count("\u00ab") > stripped.count("\u00bb") else ""
    stripped += quotation[0] if (quotation := _END_OF_QUOTATION.match(behind)) is not None else ""
    initial = re.search(r"(?:^|[\s.])[^\W\d_]$", stripped) is not None
    return f"{stripped}." if initial and text.rstrip().endswith(f"{stripped[-1:]}.") else stripped


def without_length(text: str) -> str:
    return text[:-TAIL] + _TRAILING_LENGTH.sub("", text[-TAIL:])


def dated_line(text: str, near: date | None) -> tuple[Day, str] | None:
    """Split "Mon 14 Sep 2026 10:00 Opening" into the day and the rest."""
    if (apart := _DATED_BEFORE_BRACKETS.fullmatch(text)) is not None and range_of(apart["time"]) is not None:
        day = day_of(apart["day"], near)
        return (day, f"{apart['time']} {apart['rest']}") if day is not None else None
    if (short := _DAY_BEFORE_TIME.fullmatch(text)) is not None and near is not None:
        day = day_without_year(short["day"], near)
        return (day, short["rest"]) if day is not None else None
    match = _DATED.fullmatch(text)
    if match is None or leading_range(text) is not None or len(re.findall(r"[^\W\d_]{2,}", match["day"])) > 3:
        return None
    if _HOUR.search(match["day"]) or match["day"].count("(") > match["day"].count(")"):
        return None  # "21 November, 14h to 17h30" is about the whole
    day = day_of(match["day"], near)
    return (day, match["rest"]) if day is not None else None


def weekday_line(text: str) -> tuple[str, str] | None:
    """Split "Fri 10:00 Opening" into the weekday, which has no date, and the rest that begins with a time.

    "Opening - Friday 10:00-11:00" is such a line too.
    """
    if (last := _WEEKDAY_LAST.fullmatch(text)) is not None and weekday_of(last["day"]) is not None:
        both = range_of(last["time"])
        return (last["day"], f"{last['time']} {last['title']}") if both is not None and both[1] is not None else None
    match = _WEEKDAY_FIRST.match(text)
    if match is None or weekday_beside(match["day"]) is None or leading_range(text) is not None:
        return None
    rest = text[match.end() :]
    return (match["day"], rest) if rest[:1].isdigit() and leading_range(rest) is not None else None


@lru_cache(256)
def timed_line(text: str) -> Timed | None:
    """Return the time of a line: at its beginning, in brackets there, or a range at its end."""
    if text[:1].isdigit() and len(text) <= SHORT and (alone := range_of(text)) is not None and alone[1] is not None:
        return alone, ""  # "9:30 - 10", whose end is a time only where nothing is behind it
    if (leading := leading_range(text)) is not None:
        return leading[0], _BEHIND_TIME.sub("", leading[1], count=1) if _BEHIND_TIME.match(leading[1]) else leading[1]
    if (match := _BRACKETED.match(text)) is not None and (clocks := range_of(match["time"])) is not None:
        return clocks, match["rest"]
    if (match := _RANGE_INSIDE.fullmatch(text)) is not None and day_of(match["before"]) is None:
        clocks = range_of(match["time"])
        if clocks is not None and clocks[1] is not None:
            return clocks, f"{match['before']} {match['rest']}"
    if (labelled := _range_behind_label(text) or _behind_kind(text)) is not None:
        return labelled
    tail = text[-TAIL:]
    match = _AT_END.search(tail)
    clocks = range_of(match["time"]) if match else None
    before = _WORD_LAST.sub("", text[: len(text) - len(tail) + match.start()]) if match else ""
    return (clocks, before) if clocks is not None and re.search(r"[^\W\d_]", before) else None


def _range_behind_label(text: str) -> Timed | None:
    """Return the range of "Block 1: 9:05 - 10:30 (Rivers)", and "Block 1 (Rivers)"."""
    match = _BEHIND_LABEL.fullmatch(text)
    timed = leading_range(match["range"]) if match is not None else None
    if match is None or timed is None or timed[0][1] is None:
        return None
    rest = timed[1].strip(BETWEEN)
    label = match["label"] if not rest or rest.startswith("(") else f"{match['label']}:"
    return timed[0], f"{label} {rest}".strip()


def _behind_kind(text: str) -> Timed | None:
    """Return the time of "TALK 7-7:30pm - Springs", and "TALK: Springs": a word in capitals, or the kind of an item."""
    match = _CALLED.fullmatch(text)
    if match is None or not (match["kind"].isupper() or kind_of(match["kind"]) is not None):
        return None
    timed = leading_range(match["timed"])
    rest = timed[1].strip(BETWEEN) if timed is not None else ""
    is_dashed = timed is not None and timed[1].lstrip()[:1] in {":", "-", "\u2013", "\u2014"}
    return (timed[0], f"{match['kind']}: {rest}") if timed is not None and rest and is_dashed else None


def is_time_alone(line: str) -> bool:
    """Whether a line is a time, perhaps behind a day, with nothing behind it but a remark in brackets."""
    text = without_bullet(line[:LONGEST])
    dated = dated_line(text, SOME_DAY)
    timed = timed_line(dated[1] if dated is not None else text)
    return timed is not None and not without_remark(timed[1])


def without_remark(text: str) -> str:
    """Return a text without a remark in brackets at its end, and without signs around it."""
    return _LAST_BRACKETS.sub("", text).strip(BETWEEN)


def begins_something(line: str) -> bool:
    text = without_bullet(line)
    return timed_line(text) is not None or length_at_end(text) is not None or leading_length(text) is not None


def hour_below(text: str, above: TimeOfDay) -> str | None:
    """Return the hour at the beginning of "11 - Questions", soon after the time above; None for other lines."""
    match = _WHOLE_HOUR.match(text)
    is_soon = match is not None and 0 < (int(match["hour"]) * HOUR - above.ms) % HALF_DAY <= LONGEST_BEFORE
    return match["hour"] if match is not None and is_soon else None


def is_paragraph(text: str) -> bool:
    """Whether a line is a long text of whole sentences."""
    ends = text.rstrip('"\u201d\u00bb)').endswith((".", "!", "?", "\u2026", "\u3002"))
    return len(text) >= FEWEST_OF_PARAGRAPH and ends


def is_paragraph_above(text: str, following: str) -> bool:
    """Whether a line is a long text of whole sentences, and below it stands an item or another one."""
    return is_paragraph(text) and (begins_something(following) or is_paragraph(following))


def next_filled(lines: Sequence[str], at: int) -> str:
    return next((line[:LONGEST] for line in lines[at : at + 5] if line.strip()), "")


@lru_cache(256)  # a line is looked at several times in a row
def has_digit(line: str) -> bool:
    return _DIGIT.search(line) is not None


@lru_cache(256)
def without_bullet(line: str) -> str:
    """Return a line without its bullet or number; "10. Opening" has one, "10.00 Opening" begins with a time."""
    stripped = latin_digits(line)
    is_numbered = _NUMBERED_TIME.match(stripped) or _NUMBERED_COUNT.match(stripped)
    if (dated := _NUMBERED_MONTH.match(stripped)) is not None and month_of(dated["month"]) is not None:
        return stripped
    if is_numbered is None and leading_range(stripped) is not None:
        return stripped
    return _BULLET.sub("", f"{stripped} ", count=1).strip() if _BULLET.match(stripped) else stripped


def indent_of(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())


def before_next(text: str, following: str) -> Timed | None:
    """Return time and title of "DOORS 19:00" above an item that begins then or a little later."""
    match = _TIME_LAST.fullmatch(text)
    clocks = range_of(match["clock"]) if match else None
    after = leading_range(without_bullet(following))
    if match is None or clocks is None or after is None or not 0 <= after[0][0].ms - clocks[0].ms <= LONGEST_BEFORE:
        return None
    return clocks, match["title"]
