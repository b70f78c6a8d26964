"""Words that the desk reviews before the public sees them, by language. They hold a question; they never refuse one.

The lists are short on purpose: a long list of insults also matches many ordinary words. A session may have its own list
instead (`review_words` in the session document); an empty list holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import category

from app.domain.text import folded

WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("arse", "asshole", "bastard", "bitch", "bullshit", "cunt", "fuck", "fucking", "idiot", "moron", "shit"),
    "fr": ("connard", "connasse", "con", "enculé", "merde", "putain", "salaud", "salope"),
    "es": ("cabrón", "coño", "gilipollas", "hijo de puta", "imbécil", "joder", "mierda", "puta"),
    "de": ("arsch", "arschloch", "fotze", "scheiße", "scheisse", "hurensohn", "wichser", "idiot"),
    "pt": ("caralho", "filho da puta", "foda-se", "merda", "porra"),
    "it": ("cazzo", "coglione", "merda", "stronzo", "vaffanculo"),
    "ru": ("блядь", "дерьмо", "мудак", "сука", "хуй", "пизда"),
    "ar": ("كلب", "حمار", "خرا", "شرموطة", "عرص"),
    "zh": ("他妈的", "傻逼", "操你妈", "混蛋", "王八蛋"),
}
USUAL = tuple(word for words in WORDS.values() for word in words)


def needs_review(text: str, words: tuple[str, ...] | None) -> bool:
    """Whether a text contains one of these words (None: the default ones), whole, ignoring case and accents."""
    pattern = _pattern(USUAL if words is None else words)
    return pattern is not None and pattern.search(folded(text)) is not None


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile("|".join(_one(folded(word)) for word in words))


def _one(word: str) -> str:
    # Scripts without spaces between words have no word boundaries.
    bounded = all(category(c) != "Lo" or "\u0600" <= c <= "\u06ff" for c in word)
    return rf"(?<!\w){re.escape(word)}(?!\w)" if bounded else re.escape(word)
