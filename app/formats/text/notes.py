"""Limits of a file, and a reader's notes: guesses, unreadable rows, and progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from app.domain.errors import Rejection

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 10_000  # lines, rows or entries that are read at all
MOST_CHARACTERS = 8_000_000
LONGEST_LINE = 200_000
MOST_NOTES = 2_000  # that are listed; the rest is counted


OWN_REPORT = (
    "This is the report of a session that was held, and no programme. Import the session's document, or its whole "
    "record, instead."
)


class NotAProgramme(Rejection):
    """The file is no programme; the sentence says what it looks like instead."""

    code = "not_a_programme"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """A guess, or an omission, with its reason."""

    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An unreadable row: where it is, its text (shortened), and why."""

    where: str
    text: str
    why: str


Tell = Callable[[int, int], None]  # how many rows have been read, of how many


def no_progress(read: int, of: int) -> None:
    """Ignore progress: the caller does not show it."""


@dataclass(slots=True)
class Notes:
    """A reader's notes: guesses, unread rows, and progress, if known."""

    tell: Tell = no_progress
    guesses: list[ReadingNote] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    more_guesses: int = 0
    more_unread: int = 0
    lengthless: int = 0

    def guess(self, where: str, says: str) -> None:
        if len(self.guesses) < MOST_NOTES:
            self.guesses.append(ReadingNote(where, says))
        else:
            self.more_guesses += 1

    def cannot_read(self, where: str, text: str, why: str) -> None:
        if len(self.unread) < MOST_NOTES:
            self.unread.append(Unread(where, shortened(text, 120), why))
        else:
            self.more_unread += 1


def shortened(text: str, most: int) -> str:
    """Shorten a text for display; never for storage."""
    spaced = " ".join(text[: most * 4].split())
    return spaced if len(spaced) <= most else f"{spaced[: most - 1].rstrip()}…"
