"""The row of what is on now: the same keys always, a text for each, and nothing that the role may not see."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.values import Role
from app.languages.words import ENGLISH, words_in
from app.outside.now import FIELDS, now_line, now_row, offset_text
from tests.fakes import Scene, plan, seconds

PEOPLE = [
    {"id": "mv", "name": "Moderator", "affiliation": "Host"},
    {"id": "p1", "name": "Ada", "affiliation": "Engines"},
    {"id": "p2", "name": "Bo", "affiliation": "Engines"},
]


def scene() -> Scene:
    return Scene(plan(2, speakers=PEOPLE))


def test_a_row_says_who_is_on_and_what_comes() -> None:
    played = scene()
    played.send(c.GiveFloor("t1"), c.FocusQuestion("q2"), c.ShowMessage("Slower"))
    played.wait(seconds(330))
    row = now_row(played.view(), ENGLISH)
    assert row == {
        "timer": "0:30",
        "phase": "wrap_up",
        "state": "running",
        "speaker": "Ada",
        "affiliation": "Engines",
        "title": "Talk 1",
        "next_speaker": "Bo",
        "next_title": "Talk 2",
        "message": "Slower",
        "question": "Question 2?",
        "offset": row["offset"],
        "session": "Session V",
        "status": "live",
    }
    assert now_line(row) == "0:30 · Ada · Talk 1"


def test_the_keys_are_the_same_when_nothing_is_on() -> None:
    played = scene()
    before = now_row(played.view(), ENGLISH)
    played.send(c.GiveFloor("t1"))
    assert (before["timer"], before["speaker"], now_line(before)) == ("", "", "")
    assert tuple(now_row(played.view(), ENGLISH)) == tuple(before) == FIELDS


def test_the_public_is_told_no_message_and_no_lateness() -> None:
    played = scene()
    played.send(c.GiveFloor("t1"), c.ShowMessage("Slower"))
    row = now_row(played.view(Role.VIEWER), ENGLISH)
    assert (row["message"], row["offset"]) == ("", "")


def test_several_names_are_joined_as_the_language_does_and_an_affiliation_is_said_once() -> None:
    played = scene()
    played.send(c.GiveFloor("discussion"))
    assert now_row(played.view(), ENGLISH)["speaker"] == "Ada, Bo"
    assert now_row(played.view(), ENGLISH)["affiliation"] == "Engines"
    assert now_row(played.view(), words_in("zh"))["speaker"] != "Ada, Bo"
    played.send(c.SetVoice("p2"))
    assert now_row(played.view(), ENGLISH)["speaker"] == "Bo"


def test_lateness_has_a_sign() -> None:
    late = [None, 0, 999, -999, 130_000, -30_000]
    assert [offset_text(ms) for ms in late] == ["", "0:00", "0:00", "0:00", "+2:10", "-0:30"]
