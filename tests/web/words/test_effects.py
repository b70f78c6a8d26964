"""What commands did, in words."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from app.domain.messages.events import EVENTS, SessionCreated, TimeGranted
from app.languages.words import ENGLISH
from app.web.words.effects import EffectWords, effects_of
from tests.fakes import Scene

SAID_BY_NO_COMMAND = {SessionCreated.kind}
SAID_WITH_ITS_AMOUNT = {TimeGranted.kind}
SAID = EffectWords(ENGLISH)


@pytest.mark.parametrize("kind", sorted(EVENTS.keys() - SAID_BY_NO_COMMAND - SAID_WITH_ITS_AMOUNT))
def test_every_event_that_a_command_causes_has_a_sentence(kind: str) -> None:
    view = Scene().view()
    said = SAID.done(view, [(kind, "t1")])
    assert said != SAID.done(view, [])


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (c.FocusQuestion("q2"), "Question 2 is on."),
        (c.FocusQuestion(None), "No question is on."),
        (c.FocusQuestion("q1"), "No change."),
        (c.Blackout(on=False), "The stage is lit."),
        (c.Blackout(on=True), "No change."),
        (c.CloseSession(), "Session closed."),
        (c.Undo(), "Taken back: blackout."),
    ],
)
def test_a_notice_says_the_new_state(command: c.AnyCommand, said: str) -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.FocusQuestion("q1"), c.Blackout(on=True))
    before = scene.view()
    assert SAID.done(before, effects_of(scene.send(command))) == said


def test_who_speaks_in_a_discussion_is_said_by_name() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("discussion"))
    for speaker, said in (("p2", "Voice: Panellist 2."), (None, "No voice.")):
        before = scene.view()
        assert SAID.done(before, effects_of(scene.send(c.SetVoice(speaker)))) == said


def test_time_is_said_with_its_amount_when_it_is_granted_and_when_it_can_be_taken_back() -> None:
    scene = Scene()
    scene.send(c.OpenSession(), c.GiveFloor("t1"), c.GrantTime(60_000))
    before = scene.view()
    said = SAID.done(before, effects_of(scene.send(c.GrantTime(-30_000))))
    assert said == "\u2066−0:30\u2069 for Panellist 1, now 6:30."
    undo = scene.view()["undo"]
    assert undo is not None
    assert SAID.undo(scene.view(), undo) == "\u2066−0:30\u2069 for Panellist 1"


def test_a_stage_that_goes_dark_is_said() -> None:
    scene = Scene()
    before = scene.view()
    assert SAID.done(before, effects_of(scene.send(c.Blackout(on=True)))) == "The stage is dark."


def test_the_end_of_the_last_speech_is_said_rather_than_that_of_its_message() -> None:
    scene = Scene()
    for id_ in ("opening", *(f"t{n}" for n in range(1, 7)), "discussion"):
        scene.send(c.SkipSegment(id_))
    scene.send(c.OpenSession(), c.GiveFloor("closing"), c.ShowMessage("Thank you"))
    before = scene.view()
    assert SAID.done(before, effects_of(scene.send(c.Advance()))) == "End of Closing."
    undo = scene.view()["undo"]
    assert undo is not None
    assert SAID.undo(scene.view(), undo) == "end of Closing"
