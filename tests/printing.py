"""Tables in the documentation that are printed from the code: `python -m tests.printing` writes them anew.

A document holds `<!-- printed: name -->` and `<!-- /printed -->`; what stands between is made here, a test compares.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.config import Settings
from app.domain.errors import REASONS
from app.domain.messages.commands import COMMANDS
from app.domain.state.fields import SLUG, TABLES
from app.domain.state.policy import MAY
from app.domain.state.questions import BACK, MOVES, SEEN, Moves
from app.domain.state.rundown import GuidingQuestion, Plan, Segment, Speaker
from app.domain.state.timer import LEGAL_MOVES
from app.domain.values import Role, clock_text
from app.formats.commands import command_model
from app.main import create_app
from app.wire import messages as protocol

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- printed: (?P<name>[a-z-]+) -->\n).*?(<!-- /printed -->)", re.DOTALL)
ENVELOPE = frozenset({"command", "key", "seen", "pressed_ms"})


def documents() -> list[Path]:
    """Every document that holds a printed block."""
    return [path for path in sorted((ROOT / "docs").rglob("*.md")) if BLOCK.search(path.read_text())]


def printed(text: str) -> str:
    """A document's text with every printed block as the code says it today."""
    return BLOCK.sub(lambda match: f"{match[1]}\n{BLOCKS[match['name']]()}\n{match[3]}", text)


def _table(*heading: str, rows: Iterable[Iterable[object]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"


def _folders() -> str:
    """The tree of `app`: each folder with its promise and the names of its modules."""
    return _table("folder", "its promise", "its modules", rows=map(_folder, sorted(ROOT.glob("app/**/__init__.py"))))


def _folder(init: Path) -> tuple[str, str, str]:
    promise = (ast.get_docstring(ast.parse(init.read_text())) or "").partition("\n")[0]
    modules = sorted(path.stem for path in init.parent.glob("*.py") if not path.stem.startswith("__"))
    return f"`{init.parent.relative_to(ROOT)}`", promise, ", ".join(modules)


def _clock_moves() -> str:
    return _table(
        "from",
        "to",
        rows=((f"`{state}`", ", ".join(f"`{to}`" for to in sorted(moves))) for state, moves in LEGAL_MOVES.items()),
    )


def _question_moves() -> str:
    """Rows are states, columns are where a command leads from there."""
    return _table(
        "command",
        "from",
        "to",
        rows=(
            (f"`{command}`", ", ".join(f"`{state}`" for state in froms), _where_to(to))
            for command, moves in MOVES.items()
            for to, froms in _by_target(moves).items()
        ),
    )


def _by_target(moves: Moves) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for state, to in moves.items():
        rows.setdefault(
            "same" if to == state and len(moves) > 1 and set(moves) == set(moves.values()) else str(to), []
        ).append(str(state))
    return rows


def _where_to(to: str) -> str:
    return {"same": "where it is", BACK: "where it was before"}.get(to, f"`{to}`")


def _question_states() -> str:
    return _table("state", "seen by", rows=((f"`{state}`", str(seen)) for state, seen in SEEN.items()))


def _roles() -> str:
    roles = [role for role in Role if role is not Role.SYSTEM]
    return _table(
        "command",
        *roles,
        rows=(
            (f"`{name}`", *("yes" if kind in MAY[role] else "" for role in roles)) for name, kind in COMMANDS.items()
        ),
    )


def _commands() -> str:
    return _table("command", "fields", rows=((f"`{name}`", _fields(name)) for name in COMMANDS))


def _fields(name: str) -> str:
    model = command_model(name)
    own = [
        f"`{info.alias or field}{'' if info.is_required() else '?'}` {_kind(info.annotation)}"
        for field, info in model.model_fields.items()
        if field not in ENVELOPE
    ]
    rest = ["those of the session document"] if model.model_config.get("extra") == "allow" else []
    return ", ".join([*own, *rest])


def _kind(annotation: Any) -> str:
    """A field's type in the words of JSON."""
    options = get_args(annotation)
    if get_origin(annotation) is Literal:
        return " or ".join(f'"{option}"' for option in options)
    if get_origin(annotation) is tuple:
        return f"[{_kind(options[0])}]"
    if options:
        return " or ".join(_kind(option) for option in options)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " or ".join(f'"{option}"' for option in annotation)
    name: str = annotation.__name__
    return {"str": "text", "int": "whole number", "bool": "true or false", "NoneType": "null"}.get(name, name)


def _reasons() -> str:
    return _table("code", "sentence", rows=((f"`{code}`", sentence) for code, sentence in REASONS.items()))


def _close_codes() -> str:
    codes = {
        value: name
        for name, value in vars(protocol).items()
        if name.isupper() and isinstance(value, int) and 1000 <= value < 5000 and name != "LONGEST_MESSAGE"
    }
    return _table("code", "meaning", rows=((code, codes[code].replace("_", " ").lower()) for code in sorted(codes)))


def _settings() -> str:
    return _table(
        "variable",
        "default",
        "what it is",
        rows=(
            (f"`ROSTRUM_{name.upper()}`", f"`{field.default}`", field.description)
            for name, field in Settings.model_fields.items()
        ),
    )


def _paths() -> str:
    """Every address for programs, from the schema that `/openapi.json` has."""
    with TemporaryDirectory() as data:
        paths = create_app(Settings(data=Path(data))).openapi()["paths"]
    return _table(
        "address",
        "what it is",
        rows=(
            (f"`{method.upper()} {path}`", what.get("description", "").partition("\n")[0])
            for path, methods in paths.items()
            for method, what in methods.items()
        ),
    )


# What holds where a field is left out, if that is no value that the code could print.
_WITHOUT = {
    "session.slug": "made from the title",
    "session.ends_at": "where all of it would end as planned",
    "session.conference": "no title, no venue, UTC",
    "session.review_words": "the usual list",
    "segment.id": "made up",
    "segment.title": "its first speaker's name, or its kind",
    "segment.minimum": "two thirds of its time",
    "segment.wrap_up": "the session's",
    "segment.last_call": "the session's",
    "speaker.id": "made up",
    "guiding_question.id": "made up",
}


def _document_fields() -> str:
    """Every field of the session document: what it may hold, and what holds where it is left out."""
    return _table("of", "field", "without it", rows=(row for of, kind in _PARTS.items() for row in _rows_of(of, kind)))


def _rows_of(of: str, kind: type) -> Iterator[tuple[str, str, str]]:
    names = {"slug": SLUG, **TABLES[of]} if of == "session" else TABLES[of]
    types = get_type_hints(kind)
    defaults = {field.name: field.default for field in fields(kind)}
    for name, (target, _) in names.items():
        if not (name.endswith("_ms") and name.removesuffix("_ms") in names):
            without = _WITHOUT.get(f"{of}.{name}") or _default(defaults[target], in_ms=target.endswith("_ms"))
            yield f"`{of}`", f"`{name}`{_choices(types[target])}", without


def _choices(kind: Any) -> str:
    return f": {', '.join(f'`{option}`' for option in kind)}" if isinstance(kind, type(StrEnum)) else ""


def _default(value: Any, *, in_ms: bool) -> str:
    if value is MISSING:
        return "refused"
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
    "folders": _folders,
    "paths": _paths,
    "document-fields": _document_fields,
    "clock-moves": _clock_moves,
    "question-moves": _question_moves,
    "question-states": _question_states,
    "roles": _roles,
    "commands": _commands,
    "reasons": _reasons,
    "close-codes": _close_codes,
    "settings": _settings,
}


if __name__ == "__main__":
    for document in documents():
        document.write_text(printed(document.read_text()))
