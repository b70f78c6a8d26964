"""The record in sentences, tables and a drawing: what they say is what the report says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from app.domain.messages import commands as c
from app.domain.views.report import report
from app.formats.record.cells import ColumnKind, CoverageCell, Table, cell_text
from app.formats.record.svg import actual_bars, planned_bars, timeline_svg
from app.formats.record.tables import document_tables, record_tables
from app.formats.record.words import RecordWords
from app.languages.words import ENGLISH, words_in
from tests.fakes import START, Scene, minutes, plan, seconds
from tests.played import FORMULA, played, played_report

ZONE = "America/New_York"


def texts(table: Table) -> list[list[str]]:
    return [[cell_text(v, column, ZONE) for v, column in zip(row, table.columns, strict=True)] for row in table.rows]


def test_people_read_countries_by_name_and_commas_of_their_language() -> None:
    chair = {"id": "mv", "name": "Ann", "title": "Chair", "affiliation": "Mission", "country": "KE"}
    facts, chinese = report(Scene(plan(speakers=[chair], segments=[])).session, START), words_in("zh")
    speakers = next(table for table in record_tables(facts, chinese) if table.key == "speakers")
    assert "KE" in speakers.rows[0]
    people = document_tables(facts, chinese)["speakers"]
    assert texts(people)[0][:3] == ["Ann", "Chair，Mission", "肯尼亚"]
    assert people.columns[0].comma == "、"


def test_what_is_to_come_did_not_yet_fail_to_take_place() -> None:
    scene = Scene(plan())
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    for end, read in ((), "to come"), ((c.CloseSession(),), "did not take place"):
        scene.send(*end)
        segments = next(t for t in record_tables(report(scene.session, scene.now), ENGLISH) if t.key == "segments")
        assert [row[5] for row in segments.rows][1:] == [read] * (len(segments.rows) - 1)


def test_people_read_what_happened_in_words_and_programs_read_codes() -> None:
    def rows(*, coded: bool) -> dict[str, tuple[tuple[object, ...], ...]]:
        return {table.key: table.rows for table in record_tables(played_report(), words_in("ru"), coded=coded)}

    programs, people = rows(coded=True), rows(coded=False)
    assert (programs["segments"][0][2], people["segments"][0][2]) == ("opening", "Открытие")
    assert programs["timeline"][2][3:7] == ("moderator", "advance", "segment cued", "opening")
    assert people["timeline"][2][3:7] == ("Модератор", "Перейти далее", "представление: Opening", "Opening")
    assert [row for row in people["timeline"] if re.search("[a-z]_[a-z]", f"{row[4]} {row[5]}") or not row[5]] == []


def test_the_record_reads_as_minutes_do() -> None:
    assert RecordWords(ENGLISH).sentences(played_report()) == [
        "The session opened at 10:04, four minutes late.",
        "It closed at 10:26, 34 minutes before its scheduled end of 11:00.",
        "Four of nine segments had the floor, for 19 min 50 s of the 22 min 40 s that the session lasted.",
        "One ran over its time: “كلمة د. ليلى”, by 1 min.",
        "Absent: “Talk 3”.",
        "Did not take place: “Talk 5”, “Talk 6”, “Discussion”, “Closing”.",
        "The clock was paused for 40 s, and the session interrupted for 1 min 5 s.",
        "Guiding questions addressed: two of four; in part: none; not at all: two.",
        "Question 2 was discussed longest, for 9 min 30 s.",
        "Questions received from the audience: two; answered in the session: one, in writing: none; not reached: one.",
        "One start was corrected afterwards.",
    ]


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (0, "10:00, on time"),
        (29_999, "10:00, on time"),
        (30_000, "10:00, 30 seconds late"),
        (minutes(1), "10:01, one minute late"),
        (minutes(12) + seconds(59), "10:12, 12 minutes late"),
        (-minutes(2), "9:58, two minutes early"),
        (-minutes(2) - seconds(1), "9:57, three minutes early"),
    ],
)
def test_lateness_agrees_with_the_minutes_on_the_clock(late: int, said: str) -> None:
    scene = Scene(at=START + late)
    scene.send(c.OpenSession())
    assert said in RecordWords(ENGLISH).sentences(report(scene.session, scene.now))[0]


def test_a_fact_of_hours_is_said_in_the_words_of_each_language() -> None:
    scene = Scene(at=START - minutes(202))
    scene.send(c.OpenSession())
    facts = report(scene.session, scene.now)
    said = {}
    for language in ("en", "ar", "es", "fr", "ru", "zh"):
        session = document_tables(facts, words_in(language))["session"]
        keys = [column.key for column in session.columns]
        said[language] = session.rows[0][keys.index("opened_late")]
    assert said == {
        "en": "3 h 22 min early",
        "ar": "قبل الموعد بمقدار 3 س 22 د",
        "es": "con 3 h 22 min de antelación",
        "fr": "avec 3 h 22 min d’avance",
        "ru": "на 3 ч 22 мин раньше",
        "zh": "早3小时22分钟",
    }


def test_a_session_that_has_not_begun_says_only_that() -> None:
    facts = report(Scene().session, START)
    assert RecordWords(ENGLISH).sentences(facts) == [
        "The session is scheduled for 10:00 to 11:00 and has not been opened.",
        "No questions were received from the audience.",
    ]


def test_a_session_that_goes_on_says_as_of_when() -> None:
    assert "It had not been closed at 10:18:12, when this was written." in RecordWords(ENGLISH).sentences(
        played_report(close=False)
    )


def test_segments_stand_in_the_order_in_which_they_were_run() -> None:
    table = document_tables(played_report(), ENGLISH)["segments"]
    assert [" ".join(row) for row in texts(table)[:3]] == [
        "1 Opening Moderator took place 3:00 0:00 3:00 0:00 0:00 in time 10:04:12 10:07:12",
        "2 كلمة د. ليلى د. ليلى المنصوري took place 6:00 0:00 7:00 0:00 1:05 over by 1:00 10:07:57 10:16:02",
        f"3 {FORMULA} 王建国 took place 6:00 +1:00 3:50 0:40 0:00 under by 3:10 10:16:22 10:20:52",
    ]
    assert texts(table)[4][3] == "absent"
    assert table.total is not None
    assert [cell_text(v, k, ZONE) for v, k in zip(table.total, table.columns, strict=True)][4:7] == [
        "55:30", "+1:00", "19:50",
    ]  # fmt: skip


def test_every_table_has_a_cell_for_every_column_of_its_kind() -> None:
    kinds = {ColumnKind.TEXT: str, ColumnKind.NAMES: tuple, ColumnKind.COVERED: CoverageCell}
    for facts in (played_report(), played_report(close=False), report(Scene(plan(panellists=0)).session, START)):
        for table in record_tables(facts, ENGLISH):
            for row in (*table.rows, *((table.total,) if table.total else ())):
                for value, column in zip(row, table.columns, strict=True):
                    assert value is None or type(value) is kinds.get(column.kind, int), (table.key, column)


def test_the_matrix_has_speakers_down_and_questions_across() -> None:
    table = document_tables(played_report(), ENGLISH)["coverage"]
    assert texts(table)[1:3] == [
        ["د. ليلى المنصوري", "7:00 covered", "", "", ""],
        ["王建国", "0:20 covered", "3:30 covered", "", ""],
    ]


def test_notes_are_linked_by_time_to_who_spoke_to_which_question() -> None:
    rows = played_report()["notes"]
    assert [(n["kind"], n["segment"], n["speaker"], n["question"]) for n in rows] == [
        ("point", "t1", "p1", "q1"),
        ("quote", "t2", "p2", "q2"),
    ]


def test_a_note_follows_a_start_that_is_corrected_afterwards() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(6)).send(c.Advance())
    scene.wait(seconds(30)).send(c.AddNote("Said by the next speaker already."))
    assert report(scene.session, scene.now)["notes"][0]["speaker"] == "p1"
    scene.wait(seconds(10)).send(c.Advance(), c.CorrectStart(seconds(20)))
    assert report(scene.session, scene.now)["notes"][0]["speaker"] == "p2"


def test_a_note_long_after_a_speech_belongs_to_no_speaker() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    scene.wait(minutes(6)).send(c.Advance())
    scene.wait(minutes(1) + 1).send(c.AddNote("Coffee is ready."))
    note = report(scene.session, scene.now)["notes"][0]
    assert (note["segment"], note["speaker"]) == (None, None)


def test_in_a_discussion_a_note_belongs_to_the_voice() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("discussion"), c.SetVoice("p2"))
    scene.wait(seconds(20)).send(c.AddNote("Agreed."))
    assert report(scene.session, scene.now)["notes"][0]["speaker"] == "p2"


def test_the_record_holds_no_authors_name_and_no_question_that_was_not_public() -> None:
    scene = played()
    scene.send(c.ReopenSession(), c.DismissQuestion("question-2", "off topic"))
    record = str(report(scene.session, scene.now, scene.records))
    assert "هل يمكن" in record
    for secret in ("Omar", "Secret Name", "strong[x] *y* | `z` $w$ \\', 'state"):
        assert secret not in record
    assert [q["id"] for q in report(scene.session, scene.now)["audience_questions"]] == ["question-1"]


def test_a_question_in_focus_is_not_being_discussed_once_the_session_is_closed() -> None:
    assert played_report()["guiding_questions"][1]["state"] == "addressed"
    assert played_report(close=False)["guiding_questions"][1]["state"] == "on"


def length(bars: list[Any], what: str) -> int:
    return sum(bar.to_ms - bar.from_ms for bar in bars if bar.what == what)


def test_the_drawing_shows_the_same_times_as_the_tables() -> None:
    facts = played_report()
    bars = actual_bars(facts)
    assert length(bars, "running") + length(bars, "over") == facts["running_ms"]
    assert length(bars, "over") == sum(max(s["over_ms"] or 0, 0) for s in facts["segments"])
    assert length(bars, "paused") == sum(s["paused_ms"] for s in facts["segments"])
    assert length(bars, "interrupted") == sum(s["interrupted_ms"] for s in facts["segments"])
    assert length(planned_bars(facts), "planned") == sum(s["planned_ms"] for s in facts["segments"])


@pytest.mark.parametrize("days", [0, 6])
def test_the_drawing_is_whole_without_styles_and_stays_inside_its_frame(days: int) -> None:
    scene = played()
    scene.send(c.ReopenSession())
    facts = report(scene.session, scene.now + days * 86_400_000)
    root = ET.fromstring(timeline_svg(facts, ENGLISH))  # noqa: S314 - we drew it
    assert root[0].text == "Timeline"
    assert [e for e in root.iter() if "style" in e.attrib] == []
    assert len([e for e in root.iter() if e.tag.endswith("text")]) < 60
    for rect in (e for e in root.iter() if e.tag.endswith("rect")):
        assert 0 <= float(rect.attrib["x"]) <= float(rect.attrib["x"]) + float(rect.attrib["width"]) <= 1000


def test_chapters_without_content_and_columns_of_nothing_are_left_out() -> None:
    scene = Scene(at=START + minutes(3) + seconds(24))
    scene.send(c.OpenSession(), c.Advance(), c.Advance())
    scene.wait(minutes(2)).send(c.CloseSession())
    facts = report(scene.session, scene.now, scene.records)
    tables = document_tables(facts, ENGLISH)
    assert {"audience", "audience_questions", "notes", "corrections"}.isdisjoint(tables)
    keys = {column.key for column in tables["segments"].columns}
    assert keys.isdisjoint({"granted", "paused", "interrupted"})
    assert {"granted", "paused", "interrupted"} < {column.key for column in record_tables(facts, ENGLISH)[1].columns}
    session = dict(
        zip((column.label for column in tables["session"].columns), texts(tables["session"])[0], strict=True)
    )
    assert (session["Opening"], session["Closing"]) == ("3 min 24 s late", "54 min 36 s early")


def test_a_long_list_in_a_sentence_is_cut() -> None:
    scene = Scene(plan(panellists=40, handover="0:00", ends_at="2021-06-30T15:00:00-04:00"))
    scene.send(c.OpenSession(), c.CloseSession())
    sentences = RecordWords(ENGLISH).sentences(report(scene.session, scene.now, scene.records))
    assert "Did not take place: “Opening”, “Talk 1”, “Talk 2”, “Talk 3”, “Talk 4” and 38 more." in sentences


def test_the_drawing_begins_where_lines_of_text_begin() -> None:
    def begins(language: str) -> list[float]:
        root = ET.fromstring(timeline_svg(played_report(), words_in(language)))  # noqa: S314 - we drew it
        bars = [e for e in root.iter() if e.tag.endswith("rect") and e.attrib["height"] == "34"]
        return [float(bar.attrib["x"]) + (float(bar.attrib["width"]) if language == "ar" else 0) for bar in bars]

    assert begins("ar") == pytest.approx([1_000 - x for x in begins("fr")])


def test_words_of_the_drawing_do_not_overlap_in_chinese() -> None:
    root = ET.fromstring(timeline_svg(played_report(), words_in("zh")))  # noqa: S314 - we drew it
    swatches = [e for e in root.iter() if e.tag.endswith("rect") and e.attrib["height"] == "14"]
    words = [e for e in root.iter() if e.tag.endswith("text") and e.attrib.get("fill")][-len(swatches) - 1 : -1]
    ends = [float(word.attrib["x"]) + 13 * len(word.text or "") for word in words]
    assert all(end < float(swatch.attrib["x"]) for end, swatch in zip(ends, swatches[1:], strict=False))
    assert root.attrib["direction"] == "ltr"
