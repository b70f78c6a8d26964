"""The lines of a pasted text without what a mail or a page adds: the head of a letter, feet of pages, broken words.

Each line keeps its number: a line that another one took is empty. What is left out or joined is noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from app.domain.values import HOUR
from app.formats.imports.found.dates import day_of
from app.formats.imports.found.days import SOME_DAY, names_a_day
from app.formats.imports.found.times import clock_of, latin_digits, leading_range, range_of, without_word
from app.formats.imports.readers.text.blocks import titles_beside_times
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    SHORT,
    TAIL,
    dated_line,
    is_time_alone,
    length_at_end,
    timed_line,
    weekday_line,
    without_bullet,
)
from app.formats.imports.readers.text.naming.people import people_with_bodies
from app.formats.imports.readers.text.outline import OF_THE_WHOLE
from app.formats.text.notes import Notes, line_place, shortened

MOST_ABOVE = 20  # lines above a greeting
FEWEST_WORDS = 5  # of a line that goes on with a time
FEWEST = 2  # lines that show a custom of the whole text
_OF_A_LETTER = (
    r"from|sent|to|cc|bcc|date|von|gesendet|an|datum|de|envoyé|à|date|para|enviado|cco|fecha|data|da|inviato|a|от|кому|"
    r"дата|发件人|收件人|发送时间|日期|抄送|من|إلى|التاريخ"
)
_SUBJECT = r"subject|betreff|objet|asunto|assunto|oggetto|тема|主题|主旨|الموضوع"
_LETTER_HEAD = re.compile(rf"(?P<label>{_OF_A_LETTER}|{_SUBJECT})\s?[:\uff1a]\s*(?P<value>.*)", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|day|evening)|liebe[rs]?|sehr geehrte|hallo|guten (?:morgen|tag|abend)|"
    r"bonjour|bonsoir|cher|chère|cher[eè]?s|chères|madame|mesdames|hola|estimad[oa]s?|querid[oa]s?|buenos días|buenas|"
    r"car[oia]|gentil[ei]|buongiorno|olá|prezad[oa]s?|bom dia|уважаем\w+|дорог\w+|здравствуйте|добрый (?:день|вечер))\b"
    r"(?![^,!:]*\d)[^.!?:;]{0,70}[,!:\uff0c\uff01]|(?:尊敬的|各位|大家好|您好)[^。;]{0,30}[,:!\uff0c\uff1a\uff01]|"
    r"(?:السادة|الأعزاء|أعزائي|مرحبا|السلام عليكم|تحية طيبة)[^.]{0,60}[,\u060c:!]?",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(?:date|sent|gesendet|datum|envoyé|fecha|enviado|data|inviato|дата|发送时间|日期|التاريخ)\s?[:\uff1a]\s*(?P<value>.{4,60})",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"content-transfer-encoding:\s*quoted-printable", re.IGNORECASE)
_BYTES = re.compile(r"(?:=[\dA-F]{2})+")
_QUOTED = re.compile(r"(?:>\s?)+")
_ANSWERS = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|tr|rv|enc|r|i)\s?:\s*)+", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:page|seite|página|pagina|pág\.?|strona|sida|стр(?:аница|\.)?|صفحة)\s*\d{1,3}(?:\s*(?:of|von|de|sur|di|av|z|из|/|من)\s*\d{1,3})?|"
    r"第\s*\d{1,3}\s*页.{0,12}|[-\u2013\u2014]\s*\d{1,3}\s*[-\u2013\u2014]|\d{1,3}\s*/\s*\d{1,3}|"
    r"\d{1,3}\s*\|\s*\D.{0,80}|\D.{0,80}\|\s*(?:page\s*)?\d{1,3}",
    re.IGNORECASE,
)
_DASHES = " \t\u2013\u2014-"
_UNTIL = re.compile(r"(?:to|until|till|bis|à|a|al|au|jusqu'à|hasta|até|tot|до|至)", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\d)(?P<half>\s?(?:[ap]m|[AP]M))(?=[A-Z\d])")
_BROKEN = re.compile(r"[^\W\d_]{2}[-\u00ad\u2010]$")
_LEADERS = re.compile(  # "What if..." ends with none
    r"\s{0,20}(?:\.{4,}|(?<=[\s\d])\.{3}|\.{3}(?=\s{0,9}\d)|\u2026{2,}|(?:\.\s){3,}\.?|_{3,}|\u00b7{3,})\s{0,20}"
)
_OF_LEADERS = frozenset("._\u2026\u00b7")
_CLOCK_LAST = re.compile(
    r"(?<![\s(\[\u2013\u2014-])[\s(\[\u2013\u2014-]+(?P<time>\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s?uhr)?)[)\]]?\s*$",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"(?:top|punkt|tagesordnungspunkt|item|agenda item|point|punto|ponto|пункт|بند)\s?\d{1,3}[a-z]?\s*[.:)\u2013-]?\s*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"(?P<before>[^()\[\]]{2,90}?)\s*[(\[](?P<time>[^()\[\]]{4,30})[)\]]\s*[:\u2013-]?\s*(?P<after>.*)"
)
_SPAN = r"\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]m)?\s?[-\u2013\u2014~]\s?\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]m)?"
EARLY = 8 * HOUR
_HOURS = re.compile(
    r"(?P<before>\s{0,8}(?:[-*\u2022]\s{1,3})?)(?P<from>1?\d|2[0-3])\s?[\u2013-]\s?(?P<to>1?\d|2[0-4])(?:\s?:)?\s{1,4}(?=[^\W\d_])"
)
_ABOUT = re.compile(  # before an end: "19.00 - ca. 21.00"
    r"(?<=\d\d)(\s?[\u2013\u2014-])\s?(?:ca\.?|circa|approx\.?|etwa|about|around|env\.?|ok\.|около)\s{1,3}(?=\d{1,2}[:.h]\d\d)",
    re.IGNORECASE,
)
_NOON_FIRST = re.compile(  # "Noon-2 p.m."
    r"^(?P<before>\W{0,6})(?:12\s)?(?:noon|midday)\s?(?P<dash>[\u2013\u2014-]|to)\s?(?=\d{1,2}(?::\d\d)?\s?[ap]\.?m\b)",
    re.IGNORECASE,
)
FEWEST_SOLID = 3  # times without a colon that show what they are
_SOLID = re.compile(
    r"(?P<before>\s{0,8}(?:[-*\u2022]\s{1,3}|\d{1,2}[.)]\s{1,3})?)(?P<from>(?:[01]\d|2[0-3])[0-5]\d)"
    r"(?:\s?[-\u2013]\s?(?P<to>(?:[01]\d|2[0-4])[0-5]\d))?(?=\s?(?:h|hrs|uhr)?(?:[\s:.,\u2013-]|$))",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
_OPEN = re.compile(r"(?P<clock>\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?)\s?[\u2013\u2014-]", re.IGNORECASE)
_INSIDE = re.compile(
    rf"(?P<title>[^\d].{{1,120}}?)\s{{1,20}}(?P<time>{_SPAN})\s{{1,20}}(?P<rest>(?![ap]\.?m\b)\S.*)", re.IGNORECASE
)
_SHORT_LAST = re.compile(r"\b(?:[^\W\d_]{1,4}|prof|inkl|incl|vol)\.$", re.IGNORECASE)  # an abbreviation at the end
_TOLD = re.compile(r"(?:at|from|by|until|um|ab|bis|à|vers|alle|às)\s\d")
_GOES_ON = re.compile(
    r"(?!(?:by|von|par|por|da|av|with|mit|avec|con|com|and|und|et|led|chair|moder|anim|presid|présid|present|présent|"
    r"facilit|a cargo|impart|vorgest|via|ведущ|модер|доклад)\b|[a-z]\)|.{0,30}[:\uff1a]|https?:)[^\W\d_]",
    re.IGNORECASE,
)
_ONLY_BULLETS = frozenset("-*\u2022\u00b7\u25aa\u25cf\u25cb\u25e6\u2013")


def laid_out(lines: Sequence[str], notes: Notes) -> list[str]:
    """Return as many lines, those of a letter's head, a greeting and page feet empty, and broken words joined."""
    spaced = [with_space(_without_leaders(line)) for line in _unquoted(_decoded(lines))]
    spaced = [_NOON_FIRST.sub(r"\g<before>12 pm \g<dash> ", _ABOUT.sub(r"\1 ", line), count=1) for line in spaced]
    whole = _with_hours(_with_colons(spaced))
    whole = ["" if is_only_bullet(line) else line for line in whole]
    whole = _with_whole_titles(_with_ends(_with_untils(whole, notes)))
    _take_letter_head(whole, notes)
    _take_greeting(whole, notes)
    _take_signature(whole, notes)
    _take_pages(whole, notes)
    _join_ranges(whole)
    _join(whole, notes)
    return titles_beside_times(_times_first(whole))


def is_only_bullet(line: str) -> bool:
    """Whether a line is the sign of a list, as lists of web pages are copied; its text is on the line below."""
    return line.strip() in _ONLY_BULLETS


def _decoded(lines: Sequence[str]) -> list[str]:
    """Return the lines of a letter in the encoding that says it is "quoted-printable" as they were written."""
    said = next((i for i, line in enumerate(lines) if _ENCODED.fullmatch(line.strip())), len(lines))
    decoded = [*lines]
    for index in range(len(lines) - 1, said, -1):
        line = decoded[index]
        if line.endswith("=") and index + 1 < len(lines) and len(decoded[index + 1]) <= LONGEST:
            line, decoded[index + 1] = line[:-1] + decoded[index + 1], ""
        decoded[index] = _BYTES.sub(
            lambda match: bytes.fromhex(match[0].replace("=", "")).decode("utf-8", "replace"), line
        )
    return decoded


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Return lines without the signs of a letter's quotation, if most lines with times have them."""
    timed = [line.startswith(">") for line in lines if line[:LONGEST].strip() and _is_timed(line[:LONGEST])]
    if len(timed) < FEWEST or sum(timed) * 2 <= len(timed):
        return [*lines]
    return [_QUOTED.sub("", line, count=1) for line in lines]


def year_of_letter(lines: Sequence[str]) -> int | None:
    """Return the year in which a letter was sent."""
    matches = (_SENT.fullmatch(line.strip()) for line in lines[:MOST_ABOVE])
    days = (day_of(match["value"], None) for match in matches if match)
    return next((day.date.year for day in days if day is not None and day.year_given), None)


def _without_leaders(line: str) -> str:
    """Return a line with dashes for the dots between its parts, and without the border of a copied table."""
    if len(line) > LONGEST:
        return line
    line = line.rstrip().removesuffix("|")
    has_leaders = not _OF_LEADERS.isdisjoint(line) and line.strip(" ._\u2026")
    return _LEADERS.sub(" \u2013 ", line) if has_leaders else line


def with_space(line: str) -> str:
    """Return a line with a space between a time and a title that stands right behind it, "9:00amOpening"."""
    return _GLUED.sub(r"\g<half> ", line) if "m" in line or "M" in line else line


def _with_untils(lines: list[str], notes: Notes) -> list[str]:
    """Return as many lines, "9:00" above "until" above "10:00", each on its own line, as one.

    With dates beside the times they say when the whole takes place, of which the first day is kept.
    """
    whole = [*lines]
    for index in range(1, len(lines) - 1):
        until, below = lines[index].strip(), lines[index + 1].strip()
        is_joined = _UNTIL.fullmatch(until) and below and is_time_alone(lines[index - 1]) and is_time_alone(below)
        if is_joined:
            above = lines[index - 1].strip()
            joined = f"{above} {until} {below}"
            if (dated := dated_line(without_bullet(above), SOME_DAY)) is not None and dated_line(below, SOME_DAY):
                notes.guess(line_place(index), OF_THE_WHOLE.text, text=shortened(joined, 80))
                joined = above.removesuffix(dated[1]).strip()
            whole[index - 1 : index + 2] = [joined, "", ""]
    return whole


def _with_ends(lines: list[str]) -> list[str]:
    """Return as many lines, a start above an end, each on its own line, as a range: "10:00", "10:15"."""
    filled = [i for i, line in enumerate(lines) if line.strip(_DASHES)]
    alone = [clock_of(lines[i].strip(_DASHES), solid=False) if len(lines[i]) <= SHORT else None for i in filled]
    pairs: list[int] = []
    for at, (start, end) in enumerate(pairwise(alone)):
        if start is not None and end is not None and start.ms < end.ms and (not pairs or pairs[-1] < at - 1):
            pairs.append(at)
    titled = [at for at in pairs if at + 2 < len(filled) and alone[at + 2] is None]
    if len(titled) < FEWEST_SOLID or len(titled) * 3 < sum(clock is not None for clock in alone):
        return lines
    whole = [*lines]
    for at in titled:
        first, last = filled[at], filled[at + 1]
        whole[first : last + 1] = [f"{lines[first].strip(_DASHES)} - {lines[last].strip()}", *([""] * (last - first))]
    return whole


def _with_whole_titles(lines: list[str]) -> list[str]:
    """Return as many lines, a title below a time alone that a colon ends, "Workshop:", with the line below it."""
    whole = [*lines]
    for index in range(1, len(lines) - 1):
        title, below = lines[index].strip(), lines[index + 1].strip()
        if not title.endswith(":") or not below or len(title) + len(below) > LONGEST:
            continue
        above = next((line for line in reversed(whole[max(index - 4, 0) : index]) if line.strip()), "")
        goes_on = below[-1] not in ":;," and without_bullet(below) == below and not _is_timed(below)
        if goes_on and is_time_alone(above):
            whole[index], whole[index + 1] = f"{title} {below}", ""
    return whole


def _with_colons(lines: list[str]) -> list[str]:
    """Return lines that begin with 0900, one after the other on each day, with 09:00."""
    matches = [_SOLID.match(line) for line in lines]
    solid = [match for match in matches if match]
    starts = [match["from"] for match in solid]
    falls = sum(before > after for before, after in pairwise(starts))
    if len(starts) < FEWEST_SOLID or not starts[0].startswith("0") or falls * FEWEST_SOLID > len(starts):
        return lines
    if falls and not all(match["to"] and match["from"] < match["to"] for match in solid):
        return lines  # without ends, numbers that fall may be years or amounts
    return [_SOLID.sub(_spelt, line, count=1) if match else line for line, match in zip(lines, matches, strict=True)]


def _with_hours(lines: list[str]) -> list[str]:
    """Return lines that begin with "9 - 12", one behind the other on each day, with 9:00 - 12:00."""
    matches = [(i, match) for i, line in enumerate(lines) if (match := _HOURS.match(line)) is not None]
    if len(matches) < FEWEST_SOLID or any(map(_CLOCK.search, lines)):
        return lines
    spans = [(int(match["from"]), int(match["to"])) for _, match in matches]
    falls = [at for at, (before, after) in enumerate(pairwise(spans)) if after[0] < before[1]]
    between = (lines[matches[at][0] + 1 : matches[at + 1][0]] for at in falls)
    days = [any(_says_day(line) for line in each) for each in between]
    if any(start >= end for start, end in spans) or not all(days) or not any(map(_says_day, lines)):
        return lines
    whole = [*lines]
    for index, match in matches:
        whole[index] = f"{match['before']}{match['from']}:00 - {match['to']}:00 {lines[index][match.end() :]}"
    return whole


def _says_day(line: str) -> bool:
    """Whether a short line is a day: "21.8. Monday"."""
    return len(line) <= SHORT and (day_of(line, SOME_DAY) is not None or names_a_day(line.strip(" :.")))


def _spelt(match: re.Match[str]) -> str:
    clocks = (f"{clock[:2]}:{clock[2:]}" for clock in (match["from"], match["to"]) if clock)
    return f"{match['before']}{'-'.join(clocks)}"


def _take_letter_head(lines: list[str], notes: Notes) -> None:
    """Take "From:", "To:" and "Subject:" above all; the subject becomes the title."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    last = next((i for i in range(first, len(lines)) if not _LETTER_HEAD.match(lines[i].strip())), len(lines))
    if last - first < FEWEST + 1:
        return
    for index in range(first, last):
        match = _LETTER_HEAD.match(lines[index].strip())
        if match and re.fullmatch(_SUBJECT, match["label"], re.IGNORECASE):
            lines[index] = _ANSWERS.sub("", match["value"], count=1)
        else:
            notes.cannot_read(line_place(index + 1), lines[index], "it belongs to the head of a letter")
            lines[index] = ""


def _take_greeting(lines: list[str], notes: Notes) -> None:
    """Take "Dear all," on a line of its own, above everything with a time."""
    for index, line in enumerate(lines[:MOST_ABOVE]):
        if _is_timed(line):
            return
        if _GREETING.fullmatch(line.strip()):
            greeting = line.strip()
            notes.guess(
                line_place(index + 1), "Taken for the greeting of a letter, and for no item: {text}", text=greeting
            )
            lines[index] = ""
            return


def _take_signature(lines: list[str], notes: Notes) -> None:
    """Take what stands below the sign before a signature, if no line there begins with a time."""
    at = next((i for i, line in enumerate(lines) if line.strip() == "--"), len(lines))
    if any(leading_range(without_bullet(line[:LONGEST])) for line in lines[at:]):
        return
    for index in range(at, len(lines)):
        if lines[index].strip():
            notes.cannot_read(line_place(index + 1), lines[index], "a letter ends here; it is no item")
            lines[index] = ""


def _take_pages(lines: list[str], notes: Notes) -> None:
    """Take numbers of pages, with the line that is repeated beside them."""
    repeated = Counter(line.strip() for line in lines if len(line) <= LONGEST)
    for index, line in enumerate(lines):
        text = line.strip()
        if len(text) <= 100 and _PAGE.fullmatch(text) and timed_line(text) is None:
            beside = (next((i for i in way if lines[i].strip()), None) for way in _ways(index, len(lines)))
            heads = [i for i in beside if i is not None and repeated[lines[i].strip()] > 1 and not _is_timed(lines[i])]
            for taken in (index, *heads):
                notes.cannot_read(line_place(taken + 1), lines[taken], "it belongs to the head or foot of a page")
                lines[taken] = ""


def _ways(index: int, count: int) -> tuple[range, range]:
    """Return the few lines above and those below one, the nearest first."""
    return range(index - 1, max(index - 4, -1), -1), range(index + 1, min(index + 4, count))


def _join(lines: list[str], notes: Notes) -> None:
    """Join words that a hyphen breaks, and titles that go on in the next line, in small letters."""
    for index in range(len(lines) - 1, 0, -1):
        above, line = lines[index - 1].rstrip(), lines[index]
        text = line.strip()
        is_open = above.count("(") > above.count(")") and ")" in text and "(" not in text
        is_whole = above.endswith(".") and _is_timed(above) and not _SHORT_LAST.search(above)
        if not above or not text or is_whole or not (text[0].islower() or is_open) or len(above) + len(text) > LONGEST:
            continue
        broken = _BROKEN.search(above) is not None
        told = _TOLD.match(text) is not None and above[-1].isalnum() and not _is_timed(above)
        in_sentence = told and len(above.split()) >= FEWEST_WORDS
        if not (broken or in_sentence) and (
            _is_timed(line) or not _is_timed(above) or not (is_open or _GOES_ON.match(text))
        ):
            continue
        if not broken and (is_time_alone(above) or _is_of_people(above)):
            continue  # the title, or the place, of what begins then, or what they speak about
        lines[index - 1] = above[:-1] + text if broken else f"{above} {text}"
        lines[index] = ""
        notes.guess(line_place(index + 1), "Taken for the end of the line above: {text}", text=shortened(text, 60))


def _is_of_people(line: str) -> bool:
    """Whether a line has a time and only people with common names and their organisations."""
    timed = timed_line(without_bullet(line))
    return timed is not None and bool(people_with_bodies(timed[1].strip(BETWEEN)))


def _join_ranges(lines: list[str]) -> None:
    """Join "4:00 pm -" and "6:00 pm" on the next line, as cells of a copied table stand below each other."""
    filled = [i for i, line in enumerate(lines) if re.search(r"\w", line[:LONGEST])]
    for above, below in pairwise(filled):
        begin = _OPEN.fullmatch(lines[above].strip(" \t|"))
        end = lines[below].strip(" \t|") if begin is not None and below - above <= FEWEST else ""
        if begin is not None and clock_of(begin["clock"]) is not None and clock_of(end) is not None:
            lines[above], lines[below] = f"{begin['clock']} - {end}", ""


def _is_timed(line: str) -> bool:
    text = without_bullet(line)
    return (timed_line(text) or dated_line(text, SOME_DAY) or weekday_line(text)) is not None


def _times_first(lines: list[str]) -> list[str]:
    """Move times to the beginning, where most lines have them at the end, in brackets or between title and people."""
    plain = [without_word(latin_digits(without_bullet(line))) if len(line) <= LONGEST else "" for line in lines]
    leading = sum(timed_line(text) is not None and _moved(text) is None for text in plain)
    moved = [
        None if timed_line(text) is not None and _INSIDE.fullmatch(text) is None else _moved(text) for text in plain
    ]
    count = sum(each is not None for each in moved)
    lasting = sum(length_at_end(text) is not None for text in plain)
    if count < FEWEST or count <= max(leading, lasting) or not _rise([each for each in moved if each is not None]):
        return lines
    return [line if each is None else each for line, each in zip(lines, moved, strict=True)]


def _rise(moved: Sequence[str]) -> bool:
    """Whether most of these lines begin later than the one above, and all of them if they may be prices, 4.50."""
    begins = [leading[0][0].ms for line in moved if (leading := leading_range(line)) is not None]
    falls = sum(before >= after for before, after in pairwise(begins))
    may_be_prices = all(begin < EARLY for begin in begins) and all(re.match(r"\d{1,2}\.\d\d\s", line) for line in moved)
    return falls == 0 if may_be_prices else falls * 3 <= len(begins)


def _moved(text: str) -> str | None:
    """Return a line with its time first; None if it has none elsewhere, or is about a day."""
    if not text or text[0].isdigit() or day_of(text, SOME_DAY) is not None or weekday_line(text) is not None:
        return None
    if (inside := _INSIDE.fullmatch(text)) is not None and not _CLOCK.search(inside["rest"]):
        return f"{inside['time']} {inside['title']} {inside['rest']}"
    if (match := _BRACKETED.fullmatch(text)) is not None and range_of(match["time"]) is not None:
        label = "" if _POINT.fullmatch(f"{match['before']} ") else match["before"]
        rest = f"{label} {match['after']}".strip()
        return f"{match['time']} {rest}" if rest else None
    match = _CLOCK_LAST.search(text[-TAIL:])
    before = text[: len(text) - len(text[-TAIL:]) + match.start()] if match else ""
    is_only = match is not None and not _CLOCK.search(before)
    return f"{match['time']} {before.strip()}" if match and is_only and re.search(r"[^\W\d_]{2}", before) else None
