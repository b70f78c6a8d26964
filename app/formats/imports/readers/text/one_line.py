"""Several items on one line: between bars, in a sentence, at two times, or as a page without its line ends has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.formats.imports.found.dates import day_of, month_of, weekday_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.times import HALF_DAY, leading_range, range_of
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    TAIL,
    dated_line,
    has_digit,
    timed_line,
    weekday_line,
    without_bullet,
)

_CLOCK = r"\d{1,2}(?:[:h]\d\d)?(?:\s?[ap]\.?m\b\.?)?"
_BEFORE_TIME_IN_PROSE = re.compile(
    r";\s{1,3}(?=\d{1,2}(?:[:.h]\d\d|\s?(?:h|uhr|[ap]m)\b|,\s)|(?:minuit|midnight|mezzanotte),\s)", re.IGNORECASE
)
_BEFORE_RANGE = re.compile(
    rf"(?<=\S);\s{{0,3}}(?={_CLOCK}\s?(?:[-\u2013\u2014]|às|a|to|bis|до)\s?{_CLOCK}\s?[-:\u2013\u2014])", re.IGNORECASE
)
_HOUR_BEFORE_COMMA = re.compile(r"^(?P<hour>\d{1,2}),\s")
_MIDNIGHT = re.compile(r"^(?:minuit|midnight|mezzanotte),\s", re.IGNORECASE)
FEWEST_IN_PROSE = 3
_WEEKDAY_OF_LIST = re.compile(r"\W{0,4}(?P<day>[^\W\d_]{2,14})\s?:\s(?=\d)")  # "Samedi : 11 h, messe ; 12 h, repas"
_STOP = re.compile(r"(?<=[^\W\d_]{3})[.!?]\s")
_BEFORE_TIME = re.compile(r"\s\|\s(?=\d{1,2}[:.h]\d\d)")
FEWEST = 3  # items on a line; two times may be those of one item
LONGEST_WORD = 12  # before a time in a sentence
_BEGIN = re.compile(
    rf"(?:(?<=[\s|;,])|^){_CLOCK}(?:\s?[-\u2013\u2014]\s?{_CLOCK})?(?=[\s:|\u2013\u2014-])", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\([^()]{1,80}\)")
MANY = 5  # items, of which two may begin at once
_SURE = re.compile(r"[:h]\d\d|[ap]\.?m\b", re.IGNORECASE)
_TOLD = re.compile(  # in a sentence: "for a 3:30 pm ceremony"
    r"\b(?:a|an|the|at|by|until|till?|to|from|before|after|since|of|um|bis|ab|vor|nach|seit|von|à|de|dès|avant|jusqu'à|"
    r"las|hasta|desde|alle|dalle|fino|às|até|в|до|с|от)\s$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[^\W\d_][^\d:]{2,38}:\s(?=\d)")
_FULL_TIME = re.compile(
    r"\d{1,2}(?:[:.][0-5]\d(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?|\s?h[0-5]\d|\s?(?:h|Uhr)\b)", re.IGNORECASE
)
_AGAIN = re.compile(  # "10:00 and 14:00 Tour"
    rf"(?P<times>{_FULL_TIME.pattern}(?:\s?(?:(?:and|und|et|og|och|en|y|e|и|і)\s|[&,+]\s?){_FULL_TIME.pattern}){{1,5}})"
    r"\s{1,9}(?:[:|\u2013\u2014-]\s{1,9})?(?P<what>[^\W\d_].*)",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"^\s{0,8}((?:[01]?\d|2[0-4])[:.][0-5]\d)((?:[01]\d|2[0-4]|\d(?=[:.]))[:.][0-5]\d)(?![\d:.])\s{0,8}"
)
_WHOLE_RANGE = re.compile(
    r"(?<![\d:.,(/-])(?:[01]?\d|2[0-3])\s?[:.h]\s?[0-5]\d(?:\s?[ap]\.?m\b\.?)?\s?[-\u2013\u2014]\s?"
    r"(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:\s?[ap]\.?m\b\.?)?(?=[\s:,;])",
    re.IGNORECASE,
)
_SPACE_INSIDE = re.compile(r"(?<=\d)\s(?=[:.]\s?\d\d)|(?<=\d[:.])\s(?=\d\d)")
MOST_OF_A_PAGE, LONGEST_PAGE = 2, 20_000  # filled lines and characters of a page without its line ends
MOST_OF_A_DAY = 5  # words
FEWEST_GLUED = 2  # lines
_DIGITS_LAST = re.compile(
    r"(?P<sign>\|\s{0,4})(?P<from>(?:[01]\d|2[0-3])[0-5]\d)\s?(?:[\u2013\u2014-]|to)\s?(?P<to>(?:[01]\d|2[0-4])[0-5]\d)"
    r"(?:\s?(?:h|hrs|hours|uhr)\b\.?)?\s{0,9}$",
    re.IGNORECASE,
)
_GLUED_DAY = re.compile(
    r"(?P<day>[\u65e5\uc77c]\s?[(\uff08][月火水木金土日월화수목금토일][)\uff09])(?=\d{1,2}[:\uff1a]\d\d)"
)
_CENTURIES = {"18", "19", "20"}  # with which years begin, too
_ONE_CLOCK = r"(?:(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s?(?:[ap]\.?m\b\.?|noon\b))?|1?\d\s?[ap]\.?m\b\.?|12\s?noon\b)"
_SPACED = re.compile(  # start and end, as two columns of a table have them
    rf"(?P<start>(?:^|(?<=\s)){_ONE_CLOCK})\s{{1,4}}(?P<end>{_ONE_CLOCK})(?=\s{{1,8}}[^\W\d_])", re.IGNORECASE
)
_COMMA_TIME = re.compile(
    r"\s{0,8}([01]?\d|2[0-3]),([0-5][05])(?:\s?[-\u2013]\s?([01]?\d|2[0-4]),([0-5][05]))?(?![\d,])(?:\s?h\b\.?|\s?Uhr\b)?"
    r"(?=\s{0,4}[:\u2013-]|\s{1,9}[^\W\d_]|\s{1,4}[\u00ab\u201c\u201e\"])"
)
FIRST_COMMA_TIME = 7 * 60  # minutes of a day
_PRICE = re.compile(r"[€$£]|\b(?:EUR|CHF|kr|zł|руб)\b")
_BEFORE_COLUMN = re.compile(r"(?<=\S)(?:\s{2,20}|\t\s{0,9})(?=\d{1,2}[:.][0-5]\d\s{1,9}[^\W\d_])")
_GODZ = re.compile(
    r"(?<=[^\W\d_])[.,;]\s?(?=(?:godz\.?|kl\.?|klo|ore)\s\d{1,2}(?:[:.]\d\d)?\s?[:\u2013\u2014-]\s)", re.IGNORECASE
)
_BEHIND_STOP = re.compile(  # "9:00 - Opening. 10:00 - Talks"
    r"(?<=[^\W\d_]{2})\.\s{0,2}(?=\d{1,2}(?::[0-5]\d|h[0-5]\d|h)(?:\s?h|\s?uhr)?\s?[\u2013\u2014-]\s?[^\W\d_])",
    re.IGNORECASE,
)
_LOST_SIGN = re.compile(
    r"(?<=\d[:.]\d\d)\s?[?\ufffd]\s?(?=\d{1,2}[:.]\d\d)"
)  # a dash, as pages in other encodings show it
_END_IN_BRACKETS = re.compile(r"(?<=\d[:.][0-5]\d)\s?[\u2013\u2014~-]\s?\((\d{1,2}[:.][0-5]\d)\)")  # "10:10-(18:00)"
LONGEST_WORD = 20  # characters of a line with a word before a time
_BEFORE_A_TIME = re.compile(
    r"ab|um|von|from|at|à partir de|dès|à|desde|a partir de(?: las)?|dalle|ore|с|в|kl\.?", re.IGNORECASE
)
LONGEST_BEFORE = 40  # characters of a line before its end
_CZECH = re.compile("[\u011b\u0159\u016f\u013e\u013a\u0155]")  # or Slovak: "a" is no range there, and means "and"
_A_BETWEEN = re.compile(r"(\d[:.][0-5]\d) a (?=\d{1,2}[:.][0-5]\d)")


def with_parted_times(lines: Sequence[str]) -> list[str]:
    """Return lines with a sign between times: that of a range where a page has none, "17.0019.00Coffee".

    In a Czech or Slovak text it is one for "and": "20:00 a 21:30 Springs".
    """
    lines = _with_words_before_times(lines)
    lines = _with_colons([_GLUED_DAY.sub(r"\g<day> ", line) for line in lines])
    if sum(_GLUED.match(line) is not None for line in lines) >= FEWEST_GLUED:
        lines = [_GLUED.sub(r"\1 - \2 ", line) for line in lines]
    lines = _with_signs_between(
        _without_commas([_END_IN_BRACKETS.sub(r" - \1", _LOST_SIGN.sub(" - ", line)) for line in lines])
    )
    if not any(map(_CZECH.search, lines)):
        return list(lines)
    return [_A_BETWEEN.sub(r"\1 & ", line) if " a " in line else line for line in lines]


def _with_words_before_times(lines: Sequence[str]) -> list[str]:
    """Return lines in which "from", alone above a time, stands before it; its own line is blank."""
    joined = list(lines)
    for at, (word, below) in enumerate(pairwise(lines)):
        if len(word) <= LONGEST_WORD and _BEFORE_A_TIME.fullmatch(word.strip()) and below[:1].isdigit():
            joined[at], joined[at + 1] = "", f"{word.strip()} {below}"
    return joined


def _with_colons(lines: Sequence[str]) -> list[str]:
    """Return lines that end with four digits twice, "Lunch | 1200-1300", with 12:00-13:00; not those with years."""
    ends = {i: match for i, line in enumerate(lines) if "|" in line and (match := _DIGITS_LAST.search(line[-TAIL:]))}
    if all(match["from"][:2] in _CENTURIES for match in ends.values()):
        return [*lines]
    timed = {i: lines[i][:-TAIL] + _DIGITS_LAST.sub(_with_both_colons, lines[i][-TAIL:]) for i in ends}
    return [timed.get(i, line) for i, line in enumerate(lines)]


def _with_both_colons(match: re.Match[str]) -> str:
    begin, end = (f"{match[which][:2]}:{match[which][2:]}" for which in ("from", "to"))
    return f"{match['sign']}{begin} - {end}"


def _without_commas(lines: Sequence[str]) -> list[str]:
    """Return lines that begin with 13,30, one after the other, with 13:30."""
    matches = [_COMMA_TIME.match(line) for line in lines]
    starts = [int(match[1]) * 60 + int(match[2]) for match in matches if match]
    are_times = len(starts) >= FEWEST and starts == sorted(set(starts)) and starts[0] >= FIRST_COMMA_TIME
    if not are_times or any(map(_PRICE.search, lines)):
        return list(lines)
    return [
        _COMMA_TIME.sub(_with_colon, line, count=1) if match else line
        for line, match in zip(lines, matches, strict=True)
    ]


def _with_colon(match: re.Match[str]) -> str:
    end = f" - {match[3]}:{match[4]}" if match[3] else ""
    return f"{match[1]}:{match[2]}{end} "


def _with_signs_between(lines: Sequence[str]) -> list[str]:
    """Return lines with a sign between the two times that begin them, "9:00 9:30 Coffee", if others are ranges too."""
    spaced = {i: match for i, line in enumerate(lines) if (match := _SPACED.search(line[:LONGEST_BEFORE])) is not None}
    pairs = {i: (range_of(match["start"]), range_of(match["end"])) for i, match in spaced.items()}
    later = [i for i, (start, end) in pairs.items() if start and end and start[0].ms % HALF_DAY != end[0].ms % HALF_DAY]
    are_more = len(later) >= FEWEST_GLUED or (later and sum(map(_is_range, lines)) >= FEWEST_GLUED)
    if not are_more or len(later) < len(spaced):
        return list(lines)
    return [_SPACED.sub(r"\g<start> - \g<end>", line, count=1) if i in spaced else line for i, line in enumerate(lines)]


def _is_range(line: str) -> bool:
    timed = leading_range(without_bullet(line[:LONGEST_BEFORE])) if has_digit(line) else None
    return timed is not None and timed[0][1] is not None


def with_line_ends(text: str) -> str:
    """Return a text of one long line with a line for each of its ranges of time; others are returned unchanged.

    A line that begins with a time, or with a heading of a few words, is known to have several items.
    """
    filled = [line for line in text.splitlines() if line.strip()]
    if not filled or len(filled) > MOST_OF_A_PAGE or len(text) > LONGEST_PAGE or "|" in text:
        return text
    line = max(filled, key=len)
    begins = [match.start() for match in _WHOLE_RANGE.finditer(line)]
    if len(begins) < MANY or not line[: begins[0]].strip() or timed_parts(line):
        return text
    parts = [line[begin:end] for begin, end in pairwise([0, *begins, len(line)])]
    if not all(map(_begins_with_time, (_SPACE_INSIDE.sub("", part[:LONGEST]).strip() for part in parts[1:]))):
        return text
    return text.replace(line, "\n".join([*map(_with_day_apart, parts[:-1]), parts[-1]]), 1)


def _with_day_apart(part: str) -> str:
    """Return what stands before a time, with the day at its end on a line of its own."""
    words = part.split()
    for count in range(min(MOST_OF_A_DAY, len(words)), 0, -1):
        day = " ".join(words[-count:])
        if _begins_day(words[-count]) and (names_a_day(day.rstrip(":,")) or day_of(day, SOME_DAY) is not None):
            return f"{' '.join(words[:-count])}\n\n{day}"
    return part.strip()


def _begins_day(word: str) -> bool:
    plain = word.strip(".,:")
    is_word = weekday_of(plain) is not None or month_of(plain) is not None or names_a_day(f"{plain} 1")
    return is_word or plain.isdecimal()


def timed_parts(line: str) -> list[str]:
    """Return the items of a line such as "9:00 | Opening | 10:00 | Lunch |", of which each begins with a time.

    In a sentence, "The programme: 9h, welcome; 10h, debate; 12, lunch; 14h, songs", there are several of them.
    """
    if len(line) > LONGEST or not has_digit(line):
        return []
    if (again := _AGAIN.fullmatch(line.strip())) is not None:
        return [f"{at} {again['what']}" for at in _FULL_TIME.findall(again["times"])]
    if "|" in line:
        texts = [part.lstrip("| \t") for part in _BEFORE_TIME.split(line.rstrip("| \t"))]
        return texts if all(map(_begins_with_time, texts)) else []
    for sign, is_sure in ((_BEFORE_COLUMN, False), (_GODZ, True), (_BEHIND_STOP, False), (_BEFORE_RANGE, True)):
        said = sign.split(line.strip())
        if len(said) > 1 and all(map(_begins_with_time, said)) and (is_sure or _ascend(said)):
            return said
    if (listed := _items_of_weekday(line)) or line.count(";") < FEWEST_IN_PROSE:
        return listed or _without_line_ends(line.strip())
    first, *more = _BEFORE_TIME_IN_PROSE.split(line.strip())
    texts = [first.rpartition(": ")[2], *(_HOUR_BEFORE_COMMA.sub(r"\g<hour>:00 ", text) for text in more)]
    return texts if len(texts) > FEWEST_IN_PROSE and all(map(_begins_with_time, texts)) else []


def _items_of_weekday(line: str) -> list[str]:
    """Return the items of a line that lists those of a weekday, "Sunday: 11 h, mass; 12 h, lunch"; else none."""
    first = _WEEKDAY_OF_LIST.match(line)
    if first is None or weekday_of(first["day"]) is None or ";" not in line:
        return []
    said = [_MIDNIGHT.sub("24:00 ", each) for each in _BEFORE_TIME_IN_PROSE.split(line[first.end() :])]
    said = [_HOUR_BEFORE_COMMA.sub(r"\g<hour>:00 ", each) for each in said]
    return said if len(said) > 1 and all(map(_begins_with_time, said)) and _ascend(said) else []


def before_items(line: str, first: str) -> tuple[str, str]:
    """Return the whole sentences of a line before its first item, and what stands between them and that."""
    before = line.partition(first)[0].strip()
    *sentences, last = _STOP.split(before)
    return (before, "") if before.endswith(".") else (" ".join(sentences), last.strip(" :-\u2013\u2022"))


def _ascend(parts: Sequence[str]) -> bool:
    """Whether items of a line begin one after the other."""
    timed = [leading_range(without_bullet(part)) for part in parts]
    starts = [each[0][0].ms for each in timed if each is not None]
    return len(starts) == len(parts) and starts == sorted(set(starts))


def _begins_with_time(text: str) -> bool:
    text = without_bullet(text)
    dated = dated_line(text, SOME_DAY) or weekday_line(text)
    timed = timed_line(dated[1] if dated is not None else text)
    return timed is not None and re.search(r"[^\W\d_]", timed[1]) is not None


def _without_line_ends(text: str) -> list[str]:
    """Return the items of "5:00 pm Doors 5:30 pm Concert 7:00 pm Dinner": several, none earlier than the one before.

    "Schedule:" may stand before them, and whole sentences before many of them.
    """
    text = _HEADING.sub("", text, count=1)
    begins = [match.start() for match in _BEGIN.finditer(_IN_BRACKETS.sub(_blanks, text)) if _SURE.search(match[0])]
    begins = [at for at in begins if _TOLD.search(text[max(0, at - LONGEST_WORD) : at]) is None]
    if len(begins) >= MANY and text[: begins[0]].rstrip().endswith("."):
        text, begins = text[begins[0] :], [at - begins[0] for at in begins]
    if len(begins) < FEWEST or begins[0] != 0:
        return []
    parts = [text[at:end].rstrip(" |;,") for at, end in zip(begins, [*begins[1:], len(text)], strict=True)]
    timed = [leading_range(part) for part in parts]
    starts = [each[0][0].ms for each in timed if each is not None and any(map(str.isalpha, each[1].strip(BETWEEN)))]
    again = len(starts) - len(set(starts))
    is_rising = starts == sorted(starts) and (not again or len(starts) >= MANY * max(again, 1))
    return parts if len(starts) == len(parts) and is_rising else []


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])
