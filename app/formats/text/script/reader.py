"""Reads one value of a script of a web site (JavaScript, TypeScript, Python), as JSON.

Nothing is run. What a script would compute is left out, except texts that are joined or given to a function; the name
of a value that stands above, `speakers.ann`, is that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time
from json import JSONDecoder
from typing import Any

from app.domain.errors import Invalid
from app.formats.text.json import read_json
from app.formats.text.script.markup import end_of_markup, text_of_markup

DEEPEST = 30
MOST_TOKENS = 2_000_000  # of all values of a script
MOST_REPEATED = 20_000  # parts of values that stand in others by their names
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|\#[^\n]*)|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|"
    r"(?P<number>-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>(?:[^\W\d]|\$)[\w$]*)|(?P<mark>.)",
    re.DOTALL,
)
_MARKUP_BEGINS = re.compile(r"\s{0,200}(?=<[A-Za-z>])")
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


class NoWholeValue(Exception):
    """This is no value, or one that is nested too deeply."""


def strict_value(script: str, at: int) -> tuple[Any, int] | None:
    """Return the value that begins here as JSON, and the index behind it; None for one that a script spells its way."""
    try:
        _, end = JSONDecoder().raw_decode(script, at)
        return read_json(script[at:end]), end
    except (ValueError, RecursionError, Invalid):
        return None


class KnownValues:
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


class ScriptReader:
    """Reads one value of a script, token by token; `computes`: parts of it may be computed."""

    def __init__(
        self, script: str, at: int, left: int = MOST_TOKENS, *, computes: bool = True, known: KnownValues | None = None
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
                raise NoWholeValue
            at = match.end()
            if match[0] == "/" and self._script.startswith("*", at):
                at = self._script.find("*/", at) + 2
                if at < 2:
                    raise NoWholeValue
            elif match.lastgroup != "space":
                yield match.lastgroup or "", match[0], at
        yield "end", "", len(self._script)

    def _next(self) -> None:
        self._kind, self._piece, self._at = next(self._tokens, ("end", "", len(self._script)))
        if self._piece in {"`", '"', "'"}:
            raise NoWholeValue  # it does not end

    def _value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise NoWholeValue
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
        if in_brackets and begins is None:
            return None
        start = begins.end() if begins else self._at - 1
        end, tags = end_of_markup(self._script, start)
        self.left -= tags
        if end is None or self.left <= 0:
            return None
        text = text_of_markup(self._script[start:end])
        self._tokens = self._tokens_from(end)
        self._next()
        if in_brackets and self._piece == ")":
            self._next()
        return text

    def _reference(self, known: KnownValues, depth: int) -> Any:
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
            raise NoWholeValue
        if self._piece == "," and self._kind == "mark":
            self._next()
        elif self._piece != end:
            raise NoWholeValue

    def _expression(self, within: Sequence[str] = ()) -> list[str]:
        """Pass over what is computed, to the next part of the object or list around it; return the texts in it."""
        if not self._computes:
            raise NoWholeValue
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
                    raise NoWholeValue
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


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is not None:
        return chr(number) if (number := int(code, 16)) < 0x110000 else "\ufffd"
    return _ESCAPED.get(match[4], match[4])


def _with_pairs(text: str) -> str:
    """Join the halves of characters that scripts write as two escapes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
