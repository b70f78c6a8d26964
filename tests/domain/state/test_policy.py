"""The table of roles and commands is complete."""

from __future__ import annotations

from app.domain.messages.commands import COMMANDS
from app.domain.state.policy import MAY
from app.domain.values import Role


def test_the_organiser_may_give_every_command() -> None:
    assert set(COMMANDS.values()) == MAY[Role.ORGANISER]


def test_no_other_role_may_give_a_command_that_the_organiser_may_not() -> None:
    assert [role for role, kinds in MAY.items() if not kinds <= MAY[Role.ORGANISER]] == []
