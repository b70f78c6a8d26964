"""Commands as other programs write them."""

from __future__ import annotations

import pytest

from app.domain.errors import Invalid, Sentence
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


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": 1}, "text: is a text"),
        ({"text": "Why?", "seen": "x"}, "seen: is a whole number"),
        ({"text": "Why?", "seen": -1}, "seen: is a whole number, 0 or more"),
        ({"text": "Why?", "topic": "x"}, "topic: is not a field of this command"),
        ({"text": "Why?", "key": {}}, "key: is a text"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_a_sentence_that_has_translations(
    fields: dict[str, object], problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_command({"command": "ask", **fields})
    assert str(refused.value) == problem
    assert [type(one.what) for one in refused.value.problems] == [Sentence]
