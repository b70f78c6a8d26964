"""Change one token of the code at random, run the tests, and list the changes that no test notices.

    python scripts/mutants.py --count 55 --seed 1                   # of all of app/domain
    python scripts/mutants.py --only timer.py --count 20            # of the files below app whose path holds this
    python scripts/mutants.py --near --only service/rooms --count 15

Each mutant is one comparison, `and`/`or`, sign, `not`, truth value or small number, changed in a copy of the project.
The tests of domain, service and formats run against it, those nearest to the changed module first: the ones of its
name, of its folder, of the domain, then those of the services and of the formats that write sessions. A mutant is
killed when a test fails or hangs; the others are printed with their line. Exit status 0: this measures.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import contextlib
import importlib
import io
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("app", "tests", "scripts", "templates", "static", "docs", "migrations", "locale", "pyproject.toml")
# The readers of other programs' files take long and use little of the domain.
TESTS = (("tests/domain",), ("tests/service", "tests/formats/record", "tests/formats/programme"))
LIMIT_S = 300  # of the processor; of the clock six times that
FIRST_FAILURE = "first failure"  # how Hypothesis runs: the smallest example that fails is not looked for
SWAPS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "+=": "-=",
    "-=": "+=",
    "*": "+",
    "//": "*",
    "and": "or",
    "or": "and",
    "not": "",
    "True": "False",
    "False": "True",
    "0": "1",
    "1": "2",
    "2": "3",
    "min": "max",
    "max": "min",
}


@dataclass(frozen=True)
class Mutant:
    """One token of one file, and its replacement. Lines count from 1, columns from 0."""

    path: Path
    line: int
    column: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.old!r} -> {self.new!r}"

    def applied(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        row = lines[self.line - 1]
        lines[self.line - 1] = row[: self.column] + self.new + row[self.column + len(self.old) :]
        return "".join(lines)


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file, except in imports and decorators, which no rule depends on."""
    text = (ROOT / path).read_text("utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [
        Mutant(path, *token.start, token.string, SWAPS[token.string])
        for token in tokens
        if token.string in SWAPS and not token.line.lstrip().startswith(("import ", "from ", "@", "def ", "class "))
    ]


def compiles(mutant: Mutant) -> bool:
    try:
        compile(mutant.applied((ROOT / mutant.path).read_text("utf-8")), "mutant", "exec")
    except SyntaxError:
        return False
    return True


def is_killed(mutant: Mutant, copy: Path, *, near: bool) -> bool:
    """Whether a test fails with this mutant in place; `near`: a test of its name or of its folder."""
    target = copy / mutant.path
    whole = target.read_text("utf-8")
    target.write_text(mutant.applied(whole), "utf-8")
    try:
        return any(_fails(tests, copy) for tests in tiers_of(mutant, near=near))
    finally:
        target.write_text(whole, "utf-8")


def tiers_of(mutant: Mutant, *, near: bool) -> Sequence[tuple[str, ...]]:
    """Return the tests to run: those of the module's name, then those of its folder, then, if not `near`, all."""
    folder = Path("tests", *mutant.path.parent.parts[1:])
    nearest = [(str(path),) for path in (folder / f"test_{mutant.path.stem}.py", folder) if (ROOT / path).exists()]
    return nearest if near else [*nearest, *TESTS]


def _once(tests: Sequence[str]) -> list[str]:
    """Return these files and folders without those that are in another one of them."""
    return sorted(one for one in set(tests) if not {str(folder) for folder in Path(one).parents} & set(tests))


def _fails(tests: Sequence[str], copy: Path) -> bool:
    """Whether tests fail in a fork of this process, which has imported what they need of others already."""
    child = os.fork()
    if not child:
        _run(tests, copy)
    try:
        return _exit_status(child) != 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def _run(tests: Sequence[str], copy: Path) -> NoReturn:
    # A group of their own, so that no process of theirs outlives the script, however it ends.
    os.setsid()
    os.chdir(copy)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
    os._exit(pytest.main([*options, f"--hypothesis-profile={FIRST_FAILURE}", *tests], [QuickFirst()]))


class QuickFirst:
    """Put tests with random examples behind the others: they take a hundred times longer."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: is_hypothesis_test(getattr(item, "obj", None)))


def _exit_status(child: int) -> int:
    """Wait for a process; 1 if it takes too long."""
    until = time.monotonic() + 6 * LIMIT_S
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.02)
    return 1


def import_others(files: list[Path]) -> None:
    """Import what these files import of other packages, so that every fork has it."""
    for path in files:
        for line in ast.parse((ROOT / path).read_text("utf-8")).body:
            names = [one.name for one in line.names] if isinstance(line, ast.Import) else []
            names += [line.module or ""] if isinstance(line, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] != "app":
                    importlib.import_module(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=55, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same mutants")
    parser.add_argument("--near", action="store_true", help="run only the tests of the module's name and folder")
    parser.add_argument("--only", default="app/domain/", help="a part of the path below app")
    asked = parser.parse_args()
    settings.register_profile(FIRST_FAILURE, deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
    # So that the tests are ended and the copy is deleted, as after Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    files = sorted(path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py"))
    every = [mutant for path in files if asked.only in str(path) for mutant in mutants_of(path)]
    random.Random(asked.seed).shuffle(every)
    chosen = list(islice(filter(compiles, every), asked.count))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name)
            elif (ROOT / name).is_file():
                shutil.copy(ROOT / name, copy / name)
        # Once for all mutants; a module that is changed is newer than its bytecode, which is then left unread.
        compileall.compile_dir(copy / "app", quiet=1)
        import_others(files)
        # This also stores the bytecode of the tests. A test that fails of itself would kill every mutant.
        if _fails(_once([path for one in chosen for tests in tiers_of(one, near=asked.near) for path in tests]), copy):
            sys.exit("Some of these tests fail without any change.")
        sys.dont_write_bytecode = True
        alive = 0
        for number, mutant in enumerate(chosen, start=1):
            killed = is_killed(mutant, copy, near=asked.near)
            alive += not killed
            print(f"{number}/{len(chosen)} {'killed' if killed else 'LIVES '} {mutant}", flush=True)
    print(f"{alive} of {len(chosen)} mutants live; {len(every)} tokens could be changed.")


if __name__ == "__main__":
    main()
