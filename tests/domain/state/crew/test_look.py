"""Looks of screens: one for each link, and none for a link whose screens are plain."""

from __future__ import annotations

from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from app.domain.messages.screen_events import LookSet
from app.domain.state.crew.look import HOURS, MARGINS, PLAIN, TURNS, Look, follow_look
from app.domain.values import LANGUAGES, ScreenFace, ScreenMode, ScreenSecondary

LOOKS = st.builds(
    Look,
    st.sampled_from(ScreenMode),
    st.sampled_from(ScreenSecondary),
    st.sampled_from(ScreenFace),
    st.booleans(),
    st.sampled_from(TURNS),
    st.sampled_from(HOURS),
    st.sampled_from(MARGINS),
    st.sampled_from(["", *LANGUAGES]),
)


@given(st.lists(st.tuples(st.sampled_from("abc"), LOOKS)))
def test_the_latest_look_of_each_link_counts(changes: list[tuple[str, Look]]) -> None:
    looks: dict[str, Look] = {}
    for screen, look in changes:
        looks = dict(follow_look(looks, LookSet(screen, *astuple(look))))
    latest = dict(changes)
    assert {screen: looks.get(screen, PLAIN) for screen in "abc"} == {s: latest.get(s, PLAIN) for s in "abc"}
    assert PLAIN not in looks.values()


def test_a_screen_that_was_never_set_shows_the_speech_and_the_time_of_day_upright() -> None:
    upright: Look = Look(ScreenMode.SPEECH, ScreenSecondary.WALL_CLOCK, ScreenFace.DIGITS, False, 0, 24, 0, "")
    assert upright == PLAIN


def test_it_names_the_clock_that_it_shows() -> None:
    for n in (1, 2, 3):
        look = Look(ScreenMode(f"aux_{n}"), ScreenSecondary(f"aux_{n}"))
        assert (look.aux, look.secondary_aux) == (n, n)
    assert (PLAIN.aux, PLAIN.secondary_aux) == (None, None)
