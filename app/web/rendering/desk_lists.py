"""The desk's lists: the questions of each, shown in pages, and the bursts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.views.questions import QuestionView
from app.domain.views.shapes import View

PAGE = 50  # rows of a list that are shown, and sent, at once

# The list of each state; a pending question of a burst is listed with its burst.
LIST_OF: Mapping[str, str] = {
    "pending": "pending",
    "approved": "approved",
    "live": "live",
    "queued": "queue",
    "deferred": "later",
    "not_reached": "later",
    "answered": "answered",
    "dismissed": "dismissed",
    "withdrawn": "withdrawn",
}
BURSTS = "bursts"
_WINDOW = re.compile(r"([a-z]{1,10})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Window:
    """Which list shows another page than its first, and its first row, counted from 0."""

    name: str = ""
    start: int = 0

    @classmethod
    def of(cls, text: str) -> Window:
        """Read the window of an address, such as `pending-50`; without one, every list's first page."""
        named = _WINDOW.fullmatch(text)
        if named is None or named[1] not in {*LIST_OF.values(), BURSTS}:
            return cls()
        return cls(named[1], int(named[2]) // PAGE * PAGE)

    @property
    def tab(self) -> str:
        """The tab of that list; empty if no list is named."""
        return {BURSTS: "pending", "live": "queue"}.get(self.name, self.name)

    def __str__(self) -> str:
        return f"{self.name}-{self.start}" if self.name else ""


@dataclass(frozen=True, slots=True)
class DeskList:
    """The rows of one list that are shown, its length, and the index of the first row."""

    name: str
    rows: list[QuestionView]
    total: int
    start: int

    @property
    def ids(self) -> list[str]:
        return [row["id"] for row in self.rows]

    @property
    def end(self) -> int:
        return self.start + len(self.rows)

    @property
    def earlier(self) -> Window | None:
        """The first row of the page before this one."""
        return Window(self.name, self.start - PAGE) if self.start else None

    @property
    def later(self) -> Window | None:
        """The first row of the page after this one."""
        return Window(self.name, self.start + PAGE) if self.end < self.total else None


@dataclass(frozen=True, slots=True)
class DeskLists:
    """All lists of the desk; `bursts` has the pending questions of each burst, by the id of its first one."""

    lists: Mapping[str, DeskList]
    bursts: Mapping[str, list[QuestionView]]
    dismissed: Mapping[str, int]  # dismissed bursts, and how many of their questions still are
    merged: Mapping[str, list[QuestionView]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> DeskList:
        return self.lists[name]

    def rows(self) -> list[QuestionView]:
        """Return all rows that are shown."""
        return [row for each in self.lists.values() for row in each.rows]

    def count(self, *names: str) -> int:
        """Count the questions in some lists; those of bursts are pending too."""
        return sum(self.lists[name].total for name in names)


def desk_lists(view: View, window: Window) -> DeskLists:
    """Make all lists in one pass; at most `PAGE` rows of each are shown."""
    by_list: dict[str, list[QuestionView]] = {name: [] for name in LIST_OF.values()}
    bursts: dict[str, list[QuestionView]] = {}
    merged: dict[str, list[QuestionView]] = {}
    for row in view["questions"]:
        if row["into"] is not None:
            merged.setdefault(row["into"], []).append(row)
        elif row["state"] == "pending" and (together := row["together"]) is not None:
            bursts.setdefault(together, []).append(row)
        elif row["state"] in LIST_OF:
            by_list[LIST_OF[row["state"]]].append(row)
    by_list["queue"].sort(key=lambda row: row["position"] or 0)
    lists = {name: _shown(name, rows, window) for name, rows in by_list.items()}
    together_rows = [row for rows in bursts.values() for row in rows]
    wanted = _shown(BURSTS, together_rows, window)
    lists[BURSTS] = wanted if window.name == BURSTS else DeskList(BURSTS, [], len(together_rows), 0)
    dismissed = Counter(burst for row in view["questions"] if (burst := row["dismissed_with"]) is not None)
    return DeskLists(lists, bursts, dismissed, merged)


def _shown(name: str, rows: list[QuestionView], window: Window) -> DeskList:
    last = max(len(rows) - 1, 0) // PAGE * PAGE
    start = min(window.start, last) if window.name == name else 0
    return DeskList(name, rows[start : start + PAGE], len(rows), start)
