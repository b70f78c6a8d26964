"""Questions that come in a burst: many, within seconds, from one place, by participants who have only just arrived.

A whole hall may be behind one address, so a burst refuses nothing: the desk is shown it as one, looks, and may dismiss
it with one command. From where a question came is in memory for seconds and in nothing that is kept or sent: the state
is told only which questions came together, each with the id of the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from app.domain.state.persistent import PersistentMap
from app.domain.state.questions import Book
from app.domain.values import MINUTE, SECOND

BURST_OF = 10  # questions
APART_MS = 10 * SECOND  # the longest pause within a burst
NEW_FOR_MS = 2 * MINUTE  # so long a participant has only just arrived
MOST_PLACES = 10_000


@dataclass(slots=True)
class _Row:
    """Questions from one place, none of them long after the one before."""

    latest_ms: int
    questions: list[str] = field(default_factory=list)


class Arrivals:
    """Notices bursts among the questions of one session."""

    def __init__(self) -> None:
        self.together: PersistentMap[str, str] = PersistentMap()
        self._places: dict[str, str] = {}  # of participants whose question is being taken, by pseudonym
        self._rows: dict[str, _Row] = {}
        self._known = 0  # questions that were taken in

    def expect(self, author: str, place: str, since_ms: int, now: int) -> None:
        """A question of this participant may come, from this place of the network."""
        self._places.pop(author, None)
        if place and now - since_ms < NEW_FOR_MS:
            self._places[author] = place
            _drop_oldest(self._places)

    def take_in(self, book: Book) -> None:
        """The questions that are there now: those that are new have come from where their author was expected."""
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
