"""Counting votes: the distinct voters of a question and of all that were merged into it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.questions import Book

Ballots = Mapping[str, Mapping[str, int]]  # question -> participant -> the instant from which the vote counts


def count_votes(book: Book, ballots: Ballots, now: int) -> dict[str, int]:
    """Votes of every question that has any; a merged question keeps its own count, so that unmerging is exact.

    A vote counts from its own instant on (milliseconds UTC), once within a group, and not while its participant is
    banned.
    """
    children: dict[str, list[str]] = {}
    for question in book.questions.values():
        if question.into is not None:
            children.setdefault(question.into, []).append(question.id)
    counts = {id_: len(_voters(book, children, ballots, id_, now)) for id_ in book.questions}
    return {id_: votes for id_, votes in counts.items() if votes}


def next_to_count(ballots: Ballots, now: int) -> int | None:
    """The next instant at which a vote that is waiting begins to count; None if none waits."""
    waiting = (instant for voters in ballots.values() for instant in voters.values() if instant > now)
    return min(waiting, default=None)


def _voters(book: Book, children: Mapping[str, list[str]], ballots: Ballots, id_: str, now: int) -> set[str]:
    members = [id_]
    for member in members:
        members.extend(children.get(member, ()))
    voters = {who for member in members for who, instant in ballots.get(member, {}).items() if instant <= now}
    return voters - book.banned
