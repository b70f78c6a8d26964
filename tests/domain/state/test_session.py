"""A session: its version, and what its state says of the floor and of participants."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.questions import Tally
from app.domain.state.session import stage_language, takes_part, takes_questions
from app.domain.values import Role
from tests.domain.asked import ask, asking_scene
from tests.fakes import Scene, plan


def test_a_sessions_version_changes_with_its_votes_and_their_marks_and_is_the_seq_without_any() -> None:
    session = Scene().session
    tallies = [Tally(), Tally({"x": 1}), Tally({"x": 2}), Tally({"x": 1, "y": 1}), Tally({"x": 1}, frozenset("x"))]
    versions = [session.with_tally(tally).version for tally in tallies]
    assert versions[0] == str(session.seq)
    assert len(set(versions)) == len(versions)
    assert session.with_tally(Tally({"y": 1, "x": 1})).version == versions[3]


def test_votes_come_back_after_an_undo_that_folds_the_journal_again() -> None:
    scene = asking_scene("open")
    asked = ask(scene)
    scene.session = scene.session.with_tally(Tally({asked: 3}))
    scene.send(c.GiveFloor("t1"))
    scene.send(c.Undo())
    assert [row["votes"] for row in scene.view(Role.VIEWER)["questions"]] == [3]


def test_the_clock_of_a_session_is_the_machines_unless_that_was_set_back() -> None:
    session = Scene().session
    assert (session.clock_ahead_ms, session.with_clock_ahead(5).clock_ahead_ms) == (0, 5)


def test_the_stage_speaks_the_language_of_the_one_person_at_the_microphone_else_the_sessions() -> None:
    scene = Scene(plan(language="en", stage_language="speaker"))
    people = {"p1": "fr-CH", "p2": "AR", "p3": "Klingon"}
    scene.send(*(c.EditSpeaker(id_, {"language": language}) for id_, language in people.items()), c.OpenSession())
    heard = [stage_language(scene.session)]
    for command in (
        c.GiveFloor("t1"),
        c.GiveFloor("t2"),
        c.GiveFloor("t3"),
        c.GiveFloor("discussion"),
        c.SetVoice("p2"),
    ):
        scene.send(command)
        heard.append(stage_language(scene.session))
    assert heard == ["en", "fr", "ar", "en", "en", "ar"]


def test_the_stage_speaks_a_language_that_is_set_for_every_speaker_and_its_own_without_a_setting() -> None:
    assert stage_language(Scene(plan(language="en", stage_language="zh")).session) == "zh"
    assert stage_language(Scene(plan(language="en")).session) == ""


def test_questions_are_taken_under_any_policy_but_none_until_the_session_is_closed() -> None:
    scenes = [asking_scene(policy) for policy in ("none", "written", "open")]
    assert [takes_questions(scene.session) for scene in scenes] == [False, True, True]
    for scene in scenes:
        scene.send(c.CloseSession())
    assert not any(takes_questions(scene.session) for scene in scenes)


def test_viewers_take_part_while_they_can_ask_or_there_is_something_to_vote_for() -> None:
    scene = asking_scene("none")
    assert not takes_part(scene.session)
    scene.send(c.AddFloorQuestion("Asked aloud?"))
    assert takes_part(scene.session)
    assert takes_part(asking_scene("open").session)
    scene.send(c.CloseSession())
    assert not takes_part(scene.session)
