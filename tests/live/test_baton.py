"""The baton: one console has the floor keys; they pass by giving, by asking, and by silence, and never by accident."""

from __future__ import annotations

import pytest

from app.domain.errors import NotFound, Refused
from app.live.baton import SILENT_AFTER_MS, Baton
from tests.fakes import START, seconds


class Table:
    """A baton, with the time and what it told its surroundings."""

    def __init__(self) -> None:
        self.now = START
        self.told = 0
        self.alarms: list[int] = []
        self.baton = Baton(lambda: self.now, self._tell, self.alarms.append)

    def _tell(self) -> None:
        self.told += 1

    @property
    def holder(self) -> str | None:
        held: str | None = self.baton.facts()["holder"]
        return held


@pytest.fixture
def table() -> Table:
    """Two consoles: `first` has the keys."""
    made = Table()
    made.baton.came("first", "Ada")
    made.baton.came("second", "Ben")
    return made


def test_the_first_console_has_the_keys_and_the_second_watches(table: Table) -> None:
    assert table.holder == "first"
    table.baton.require("first")
    with pytest.raises(Refused) as refused:
        table.baton.require("second")
    assert (refused.value.code, "Ada has the floor keys" in refused.value.sentence) == ("baton_elsewhere", True)
    assert table.baton.facts()["others"] == [{"id": "second", "name": "Ben"}]


def test_nobody_is_bound_where_nobody_has_the_keys() -> None:
    Table().baton.require("anybody")


def test_they_are_asked_for_and_given(table: Table) -> None:
    table.baton.ask("second")
    table.baton.ask("second")
    assert table.baton.facts()["asking"] == ["second"]
    assert table.baton.give("first", "second") == "Ben"
    assert (table.holder, table.baton.facts()["asking"]) == ("second", [])
    with pytest.raises(Refused):
        table.baton.give("first", "first")
    with pytest.raises(NotFound):
        table.baton.give("second", "nobody")


def test_they_are_not_given_to_whoever_has_gone(table: Table) -> None:
    table.baton.left("second")
    with pytest.raises(NotFound):
        table.baton.give("first", "second")


def test_ten_seconds_of_silence_and_not_one_less(table: Table) -> None:
    table.now += SILENT_AFTER_MS - 1
    with pytest.raises(Refused) as refused:
        table.baton.take("second", at_any_time=False)
    assert (refused.value.code, "heard 9 s ago" in refused.value.sentence) == ("baton_held", True)
    table.now += 1
    table.baton.take("second", at_any_time=False)
    assert table.holder == "second"


def test_whoever_is_heard_is_not_silent(table: Table) -> None:
    table.now += SILENT_AFTER_MS - 1
    table.baton.heard("first")
    table.now += SILENT_AFTER_MS - 1
    assert table.baton.facts()["silent"] is False
    with pytest.raises(Refused):
        table.baton.take("second", at_any_time=False)


def test_an_organiser_takes_over_at_any_time(table: Table) -> None:
    table.baton.take("second", at_any_time=True)
    assert table.holder == "second"


def test_silence_is_told_when_it_begins_and_when_it_ends(table: Table) -> None:
    assert table.alarms[-1] == SILENT_AFTER_MS
    told = table.told
    table.baton.heard("first")
    assert table.told == told
    table.now += SILENT_AFTER_MS
    assert table.baton.facts()["silent"] is True
    table.baton.heard("first")
    assert (table.told, table.baton.facts()["silent"]) == (told + 1, False)


def test_a_page_that_is_loaded_anew_goes_on(table: Table) -> None:
    table.baton.left("first")
    assert table.holder == "first"
    table.baton.came("first-again", "Ada", was="first")
    assert table.holder == "first-again"
    with pytest.raises(Refused):
        table.baton.require("first")


def test_a_duplicated_tab_is_another_console(table: Table) -> None:
    table.baton.came("copy", "Ada", was="first")
    assert table.holder == "first"
    assert table.baton.facts()["others"][-1] == {"id": "copy", "name": "Ada (2)"}


def test_a_lost_connection_that_comes_back_still_has_the_keys(table: Table) -> None:
    table.baton.left("first")
    table.now += seconds(9)
    table.baton.came("first", "Ada")
    assert (table.holder, table.baton.facts()["silent"]) == ("first", False)


def test_whoever_comes_while_the_holder_is_silent_has_them_at_once(table: Table) -> None:
    table.baton.left("first")
    table.now += SILENT_AFTER_MS - 1
    table.baton.came("third", "Cy")
    assert table.holder == "first"
    table.now += 1
    table.baton.came("fourth", "Di")
    assert table.holder == "fourth"


def test_two_sockets_of_one_console_are_one_console(table: Table) -> None:
    table.baton.came("second", "Ben")
    table.baton.left("second")
    assert table.baton.facts()["others"] == [{"id": "second", "name": "Ben"}]
    table.baton.ask("second")
    table.baton.left("second")
    assert (table.baton.facts()["others"], table.baton.facts()["asking"]) == ([], [])


def test_consoles_that_left_are_forgotten_before_they_are_too_many(table: Table) -> None:
    for n in range(200):
        table.baton.came(f"guest-{n}", "Guest")
        table.baton.left(f"guest-{n}")
    table.baton.ask("second")
    assert table.holder == "first"
    with pytest.raises(NotFound):
        table.baton.ask("guest-0")
