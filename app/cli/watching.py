"""Watch a session in a terminal: a panel that follows it live, or one line of JSON for each change."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.cli.following import Follower
from app.cli.session_addresses import SessionAddress, read_address, with_session
from app.cli.view_now import view_at
from app.domain.values import Phase
from app.domain.views.shapes import View
from app.languages.words import ENGLISH
from app.outside.now import Row, now_row

EVERY_S = 0.2
COLOURS = {Phase.WRAP_UP: "yellow", Phase.LAST_CALL: "red", Phase.OVERTIME: "bold red"}
ROWS = {
    "speaker": "Speaker",
    "affiliation": "",
    "title": "Item",
    "question": "Question",
    "message": "Message",
    "next_speaker": "Next",
    "next_title": "",
}
TIMES = frozenset({"timer", "offset"})  # they change with every second


async def watch(text: str, *, as_json: bool) -> None:
    """Follow the session at an address until cancelled.

    Raises:
        CannotReach: there is no such session, or it cannot be reached or seen.
    """
    address = await with_session(read_address(text))
    await (_print_lines(address, sys.stdout) if as_json else _show_panel(address))


async def _show_panel(address: SessionAddress) -> None:
    """Draw the session five times a second."""
    follower = Follower(address, lambda: None)
    with Live(console=Console(highlight=False), auto_refresh=False) as live:
        await _each_moment(follower, lambda: live.update(panel(follower), refresh=True))


async def _print_lines(address: SessionAddress, out: TextIO) -> None:
    lines = ChangedLines(out)
    follower = Follower(address, lambda: lines.look(follower))
    await _each_moment(follower, lambda: lines.look(follower))


async def _each_moment(follower: Follower, look: Callable[[], object]) -> None:
    following = asyncio.create_task(follower.run())
    try:
        while not following.done():
            look()
            await asyncio.wait({following}, timeout=EVERY_S)
        await following
    finally:
        following.cancel()


class ChangedLines:
    """Writes a line of JSON for each change of a session, and none because a second has passed."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._latest: tuple[int, dict[str, str]] | None = None

    def look(self, follower: Follower) -> None:
        """Write the state if it is not the one written before, or if a lost connection is there again."""
        if follower.view is None:
            return
        now = follower.now()
        row = now_row(view_at(follower.view, now), ENGLISH)
        lasting = {name: text for name, text in row.items() if name not in TIMES} | {"lost": follower.lost}
        if (state := (follower.view["seq"], lasting)) != self._latest:
            self._latest = state
            facts = {"at_ms": now, "seq": follower.view["seq"], "lost": follower.lost, **row}
            self._out.write(json.dumps(facts, ensure_ascii=False) + "\n")
            self._out.flush()


def panel(follower: Follower) -> RenderableType:
    """Return what the terminal shows of a session now."""
    if follower.view is None:
        return Text("Connecting ...")
    view = view_at(follower.view, follower.now())
    row = now_row(view, ENGLISH)
    told = Text(follower.lost, "bold red") if follower.lost else Text("Live. Ctrl+C ends.", "dim")
    return Panel(Group(_clock(view, row), _facts(row), told), title=Text(row["session"]), title_align="left")


def _clock(view: View, row: Row) -> Text:
    if not row["timer"]:
        return Text(row["status"], "bold")
    words = [row["state"]] if view["floor"]["state"] != "running" else []
    words += [row["phase"].replace("_", " ")] if row["phase"] != "normal" else []
    clock = Text(row["timer"], f"bold {COLOURS.get(view['floor']['phase'], '')}".strip())
    return clock.append(f"  {', '.join(words)}", "default")


def _facts(row: Row) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, heading in ROWS.items():
        if row[name]:
            table.add_row(Text(heading, "dim"), Text(row[name]))
    if row["offset"]:
        table.add_row(Text("Ends", "dim"), Text(_offset(row["offset"])))
    return table


def _offset(text: str) -> str:
    if text[0] in "+-":
        return f"{text[1:]} {'late' if text[0] == '+' else 'early'}"
    return "on time"
