"""The list of commands is whole, and each command belongs to one group."""

from __future__ import annotations

import pkgutil
import re
from collections import Counter
from typing import get_args

from app.domain import messages
from app.domain.messages import commands
from app.domain.messages.base import Command
from app.domain.messages.commands import COMMANDS

GROUPS = [
    commands.FloorCommand,
    commands.ClockCommand,
    commands.RunningOrderCommand,
    commands.EditingCommand,
    commands.AuxCommand,
    commands.StageCommand,
    commands.GuidingCommand,
    commands.NoteCommand,
    commands.RecordingCommand,
    commands.ListCommand,
    commands.RequestCommand,
    commands.DeskCommand,
    commands.AskingCommand,
]
OF_THEIR_OWN = {commands.ReplacePlan, commands.SetScript, commands.SetLook, commands.StopStart}
OF_THEIR_OWN |= {commands.CountHeard, commands.StartOnTime}


def defined() -> set[type[Command]]:
    """Every command that a module of messages defines."""
    modules = [name for _, name, _ in pkgutil.iter_modules(messages.__path__) if name.endswith("commands")]
    kinds = [kind for name in modules for kind in vars(getattr(messages, name)).values()]
    return {kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Command)} - {Command}


def test_every_command_that_is_defined_can_be_given() -> None:
    assert set(COMMANDS.values()) == defined()


def test_a_command_is_named_after_its_class() -> None:
    for name, kind in COMMANDS.items():
        assert name == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


def test_every_command_belongs_to_one_group_so_that_one_line_gives_it_to_its_roles() -> None:
    members = Counter(kind for group in GROUPS for kind in get_args(group))
    assert {kind for kind, times in members.items() if times > 1} == set()
    assert set(members) | OF_THEIR_OWN == set(COMMANDS.values())
