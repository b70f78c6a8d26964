"""Commands as other programs write them."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid
from app.formats.commands import read_command


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("pause", '"pause" is not a command; did you mean pause_clock?'),
        ("give_flor", '"give_flor" is not a command; did you mean give_floor?'),
        ("sing", '"sing" is not a command'),
    ],
)
def test_a_name_of_no_command_is_refused_with_the_nearest_one(name: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_command({"command": name})
    assert [(one.where, one.what) for one in refused.value.problems] == [("command", problem)]
