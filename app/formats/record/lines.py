"""The whole record as JSON lines: rundown, journal and votes. Another server that reads it gives the same report.

The first line has the kind of file, the number of lines that follow, and the rundown as a session document, for people
and for rehearsal. Names given with questions are left out: they are stored apart from the journal, and stay.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.domain.codec import UnknownEvent, from_line, to_line
from app.domain.errors import Invalid, Problem, Sentence
from app.domain.messages import events as e
from app.domain.messages.base import Event
from app.domain.state.document import check
from app.domain.state.fields.readers import Calendar, calendar_of, read_fields
from app.domain.state.fields.tables import SLUG
from app.domain.state.fold import fold
from app.domain.state.rundown import Plan
from app.domain.state.session import Session
from app.domain.state.votes import Ballot
from app.domain.values import Role
from app.domain.views.report import report
from app.domain.views.view import project
from app.formats.programme.document import document_of
from app.formats.text.json import read_object

VERSION = 1


@dataclass(frozen=True, slots=True)
class Recording:
    """A session that can be moved: its journal and its votes."""

    records: tuple[e.Record, ...]
    ballots: tuple[Ballot, ...] = ()

    @property
    def slug(self) -> str:
        return str(_document(self.records[0])["slug"])

    def under(self, slug: str) -> Recording:
        """Return the same session with another address."""
        return replace(self, records=tuple(_renamed(record, slug) for record in self.records))


def write_recording(plan: Plan, records: Sequence[e.Record], ballots: Sequence[Ballot]) -> Iterator[str]:
    """Yield the lines, without their ends."""
    head = {"rostrum_record": VERSION, "records": len(records), "ballots": len(ballots), "document": document_of(plan)}
    yield json.dumps(head, ensure_ascii=False)
    yield from map(to_line, records)
    for ballot in ballots:
        yield json.dumps({"ballot": list(ballot)}, ensure_ascii=False)


def is_recording(first_line: str) -> bool:
    """Whether a file that begins with this line is a whole record."""
    return '"rostrum_record"' in first_line[:200]


def read_recording(lines: Iterable[str]) -> Recording:
    """Read the session of a file.

    Raises:
        Invalid: it is not a whole record, or one that this server does not understand; the problem names the line.
    """
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    number, first = next(numbered, (1, ""))
    head = _head(number, first)
    records = tuple(_record(number, line) for number, line in islice(numbered, head["records"]))
    ballots = tuple(_ballot(number, line) for number, line in islice(numbered, head["ballots"]))
    if (len(records), len(ballots)) != (head["records"], head["ballots"]):
        cut = Sentence(
            "it is cut off; records that were announced: {records}, votes: {votes}",
            records=head["records"],
            votes=head["ballots"],
        )
        raise _wrong(0, cut)
    if (more := next(numbered, None)) is not None:
        raise _wrong(more[0], Sentence("there is more than was announced"))
    _require_sound(records)
    return Recording(records, ballots)


def require_slug(slug: str) -> str:
    """Return the slug if it is an address.

    Raises:
        Invalid: it is not an address.
    """
    problems: list[Problem] = []
    read_fields({"slug": slug}, {"slug": SLUG}, calendar_of({}), "", problems)
    if problems:
        raise Invalid(*problems)
    return slug


def _head(number: int, line: str) -> dict[str, Any]:
    try:
        head = read_object(line)
    except Invalid as error:
        raise _wrong(number, error.sentence) from None
    if "rostrum_record" not in head:
        raise _wrong(number, Sentence("this is not a record of Rostrum: those begin with a line that says so"))
    if head["rostrum_record"] != VERSION:
        raise _wrong(number, Sentence("it was written by a newer server"))
    if not all(type(head.get(name)) is int and head[name] >= 0 for name in ("records", "ballots")):
        raise _wrong(number, Sentence("it does not say how many records and votes follow"))
    return head


def _record(number: int, line: str) -> e.Record:
    try:
        record = from_line(json.dumps(read_object(line)))
        _adapter(record.event.kind).validate_json(json.dumps(_fields(record.event)), strict=True)
        Role(record.role)
        _ENVELOPE.validate_python((record.seq, record.at_ms, record.actor, record.key, record.command), strict=True)
    except UnknownEvent as error:
        raise _wrong(number, error.sentence) from None
    except Invalid as error:
        raise _wrong(number, error.sentence) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(number, Sentence("this is not a record: {error}", error=_first_line(error))) from None
    return record


_ENVELOPE: TypeAdapter[tuple[int, int, str, str | None, str]] = TypeAdapter(tuple[int, int, str, str | None, str])


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(e.EVENTS[kind])


def _fields(event: Event) -> dict[str, Any]:
    return {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}


def _ballot(number: int, line: str) -> Ballot:
    parts = read_object(line).get("ballot")
    if not isinstance(parts, list) or [type(part) for part in parts] != [str, str, int]:
        raise _wrong(number, Sentence("this is not a vote"))
    return Ballot(*parts)


def _require_sound(records: Sequence[e.Record]) -> None:
    """Report the errors of a record edited by hand here, not later on a server that can no longer load it."""
    if not records or not isinstance(records[0].event, e.SessionCreated):
        raise _wrong(2, Sentence("a journal begins with the creation of its session"))
    if [record.seq for record in records] != list(range(1, len(records) + 1)):
        raise _wrong(0, Sentence("the records are not numbered 1, 2, 3 and so on"))
    if any(later.at_ms < earlier.at_ms for earlier, later in pairwise(records)):
        raise _wrong(0, Sentence("time goes backwards in it"))
    keys = [record.key for record in records if record.key is not None]
    if len(set(keys)) < len(keys):
        raise _wrong(0, Sentence("two commands have the same key"))
    require_slug(str(_document(records[0]).get("slug", "")))
    check(_folded(records).plan)


def _folded(records: Sequence[e.Record]) -> Session:
    try:
        session = fold(records)
        Calendar.of(session.plan)
        project(session, Role.MODERATOR, session.at_ms)
        report(session, session.at_ms, records)
    except (ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError) as error:
        # Hand-made events can contradict each other in any way; the fold trusts the decisions of `decide`.
        raise _wrong(0, Sentence("the records contradict each other: {error}", error=_first_line(error))) from None
    return session


def _document(record: e.Record) -> dict[str, Any]:
    return dict(getattr(record.event, "document"))  # noqa: B009 - of the two events that have one


def _renamed(record: e.Record, slug: str) -> e.Record:
    if not isinstance(record.event, e.SessionCreated | e.PlanReplaced):
        return record
    event = replace(record.event, document={**record.event.document, "slug": slug})
    return replace(record, event=event)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(error).__name__} {error}".splitlines()[0][:200]


def _wrong(line: int, what: str) -> Invalid:
    return Invalid(Problem(Sentence("line {number}", number=line) if line else "", what))
