"""Chapters without gaps, as WebVTT and as text for YouTube with its rules; cues of speakers and questions."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.values import SECOND
from app.domain.views.report import report
from app.formats.recording.chapters import Chapter, chapters, long_enough
from app.formats.recording.takes import TakeContents
from app.formats.recording.vtt import chapters_vtt, cues_vtt
from app.formats.recording.youtube import youtube_text
from app.languages.words import ENGLISH, words_in
from tests.fakes import Scene, minutes, seconds
from tests.formats.imports.reading import refused
from tests.formats.recording.filmed import take


def shown(of: list[Chapter]) -> list[tuple[int, int, str]]:
    return [(one.from_ms // SECOND, one.to_ms // SECOND, one.title) for one in of]


def test_chapters_cover_the_take_without_gaps() -> None:
    assert shown(chapters(take(), ENGLISH)) == [
        (0, 30, "Session V"),
        (30, 170, "Moderator: Opening"),
        (170, 350, "Panellist 1: Talk 1"),
        (350, 410, "Panellist 2: Discussion"),
        (410, 415, "Panellist 3: Discussion"),
        (415, 475, "Panellist 2: Discussion"),
        (475, 565, "Moderator: Closing"),
    ]


def test_a_take_of_nothing_is_one_chapter() -> None:
    assert shown(chapters(take(1), ENGLISH)) == [(0, 600, "Session V")]


@pytest.mark.parametrize(
    ("lengths", "kept", "left_out"),
    [
        ([10, 10, 10], [(0, 10), (10, 20), (20, 30)], 0),
        ([30, 9, 30], [(0, 39), (39, 69)], 1),
        ([9, 9, 30, 9], [(0, 57)], 3),
        ([9, 1], [(0, 10)], 1),
    ],
)
def test_a_short_chapter_becomes_a_part_of_the_one_beside_it(
    lengths: list[int], kept: list[tuple[int, int]], left_out: int
) -> None:
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    of = [Chapter(seconds(a), seconds(a + b), "x") for a, b in zip(starts, lengths, strict=True)]
    joined, short = long_enough(of)
    assert [(one.from_ms // SECOND, one.to_ms // SECOND) for one in joined] == kept
    assert len(short) == left_out


def test_youtube_gets_lines_that_it_shows_and_is_told_what_was_joined() -> None:
    assert youtube_text(take(p1="<b>\nAda"), ENGLISH).decode().splitlines() == [
        "0:00 Session V",
        "0:30 Moderator: Opening",
        "2:50 ‹b› Ada: Talk 1",
        "5:50 Panellist 2: Discussion",
        "6:55 Panellist 2: Discussion",
        "7:55 Moderator: Closing",
        "",
        "Take 2 of “Session V”: zero is 10:10:00.",
        "Shorter than 10 seconds and part of the chapter beside them: “Panellist 3: Discussion”.",
    ]


def test_too_few_chapters_are_said() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"))
    one = TakeContents(report(scene.wait(minutes(2)).session, scene.now))
    assert shown(chapters(one, ENGLISH)) == [(0, 120, "Panellist 1: Talk 1")]
    last = youtube_text(one, ENGLISH).decode().splitlines()[-1]
    assert last == "YouTube shows chapters only if there are three or more; these are 1."


def test_chapters_in_webvtt() -> None:
    blocks = chapters_vtt(take(), ENGLISH).decode().split("\n\n")
    assert blocks[:4] == [
        "WEBVTT",
        "NOTE Take 2 of “Session V”: zero is 10:10:00.",
        "1\n00:00:00.000 --> 00:00:30.000\nSession V",
        "2\n00:00:30.000 --> 00:02:50.000\nModerator: Opening",
    ]


def test_cues_name_the_speaker_and_the_question() -> None:
    blocks = cues_vtt(take(affiliation="R&D"), ENGLISH).decode().split("\n\n")
    assert blocks[3] == ("2\n00:02:50.000 --> 00:04:50.000\n<v Panellist 1>Panellist 1, R&amp;D</v>\n2. Question 2?")


def test_no_name_breaks_out_of_its_cue() -> None:
    text = cues_vtt(take(p1="a\n\n00:00 --> 00:09\n<i>\x00b"), ENGLISH).decode()
    assert "<v a 00:00 --&gt; 00:09 &lt;i&gt;b>a 00:00 --&gt; 00:09 &lt;i&gt;b</v>" in text
    assert text.count("-->") == len(take().stretches)


def test_chapters_speak_the_language_of_the_reader() -> None:
    assert "prise 2" in youtube_text(take(), words_in("fr")).decode().lower()


def test_chapters_are_refused_as_a_programme_in_each_language() -> None:
    for language in ("en", "fr", "ar", "zh"):
        assert "chapters of a recording" in refused(youtube_text(take(), words_in(language)))
