"""Arrays that PHP assigns or returns, spelt as in JavaScript: `array("time" => "9:00")` is `{"time": "9:00"}`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MOST_OF_A_FILE = 400_000  # characters
DEEPEST = 30
_CODE = re.compile(r"<\?(?:php\b|=)(?P<code>.{0,400000}?)(?:\?>|\Z)", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|\#(?!\[)[^\n]*|/\*.{0,400000}?(?:\*/|\Z))|"
    r"(?P<text>\"(?:[^\"\\]|\\.){0,20000}\"?|'(?:[^'\\]|\\.){0,20000}'?)|"  # one that does not end is passed over once
    r"(?P<open>\barray\s{0,9}\(|\[)|(?P<bracket>\()|(?P<close>[\])])|(?P<arrow>=>)|"
    r"(?P<returned>\breturn\b(?=\s{0,9}(?:array\s{0,9}\(|\[)))|(?P<variable>\$)(?=[A-Za-z_])|(?P<rest>\w+|.)",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "$": "$"}


def code_of_php(page: str) -> tuple[str, str]:
    """Return the code of a page of PHP, in the spelling of JavaScript, and the page without it.

    Args:
        page: has `MOST_OF_A_FILE` characters at most.
    """
    code = "\n".join(match["code"] for match in _CODE.finditer(page))
    return _respelt(code), _CODE.sub("", page)


def _respelt(code: str) -> str:
    pieces: list[str] = []
    around: list[tuple[int, bool]] = []  # the places of what is open, and whether it is an array
    keyed: set[int] = set()  # the places of those that have keys
    for kind, token in _tokens(code):
        if kind in {"open", "bracket"}:
            around.append((len(pieces), kind == "open"))
            pieces.append("[" if kind == "open" else "(")
        elif kind == "close" and around:
            at, is_array = around.pop()
            if at in keyed:
                pieces[at] = "{"
            pieces.append("}" if at in keyed else "]" if is_array else ")")
        elif kind == "arrow":
            keyed.update([around[-1][0]] if around and around[-1][1] else [])
            pieces.append(":")
        elif kind == "returned":
            pieces.append("exports =")
        else:
            pieces.append(token)
    return "".join(pieces)


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(code):
        kind, token = match.lastgroup or "", match[0]
        if kind == "text":
            yield kind, json.dumps(_unescaped(token[1:-1], all_signs=token[0] == '"'), ensure_ascii=False)
        elif kind not in {"comment", "variable"}:
            yield kind, token


def _unescaped(text: str, *, all_signs: bool) -> str:
    """Return a text without escapes, of which one in single quotes knows two."""
    if "\\" not in text:
        return text
    known = _ESCAPES if all_signs else {"'": "'", "\\": "\\"}
    return re.sub(r"\\(.)", lambda match: known.get(match[1], match[0]), text, flags=re.DOTALL)
