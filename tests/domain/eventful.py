"""A session in which something of every kind has happened, for tests of what is shown of it."""

from __future__ import annotations

from app.domain.messages import commands as c
from app.domain.state.persistent import PersistentMap
from app.domain.state.questions import Tally
from app.domain.values import Interruption
from tests.domain.asked import ask
from tests.fakes import Scene, minutes, plan, seconds


def eventful(panellists: int = 3) -> Scene:
    """Live, and the clock of an answer is held; a speech, questions, marks and notes are on record."""
    scene = Scene(plan(panellists, floor_policy="open", starts_at="2021-06-30T10:02:00-04:00"))
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.CorrectStart(seconds(1)), c.FocusQuestion("q1"))
    scene.wait(minutes(2)).send(c.PauseClock(), c.AddNote("Noted"), c.AddNote("Quoted", "quote"))
    scene.wait(seconds(5)).send(c.ResumeClock(), c.GrantTime(seconds(30)), c.FocusQuestion(None))
    a, b, d, f = (ask(scene, author=who) for who in ("ada", "bob", "eve", "joe"))
    scene.send(c.QueueQuestion(a), c.PutQuestionOn(b), c.AnswerQuestion(d, "live"), c.DismissQuestion(f, "Off topic"))
    scene.session = scene.session.with_tally(Tally({a: 3}, frozenset({a}), PersistentMap({a: a})))
    scene.send(c.SkipSegment("t3"), c.SetScript("closing", "Thank you all."), c.EditSegment("discussion", LIMITED))
    scene.wait(minutes(3)).send(c.ShowMessage("Please conclude", hide_after_ms=60_000))
    scene.wait(seconds(40)).send(c.MarkCoverage("q1", "p2", "passed"), c.GiveFloor("discussion"), c.SetVoice("p1"))
    scene.wait(seconds(20)).send(c.Interrupt(Interruption.TECHNICAL, "Microphone"))
    return scene.wait(seconds(1))


LIMITED = {"answer_limit": "2:00"}
