"""Values in a script of a web site (JavaScript, TypeScript), as JSON: lists and objects that are assigned to names.

Nothing is run. What a script would compute is left out, except texts that are joined or given to a function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any

from app.domain.errors import Invalid
from app.formats.text.json import read_json

DEEPEST = 30
MOST_VALUES = 200  # that a script assigns
MOST_TOKENS = 2_000_000  # of all of them
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*)|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|"
    r"(?P<number>-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_$][\w$]*)|(?P<mark>.)",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?:^|(?<=[;\n}]))[ \t\r]{0,20}(?:export\s{1,9})?(?:default\s{1,9}(?=[\[{])|(?:(?:var|let|const)\s{1,9})?"
    r"(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\s?:[^=\n]{1,200})?\s{0,9}=\s{0,9}(?:[A-Za-z_$][\w.$]{0,40}\(\s{0,9})?)"
    r"(?=[\[{\"'`])"
)
_BEGINS = re.compile(
    r"(?:(?:import|export|var|let|const|interface|type|enum|declare)\s|[\"']use |module\.exports|window\.|"
    r"[A-Za-z_$][\w.$]{0,60}\s{0,20}=\s{0,20}[\[{])"
)
_ESCAPE = re.compile(r"\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|u\{([\da-fA-F]{1,5})\}|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_COMPUTED = re.compile(r"\$\{[^{}]{0,500}\}")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_OPEN, _CLOSE = {"[": "]", "{": "}", "(": ")"}, frozenset("]})")


class _NoWholeValue(Exception):
    """This is no value, or one that is nested too deeply."""


def looks_like_script(head: str) -> bool:
    """Whether a text begins as a script does: with an import, a type or an assignment."""
    return _BEGINS.match(head) is not None


def values_in(script: str) -> Any:
    """Return the list or object that a script assigns, of several an object by their names; None without any."""
    values: dict[str, Any] = {}
    at, left = 0, MOST_TOKENS
    for _ in range(MOST_VALUES):
        match = _ASSIGNED.search(script, at)
        if match is None:
            break
        at = match.end() + 1
        reader = _ScriptReader(script, match.end(), left)
        try:
            value, at = _strict(script, match.end()) or reader.whole()
        except _NoWholeValue:
            continue
        finally:
            left = reader.left
        name = (match["name"] or "exports").rsplit(".", 1)[-1]
        values[name if name not in values else f"{name} {len(values) + 1}"] = value
    held = [value for value in values.values() if isinstance(value, dict | list)]
    return None if not held else held[0] if len(values) == 1 else values


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


class _ScriptReader:
    """Reads one value of a script, token by token; `computes`: parts of it may be computed."""

    def __init__(self, script: str, at: int, left: int = MOST_TOKENS, *, computes: bool = True) -> None:
        self.left = left  # tokens that may still be read
        self._script = script
        self._computes = computes
        self._tokens = self._tokens_from(at)
        self._at = at
        self._kind, self._piece = "", ""

    def whole(self) -> tuple[Any, int]:
        """Return the value and the index behind it."""
        self._next()
        value = self._value(0)
        return value, self._at - len(self._piece)

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
        elif self._kind in {"text", "number"}:
            value = _plain(self._kind, self._piece)
            self._next()
        elif self._kind == "word" and self._piece in _WORDS:
            value = _WORDS[self._piece]
            self._next()
        if depth == 0 or self._piece in {",", "]", "}"} or self._kind == "end":
            return value
        texts = [*([value] if isinstance(value, str) else []), *self._expression()]
        return value if isinstance(value, dict | list) else "".join(texts) if texts else value

    def _list(self, depth: int) -> list[Any]:
        self._next()
        values = []
        while not (self._piece == "]" and self._kind == "mark"):
            is_spread = self._piece == "."
            value = self._value(depth + 1)
            if not is_spread:
                values.append(value)
            self._comma("]")
        self._next()
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        self._next()
        values: dict[str, Any] = {}
        while not (self._piece == "}" and self._kind == "mark"):
            key = str(_plain(self._kind, self._piece)) if self._kind in {"text", "number", "word"} else ""
            if key:
                self._next()
            if self._piece == ":" and key:
                self._next()
                values[key] = self._value(depth + 1)
            else:
                self._expression()  # a method, a shorthand, a spread, a computed key
            self._comma("}")
        self._next()
        return values

    def _comma(self, end: str) -> None:
        if self._kind == "end":
            raise _NoWholeValue
        if self._piece == "," and self._kind == "mark":
            self._next()
        elif self._piece != end:
            raise _NoWholeValue

    def _expression(self) -> list[str]:
        """Pass over what is computed, to the next part of the object or list around it; return the texts in it."""
        if not self._computes:
            raise _NoWholeValue
        texts: list[str] = []
        around: list[str] = []
        while self._kind != "end" and (around or self._piece not in {",", "]", "}"}):
            if self._kind == "mark" and self._piece in _OPEN:
                around.append(_OPEN[self._piece])
            elif self._kind == "mark" and self._piece in _CLOSE and (not around or around.pop() != self._piece):
                raise _NoWholeValue
            elif self._kind == "text" and "}" not in around:
                texts.append(_plain("text", self._piece))
            self._next()
        return texts


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
