"""Pages of components (Vue, Svelte, Astro) and of sites whose scripts or PHP assign the programme that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from typing import Any

from app.formats.imports.found.dates import day_of, weekday_of
from app.formats.imports.found.days import names_a_day, number_of_day
from app.formats.imports.readers.json_moments import words_of
from app.formats.imports.readers.text.detect import looks_like_plain_programme
from app.formats.imports.readers.unknown_json import count_items
from app.formats.text.notes import NotAProgramme, Notes, Statement, line_place
from app.formats.text.script.php import MOST_OF_A_FILE, code_of_php
from app.formats.text.script.values import values_in

FEW = 2  # items
MOST_OF_A_PAGE = 400_000  # characters that are looked at
MOST_TEXTS = 60  # with tables
LONGEST = 200  # characters of a line that may name a day
_BEGIN, _END = "<script", "</script"
_FENCED = re.compile(r"\s{0,20}---[ \t]{0,9}\r?\n(?P<script>.{20,200000}?)\n---[ \t\r]{0,9}\n", re.DOTALL)  # of Astro
_ROWS = re.compile(r"<tr\b[^<>]{0,200}>\s{0,200}<t[dh]\b", re.IGNORECASE)
_COMPONENT = re.compile(r"\s{0,200}<(?:script|template)\b", re.IGNORECASE)
_TIMED_CELL = re.compile(r"<td\b[^<>]{0,200}>\s{0,20}\d{1,2}\s?(?:[:.h]\d\d|[ap]m)", re.IGNORECASE)
_MARKS = re.compile(r"<[^<>]{0,300}>|\{\{[^{}]{0,200}\}\}")
_BETWEEN = re.compile(r"\s[-\u2013\u2014|\u00b7]\s|:\s")


def script_of_page(text: str, notes: Notes) -> str | None:
    """Return the scripts of a page, if they assign items with times, and the page around them shows none.

    Those of a component of Vue or Svelte assign what it shows. Lines of the page that name a day are kept, for the
    list of what no item has.
    """
    if _BEGIN not in text[:MOST_OF_A_PAGE].lower() and _FENCED.match(text[:MOST_OF_A_PAGE]) is None:
        return None
    scripts, around = _parted(text[:MOST_OF_A_PAGE])
    fenced = _FENCED.match(around)
    script = "\n".join([*([fenced["script"]] if fenced is not None else []), *scripts])
    around = around if fenced is None else around[fenced.end() :]
    if not script or _TIMED_CELL.search(around) is not None or looks_like_plain_programme(around.splitlines()):
        return None
    with suppress(NotAProgramme):
        value = values_in(script)
        if value is not None and (_COMPONENT.match(text) is not None or count_items(value) >= FEW):
            notes.statements.append(_lines_with_days(around))
            return script
    return None


def data_of_server(text: str) -> Any:
    """Return what the code of a page of PHP assigns, if it has items and the page around it shows none; else None."""
    if len(text) > MOST_OF_A_FILE or not text.lstrip("\ufeff \t\r\n").startswith("<?php"):
        return None
    code, around = code_of_php(text)
    if _TIMED_CELL.search(around) is not None or looks_like_plain_programme(around.splitlines()):
        return None
    value = values_in(code)
    return value if value is not None and count_items(value) >= FEW else None


def page_of_texts(value: object) -> str | None:
    """Return the page that texts with rows of tables in a script make, each below its day; None without any."""
    parts, waiting = list[str](), [("", value)]
    while waiting and len(parts) < MOST_TEXTS:
        name, part = waiting.pop()
        if isinstance(part, str) and _ROWS.search(part[:MOST_OF_A_PAGE]) is not None:
            parts.append(f"{_heading_of(name)}{part}")
        inner = [(name, each) for each in part] if isinstance(part, list) else []
        inner += [(str(key), each) for key, each in part.items()] if isinstance(part, Mapping) else []
        waiting += reversed([each for each in inner if isinstance(each[1], str | Mapping | list)])
    return "\n".join(parts) or None


def _heading_of(name: str) -> str:
    """Return a heading for the name of a text that is a day: "day2"."""
    words = words_of(name)
    day = number_of_day(words)
    said = f"Day {day}" if day is not None else words if names_a_day(words) or weekday_of(words) is not None else ""
    return f"<h2>{escape(said)}</h2>\n" if said else ""


def _parted(page: str) -> tuple[list[str], str]:
    """Return the scripts of a page, and the page around them."""
    scripts, around, at, low = list[str](), list[str](), 0, page.lower()
    while (begin := low.find(_BEGIN, at)) >= 0:
        inside, end = low.find(">", begin) + 1, low.find(_END, begin)
        if not 0 < inside <= end:
            break
        around.append(page[at:begin])
        scripts.append(page[inside:end])
        at = low.find(">", end) + 1 or len(page)
    return scripts, "".join([*around, page[at:]])


def _lines_with_days(around: str) -> Iterator[Statement]:
    for number, line in enumerate(around.splitlines(), start=1):
        text = _MARKS.sub(" ", line[: 2 * LONGEST]).strip(" \t#*-")
        if len(text) <= LONGEST and any(day_of(part) is not None for part in _BETWEEN.split(text)):
            yield Statement(line_place(number), text)
