"""Plain words: docstrings, comments, screens and documents name who acts, in the English of a good manual."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.printing import BLOCK, ROOT

# The moderator, a viewer, the room: name the one that acts. Identifiers such as `nobody_has_floor` are no words.
HIDES_THE_ROLE = r"who(?:m|so)?ever|somebody|someone|nobody|anybody|anyone|everybody|everyone|no one"
# Each of these has a plainer sentence: "any format", "again", "the result of", "forget", "revoked".
RIDDLES = r"what(?:so)?ever|whichever|that which|anew|what (?:became|becomes|has become) of|let go of|counts? no more"
# What screens said before: "not discussed yet", "No change.", "default link", "Reconnecting", "not responding since".
RETIRED = (
    r"not yet touched|was so already|blackout changed|nothing waits|from nothing|standing links?|floor keys|"
    r"know it again|trying to come back|silent since|reads? them first"
)
AVOIDED = re.compile(rf"\b(?:{HIDES_THE_ROLE}|{RIDDLES}|{RETIRED})\b", re.IGNORECASE)

DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
PYTHON = [path for name in ("app", "bench", "migrations", "scripts") for path in sorted((ROOT / name).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = [
    *sorted((ROOT / "static" / "js").rglob("*.js")),
    *sorted((ROOT / "scripts").glob("*.sh")),
    *sorted((ROOT / "bench").glob("*.c")),
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DEPLOYED = sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())
COMMANDS = [ROOT / "Makefile", ROOT / "Dockerfile", ROOT / "compose.yaml", *DEPLOYED]


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield a file's words with their line numbers: of Python its texts and comments, of other files each line."""
    if path.suffix == ".py":
        yield from _python_prose(path.read_text())
    else:
        # What is printed from the code into a document is the code's.
        yield from enumerate(BLOCK.sub("", path.read_text()).splitlines(), 1)


def _said_of_tests(source: str) -> Iterator[tuple[int, str]]:
    """Yield the docstrings, comments and names of a module; its other texts are what it tests with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name.replace("_", " ")
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield 1 if isinstance(node, ast.Module) else node.lineno, ast.get_docstring(node) or ""
    yield from _comments(source)


def _comments(source: str) -> Iterator[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def _python_prose(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from enumerate(node.value.splitlines(), node.lineno)
    yield from _comments(source)


def test_words_are_plain() -> None:
    # A test for each of eight hundred files would take longer than reading them does.
    paths = [*DOCUMENTS, *PYTHON, ROOT / "start.py", *TEMPLATES, *SCRIPTS, *COMMANDS]
    lines = [(f"{path.relative_to(ROOT)}:{number}", line) for path in paths for number, line in prose(path)]
    assert len(lines) > 20_000
    assert [(place, line.strip()) for place, line in lines if AVOIDED.search(line)] == []


def test_words_about_tests_are_plain() -> None:
    said = [(path, *hit) for path in TESTS for hit in _said_of_tests(path.read_text())]
    assert len(said) > 10_000
    assert [hit for hit in said if AVOIDED.search(hit[2])] == []


def test_every_kind_of_text_in_a_module_is_read() -> None:
    source = '"""For everybody."""\nX = f"{1} for nobody"  # so that somebody reads it\nnobody_has_floor = "whoever"\n'
    hits = [(number, AVOIDED.findall(line)) for number, line in _python_prose(source)]
    assert sorted(hit for hit in hits if hit[1]) == [
        (1, ["everybody"]),
        (2, ["nobody"]),
        (2, ["somebody"]),
        (3, ["whoever"]),
    ]
