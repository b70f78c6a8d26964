"""The stage: each event changes one part of it, and a cue and a message carry the seq of their record."""

from __future__ import annotations

from app.domain.messages import events as e
from app.domain.state.crew.stage import SentCue, Stage, StageChange, follow_stage
from app.domain.values import Role


def after(stage: Stage, event: StageChange) -> Stage:
    return follow_stage(stage, event, e.Record(7, 1_000, "m", Role.MODERATOR, None, "advance", event))


def test_each_event_changes_one_part_of_the_stage() -> None:
    lit = Stage()
    assert (lit.blackout, lit.flash, lit.show_question) == (False, 0, True)
    dark = after(lit, e.BlackoutSet(on=True))
    assert (dark.blackout, after(dark, e.BlackoutSet(on=False))) == (True, lit)
    assert after(after(lit, e.StageFlashed()), e.StageFlashed()) == Stage(flash=2)
    assert after(lit, e.QuestionOnStageSet(on=False)) == Stage(show_question=False)
    assert after(lit, e.CueSent("t1", "1:00", automatic=True)) == Stage(
        cue=SentCue("t1", "1:00", 1_000, 7, automatic=True)
    )


def test_a_message_goes_when_it_is_cleared_and_knows_when_it_hides() -> None:
    shown = after(Stage(), e.MessageShown("Please wait", "normal", 5_000))
    assert shown.message is not None
    assert (shown.message.said, shown.message.seq, shown.message.hide_at_ms) == ("Please wait", 7, 6_000)
    assert after(shown, e.MessageCleared()) == Stage()
