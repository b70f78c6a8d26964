"""Chapters of a take: one for each segment, and for each turn of a segment of several speakers. They have no gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.values import SECOND
from app.formats.recording.takes import Part, TakeContents
from app.languages.words import Words

SHORTEST_MS = 10 * SECOND  # of a chapter on YouTube, which shows none of them if one is shorter


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its title; positions in milliseconds."""

    from_ms: int
    to_ms: int
    title: str

    @property
    def ms(self) -> int:
        return self.to_ms - self.from_ms


def chapters(contents: TakeContents, words: Words) -> list[Chapter]:
    """Return the chapters of a take without gaps; what comes before its first segment is the session's."""
    starts = sorted({part.from_ms: _title(part, words) for part in _parts(contents)}.items())
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, contents.report["title"]))
    ends = [*(start for start, _ in starts[1:]), max(contents.length_ms, starts[-1][0])]
    return [Chapter(start, end, title) for (start, title), end in zip(starts, ends, strict=True)]


def long_enough(every: Sequence[Chapter], shortest_ms: int = SHORTEST_MS) -> tuple[list[Chapter], list[Chapter]]:
    """Return the chapters that last long enough, and those that became a part of the one before or, at zero, behind.

    One chapter is always there.
    """
    kept = [chapter for chapter in every if chapter.ms >= shortest_ms] or every[:1]
    starts = [0, *(chapter.from_ms for chapter in kept[1:])]
    bounds = pairwise([*starts, every[-1].to_ms])
    joined = [replace(one, from_ms=start, to_ms=stop) for one, (start, stop) in zip(kept, bounds, strict=True)]
    return joined, [chapter for chapter in every if chapter not in kept]


def _parts(contents: TakeContents) -> list[Part]:
    """Return segments and turns; of those that begin at the same position the last one counts."""
    return [*contents.segments, *contents.speeches]


def _title(part: Part, words: Words) -> str:
    if not part.name or part.name in part.title:
        return part.title
    return words("{name}: {title}", name=part.name, title=part.title)
