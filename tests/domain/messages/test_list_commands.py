"""Commands about the list of speakers as programs and forms write them."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.domain.messages import list_commands
from app.domain.values import ListRule, RequestKind
from app.formats.commands import read_command, read_form


def test_every_command_of_the_module_is_known_by_its_name() -> None:
    own = {kind.command for name in list_commands.__all__ if hasattr(kind := getattr(list_commands, name), "command")}
    assert own <= set(c.COMMANDS)
    assert len(own) == 12


def test_commands_are_read_from_json_and_from_forms() -> None:
    assert read_command({"command": "request_floor", "kind": "reply", "reply_to": "r1"}).command == c.RequestFloor(
        RequestKind.REPLY, reply_to="r1"
    )
    assert read_command({"command": "open_list", "segment": "d", "until": "12:00"}).command == c.OpenList("d", "12:00")
    assert read_form({"command": "set_list_rules", "rules": "rank,lot"}).command == c.SetListRules(
        (ListRule.RANK, ListRule.LOT)
    )
    assert read_command({"command": "mark_absent", "request": "r1", "out": True}).command == c.MarkAbsent(
        "", "r1", True
    )


def test_a_rule_that_is_none_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read_command({"command": "set_list_rules", "rules": ["loudest"]})
    known = ", ".join(ListRule)
    assert refused.value.sentence == f"rules.0: is one of {known}"
