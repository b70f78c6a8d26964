"""The words of lists of speakers that the record and the pages have in common."""

from __future__ import annotations

from app.languages.words import Words


def kind_words(words: Words, kind: str) -> str:
    """Name what a person wants the floor for."""
    return {
        "statement": words("Statement"),
        "reply": words("Right of reply"),
        "question": words("Question"),
        "point_of_order": words("Point of order"),
        "answer": words("Answer"),
    }[kind]


def rule_words(words: Words, rule: str) -> str:
    """Name a rule of order; the last one, which always counts, if there is no other."""
    return {
        "rank": words("rank of the category"),
        "alternate_groups": words("groups in turn"),
        "least_heard": words("least heard first"),
        "first_time_first": words("not yet heard first"),
        "lot": words("by lot"),
    }.get(rule, words("first come, first served"))


def outcome_words(words: Words, state: str, *, final: bool) -> str:
    """Return the state of a request, in retrospect once the record is final."""
    return {
        "waiting": words("not heard") if final else words("waiting"),
        "introduced": words("about to speak"),
        "speaking": words("has the floor"),
        "spoken": words.meaning("request", "spoke"),
        "absent": words("absent"),
        "withdrawn": words("withdrawn"),
    }[state]
