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
from app.cli.session_addresses import SessionAddress, with_session
from app.cli.view_now import view_at
from app.domain.values import Phase
from app.domain.views.shapes import View
from app.languages.words import Words
from app.outside.now import Row, now_row
from app.web.words.announcements import AnnouncementWords
from app.web.words.common import SessionWords

EVERY_S = 0.2
COLOURS = {Phase.WRAP_UP: "yellow", Phase.LAST_CALL: "red", Phase.OVERTIME: "bold red"}
TIMES = frozenset({"timer", "offset"})  # they change with every second


async def watch(address: SessionAddress, *, as_json: bool) -> None:
    """Follow the session at an address, in its language, until cancelled.

    Raises:
        CannotReach: there is no such session, or it cannot be reached or seen.
    """
    address = await with_session(address)
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
        row = now_row(view_at(follower.view, now), follower.words)
        lasting = {name: text for name, text in row.items() if name not in TIMES} | {"lost": follower.lost}
        if (state := (follower.view["seq"], lasting)) != self._latest:
            self._latest = state
            facts = {"at_ms": now, "seq": follower.view["seq"], "lost": follower.lost, **row}
            self._out.write(json.dumps(facts, ensure_ascii=False) + "\n")
            self._out.flush()


def panel(follower: Follower) -> RenderableType:
    """Return what the terminal shows of a session now."""
    words = follower.words
    if follower.view is None:
        return Text(words("Connecting ..."))
    view = view_at(follower.view, follower.now())
    row = now_row(view, words)
    told = Text(follower.lost, "bold red") if follower.lost else Text(words("Live. Ctrl+C ends."), "dim")
    facts = _facts(row, view, words)
    return Panel(Group(_clock(view, row, words), facts, told), title=Text(row["session"]), title_align="left")


def _clock(view: View, row: Row, words: Words) -> Text:
    now, floor = AnnouncementWords(words).now(view, "viewer")[0].sentence, view["floor"]
    phases = {Phase.WRAP_UP: words("Wrap up"), Phase.LAST_CALL: words("Last call"), Phase.OVERTIME: words("Over")}
    if not row["timer"]:
        return Text(now or words("It has not begun yet."), "bold")
    clock = Text(row["timer"], f"bold {COLOURS.get(floor['phase'], '')}".strip())
    told = phases.get(Phase(floor["phase"]), "") if floor["state"] == "running" else now
    return clock.append(f"  {told}".rstrip(), "default")


def _facts(row: Row, view: View, words: Words) -> Table:
    rows = {
        "speaker": words("Speaker"),
        "affiliation": "",
        "title": words("Segment"),
        "question": words("Question"),
        "message": words("Message"),
        "next_speaker": words("Next"),
        "next_title": "",
    }
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, heading in rows.items():
        if row[name]:
            table.add_row(Text(heading, "dim"), Text(row[name]))
    if view["offset_ms"] is not None:
        table.add_row(Text(words("Ends"), "dim"), Text(SessionWords(words).offset(view["offset_ms"])))
    return table
