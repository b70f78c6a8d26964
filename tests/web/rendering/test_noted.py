"""Facts that note what is read of them: a change elsewhere does not concern the reader."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from app.web.rendering.noted import Compared, Noted, Read, unnoted

FACTS: dict[str, Any] = {
    "title": "Session V",
    "floor": {"state": "running", "segment": "s1", "held": None},
    "rows": [{"id": "s1", "ms": 1}, {"id": "s2", "ms": 2}],
    "queue": ["q1"],
    "asked": [],
    "people": {"p1": {"name": "One", "says": "wan"}},
}


def concerned(reads: Callable[[Any], object], change: Callable[[Any], object]) -> bool:
    """Whether a change of the facts concerns a reader."""
    read: Read = {}
    reads(Noted(FACTS, read))
    changed = deepcopy(FACTS)
    change(changed)
    assert not Compared(FACTS, deepcopy(FACTS)).concerns(read)
    return Compared(FACTS, changed).concerns(read)


def put(place: str, value: Any) -> Callable[[Any], object]:
    """Set a fact: its keys and indexes with dots between."""

    def change(facts: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in place.split("."))
        for step in way:
            facts = facts[step]
        facts[last] = value

    return change


@pytest.mark.parametrize(
    ("reads", "concerns", "leaves"),
    [
        (lambda facts: facts["floor"]["state"], put("floor.state", "paused"), put("floor.segment", "s2")),
        (lambda facts: facts["floor"]["state"], put("floor", None), put("title", "Session VI")),
        (lambda facts: facts["floor"] is None, put("floor", None), put("floor.state", "paused")),
        (lambda facts: facts.get("voice"), put("voice", "p1"), put("title", "Session VI")),
        (lambda facts: "p2" in facts["people"], put("people.p2", {}), put("people.p1.name", "Two")),
        (lambda facts: "p1" in facts["people"], put("people", {}), put("people.p1.name", "Two")),
        (lambda facts: bool(facts["people"]), put("people", {}), put("people.p1.name", "Two")),
        (lambda facts: list(facts["people"].items()), put("people.p1.says", "won"), put("title", "Session VI")),
        (lambda facts: [row["id"] for row in facts["rows"]], put("rows.1.id", "s3"), put("rows.1.ms", 3)),
        (lambda facts: facts["rows"][-1]["ms"], put("rows.1.ms", 3), put("rows.0.ms", 3)),
        (lambda facts: [row["ms"] for row in facts["rows"][:1]], put("rows.0.ms", 3), put("rows.1.ms", 3)),
        (lambda facts: len(facts["rows"]), put("rows", FACTS["rows"][:1]), put("rows.1.ms", 3)),
        (lambda facts: next(r for r in facts["rows"] if r["id"] == "s1"), put("rows.0.id", "s3"), put("rows.1.id", 0)),
        (lambda facts: [] + facts["rows"], put("rows", FACTS["rows"][:1]), put("rows.1.ms", 3)),
        (lambda facts: "q1" in facts["queue"], put("queue", ["q1", "q2"]), put("asked", [{}])),
        (lambda facts: list(facts["asked"]), put("asked", [{"id": "q1"}]), put("queue", [])),
        (lambda facts: unnoted(facts["rows"]), put("rows.1.ms", 3), put("queue", [])),
        (lambda facts: unnoted(facts["rows"][0]), put("rows.0.ms", 3), put("rows.1.ms", 3)),
    ],
)
def test_a_change_concerns_who_has_read_what_changed_and_nothing_else(
    reads: Callable[[Any], object], concerns: Callable[[Any], object], leaves: Callable[[Any], object]
) -> None:
    assert concerned(reads, concerns)
    assert not concerned(reads, leaves)


def test_noted_facts_are_given_as_they_are() -> None:
    noted = Noted(FACTS, {})
    assert unnoted(noted) is FACTS
    assert unnoted(noted["rows"]) is FACTS["rows"]
    assert unnoted(noted["title"]) == "Session V"
    with pytest.raises(IndexError):
        noted["rows"][2]
    with pytest.raises(KeyError):
        noted["voice"]
