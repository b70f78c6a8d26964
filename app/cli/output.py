"""Terminal output: the server's links and the result of a rehearsal."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.domain.values import clock_text, elapsed_text
from app.domain.views.list_shapes import RequestView
from app.domain.views.lists import waiting_on_floor
from app.domain.views.shapes import View
from app.formats.rehearsal import Script
from app.languages.words import ENGLISH
from app.service.rehearsal import Line, rehearse

# In a file or a pipe, nothing needs to be cut or wrapped to fit.
WIDTH_OF_FILES = 200
# A list of speakers may be long; those who speak next are what a rehearsal is about.
MOST_OF_LIST = 5
# The purpose of each link.
LINKS = {
    "moderator": ("Console", "for the moderator, who runs the session with it"),
    "desk": ("Q&A desk", "for those who sort the questions of the audience"),
    "stage": ("Stage screen", "for the computer on the stage: the clock that speakers see"),
    "viewer": ("Viewers", "the page of the audience, also while the session is private"),
}


def print_links(links: dict[str, Any]) -> None:
    """Print the server's address and every link."""
    console = Console(highlight=False)
    console.print(f"\n[bold]Rostrum[/bold] is serving at {links['url']}   (Ctrl+C stops it)\n")
    print_addresses(links)


def print_addresses(links: dict[str, Any]) -> None:
    """Print every link and its purpose. Each address is alone on its line, unwrapped: a terminal can open it."""
    _print_link("Organiser", "plans sessions, imports programmes, hands out links", links["organiser"]["url"])
    for session in links["sessions"]:
        print_session_links(session["slug"], session["title"], session["links"], links["url"])
    if links["others"]:
        Console(highlight=False).print(
            f"There are {links['others']} more sessions. Sign in as organiser for their links, or name one: "
            "python -m app links SESSION\n",
            soft_wrap=True,
        )


def print_session_links(slug: str, title: str, links: dict[str, Any], base: str) -> None:
    """Print the links of one session, and its public page."""
    Console(highlight=False).print(f"[bold]{escape(title)}[/bold]  ({slug})\n", soft_wrap=True)
    for role, link in links.items():
        _print_link(*LINKS[role], link["url"])
    _print_link("Public page", "public, without a link", f"{base}/s/{slug}")


def _print_link(name: str, purpose: str, url: str) -> None:
    Console(highlight=False).print(f"  [bold]{name}[/bold], {purpose}\n    {escape(url)}\n", soft_wrap=True)


def console_for_tables() -> Console:
    """Return standard output as a console, as wide as the terminal, or wide enough where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_OF_FILES)


def table_of(*columns: str, folds: str = "") -> Table:
    """Make a table that cuts nothing off: one of its columns may wrap, the others do not."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column != folds)
    return table


async def show_rehearsal(script: Script, *, as_json: bool) -> None:
    """Play a script: as JSON lines for programs, or as a table and the report for people."""
    if as_json:
        async for line in rehearse(script):
            sys.stdout.write(json.dumps(line.says, ensure_ascii=False) + "\n")
        return
    console, zone = console_for_tables(), ZoneInfo(script.plan.conference.timezone)
    console.print(f"[bold]{escape(script.plan.title)}[/bold]\n")
    async for line in rehearse(script):
        console.print(_heading(line, zone))
        if table := _table(line, zone):
            console.print(table)


def _heading(line: Line, zone: ZoneInfo) -> str:
    at = _time(line.step.at_ms, zone)
    says = line.says
    if "refused" in says:
        words = f"{says['command']}: {says['sentence']} ({says['refused']})"
        return f"{at}  [red]refused[/red] {escape(words)}"
    if "floor" in says:
        ends = _time(says["forecast_end_ms"], zone)
        return f"{at}  {escape(_floor_words(says))}; {_offset_words(says['offset_ms'])}, ends {ends}"
    if "text" in says:
        return f"{at}  {says['segment'] or 'no speaker'} {says['state']} {says['text']}"
    if "rows" in says:
        return f"{at}  ending on time ({says['mode']}): {_rebalance_words(says)}"
    spent, elapsed = ENGLISH.length(says["running_ms"]), ENGLISH.length(says["elapsed_ms"])
    return f"{at}  report{' (final)' if says['final'] else ''}: running {spent} of {elapsed}"


def _floor_words(view: dict[str, Any]) -> str:
    floor = view["floor"]
    titles = {segment["id"]: segment["title"] for segment in view["segments"]}
    return (
        f"{titles[floor['segment']]} {floor['state']} {floor['text']}"
        if floor["segment"]
        else "no speaker has the floor"
    )


def _offset_words(offset_ms: int) -> str:
    if offset_ms == 0:
        return "on time"
    return f"{ENGLISH.length(abs(offset_ms))} {'late' if offset_ms > 0 else 'early'}"


def _rebalance_words(preview: dict[str, Any]) -> str:
    if preview["state"] == "spare":
        return f"there is {ENGLISH.length(preview['spare_ms'])} to spare"
    if preview["state"] == "short":
        return f"impossible, {ENGLISH.length(preview['shortage_ms'])} too long even at the shortest"
    return f"{ENGLISH.length(preview['available_ms'])} to share out"


def _table(line: Line, zone: ZoneInfo) -> Table | None:
    says = line.says
    if "rows" in says:
        return _rebalance_table(says)
    if "lists" in says and "floor" in says:
        return _list_table(waiting, zone) if (waiting := waiting_on_floor(cast(View, says))) else None
    return _report_table(says, zone) if "running_ms" in says else None


def _list_table(waiting: list[RequestView], zone: ZoneInfo) -> Table:
    table = table_of("place", "speaker", "time", "about", "why", folds="why")
    for row in waiting[:MOST_OF_LIST]:
        first, last = (_time(instant, zone) if instant else "" for instant in (row["earliest_ms"], row["latest_ms"]))
        place = f"{row['place']} of {len(waiting)}"
        table.add_row(
            place, escape(row["name"]), elapsed_text(row["slot_ms"]), f"{first}-{last}", escape(row["reason"])
        )
    return table


def _rebalance_table(preview: dict[str, Any]) -> Table:
    table = table_of("segment", "now", "then", "difference")
    for row in preview["rows"]:
        change = row["difference_ms"]
        table.add_row(escape(row["segment"]), elapsed_text(row["old_ms"]), elapsed_text(row["new_ms"]), _signed(change))
    return table


def _report_table(report: dict[str, Any], zone: ZoneInfo) -> Table:
    table = table_of(
        "segment", "state", "start", "end", "planned", "granted", "spent", "paused", "over", folds="segment"
    )
    for row in report["segments"]:
        over = row["over_ms"]
        table.add_row(
            escape(row["title"]),
            row["state"],
            *(_time(row[name], zone) if row[name] is not None else "" for name in ("started_at_ms", "ended_at_ms")),
            elapsed_text(row["planned_ms"]),
            _signed(row["granted_ms"]),
            elapsed_text(row["spent_ms"]),
            elapsed_text(row["paused_ms"]),
            "" if over is None else _signed(over),
        )
    return table


def _signed(ms: int) -> str:
    return "" if ms == 0 else f"{'+' if ms > 0 else '-'}{clock_text(abs(ms))}"


def _time(instant_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, zone).strftime("%H:%M:%S")


def day_and_time(instant_ms: int, zone: str) -> str:
    """Return an instant in a zone, to the minute: `30 Jun 10:02`."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(zone)).strftime("%d %b %H:%M").lstrip("0")
