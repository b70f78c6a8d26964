"""Data of other programs in which texts, or whole parts, are there in several languages: one is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain.errors import Sentence

_DEEPEST = 12
LANGUAGES_NOT_READ = Sentence("This is there in several languages; not read was: {languages}.")
_LANGUAGE = re.compile(
    r"(?:ar|ca|cs|da|de|el|en|es|eu|fa|fi|fr|gl|he|hi|hu|it|ja|ko|nb|nl|pl|pt|ro|ru|sk|sv|th|tr|uk|vi|zh)(?:[-_][A-Za-z]{2,4})?"
)
_IN_A_LANGUAGE = re.compile(r"(?P<stem>[A-Za-z]{2,30}(?:_[a-z]{2,20}){0,3}?)_(?P<language>[a-z]{2}|[A-Z]{2})")


def with_one_language(value: Any, others: list[str], depth: int = 0) -> Any:
    """Return data with one of several versions that stand below the names of languages, `{"en": [...], "fr": [...]}`.

    Args:
        others: gets the names of the versions that are left out.
    """
    if depth > _DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [with_one_language(part, others, depth + 1) for part in value]
    value = _with_branch(_without_suffixes(value, others), others)
    if len(value) > 1 and all(
        _LANGUAGE.fullmatch(str(key)) and isinstance(part, Mapping | list) for key, part in value.items()
    ):
        chosen = "en" if "en" in value else next(iter(value))
        others += [str(key) for key in value if key != chosen]
        return with_one_language(value[chosen], others, depth + 1)
    return {key: with_one_language(part, others, depth + 1) for key, part in value.items()}


def in_one_language(value: object) -> object:
    """Return one text of those in several languages, `{"de": "Anfang", "fr": "Début"}`; other values unchanged."""
    texts = (
        dict(value) if isinstance(value, Mapping) and value and all(map(_LANGUAGE.fullmatch, map(str, value))) else {}
    )
    said = [text for text in (texts.get("en"), *texts.values()) if text]
    return said[0] if said and all(isinstance(text, str) for text in said) else value


def _with_branch(value: Mapping[str, Any], others: list[str]) -> Mapping[str, Any]:
    """Return an object with what one of its parts in languages says: `{"id": 1, "en": {"title": …}, "zh": {…}}`."""
    parts = {key: part for key, part in list(value.items())[:100] if _LANGUAGE.fullmatch(str(key)) and _is_flat(part)}
    if not 1 < len(parts) < len(value) or not set.intersection(*map(set, parts.values())):
        return value
    chosen = "en" if "en" in parts else next(iter(parts))
    others += [str(key) for key in parts if key != chosen]
    said: dict[str, Any] = {}
    for key, each in (pair for part in (parts[chosen], *parts.values()) for pair in part.items()):
        said[key] = said.get(key) or each
    return {**said, **{key: part for key, part in value.items() if key not in parts}}


def _is_flat(part: object) -> bool:
    return isinstance(part, Mapping) and not any(isinstance(each, Mapping | list) for each in part.values())


def _without_suffixes(value: Mapping[str, Any], others: list[str]) -> Mapping[str, Any]:
    """Return an object with one of the texts whose names end in languages, `title_en` and `title_ta`, as `title`."""
    ends = {key: match for key in list(value)[:100] if (match := _IN_A_LANGUAGE.fullmatch(str(key)))}
    stems = [match["stem"] for match in ends.values()]
    several = {key: match for key, match in ends.items() if stems.count(match["stem"]) > 1}
    codes = {match["language"].lower() for match in several.values()}
    if "en" not in codes:
        return value
    others += sorted(codes - {"en"})
    left_out = [key for key, match in ends.items() if match["language"].lower() in codes - {"en"}]
    return {several[key]["stem"] if key in several else key: part for key, part in value.items() if key not in left_out}


def with_texts_in_one_language(value: Any, others: list[str], depth: int = 0) -> Any:
    """Return data with one text for those in several languages: `{"title": {"ja": "…", "en": "…"}}`.

    Args:
        others: gets the names of the languages that are left out.
    """
    if depth > _DEEPEST or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [with_texts_in_one_language(part, others, depth + 1) for part in value]
    if (text := in_one_language(value)) is not value:
        others += [str(key) for key, each in value.items() if each and each != text]
        return text
    return {key: with_texts_in_one_language(part, others, depth + 1) for key, part in value.items()}
