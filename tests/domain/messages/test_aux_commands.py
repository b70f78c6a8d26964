"""Commands about aux clocks as programs and forms write them."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import aux_commands
from app.domain.messages import commands as c
from app.domain.values import AuxDirection
from app.formats.commands import read_command, read_form


def test_every_command_of_the_module_is_known_by_its_name() -> None:
    own = {getattr(aux_commands, name).command for name in aux_commands.__all__ if name != "AuxCommand"}
    assert own == {name for name in c.COMMANDS if name.startswith("aux_")}


def test_a_length_is_a_number_or_a_text() -> None:
    assert read_command({"command": "aux_set", "n": 1, "ms": 5_000}).command == c.AuxSet(1, ms=5_000)
    written = {"command": "aux_set", "n": "2", "label": "", "ms": "10:00", "direction": "down", "until": ""}
    assert read_form(written).command == c.AuxSet(2, None, "10:00", AuxDirection.DOWN)


def test_a_direction_that_is_none_is_named() -> None:
    with pytest.raises(Invalid, match="direction"):
        read_command({"command": "aux_set", "n": 1, "direction": "sideways"})
