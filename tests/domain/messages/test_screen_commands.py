"""The command for a screen as programs and forms write it."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.domain.messages import commands as c
from app.domain.values import ScreenMode
from app.formats.commands import read_command, read_form


def test_a_form_has_every_value_as_text() -> None:
    written = {"command": "set_look", "screen": "s1", "mode": "aux_1", "mirror": "true", "rotate": "90", "margin": ""}
    assert read_form(written).command == c.SetLook("s1", ScreenMode.AUX_1, mirror=True, rotate=90)


def test_a_mode_that_is_none_is_named() -> None:
    with pytest.raises(Invalid, match="mode"):
        read_command({"command": "set_look", "screen": "s1", "mode": "fireworks"})
