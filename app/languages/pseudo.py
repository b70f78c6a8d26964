"""Pseudo-languages for tests: English with accents, longer and in brackets, and English written from right to left.

A text without brackets on a page in `en-XA` is one that no translator can reach; one that is cut has too little room.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations

ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPRSTUVWYZabcdefghijklmnoprstuvwyz", "ÅßÇÐÉƑĜĤÎĴĶĻṀÑÖÞŔŠŢÛṼŴÝŽåƀçðéƒĝĥîĵķļɱñöþŕšţûṽŵýž"
)
LONGER = 0.4  # Russian and French are that much longer than English
_WORDS = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_PLACE = re.compile(r"(\{[^{}]*\})")


class PseudoCatalogue(NullTranslations):
    """A catalogue made from the English texts by a function."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def gettext(self, message: str) -> str:
        return self._change(message)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - it decides nothing here
        return self._change(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._change(msgid1 if n == 1 else msgid2)


def bracketed(text: str) -> str:
    """Return a text with accents, in brackets, longer by two fifths."""
    if not any(letter.isalpha() for letter in _PLACE.sub("", text)):
        return text
    padding = "·" * round(len(text) * LONGER)
    return f"⟦{_between_places(text, lambda part: part.translate(ACCENTED))}{padding}⟧"


def mirrored(text: str) -> str:
    """Return a text whose letters run from right to left."""
    return _between_places(text, lambda part: _WORDS.sub("\u202e\\g<0>\u202c", part))


def _between_places(text: str, change: Callable[[str], str]) -> str:
    return "".join(part if _PLACE.fullmatch(part) else change(part) for part in _PLACE.split(text))
