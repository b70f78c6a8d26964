"""A sentence about a text that has times or lengths and is no programme: what it looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from app.domain.errors import Sentence
from app.formats.imports.evidence import NO_PROGRAMME, NO_PROGRAMME_TEXT
from app.formats.imports.found.dates import day_of, month_of, weekday_of
from app.formats.imports.found.days import SOME_DAY
from app.formats.imports.found.times import range_of
from app.formats.imports.readers.text.days import is_deadline
from app.formats.imports.titles_against import DEADLINES

FEW = 2  # ingredients that a text about something else does not have
_LEVEL = (
    r"(?:\[?(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical)\b|"
    r"\[(?:vrb|trc|dbg|inf|wrn|err|ftl|crt)\])"
)
_LOGGED = re.compile(
    rf"(?:\d{{4}}-\d\d-\d\d[ T])?\d\d:\d\d:\d\d\S{{0,12}}\s{{1,4}}(?:\S{{1,40}}\s{{1,4}}){{0,2}}{_LEVEL}"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,60} \S{1,60}: ",
    re.IGNORECASE,
)
_SPOON = r"tbsp|tsp|cups?|el|tl|prisen?|cuill\w{1,10}|cucharad\w{1,5}|ст\. ?л"
_INGREDIENT = re.compile(
    r"\s{0,8}(?:[-*\u2022]\s)?(?:\d{1,4}(?:[.,/]\d{1,2})?|[\u00bc\u00bd\u00be])\s?"
    rf"(?:g|kg|ml|cl|dl|l|oz|lb|г|кг|мл|克|毫升|{_SPOON})\.?\s{{1,3}}[^\W\d_]",
    re.IGNORECASE,
)
_COOKING = re.compile(
    r"\b(?:prep(?:aration)?|cook(?:ing)?|baking|bake|resting) time|(?:koch|back|zubereitungs|ruhe)zeit|"
    r"temps de (?:cuisson|préparation)|tiempo de (?:cocción|preparación)|tempo di cottura|время приготовления",
    re.IGNORECASE,
)
_OF_A_RECIPE = re.compile(  # lines above or below the steps: "Prep: 15 min", "Serves 4"
    r"\W{0,4}(?:(?:prep|cook|cooking|total|baking|rest|resting)(?:\stime)?\s?:\s?\d|(?:serves|makes|yield|yields|servings|portions)\b\s?:?\s?\d|"
    r"(?:zubereitung|kochzeit|backzeit|ruhezeit|arbeitszeit|portionen)\s?:\s?\d|für\s\d\s?(?:personen|portionen)|"
    r"(?:préparation|cuisson|repos)\s?:\s?\d|pour\s\d\spersonnes|(?:preparación|cocción|raciones)\s?:\s?\d|para\s\d\spersonas|"
    r"(?:preparazione|cottura)\s?:\s?\d|per\s\d\spersone|(?:порци|подготовка|готовка)\w{0,3}\s?:\s?\d)",
    re.IGNORECASE,
)
_CRON = re.compile(r"\W{0,4}(?=[\d,/ -]{0,40}\*)(?:[\d*/,-]{1,20}\s{1,8}){4}[\w*/,-]{1,20}`?\s")  # "30 4 * * 1 backup"
_SHOWN = re.compile(r"\s{0,4}(?:\d{1,2}:)?\d\d:\d\d[.,]\d{3} --> ")
_SAID = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s)?[(\[]?(?P<h>[012]?\d):(?P<m>[0-5]\d)(?::\d\d)?[)\]]?\s{0,3}[-\u2013]?\s{0,3}(?P<who>[^\W\d_][^:\n]{1,40}):\s"
)
_VERSION = re.compile(
    r"(?:[#*-]{0,4}\s{0,3}\[?)v?\d{1,3}\.\d{1,3}(?:\.\d{1,5})?[\w.-]{0,12}\]?(?:\s|:|$)(?!\s*[ap]\.?m\b)", re.IGNORECASE
)
_OF_CHANGES = re.compile(
    r"[#*= ]{0,6}(?:change\s?log|changes|release notes|release history|history|versionshinweise|änderungsprotokoll|"
    r"journal des modifications|notes de version|registro de cambios|история изменений|更新日志|سجل التغييرات)\b",
    re.IGNORECASE,
)
_OF_A_BILL = re.compile(
    r"\b(?:invoice|bill to|quotation|subtotal|vat|total due|amount due|rechnung|angebot|zwischensumme|mwst|ust|"
    r"facture|devis|sous-total|tva|factura|presupuesto|iva|fattura|preventivo|fatura|счёт|счет|ндс|фактура)\b|发票|报价|فاتورة",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?:^|[\s€$£¥])\d{1,3}(?:[.,' ]?\d{3}){0,3}[.,]\d\d\s?(?:€|\$|£|EUR|USD|CHF|GBP)?$")
_SPAN_LAST = re.compile(r"\d{1,2}[.:h]\d\d\s{0,3}(?:[-\u2013\u2014]|to|bis|a|à)\s{0,3}\d{1,2}[.:h]\d\d\s*$")
_DOSED = re.compile(
    r"\d[\d.,]{0,6}\s?(?:mg|µg|mcg|g|kg|ml|cl|l|kcal|kj|i\.?e\.?|i\.?u\.?|°\s?[cf]|%|mm|cm|km|m|ft|mmhg|bpm|hpa|мг|мл|г|毫克|毫升|مغ|مل)\.?$",
    re.IGNORECASE,
)
_CLOCKED = re.compile(r"\d{1,2}\s?(?:[:.h]\s?\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s?(?:uhr|h))?(?=\W|$)", re.IGNORECASE)
_SURELY_CLOCKED = re.compile(  # no number of a house or a telephone
    r"(?<!\d)\d{1,2}\s?(?:[:.h]\s?\d\d(?!\d)|(?:h|uhr|[ap]\.?m)(?!\w))", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d\d")
_PRICE = re.compile(
    r":?\s(?:[€$£]\s?\d{1,4}(?:[.,]\d\d)?|\d{1,4}(?:[.,]\d\d)?\s?(?:€|\$|£|EUR|USD|CHF|GBP|Euro))(?:\s(?:je|pro|per|par|por|all')\s[^\W\d_]{1,12})?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_CLOSED = re.compile(
    r"\b(?:closed|geschlossen|fermée?s?|cerrad[oa]s?|chius[oaie]|fechad[oa]s?|gesloten|lukket|stängt|suljettu|закрыт[оаы]?)\b|"
    r"\u4f11\u9986|\u95ed\u9986|\u95ed\u5e97|\u4f11\u696d",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:open|geöffnet|ouverte?s?|abiert[oa]s?|apert[oaie]|abert[oa]s?|geopend|åbent?|öppet|avoinna|открыт[оаы]?)\b",
    re.IGNORECASE,
)
_RANGE_LAST = re.compile(
    r"\d\s?(?:h|uhr|[ap]\.?m\.?)?\s{0,3}(?:[-\u2013\u2014]|to|bis|às|a|à)\s{0,3}\d[\d:.h]{0,4}", re.IGNORECASE
)
_BESIDE = frozenset(
    {
        "du",
        "de",
        "le",
        "les",
        "des",
        "jours",
        "from",
        "von",
        "to",
        "bis",
        "und",
        "and",
        "until",
        "à",
        "au",
        "et",
        "al",
        "a",
        "y",
        "e",
        "до",
        "по",
        "и",
        "uhr",
        "am",
        "pm",
    }
    | {
        "feiertag",
        "feiertage",
        "holiday",
        "holidays",
        "festivos",
        "feira",
        "no",
        "vísperas",
        "horas",
        "heures",
        "stunden",
        "hours",
        "open",
        "geöffnet",
        "ouvert",
        "abierto",
        "férié",
        "fériés",
        "closed",
        "geschlossen",
        "fermé",
        "cerrado",
        "není",
        "zavřeno",
        "nieczynne",
    }
)
_SHORT_DAYS = frozenset(
    re.findall(r"\w+", "mo di mi do fr sa so lu ma me je ve lun mar mié jue vie sáb dom пн вт ср чт пт сб вс")
)
_PLATFORM = re.compile(
    r"\b(?:gleis|bstg|platform|gate|voie|quai|vía|andén|binario|plataforma|spoor|путь|платформа|выход)\s?[A-Z]?\d{1,3}[a-z]?\b|\d{1,2}号?站台",
    re.IGNORECASE,
)
_PLAYED = re.compile(r"\S.*\s[(\[]?(?P<m>\d{1,2}):(?P<s>[0-5]\d)[)\]]?\s*$")
_RESULT = re.compile(  # "Ann Lee 1:38:46 1st"
    r"[^\W\d_].{1,80}\s\d{1,2}:[0-5]\d:[0-5](?P<s>\d)(?:[.,]\d{1,3})?(?:\s\(?\d{1,4}(?:st|nd|rd|th|er|e|[.\u00ba\u00b0])?\)?)?"
)
_OF_MINUTES = re.compile(
    r"called (?:the meeting )?to order at \d|(?:approved|draft) minutes|meeting was adjourned|adjourned at \d|"
    r"motion (?:carried|passed)|moved to approve|seconded by|\babsent:",
    re.IGNORECASE,
)
_OF_AN_OUTING = re.compile(  # lines of a log of a hike, a run or a flight: "Elevation: 8464'", "RT Mileage: 9 miles"
    r"\W{0,4}(?:[^\W\d_]{2,10}\s)?(?P<what>elevation|altitude|summit|mileage|distance|ascent|descent|pace|"
    r"weather|hikers|heart rate|höhenmeter|gipfel|distanz|strecke|aufstieg|abstieg|wetter|"
    r"wanderzeit|gehzeit|dénivelé|altura|desnivel|cumbre|"
    r"dislivello|quota|высота|дистанция|погода)(?:\s[^\W\d_]{2,10})?\s?:\s",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:deadlines?|due|abgabe|frist(?:en)?|einsendeschluss|date limite|fecha límite|plazo|prazo|scadenza|"
    r"срок)\b|截止|موعد نهائي",
    re.IGNORECASE,
)
_OF_HOURS = Sentence("This looks like a list of opening hours. It is no programme.")
_ALL_DAY = re.compile(r"\b(?:24\s?h|2[34]:(?:00|59)(?::\d\d)?)(?!\w)")  # up to the end of a day
_UP_TO = re.compile(
    r"\W{0,4}(?:do|до)\s(?:dnia\s)?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_])"
)  # Polish or Russian; in German, a weekday
_OUTRO = re.compile(r"\b(?:outro|chapter|kapitel|chapitre|capítulo)\b", re.IGNORECASE)
MOST_HOURS = 12  # of a programme whose times count from zero
FEWEST_CHAPTERS = 3
FEWEST_MEASURES = 3
FEWEST_DUE = 3  # lines that say up to which day something is possible
FEWEST_CLOSED = 2  # lines that say so
FEWEST_DATED = 3  # lines, of deadlines
FEWEST_DAYS = 3  # of a week, in one line
FEWEST_RESULTS = 4
_CHAPTER = re.compile(r"\s{0,4}(?:\d{1,2}:)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)\s{1,4}[^\W_]")
_SAYS_ZERO = re.compile(r"[^\W\d_].*\d\d:\d\d:\d\d[.\u3002]?$")
_STAMP = re.compile(r"\d{1,2}:\d\d:(?!00)[0-5]\d\s?[ap]\.?m\.?", re.IGNORECASE)  # when something was said: "8:08:54 AM"
FEWEST_LIMITS = 3
_LIMIT = re.compile(  # "25 minutes for presentation and 5 minutes for discussion"
    r"\d\s?(?:min|minutes?|minuten|minutos|minuti|минут)\s(?:for|für|pour|para|per|на)\s(?:the\s|die\s|la\s|las\s|les\s|el\s)?"
    r"(?:presentation|talk|discussion|questions|q\s?&\s?a|vortrag|diskussion|fragen|présentation|exposé|presentación|"
    r"exposición|preguntas|discusión|apresentação|perguntas|доклад|вопросы)|"
    r"\d\s?minutes?\s(?:talk|presentation)s?,?\s?(?:including|incl\.?|inclusive of)\s",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:speaking (?:time|order) (?:limits|rules)|time limits for speakers|регламент выступлений)\b|"
    r"[議议]事[規规][則则]|[發发]言[規规][則则]",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.h][0-5]\d|\d\s?[ap]\.?m\b|\d\suhr\b", re.IGNORECASE)
MOST_LOOKED_AT = 200  # lines of a text that are not empty


def what_text_is(lines: Sequence[str]) -> str | None:
    """Return a sentence about a text that has times or lengths and is no programme: a log, a recipe; else None."""
    filled = [line[:400] for line in lines if line.strip()][:MOST_LOOKED_AT]
    if sum(_LOGGED.match(line) is not None for line in filled) * 2 > len(filled):
        return Sentence(
            "This looks like a log of a program: its lines begin with instants and levels. It is no programme."
        )
    if sum(_SHOWN.match(line) is not None for line in filled) >= FEW:
        return Sentence("This looks like the subtitles of a film. It is no programme.")
    if _is_recipe(filled):
        return Sentence("This looks like a recipe: it has quantities of ingredients. It is no programme.")
    if any(_OF_CHANGES.match(line) for line in filled[:5]) and sum(map(_names_a_version, filled)) >= FEW:
        return Sentence("This looks like a list of changes: its headings are versions. It is no programme.")
    amounts = sum(_ends_with_amount(line) is not None for line in filled)
    if amounts >= FEW and sum(_OF_A_BILL.search(line) is not None for line in filled) >= FEW:
        return Sentence("This looks like a bill: its lines end with amounts. It is no programme.")
    if _are_prices(filled):
        return Sentence("This looks like a bill: its lines end with amounts. It is no programme.")
    dosed = sum(_DOSED.search(line.strip()) is not None for line in filled)
    if dosed * 2 > len(filled) > FEW or _is_of_an_outing(filled):
        return Sentence(
            "This looks like a list of doses or measurements: its lines end with quantities. It is no programme."
        )
    return next((says for looks, says in _LOOKS if looks(filled)), None)


def what_refused_text_is(lines: Sequence[str], sign: str | None) -> str | None:
    """Return a sentence about a text that was refused as a table of cells between signs; None if it may be one."""
    filled = [line[:400] for line in lines if line.strip()][:MOST_LOOKED_AT]
    dated = [line for line in filled if day_of(line.strip(), SOME_DAY) is not None]
    due = sum(_DUE.search(line) is not None for line in filled)
    if len(dated) >= FEWEST_DATED and len(dated) * 2 > len(filled) and due >= FEW:
        return Sentence(NO_PROGRAMME.text, looks=DEADLINES.looks)
    cells = [line.replace(sign or " ", " ") for line in filled]
    return _OF_HOURS if _are_hours(cells) or _are_closures(cells) else None


def _ends_with_amount(line: str) -> re.Match[str] | None:
    """Return the amount at the end of a line; the end of a range of times, "7.30 - 8.00", is none."""
    return None if _SPAN_LAST.search(line) else _AMOUNT.search(line.strip())


def _are_prices(lines: Sequence[str]) -> bool:
    """Whether half of the lines end with amounts, some of which are no times: 6.90."""
    amounts = [match[0].strip() for line in lines if (match := _ends_with_amount(line))]
    no_times = any(int(re.split(r"[.,]", amount)[-1][:2]) > 59 for amount in amounts)
    return len(amounts) >= 3 and len(amounts) * 2 >= len(lines) and no_times


def _names_a_version(line: str) -> bool:
    return _VERSION.match(line) is not None and range_of(line.strip("#*-[] ")) is None


def _is_recipe(lines: Sequence[str]) -> bool:
    """Whether there are several ingredients, or one and how long preparing or cooking takes."""
    ingredients = sum(_INGREDIENT.match(line) is not None for line in lines)
    if sum(_OF_A_RECIPE.match(line) is not None for line in lines) >= FEW:
        return True
    return ingredients >= FEW or (ingredients == 1 and any(_COOKING.search(line) for line in lines))


def _is_chat(lines: Sequence[str]) -> bool:
    """Whether most lines are "10:03 Ann Lee: hello", within minutes, and the same people write several times."""
    said = [match for line in lines if (match := _SAID.match(line))]
    minutes = [int(match["h"]) * 60 + int(match["m"]) for match in said]
    steps = sorted(after - before for before, after in pairwise(minutes))
    few = len({match["who"] for match in said}) < len(said)
    return len(said) >= 4 and len(said) * 10 >= len(lines) * 7 and few and 0 <= steps[len(steps) // 2] <= 2


def _are_chapters(lines: Sequence[str]) -> bool:
    """Whether lines count from 0:00 as a recording does, and not a plan.

    They count to odd seconds, or to more than half a day if they were hours; or an outro or a remark on zero shows it.
    """
    at = [match for line in lines if (match := _CHAPTER.match(line))]
    odd = sum(int(match["s"]) % 5 != 0 for match in at)
    from_zero = bool(at) and not int(at[0]["m"]) and not int(at[0]["s"]) and at[0].string is lines[0]
    says_zero = any(_SAYS_ZERO.search(line) for line in lines[len(at) :]) or any(_OUTRO.search(m.string) for m in at)
    says_zero = says_zero or any(int(match["m"]) > MOST_HOURS for match in at)
    return from_zero and len(at) >= FEWEST_CHAPTERS and (odd * 2 > len(at) - 1 or says_zero)


def _is_weekday(word: str) -> bool:
    return word in _SHORT_DAYS or weekday_of(word) is not None or weekday_of(word.removesuffix("s")) is not None


def _are_hours(lines: Sequence[str]) -> bool:
    """Whether most lines with times name only weekdays, and perhaps prices, beside them."""
    lines = [part for line in lines for part in _by_weekdays(_PRICE.sub(" ", _DATE.sub(" ", line)))]
    timed = [line for line in lines if _SURELY_CLOCKED.search(line)]
    timed = timed or [line for line in lines if _CLOCKED.search(line)]
    of_days = sum(_names_only_days(line) for line in timed)
    below = sum(_names_only_days(f"{above} {line}") for above, line in _below_others(lines))
    return len(timed) >= 2 and max(of_days, below, _count_together(lines)) * 5 >= len(timed) * 3


def _by_weekdays(line: str) -> list[str]:
    """Return a line that lists hours of a week, "Monday: 8.00 - 12.00 Tuesday: ...", parted before each weekday."""
    days = [match.start() for match in _WORD.finditer(line) if weekday_of(match[0]) is not None and len(match[0]) > 2]
    if len(days) < FEWEST_DAYS or sum(line[at:].split(" ", 1)[0].endswith(":") for at in days) < FEWEST_DAYS:
        return [line]
    return [line[begin:end] for begin, end in pairwise([0, *days, len(line)])]


def _count_together(lines: Sequence[str]) -> int:
    """Count the lines below each other that have only days or dates, and hours from and to: no titles are between."""
    alone = [_names_only_days(line, month_of) and _RANGE_LAST.search(line) is not None for line in lines]
    beside = zip([False, *alone[:-1]], alone, [*alone[1:], False], strict=True)
    return sum(each and (before or after) for before, each, after in beside)


def _are_closures(lines: Sequence[str]) -> bool:
    """Whether half of the lines say of a day that something is open or closed then, as hours for holidays do."""
    of_days = [line for line in lines if any(weekday_of(word) is not None for word in _WORD.findall(line[:40]))]
    closed = sum(_CLOSED.search(line) is not None for line in of_days)
    said = sum(any(each.search(line) for each in (_CLOSED, _OPEN)) for line in of_days)
    return closed >= FEWEST_CLOSED and said * 2 >= len(lines)


def _are_deadlines(lines: Sequence[str]) -> bool:
    """Whether half of the lines with days, and several, say up to when something is possible, and none has a time."""
    due = [line for line in lines if _UP_TO.match(line) or is_deadline(line.strip())]
    dated = sum(day_of(line.strip(), None) is not None for line in lines)
    timed = any(_SURELY_CLOCKED.search(_ALL_DAY.sub(" ", _DATE.sub(" ", line))) for line in lines)
    return len(due) >= FEWEST_DUE and len(due) * 2 >= dated and not timed


def _below_others(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines with times alone, each with the last one above it that has something else."""
    above = ""
    for line in lines:
        if _is_range_alone(line):
            yield above, line
        else:
            above = line


def _names_only_days(line: str, also: Callable[[str], int | None] = lambda _: None) -> bool:
    """Whether a line names weekdays, and nothing else but times and words that stand beside them.

    Args:
        also: tells which other words may stand for a weekday, such as those of dates.
    """
    words = [word.lower() for word in _WORD.findall(_CLOCKED.sub(" ", line)) if len(word) > 1]
    days = [_is_weekday(word) or also(word) is not None for word in words]
    return any(days) and all(is_day or word in _BESIDE for is_day, word in zip(days, words, strict=True))


def _is_range_alone(line: str) -> bool:
    """Whether a line has times, and no words but those that stand beside them: "7:15 a 22:00 horas"."""
    words = (word.lower() for word in _WORD.findall(_CLOCKED.sub(" ", line)) if len(word) > 1)
    return _SURELY_CLOCKED.search(line) is not None and all(word in _BESIDE for word in words)


def _are_journeys(lines: Sequence[str]) -> bool:
    """Whether most lines with times name a platform or a gate."""
    timed = [line for line in lines if _CLOCKED.match(line.strip())]
    return len(timed) >= 2 and sum(_PLATFORM.search(line) is not None for line in timed) * 2 > len(timed)


def _are_pieces(lines: Sequence[str]) -> bool:
    """Whether most lines end with minutes and seconds, which are lengths: they go up and down."""
    alone = [match for line in lines if line.count(":") == 1 and (match := _PLAYED.match(line))]
    lengths = [int(match["m"]) * 60 + int(match["s"]) for match in alone]
    falls = sum(after < before for before, after in pairwise(lengths))
    return len(lengths) >= 3 and len(lengths) * 2 > len(lines) and falls * 4 >= len(lengths) and max(lengths) < 15 * 60


def _are_results(lines: Sequence[str]) -> bool:
    """Whether most lines are people with times to the odd second, and perhaps their places."""
    results = [match for line in lines if (match := _RESULT.fullmatch(line.strip()))]
    odd = sum(match["s"] not in "05" for match in results)
    return len(results) >= FEWEST_RESULTS and len(results) * 2 > len(lines) and odd * 2 > len(results)


def _are_minutes(lines: Sequence[str]) -> bool:
    stamps = sum(_STAMP.fullmatch(line.strip()) is not None for line in lines)
    return stamps > 1 or len({words.lower() for line in lines for words in _OF_MINUTES.findall(line)}) > 1


def _is_of_an_outing(lines: Sequence[str]) -> bool:
    """Whether several lines, a quarter of all, say how far, how high and in what weather people went."""
    said = [match["what"].lower() for line in lines if (match := _OF_AN_OUTING.match(line))]
    return len(set(said)) >= FEWEST_MEASURES and len(said) * 4 >= len(lines)


def _are_jobs(lines: Sequence[str]) -> bool:
    return sum(_CRON.match(line) is not None for line in lines) * 3 > len(lines)


def _are_limits(lines: Sequence[str]) -> bool:
    """Whether several lines say how long people may speak and be asked, and none has a time of day."""
    limits = sum(_LIMIT.search(line) is not None for line in lines)
    is_told = limits >= FEWEST_LIMITS and limits * 4 >= len(lines)
    return (is_told or any(map(_RULES.search, lines[:5]))) and not any(_CLOCK.search(line) for line in lines)


_LOOKS = (
    (
        _are_limits,
        Sentence("These look like instructions for speakers: how long they may speak. They are no programme."),
    ),
    (_are_minutes, Sentence("This looks like the minutes of a meeting. It is no programme.")),
    (_are_jobs, Sentence("This looks like a list of jobs that a program runs at set times. It is no programme.")),
    (_are_journeys, Sentence("This looks like a timetable of journeys. It is no programme.")),
    (
        _are_results,
        Sentence("This looks like a list of results: its lines end with times to the second. It is no programme."),
    ),
    (_are_pieces, Sentence("This looks like a list of pieces of music. It is no programme.")),
    (_are_chapters, Sentence("This looks like the chapters of a recording, to the second. It is no programme.")),
    (
        _are_deadlines,
        Sentence(
            NO_PROGRAMME_TEXT.text,
            looks=Sentence("{kind} ({headings})", kind=DEADLINES.looks, headings=DEADLINES.reason),
        ),
    ),
    (_is_chat, Sentence("This looks like a chat: the same people write every minute. It is no programme.")),
    (_are_hours, _OF_HOURS),
    (_are_closures, _OF_HOURS),
)
