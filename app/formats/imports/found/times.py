"""Times of day and ranges as people write them in programmes. Pure; results include the doubt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from app.domain.values import DAY, HOUR, MINUTE, SECOND

_NOON = ("noon", "midday", "12 noon", "mittag", "midi", "mezzogiorno")
_MIDNIGHT = ("midnight", "mitternacht", "minuit", "mezzanotte")
_NAMED = re.compile(
    rf"(?P<word>{'|'.join((*_NOON, *_MIDNIGHT))})\s{{0,3}}[:\u2013\u2014-]\s(?!\d{{1,2}}(?:[:.]\d\d|\s?[ap]m))",
    re.IGNORECASE,
)
_NAMED_BARE = re.compile(r"(?P<word>[Nn]oon|midnight|midi|minuit|mezzogiorno|mezzanotte)\s(?=[A-Z])")
_NAMED_LAST = re.compile(rf"(?:{'|'.join((*_NOON, *_MIDNIGHT))})(?![^\W\d_])", re.IGNORECASE)
_UNTIL = "\u81f3\u5230"  # between two times, without spaces
# Words for the halves of the day: before the time in Chinese, Japanese and Korean, behind it in Arabic.
_BEFORE_NOON = "上午|早上|凌晨|午前|오전"
_AFTER_NOON = "下午|中午|晚上|傍晚|午後|오후"
_TIME = re.compile(
    rf"(?:(?P<before>{_BEFORE_NOON}|{_AFTER_NOON})\s*)?"
    r"(?P<h>2[0-4]|(?:2[5-9]|3[0-5])(?=:[0-5]\d)|[01]?\d)(?!\.\s\d\d[:.]\d\d)"  # "1. 10:00" has a number
    r"(?:\s?(?:[:.h\uff1a点點时時시]|ч\.?)\s?(?P<m>[0-5]\d)(?:[分분]|\s?м(?:ин)?(?!\w)\.?|(?<=h\d\d)['\u2032\u2019]"
    r"|(?:(?<=[6-9]h\d\d)|(?<=[12]\dh\d\d))\s?min(?!\w))?"  # no length: "9h30min às 11h"
    r"(?:(?:\s?\.\s?|[:\uff1a])(?P<s>[0-5]\d)(?:[.,]\d+|[:;.]\d\d)?)?"
    r"|(?P<bare>\s?(?:h(?![^\W\d_])|[点點时時시](?![^\W至到]))))?"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?|(?<=\d)(?-i:[ap])\b|(?:ص|م|صباح[اً]*|مساء[ً]?|ظهر[اً]*)(?!\w)|[πμ]\.?\s?μ\.?(?!\w)))?"
    r"(?:(?<=[:.]\d\d)\s?(?:hod(?:in)?|sati|uri|val|óra|น|['\u2019][dt][ae])(?![^\W\d_])\.?)?(?:\s(?:sharp|정각)(?!\w))?"
    r"(?:\s*(?:(?P<clock>uhr|o'clock|noon|midday|nn|heures?(?!\s+d)|hor[ae]s?(?!\s+d))|uur|órakor|hrs?|hs?|\u0447)(?![^\W\d_])\.?)?",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(
    r"(?:ab\s+(?=ca|etwa|gegen))?(?:(?:ca\.?|circa|approx\.?|approximately|about|around|gegen|etwa|vers|hacia|około|ok\.|около|"
    r"spätestens|no later than|au plus tard|a más tardar|не позднее)\s+|[~\u2248\u7ea6\u7d04]\s*|\u5927\u7ea6)?"
    r"(?:(?:ore|dalle(?:\s+ore)?|alle(?:\s+ore)?|kl\.?|klo\.?|klokken|klockan|um|ab|(?:od\s+|w\s+)?godz\.{0,2}|"
    r"(?:a\s+partir\s+de|desde|a|de)\s+las|a\s+partir\s+das?|das|às|(?:à|a)\s+partir\s+de|desde|dès|de|à|from|at|von|van|om|с|в|"
    r"(?:من\s+|في\s+)?الساعة|من|(?:de\s+)?(?:la\s+)?ora|od|saat|kell|plkst\.?|pukul|pkl\.?|jam|lúc|từ|giờ|"
    r"(?:o(?:\sgodz\.?)?|v|ve|u|о|об|з)(?=\s\d{1,2}[:.]\d\d(?:\s(?:sati|hod|uri|h)\b\.?)?\s{0,2}"
    r"(?:[:\u2013\u2014-]|(?-i:[A-Z\u00c0-\u00de\u0106-\u017d\u0400-\u042f])))|"
    r"เวลา|בשעה|ώρα|στις)\s+)?"
    r"(?=\d)",
    re.IGNORECASE,
)
_BEFORE_HOUR = re.compile(
    r"(?:(?:alle|dalle)\s{1,3})?ore\s|dalle\s(?=\d{1,2}(?:[.:,]\d\d)?\salle\s)|"
    r"kl(?:o|okken|ockan)?\.?\s|(?:(?:od|w)\s)?godz\.{0,2}\s|a\s{1,3}las\s|الساعة\s|saat\s|ora\s|"
    r"pukul\s|kell\s|plkst\.?\s",
    re.IGNORECASE,
)
_CLOSED_END = re.compile(  # of "9:30-11 Talk", which is no length
    r"[\u2013\u2014-](?P<h>1?\d|2[0-4])\s{1,3}(?!\d)(?!(?:m|min|mins|minut\w{0,3}|hours?|h|hrs?|std|stunden?|uur|ore|horas?|heures?)\b)"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
LONGEST_HOURS = 6
_SAID_END = re.compile(r"\s(?:to|until|till|bis|à|às|alle|a\slas|tot|au|do|до)\s", re.IGNORECASE)
_WITH_COMMA = re.compile(r"(?<![\d,.:])(\d{1,2}),([0-5]\d)(?![\d,])")  # "Ore 9,30"
_YEARS = re.compile(  # "1914 - 2014", which has no round minutes
    r"(?:1[5-9]|20)\d[1-46-9]\s?[\u2013\u2014-]\s?(?:1[5-9]|20)\d\d|(?:1[5-9]|20)\d\d\s?[\u2013\u2014-]\s?(?:1[5-9]|20)\d[1-46-9]"
)
_HALF_BEHIND = re.compile(r"(?<![\d.,:])(1[0-2]|0?[1-9])([0-5]\d)(?=\s?[ap]\.?m\b)", re.IGNORECASE)  # "930am"
_HOURS_BEHIND = re.compile(
    r"(?<![\d.,:])([01]\d|2[0-4]|[6-9](?=[0-5][05]))([0-5]\d)"
    r"(?:\s?(?:h|hrs?|uhr)(?![^\W\d_]|\sof\b)\.?|(?=\s?[\u2013\u2014-]\s?[012]\d[0-5]\d\s?(?:h|hrs?|uhr)(?![^\W\d_])))",
    re.IGNORECASE,
)
_SOLID = re.compile(r"(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)")
_BETWEEN = re.compile(
    r"(?:\.(?=\s?[\u2013\u2014-]\s?\d))?\s*(?:[-=]+>|-+|[\u2010-\u2015\u2212~\u301c\uff5e]|->|\u2192|\bto\b|\buntil\b|\btill\b|\bbis\b|\b\u00e0\b|\b\u00e0s\b|\balle\b|\ba\s+las\b|\ba\b|\bal\b|\btot\b|\bau\b|\u0434\u043e|\u81f3|\u5230|\u304b\u3089|"
    r"s[./]d\.?|/|\bdo\b|\bsampai\b|\bhingga\b|\bđến\b|ถึง|\bעד\b|\bέως\b|\biki\b|\blīdz\b|\bkuni\b|\bpână\sla\b|"
    r"(?:إلى|حتى)(?:\s+الساعة)?)\s*",
    re.IGNORECASE,
)
_REMARK = re.compile(  # behind a time: "(doors open)", "(tea: 15:30-16:00)"
    r"(?<=\S)\s?\((?:[^()\d]{1,40}|[^\W\d_][^()\d]{1,30}\d{1,2}[:.]\d\d[^()]{0,20})\)$"
)
ZONES = (  # as people write them behind times
    r"UTC|GMT|[ECMP][SD]?T|CES?T|BST|WES?T|EES?T|MES?Z|JST|KST|MSK|МСК|WITA?|WIB|ICT|SGT|MYT|PHT|HKT|PKT|NPT|BR[ST]?T|ART|"
    r"CLS?T|WAT|CAT|EAT|SAST|A[EWC][SD]T|NZ[SD]T"
)
ZONE = re.compile(
    rf"\(?\b(?:{ZONES}|IST|[A-Z][a-z]+ time|"
    r"(?<=[\dmMt]\s)(?:Pacific|Eastern|Central|Mountain)(?:\s\(UTC[+-]\d{1,2}\))?)"
    r"(?:(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\b\)?|(?<=\)))"
)
_OPEN_END = re.compile(  # "14:00~" and "17:00 - open end" have no end
    r"(?<=[\d\w])\s?(?:[~\u301c\uff5e\u2013\u2014-]|-{1,2}>|\u2192|(?=onwards?))\s*"
    r"(?:\u2026|\.{2,3}|\?|open(?:[ -]end(?:ed)?)?|(?:till? )?late|onwards?|ende offen|offen|ende|end|schluss|fin|fine|"
    r"fim|selesai|koniec|konec|slut|einde|sfâr\u0219it|конец|кінець|结束|結束|終了|끝|النهاية)?\s*$",
    re.IGNORECASE,
)
_NOT_YET_SURE = re.compile(  # "18:30-20:30 (TBC)", "9:00-9:30 (30m)"
    r"\s*\((?:tbc|tba|tbd|\?|~?\d{1,3}\s?(?:m|min|mins|minutes|minuten|')\.?)\)$", re.IGNORECASE
)


HALF_DAY = 12 * HOUR
LONGEST_NIGHT = 16 * HOUR  # of what goes on past midnight
LATEST = 36 * HOUR  # 25:30 is half past one of the night that the day ends with
SHORT = 20  # characters of a time or a range before an item
LONGEST = 60  # characters of a time, a range or a duration; a date may be four times as long


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day in milliseconds since midnight; `sure` unless twelve hours later or earlier may be meant."""

    ms: int
    sure: bool
    half: str = ""  # "a" or "p", where it was written

    def shifted(self, ms: int) -> TimeOfDay:
        return TimeOfDay(self.ms + ms, True, self.half)


def latin_digits(text: str) -> str:
    """Convert full-width, Arabic and other digits to 0 to 9, and white space other than tabs to plain spaces."""
    if text.isascii():
        return text.strip()
    plain = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else " " if c.isspace() and c != "\t" else c for c in text
    )
    return plain.translate(_INVISIBLE).strip()


def clock_of(value: object, *, solid: bool = True) -> TimeOfDay | None:
    """Read a time of day: `10:00`, `10.00`, `10h30`, `9 pm`, `0930`, `noon`, 0.4166 of a day.

    Args:
        value: a text, a `time`, a `timedelta`, or a fraction of a day as spreadsheets store them.
        solid: whether four digits without a separator are a time.
    """
    match value:
        case datetime():
            return _whole(value.time())
        case time():
            return _whole(value)
        case timedelta():
            return _of_ms(round(value.total_seconds() * SECOND))
        case bool():
            return None
        case int() | float():
            return _from_number(value)
        case str() if len(value) <= LONGEST:
            return clock_in(latin_digits(value), solid)
    return None


def range_of(text: str) -> tuple[TimeOfDay, TimeOfDay | None] | None:
    """Read a start and, if present, an end: `10:00-10:15`, `9 to 10:30 am`, `10.00`; None for other texts."""
    if len(text) > LONGEST:
        return None
    if "\n" in text.strip():  # start and end, or a time above a length
        above, _, below = text.strip().partition("\n")
        return range_of(f"{above} - {below}") or range_of(above)
    text = _OPEN_END.sub(
        "", without_zone(_with_colon(without_word(_REMARK.sub("", _NOT_YET_SURE.sub("", latin_digits(text))))))
    )
    if single := clock_in(text, True):
        return single, None
    if _YEARS.fullmatch(text) is not None:
        return None
    for between in _BETWEEN.finditer(text):
        last = clock_in(without_word(text[between.end() :]), True)
        first = clock_in(text[: between.start()], True) or (_hour_in(text[: between.start()]) if last else None)
        if first and not last and (hour := _hour_in(text[between.end() :])) and hour.ms > first.ms:
            last = hour  # "11:15-12"
        if first and last:
            return _same_half(first, last), last
    return None


def hours_of(value: object) -> tuple[TimeOfDay, TimeOfDay | None] | None:
    """Read whole hours, which only a column of times has: 9, "10-11"."""
    first, last, *more = [*_BETWEEN.split(latin_digits(_hours_text(value))), "", ""]
    start, end = _hour_in(first), _hour_in(last) if last else None
    is_range = not any(more) and (not last or (end is not None and start is not None and start.ms < end.ms))
    return (start, end) if start is not None and is_range else None


def _hours_text(value: object) -> str:
    if isinstance(value, str):
        return value[:LONGEST]
    return str(int(value)) if isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0 else ""


def without_word(text: str) -> str:
    """Return a text without the word that its language has before a time: `kl. 9.00`, `ore 9.00`, `von 9 bis 10`."""
    match = _WORD_BEFORE.match(text)
    return text if match is None else text[match.end() :]


def without_zone(text: str) -> str:
    """Return a time or a range without the zone behind it: "10:00 - 12:00 (GMT+1)"."""
    zone = ZONE.search(text)
    return text[: zone.start()].rstrip() if zone is not None and zone.end() == len(text) else text


def _with_colon(text: str) -> str:
    """Return "0900h - 0930 hrs" and "930am", which are surely times, as times are written elsewhere."""
    if not text[:3].isdigit():
        return text
    begin, rest = text[:SHORT], text[SHORT:]
    return _HOURS_BEHIND.sub(r"\1:\2", _HALF_BEHIND.sub(r"\1:\2", begin, count=2), count=2) + rest


def _same_half(first: TimeOfDay, last: TimeOfDay) -> TimeOfDay:
    """Apply the mark of `9:00-10:30 am` to both times, unless that would reverse the range."""
    if first.half or not last.half or first.ms >= 12 * HOUR:
        return first
    moved = TimeOfDay(first.ms % (12 * HOUR) + (12 * HOUR if last.half == "p" else 0), True, last.half)
    return moved if moved.ms <= last.ms else TimeOfDay(first.ms, True)


@lru_cache(256)  # one line is examined in many ways, and often the next one begins with the same time
def leading_range(text: str) -> tuple[tuple[TimeOfDay, TimeOfDay | None], str] | None:
    """Read a time or a range at the beginning of a line, and return the rest."""
    is_hour = _BEFORE_HOUR.match(text) is not None  # alone it is a time, too: "Ore 9: Opening"
    is_said, text = without_word(text) != text, _with_colon(without_word(text))
    text = _WITH_COMMA.sub(r"\1:\2", text, count=2) if is_hour else text
    if (word := _NAMED.match(text) or _NAMED_BARE.match(text)) is not None and (
        named := clock_in(word["word"], False)
    ) is not None:
        return (named, None), text[word.end() :]
    match = _TIME.match(text)
    rest = text[match.end() :] if match else ""
    if match is None or (_goes_on(match, rest) and rest[:1] not in _UNTIL):
        return None
    between = _BETWEEN.match(rest)
    word = _NAMED_LAST.match(rest, between.end()) if between else None
    first, last = (clock_in(match[0], False), clock_in(word[0], False)) if word else (None, None)
    if word and first and last and first.ms % DAY != last.ms % DAY:
        return (first, last), rest[word.end() :]
    second = _TIME.match(rest, between.end()) if between else None
    is_end = second and (is_hour or _looks_like_time(second) or _ends_at_hour(rest, match, is_said=is_said))
    if second and is_end and not _goes_on(second, rest[second.end() :]):
        last = clock_in(second[0], False) or _hour_in(second[0])
        first = clock_in(match[0], False) or _hour_in(match[0])
        if first is not None and last is not None:
            return (_same_half(first, last), last), rest[second.end() :]
    only = clock_in(match[0], False) or (_hour_in(match[0]) if is_hour else None)
    return ((only, None), rest) if only else None


def _goes_on(match: re.Match[str], rest: str) -> bool:
    """Whether the letter or digit behind a number is part of it; behind minutes a text may begin without a space."""
    is_half = rest[:2].lower() in {"am", "pm"}
    begins_text = bool(match["m"]) and rest[:1].isalpha() and not (rest[:1].islower() or is_half)
    return rest[:1].isalnum() and not begins_text


def _ends_at_hour(rest: str, match: re.Match[str], *, is_said: bool) -> bool:
    """Whether a bare hour ends a range: "dalle 9.30 alle 10", where a word is before it, and "9:30-11 Talk"."""
    if not _looks_like_time(match):
        return False
    closed = _CLOSED_END.match(rest)
    later = (int(closed["h"]) - int(match["h"])) % 12 if closed is not None else 0
    return 0 < later <= LONGEST_HOURS or (is_said and _SAID_END.match(rest) is not None)


def _looks_like_time(match: re.Match[str]) -> bool:
    return bool(match["m"] or match["half"] or match["bare"] or match["before"] or match["clock"])


def _half(match: re.Match[str]) -> str:
    """Return `a` or `p`, where a half of the day is written in any language; else an empty text."""
    if match["before"]:
        return "a" if match["before"] in _BEFORE_NOON else "p"
    written = (match["half"] or "")[:1].lower()
    return {"ص": "a", "م": "p", "ظ": "p", "π": "a", "μ": "p"}.get(written, written)


def clock_in(text: str, solid: bool) -> TimeOfDay | None:
    lower = text.lower().strip(" .,;")
    if lower in _NOON:
        return TimeOfDay(12 * HOUR, True, "p")
    if lower in _MIDNIGHT:
        return TimeOfDay(0, True, "a")
    if solid and (four := _SOLID.fullmatch(lower)):
        return _made(int(four["h"]), int(four["m"]), 0, "", True)
    match = _TIME.fullmatch(text.strip(" \t\n*\u2020"))  # a remark stands elsewhere
    if match is None or not _looks_like_time(match):
        return None
    half = _half(match)
    return _made(int(match["h"]), int(match["m"] or 0), int(match["s"] or 0), half, len(match["h"]) == 2)


def _hour_in(text: str) -> TimeOfDay | None:
    """Read a bare hour, which is a time only in a range."""
    return _made(int(text), 0, 0, "", False) if re.fullmatch(r"\s*([01]?\d|2[0-4])\s*", text) else None


def _made(hour: int, minute: int, second: int, half: str, two_digits: bool) -> TimeOfDay | None:
    if half and not 0 <= hour <= 12 and hour < 24:
        half = ""  # "14:00 PM" is 14:00
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    ms = hour * HOUR + minute * MINUTE + second * SECOND
    # Authors who write a leading zero, as in 08:00, count to 24.
    sure = bool(half) or hour > 12 or hour == 0 or (two_digits and hour < 10)
    return TimeOfDay(ms, sure, half) if ms <= LATEST else None


def _from_number(value: float) -> TimeOfDay | None:
    if 0 <= value < 1:
        return _of_ms(round(value * DAY / SECOND) * SECOND)
    if 1 < value < 100_000 and value % 1:  # a spreadsheet's date and time
        return _of_ms(round(value % 1 * DAY / SECOND) * SECOND)
    whole = int(value)
    if whole == value and 100 <= whole < 2400 and whole % 100 < 60:
        return TimeOfDay(whole // 100 * HOUR + whole % 100 * MINUTE, True)
    if 0 < value < 24 and round(value * 100) % 100 < 60 and whole != value:  # 9.3 and 14.15, typed with a point
        return TimeOfDay(whole * HOUR + round(value * 100) % 100 * MINUTE, whole > 12)
    return None


def _of_ms(ms: int) -> TimeOfDay | None:
    return TimeOfDay(ms, True) if 0 <= ms <= DAY else None


def _whole(at: time) -> TimeOfDay:
    return TimeOfDay(at.hour * HOUR + at.minute * MINUTE + round(at.second + at.microsecond / 1e6) * SECOND, True)


def backwards(starts: list[TimeOfDay]) -> int:
    """Return how many times are earlier than the one before them."""
    return sum(after.ms < before.ms for before, after in pairwise(starts))


def mended(starts: list[TimeOfDay]) -> list[TimeOfDay]:
    """Move each start by half a day, or to the next day, where only that fits behind the one before it."""
    clocks: list[TimeOfDay] = []
    for index, clock in enumerate(starts):
        before = clocks[-1].ms if clocks else None
        after = starts[index + 1] if index + 1 < len(starts) else None
        clocks.append(_fitted(clock, before, after))
    if backwards(clocks) and all(clock.ms < HALF_DAY + HOUR and not clock.sure for clock in starts[1:]):
        # What begins at noon, and counts to twelve in any order, is an afternoon.
        noon = next((clock for clock in starts[:1] if clock.ms >= HALF_DAY), None)
        return [clock if clock.ms >= HALF_DAY else clock.shifted(HALF_DAY) for clock in starts] if noon else clocks
    return clocks


def _fitted(clock: TimeOfDay, before: int | None, after: TimeOfDay | None) -> TimeOfDay:
    later, earlier = clock.ms + HALF_DAY, clock.ms - HALF_DAY
    if before is not None and clock.ms < before:
        by_day = clock.half and clock.ms >= 6 * HOUR  # "8:30 AM" may stand behind noon in a list without order
        near = (2 if by_day else 4 if clock.sure and not clock.half else 10) * HOUR
        if later >= before and clock.ms < HALF_DAY and later - before <= near:
            return replace(clock, ms=later, sure=True)
        night = before >= 18 * HOUR and clock.ms <= 6 * HOUR
        if night or (before >= DAY and before - DAY <= clock.ms <= HALF_DAY):  # 7:00 behind 3:00 of the next day
            return replace(clock, ms=clock.ms + DAY, sure=True)
        return clock
    # "9:00 PM" between 8:30 and 9:30 in the morning.
    if (
        after is not None
        and clock.half
        and after.ms < clock.ms
        and clock.ms >= HALF_DAY
        and before is not None
        and before <= earlier <= after.ms
        and earlier >= 6 * HOUR
    ):
        return replace(clock, ms=earlier, sure=True)
    return clock


def mended_end(start: TimeOfDay, end: TimeOfDay) -> TimeOfDay:
    """Return an end that is not before its start: half a day or a day later, as far as that is at most half a day."""
    if end.ms >= start.ms:
        too_long = end.half == "p" and not start.half and end.ms - start.ms >= HALF_DAY and end.ms - HALF_DAY > start.ms
        return replace(end, ms=end.ms - HALF_DAY) if too_long else end
    if start.half == "p" and end.half == "a" and end.ms + DAY - start.ms <= LONGEST_NIGHT:
        return replace(end, ms=end.ms + DAY)  # "12PM-1AM"
    later = end.ms + HALF_DAY
    is_unsure = not end.sure or end.half != "" or later - start.ms <= 4 * HOUR  # "12:30-02:00" is a lunch
    if start.ms < later <= DAY and end.ms < HALF_DAY and later - start.ms < HALF_DAY and is_unsure:
        return replace(end, ms=later)
    return (
        replace(end, ms=end.ms + DAY) if end.ms + DAY - start.ms <= HALF_DAY else replace(end, ms=max(start.ms, end.ms))
    )


_INVISIBLE = {ord(c): None for c in "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"}


def are_ends(starts: Sequence[object], ends: Sequence[object]) -> bool:
    """Whether times are the ends of items with these starts: in a timetable of journeys most overlap."""
    pairs = [(clock_of(start), clock_of(end)) for start, end in zip(starts, ends, strict=False)]
    known = [(start.ms, end.ms) for start, end in pairs if start and end]
    if len(starts) != len(ends) or len(known) < len(starts) or not all(start < end for start, end in known):
        return False
    following = [(end, after) for (start, end), (after, _) in pairwise(known) if start < after]
    return sum(end <= after for end, after in following) * 2 > len(following)
