"""Import on the command line: preview a file, for people or for programs, and save it if requested."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from rich.console import Console

from app.cli.import_output import show_outcomes, show_programme
from app.clock import SystemClock
from app.config import Settings
from app.domain.errors import Rejection
from app.domain.values import Role, parse_duration
from app.formats.imports.found.findings import FoundColumn, ImportHints, Programme, UnknownColumns, plain_key
from app.formats.imports.found.headings import heading_key, known_fields
from app.formats.imports.insertion import Insertion
from app.formats.imports.sandbox import read_apart
from app.formats.imports.selection import Choice, ImportOutcome, chosen_items, narrowed, wanted
from app.formats.record.lines import Recording, is_recording, read_recording, require_slug
from app.formats.text.notes import NotAProgramme
from app.formats.text.zones import known_zones
from app.parts import Server
from app.service.fetching import Fetcher
from app.service.imports import PlannedImport
from app.service.records import add_recording
from app.service.room import Sender
from app.store.sources import Origin

_NUMBER = re.compile(r"#\d{1,3}")  # of a column without a heading
MOST_NAMED = 20  # rooms in a sentence
IMPORTER = Sender("command line", Role.ORGANISER)


class Unusable(ValueError):
    """An option has an invalid value."""


@dataclass(frozen=True, slots=True)
class Order:
    """The options of an import. Sessions are named by their number in the preview, counted from 1."""

    zone: str = ""
    day: date | None = None
    sessions: tuple[int, ...] = ()
    room: str = ""
    apart: bool = False
    save: bool = False
    as_json: bool = False
    slug: str = ""
    length_ms: int | None = None  # of items without a length
    into: str = ""  # the session that the items are for, and after which of its segments
    after: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # fields by headings, as `ImportHints.columns` has them

    @classmethod
    def of(
        cls,
        zone: str,
        day: str,
        length: str,
        sessions: tuple[int, ...],
        room: str,
        maps: Sequence[str] = (),
        **more: Any,
    ) -> Order:
        """Read the options from texts.

        Raises:
            Unusable: the zone, the day or the length is invalid.
        """
        if zone and zone not in known_zones():
            raise Unusable(f'"{zone}" is not a time zone; write it like Europe/Paris.')
        try:
            first_day = date.fromisoformat(day) if day else None
        except ValueError:
            raise Unusable(f'"{day}" is not a day; write it like 2026-06-30.') from None
        length_ms = parse_duration(length)
        if length and length_ms is None:
            raise Unusable(f'"{length}" is not a duration; write 6, 6:00 or 90s.')
        return cls(zone, first_day, sessions, room, length_ms=length_ms, columns=_columns(maps), **more)


async def import_files(settings: Settings, files: Sequence[str], order: Order) -> bool:
    """Preview each file and, if requested, save the chosen sessions.

    Returns:
        False if a file is no programme, or something was refused.
    """
    server = Server(settings, SystemClock())
    try:
        await server.migrate()
        good = [await _import_file(server, file, order) for file in files]
    finally:
        await server.close()
    return all(good)


async def _import_file(server: Server, file: str, order: Order) -> bool:
    try:
        data = await _data_of(file)
    except NotAProgramme as error:
        _refused(file, error.sentence, order)
        return False
    except OSError as error:
        _refused(file, f"This file cannot be opened: {error.strerror}.", order)
        return False
    if is_recording(data[:200].decode("utf-8-sig", "replace")):
        return await _bring(server, file, data, order)
    # Today's date where the person types the command.
    day = order.day or datetime.fromtimestamp(server.clock.now() / 1000).astimezone().date()
    hints = ImportHints(
        "" if file == "-" else file,
        order.zone,
        day,
        "",
        order.length_ms,
        order.columns,
        bool(order.into),
        zone_chosen=bool(order.zone),
    )
    try:
        programme = await read_apart(data, hints)
    except NotAProgramme as error:
        _refused(file, error.sentence, order, error.columns if isinstance(error, UnknownColumns) else ())
        return False
    if order.columns.keys() - {column.key for column in programme.columns}:
        _refused(file, _no_such_column(programme, order), order)
        return False
    choice = _choice(programme, order)
    if not choice.sessions and not programme.roster:
        _refused(file, _nothing_chosen(programme, order), order)
        return False
    chosen = wanted(programme, choice)
    if order.into:
        return await _insert(server, file, programme, choice, order)
    steps = await server.services.imports.prepare(chosen)
    origin = Origin(file, replace(hints, name="")) if "://" in file else None
    outcomes = await server.services.imports.run(chosen, IMPORTER, origin) if order.save else []
    if order.as_json:
        sys.stdout.write(to_json(_facts(file, narrowed(programme, choice), steps, outcomes)).decode() + "\n")
    else:
        console = Console(highlight=False)
        show_programme(console, file, programme, steps, choice)
        show_outcomes(console, outcomes, saved=order.save)
    return not any(outcome.what == "refused" for outcome in outcomes)


async def _insert(server: Server, file: str, programme: Programme, choice: Choice, order: Order) -> bool:
    """Insert the chosen items into an existing session, or only say what that would change."""
    imports = server.services.imports
    try:
        plan = (await server.services.rooms.get(order.into)).session.plan
        last = plan.segments[-1].id if plan.segments else ""
        insertion = Insertion(last if order.after is None else order.after, update=True)
        if programme.roster:
            planned = await imports.prepare_roster(order.into, programme.roster)
        else:
            items = chosen_items(programme, choice)
            planned = await imports.prepare_insertion(order.into, items, programme.speakers, insertion)
        outcomes = [await imports.insert(planned, IMPORTER)] if order.save else []
    except Rejection as rejection:
        _refused(file, rejection.sentence, order)
        return False
    if order.as_json:
        facts = _facts(file, narrowed(programme, choice), [], outcomes)
        sys.stdout.write(to_json({**facts, "into": order.into, "difference": planned.difference}).decode() + "\n")
    else:
        console = Console(highlight=False)
        show_programme(console, file, programme, [], choice)
        change = planned.difference
        words = f"{order.into}: segments that come: {change.added}, that change: {change.changed}."
        if programme.roster:
            what = [one.what for one in change.changes]
            words = f"{order.into}: people that come: {what.count('enrolled')}, that change: {what.count('person')}."
        console.print(words, markup=False, soft_wrap=True)
        show_outcomes(console, outcomes, saved=order.save)
    return not any(outcome.what == "refused" for outcome in outcomes)


async def _bring(server: Server, file: str, data: bytes, order: Order) -> bool:
    """Preview a whole record from another server; with `--yes`, import it. It gives the same report here."""
    try:
        recording = read_recording(data.decode("utf-8-sig", "replace").splitlines())
    except Rejection as rejection:
        _refused(file, f"This record cannot be read: {rejection.sentence}.", order)
        return False
    try:
        recording = recording.under(require_slug(order.slug)) if order.slug else recording
        if order.save:
            await add_recording(server.services.rooms, recording)
    except Rejection as rejection:
        _refused(file, f"{rejection.sentence} Another address is given with --slug.", order)
        return False
    _say_record(file, recording, order)
    return True


def _columns(maps: Sequence[str]) -> dict[str, str]:
    columns = {}
    for text in maps:
        heading, sign, what = text.rpartition("=")
        key = heading.strip() if _NUMBER.fullmatch(heading.strip()) else heading_key(heading)
        if not sign or not key or what.strip() not in {"", *known_fields()}:
            known = ", ".join(known_fields())
            raise Unusable(f'"{text}" names no field for a column; write it like "Inhalt=title". Fields are: {known}.')
        columns[key] = what.strip()
    return columns


async def _data_of(file: str) -> bytes:
    """Return the content of a file, of standard input, or of an https address.

    Raises:
        NotAProgramme: the address cannot be fetched.
    """
    return await Fetcher().fetch(file) if "://" in file else await asyncio.to_thread(_bytes_of, file)


def _bytes_of(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _say_record(file: str, recording: Recording, order: Order) -> None:
    facts = {"file": file, "record": recording.slug, "records": len(recording.records), "saved": order.save}
    if order.as_json:
        sys.stdout.write(to_json(facts).decode() + "\n")
        return
    said = "Imported." if order.save else "Nothing was saved; --yes saves it."
    words = f"{file}: the whole record of {recording.slug}, entries: {len(recording.records)}. {said}"
    Console(highlight=False).print(words, markup=False, soft_wrap=True)


def _choice(programme: Programme, order: Order) -> Choice:
    chosen = {
        session.source
        for number, session in enumerate(programme.sessions, start=1)
        if (not order.sessions or number in order.sessions)
        and (not order.room or plain_key(session.room) == plain_key(order.room))
    }
    return Choice(frozenset(chosen), apart=order.apart)


def _no_such_column(programme: Programme, order: Order) -> str:
    """Say that a heading of --map is none of the file's, and which there are."""
    known = {column.key: column.heading for column in programme.columns}
    key = next(key for key in order.columns if key not in known)
    if not known:
        return f'No column is headed "{key}": this file has no table with headings.'
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return f'No column is headed "{key}". This file has: {", ".join(list(known.values())[:MOST_NAMED])}{more}.'


def _nothing_chosen(programme: Programme, order: Order) -> str:
    """Say that --session and --room leave nothing of a file, and what they could name."""
    if order.sessions:
        return f"--session leaves nothing: this file's sessions have the numbers 1 to {len(programme.sessions)}."
    rooms = sorted({session.room for session in programme.sessions if session.room})
    if not rooms:
        return f'No session is in the room "{order.room}": this file names no rooms.'
    more = f" and {len(rooms) - MOST_NAMED} more" if len(rooms) > MOST_NAMED else ""
    return f'No session is in the room "{order.room}". This file has: {", ".join(rooms[:MOST_NAMED])}{more}.'


def _refused(file: str, sentence: str, order: Order, columns: Sequence[FoundColumn] = ()) -> None:
    """Say why a file is refused, and which of its columns could be given a field."""
    if order.as_json:
        facts = {"file": file, "refused": sentence, **({"columns": columns} if columns else {})}
        sys.stdout.write(to_json(facts).decode() + "\n")
        return
    if columns:
        more = f" and {len(columns) - MOST_NAMED} more" if len(columns) > MOST_NAMED else ""
        named = ", ".join(column.heading for column in columns[:MOST_NAMED])
        sentence += f' Say what its columns hold, as in --map "{columns[0].heading}=title": {named}{more}.'
    Console(stderr=True, highlight=False).print(f"{file}: {sentence}", markup=False, soft_wrap=True)


def _facts(
    file: str, programme: Programme, steps: list[PlannedImport], outcomes: list[ImportOutcome]
) -> dict[str, Any]:
    """Return one object of `--json`: the file's contents, and the planned or actual result."""
    return {
        "file": file,
        "counts": programme.counts,
        **asdict(programme),
        "steps": [
            {
                "source": s.wanted.source,
                "slug": s.slug,
                "new": s.is_new,
                "refusal": s.refusal,
                "difference": s.difference,
            }
            for s in steps
        ],
        "outcomes": outcomes,
    }
