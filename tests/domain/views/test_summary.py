"""The summary of a session: its facts, when it changes, and the limits of its day."""

from __future__ import annotations

import json

import pytest

from app.domain.messages import commands as c
from app.domain.state.document import canonical, plan_from
from app.domain.values import HOUR, Role
from app.domain.views.summary import Summary, day_of, summarise, summary_change
from tests.fakes import START, Scene, plan


def changes(scene: Scene, *commands: c.AnyCommand, role: Role = Role.MODERATOR) -> Summary | None:
    """What a command does to the summary."""
    before = scene.session
    scene.send(*commands, role=role)
    return summary_change(before, scene.session)


def test_it_says_what_lists_say_and_is_found_by_every_name() -> None:
    summary = summarise(Scene(plan(2)).session)
    assert (summary.slug, summary.seq, summary.title, summary.status) == ("session-v", 1, "Session V", "planned")
    assert (summary.conference, summary.venue, summary.timezone) == ("Conference", "New York", "America/New_York")
    assert (summary.starts_at_ms, summary.ends_at_ms) == (START, START + HOUR)
    assert (summary.public, summary.public_overtime, summary.spare_ms) == (True, False, 0)
    assert summary.words == "session v conference new york session-v moderator panellist 1 panellist 2"


def test_it_is_found_by_its_title_and_names_in_any_language() -> None:
    translations = {"fr": {"title": "Séance V", "notice": "Avis"}, "ar": {"speakers.p1.name": "متكلم", "title": "جلسة"}}
    made = plan(2, translations=translations)
    words = summarise(Scene(made).session).words
    assert words.endswith(" panellist 2 جلسة متكلم séance v")
    stored = json.loads(json.dumps(canonical(made), sort_keys=True))
    assert summarise(Scene(plan_from(stored)).session).words == words  # in any order of storing


def test_it_has_the_titles_of_other_languages() -> None:
    texts = {"title": "Séance V", "conference.title": "Conférence", "notice": "Avis"}
    summary = summarise(Scene(plan(2, translations={"fr": texts})).session)
    assert summary.translations == '{"fr": {"title": "Séance V", "conference.title": "Conférence"}}'
    french = summary.in_language("fr")
    assert (french.title, french.conference, french.venue) == ("Séance V", "Conférence", "New York")
    assert summary.in_language("ru") == summary
    assert summarise(Scene(plan(2)).session).translations == ""


def test_only_the_plan_and_the_status_change_it() -> None:
    scene = Scene()
    opened = changes(scene, c.OpenSession())
    assert opened is not None
    assert (opened.status, opened.opened_at_ms, opened.seq) == ("live", START, 2)
    assert changes(scene, c.GiveFloor("t1")) is None
    assert changes(scene, c.AddNote("Noted")) is None
    renamed = changes(scene, c.EditSession({"title": "Another"}), role=Role.ORGANISER)
    assert renamed is not None
    assert renamed.different(opened) == ["title", "words"]
    closed = changes(scene, c.YieldFloor(), c.CloseSession())
    assert closed is not None
    assert (closed.status, closed.closed_at_ms) == ("closed", START)


def test_an_undo_changes_it_back() -> None:
    scene = Scene()
    before = summarise(scene.session)
    changes(scene, c.OpenSession())
    undone = changes(scene, c.Undo())
    assert undone is not None
    assert undone.different(before) == []
    assert undone.seq > before.seq


@pytest.mark.parametrize(
    ("instant_ms", "zone", "day", "before_ms"),
    [
        (START, "America/New_York", "2021-06-30", 10 * HOUR),
        (START, "Pacific/Kiritimati", "2021-07-01", 4 * HOUR),
        (1_667_109_600_000, "Europe/Paris", "2022-10-30", 8 * HOUR),  # at 7 o'clock: clocks were set back at 3
    ],
)
def test_a_day_is_that_of_the_session_s_own_zone(instant_ms: int, zone: str, day: str, before_ms: int) -> None:
    assert day_of(instant_ms, zone) == (day, instant_ms - before_ms)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_and_last_instants_that_a_plan_may_have_have_a_day(zone: str) -> None:
    for instant_ms in (0, 253_402_300_799_999):
        _, begins_ms = day_of(instant_ms, zone)
        assert begins_ms <= instant_ms
