"""No pattern of the server takes more than linear time on hostile input: every pattern is tried.

The patterns are not listed here. They are read from the source of every module that the serving process loads: each
call of `re`, with the methods by which the result is used anywhere. Hostile input is made from each pattern itself:
long runs of what its parts match. The readers of imported files are not loaded by the server: they run in a worker,
whose processor time is limited by the system (`app/formats/imports/worker.py`), and have bounds of their own.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from app.domain import review_words

ROOT = Path(__file__).resolve().parents[1]
METHODS = frozenset({"search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer"})
SHORT = 2_500  # characters of the first try; what is slow with them is tried with more
NOTICED_S = 0.002  # of the processor; a linear pattern needs a tenth of it, a quadratic one ten times as much
# Sixteen times as many characters take sixteen times as long, and 256 times if they are quadratic.
COMPARED = (1_000, 16_000)
MOST_GROWTH = 60.0
# Patterns that are made of what is known only at run time, and one of those that are: words of both kinds, with spaces
# between words and without. All words would be so slow, and just as linear, that each text is tried with more.
MADE_LATER = {
    "app/domain/review_words.py": lambda: review_words._pattern(review_words.WORDS["es"] + review_words.WORDS["zh"])
}


class Use(NamedTuple):
    """A pattern and a method by which it is used somewhere."""

    where: str
    pattern: re.Pattern[Any]
    method: str


@cache
def sources() -> list[tuple[Path, ast.Module, ModuleType]]:
    paths = {
        path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / "app").rglob("*.py"))
    }
    names = {path: name.removesuffix(".__init__") for path, name in paths.items()}
    return [
        (path, ast.parse(path.read_text()), importlib.import_module(name))
        for path, name in names.items()
        if name in loaded()
    ]


@cache
def loaded() -> frozenset[str]:
    """The modules of the application that a serving process loads."""
    program = "import sys, app.main, app.cli.serve; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return frozenset(name for name in said.split() if name.split(".")[0] == "app")


@cache
def uses() -> list[Use]:
    """Every pattern of the application with every method by which it is used."""
    by_name, uses = methods_by_name(), []
    for path, tree, module in sources():
        for call, target in calls(tree):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            pattern = pattern_of(call, module)
            known = [pattern] if pattern else held_by(module)
            patterns = known or made_later(where)
            attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            if attribute == "compile":
                # One that is made in a private function is used by its own module only.
                methods = by_name[target] or (METHODS if known else used_in(tree))
            else:
                methods = {attribute}
            uses += [Use(where, each, method) for each in patterns for method in sorted(methods)]
    return uses


def made_later(where: str) -> list[re.Pattern[Any]]:
    pattern = MADE_LATER[where.partition(":")[0]]()
    assert pattern is not None
    return [pattern]


def used_in(tree: ast.Module) -> set[str]:
    """By which methods a module uses patterns."""
    named = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return {node.attr for node in named if node.attr in METHODS}


def held_by(module: ModuleType) -> list[re.Pattern[Any]]:
    """The patterns in the tables of a module."""
    tables = [value for value in vars(module).values() if isinstance(value, (list, tuple))]
    rows = [row for table in tables for row in table if isinstance(row, (list, tuple))]
    return [part for row in [*tables, *rows] for part in row if isinstance(part, re.Pattern)]


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a function of `re` that takes a pattern, and the name that its result is given."""
    targets = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and node.func.attr in METHODS | {"compile"}:
                yield node, targets.get(id(node), "")


def methods_by_name() -> defaultdict[str, set[str]]:
    """By which methods a pattern with a name is used, in all modules."""
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for _, tree, _ in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
                methods[node.value.id].add(node.attr)
    return methods


def pattern_of(call: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    """The pattern of a call, if it is made of what the module holds."""
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    if isinstance(call.func, ast.Attribute) and call.func.attr in {"compile", "search", "match", "fullmatch"}:
        flags += call.args[1 if call.func.attr == "compile" else 2 :][:1]
    try:
        values = [evaluated(node, module) for node in [call.args[0], *flags]]
    except NameError:
        return None
    return re.compile(*values)


def evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "pattern", "eval"), vars(module))  # noqa: S307 - our own source


def letters(pattern: re.Pattern[Any]) -> list[str]:
    """What the parts of a pattern match, one character each; the first of them occur most often."""
    counts: defaultdict[str, int] = defaultdict(int)

    def visit(part: Any) -> None:
        if isinstance(part, tuple) and len(part) == 2 and str(part[0]) in {"LITERAL", "NOT_LITERAL"}:
            counts[chr(part[1])] += 1
        elif isinstance(part, tuple) and len(part) == 2 and str(part[0]) == "RANGE":
            counts[chr(part[1][0])] += 1
        elif isinstance(part, tuple) and len(part) == 2 and str(part[0]) == "CATEGORY":
            counts[{"DIGIT": "1", "SPACE": " ", "WORD": "a"}.get(str(part[1]).rpartition("_")[2], "a")] += 1
        elif isinstance(part, (list, tuple)) or type(part).__name__ == "SubPattern":
            for inner in part:
                visit(inner)

    visit(parsed(pattern))
    common = sorted(counts, key=lambda letter: -counts[letter])[:7]
    return list(dict.fromkeys([*common, "a", "1", " "]))


def words(pattern: re.Pattern[Any]) -> list[str]:
    """What stands letter by letter in a pattern, and the same behind its most common character."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    common = sorted(set(re.findall(r"[a-z]{2,20}", text)), key=lambda word: -len(word))[:3]
    return [start + word for word in common for start in ("", letters(pattern)[0])]


def parsed(pattern: re.Pattern[Any]) -> Any:
    return re._parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)  # type: ignore[attr-defined]


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """A start, what is repeated, and an end that nothing matches: runs of one character, of two, and of a word."""
    alphabet = letters(pattern)
    pairs = ("".join(pair) for pair in itertools.permutations(alphabet[:6], 2))
    for run in [*alphabet, *words(pattern), *pairs]:
        for start, end in itertools.product(["", *alphabet[:3]], ["\0", alphabet[0] * 2 + "\0"]):
            yield start, run, end


def seconds(use: Use, text: str) -> float:
    """Of the processor, for this thread: what else the machine does is not in it."""
    subject: Any = text.encode("utf-8", "replace") if isinstance(use.pattern.pattern, bytes) else text
    method = getattr(use.pattern, use.method)
    began = time.thread_time()
    if use.method in {"sub", "subn"}:
        method(subject[:0], subject)
    else:
        answer = method(subject)
        if use.method == "finditer":
            deque(answer, maxlen=0)
    return time.thread_time() - began


def quadratic(use: Use) -> str | None:
    """What takes a pattern more than linear time, if anything of it does."""
    for start, run, end in hostile(use.pattern):

        def taken(length: int, start: str = start, run: str = run, end: str = end) -> float:
            return seconds(use, f"{start}{run * (length // len(run))}{end}")

        if taken(SHORT) > NOTICED_S:
            short_s, long_s = (min(taken(length) for _ in range(2)) for length in COMPARED)
            if long_s > MOST_GROWTH * short_s:
                return f"{start!r}, then {run!r} again and again, then {end!r}: {long_s:.2f} s"
    return None


def test_every_pattern_of_the_server_is_tried() -> None:
    files = {use.where.partition(":")[0] for use in uses()}
    assert {"app/server/guard.py", "app/server/http/proxies.py", "app/wire/handshake.py", "app/logs.py"} <= files
    assert not [file for file in files if "/readers/" in file and "document" not in file]


def test_no_pattern_takes_more_than_linear_time() -> None:
    once = {(use.pattern, use.method): use for use in uses()}.values()
    assert {f"{use.where} {use.method}": slow for use in once if (slow := quadratic(use))} == {}


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"(?:/[^/]+)*/(?:import|records)(?:/[^/]+)*", "fullmatch"), (r"\s+$", "sub"), (r"[a-z]+/", "search")],
)
def test_this_test_knows_a_quadratic_pattern_when_it_sees_one(pattern: str, method: str) -> None:
    assert quadratic(Use("", re.compile(pattern), method))
