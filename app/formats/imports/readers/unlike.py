"""A sentence about JSON or a text that is no programme: what it looks like, with numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.domain.errors import Sentence
from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.dates import weekday_of
from app.formats.imports.found.times import range_of

_PEOPLE = frozenset({"speakers", "first_name", "last_name", "affiliation", "job", "bio", "country"})
_SCHEMA = ("$schema", "$defs", "definitions", "properties", "openapi", "swagger")
FEW = 2  # ingredients that a text about something else does not have
_LEVEL = r"\[?(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical)\b"
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
_SAID = re.compile(
    r"[(\[]?(?P<h>[012]?\d):(?P<m>[0-5]\d)(?::\d\d)?[)\]]?\s{0,3}[-\u2013]?\s{0,3}(?P<who>[^\W\d_][^:\n]{1,40}):\s"
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
_DOSED = re.compile(
    r"\d[\d.,]{0,6}\s?(?:mg|µg|mcg|g|kg|ml|cl|l|kcal|kj|i\.?e\.?|i\.?u\.?|°\s?[cf]|%|mm|cm|km|mmhg|bpm|hpa|мг|мл|г|毫克|毫升|مغ|مل)\.?$",
    re.IGNORECASE,
)
_CLOCKED = re.compile(r"\d{1,2}\s?(?:[:.h]\s?\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s?(?:uhr|h))?(?=\W|$)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = frozenset(
    {"to", "bis", "und", "and", "until", "à", "au", "et", "al", "a", "y", "e", "до", "по", "и", "uhr", "am", "pm"}
)
FEWEST_CHAPTERS = 3
_CHAPTER = re.compile(r"\s{0,4}(?:\d{1,2}:)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)\s{1,4}[^\W_]")
_SAYS_ZERO = re.compile(r"[^\W\d_].*\d\d:\d\d:\d\d[.\u3002]?$")
MOST_LOOKED_AT = 200  # objects of a list


def what_json_is(value: Any) -> str:
    """Return a sentence that says what a JSON value looks like, and why it is no programme."""
    if isinstance(value, Mapping) and sum(name in value for name in _SCHEMA) >= (1 if "openapi" in value else 2):
        return Sentence("This looks like a schema, which describes data and holds no programme.")
    entries = _longest_list(value)
    if entries and sum(_is_person(entry) for entry in entries[:MOST_LOOKED_AT]) * 2 > min(len(entries), MOST_LOOKED_AT):
        return Sentence(
            "This looks like a list of {count:,} people; it has no titles with times, so it is no programme.",
            count=len(entries),
        )
    return Sentence("This is JSON, but of no programme that is known here; it holds {value}.", value=_holds(value))


def what_text_is(lines: Sequence[str]) -> str | None:
    """Return a sentence about a text that has times or lengths and is no programme: a log, a recipe; else None."""
    filled = [line[:400] for line in lines if line.strip()][:MOST_LOOKED_AT]
    if sum(_LOGGED.match(line) is not None for line in filled) * 2 > len(filled):
        return Sentence(
            "This looks like a log of a program: its lines begin with instants and levels. It is no programme."
        )
    if _is_recipe(filled):
        return Sentence("This looks like a recipe: it has quantities of ingredients. It is no programme.")
    if any(_OF_CHANGES.match(line) for line in filled[:5]) and sum(map(_names_a_version, filled)) >= FEW:
        return Sentence("This looks like a list of changes: its headings are versions. It is no programme.")
    amounts = sum(_AMOUNT.search(line.strip()) is not None for line in filled)
    if amounts >= FEW and sum(_OF_A_BILL.search(line) is not None for line in filled) >= FEW:
        return Sentence("This looks like a bill: its lines end with amounts. It is no programme.")
    if sum(_DOSED.search(line.strip()) is not None for line in filled) * 2 > len(filled) > FEW:
        return Sentence(
            "This looks like a list of doses or measurements: its lines end with quantities. It is no programme."
        )
    return next((says for looks, says in _LOOKS if looks(filled)), None)


def _names_a_version(line: str) -> bool:
    return _VERSION.match(line) is not None and range_of(line.strip("#*-[] ")) is None


def _is_recipe(lines: Sequence[str]) -> bool:
    """Whether there are several ingredients, or one and how long preparing or cooking takes."""
    ingredients = sum(_INGREDIENT.match(line) is not None for line in lines)
    return ingredients >= FEW or (ingredients == 1 and any(_COOKING.search(line) for line in lines))


def _is_chat(lines: Sequence[str]) -> bool:
    """Whether most lines are "10:03 Ann Lee: hello", within minutes, and the same people write several times."""
    said = [match for line in lines if (match := _SAID.match(line))]
    minutes = [int(match["h"]) * 60 + int(match["m"]) for match in said]
    steps = sorted(after - before for before, after in pairwise(minutes))
    few = len({match["who"] for match in said}) < len(said)
    return len(said) >= 4 and len(said) * 10 >= len(lines) * 7 and few and 0 <= steps[len(steps) // 2] <= 2


def _are_chapters(lines: Sequence[str]) -> bool:
    """Whether lines count from 0:00 to odd seconds, or a remark says what zero is: of a recording, not of a plan."""
    at = [match for line in lines if (match := _CHAPTER.match(line))]
    odd = sum(int(match["s"]) % 5 != 0 for match in at)
    from_zero = bool(at) and not int(at[0]["m"]) and not int(at[0]["s"]) and at[0].string is lines[0]
    says_zero = any(_SAYS_ZERO.search(line) for line in lines[len(at) :])
    return from_zero and len(at) >= FEWEST_CHAPTERS and (odd * 2 > len(at) - 1 or says_zero)


def _are_hours(lines: Sequence[str]) -> bool:
    """Whether most lines with times name only weekdays beside them."""
    timed = [line for line in lines if _CLOCKED.search(line)]
    words = [[word for word in _WORD.findall(_CLOCKED.sub(" ", line)) if len(word) > 1] for line in timed]
    of_days = [
        bool(each) and weekday_of(each[0]) is not None and all(weekday_of(w) is not None or w in _BESIDE for w in each)
        for each in words
    ]
    return len(timed) >= 2 and sum(of_days) * 3 >= len(timed) * 2


_LOOKS = (
    (_are_chapters, Sentence("This looks like the chapters of a recording, to the second. It is no programme.")),
    (_is_chat, Sentence("This looks like a chat: the same people write every minute. It is no programme.")),
    (_are_hours, Sentence("This looks like a list of opening hours. It is no programme.")),
)


def _longest_list(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, Mapping) else [value]
    return max((part for part in parts if isinstance(part, list)), key=len, default=[])


def _is_person(entry: Any) -> bool:
    """Whether an object has a name and other fields of a person, and no time."""
    keys = [str(key) for key in list(entry)[:60]] if isinstance(entry, Mapping) else []
    fields = set(columns_of(keys).values())
    has_name = any("name" in key.lower() for key in keys)
    return has_name and bool(fields & _PEOPLE) and not fields & {"start", "time", "duration", "date"}


def _holds(value: Any) -> str:
    if isinstance(value, Mapping):
        names = ", ".join(str(name)[:30] for name in list(value)[:6])
        longest = _longest_list(value)
        if not names:
            return Sentence("an empty object")
        if len(longest) < 2:
            return Sentence("an object with {names}", names=names)
        return Sentence(
            "an object with {names}, the longest list in it has {count:,} entries", names=names, count=len(longest)
        )
    if not isinstance(value, list):
        return Sentence("only {value}", value=str(value)[:40])
    if not value:
        return Sentence("an empty list")
    return Sentence("a list of {count:,}: the first is {value}", count=len(value), value=_holds(value[0]))
