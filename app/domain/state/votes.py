"""Votes: who may vote for which question, and the distinct voters of a question and its duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.domain.errors import Banned, NotFound, Refused
from app.domain.state.questions import VOTABLE, Book
from app.domain.values import SECOND

Ballots = Mapping[str, Mapping[str, int]]  # question -> participant -> the instant at which the vote begins to count

COUNTS_AFTER_MS = 20 * SECOND  # a participant's votes count after this time in the session
# So many new votes for one question from one address within this time are a burst.
BURST_OF = 10
BURST_WITHIN_MS = 10 * SECOND


class Ballot(NamedTuple):
    """A participant's vote for a question; it counts from this instant (milliseconds UTC) on."""

    question: str
    participant: str
    counts_from_ms: int


def require_vote(book: Book, question: str, participant: str) -> None:
    """Require that this participant may set or remove a vote for this question now.

    Raises:
        NotFound: there is no such question, or it is not public.
        Banned: the desk has banned this participant.
        Refused: `own_question` or `not_votable`.
    """
    target = book.questions.get(question)
    if target is None or not target.is_public:
        raise NotFound('question "{question}"', question=question)
    if participant in book.banned:
        raise Banned
    if target.author == participant:
        raise Refused("own_question")
    if target.state not in VOTABLE:
        raise Refused("not_votable")


def count_votes(book: Book, ballots: Ballots, now: int, of: Iterable[str] | None = None) -> dict[str, int]:
    """Count the votes of some questions (None: of all), leaving out those without votes.

    A merged question keeps its own count, so that unmerging is exact. A vote counts from its own instant on
    (milliseconds UTC), once within a group, and not while its participant is banned.
    """
    merged = _merged(book)
    asked_for = book.questions if of is None else of
    counts = {id_: len(_voters(book, merged, ballots, id_, now)) for id_ in asked_for if id_ in book.questions}
    return {id_: votes for id_, votes in counts.items() if votes}


def counted_in(book: Book, question: str) -> list[str]:
    """Return the questions that count a vote for this one: itself, and those it was merged into, in turn."""
    questions: list[str] = []
    next_: str | None = question
    while next_ is not None and next_ in book.questions:
        questions.append(next_)
        next_ = book.questions[next_].into
    return questions


def _merged(book: Book) -> Mapping[str, list[str]]:
    """Return the questions merged into each question, directly."""
    merged: dict[str, list[str]] = defaultdict(list)
    for question in book.questions.values():
        if question.into is not None:
            merged[question.into].append(question.id)
    return merged


def _voters(book: Book, merged: Mapping[str, list[str]], ballots: Ballots, id_: str, now: int) -> set[str]:
    members = [id_]
    for member in members:
        members.extend(merged.get(member, ()))
    voters = {who for member in members for who, instant in ballots.get(member, {}).items() if instant <= now}
    return voters - book.banned
