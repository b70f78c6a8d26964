"""The baton: one console moves the floor; the baton passes by giving, by asking and by silence, never by accident."""

from __future__ import annotations

import pytest

from app.domain.errors import NotFound, Refused
from app.live.baton import ASKED_AFTER_MS, GONE_AFTER_MS, HELD_UP_MS, Baton
from tests.fakes import START


class Table:
    """A baton, with the time and what it told its surroundings."""

    def __init__(self) -> None:
        self.now = START
        self.told = 0
        self.alarms: list[int] = []
        self.asked: list[str] = []
        self.due = START
        self.baton = Baton(lambda: self.now, self._tell, self._alarm, self.asked.append)

    def _tell(self) -> None:
        self.told += 1

    def _alarm(self, ms: int) -> None:
        self.alarms.append(ms)
        self.due = self.now + ms

    def wait(self, ms: int) -> None:
        """Let time pass as the hub does: the baton looks whenever it wanted to."""
        end = self.now + ms
        while self.now <= self.due <= end:
            self.now = self.due
            self.baton.look()
        self.now = end

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
    assert (refused.value.code, "Ada is running the session" in refused.value.sentence) == ("baton_elsewhere", True)
    assert table.baton.facts()["others"] == [{"id": "second", "name": "Ben"}]


def test_a_baton_that_no_console_holds_binds_none() -> None:
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


def test_they_are_not_given_to_a_console_that_has_gone(table: Table) -> None:
    table.baton.left("second")
    with pytest.raises(NotFound):
        table.baton.give("first", "second")


def test_five_seconds_of_silence_and_not_one_less(table: Table) -> None:
    table.now += GONE_AFTER_MS - 1
    with pytest.raises(Refused) as refused:
        table.baton.take("second")
    assert (refused.value.code, "heard 4 s ago" in refused.value.sentence) == ("baton_held", True)
    table.now += 1
    table.baton.take("second")
    assert table.holder == "second"


def test_a_console_that_is_heard_is_not_silent(table: Table) -> None:
    table.now += GONE_AFTER_MS - 1
    table.baton.heard("first")
    table.now += GONE_AFTER_MS - 1
    assert table.baton.facts()["silent"] is False
    with pytest.raises(Refused):
        table.baton.take("second")


def test_a_silent_holder_is_asked_and_then_the_first_that_waits_gets_the_keys(table: Table) -> None:
    table.baton.came("third", "Cy")
    table.wait(ASKED_AFTER_MS - 1)
    assert table.asked == []
    table.wait(GONE_AFTER_MS - ASKED_AFTER_MS)
    assert {"first", "second", "third"} == set(table.asked)
    for console in ("second", "third"):
        table.baton.heard(console)
    assert table.holder == "first"
    table.wait(2)
    assert (table.holder, table.baton.facts()["since_ms"]) == ("second", START + GONE_AFTER_MS)


def test_a_holder_that_answers_when_it_is_asked_keeps_the_keys(table: Table) -> None:
    for _ in range(20):
        table.wait(ASKED_AFTER_MS)
        assert "first" in table.asked
        table.asked.clear()
        table.baton.heard("first")
        table.baton.heard("second")
    assert table.holder == "first"


def test_a_console_that_asked_waits_before_the_others(table: Table) -> None:
    table.baton.came("third", "Cy")
    table.baton.ask("third")
    table.baton.left("first")
    table.wait(GONE_AFTER_MS - 1)
    table.baton.heard("second")
    table.baton.heard("third")
    table.wait(1)
    assert table.holder == "third"


def test_keys_are_not_passed_to_a_console_that_is_silent_too(table: Table) -> None:
    table.wait(10 * GONE_AFTER_MS)
    assert (table.holder, table.baton.facts()["silent"]) == ("first", True)
    table.baton.heard("second")
    assert table.holder == "second"


def test_a_server_that_stood_still_takes_the_keys_from_no_console(table: Table) -> None:
    table.now += 2 * GONE_AFTER_MS + HELD_UP_MS
    table.baton.look()
    assert (table.holder, table.baton.facts()["silent"]) == ("first", False)


def test_an_organiser_takes_over_at_any_time(table: Table) -> None:
    table.baton.take("second", at_any_time=True)
    assert table.holder == "second"
    table.baton.came("third", "Olga", leads=True)
    assert table.baton.facts()["may_take"] == ["third"]
    table.baton.take("third")
    assert table.holder == "third"


def test_a_console_of_the_same_link_takes_over_at_once() -> None:
    table = Table()
    table.baton.came("first", "Ada", link="ada")
    table.baton.came("second", "Ada", link="ada")
    assert (table.holder, table.baton.facts()["may_take"]) == ("first", ["second"])
    table.baton.take("second")
    assert table.holder == "second"


def test_a_new_console_of_the_same_link_has_the_keys_of_one_that_crashed_at_once() -> None:
    table = Table()
    table.baton.came("first", "Ada", link="ada")
    table.baton.came("second", "Ben", link="ben")
    table.baton.left("first")
    table.baton.came("again", "Ada", link="ada")
    assert table.holder == "again"


def test_silence_is_told_when_it_begins_and_when_it_ends() -> None:
    table = Table()
    table.baton.came("first", "Ada")
    told = table.told
    table.baton.heard("first")
    assert (table.told, table.alarms[-1]) == (told, ASKED_AFTER_MS)
    table.wait(GONE_AFTER_MS)
    assert (table.told, table.baton.facts()["silent"]) == (told + 1, True)
    table.baton.heard("first")
    assert (table.told, table.baton.facts()["silent"]) == (told + 2, False)


def test_after_a_restart_the_console_that_had_the_keys_has_them_again() -> None:
    table = Table()
    table.baton.came("second", "Ben")
    table.baton.came("first", "Ada", held=True)
    assert table.holder == "first"
    table.baton.came("liar", "Cy", held=True)
    assert table.holder == "first"


def test_a_page_that_is_reloaded_keeps_the_baton(table: Table) -> None:
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
    table.wait(GONE_AFTER_MS - 1)
    table.baton.came("first", "Ada")
    assert (table.holder, table.baton.facts()["silent"]) == ("first", False)


def test_a_console_that_comes_later_does_not_overtake_one_that_waits(table: Table) -> None:
    table.baton.left("first")
    table.wait(GONE_AFTER_MS - 1)
    table.baton.heard("second")
    table.baton.came("third", "Cy")
    table.wait(1)
    assert table.holder == "second"


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
