"""Values that a script of a web site (JavaScript, TypeScript, Python) assigns to names, as JSON: lists and objects."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import Any

from app.formats.text.script.functions import calls_in
from app.formats.text.script.reader import MOST_TOKENS, KnownValues, NoWholeValue, ScriptReader, strict_value

MOST_VALUES = 200  # that a script assigns
_ASSIGNED = re.compile(
    r"(?:^|(?<=[;\n}]))[ \t\r]{0,20}(?:export\s{1,9})?(?:default\s{1,9}(?=[\[{])|"
    r"(?:(?:var|let|const|final|static)\s{1,9}){0,3}(?:[A-Z]\w{0,30}<[\w<>, ?]{1,80}>\s{1,9})?"
    r"(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\s?:(?:[^=\n]{1,200}|[^=;{}()]{1,200}))?\s{0,9}=\s{0,9}(?:[A-Za-z_$][\w.$]{0,40}\(\s{0,9})?)"
    r"(?=[\[{\"'`])"
)
_ARRAY = re.compile(r"\bnew\s{1,9}[A-Z]\w{0,30}\s?\[\]\s?\{(?P<parts>[^{}\n]{0,2000})\}")  # of Java
_DART = re.compile(r"^[ \t]{0,20}(?:static\s{1,9})?final\s{1,9}\w", re.MULTILINE)
_RETURNED = re.compile(r"\breturn\s{0,9}(?:\(\s{0,9})?(?=[\[{])|=>\s{0,9}\(\s{0,9}(?=[\[{])")  # `data() { return {…} }`
_BEGINS = re.compile(
    r"(?:(?:import|export|var|let|const|final|static|interface|type|enum|declare)\s|"
    r"from\s{1,9}[\w.]{1,80}\s{1,9}import\s|[\"']use |"
    r"module\.exports|window\.|"
    r"[A-Za-z_$][\w.$]{0,60}\s{0,20}[=(]\s{0,20}(?:new\s{1,9}[A-Z]\w{0,30}\s?\[\]\s?)?[\[{])"
)
_PYTHON = re.compile(
    r"^[ \t]{0,40}(?:def \w|from \S{1,80} import )|[\[,]\s{0,80}\([\d\"'-]|\b(?:None|True|False)\b|"
    r"\A[^\W\d][\w.]{0,60}\s{0,20}(?::\s?[\w\[\], ]{1,80})?=\s{0,20}[\[({][^;]*\Z",
    re.MULTILINE,
)
_JAVASCRIPT = re.compile(r"\b(?:const|let|var|export|module\.exports)\b|=>|//|\{\s{0,80}[A-Za-z_$]\w{0,40}:")
MOST_OF_A_SCRIPT = 20_000  # characters that show its language
_CALLED = re.compile(r"\s{0,20}[A-Za-z_$][\w.$]{0,60}\s{0,20}\(\s{0,20}(?=[\[{])")
_OF_MARKUP = frozenset({"className", "class", "style", "innerHTML", "href", "src"})  # in the markup of a page
_MAPPED = re.compile(r"\{\s{0,20}(?=\[\s{0,200}\{)")  # a list within the markup of a page: "{[{…}].map("
MOST_MAPPED = 50
_PLACES = frozenset({"tracks", "rooms", "stages", "halls", "venues"})  # names of lists that say what each part is
_HELD = re.compile(r"\s{0,200}[\[{]\s{0,200}[\[{\"]")  # within a text
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def looks_like_script(head: str) -> bool:
    """Whether a text begins as a script does: with an import, a type or an assignment."""
    return _BEGINS.match(head) is not None


def language_of(script: str) -> str:
    """Return the name of the language in which a script is written."""
    head = script[:MOST_OF_A_SCRIPT]
    if _ARRAY.search(head):
        return "Java"
    if _DART.search(head):
        return "Dart"
    return "Python" if _PYTHON.search(head) and not _JAVASCRIPT.search(head) else "JavaScript"


def values_in(script: str) -> Any:
    """Return the list or object that a script assigns, or gives to a function; of several an object by their names."""
    script = _ARRAY.sub(r"[\g<parts>]", script)
    values: dict[str, Any] = {}
    known = KnownValues(values)
    at, left = 0, MOST_TOKENS
    for _ in range(MOST_VALUES):
        match = _ASSIGNED.search(script, at)
        if match is None:
            break
        at = match.end() + 1
        reader = ScriptReader(script, match.end(), left, known=known)
        try:
            value, at = strict_value(script, match.end()) or reader.whole()
        except NoWholeValue:
            continue
        finally:
            left = reader.left
        name = (match["name"] or "exports").rsplit(".", 1)[-1]
        if name in _OF_MARKUP:
            continue
        if isinstance(value, str) and _HELD.match(value) and (held := value_of(value)) is not None:
            value = held  # JSON.parse(`[…]`)
        values[name if name not in values else f"{name} {len(values) + 1}"] = value
    if not values and (called := _CALLED.match(script)) is not None:
        calls = calls_in(script, left)
        if any(isinstance(part, list) and isinstance(part[0], list) for part in calls.values()):
            return calls  # rows, each of which is added: `table.addRow(["10:00", "Opening"])`
        with suppress(NoWholeValue):
            return (strict_value(script, called.end()) or ScriptReader(script, called.end(), left).whole())[0]
    values = {name: value for name, value in values.items() if name not in known.whole}
    if not any(map(_has_parts, values.values())) and (returned := _returned(script, left)) is not None:
        return returned
    held = [value for value in values.values() if isinstance(value, dict | list)]
    if not held and (calls := calls_in(script, left)):
        dates = [value for value in values.values() if isinstance(value, str) and _DATE.fullmatch(value)]
        return {**values, **({"date": dates[0]} if len(dates) == 1 else {}), **calls}
    is_alone = len(values) == 1 and not _PLACES & values.keys()
    return mapped_in(script, left) if not held else held[0] if is_alone else values


def mapped_in(script: str, most: int = MOST_TOKENS) -> Any:
    """Return the list of objects that stands within the markup of a page; of several an object; None without one."""
    values: dict[str, Any] = {}
    for match in islice(_MAPPED.finditer(script), MOST_MAPPED):
        reader = ScriptReader(script, match.end(), most)
        with suppress(NoWholeValue):
            value, _ = reader.whole()
            if isinstance(value, list) and len(value) > 1 and all(isinstance(part, dict) for part in value):
                values[f"list {len(values) + 1}"] = value
        most = reader.left
    return next(iter(values.values()), None) if len(values) < 2 else values


def _returned(script: str, left: int) -> Any:
    """Return the first value with parts that a function of a script returns, such as the data of a component."""
    for match in islice(_RETURNED.finditer(script), MOST_VALUES):
        reader = ScriptReader(script, match.end(), left)
        with suppress(NoWholeValue):
            value, _ = reader.whole()
            if _has_parts(value):
                return value
        left = reader.left
    return None


def _has_parts(value: object) -> bool:
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(isinstance(part, dict | list) and part for part in parts)


def value_of(text: str) -> Any:
    """Return the value of a JSON that is spelt as in a script: with comments, or with a comma behind the last part.

    Returns:
        None if the text is not that.
    """
    try:
        value, end = ScriptReader(text, 0, computes=False).whole()
    except NoWholeValue:
        return None
    return value if not text[end:].strip("; \t\r\n") else None
