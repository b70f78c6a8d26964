"""Whether a text fits the time planned for it, and whether its reader is on course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.state.rundown import Plan
from app.domain.state.scripts import Place, StoredScript, count_words
from app.domain.values import MINUTE, SECOND, SegmentKind


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a language is read aloud, in words a minute: usually, and at most."""

    usual: int
    most: int


# A language without a known rate has no line here, and its texts are counted but not timed.
RATES: Mapping[str, Rate] = {"en": Rate(110, 120)}
# Written without spaces between words: counted in characters.
WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})

ROUNDED_TO_MS = 5 * SECOND
ON_COURSE_MS = 15 * SECOND


@dataclass(frozen=True, slots=True)
class Fit:
    """A text against its time, in milliseconds; None: the language has no known rate, or no time is planned.

    `count` is of words, or of characters in a language without spaces. `over_ms` is positive for a text that is too
    long, even if `fits_at_most`: read as fast as can still be followed.
    """

    count: int
    unit: Literal["words", "characters"]
    rate: int | None
    speaking_ms: int | None
    planned_ms: int | None
    over_ms: int | None
    fits_at_most: bool


def fit(words: int, characters: int, language: str, planned_ms: int | None) -> Fit:
    """Compare the length of a text with the time planned for it; see `Fit`."""
    base = language.split("-")[0].lower()
    if base in WITHOUT_SPACES:
        return Fit(characters, "characters", None, None, planned_ms, None, False)
    if (rate := RATES.get(base)) is None:
        return Fit(words, "words", None, None, planned_ms, None, False)
    speaking = _rounded(words * MINUTE / rate.usual)
    if planned_ms is None:
        return Fit(words, "words", rate.usual, speaking, None, None, False)
    fits_at_most = words * MINUTE <= planned_ms * rate.most
    return Fit(words, "words", rate.usual, speaking, planned_ms, speaking - planned_ms, fits_at_most)


def planned_for(plan: Plan, place: Place) -> int | None:
    """Return the time for a text in milliseconds: the segment's, or its handover for the words that introduce it."""
    segment = plan.segment(place[0])
    if segment is None:
        return None
    introduces = segment.kind is SegmentKind.PRESENTATION and not place[1]
    return (plan.handover_ms or None) if introduces else segment.planned_ms


def script_fit(plan: Plan, place: Place, script: StoredScript) -> Fit:
    """Compare a script with the time planned for it."""
    return fit(script.words, script.characters, script.language, planned_for(plan, place))


def course_ms(paragraphs: Sequence[str], reached: int, elapsed_ms: int, allotted_ms: int) -> int:
    """Return how long the reader is: positive = behind the text's share of the allotted time, negative = ahead.

    Args:
        paragraphs: the texts, in order.
        reached: the index of the paragraph that is being read.
        elapsed_ms: the time spent so far.
        allotted_ms: the time for the whole text.
    """
    counts = [count_words(paragraph) for paragraph in paragraphs]
    before, own = sum(counts[:reached]), sum(counts[reached : reached + 1])
    total = sum(counts) or 1
    starts, ends = before * allotted_ms // total, (before + own) * allotted_ms // total
    return elapsed_ms - min(max(elapsed_ms, starts), ends)


def _rounded(ms: float) -> int:
    return round(ms / ROUNDED_TO_MS) * ROUNDED_TO_MS
