"""Export on the command line, from the server's database, whether the server is running or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from app.clock import SystemClock
from app.config import Settings
from app.formats.minutes.formats import MINUTES
from app.formats.programme.document import document_json, document_yaml
from app.formats.programme.frab import programme_frab_json, programme_frab_xml
from app.formats.programme.published import Published
from app.formats.programme.table import programme_csv, programme_xlsx
from app.formats.record.formats import FORMATS
from app.formats.record.lines import write_recording
from app.formats.recording.files import FILES, RecordingChoices, recording_file
from app.languages.languages import LANGUAGES
from app.languages.views import report_in
from app.languages.words import Words, words_in
from app.parts import Server
from app.service.room import Room

LOCAL = "http://localhost/"


def _ics(one: Published, _: str) -> bytes:
    # Its library takes a while to import.
    from app.formats.programme.icalendar import programme_ics

    return programme_ics([one])


OF_THE_PLAN: Mapping[str, Callable[[Published, str], bytes]] = {
    "ics": _ics,
    "frab-json": lambda one, base: programme_frab_json([one], base),
    "frab-xml": lambda one, base: programme_frab_xml([one], base),
    "programme-csv": lambda one, _: programme_csv([one]),
    "programme-xlsx": lambda one, _: programme_xlsx([one]),
    "document": lambda one, _: document_json(one.plan),
    "yaml": lambda one, _: document_yaml(one.plan),
}
AS_MINUTES = {f"minutes.{name}": form for name, form in MINUTES.items()}
KNOWN = ("jsonl", *FORMATS, *AS_MINUTES, *OF_THE_PLAN, *FILES)
NOT_TEXT = frozenset({"xlsx", "pdf", "programme-xlsx", "minutes.docx"})


@dataclass(frozen=True, slots=True)
class How:
    """The language of a file, and what is chosen for those that belong to a recording."""

    language: str
    recording: RecordingChoices

    @property
    def words(self) -> Words:
        return words_in(self.language)


class CannotExport(Exception):
    """The message gives the reason and the remedy."""


async def export_session(settings: Settings, slug: str, form: str, file: Path | None, how: How) -> None:
    """Write a session in one format to a file, or to standard output.

    Raises:
        Rejection: there is no such session.
        CannotExport: the format or the language is unknown, or the file cannot be written; no partial file is left.
    """
    if form not in KNOWN:
        raise CannotExport(f'"{form}" is not a format. There is {", ".join(KNOWN)}.')
    if how.language not in LANGUAGES:
        raise CannotExport(f'"{how.language}" is not a language of the record. There is {", ".join(LANGUAGES)}.')
    if file is None and form in NOT_TEXT and sys.stdout.isatty():
        raise CannotExport(f"{form} is not for a terminal. Name a file: -o {slug}.{form}")
    server = Server(settings, SystemClock())
    try:
        await server.migrate()
        room = await server.services.rooms.get(slug)
        _say(f"{slug}: records read: {len(room.records)}.")
        content = await _content(server, room, form, how)
    finally:
        await server.close()
    _keep(content, file)


async def _content(server: Server, room: Room, form: str, how: How) -> bytes:
    plan, records = room.session.plan, room.records
    if form == "jsonl":
        lines = write_recording(plan, records, await server.services.rooms.votes(room).all())
        return "".join(f"{line}\n" for line in lines).encode()
    if form in OF_THE_PLAN:
        return OF_THE_PLAN[form](Published.of(room.session, records), server.settings.public_url or LOCAL)
    facts = report_in(how.words, room.session, room.now(), records)
    if form in FILES:
        return recording_file(facts, form, how.words, how.recording)
    return (FORMATS.get(form) or AS_MINUTES[form]).write(facts, how.words)


def _keep(content: bytes, file: Path | None) -> None:
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    beside = file.with_name(f"{file.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CannotExport(f"{file} cannot be written: {error.strerror}.") from None
    _say(f"{file}: bytes written: {len(content):,}.")


def _say(what: str) -> None:
    """Progress is printed where it does not end up in the file."""
    typer.echo(what, err=True)
