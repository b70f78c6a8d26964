"""Change one token of the code, run the tests, and list the changes that no test notices.

    python scripts/mutants.py --count 55 --seed 1               # 55 of all of app/domain, chosen at random
    python scripts/mutants.py --count 0 --only state/timer.py   # each one of the files below app whose path holds this
    python scripts/mutants.py --near --only service/rooms --count 15

Each mutant is one comparison, `and`/`or`, sign, `not`, truth value or small number. The tests of domain, service and
formats run once unchanged, to record which of them come to which lines. A process then imports them all, and each
mutant is put into the functions of a fork of it, where those tests run that come to its statement, the nearest ones
first: those of the module's name, of its folder, of the domain, then those of the services and of the formats that
write sessions; but what takes long comes last. What is no function (a constant, a default) is changed in the source
that a fork imports. Processes that a test starts have the code as it is. A mutant is killed when a test fails or takes
many times as long; the others are printed with their line. Exit status 0: this measures.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import io
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
import time
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.machinery import SourceFileLoader
from itertools import islice, pairwise, permutations
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parent.parent
# The readers of other programs' files take long and use little of the domain.
TESTS = (("tests/domain",), ("tests/service", "tests/formats/record", "tests/formats/programme"))
LONG_S = 0.2
LIMIT_S, LIMIT_TIMES, LIMIT_CLOCK_S = 5, 10, 600  # of the processor 5 s and ten times what the test took; of the clock
LIMIT_BYTES = 4 << 30
AT_IMPORT = "import"  # in place of a test, where a line runs before all tests
FIRST_FAILURE = "first failure"  # how Hypothesis runs: the smallest example that fails is not looked for
OPTIONS = ("-p", "no:cacheprovider", "--assert=plain", "--tb=native", "--hypothesis-seed=0")
PAIRS = ("< <=", "> >=", "== !=", "+ -", "+= -=", "and or", "True False", "min max")
SWAPS = {old: new for pair in PAIRS for old, new in permutations(pair.split())}
SWAPS |= {"*": "+", "//": "*", "not": "", "0": "1", "1": "2", "2": "3"}

Changes = Sequence[tuple[FunctionType, CodeType]]


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

    def code(self) -> CodeType:
        lines = text_of(self.path).splitlines(keepends=True)
        row = lines[self.line - 1]
        lines[self.line - 1] = row[: self.column] + self.new + row[self.column + len(self.old) :]
        return compile("".join(lines), ROOT / self.path, "exec", dont_inherit=True)

    def compiles(self) -> bool:
        with contextlib.suppress(SyntaxError):
            return bool(self.code())
        return False

    def tiers(self, *, near: bool) -> Sequence[tuple[str, ...]]:
        """Return the tests to run: those of the module's name, then those of its folder, then, if not `near`, all."""
        folder = Path("tests", *self.path.parent.parts[1:])
        nearest = [(str(path),) for path in (folder / f"test_{self.path.stem}.py", folder) if (ROOT / path).exists()]
        return nearest if near else [*nearest, *TESTS]


@cache
def text_of(path: Path) -> str:
    """Return the text of a file as it was when the script began."""
    return (ROOT / path).read_text("utf-8")


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file, except in imports and decorators, which no rule depends on."""
    tokens = tokenize.generate_tokens(io.StringIO(text_of(path)).readline)
    return [
        Mutant(path, *token.start, token.string, SWAPS[token.string])
        for token in tokens
        if token.string in SWAPS and not token.line.lstrip().startswith(("import ", "from ", "@", "def ", "class "))
    ]


def in_fork(work: Callable[[], Any]) -> Any:
    """Return what a function returns in a fork of this process; None if that fails or is ended."""
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                answer.write(pickle.dumps(work()))
                answer.flush()
            os._exit(0)
        try:
            os.waitpid(child, 0)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        answer.seek(0)
        return pickle.loads(answer.read() or pickle.dumps(None))  # noqa: S301  # from the fork


@dataclass
class Collected:
    """Tests, and a function that runs them once they are collected, as a plugin of pytest."""

    tests: Sequence[str]
    work: Callable[[Sequence[pytest.Item]], Any]
    answer: Any = None

    def run(self) -> Any:
        """Collect and run, in a process that has imported nothing of the project."""
        # A group of their own, so that no process of theirs outlives the script, however it ends.
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        with tempfile.TemporaryDirectory() as folder:
            profile, files = f"--hypothesis-profile={FIRST_FAILURE}", f"--basetemp={folder}/tests"
            pytest.main([*OPTIONS, profile, files, *self.tests], [self])
        return self.answer

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.answer = None if session.testsfailed else self.work(session.items)
        return True


def objects_of(kind: type) -> list[Any]:
    """Return all objects of a type, also those that the tests keep from being looked through for garbage."""
    gc.unfreeze()
    objects = [one for one in gc.get_objects() if isinstance(one, kind)]
    gc.freeze()
    return objects


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; whether it and those before it pass."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return not item.session.testsfailed


class Record:
    """Which tests come to which lines of some files, and how long each test takes."""

    def __init__(self, files: set[Path]) -> None:
        self._coverage = Coverage(data_file=None, include=[str(ROOT / path) for path in files], config_file=False)
        self._files = files

    def of(self, tests: Sequence[str]) -> tuple[Any, Any] | None:
        """Run all tests; None if one fails: it would kill every mutant."""
        self._coverage.start()
        self._coverage.switch_context(AT_IMPORT)
        return Collected(tests, self._run).run()

    def _run(self, items: Sequence[pytest.Item]) -> tuple[Any, Any] | None:
        items[0].config.pluginmanager.register(self)
        caches = [one for one in objects_of(type(text_of)) if one.__module__.startswith("app.")]
        seconds = {}
        for item, following in pairwise([*items, None]):
            for one in caches:
                one.cache_clear()  # a test comes to what it needs, also if an earlier one has come there
            self._coverage.switch_context(item.nodeid)
            began = time.process_time()
            if not passes(item, following):
                return None
            seconds[item.nodeid] = time.process_time() - began
        self._coverage.stop()
        data = self._coverage.get_data()
        return {path: data.contexts_by_lineno(str(ROOT / path)) for path in self._files}, seconds

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """Ascribe what a fixture of several tests does to their file or folder."""
        if fixturedef.scope != "function":
            self._coverage.switch_context(fixturedef.baseid)
        try:
            return (yield)
        finally:
            self._coverage.switch_context(request._pyfuncitem.nodeid)


def changes_of(mutant: Mutant, functions: Sequence[FunctionType]) -> Changes:
    """Return the functions that a mutant changes, with their new code; those without a name are left out."""
    named = {(code.co_qualname, code.co_firstlineno): code for code in _codes(mutant.code())}
    changes = []
    for function in functions:
        old = function.__code__
        if old.co_filename == str(ROOT / mutant.path) and old.co_name != "<lambda>":
            new = named.get((old.co_qualname, old.co_firstlineno), old)
            changes += [(function, new)] if new != old else []
    return changes


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


@dataclass(frozen=True)
class Trials:
    """How mutants are tried: by the tests, files and folders that come to a line, in the order of their seconds."""

    comers: Mapping[Path, Mapping[int, Sequence[str]]]
    seconds: Mapping[str, float]
    near: bool

    def comers_to(self, mutant: Mutant) -> set[str]:
        """Return what comes to the statement of a mutant."""
        owners: dict[int, int] = {}
        for node in ast.walk(ast.parse(text_of(mutant.path))):  # the outer ones first
            if isinstance(node, ast.stmt):
                owners |= dict.fromkeys(range(node.lineno, (node.end_lineno or 0) + 1), node.lineno)
        lines = self.comers[mutant.path].items()
        return {one for line, names in lines if owners.get(line) == owners[mutant.line] for one in names}

    def in_functions(self, mutant: Mutant, changes: Changes, items: Sequence[pytest.Item]) -> bool:
        """Whether a mutant lives in these functions of this process."""
        for function, code in changes:
            function.__code__ = code
        return self._pass(mutant, tuple(self.comers_to(mutant) - {AT_IMPORT}), items)

    def in_source(self, mutant: Mutant) -> bool:
        """Whether a mutant lives in forks that import its source, the first of them with the nearest tests."""
        get_code = SourceFileLoader.get_code

        def changed(loader: SourceFileLoader, name: str) -> CodeType | None:
            return mutant.code() if loader.path == str(ROOT / mutant.path) else get_code(loader, name)

        def tried(tests: Sequence[str]) -> bool:
            SourceFileLoader.get_code = changed
            comers = self.comers_to(mutant)
            return Collected(tests, partial(self._pass, mutant, "" if AT_IMPORT in comers else tuple(comers))).run()

        return all(in_fork(partial(tried, tests)) for tests in mutant.tiers(near=self.near))

    def _pass(self, mutant: Mutant, comers: str | tuple[str, ...], items: Sequence[pytest.Item]) -> bool:
        """Whether all those tests pass whose names begin so, the nearest ones first, but what takes long last."""
        resource.setrlimit(resource.RLIMIT_DATA, (LIMIT_BYTES, LIMIT_BYTES))
        ranks = {}
        for item in items:
            near = [item.nodeid.startswith(paths) for paths in mutant.tiers(near=self.near)]
            # A test that was written since the first run is not known to pass unchanged.
            if any(near) and item.nodeid.startswith(comers) and item.nodeid in self.seconds:
                seconds = self.seconds[item.nodeid]
                ranks[item] = (seconds > LONG_S, near.index(True), seconds)
        for item, following in pairwise([*sorted(ranks, key=ranks.__getitem__), None]):
            signal.setitimer(signal.ITIMER_PROF, LIMIT_S + LIMIT_TIMES * self.seconds[item.nodeid])
            signal.setitimer(signal.ITIMER_REAL, LIMIT_CLOCK_S)
            if not passes(item, following):
                return False
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=55, help="how many mutants, at random; 0: all, in their order")
    parser.add_argument("--seed", type=int, default=1, help="the same seed chooses the same mutants")
    parser.add_argument("--near", action="store_true", help="run only the tests of the module's name and folder")
    parser.add_argument("--only", default="app/domain/", help="a part of the path below app")
    asked = parser.parse_args()
    settings.register_profile(FIRST_FAILURE, deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
    # So that the tests are ended, as after Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    os.chdir(ROOT)
    files = sorted(path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py"))
    every = [mutant for path in files if asked.only in str(path) for mutant in mutants_of(path)]
    if asked.count:
        random.Random(asked.seed).shuffle(every)
    mutants = list(islice(filter(Mutant.compiles, every), asked.count or None))
    tests = sorted({path for one in mutants for paths in one.tiers(near=asked.near) for path in paths})
    record = in_fork(partial(Record({one.path for one in mutants}).of, tests))
    if record is None:
        sys.exit("Some of these tests fail without any change.")
    trials, lived = Trials(*record, asked.near), {}
    out = os.fdopen(os.dup(1), "w")  # also for forks, whose tests write elsewhere

    def note(mutant: Mutant, lives: bool) -> None:
        lived[mutant] = lives
        which = "killed" if not lives else "LIVES " if trials.comers_to(mutant) else "LIVES, where no test comes:"
        print(f"{len(lived)}/{len(mutants)} {which} {mutant}", file=out, flush=True)

    def try_in_functions(items: Sequence[pytest.Item]) -> dict[Mutant, bool]:
        functions = objects_of(FunctionType)
        for mutant in mutants:
            if changes := changes_of(mutant, functions):
                lives = bool(in_fork(partial(trials.in_functions, mutant, changes, items)))
                # What was made at import has been made without the change: there, only a failure is certain.
                if not lives or AT_IMPORT not in trials.comers_to(mutant):
                    note(mutant, lives)
        return lived

    lived.update(in_fork(Collected(tests, try_in_functions).run) or {})
    for mutant in [one for one in mutants if one not in lived]:
        note(mutant, trials.in_source(mutant))
    print(f"{sum(lived.values())} of {len(mutants)} mutants live; {len(every)} tokens could be changed.")


if __name__ == "__main__":
    main()
