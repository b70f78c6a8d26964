"""Commands about audience questions: of participants, who name no question of others, and of the desk."""

from __future__ import annotations

from typing import get_args

from app.domain.messages import question_commands as q
from app.domain.messages.base import Command

ASKING: set[type[Command]] = set(get_args(q.AskingCommand))
DESK: set[type[Command]] = set(get_args(q.DeskCommand))


def test_every_command_is_of_participants_or_of_the_desk_and_is_published() -> None:
    defined = {kind for kind in vars(q).values() if isinstance(kind, type) and issubclass(kind, Command)} - {Command}
    assert defined == ASKING | DESK
    assert set() == ASKING & DESK
    assert {kind.__name__ for kind in defined} | {"AskingCommand", "DeskCommand"} == set(q.__all__)


def test_a_command_of_the_desk_about_one_question_can_name_the_version_on_the_screen() -> None:
    # Otherwise two people at the desk would overwrite each other. The stage has its own way: `take_question_off` names
    # the question.
    one = {kind for kind in DESK if {"question", "into"} & set(kind.__dataclass_fields__)} - {q.TakeQuestionOff}
    assert one
    assert {kind for kind in one if "version" not in kind.__dataclass_fields__} == set()
    assert {kind.__dataclass_fields__["version"].default for kind in one} == {None}


def test_a_participant_is_anonymous_unless_the_question_says_otherwise() -> None:
    asked = q.Ask("What next?")
    assert (asked.identity, asked.name, asked.affiliation) == ("anonymous", "", "")
