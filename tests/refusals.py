"""Which codes a command may be refused with, read from the code: its case of `decide`, and the rules that it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.domain.errors import REASONS
from app.domain.messages.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DECIDE = ROOT / "app" / "domain" / "rules" / "decide.py"


def refusals() -> dict[str, set[str]]:
    """Return the codes of `REASONS` that a rule of each command names, by the command's name."""
    names = {kind.__name__: name for name, kind in COMMANDS.items()}
    codes: dict[str, set[str]] = {name: set() for name in COMMANDS}
    for case in (node for node in ast.walk(_tree(DECIDE)) if isinstance(node, ast.match_case)):
        for pattern in ast.walk(case.pattern):
            if isinstance(pattern, ast.MatchClass) and (name := names.get(ast.unparse(pattern.cls).removeprefix("c."))):
                for line in case.body:
                    codes[name] |= _codes(DECIDE, line, set())
    return codes


def _codes(path: Path, node: ast.AST, seen: set[ast.AST]) -> set[str]:
    """Return the codes in a piece of code of this module, and in the functions of the domain that it names."""
    codes = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and part.value in REASONS:
            codes.add(str(part.value))
        for module, function in _named(path, part):
            if function not in seen:
                seen.add(function)
                codes |= _codes(module, function, seen)
    return codes


def _named(path: Path, part: ast.AST) -> Iterator[tuple[Path, ast.AST]]:
    """Yield the function that a name stands for in this module, with its own module; none for other names."""
    if isinstance(part, ast.Name):
        module, name = _imported(path).get(part.id, (path, part.id))
    elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
        within, module_name = _imported(path).get(part.value.id, (path, ""))
        module, name = within.parent / within.stem / f"{module_name}.py", part.attr
    else:
        return
    if module.exists() and (function := _functions(module).get(name)):
        yield module, function


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def _functions(path: Path) -> dict[str, ast.AST]:
    return {node.name: node for node in _tree(path).body if isinstance(node, ast.FunctionDef)}


@cache
def _imported(path: Path) -> dict[str, tuple[Path, str]]:
    """Return what a module imports from the domain: its module and name there, by its name here."""
    lines = [line for line in _tree(path).body if isinstance(line, ast.ImportFrom) and line.module]
    modules = [(line, ROOT / f"{str(line.module).replace('.', '/')}.py") for line in lines]
    return {one.asname or one.name: (module, one.name) for line, module in modules for one in line.names}
