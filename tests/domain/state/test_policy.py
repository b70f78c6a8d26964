"""The table of roles and commands is complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
    assert runs | {Role.CREW} == policy.BACKSTAGE
    assert desk | policy.CROWD == policy.ASKS
    assert desk | {Role.CREW} == policy.SEES_READINESS
    assert desk | {Role.CREW, Role.STAGE} == policy.OPENS_STAGE
    assert desk | {Role.CREW, Role.STAGE, Role.SPEAKER} == policy.SEES_STAGE
    assert runs | {Role.INTERPRETER} == policy.READS_SCRIPTS
    assert frozenset({Role.PARTICIPANT, Role.VIEWER}) == policy.CROWD


def test_no_other_module_makes_a_group_of_roles_for_itself() -> None:
    groups = re.compile(r"\{Role\.[A-Z]+(, Role\.[A-Z]+)+\}")
    root = Path(policy.__file__).parents[2]
    makers = [path.relative_to(root) for path in root.rglob("*.py") if groups.search(path.read_text(encoding="utf-8"))]
    assert makers == [Path("domain/state/policy.py")]


MODERATES = {Role.ORGANISER, Role.MODERATOR}


DESK = MODERATES | {Role.DESK}


ASKS = DESK | {Role.PARTICIPANT, Role.VIEWER}


AT_THE_DESK = (
    "set_floor_policy", "show_question_on_stage", "add_floor_question", "approve_question", "edit_question",
    "dismiss_burst", "return_burst",
    "dismiss_question", "queue_question", "put_question_on", "take_question_off", "answer_question", "merge_questions",
    "unmerge_question", "return_question", "take_batch", "close_batch", "ban_participant", "unban_participant",
)  # fmt: skip


WHO_MAY: dict[str, set[Role]] = {
    **dict.fromkeys(COMMANDS, MODERATES),
    **dict.fromkeys(AT_THE_DESK, DESK),
    "ask": ASKS,
    "withdraw_question": ASKS,
    **dict.fromkeys(("request_floor", "withdraw_request", "swap_requests"), DESK | {Role.SPEAKER}),
    "mark_ready": DESK | {Role.SPEAKER, Role.CREW},
    "cut_off_list": MODERATES | {Role.SYSTEM},
    "count_heard": {Role.ORGANISER, Role.SYSTEM},
    "start_on_time": {Role.ORGANISER, Role.SYSTEM},
    "replace_plan": {Role.ORGANISER},
    "yield_floor": MODERATES | {Role.SYSTEM},
    "send_cue": MODERATES | {Role.SYSTEM},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_for_these_roles_and_no_others(name: str) -> None:
    assert {role for role in Role if COMMANDS[name] in MAY[role]} == WHO_MAY[name]
