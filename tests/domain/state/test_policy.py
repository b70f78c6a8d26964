"""The table of roles and commands is complete."""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.messages.commands import COMMANDS
from app.domain.state import policy
from app.domain.state.policy import MAY
from app.domain.values import Role


def test_the_organiser_may_give_every_command() -> None:
    assert set(COMMANDS.values()) == MAY[Role.ORGANISER]


def test_no_other_role_may_give_a_command_that_the_organiser_may_not() -> None:
    assert [role for role, kinds in MAY.items() if not kinds <= MAY[Role.ORGANISER]] == []


def test_the_groups_of_roles_are_those_that_pages_and_views_were_made_for() -> None:
    runs = frozenset({Role.ORGANISER, Role.MODERATOR})
    desk = runs | {Role.DESK}
    assert (runs, runs, desk) == (policy.RUNS_SESSION, policy.EDITS_PLANS, policy.AT_DESK)
    assert desk | {Role.STAGE, Role.SPEAKER} == policy.SEES_STAGE
    assert runs | {Role.INTERPRETER} == policy.READS_SCRIPTS
    assert frozenset({Role.PARTICIPANT, Role.VIEWER}) == policy.CROWD


def test_no_other_module_makes_a_group_of_roles_for_itself() -> None:
    groups = re.compile(r"\{Role\.[A-Z]+(, Role\.[A-Z]+)+\}")
    root = Path(policy.__file__).parents[2]
    makers = [path.relative_to(root) for path in root.rglob("*.py") if groups.search(path.read_text(encoding="utf-8"))]
    assert makers == [Path("domain/state/policy.py")]
