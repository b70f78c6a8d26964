"""A plan that was written down is read back to the same plan, from JSON and from YAML."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.state.document import read_document
from app.domain.state.rundown import ListSettings, Plan
from app.domain.state.translations import document_translations
from app.domain.text import clean_text
from app.domain.values import DAY, LANGUAGES, RequestKind
from app.formats.programme.document import document_json, document_of, document_yaml
from tests.domain.debate import debate_plan
from tests.fakes import plan
from tests.played import played

PLACES = (
    "title", "notice", "conference.title", "segments.t1.title", "segments.closing.track", "speakers.mv.bio",
    "speakers.p2.name", "guiding_questions.q4.text",
)  # fmt: skip
RICH: dict[str, Any] = {
    "public": False,
    "notice": "A test: no.",
    "cues": ["2:00", "1:00:00", "0:00", "+0:30", "+1:01:00"],
    "cue_mode": "by_hand",
    "floor_policy": "moderated",
    "review_words": ["no", "=x"],
    "language": "en",
    "presets": [{"id": "m1", "text": "Please address the Chair", "key": 2}, {"id": "chair", "text": "Sit down"}],
    "translations": {
        "fr": {"title": "Cinquième séance", "guiding_questions.q1.text": "Pourquoi ?", "speakers.p1.name": "Mme Un"},
        "ar": {
            "presets.m1.text": "الرئيس",
            "segments.t1.title": "كلمة",
            "segments.t1.abstract": "سطر\n\nسطر",
            "conference.venue": "نيويورك",
        },
    },
    "wrap_up_ms": 59_999,
    "ask_every": "0:30",
    "most_votes_a_minute": 7,
    "guiding_questions": [{"id": "q1", "text": "Why: so?", "planned": "4:00"}, {"id": "q2", "text": "- how"}],
}


def rich_plan() -> Plan:
    made = plan(**RICH)
    first, second, *rest = made.segments
    first = replace(first, hard_start_ms=made.starts_at_ms + 1_500, minimum_ms=60_000, answer_limit_ms=90_500)
    second = replace(second, planned_ms=DAY, autostart=True, locked=True, wrap_up_ms=0, last_call_ms=1)
    return replace(made, segments=(first, second, *rest), ends_at_ms=made.ends_at_ms + 1)


def listed_plan() -> Plan:
    settings = {"rules": ["rank", "lot"], "slots": {"statement": "3:00", "reply": "1:30"}, "shows": "numbers"}
    made = debate_plan(settings, language="en")
    *before, last = made.segments
    other = replace(last, list_settings=ListSettings(slots_ms={RequestKind.QUESTION: 1_500}, pool_ms=90_500))
    return replace(made, segments=(*before, other))


@pytest.mark.parametrize(
    "made",
    [plan(), rich_plan(), listed_plan(), played().session.plan, plan(panellists=0, starts_at="2021-06-30T10:00:00Z")],
)
@pytest.mark.parametrize(
    "again", [lambda made: json.loads(document_json(made)), lambda made: yaml.safe_load(document_yaml(made))]
)
def test_a_document_comes_back_as_the_same_plan(made: Plan, again: Callable[[Plan], object]) -> None:
    assert read_document(again(made)) == made


@given(
    handover=st.integers(0, DAY),
    cues=st.lists(st.integers(-3_600, 3_600).map(lambda s: s * 1_000), max_size=12, unique=True),
    starts=st.integers(0, 4_000_000_000_000),
)
def test_any_duration_and_any_instant_survive(handover: int, cues: list[int], starts: int) -> None:
    made = replace(
        plan(hard_end=False),
        handover_ms=handover,
        cues=tuple(sorted(cues, reverse=True)),
        starts_at_ms=starts,
        ends_at_ms=starts + 60_000,
    )
    assert read_document(yaml.safe_load(document_yaml(made))) == made


TEXTS = st.text(st.characters(blacklist_characters="<>"), min_size=1, max_size=50).map(clean_text).filter(bool)


@given(st.dictionaries(st.sampled_from([*LANGUAGES]), st.dictionaries(st.sampled_from(PLACES), TEXTS, min_size=1)))
def test_any_translation_survives(translations: dict[str, dict[str, str]]) -> None:
    made = plan(translations=translations)
    assert document_translations(made) == translations
    assert read_document(yaml.safe_load(document_yaml(made))) == made


def test_a_document_reads_as_people_write_it() -> None:
    document = document_of(plan(panellists=1))
    assert (document["starts_at"], document["handover"]) == ("2021-06-30T10:00:00-04:00", "0:45")
    assert document["segments"][1] == {"id": "t1", "title": "Talk 1", "speakers": ["p1"], "planned": "6:00"}
    assert document["conference"] == {"title": "Conference", "timezone": "America/New_York", "venue": "New York"}
