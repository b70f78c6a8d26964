"""The command line: each command calls a function of another module."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NoReturn

import typer
import typer.core
from pydantic import ValidationError

from app.config import Settings
from app.domain.errors import DataUnusable, JournalUnavailable


class SaysWhy(typer.core.TyperGroup):
    """The commands; each reports unusable data with a sentence and exit status 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DataUnusable as error:
            _fail(str(error))
        except ValidationError as error:
            _fail("\n".join(f"Setting {problem['loc'][0]}: {problem['msg']}." for problem in error.errors()))
        except JournalUnavailable as error:
            _fail(f"The database cannot be used now: {error}.")


app = typer.Typer(cls=SaysWhy, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Data = Annotated[
    Path | None, typer.Option(help="Folder of the database; without it, that of the server that is running.")
]

Language = Annotated[str | None, typer.Option(help="Of what is shown, such as fr; without it, that of the terminal.")]


@app.callback()
def rostrum() -> None:
    """Rostrum: a live session moderation server."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database.")] = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help="Make the demo session.")] = None,
    processes: Annotated[
        int | None, typer.Option(help="Processes that serve on this port, under a supervisor.")
    ] = None,
    print_links: Annotated[str, typer.Option(help="text, or json: one object on the first line.")] = "text",
) -> None:
    """Serve sessions; prints every link, ready to click."""
    given = {"host": host, "port": port, "data": data, "demo": demo, "processes": processes}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # names are those of the fields
    if print_links not in {"text", "json"}:
        _fail("--print-links is text or json.")
    if settings.processes > 1:
        _supervise(settings, print_links)
    with _port_named():
        serving = _serving()
        serving.serve(settings, serving.Told(as_json=print_links == "json"))


@app.command(hidden=True)
def child(
    control: Annotated[int, typer.Option(help="The socket to the supervisor.")],
    listening: Annotated[list[int], typer.Option(help="A socket to listen on.")],
    print_links: Annotated[str, typer.Option(help="text, json or none.")] = "none",
) -> None:
    """Serve as one process of several; started by the supervisor of `serve --processes` alone."""
    serving = _serving()
    told = serving.Told(links=print_links != "none", as_json=print_links == "json")
    serving.serve_as_child(Settings(), told, control, listening)


@app.command()
def rehearse(
    file: Annotated[
        str, typer.Argument(help="JSON lines: a session document, then timed steps; - reads standard input.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each thing shown.")] = False,
) -> None:
    """Play a session through in advance, under a clock that the file moves."""
    from app.cli.output import show_rehearsal
    from app.formats.rehearsal import UnreadableFile, read_rehearsal

    try:
        with closing(sys.stdin if file == "-" else Path(file).open(encoding="utf-8")) as lines:
            script = read_rehearsal(lines)
    except (UnreadableFile, OSError, UnicodeDecodeError) as error:
        _fail(f"{file}: {error}")
    asyncio.run(show_rehearsal(script, as_json=as_json))


@app.command()
def links(
    slug: Annotated[str | None, typer.Argument(help="Address of the session; without it, of all sessions.")] = None,
    new: Annotated[str | None, typer.Option(help="Make a link for moderator, desk, stage, speaker or viewer.")] = None,
    label: Annotated[str, typer.Option(help="Name of the new link in lists and in the audit.")] = "",
    speaker: Annotated[str, typer.Option(help="Id of the speaker that the new link is for.")] = "",
    expires: Annotated[
        str, typer.Option(help="How long the new link works, such as 8h or 7d; without it, always.")
    ] = "",
    revoke: Annotated[str | None, typer.Option(help="Id of a link to revoke.")] = None,
    data: Data = None,
) -> None:
    """Show the links of a session with their addresses, make one or revoke one; also while the server is running."""
    from app.cli.data_folder import settings_in_use
    from app.cli.links import change_links, show_all_links
    from app.domain.errors import Rejection

    wanted = {"role": new, "label": label, "speaker": speaker, "expires_in": expires} if new else None
    if slug is None and (wanted or revoke):
        _fail("Name the session whose links are to change.")
    settings = settings_in_use(data)
    try:
        asyncio.run(change_links(settings, slug, wanted, revoke) if slug else show_all_links(settings))
    except Rejection as rejection:
        _fail(rejection.sentence)


@app.command("sign-in")
def sign_in(
    forget_password: Annotated[bool, typer.Option(help="Also forget the organiser's password.")] = False,
    data: Data = None,
) -> None:
    """Make a link that signs an organiser in once, within an hour; also while the server is running."""
    from app.cli.data_folder import settings_in_use
    from app.cli.links import make_sign_in_link

    typer.echo(asyncio.run(make_sign_in_link(settings_in_use(data), forget_password=forget_password)))


@app.command(name="import")
def import_(  # noqa: PLR0913, PLR0917 - an option is an argument
    files: Annotated[list[str], typer.Argument(help="Files or https addresses of programmes; - is standard input.")],
    yes: Annotated[bool, typer.Option("--yes", help="Save; without it, only show what would be saved.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on a line for each file.")] = False,
    zone: Annotated[str, typer.Option(help="Time zone of files without one, such as Europe/Paris.")] = "",
    day: Annotated[str, typer.Option(help="Day of files without one, such as 2026-06-30.")] = "",
    length: Annotated[str, typer.Option(help="Length of items without one, such as 6:00.")] = "",
    session: Annotated[list[int] | None, typer.Option(help="Number of a session to import; may be repeated.")] = None,
    room: Annotated[str, typer.Option(help="Import only this room.")] = "",
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", help='Field of a column: "Inhalt=title"; "Ton=" leaves it out.'),
    ] = None,
    apart: Annotated[bool, typer.Option("--apart", help="Make a session of every item.")] = False,
    into: Annotated[str, typer.Option(help="Address of a session that exists, for the items of the file.")] = "",
    after: Annotated[str | None, typer.Option(help="Id of the segment that they follow there.")] = None,
    slug: Annotated[str, typer.Option(help="Address for a whole record whose own address is in use.")] = "",
    data: Data = None,
) -> None:
    """Show what programmes hold, with every guess and every unreadable row; save it with --yes.

    A whole record that `export` has written is imported in the same way.
    """
    from app.cli.data_folder import settings_to_import
    from app.cli.imports import Order, Unusable, import_files

    try:
        only = tuple(session or ())
        order = Order.of(
            zone,
            day,
            length,
            only,
            room,
            maps or (),
            apart=apart,
            save=yes,
            as_json=as_json,
            slug=slug,
            into=into,
            after=after,
        )
        with settings_to_import(data, save=yes) as settings:
            good = asyncio.run(import_files(settings, files, order))
    except (OSError, Unusable) as error:
        _fail(str(error))
    if not good:
        raise typer.Exit(2)


@app.command()
def export(
    slug: Annotated[str, typer.Argument(help="Address of the session.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="The whole record: jsonl. The report: json, csv, md, xlsx, html, pdf. "
            "Draft minutes: minutes.docx, minutes.md. "
            "The programme: ics, frab-json, frab-xml, programme-csv, programme-xlsx, document, yaml. "
            "For a recording: chapters.vtt, cues.vtt, youtube.txt, edit.edl, points.csv.",
        ),
    ] = "jsonl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File; without it, standard output.")] = None,
    language: Annotated[str, typer.Option(help="Of the record: ar, en, es, fr, ru or zh.")] = "en",
    take: Annotated[int | None, typer.Option(help="Of the recording, from 1; the last one by default.")] = None,
    rate: Annotated[str, typer.Option(help="Frames a second, of edit.edl; 29.97df is drop frame.")] = "25",
    reel: Annotated[str, typer.Option(help="Name of the reel in edit.edl, at most 8 characters.")] = "",
    data: Data = None,
) -> None:
    """Write the record or the programme of a session to a file; also while the server is running."""
    from app.cli.data_folder import settings_in_use
    from app.cli.exports import CannotExport, How, export_session
    from app.domain.errors import Rejection
    from app.formats.recording.edl import Timecode
    from app.formats.recording.files import RecordingChoices

    try:
        how = How(language, RecordingChoices(take, Timecode(rate), reel))
        asyncio.run(export_session(settings_in_use(data), slug, form, output, how))
    except Rejection as rejection:
        _fail(rejection.sentence)
    except CannotExport as error:
        _fail(str(error))


@app.command()
def watch(
    address: Annotated[str, typer.Argument(help="A link, or the address of a public session's page.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on a line for each change.")] = False,
    language: Language = None,
) -> None:
    """Follow a session live, on this or any other server; Ctrl+C ends."""
    from app.cli.session_addresses import CannotReach, read_address
    from app.cli.watching import watch as follow

    try:
        with suppress(KeyboardInterrupt, BrokenPipeError):
            asyncio.run(follow(replace(read_address(address), language=_language(language)), as_json=as_json))
    except CannotReach as error:
        _fail(str(error))


@app.command("do", context_settings={"ignore_unknown_options": True})
def do_(
    address: Annotated[str, typer.Argument(help="A link; an organiser's as https://.../t/TOKEN/s/SESSION.")],
    action: Annotated[str, typer.Argument(help="Such as advance, pause, grant or message.")],
    arguments: Annotated[list[str] | None, typer.Argument(help="Such as 60000 or a text.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as a JSON object.")] = False,
    language: Language = None,
) -> None:
    """Give a command to a session, on this or any other server."""
    from app.cli.actions import do_action
    from app.cli.session_addresses import CannotReach, read_address

    try:
        asked = replace(read_address(address), language=_language(language))
        typer.echo(do_action(asked, action, arguments or (), as_json=as_json))
    except CannotReach as error:
        _fail(str(error))


@app.command()
def migrate(
    data: Annotated[Path | None, typer.Option(help="Folder of the database.")] = None,
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Make links from this secret from now on; earlier links end.")
    ] = False,
) -> None:
    """Migrate the database to this version; serve does this by itself."""
    from app.cli.backup import migrate as bring_up_to_date
    from app.cli.links import change_secret

    settings = _settings(data)
    asyncio.run(change_secret(settings) if new_secret else bring_up_to_date(settings.database))


@app.command()
def move(
    to: Annotated[str, typer.Argument(help="Address of an empty database: postgresql://... or sqlite:///...")],
    data: Data = None,
) -> None:
    """Copy all data of a server that is stopped into another database, and prove that nothing was lost."""
    from app.cli.data_folder import settings_in_use
    from app.cli.moving import move_server

    _keep(lambda: move_server(settings_in_use(data), to))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; the key of the links is kept beside it.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    data: Data = None,
) -> None:
    """Copy the present database into one file, also while the server is running."""
    from app.cli.backup import back_up
    from app.cli.data_folder import settings_in_use

    settings = settings_in_use(data)
    _keep(lambda: back_up(settings.database, settings.key, file, replace=force))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has made.")],
    force: Annotated[bool, typer.Option("--force", help="Restore it even if it is damaged.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of the database.")] = None,
) -> None:
    """Replace the database with a backup, keeping the old file beside it; the server must not be running."""
    from app.cli.backup import restore as put_back
    from app.clock import SystemClock

    settings = _settings(data)
    _keep(lambda: put_back(settings.database, settings.key, file, SystemClock(), despite_problems=force))


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A backup; without it, the database of the server.")] = None,
    data: Data = None,
) -> None:
    """Check that all stored data is sound; exit status 0, 1 if something is wrong, 2 if it cannot be read."""
    from app.cli.backup import report_on
    from app.cli.data_folder import settings_in_use

    _keep(lambda: report_on(f"sqlite:///{file.absolute()}" if file else settings_in_use(data).database))


def _supervise(settings: Settings, print_links: str) -> NoReturn:
    from app.cli.processes import supervise

    with _port_named():
        raise typer.Exit(supervise(settings, print_links))


def _serving() -> ModuleType:
    """Import all that serves. It stays in memory; examining it for garbage would take a tenth of the start."""
    gc.disable()
    from app.cli import serve

    gc.freeze()
    gc.enable()
    return serve


@contextmanager
def _port_named() -> Iterator[None]:
    """Report a port that cannot be used."""
    from app.processes.listening import PortTaken

    try:
        yield
    except PortTaken as error:
        _fail(str(error))


def _settings(data: Path | None) -> Settings:
    return Settings() if data is None else Settings(data=data)


def _keep(work: Callable[[], int]) -> None:
    """Run a command, and end with its exit code."""
    from app.cli.backup import CannotKeep

    try:
        code = work()
    except CannotKeep as error:
        _fail(str(error))
    raise typer.Exit(code)


def _language(named: str | None) -> str:
    """Return the language of an option, else that of the terminal."""
    from app.languages.choosing import of_terminal
    from app.languages.languages import LANGUAGES

    if named is not None and named not in LANGUAGES:
        _fail(f"--language is one of {', '.join(LANGUAGES)}.")
    return named or of_terminal(os.environ)


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)
