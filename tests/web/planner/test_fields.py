"""The planner's fields: what stands in them, and what a text typed there means."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.state.document import read_document
from app.domain.state.rundown import Plan
from app.web.planner.fields import TABLES, Thing, read, shown, thing_of, touched, unknown_names
from tests.fakes import START, document, minutes, plan


def thing(of: str, id_: str, within: Plan | None = None) -> Thing:
    part = thing_of(within or plan(), of, id_)
    assert part is not None
    return part


def typed(of: str, within: Plan | None = None, /, **form: str) -> dict[str, object]:
    return read(within or plan(), of, form, set(form))


@pytest.mark.parametrize(
    ("of", "id_", "name", "text"),
    [
        ("segment", "opening", "planned", "3:00"),
        ("segment", "t2", "speakers", "Panellist 2"),
        ("segment", "opening", "hard_start", ""),
        ("segment", "opening", "autostart", ""),
        ("session", "all", "starts_at", "2021-06-30T10:00"),
        ("session", "all", "timezone", "America/New_York"),
        ("session", "all", "hard_end", "on"),
        ("session", "all", "moderator", "Moderator"),
        ("session", "all", "cues", "1:00, 0:00, +0:30"),
        ("session", "all", "review_words", ""),
    ],
)
def test_a_field_shows_what_the_plan_holds(of: str, id_: str, name: str, text: str) -> None:
    assert shown(plan(), thing(of, id_), TABLES[of][name]) == text


def everything() -> Plan:
    """A plan in which no field is empty or at its default."""
    talk: dict[str, Any] = {
        "id": "t1",
        "title": "Talk",
        "kind": "discussion",
        "speakers": ["p1", "p2"],
        "planned": "1:01:01",
        "hard_start": "10:30:15",
        "start": "reminder",
        "minimum": "4:00",
        "answer_limit": "1:30",
        "wrap_up": "0:45",
        "last_call": "0:10",
        "at_zero": "hold",
        "autostart": True,
        "locked": True,
        "abstract": "What it is.\n\nAnd why.",
        "track": "Security",
        "language": "fr",
        "references": ["https://example.org/a", {"url": "http://example.org/b", "title": "Slides, part 2"}],
        "list": {"rules": ["rank", "alternate_groups", "lot"], "slots": {"statement": "3:00"}, "shows": "numbers"},
    }
    person = {"id": "p2", "name": "B", "title": "T", "affiliation": "A", "country": "KE", "says": "bee", "bio": "Bio."}
    person |= {"category": "c1", "group": "g1", "language": "fr", "seat": "A12", "microphone": "Headset 2"}
    notes = {f"notes_{role}": f"For {role}.\nBy eleven." for role in ("moderator", "crew", "interpreters")}
    session: dict[str, Any] = {
        "public": False,
        "public_overtime": True,
        "opens_itself": True,
        "language": "es",
        "stage_language": "speaker",
        "notice": "N.",
        "video": "https://video.example.org/1",
        "video_delay": "12s",
        "cue_mode": "off",
        "cues": ["2:00", "+1:00"],
        "floor_policy": "open",
    }
    session["categories"] = [{"id": "c1", "title": "Ministers", "rank": 2}]
    session["groups"] = [{"id": "g1", "title": "Africa", "budget": "10:00"}, {"id": "g2", "title": "Asia; Pacific"}]
    session["review_words"] = ["umbrella", "hot air"]
    limits = {"most_open_questions": 2, "most_questions": 3, "most_votes_a_minute": 4, "ask_every": "1:00"}
    people = [{"id": "mv", "name": "Moderator"}, {"id": "p1", "name": "Smith, Ann"}, person | notes]
    questions = [{"id": "q1", "text": "Why?", "planned": "5:00"}]
    return read_document(
        document(0, segments=[talk | notes], speakers=people, guiding_questions=questions, **session, **limits)
    )


@pytest.mark.parametrize(("of", "id_"), [("segment", "t1"), ("speaker", "p2"), ("question", "q1"), ("session", "all")])
def test_what_a_field_shows_is_read_as_what_the_plan_holds(of: str, id_: str) -> None:
    within = everything()
    form = {name: shown(within, thing(of, id_, within), field) for name, field in TABLES[of].items()}
    assert touched(within, thing(of, id_, within), TABLES[of], form) == set()
    values = read(within, of, form, set(form))
    conference = values.pop("conference", {})
    assert isinstance(conference, dict)
    changed = {name: value for name, value in (*values.items(), *conference.items()) if value in (None, "", [], False)}
    assert changed == ({"public": False} if of == "session" else {})


def test_only_what_a_person_changed_counts_as_touched() -> None:
    form = {"title": "Opening", "planned": "3:30", "speakers": "Moderator", "kind": "opening", "autostart": ""}
    assert touched(plan(), thing("segment", "opening"), TABLES["segment"], form) == {"planned"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Panellist 1; Panellist 2", ["p1", "p2"]),
        ("panellist 2, PANELLIST 1", ["p2", "p1"]),
        (" Panellist 3 ;; Panellist 3\r\nPanellist 1", ["p3", "p1"]),
        ("", []),
    ],
)
def test_people_are_written_by_name(text: str, ids: list[str]) -> None:
    assert typed("segment", speakers=text) == {"speakers": ids}


def test_a_name_with_a_comma_is_one_person_and_known_names_are_parted_by_commas() -> None:
    assert unknown_names(plan(), "Voronkov, Vladimir") == ["Voronkov, Vladimir"]
    assert unknown_names(plan(), "Panellist 1, Ann Smith; Bob") == ["Ann Smith", "Bob"]
    assert typed("segment", everything(), speakers="Smith, Ann; B") == {"speakers": ["p1", "p2"]}
    with pytest.raises(Invalid, match="there is no"):
        typed("segment", speakers="Nobody")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("umbrella\r\n hot  air \n\nUmbrella", ["Umbrella", "hot air"]),
        ("one, two; three、四", ["one", "two", "three", "四"]),
        (" \n, ", None),
        ("-", []),
    ],
)
def test_words_are_parted_by_lines_or_commas_and_none_at_all_means_the_usual_ones(
    text: str, words: list[str] | None
) -> None:
    assert typed("session", review_words=text) == {"review_words": words}


def test_a_list_without_a_word_is_shown_as_a_hyphen_and_a_word_that_is_too_long_is_named() -> None:
    emptied = read_document(document(review_words=[]))
    assert shown(emptied, emptied, TABLES["session"]["review_words"]) == "-"
    with pytest.raises(Invalid, match=r'review_words: "aaaa.*" has 61 characters; it needs 1 to 60'):
        typed("session", review_words=f"short\n{'a' * 61}")
    with pytest.raises(Invalid, match="at most 500 words"):
        typed("session", review_words="\n".join(str(n) for n in range(501)))


def test_a_start_is_read_in_the_session_s_zone() -> None:
    assert typed("session", starts_at="2021-06-30T10:15")["starts_at_ms"] == START + minutes(15)
    with pytest.raises(Invalid, match=r"starts_at: .*is not an instant"):
        typed("session", starts_at="")


def test_a_start_on_another_day_takes_the_end_along_and_one_within_the_session_does_not() -> None:
    assert typed("session", starts_at="2021-06-30T10:15") == {"starts_at_ms": START + minutes(15)}
    moved = typed("session", starts_at="2021-07-01T10:00")
    assert moved == {"starts_at_ms": START + minutes(24 * 60), "ends_at_ms": START + minutes(25 * 60)}


def test_another_zone_reads_the_times_of_the_form_on_the_clocks_there() -> None:
    fields = typed("session", timezone="Europe/Paris", starts_at="2021-06-30T10:00", ends_at="2021-06-30T11:00")
    six_hours = minutes(6 * 60)
    assert fields == {
        "conference": {"timezone": "Europe/Paris"},
        "starts_at_ms": START - six_hours,
        "ends_at_ms": START + minutes(60) - six_hours,
    }
    with pytest.raises(Invalid, match=r"timezone: .*is not a time zone"):
        typed("session", timezone="Mars/Olympus")


def test_a_time_of_day_after_midnight_is_on_the_day_after() -> None:
    night = plan(starts_at="2021-06-30T23:30:00-04:00", ends_at="2021-07-01T00:30:00-04:00")
    assert typed("segment", night, hard_start="00:10") == {"hard_start": night.starts_at_ms + minutes(40)}
    assert typed("segment", night, hard_start="23:45") == {"hard_start": night.starts_at_ms + minutes(15)}
    assert typed("segment", night, hard_start="") == {"hard_start": None}
