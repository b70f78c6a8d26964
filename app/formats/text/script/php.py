"""Arrays that a script in PHP assigns or returns, as values: lists and objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from app.formats.text.script.reader import MOST_TOKENS
from app.formats.text.script.values import values_in

_PART = re.compile(r"<\?(?:php\b|=)(?P<script>.{0,1000000}?)(?:\?>|\Z)", re.DOTALL)
MOST_PARTS = 200  # of a page
_TOKEN = re.compile(
    r"(?P<comment>/\*.{0,20000}?\*/|(?://|\#(?!\[))[^\n]*)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|"
    r"(?P<opens>\barray\s{0,9}\(|[\[({])|(?P<closes>[\])}])|(?P<arrow>=>)|(?P<word>[^\W\d][\w$]*)|(?P<other>.)",
    re.DOTALL,
)
_CLOSING = {"[": "]", "(": ")", "{": "}"}


def begins_as_php(head: str) -> bool:
    return head.startswith(("<?php", "<?="))


def values_of_php(script: str) -> Any:
    """Return the array that a script in PHP assigns or returns, of several an object by their names; None without one.

    Nothing is run. Text outside of the marks `<?php` and `?>`, the page around them, is left out.
    """
    parts = [match["script"] for match in islice(_PART.finditer(script), MOST_PARTS)]
    return values_in("\n".join(map(_as_javascript, parts)))


def _as_javascript(script: str) -> str:
    """Write arrays as JavaScript has them: those with keys as objects."""
    pieces: list[str] = []
    opened: list[int] = []  # where the pieces are that open what is not closed yet
    for kind, piece in _tokens(script):
        if kind == "opens":
            opened.append(len(pieces))
            piece = "[" if piece.startswith("array") else piece
        elif kind == "arrow" and opened:
            pieces[opened[-1]] = "{" if pieces[opened[-1]] == "[" else pieces[opened[-1]]
            piece = ":" if pieces[opened[-1]] == "{" else piece
        elif kind == "closes" and opened:
            piece = _CLOSING[pieces[opened.pop()]]
        elif kind == "text":
            piece = piece.replace("\r", "").replace("\n", "\\n")
        pieces.append(piece)
    return "".join(pieces)


def _tokens(script: str) -> Iterator[tuple[str, str]]:
    for match in islice(_TOKEN.finditer(script), MOST_TOKENS):
        if match.lastgroup != "comment":
            yield match.lastgroup or "", match[0]
