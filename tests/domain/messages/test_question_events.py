"""Events about audience questions: none of them moves the floor, and names are stored apart."""

from __future__ import annotations

from typing import get_args

import pytest

from app.domain.codec import decode, encode, encode_apart, from_line, to_line
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages import question_events as q
from app.domain.messages.base import Event
from app.domain.messages.question_commands import AskingCommand, DeskCommand
from app.domain.state.persistent import PersistentMap
from app.domain.state.policy import UNDOABLE
from app.domain.state.questions import Tally
from tests.domain.asked import ask, asking_scene
from tests.fakes import Scene

KINDS: list[type[Event]] = list(get_args(q.QuestionEvent))


def test_every_event_is_known_and_published() -> None:
    defined = {kind for kind in vars(q).values() if isinstance(kind, type) and issubclass(kind, Event)} - {Event}
    assert set(KINDS) == defined <= set(e.EVENTS.values())
    assert {kind.__name__ for kind in defined} | {"QuestionEvent"} == set(q.__all__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_desk_never_makes_a_key_of_the_moderator_stale(kind: type[Event]) -> None:
    assert (kind.moves_floor, kind.moves_forecast, kind.changes_plan) == (False, False, False)


def test_no_command_about_questions_is_undone_by_the_moderators_undo() -> None:
    assert UNDOABLE & {*get_args(DeskCommand), *get_args(AskingCommand)} == set()


def test_a_name_is_stored_beside_the_journal_and_found_again() -> None:
    asked = q.QuestionAsked("a1", "What next?", "pending", "ada", "public", False, "Ada Lovelace", "Engine")
    record = e.Record(2, 1_000, "viewer", "participant", "k", "ask", asked)
    row, apart = encode(record), encode_apart(record)
    assert "Lovelace" not in str(row)
    assert "Engine" not in str(row)
    assert apart == {"seq": 2, "at_ms": 1_000, "name": "Ada Lovelace", "affiliation": "Engine"}
    assert decode({**row, **apart}) == record
    assert decode(row) == e.without_names(record)


def test_an_anonymous_question_leaves_nothing_beside_the_journal() -> None:
    asked = q.QuestionAsked("a1", "What next?", "pending", "ada", "anonymous", False)
    assert encode_apart(e.Record(2, 1_000, "viewer", "participant", "k", "ask", asked)) is None


def scene_of_every_kind() -> Scene:
    scene = asking_scene("moderated")
    a, b, d, f, g, h = (ask(scene, author=f"p{n}") for n in range(6))
    scene.session = scene.session.with_tally(Tally(together=PersistentMap({f: f, g: f})))
    scene.send(c.DismissBurst(f, "Sent by a machine"), c.ReturnBurst(f), c.WithdrawQuestion(h), author="p5")
    scene.send(*(c.ApproveQuestion(id_) for id_ in (a, b, d, f)), c.EditQuestion(a, "In better words?"))
    scene.send(c.QueueQuestion(a), c.ReturnQuestion(a), c.PutQuestionOn(a), c.TakeQuestionOff(a))
    scene.send(c.MergeQuestions(a, (b,)), c.UnmergeQuestion(b), c.TakeBatch((a, b)), c.CloseBatch())
    scene.send(c.AnswerQuestion(d, "later"), c.DismissQuestion(f, "Off topic", "Asked twice"))
    scene.send(c.AddFloorQuestion("Asked aloud?", "Ms Loud"), c.BanParticipant("p5"), c.UnbanParticipant("p5"))
    return scene


def test_every_kind_of_event_can_be_read_as_it_was_written() -> None:
    records = scene_of_every_kind().records
    assert {record.event.kind for record in records} >= {kind.kind for kind in KINDS}
    assert [from_line(to_line(record)) for record in records] == [e.without_names(record) for record in records]
