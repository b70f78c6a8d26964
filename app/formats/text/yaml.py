"""YAML as people write session documents: its plain part, read in bounded time, without constructing objects."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import yaml

from app.domain.errors import Invalid, Problem, Sentence

MOST_EVENTS = 60_000
DEEPEST = 30
LONGEST = 1_000_000  # characters
LONGEST_VALUE = 4_000  # of several lines


class _Plain(yaml.CSafeLoader):
    """Without dates and base-60 numbers: 10:30 and 2021-06-30 are texts, as in JSON, and so is 9.30."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in {"null", "bool", "merge"}]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9]\d{0,17})$"), list("-0123456789"))
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"(?!\d\d?\.\d\d$)-?\d{1,15}\.\d{1,15}$"), list("-0123456789")
)


_WITH_COLON = re.compile(
    r"^(?P<key>[ \t]{0,60}(?:- {1,8}){0,3}[^\W\d_][\w -]{0,40}: {1,8})"
    r"(?P<value>[^\s\"'\[\]{}|>&*!#%@`][^\n]{0,2000}?(?:: [^\n]*|:[ \t]{0,8}))$",
    re.MULTILINE,
)
_WITH_VALUE = re.compile(r"(?P<before>[ \t]{0,60}(?:- {1,8}){0,3})[^\W\d_][\w -]{0,40}: {1,8}[^\s\"'\[\]{}|>&*!#%@`]")
_GOES_ON = re.compile(r"(?P<space>[ \t]{1,60})[^\W\d_][^:\n]{1,2000}$")


def read_yaml(text: str) -> list[Any]:
    """Return the documents of a YAML text.

    Raises:
        Invalid: it is not YAML, is too large or too deep, or refers to itself with aliases.
    """
    try:
        _require_modest(text)
        return list(yaml.load_all(text, _Plain))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(Problem("", Sentence("This is not YAML that can be read: {what}.", what=_words(error)))) from None


def read_with_colons(text: str) -> list[Any] | None:
    """Return the documents of a YAML whose values have colons that YAML forbids, `a: b: c`; None if more is wrong.

    A value may go on in the next line as far left as its key, which YAML forbids as well.
    """
    if (quoted := _WITH_COLON.sub(_quoted, _with_second_lines(text))) != text:
        with suppress(Invalid):
            return read_yaml(quoted)
    return None


def _with_second_lines(text: str) -> str:
    """Return a text in which values have the lines below, which begin as far left as their keys; lines stay as many."""
    lines = text.split("\n")
    first, column = 0, -1
    for at, line in enumerate(lines):
        more = _GOES_ON.match(line) if len(lines[first]) < LONGEST_VALUE else None
        if more is not None and len(more["space"]) == column:
            lines[first], lines[at] = f"{lines[first].rstrip()} {line.strip()}", ""
        else:
            key = _WITH_VALUE.match(line)
            first, column = at, len(key["before"]) if key is not None else -1
    return "\n".join(lines)


def _quoted(match: re.Match[str]) -> str:
    value = match["value"].rstrip().replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["key"]}"{value}"'


def with_text_keys(value: Any) -> Any:
    """Return a value whose objects have texts as keys, as those of JSON do: YAML has numbers and `on`, too."""
    if isinstance(value, dict):
        return {"" if key is None else str(key): with_text_keys(part) for key, part in value.items()}
    return [with_text_keys(part) for part in value] if isinstance(value, list) else value


def _require_modest(text: str) -> None:
    """Check the events only: an alias is a few bytes that may represent millions."""
    if len(text) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST:,} characters")
    depth = 0
    for count, event in enumerate(yaml.parse(text, _Plain)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if count > MOST_EVENTS or depth > DEEPEST:
            raise ValueError("it is nested too deeply, or holds too much")
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("it refers to its own parts with aliases; write them out")


def _words(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return f"{where}{getattr(error, 'problem', None) or error}"
