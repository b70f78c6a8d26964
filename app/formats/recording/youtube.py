"""Chapters as text for the description of a film on YouTube.

It shows chapters if the first begins at 0:00, there are at least three in ascending order, and each lasts ten seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.text import legal
from app.domain.values import elapsed_text
from app.formats.recording.chapters import Chapter, chapters, long_enough
from app.formats.recording.takes import TakeContents
from app.languages.words import Words

FEWEST = 3
LONGEST_TITLE = 100  # characters


def youtube_text(contents: TakeContents, words: Words) -> bytes:
    """Return a line for each chapter, and below them what is to be known before they are pasted."""
    kept, joined = long_enough(chapters(contents, words))
    lines = [f"{elapsed_text(chapter.from_ms)} {_title(chapter)}" for chapter in kept]
    return "\n".join((*lines, "", *_remarks(contents, words, kept, joined), "")).encode()


def _remarks(contents: TakeContents, words: Words, kept: list[Chapter], joined: list[Chapter]) -> Iterator[str]:
    yield _plain(contents.zero_sentence(words))
    if joined:
        titles = words.list(words("“{title}”", title=_title(chapter)) for chapter in joined)
        yield words("Shorter than 10 seconds and part of the chapter beside them: {titles}.", titles=titles)
    if len(kept) < FEWEST:
        yield words("YouTube shows chapters only if there are three or more; these are {count}.", count=len(kept))


def _title(chapter: Chapter) -> str:
    text = _plain(chapter.title)
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _plain(text: str) -> str:
    """Return a text as one line without the angle brackets that a description may not hold."""
    return " ".join(legal(text).split()).replace("<", "‹").replace(">", "›")
