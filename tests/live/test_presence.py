"""Which screens the console lists: a link fills it neither with what is gone nor with what is here."""

from __future__ import annotations

from collections.abc import Callable

from app.live.baton import Baton
from app.live.presence import MOST_CONNECTED, MOST_SCREENS, Presence
from app.wire.messages import ScreenReport
from tests.fakes import START


def presence(changed: Callable[[], None] = lambda: None) -> Presence:
    return Presence(changed, Baton(lambda: START, lambda: None, lambda _: None))


def listed(present: Presence) -> list[str]:
    return [screen.id for screen in present.screens]


async def test_of_one_link_only_so_many_that_are_gone_stay_listed_the_newest() -> None:
    present = presence()
    present.screen_came("other", "", "speaker", START, link="b")
    for n in range(500):
        present.screen_came(f"screen-{n}", "", "speaker", START, link="a")
        present.screen_left(f"screen-{n}")
    assert listed(present) == ["other", *(f"screen-{n}" for n in range(500 - MOST_SCREENS, 500))]


async def test_a_screen_that_is_here_stays_listed_while_others_of_its_link_come_and_go() -> None:
    present = presence()
    present.screen_came("lectern", "", "speaker", START, link="a")
    for n in range(20):
        present.screen_came(f"screen-{n}", "", "speaker", START, link="a")
        present.screen_left(f"screen-{n}")
    assert "lectern" in listed(present)
    assert len(listed(present)) == MOST_SCREENS


async def test_where_all_are_here_one_more_works_and_is_not_listed() -> None:
    present = presence()
    for n in range(MOST_SCREENS + 1):
        present.screen_came(f"screen-{n}", "", "speaker", START, link="a")
    extra = f"screen-{MOST_SCREENS}"
    present.screen_reported(extra, ScreenReport(1, True, None, False, None, None), START)
    present.screen_heard(extra, START)
    present.screen_left(extra)
    assert listed(present) == [f"screen-{n}" for n in range(MOST_SCREENS)]


async def test_a_large_house_has_more_stage_screens_on_one_link_and_none_that_are_gone() -> None:
    present = presence()
    for n in range(100):
        present.screen_came(f"screen-{n}", "", "stage", START, link="a")
    assert len(listed(present)) == MOST_CONNECTED["stage"]
    for screen in listed(present):
        present.screen_left(screen)
    assert listed(present) == [f"screen-{n}" for n in range(MOST_CONNECTED["stage"])][-MOST_SCREENS:]
    present.screen_came("screen-new", "", "stage", START, link="a")
    assert (len(listed(present)), listed(present)[-1]) == (MOST_SCREENS, "screen-new")


async def test_the_console_hears_of_a_clock_that_became_known_or_worse_and_not_of_each_report() -> None:
    told: list[None] = []
    present = presence(lambda: told.append(None))
    present.screen_came("stage", "", "stage", START, link="a")
    times = []
    for n, error in enumerate((None, None, 4.2, 7.9, 430.0, 431.0, None)):
        told.clear()
        present.screen_reported("stage", ScreenReport(1, True, error, False, None, None), START + 2_000 * n)
        times.append(len(told))
    assert times == [1, 0, 1, 0, 1, 0, 1]
