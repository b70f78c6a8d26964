"""Limits of a file, and a reader's notes: guesses, unreadable rows, and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from app.domain.errors import Rejection, Sentence

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 10_000  # lines, rows or entries that are read at all
MOST_CHARACTERS = 8_000_000
LONGEST_LINE = 200_000
MOST_NOTES = 2_000  # that are listed; the rest is counted


OWN_REPORT = Sentence(
    "This is the report of a session that was held, and no programme. Import the session's document, or its whole "
    "record, instead."
)


class NotAProgramme(Rejection):
    """The file is no programme; the sentence says what it looks like instead."""

    code = "not_a_programme"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """A guess, or an omission, with its reason: a sentence, as the place is where it is in words."""

    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An unreadable row: where it is, its text (shortened), and why."""

    where: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A text that a file holds: a line, a cell or a value, and what it is of, such as a key."""

    where: str
    text: str
    of: str = ""


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
    unsaid: int = 0  # items whose lengths the file does not say
    statements: list[Iterable[Statement]] = field(default_factory=list)  # all that the file holds, if its reader says
    known: set[str] = field(default_factory=set)  # headings of tables, and what else in them is no content
    unused: set[str] = field(default_factory=set)  # headings and keys that are listed so
    aside: set[tuple[str, str]] = field(default_factory=set)  # cells below these, by where they are

    def mark(self) -> tuple[int, int, int]:
        """Return where notes stand now, for `back_to`."""
        return len(self.guesses), len(self.unread), len(self.statements)

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget the notes since a mark, of an attempt to read that failed."""
        guesses, unread, statements = mark
        del self.guesses[guesses:], self.unread[unread:], self.statements[statements:]

    def guess(self, where: str, says: str, /, **places: object) -> None:
        """Note a guess; `places` are those of the text."""
        if len(self.guesses) < MOST_NOTES:
            self.guesses.append(ReadingNote(where, Sentence(says, **places)))
        else:
            self.more_guesses += 1

    def cannot_read(self, where: str, text: str, why: str, /, **places: object) -> None:
        """Note a row that cannot be read; `places` are those of the reason, unless it is a whole sentence."""
        if len(self.unread) < MOST_NOTES:
            reason = why if isinstance(why, Sentence) else Sentence(why, **places)
            self.unread.append(Unread(where, shortened(text, 120), reason))
        else:
            self.more_unread += 1


def line_place(number: int) -> Sentence:
    """Name a line as a place in a file; the first one is 1."""
    return Sentence("line {number}", number=number)


def shortened(text: str, most: int) -> str:
    """Shorten a text for display; never for storage."""
    spaced = " ".join(text[: most * 4].split())
    return spaced if len(spaced) <= most else f"{spaced[: most - 1].rstrip()}…"
