"""Columns with the texts of another column in another language: `title_fr`, or `Titre` beside `Title`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.values import LANGUAGES
from app.formats.imports.found.headings import LONGEST_HEADING, STRONG, field_of, heading_key, meanings

FIELDS = frozenset({"title", "abstract", "track"})
# Headings of titles and abstracts that are words of one language only, as `heading_key` spells them.
_NATIVE: Mapping[str, Mapping[str, str]] = json.loads(
    Path(__file__).with_name("native_headings.json").read_text("utf-8")
)
_OF_LANGUAGE = {key: (name, language) for language, keys in _NATIVE.items() for key, name in keys.items()}

# Names of languages in headings, as in `title_german`.
_CODES: Mapping[str, str] = {
    name: code
    for code, names in {
        "ar": "arabic arabisch arabe árabe arabo عربي العربية",
        "de": "german deutsch allemand alemán tedesco alemão",
        "en": "english englisch anglais inglés inglese inglês",
        "es": "spanish spanisch espagnol español spagnolo espanhol",
        "fa": "farsi persian persisch persan فارسی",
        "fr": "french französisch français francés francese francês",
        "it": "italian italienisch italien italiano",
        "pt": "portuguese portugiesisch portugais portugués português",
        "ru": "russian russisch russe ruso russo русский",
        "zh": "chinese chinesisch chinois chino cinese chinês 中文",
    }.items()
    for name in names.split()
}

Column = tuple[str, str]  # the field, and the language of its texts


def translated_columns(headings: Sequence[object], filled: Mapping[int, int] | None = None) -> dict[int, Column]:
    """Return the columns that translate another one of the same table, by their index.

    Args:
        filled: how many cells of each column are filled. Where a title without the code of a language stands in few
            rows, it is that of a talk in a block and no translation.

    The first column of a field has the texts themselves, unless another one names no language. Languages that are none
    of a session's are among them, so that such a column is not taken for another field.
    """
    named = {index: column for index, heading in enumerate(headings) if (column := _column(heading)) is not None}
    own: dict[str, int] = {}
    for index in sorted(named, key=lambda index: (named[index][1] != "", index)):
        own.setdefault(named[index][0], index)
    taken = {(name, named[index][1]) for name, index in own.items()}
    counts = filled or {}
    few = {i for i, (name, _) in named.items() if counts.get(i, 0) * 2 < counts.get(own[name], 0)}
    few = {i for i in few if named[i][0] == "title" and heading_key(str(headings[i])) in _OF_LANGUAGE}
    return {
        index: (name, language)
        for index, (name, language) in named.items()
        if own[name] != index and (name, language) not in taken and index not in few
    }


def _column(heading: object) -> Column | None:
    """Return the field and the language (empty: not named) of a heading; None if it is of no text to translate."""
    key = heading_key(heading[:LONGEST_HEADING]) if isinstance(heading, str) else ""
    if key in _OF_LANGUAGE:
        return _OF_LANGUAGE[key]
    *words, last = key.split() or [""]
    last = _CODES.get(last, last)
    names_language = bool(words) and (last in LANGUAGES or last in _CODES.values())
    name = field_of(" ".join(words)) if names_language else field_of(key)
    if not names_language and name in FIELDS and meanings(key)[name] < STRONG:
        return None  # "Description" and "Titre original" beside "Titre" are no titles in another language
    return (name, last if names_language else "") if name in FIELDS else None
