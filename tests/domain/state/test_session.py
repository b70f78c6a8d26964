"""A session: its version, and what its state says of the floor and of participants."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.questions import Tally
from app.domain.values import Role
from tests.domain.asked import ask, asking_scene
from tests.fakes import Scene


def test_a_sessions_version_changes_with_its_votes_and_their_marks_and_is_the_seq_without_any() -> None:
    session = Scene().session
    tallies = [Tally(), Tally({"x": 1}), Tally({"x": 2}), Tally({"x": 1, "y": 1}), Tally({"x": 1}, frozenset("x"))]
    versions = [session.with_tally(tally).version for tally in tallies]
    assert versions[0] == str(session.seq)
    assert len(set(versions)) == len(versions)
    assert session.with_tally(Tally({"y": 1, "x": 1})).version == versions[3]


def test_votes_come_back_after_an_undo_that_folds_the_journal_anew() -> None:
    scene = asking_scene("open")
    asked = ask(scene)
    scene.session = scene.session.with_tally(Tally({asked: 3}))
    scene.send(c.GiveFloor("t1"))
    scene.send(c.Undo())
    assert [row["votes"] for row in scene.view(Role.VIEWER)["questions"]] == [3]
