"""Messages are values: equal by their fields, unchangeable, and with facts that belong to their class."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages.base import Event


def test_messages_with_the_same_fields_are_the_same_message() -> None:
    assert c.GrantTime(30_000, "t1") == c.GrantTime(30_000, "t1") != c.GrantTime(30_000)


def test_a_message_cannot_be_changed() -> None:
    granted = e.TimeGranted("t1", 30_000)
    with pytest.raises(FrozenInstanceError):
        granted.ms = 60_000  # type: ignore[misc]  # that is what is refused


def test_a_fact_of_a_kind_of_message_is_no_field_that_is_stored_with_each() -> None:
    facts = {"kind", "version", "moves_floor", "moves_forecast", "moves_list", "changes_plan", "apart"}
    assert [kind for kind in e.EVENTS.values() if {field.name for field in fields(kind)} & facts] == []
    assert [kind for kind in c.COMMANDS.values() if "command" in {field.name for field in fields(kind)}] == []


def test_an_event_moves_and_changes_nothing_unless_it_says_so() -> None:
    facts = (Event.moves_floor, Event.moves_forecast, Event.moves_list, Event.changes_plan, *Event.apart)
    assert (Event.version, facts) == (1, (False, False, False, False))


@pytest.mark.parametrize("event", e.EVENTS.values(), ids=lambda kind: kind.__name__)
def test_fields_that_are_stored_apart_can_be_missing(event: type[Event]) -> None:
    assert event.apart <= {field.name for field in fields(event) if field.default == ""}
