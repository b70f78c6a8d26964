"""Lists of the documentation, printed from the code: `python -m tests.printing` updates them.

A document has `<!-- printed: name -->` and `<!-- /printed -->`; the text between is made here, and a test compares.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.config import Settings
from app.domain.errors import REASONS
from app.domain.messages.commands import COMMANDS
from app.domain.state.fields.tables import SLUG, TABLES
from app.domain.state.policy import MAY
from app.domain.state.questions import BACK, MOVES, SEEN, Moves
from app.domain.state.rundown import GuidingQuestion, Plan, Segment, Speaker
from app.domain.state.timer import LEGAL_MOVES
from app.domain.values import Role, clock_text
from app.domain.views.webhook_events import ALL_NAMES
from app.formats.commands import command_model
from app.main import create_app
from app.outside.actions import ACTIONS
from app.wire import messages as protocol
from tests.refusals import refusals

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- printed: (?P<name>[a-z-]+) -->\n).*?(<!-- /printed -->)", re.DOTALL)
ENVELOPE = frozenset({"command", "key", "seen", "pressed_ms"})


def documents() -> list[Path]:
    """Return every document with a printed block."""
    return [path for path in sorted((ROOT / "docs").rglob("*.md")) if BLOCK.search(path.read_text())]


def printed(text: str) -> str:
    """Return a document's text with every block printed from the present code."""
    return BLOCK.sub(lambda match: f"{match[1]}\n{BLOCKS[match['name']]()}\n{match[3]}", text)


def _list(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _named(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _layers() -> str:
    """Print the floors of `app`, top down, as import-linter is told them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = next(contract["layers"] for contract in contracts if contract.get("containers") == ["app"])
    return f"    {' > '.join(floors)}\n"


def _folders() -> str:
    """Print the tree of `app`: each folder with its promise."""
    folders = [init.parent for init in ROOT.glob("app/**/__init__.py")]
    rows = [(_branch(folder), _promise(folder)) for folder in sorted(folders)]
    width = max(len(branch) for branch, _ in rows) + 2
    return "\n".join(["```text", *(f"{branch:{width}}{promise}" for branch, promise in rows), "```"]) + "\n"


def _branch(folder: Path) -> str:
    depth = len(folder.relative_to(ROOT).parts) - 1
    return f"{'  ' * depth}{folder.name}/"


def _promise(folder: Path) -> str:
    return (ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or "").partition("\n")[0]


def _clock_moves() -> str:
    return _list(f"`{state}` → {_named(sorted(moves))}" for state, moves in LEGAL_MOVES.items())


def _question_moves() -> str:
    """Print each command with the states it leads from and to."""
    return _list(
        f"`{command}`: {_named(froms)} → {_where_to(to)}"
        for command, moves in MOVES.items()
        for to, froms in _by_target(moves).items()
    )


def _by_target(moves: Moves) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for state, to in moves.items():
        rows.setdefault(
            "same" if to == state and len(moves) > 1 and set(moves) == set(moves.values()) else str(to), []
        ).append(str(state))
    return rows


def _where_to(to: str) -> str:
    return {"same": "unchanged", BACK: "the state before"}.get(to, f"`{to}`")


def _question_states() -> str:
    return _list(
        f"{states}: {seen}" for seen, states in _grouped({str(state): str(seen) for state, seen in SEEN.items()})
    )


def _roles() -> str:
    roles = [role for role in Role if role is not Role.SYSTEM]
    may = {name: ", ".join(role for role in roles if kind in MAY[role]) for name, kind in COMMANDS.items()}
    (most, _), *fewer = sorted(_grouped(may), key=lambda row: row[1].count(","), reverse=True)
    return _list([*(f"{roles}: {commands}" for roles, commands in fewer), f"{most}: all others"])


def _commands() -> str:
    return _list(f"{fields}: {commands}" for fields, commands in _grouped({name: _fields(name) for name in COMMANDS}))


def _grouped(facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One row for each fact, with all names that it is true of."""
    for fact in dict.fromkeys(facts.values()):
        yield fact or "none", _named(name for name, its in facts.items() if its == fact)


def _fields(name: str) -> str:
    model = command_model(name)
    own = [
        f"`{info.alias or field}{'' if info.is_required() else '?'}` {_kind(info.annotation)}".removesuffix(" text")
        for field, info in model.model_fields.items()
        if field not in ENVELOPE
    ]
    rest = ["those of the session document"] if model.model_config.get("extra") == "allow" else []
    return ", ".join([*own, *rest]).replace("?` text|null", "?`").replace("?` integer|null", "?` integer")


def _kind(annotation: Any) -> str:
    """Return a field's type in the words of JSON."""
    options = get_args(annotation)
    if get_origin(annotation) is Literal:
        return "|".join(f'"{option}"' for option in options)
    if get_origin(annotation) is tuple:
        return f"[{_kind(options[0])}]"
    if options:
        return "|".join(_kind(option) for option in options)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "|".join(f'"{option}"' for option in annotation)
    name: str = annotation.__name__
    return {"str": "text", "int": "integer", "bool": "boolean", "NoneType": "null"}.get(name, name)


def _webhook_events() -> str:
    """Print the names of all events that receivers of webhooks are told."""
    return _named(ALL_NAMES) + "\n"


def _actions() -> str:
    """Print every action of programs outside, as it is written behind `/do/`."""
    return _list(f"{_call(name, action.arguments)}: {action.what}" for name, action in ACTIONS.items())


def _call(name: str, arguments: str) -> str:
    return f"`{name}` {arguments}".rstrip()


def _reasons() -> str:
    refused = refusals()
    of = {code: _named(name for name in COMMANDS if code in refused[name]) for code in REASONS}
    return _list(f"`{code}`: {said}{of[code] and f' ({of[code]})'}" for code, said in REASONS.items())


def _close_codes() -> str:
    codes = {
        value: name
        for name, value in vars(protocol).items()
        if name.isupper() and isinstance(value, int) and 1000 <= value < 5000 and name != "LONGEST_MESSAGE"
    }
    return ", ".join(f"{code} {codes[code].replace('_', ' ').lower()}" for code in sorted(codes)) + "\n"


def _settings() -> str:
    return _list(
        f"`ROSTRUM_{name.upper()}`{_setting(field.default)}: {field.description}"
        for name, field in Settings.model_fields.items()
    )


def _setting(default: object) -> str:
    """Return a default as it is written in the environment, in brackets; nothing if there is none."""
    if default is None or default in ("", ()):
        return ""
    written = json.dumps([str(item) for item in default]) if isinstance(default, tuple) else str(default).lower()
    return f" (`{written}`)"


def _paths() -> str:
    """Every address for programs, from the schema that `/openapi.json` has."""
    with TemporaryDirectory() as data:
        paths = create_app(Settings(data=Path(data))).openapi()["paths"]
    return _list(
        f"`{method.upper()} {path}`: {_what(what.get('description', ''))}"
        for path, methods in paths.items()
        for method, what in methods.items()
    )


def _what(description: str) -> str:
    """Return what an address gives or does: the first line, without the verb that nearly all begin with."""
    line = description.partition("\n")[0].removeprefix("Return ")
    return line[:1].upper() + line[1:]


# Defaults that are no value which the code could print.
_WITHOUT = {
    "session.slug": "made from the title",
    "session.ends_at": "the start plus all planned times",
    "session.conference": "no title, no venue, UTC",
    "session.review_words": "the default list",
    "segment.id": "generated",
    "segment.title": "its first speaker's name, or its kind",
    "segment.minimum": "two thirds of its time",
    "segment.wrap_up": "the session's",
    "segment.last_call": "the session's",
    "speaker.id": "generated",
    "guiding_question.id": "generated",
}


def _document_fields() -> str:
    """Every field of the session document with its choices, grouped by default."""
    return _list(f"{of}: {'; '.join(_by_default(of, kind))}" for of, kind in _PARTS.items())


def _by_default(of: str, kind: type) -> Iterator[str]:
    by_default: dict[str, list[str]] = {}
    for field, without in _fields_of(of, kind):
        by_default.setdefault(without, []).append(field)
    for without, names in by_default.items():
        yield f"{', '.join(names)} ({without})"


def _fields_of(of: str, kind: type) -> Iterator[tuple[str, str]]:
    names = {"slug": SLUG, **TABLES[of]} if of == "session" else TABLES[of]
    types = get_type_hints(kind)
    defaults = {field.name: field.default for field in fields(kind)}
    for name, (target, _) in names.items():
        if not (name.endswith("_ms") and name.removesuffix("_ms") in names):
            without = _WITHOUT.get(f"{of}.{name}") or _default(defaults[target], in_ms=target.endswith("_ms"))
            yield f"`{name}`{_choices(types[target])}", without


def _choices(kind: Any) -> str:
    return f" `{'|'.join(kind)}`" if isinstance(kind, type(StrEnum)) else ""


def _default(value: Any, *, in_ms: bool) -> str:
    if value is MISSING:
        return "required"
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(f"`{clock_text(item)}`" for item in value)
    return f"`{clock_text(value)}`" if in_ms else f"`{value}`"


_PARTS: dict[str, type] = {
    "session": Plan,
    "segment": Segment,
    "speaker": Speaker,
    "guiding_question": GuidingQuestion,
}

BLOCKS: dict[str, Callable[[], str]] = {
    "layers": _layers,
    "folders": _folders,
    "paths": _paths,
    "document-fields": _document_fields,
    "clock-moves": _clock_moves,
    "question-moves": _question_moves,
    "question-states": _question_states,
    "roles": _roles,
    "commands": _commands,
    "actions": _actions,
    "webhook-events": _webhook_events,
    "reasons": _reasons,
    "close-codes": _close_codes,
    "settings": _settings,
}


if __name__ == "__main__":
    for document in documents():
        document.write_text(printed(document.read_text()))
