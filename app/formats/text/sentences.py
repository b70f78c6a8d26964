"""Sentences as JSON: with their places, so that another process says them in the reader's language too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.errors import Counted, Dated, Sentence


def facts_of(value: object) -> Any:
    """Return a sentence, or a value in one of its places, in shapes that JSON has; other texts stay as they are."""
    match value:
        case Dated():
            return {"day": value.day.isoformat()}
        case Counted():
            return {"one": value.text, "more": value.more, "count": value.number, "places": _facts_of_places(value)}
        case Sentence():
            return {"text": value.text, "places": _facts_of_places(value)}
        case int() | float():
            return value
    return str(value)


def sentence_of(facts: Any) -> Any:
    """Return what `facts_of` was given.

    Raises:
        KeyError: these are no such facts.
    """
    if not isinstance(facts, Mapping):
        return facts
    if "day" in facts:
        return Dated(date.fromisoformat(facts["day"]))
    if "count" in facts:
        one, more, count = (facts[name] for name in ("one", "more", "count"))
        places = {name: place for name, place in facts.get("places", {}).items() if name != "count"}  # earlier: none
        return Counted(one, more, count, **{name: sentence_of(place) for name, place in places.items()})
    text, places = facts["text"], facts["places"]
    return Sentence(text, **{name: sentence_of(place) for name, place in places.items()})


def _facts_of_places(sentence: Sentence) -> dict[str, Any]:
    return {name: facts_of(place) for name, place in sentence.places.items()}
