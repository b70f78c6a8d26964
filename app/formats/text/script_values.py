"""Values in a script of a web site (JavaScript, TypeScript), as JSON: lists and objects that are assigned to names.

Nothing is run. What a script would compute is left out, except texts that are joined or given to a function; the name
of a value that stands above, `speakers.ann`, is that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time
from html import unescape
from itertools import islice
from json import JSONDecoder
from typing import Any

from app.domain.errors import Invalid
from app.formats.text.json import read_json

DEEPEST = 30
MOST_VALUES = 200  # that a script assigns
MOST_TOKENS = 2_000_000  # of all of them
MOST_REPEATED = 20_000  # parts of values that stand in others by their names
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|\#[^\n]*)|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|"
    r"(?P<number>-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>(?:[^\W\d]|\$)[\w$]*)|(?P<mark>.)",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?:^|(?<=[;\n}]))[ \t\r]{0,20}(?:export\s{1,9})?(?:default\s{1,9}(?=[\[{])|(?:(?:var|let|const)\s{1,9})?"
    r"(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\s?:(?:[^=\n]{1,200}|[^=;{}()]{1,200}))?\s{0,9}=\s{0,9}(?:[A-Za-z_$][\w.$]{0,40}\(\s{0,9})?)"
    r"(?=[\[{\"'`])"
)
_RETURNED = re.compile(r"\breturn\s{0,9}(?:\(\s{0,9})?(?=[\[{])|=>\s{0,9}\(\s{0,9}(?=[\[{])")  # `data() { return {…} }`
_BEGINS = re.compile(
    r"(?:(?:import|export|var|let|const|interface|type|enum|declare)\s|from\s{1,9}[\w.]{1,80}\s{1,9}import\s|[\"']use |"
    r"module\.exports|window\.|"
    r"[A-Za-z_$][\w.$]{0,60}\s{0,20}[=(]\s{0,20}[\[{])"
)
_PYTHON = re.compile(
    r"^[ \t]{0,40}(?:def \w|from \S{1,80} import )|[\[,]\s{0,80}\([\d\"'-]|\b(?:None|True|False)\b", re.MULTILINE
)
_JAVASCRIPT = re.compile(r"\b(?:const|let|var|export|module\.exports)\b|=>|//")
MOST_OF_A_SCRIPT = 20_000  # characters that show its language
_CALLED = re.compile(r"\s{0,20}[A-Za-z_$][\w.$]{0,60}\s{0,20}\(\s{0,20}(?=[\[{])")
_OF_MARKUP = frozenset({"className", "class", "style", "innerHTML", "href", "src"})  # in the markup of a page
_MAPPED = re.compile(r"\{\s{0,20}(?=\[\s{0,200}\{)")  # a list within the markup of a page: "{[{…}].map("
MOST_MAPPED = 50
_PLACES = frozenset({"tracks", "rooms", "stages", "halls", "venues"})  # names of lists that say what each part is
_MARKUP_BEGINS = re.compile(r"\s{0,200}(?=<[A-Za-z>])")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]{0,60}|)"
    r"(?>[^<>{}\"']{1,400}|\"[^\"]{0,4000}\"|'[^']{0,4000}'|\{(?>[^{}]{1,400}|\{[^{}]{0,400}\}){0,20}\}){0,60}+>"
)
_COMPUTED_THERE = re.compile(r"\{[^{}]{0,500}\}")
MOST_TAGS = 5_000  # of the markup in a value
_CALL = re.compile(r"^[ \t]{0,40}(?:await\s)?(?P<name>[A-Za-z_$][\w$]{0,60})\((?=[\"'`\[{\d])", re.MULTILINE)
MOST_CALLS, MOST_FAILED, MOST_NAMES, MOST_PARTS = 2_000, 20, 20, 40
MOST_TIMED, PAIR = 3, 2
MOST_LOOKED_AT = 200_000  # characters before which a function says what it is given
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"[0-2]?\d:[0-5]\d")
_ESCAPE = re.compile(r"\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|u\{([\da-fA-F]{1,5})\}|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_COMPUTED = re.compile(r"\$\{[^{}]{0,500}\}")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "None": None, "True": True, "False": False}
# A tuple of Python, and no expression in brackets.
_TUPLE = re.compile(r"\s{0,20}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|-?\d[\d.]{0,20}|None|True|False)\s{0,20},")
_GIVEN = re.compile(r"\s{0,200}[\[{]")  # to a function, as its first part: `Object.freeze([`
_NUMBERS = re.compile(r"\s{0,9}(?P<numbers>\d{1,4}(?:\s{0,9},\s{0,9}\d{1,4}){1,6})\s{0,9}\)")
_MAKE_MOMENTS = {"Date": 1, "UTC": 1, "datetime": 0, "date": 0}  # and what they count less for a month
_OPEN, _CLOSE = {"[": "]", "{": "}", "(": ")"}, frozenset("]})")


class _NoWholeValue(Exception):
    """This is no value, or one that is nested too deeply."""


def looks_like_script(head: str) -> bool:
    """Whether a text begins as a script does: with an import, a type or an assignment."""
    return _BEGINS.match(head) is not None


def language_of(script: str) -> str:
    """Return the name of the language in which a script is written."""
    head = script[:MOST_OF_A_SCRIPT]
    return "Python" if _PYTHON.search(head) and not _JAVASCRIPT.search(head) else "JavaScript"


def values_in(script: str) -> Any:
    """Return the list or object that a script assigns, or gives to a function; of several an object by their names."""
    values: dict[str, Any] = {}
    known = _Known(values)
    at, left = 0, MOST_TOKENS
    for _ in range(MOST_VALUES):
        match = _ASSIGNED.search(script, at)
        if match is None:
            break
        at = match.end() + 1
        reader = _ScriptReader(script, match.end(), left, known=known)
        try:
            value, at = _strict(script, match.end()) or reader.whole()
        except _NoWholeValue:
            continue
        finally:
            left = reader.left
        name = (match["name"] or "exports").rsplit(".", 1)[-1]
        if name in _OF_MARKUP:
            continue
        values[name if name not in values else f"{name} {len(values) + 1}"] = value
    if not values and (called := _CALLED.match(script)) is not None:
        with suppress(_NoWholeValue):
            return (_strict(script, called.end()) or _ScriptReader(script, called.end(), left).whole())[0]
    values = {name: value for name, value in values.items() if name not in known.whole}
    if values and not any(map(_has_parts, values.values())) and (returned := _returned(script, left)) is not None:
        return returned
    held = [value for value in values.values() if isinstance(value, dict | list)]
    if not held and (calls := _calls_in(script, left)):
        dates = [value for value in values.values() if isinstance(value, str) and _DATE.fullmatch(value)]
        return {**values, **({"date": dates[0]} if len(dates) == 1 else {}), **calls}
    is_alone = len(values) == 1 and not _PLACES & values.keys()
    return mapped_in(script, left) if not held else held[0] if is_alone else values


def _calls_in(script: str, left: int) -> dict[str, Any]:
    """Return what a script gives to a function again and again, by its name: `add('12:00', 'Opening')`, as objects.

    What the function calls its parts are the keys; without that, their places are. Pairs, `set('title', 'Springs')`,
    are texts by their names.
    """
    calls: dict[str, list[list[Any]]] = {}
    failed = 0
    for match in islice(_CALL.finditer(script), MOST_CALLS):
        reader = _ScriptReader(script, match.end() - 1, left, computes=False)
        try:
            calls.setdefault(match["name"], []).append(reader.arguments())
        except _NoWholeValue:
            failed += 1
        left = reader.left
        if failed > MOST_FAILED:
            break
    repeated = [(name, parts) for name, parts in calls.items() if len(parts) > 1][:MOST_NAMES]
    values: dict[str, Any] = {}
    for name, parts in repeated:
        if all(len(each) == PAIR and isinstance(each[0], str) and each[0].isidentifier() for each in parts):
            values |= {key: value for key, value in parts if isinstance(value, str)}
        elif len(parts[0]) > PAIR:
            values[name] = _named_parts(parts, _names_of_parts(script, name))
    return values if any(isinstance(value, list) for value in values.values()) else {}


def _names_of_parts(script: str, name: str) -> list[str]:
    """Return what a function calls the parts that it is given."""
    told = re.search(
        rf"\b{re.escape(name)}\s{{0,9}}(?:=\s{{0,9}}(?:async\s{{1,9}})?)?\((?P<parts>[^()]{{1,500}})\)\s{{0,9}}(?:=>|\{{)",
        script[:MOST_LOOKED_AT],
    )
    return [part.split("=")[0].split(":")[0].strip() for part in told["parts"].split(",")] if told else []


def _named_parts(calls: list[list[Any]], names: list[str]) -> list[dict[str, Any]]:
    """Return calls as objects; parts that are times of day are a start and an end, as they follow each other."""
    timed = [at for at in range(len(calls[0])) if all(at < len(each) and _is_clock(each[at]) for each in calls)]
    called = dict(zip(timed, ("start", "end"), strict=False)) if len(timed) < MOST_TIMED else {}
    keys = [called.get(at) or (names[at] if at < len(names) else f"part {at + 1}") for at in range(MOST_PARTS)]
    return [dict(zip(keys, each, strict=False)) for each in calls]


def _is_clock(part: object) -> bool:
    return isinstance(part, str) and _CLOCK.fullmatch(part) is not None


def mapped_in(script: str, most: int = MOST_TOKENS) -> Any:
    """Return the list of objects that stands within the markup of a page; of several an object; None without one."""
    values: dict[str, Any] = {}
    for match in islice(_MAPPED.finditer(script), MOST_MAPPED):
        reader = _ScriptReader(script, match.end(), most)
        with suppress(_NoWholeValue):
            value, _ = reader.whole()
            if isinstance(value, list) and len(value) > 1 and all(isinstance(part, dict) for part in value):
                values[f"list {len(values) + 1}"] = value
        most = reader.left
    return next(iter(values.values()), None) if len(values) < 2 else values


def _returned(script: str, left: int) -> Any:
    """Return the first value with parts that a function of a script returns, such as the data of a component."""
    for match in islice(_RETURNED.finditer(script), MOST_VALUES):
        reader = _ScriptReader(script, match.end(), left)
        with suppress(_NoWholeValue):
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
        value, end = _ScriptReader(text, 0, computes=False).whole()
    except _NoWholeValue:
        return None
    return value if not text[end:].strip("; \t\r\n") else None


def _strict(script: str, at: int) -> tuple[Any, int] | None:
    """Return the value that begins here as JSON, and the index behind it; None for one that a script spells its way."""
    try:
        _, end = JSONDecoder().raw_decode(script, at)
        return read_json(script[at:end]), end
    except (ValueError, RecursionError, Invalid):
        return None


class _Known:
    """The values above, which names stand for; `whole`: the lists that stand in others as a whole."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.whole: set[str] = set()
        self._values = values
        self._left = MOST_REPEATED

    def named(self, path: list[Any]) -> Any:
        """Return the value with this path of names, keys and numbers; None for one that is not known, or too large."""
        value: Any = self._values
        for key in path:
            is_part = isinstance(value, dict) or (isinstance(value, list) and isinstance(key, int))
            try:
                value = value[key] if is_part else None
            except (KeyError, IndexError):
                return None
        size = _size(value, self._left)
        if size > self._left:
            return None
        self._left -= size
        self.whole.update(path[:1] if isinstance(value, list) and len(path) == 1 else ())
        return value


def _size(value: Any, most: int) -> int:
    """Return how many parts a value has; one more than the most if it has more, or is nested too deeply."""
    waiting, count = [(value, 0)], 0
    while waiting and count <= most:
        part, depth = waiting.pop()
        count += 1 if depth <= DEEPEST else most + 1
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting.extend((each, depth + 1) for each in inner)
    return min(count, most + 1)


class _ScriptReader:
    """Reads one value of a script, token by token; `computes`: parts of it may be computed."""

    def __init__(
        self, script: str, at: int, left: int = MOST_TOKENS, *, computes: bool = True, known: _Known | None = None
    ) -> None:
        self.left = left  # tokens that may still be read
        self._script = script
        self._computes = computes
        self._known = known
        self._tokens = self._tokens_from(at)
        self._at = at
        self._kind, self._piece = "", ""

    def whole(self) -> tuple[Any, int]:
        """Return the value and the index behind it."""
        self._next()
        value = self._value(0)
        end = self._at - len(self._piece)
        while self._script[end - 1 : end] in {" ", "\t"}:  # which may stand before the next assignment
            end -= 1
        return value, end

    def arguments(self) -> list[Any]:
        """Return the values between the brackets that begin here; all of them are written out."""
        self._next()
        return self._list(1, ")")

    def _tokens_from(self, at: int) -> Iterator[tuple[str, str, int]]:
        while match := _TOKEN.match(self._script, at):
            self.left -= 1
            if self.left < 0:
                raise _NoWholeValue
            at = match.end()
            if match[0] == "/" and self._script.startswith("*", at):
                at = self._script.find("*/", at) + 2
                if at < 2:
                    raise _NoWholeValue
            elif match.lastgroup != "space":
                yield match.lastgroup or "", match[0], at
        yield "end", "", len(self._script)

    def _next(self) -> None:
        self._kind, self._piece, self._at = next(self._tokens, ("end", "", len(self._script)))
        if self._piece in {"`", '"', "'"}:
            raise _NoWholeValue  # it does not end

    def _value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise _NoWholeValue
        value: Any = None
        if self._piece == "[" and self._kind == "mark":
            value = self._list(depth)
        elif self._piece == "{" and self._kind == "mark":
            value = self._object(depth)
        elif self._piece == "(" and self._kind == "mark" and _TUPLE.match(self._script, self._at):
            value = self._list(depth, ")")
        elif self._computes and self._piece in {"(", "<"} and (markup := self._markup()) is not None:
            value = markup
        elif self._kind in {"text", "number"}:
            value = _plain(self._kind, self._piece)
            self._next()
        elif self._kind == "word" and self._piece in _WORDS:
            value = _WORDS[self._piece]
            self._next()
        elif self._kind == "word" and self._known is not None:
            value = self._reference(self._known, depth)
        if depth == 0 or self._piece in {",", "]", "}", ")"} or self._kind == "end":
            return value
        texts = [*([value] if isinstance(value, str) else []), *self._expression()]
        return value if isinstance(value, dict | list) else "".join(texts) if texts else value

    def _markup(self) -> str | None:
        """Return the text of markup, `(<p>Ann Lee</p>)` or `<Icon />`, and pass over it; None if this is none."""
        in_brackets = self._piece == "("
        begins = _MARKUP_BEGINS.match(self._script, self._at) if in_brackets else None
        end = self._end_of_markup(begins.end() if begins else self._at - 1) if begins or not in_brackets else None
        if end is None:
            return None
        text = text_of_markup(self._script[begins.end() if begins else self._at - 1 : end])
        self._tokens = self._tokens_from(end)
        self._next()
        if in_brackets and self._piece == ")":
            self._next()
        return text

    def _end_of_markup(self, at: int) -> int | None:
        """Return the index behind the element that begins here; None if it does not end."""
        depth = 0
        for tag in islice(_TAG.finditer(self._script, at), MOST_TAGS):
            if depth == 0 and tag.start() != at:
                return None
            depth += -1 if tag["close"] else 0 if tag[0].endswith("/>") else 1
            self.left -= 1
            if depth <= 0:
                return tag.end() if depth == 0 and self.left > 0 else None
        return None

    def _reference(self, known: _Known, depth: int) -> Any:
        """Return the value that a name stands for, `speakers.ann` or `DAYS[0]`; None for a part of an expression."""
        path: list[Any] = [self._piece]
        self._next()
        if path == ["new"] and self._kind == "word":
            path = [self._piece]
            self._next()
        while self._kind == "mark" and self._piece in {".", "["}:
            end = "]" if self._piece == "[" else ""
            self._next()
            if self._kind not in ({"text", "number"} if end else {"word"}):
                return None
            path.append(_plain(self._kind, self._piece))
            self._next()
            if end and self._piece != end:
                return None
            if end:
                self._next()
        if self._kind == "mark" and self._piece == "(":
            return self._given(path[-1], depth)
        return known.named(path) if self._kind == "mark" and self._piece in {",", "]", "}"} else None

    def _given(self, function: Any, depth: int) -> Any:
        """Return what a function is given first if it is a list or an object, or the time that it makes of numbers."""
        numbers = _NUMBERS.match(self._script, self._at)
        if numbers is not None:
            return _made_of_numbers(function, [int(number) for number in numbers["numbers"].split(",")])
        if _GIVEN.match(self._script, self._at) is None:
            return None
        self._next()
        value = self._value(depth + 1)
        self._expression([")"])
        return value

    def _list(self, depth: int, end: str = "]") -> list[Any]:
        self._next()
        values = []
        while not (self._piece == end and self._kind == "mark"):
            is_spread = self._pass_dots()
            value = self._value(depth + 1)
            values.extend([value] if not is_spread else value if isinstance(value, list) else [])
            self._comma(end)
        self._next()
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        self._next()
        values: dict[str, Any] = {}
        while not (self._piece == "}" and self._kind == "mark"):
            if self._pass_dots():
                value = self._value(depth + 1)
                values |= value if isinstance(value, dict) else {}
                self._comma("}")
                continue
            key = str(_plain(self._kind, self._piece)) if self._kind in {"text", "number", "word"} else ""
            if key:
                self._next()
            if self._piece == ":" and key:
                self._next()
                values[key] = self._value(depth + 1)
            elif self._kind == "mark" and self._piece in {",", "}"} and key and self._known is not None:
                values |= {key: value} if (value := self._known.named([key])) is not None else {}
            else:
                self._expression()  # a method, a computed key
            self._comma("}")
        self._next()
        return values

    def _pass_dots(self) -> bool:
        """Pass over the three full stops before a value whose parts are meant."""
        dots = 0
        while self._kind == "mark" and self._piece == "." and dots < 3:
            self._next()
            dots += 1
        return dots > 0

    def _comma(self, end: str) -> None:
        if self._kind == "end":
            raise _NoWholeValue
        if self._piece == "," and self._kind == "mark":
            self._next()
        elif self._piece != end:
            raise _NoWholeValue

    def _expression(self, within: Sequence[str] = ()) -> list[str]:
        """Pass over what is computed, to the next part of the object or list around it; return the texts in it."""
        if not self._computes:
            raise _NoWholeValue
        texts: list[str] = []
        around = list(within)
        braces = around.count(
            "}"
        )  # counted: looking through all that is open at each text takes the square of a script
        while self._kind != "end" and (around or self._piece not in {",", "]", "}", ")"}):
            if self._kind == "mark" and self._piece in _OPEN:
                around.append(_OPEN[self._piece])
                braces += self._piece == "{"
            elif self._kind == "mark" and self._piece in _CLOSE:
                if not around or around.pop() != self._piece:
                    raise _NoWholeValue
                braces -= self._piece == "}"
            elif self._kind == "text" and not braces:
                texts.append(_plain("text", self._piece))
            self._next()
        return texts


def _made_of_numbers(function: Any, numbers: Sequence[int]) -> str | None:
    """Return the time that `new Date(2026, 5, 30, 9, 15)` or `time(9, 15)` stands for; None for other functions."""
    with suppress(ValueError):
        if function == "time":
            hour, minute, *_ = numbers
            return time(hour, minute).isoformat()
        if function in _MAKE_MOMENTS and len(numbers) > 2:
            year, month, day, hour, minute, *_ = (*numbers, 0, 0)
            return datetime(year, month + _MAKE_MOMENTS[function], day, hour, minute).isoformat()
    return None


def _plain(kind: str, token: str) -> Any:
    if kind == "number":
        digits = token.replace("_", "")
        return int(digits) if digits.lstrip("-").isdecimal() and len(digits) < 20 else float(digits)
    if kind == "text":
        text = _COMPUTED.sub("", token[1:-1]) if token[0] == "`" else token[1:-1]
        return _with_pairs(_ESCAPE.sub(_unescaped, text)) if "\\" in text else text
    return token


def text_of_markup(markup: str) -> str:
    """Return the texts between the tags of markup, each on a line; what is computed is left out."""
    texts = (" ".join(unescape(_COMPUTED_THERE.sub(" ", text)).split()) for text in _TAG.split(markup)[::3])
    return "\n".join(text for text in texts if text)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is not None:
        return chr(number) if (number := int(code, 16)) < 0x110000 else "\ufffd"
    return _ESCAPED.get(match[4], match[4])


def _with_pairs(text: str) -> str:
    """Join the halves of characters that scripts write as two escapes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
