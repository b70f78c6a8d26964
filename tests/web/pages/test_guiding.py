"""Guiding questions on the public page: where each stands, in words, and nothing of how that was found."""

from __future__ import annotations

import re

from app.domain.values import SECOND
from tests.sites import Site


def states(site: Site) -> list[str]:
    page = site.call("GET", "/s/session-v", "nobody").text.partition('id="part-guiding"')[2].partition("</section>")[0]
    return [re.sub(r"<[^>]+>", "", state) for state in re.findall(r'<p class="state">(.*?)</p>', page)]


def test_viewers_read_where_each_question_stands(site: Site) -> None:
    assert states(site) == ["not discussed yet"] * 4
    site.send("open_session")
    site.send("give_floor", segment="s2")
    site.send("focus_question", question="q1")
    assert states(site)[0] == "on now"
    site.clock.set(site.clock.now() + 20 * SECOND)
    site.send("focus_question", question="q2")
    site.clock.set(site.clock.now() + 5 * SECOND)
    site.send("focus_question", question=None)
    site.send("mark_question", question="q3", state="skipped")
    assert states(site) == ["addressed, 0:20", "partly addressed, 0:05", "skipped", "not discussed yet"]
    site.send("mark_question", question="q2", state="addressed")
    assert states(site)[1] == "addressed, 0:05"
    site.send("mark_question", question="q3", state=None)
    assert states(site)[2] == "not discussed yet"


def test_viewers_are_not_sent_who_covered_what(site: Site) -> None:
    site.send("mark_coverage", question="q1", speaker="p1", mark="passed")
    page = site.call("GET", "/s/session-v", "nobody").text
    assert ("passed" in page, "by hand" in page, "Which question was that?" in page) == (False, False, False)
