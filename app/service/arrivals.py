"""Bursts of questions: many within seconds, from one place, by participants who have only just arrived.

A whole hall may share one address, so a burst refuses nothing: the desk sees it as one item and may dismiss it with one
command. The place of a question is in memory for seconds and is never stored or sent: the state only has which
questions came together, each with the id of the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from app.domain.state.persistent import PersistentMap
from app.domain.state.questions import Book
from app.domain.values import MINUTE, SECOND

BURST_OF = 10  # questions
APART_MS = 10 * SECOND  # the longest pause within a burst
NEW_FOR_MS = 2 * MINUTE  # a participant has just arrived for this long
MOST_PLACES = 10_000


@dataclass(slots=True)
class _Row:
    """Questions from one place, each soon after the one before."""

    latest_ms: int
    questions: list[str] = field(default_factory=list)


class Arrivals:
    """Detect bursts among the questions of one session."""

    def __init__(self) -> None:
        self.together: PersistentMap[str, str] = PersistentMap()
        self._places: dict[str, str] = {}  # of participants whose question is being processed, by pseudonym
        self._rows: dict[str, _Row] = {}
        self._known = 0  # questions that were processed

    def expect(self, author: str, place: str, since_ms: int, now: int) -> None:
        """Note the place from which a participant's question may come."""
        self._places.pop(author, None)
        if place and now - since_ms < NEW_FOR_MS:
            self._places[author] = place
            _drop_oldest(self._places)

    def take_in(self, book: Book) -> None:
        """Process the questions that are new now: they came from the places noted for their authors."""
        new = islice(reversed(book.questions.entries()), max(len(book.questions) - self._known, 0))
        for _, question in reversed(list(new)):
            place = self._places.pop(question.author or "", None)
            if place is not None:
                self._follow(place, question.id, question.at_ms)
        self._known = len(book.questions)

    def _follow(self, place: str, question: str, at_ms: int) -> None:
        row = self._rows.pop(place, None)
        if row is None or at_ms - row.latest_ms > APART_MS:
            row = _Row(at_ms)
        row.latest_ms = at_ms
        row.questions.append(question)
        self._rows[place] = row
        _drop_oldest(self._rows)
        if len(row.questions) == BURST_OF:
            self.together = self.together.with_entries(dict.fromkeys(row.questions, row.questions[0]))
        elif len(row.questions) > BURST_OF:
            self.together = self.together.with_entry(question, row.questions[0])


def _drop_oldest(places: dict[str, str] | dict[str, _Row]) -> None:
    if len(places) > MOST_PLACES:
        del places[next(iter(places))]
