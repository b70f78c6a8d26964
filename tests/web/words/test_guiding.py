"""When what is said of a guiding question changes as time passes, and that nothing is looked at again before."""

from __future__ import annotations

import re

from app.domain.values import SECOND
from tests.sites import Site


def recounts(site: Site) -> list[int]:
    """The instants at which the console asks again, in milliseconds from now."""
    page = site.call("GET", "/s/session-v/console").text
    return [int(at) - site.clock.now() for at in re.findall(r' data-recount="(\d+)"', page)]


def wait(site: Site, ms: int) -> None:
    site.clock.set(site.clock.now() + ms)


def test_the_question_that_is_on_names_the_next_instant_at_which_its_words_change(site: Site) -> None:
    site.send("open_session")
    site.send("focus_question", question="q1")
    assert recounts(site) == []
    site.send("give_floor", segment="s2")
    assert recounts(site) == [1]
    wait(site, 4 * SECOND)
    assert recounts(site) == [11 * SECOND]  # covered after 15 seconds
    wait(site, 4 * SECOND)
    assert recounts(site) == [7 * SECOND]
    wait(site, 8 * SECOND)
    assert recounts(site) == []
    site.send("give_floor", segment="s3")
    wait(site, 15 * SECOND)
    assert recounts(site) == [1_001]  # longer than the speaker before
    site.send("pause_clock")
    assert recounts(site) == []


def test_the_moderators_own_time_is_named_after_a_second(site: Site) -> None:
    site.send("open_session")
    site.send("focus_question", question="q1")
    site.send("give_floor", segment="s8")
    assert recounts(site) == [SECOND]
    wait(site, SECOND)
    assert recounts(site) == []
