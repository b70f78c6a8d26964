"""Refusals: their status, stable codes, and sentences that stay short for any input."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from app.domain import errors
from app.domain.errors import (
    LONGEST_TOLD,
    MOST_TOLD,
    REASONS,
    Counted,
    Dated,
    Invalid,
    Problem,
    Refused,
    Rejection,
    Sentence,
)
from app.domain.messages.commands import COMMANDS

APP = Path(errors.__file__).parents[1]
TESTS = Path(__file__).parents[1]
TREE = re.compile(r"^[├└]── (\w+) +(\d{3})  (?:(\w+): )?", re.MULTILINE)
OF_ONE_KIND = {
    "Forbidden": errors.Forbidden("advance"),
    "FloorClosed": errors.FloorClosed("Closed."),
    "StaleView": errors.StaleView(),
    "NotYours": errors.NotYours(),
    "Banned": errors.Banned(),
    "UnreadableJournal": errors.UnreadableJournal("v", "damaged"),
    "NotFound": errors.NotFound("segment s1"),
    "Invalid": Invalid(Problem("title", "is missing")),
    "TooMany": errors.TooMany("too_many_open", "Wait.", 60),
    "StaleQuestion": errors.StaleQuestion("a1"),
    "StaleEdit": errors.StaleEdit(("title",)),
    "Refused": Refused("already_open"),
}


def test_the_tree_at_the_head_of_the_module_is_what_its_classes_say() -> None:
    tree = {name: (int(status), code) for name, status, code in TREE.findall(str(errors.__doc__))}
    assert set(tree) == set(OF_ONE_KIND)
    for name, (status, code) in tree.items():
        rejection = OF_ONE_KIND[name]
        assert isinstance(rejection, Rejection)
        assert (name, rejection.status) == (name, status)
        assert code in {"", rejection.code}


def refused_with(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Every code that stands in a refusal itself."""
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Refused":
            yield from (str(part.value) for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))


def nodes_of(folder: Path) -> Iterator[ast.AST]:
    for path in folder.rglob("*.py"):
        yield from () if path.name == "errors.py" else ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def codes_in(folder: Path) -> set[str]:
    texts = {node.value for node in nodes_of(folder) if isinstance(node, ast.Constant)}
    return {code for code in REASONS if code in texts}


def test_every_code_has_a_reason_and_every_reason_a_code() -> None:
    assert set(refused_with(nodes_of(APP))) - set(REASONS) == set()
    assert set(REASONS) - codes_in(APP) == set()


def test_every_code_of_the_domain_is_met_by_a_test_of_the_domain() -> None:
    assert codes_in(APP / "domain") - codes_in(TESTS / "domain") == set()


def test_every_command_is_given_in_a_test_of_the_rules() -> None:
    called = {ast.unparse(node.func) for node in nodes_of(TESTS / "domain" / "rules") if isinstance(node, ast.Call)}
    assert {name for name, kind in COMMANDS.items() if f"c.{kind.__name__}" not in called} == set()


def test_a_refusal_says_its_reason_or_a_sentence_of_its_own() -> None:
    assert (Refused("no_batch").code, Refused("no_batch").sentence) == ("no_batch", "No round is open.")
    assert Refused("no_batch", "Take a round first.").sentence == "Take a round first."
    with pytest.raises(KeyError):
        Refused("no_such_reason")


def test_a_reader_is_told_each_place_and_what_to_do_there() -> None:
    refused = Invalid(Problem("segments[2].planned", "is no duration"), Problem("", "a document is an object"))
    assert refused.sentence == "segments[2].planned: is no duration; a document is an object"


@pytest.mark.parametrize(("count", "more"), [(MOST_TOLD, ""), (MOST_TOLD + 1, "; and 1 more")])
def test_twenty_problems_are_told_and_the_rest_is_counted(count: int, more: str) -> None:
    refused = Invalid(*(Problem(f"f{n}", "is wrong") for n in range(count)))
    assert (len(refused.told), len(refused.problems)) == (MOST_TOLD, count)
    assert refused.sentence.endswith(f"f{MOST_TOLD - 1}: is wrong{more}")


def test_a_place_or_a_sentence_as_long_as_a_file_is_cut() -> None:
    [whole] = Invalid(Problem("x" * LONGEST_TOLD, "y" * LONGEST_TOLD)).told
    assert whole == Problem("x" * LONGEST_TOLD, "y" * LONGEST_TOLD)
    [cut] = Invalid(Problem("x" * (LONGEST_TOLD + 1), "y")).told
    assert cut.where == "x" * LONGEST_TOLD + "…"


def test_a_sentence_keeps_its_text_and_its_places() -> None:
    refusal = Refused("not_this_move", "This question is {state}.", state="a {brace}")
    assert (str(refusal), refusal.sentence) == ("This question is a {brace}.",) * 2
    assert isinstance(refusal.sentence, Sentence)
    assert (refusal.sentence.text, refusal.sentence.places) == ("This question is {state}.", {"state": "a {brace}"})
    assert str(errors.NotFound("segment {id}", id="{x}")) == "There is no segment {x} here."
    assert str(Invalid(Problem("a{b", "is {c"), Problem("", "is missing"))) == "a{b: is {c; is missing"


@pytest.mark.parametrize(
    "sentence",
    [Sentence("line {number}", number=3), Counted("{count} item", "{count} items", 3), Dated(date(2026, 6, 3))],
)
def test_a_copy_of_what_holds_a_sentence_keeps_its_places(sentence: Sentence) -> None:
    copy = asdict(Problem("title", sentence))["what"]
    assert (type(copy), copy, copy.places) == (type(sentence), sentence, sentence.places)
