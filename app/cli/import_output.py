"""Terminal output of an import: the file's sessions, every doubt, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.domain.values import elapsed_text
from app.formats.imports.found.findings import FoundSession, Programme
from app.formats.imports.selection import Choice, ImportOutcome, narrowed
from app.service.imports import PlannedImport

MOST_CHANGES = 100  # of one session that are printed
WORDS = {"new": "new", "changed": "changed", "same": "unchanged", "refused": "refused"}


def show_programme(
    console: Console, file: str, programme: Programme, steps: Sequence[PlannedImport], choice: Choice
) -> None:
    """Print each chosen session with its number in the file and its items, every guess, and every unread row."""
    counts = narrowed(programme, choice).counts
    if choice.apart and steps:
        counts = {**counts, "sessions": len(steps)}  # each item is one
    console.print(
        f"\n[bold]{escape(programme.title)}[/bold]  ({escape(file)}: {programme.format}, {programme.timezone})"
    )
    told = ("sessions", "items", "minutes", "speakers", "rooms")
    console.print(", ".join(f"{counts[what]:,} {what if counts[what] != 1 else what[:-1]}" for what in told))
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    for number, session in enumerate(programme.sessions, start=1):
        if choice.sessions is not None and session.source not in choice.sessions:
            continue
        console.print(f"\n[bold]{number}. {escape(session.title)}[/bold]  {escape(_when(session, programme.timezone))}")
        console.print(_items(session, names, programme.timezone))
    for note in programme.guesses:
        console.print(f"[yellow]guess[/yellow]  {_place(note.where)}{escape(note.says)}", soft_wrap=True)
    for row in programme.unread:
        console.print(
            f"[red]in no item[/red]  {_place(row.where)}{escape(row.why)}: {escape(row.text)}", soft_wrap=True
        )
    if programme.more_guesses or programme.more_unread:
        console.print(f"and more guesses: {programme.more_guesses}, more in no item: {programme.more_unread}")
    console.print()
    for step in steps:
        console.print(f"{escape(step.slug)}: {escape(what_happens(step))}", soft_wrap=True)
        for change in step.difference.changes[:MOST_CHANGES] if step.difference else ():
            of = f" ({', '.join(change.fields)})" if change.fields else ""
            console.print(f"  {change.what}: {escape(change.title)}{of}", soft_wrap=True)


def what_happens(step: PlannedImport) -> str:
    """Say what importing would do to one session."""
    if step.refusal:
        return f"cannot be imported: {step.refusal}"
    if step.difference is None:
        return "a new session"
    d = step.difference
    return f"exists already; segments: {d.added} added, {d.changed} changed, {d.removed} removed"


def show_outcomes(console: Console, outcomes: Sequence[ImportOutcome], *, saved: bool) -> None:
    """Print the result for each session, or that nothing was saved."""
    if not saved:
        console.print("\nNothing was saved. [bold]--yes[/bold] saves the list above.")
    for outcome in outcomes:
        reason = f": {outcome.reason}" if outcome.reason else ""
        console.print(
            f"{WORDS[outcome.what]}  {escape(outcome.slug)}  {escape(outcome.title)}{escape(reason)}", soft_wrap=True
        )


def _items(session: FoundSession, names: dict[str, str], zone: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("where", "start", "length", "kind", "title", "speakers"):
        table.add_column(heading, overflow="fold")
    for item in session.items:
        start = _time(item.starts_ms, zone) if item.starts_ms is not None else ""
        people = ", ".join(names[id_] for id_ in item.speakers if id_ in names)
        cells = (item.where, start, elapsed_text(item.planned_ms), str(item.kind), item.title, people)
        table.add_row(*(escape(cell) for cell in cells))
    return table


def _when(session: FoundSession, zone: str) -> str:
    day = datetime.fromtimestamp(session.starts_ms / 1000, ZoneInfo(zone))
    return f"{day:%d %b %Y} {_time(session.starts_ms, zone)}-{_time(session.ends_ms, zone)}"


def _time(instant_ms: int, zone: str) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).strftime("%H:%M")


def _place(where: str) -> str:
    return f"{escape(where)}: " if where else ""
