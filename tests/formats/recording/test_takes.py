"""Positions in a take: from its clap, without its pauses, and without a clap from the opening."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from app.domain.errors import NotFound, Refused
from app.domain.messages import commands as c
from app.domain.values import SECOND
from app.domain.views.report import report
from app.formats.recording.points import points_csv
from app.formats.recording.takes import TakeContents, takes_of
from app.languages.words import ENGLISH
from tests.domain.debate import Debate
from tests.fakes import START, Scene, minutes, seconds
from tests.formats.recording.filmed import filmed, take


def test_segments_stand_where_the_film_has_them() -> None:
    assert [(part.title, part.from_ms // SECOND, part.to_ms // SECOND) for part in take().segments] == [
        ("Opening", 30, 150),
        ("Talk 1", 170, 350),  # six minutes, three of them not filmed
        ("Discussion", 350, 475),
        ("Closing", 475, 565),
    ]


def test_a_stretch_has_speaker_and_question() -> None:
    said = [(part.name, part.question, part.from_ms // SECOND, part.to_ms // SECOND) for part in take().stretches]
    assert said == [
        ("Moderator", None, 30, 150),
        ("Panellist 1", 2, 170, 290),
        ("Panellist 1", None, 290, 350),
        ("Panellist 2", None, 350, 410),
        ("Panellist 3", None, 410, 415),
        ("Panellist 2", None, 415, 475),
        ("Moderator", None, 475, 565),
    ]


def test_the_last_take_counts_unless_one_is_named() -> None:
    assert (take().number, take(1).number) == (2, 1)
    assert take(1).segments == []
    assert take(1).length_ms == minutes(10)
    with pytest.raises(NotFound, match="take 3 among the 2 of this recording"):
        take(3)


def test_what_happens_while_the_camera_is_paused_stands_at_the_pause() -> None:
    one = take()
    paused = one.zero_ms + seconds(230)
    assert {one.position(paused + ms) for ms in (0, 1, minutes(2), minutes(3))} == {seconds(230)}
    assert one.position(paused + minutes(3) + 1) == seconds(230) + 1
    assert one.position(0) == 0
    assert one.position(paused + minutes(600)) == one.length_ms == seconds(565)


def test_without_a_clap_the_opening_is_zero_and_the_words_say_so() -> None:
    scene = Scene()
    with pytest.raises(Refused, match="no recording was marked"):
        TakeContents(report(scene.session, scene.now))
    assert list(takes_of(report(scene.session, scene.now))) == []

    scene.wait(minutes(4)).send(c.OpenSession(), c.GiveFloor("t1"))
    (one,) = takes_of(report(scene.wait(minutes(1)).session, scene.now))
    assert one.zero_ms == START + minutes(4)
    assert one.zero_sentence(ENGLISH) == "No clap was given: zero is the opening of “Session V” at 10:04:00."
    assert one.segments[0].from_ms == 0


def test_every_take_of_a_record_is_told() -> None:
    scene = filmed()
    told = [one.zero_sentence(ENGLISH) for one in takes_of(report(scene.session, scene.now))]
    assert told == ["Take 1 of “Session V”: zero is 10:00:00.", "Take 2 of “Session V”: zero is 10:10:00."]


def test_speeches_of_a_list_are_turns() -> None:
    debate = Debate()
    debate.ask("chad", "peru")
    debate.send(c.Clap(), c.OpenSession())
    debate.begin()
    debate.speak(minutes(1))
    debate.wait(seconds(20))
    debate.speak(minutes(2))
    one = TakeContents(report(debate.session, debate.now))
    turns = [(part.name, part.from_ms // SECOND, part.to_ms // SECOND) for part in one.speeches]
    assert turns == [("Chad", 0, 60), ("Peru", 80, 200)]


def test_points_are_a_table_in_which_nothing_is_a_formula() -> None:
    rows = list(csv.DictReader(StringIO(points_csv(take(p1="=1+1")).decode("utf-8-sig"))))
    talk = next(row for row in rows if row["kind"] == "stretch" and row["question"] == "2")
    assert (talk["take"], talk["segment"], talk["title"], talk["question_text"]) == ("2", "2", "Talk 1", "Question 2?")
    assert talk["speaker"] == "'=1+1"
    assert (talk["in"], talk["out"], talk["length"], talk["in_ms"]) == ("0:02:50", "0:04:50", "0:02:00", "170000")
    assert (talk["began_at"], talk["zero"]) == ("2021-06-30T10:12:50-04:00", "clap")
    assert [row["kind"] for row in rows].count("segment") == 4
