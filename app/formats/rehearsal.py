"""Rehearsal files: JSON lines, a session document first, then commands with their instants, and what to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.errors import Invalid, Problem
from app.domain.state.document import read_document
from app.domain.state.fields.readers import Calendar, read_instant
from app.domain.state.rundown import Plan
from app.domain.values import Role
from app.formats.commands import read_command
from app.formats.text.json import read_object

# The parts that a rehearsal can show.
SHOWS = ("view", "report", "rebalance", "text")


@dataclass(frozen=True, slots=True)
class UnreadableCommand:
    """An unreadable command; it is refused when its turn comes."""

    refusal: Invalid


@dataclass(frozen=True, slots=True)
class Give:
    """A role gives a command at an instant; `written` is the instant as the file has it, for the response.

    `by` is the id of the speaker whose link gives it; None for other roles.
    """

    at_ms: int
    written: object
    role: Role
    by: str | None
    name: str
    sent: Any


@dataclass(frozen=True, slots=True)
class Show:
    """Show a part at an instant, as a role sees it, or the speaker `by`."""

    at_ms: int
    role: Role
    by: str | None
    what: str
    mode: str


Step = Give | Show


@dataclass(frozen=True, slots=True)
class Script:
    """A plan and its steps, in order of time."""

    plan: Plan
    steps: tuple[Step, ...]


class UnreadableFile(Exception):
    """The file cannot be read; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line


def read_rehearsal(lines: Iterable[str]) -> Script:
    """Read the script of a rehearsal file.

    Raises:
        UnreadableFile: with the line and the reason. An unreadable command is no such reason; as on the server it is
            refused when its turn comes.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    first = next(numbered, None)
    if first is None:
        raise UnreadableFile(1, "the file is empty; its first line is a session document")
    try:
        plan = read_document(read_object(first[1]))
    except Invalid as error:
        raise UnreadableFile(first[0], error.sentence) from None
    return Script(plan, tuple(_steps(numbered, _days(plan))))


def _days(plan: Plan) -> tuple[Calendar, ...]:
    """Return the possible days of a time of day: the session's, and the next one if the session is planned into it."""
    first = Calendar.of(plan)
    last = datetime.fromtimestamp(plan.ends_at_ms / 1000, first.zone).date()
    return (first,) if last == first.day else (first, replace(first, day=last))


def _steps(numbered: Iterator[tuple[int, str]], days: tuple[Calendar, ...]) -> Iterator[Step]:
    latest = 0
    for number, line in numbered:
        try:
            step = _step(read_object(line), days, latest)
        except Invalid as error:
            raise UnreadableFile(number, error.sentence) from None
        if step.at_ms < latest:
            raise UnreadableFile(
                number, "time goes backwards; each line is at the instant of the one before it, or later"
            )
        latest = step.at_ms
        yield step


def _step(raw: dict[str, Any], days: tuple[Calendar, ...], latest: int) -> Step:
    if "at" not in raw:
        raise _wrong("at", "is missing")
    at = raw.pop("at")
    instant, role = _instant(at, days, latest), _role(raw.pop("role", "moderator"))
    by = _by(raw.pop("by", None), role)
    if "show" not in raw:
        return Give(instant, at, role, by, str(raw.get("command")), _command(raw))
    what, mode = raw.pop("show"), raw.pop("mode", "proportional")
    if what not in SHOWS or mode not in {"proportional", "equal"} or raw:
        raise _wrong("show", f"is one of {', '.join(SHOWS)}, with nothing beside it but at, role, by and mode")
    return Show(instant, role, by, what, mode)


def _instant(at: object, days: tuple[Calendar, ...], latest: int) -> int:
    """Return the first day on which this is not before the line above; else the session's own day."""
    read = [read_instant(at, day, latest) for day in days]
    return next((instant for instant in read if instant >= latest), read[0])


def _command(raw: dict[str, Any]) -> Any:
    try:
        return read_command(raw)
    except Invalid as error:
        return UnreadableCommand(error)


def _role(value: object) -> Role:
    known = [role for role in Role if role is not Role.SYSTEM]
    if value not in known:
        raise _wrong("role", f"is one of {', '.join(known)}")
    return Role(str(value))


def _by(value: object, role: Role) -> str | None:
    """Return the id of the speaker whose link a line is sent with."""
    if value is not None and (role is not Role.SPEAKER or not isinstance(value, str)):
        raise _wrong("by", "is the id of a speaker, on lines of the role speaker")
    return value


def _wrong(where: str, what: str) -> Invalid:
    return Invalid(Problem(where, what))
