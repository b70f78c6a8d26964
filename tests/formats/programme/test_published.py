"""A programme that is taken away: the calendar keeps its identity, the schedule is as its schema wants it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from app.domain.messages import commands as c
from app.domain.values import LANGUAGES, MINUTE, Role
from app.domain.views.audit import entries
from app.domain.views.view import project
from app.formats.audit import csv_lines
from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints
from app.formats.minutes.formats import MINUTES
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.icalendar import programme_ics
from app.formats.programme.published import Published
from app.formats.questions import question_csv
from app.formats.record.formats import FORMATS
from app.formats.recording.points import points_csv
from app.formats.text.own_marks import REPORT_MARKDOWN
from app.languages.words import ENGLISH, Words
from tests.fakes import START, Scene, document, minutes, plan
from tests.formats.imports.reading import read, refused
from tests.formats.recording.filmed import take
from tests.played import MARKUP, played, played_report

BASE = "https://rostrum.example/"


def published(scene: Scene) -> Published:
    return Published.of(scene.session, scene.records)


def events(scene: Scene, *, segments: bool = False) -> dict[str, dict[str, object]]:
    calendar: Any = Calendar.from_ical(programme_ics([published(scene)], segments=segments))
    return {
        str(event["uid"]): {
            "summary": str(event["summary"]),
            "sequence": int(event["sequence"]),
            "start": event["dtstart"].dt,
            "end": event["dtend"].dt,
            "description": str(event["description"]),
            "status": str(event["status"]),
            "transparency": str(event.get("transp", "")),
        }
        for event in calendar.walk("VEVENT")
    }


def at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def test_a_session_is_one_event_with_its_rundown_in_words() -> None:
    (uid, event), *rest = events(Scene()).items()
    assert rest == []
    assert uid == f"session-v-{START}@rostrum"
    assert (event["start"], event["end"]) == (at(START), at(START + minutes(60)))
    lines = str(event["description"]).splitlines()
    assert lines[:3] == ["Conference", "10:00 Opening (Moderator)", "10:03 Talk 1 (Panellist 1)"]
    assert lines[-1] == "4. Question 4?"


def test_segments_are_events_of_their_own_if_wanted() -> None:
    by_uid = events(Scene(), segments=True)
    assert len(by_uid) == 10
    talk = by_uid[f"t1.session-v-{START}@rostrum"]
    assert (talk["start"], talk["end"]) == (at(START + minutes(3.75)), at(START + minutes(9.75)))


def test_a_changed_plan_is_the_same_event_with_a_higher_sequence() -> None:
    scene = Scene()
    before = events(scene)
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    assert events(scene) == before
    scene.send(c.EditSession({"title": "Renamed"}))
    after = events(scene)
    assert after.keys() == before.keys()
    (old,), (new,) = before.values(), after.values()
    assert (old["sequence"], new["sequence"], new["summary"]) == (0, 1, "Renamed")


def test_a_calendar_line_is_folded_and_no_text_breaks_out_of_it() -> None:
    text = programme_ics([published(played())], segments=True)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert {event["summary"] for event in events(played()).values()} == {f"Session V {MARKUP}"}


@pytest.mark.parametrize("write", [programme_frab_json, programme_frab_xml])
def test_what_we_give_away_we_can_read_again(write: Callable[[list[Published], str], bytes]) -> None:
    scene = played()
    programme = read_programme(write([published(scene)], BASE), ImportHints())
    assert (programme.counts["items"], programme.counts["speakers"]) == (9, 7)
    assert [item.title for session in programme.sessions for item in session.items] == [
        segment.title for segment in scene.session.plan.segments
    ]


def test_a_session_over_several_days_counts_the_days_between() -> None:
    scene = Scene()
    later = START + 2 * 86_400_000
    scene.send(c.EditSession({"ends_at_ms": later + minutes(60)}), c.EditSegment("closing", {"hard_start_ms": later}))
    conference = json.loads(programme_frab_json([published(scene)], BASE))["schedule"]["conference"]
    assert (conference["daysCount"], [day["index"] for day in conference["days"]]) == (3, [1, 2, 3])
    assert [len(room) for day in conference["days"] for room in day["rooms"].values()] == [8, 0, 1]


def test_a_calendar_with_segments_blocks_the_readers_time_once_and_says_who_is_absent() -> None:
    by_uid = events(played(), segments=True)
    session = by_uid[f"session-v-{START}@rostrum"]
    assert session["transparency"] == "TRANSPARENT"
    status = {uid.split(".")[0]: event["status"] for uid, event in by_uid.items() if "." in uid}
    assert {id_ for id_, said in status.items() if said == "CANCELLED"} == {"t3"}
    assert events(played())[f"session-v-{START}@rostrum"]["transparency"] == ""


def test_absence_raises_the_sequence_of_a_calendar() -> None:
    scene = Scene()
    scene.send(c.OpenSession())
    before = published(scene).sequence
    scene.send(c.MarkAbsent("t3"))
    after = published(scene)
    scene.send(c.RecallSegment("t3"))
    recalled = published(scene)
    assert [before + 1, before + 2] == [after.sequence, recalled.sequence]
    assert (after.absent, recalled.absent) == (frozenset({"t3"}), frozenset())


def test_our_calendar_comes_back_with_its_items_and_speakers() -> None:
    scene = Scene()
    programme = read_programme(programme_ics([published(scene)], segments=True), ImportHints())
    assert programme.counts["items"] == len(scene.session.plan.segments)
    conference = scene.session.plan.conference
    assert (programme.title, programme.timezone) == (conference.title, conference.timezone)
    assert [session.title for session in programme.sessions] == [scene.session.plan.title]
    names = {speaker.name for speaker in programme.speakers}
    assert names == {
        s.name for s in scene.session.plan.speakers if any(s.id in g.speakers for g in scene.session.plan.segments)
    }


@pytest.mark.parametrize("write", [programme_frab_json, programme_frab_xml])
def test_our_schedule_comes_back_with_its_session_ids_and_functions(write: Callable[..., bytes]) -> None:
    was = Scene().session.plan
    hints = ImportHints(zone=was.conference.timezone)
    programme = read_programme(write([published(Scene())], BASE), hints)
    (session,) = programme.sessions
    assert (session.title, session.starts_ms) == (was.title, was.starts_at_ms)
    assert [(item.id, item.title, item.planned_ms) for item in session.items] == [
        (segment.id, segment.title, -(-segment.planned_ms // MINUTE) * MINUTE) for segment in was.segments
    ]


def test_a_calendar_of_ours_without_segments_says_which_one_has_the_items() -> None:
    programme = read_programme(programme_ics([published(Scene())]), ImportHints())
    assert any("programme.ics?segments=true has them" in note.says for note in programme.guesses)


def test_an_exported_calendar_is_imported_with_its_speakers_under_any_name() -> None:
    fields = document(12)
    names = ["Lee, Ann", "Smith; John", 'Eve "The ^n" Fox', "\u738b\u5efa\u56fd", "\u062f. \u0644\u064a\u0644\u0649"]
    for speaker, name in zip(fields["speakers"][1:], names, strict=False):
        speaker |= {"name": name, "title": "\u526f\u53f8\u957f, Research", "affiliation": "ACME, Inc."}
    scene = Scene(plan(speakers=fields["speakers"], segments=fields["segments"]))
    programme = read_programme(programme_ics([published(scene)], segments=True), ImportHints())
    (session,) = programme.sessions
    people = {speaker.id: speaker for speaker in programme.speakers}
    was = scene.session.plan
    for item, segment in zip(session.items, was.segments, strict=True):
        speakers = [was.speaker(id_) for id_ in segment.speakers]
        assert [(people[id_].name, people[id_].title, people[id_].affiliation) for id_ in item.speakers] == [
            (speaker.name, speaker.title, speaker.affiliation) for speaker in speakers if speaker is not None
        ]


@pytest.mark.parametrize("format_", ["json", "csv", "md", "xlsx", "html", "pdf"])
def test_a_report_of_ours_is_refused_as_a_programme_in_words(format_: str) -> None:
    sentence = refused(FORMATS[format_].write(played_report(), ENGLISH))
    expected = {"pdf": "looks like a PDF document"}
    assert expected.get(format_, "report of a session that was held") in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copied_text_of_a_report_is_refused_in_every_language(language: str) -> None:
    words = Words(language)
    for form in (FORMATS["md"], MINUTES["md"]):
        copied = form.write(played_report(), words).decode().replace(REPORT_MARKDOWN, "").replace("#", "")
        assert "report of a session that was held" in refused(copied)
    titles = (words("Summary"), words("Segments"), words("Speakers"))
    assert read("".join(f"1{at}:00 {title}\n" for at, title in enumerate(titles))).counts["items"] == 3


def test_minutes_and_tables_about_a_session_of_ours_are_refused_too() -> None:
    scene, report = played(), played_report()
    files = [form.write(report, ENGLISH) for form in MINUTES.values()]
    files += [b"".join(csv_lines(entries(scene.records))), points_csv(take())]
    files += [question_csv(project(scene.session, Role.MODERATOR, scene.now), ENGLISH)]
    assert {"report of a session that was held" in refused(data) for data in files} == {True}
