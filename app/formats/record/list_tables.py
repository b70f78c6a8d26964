"""Lists of speakers as tables of the record: each request, the lists and their lots, and who spoke how long."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.values import ListRule
from app.domain.views.list_shapes import ListReport, RequestReport, ShareView
from app.domain.views.report_shapes import Report
from app.formats.record.cells import Column, ColumnKind, Table, Value
from app.formats.record.list_words import kind_words, outcome_words, rule_words
from app.languages.words import Words


def list_tables(report: Report, words: Words) -> tuple[Table, ...]:
    """Return the tables of lists of speakers; none if the session had no list."""
    if not report["lists"]:
        return ()
    tables = _ListTables(report, words)
    return tables.requests(), tables.shares(), tables.lists()


class _ListTables:
    """The tables of one report in one language."""

    def __init__(self, report: Report, words: Words) -> None:
        self._lists, self._final, self._ = report["lists"], report["final"], words
        self._titles = {segment["id"]: segment["title"] for segment in report["segments"]}

    def requests(self) -> Table:
        """Return each request: its place as planned, when it was asked for and when it spoke, its time, and remarks."""
        instant, duration, count = ColumnKind.INSTANT, ColumnKind.DURATION, ColumnKind.COUNT
        rows = tuple(row for one in self._lists for row in self._requests(one))
        requests = [request for one in self._lists for request in one["requests"]]
        total = ("", "", None, None, None, "", self._("Total"), "", "", None, None, None, None, None)
        spent = sum(request["spent_ms"] for request in requests)
        return Table(
            "requests",
            self._("Requests for the floor"),
            (
                Column("id", self._("Id"), for_programs=True),
                Column("list", self._("List"), for_programs=len(self._lists) == 1),
                Column("planned", self._("Planned no."), count),
                Column("spoke", self._("Spoke no."), count),
                Column("asked", self._("Asked no."), count),
                Column("speaker_id", self._("Speaker"), for_programs=True),
                Column("name", self._("Name")),
                Column("kind", self._("Kind")),
                Column("state", self._("State")),
                Column("asked_at", self._("Asked at"), instant, for_programs=True),
                Column("started_at", self._("Start"), instant),
                Column("ended_at", self._("End"), instant, for_programs=True),
                Column("waited", self._("Waited"), duration),
                Column("slot", self._("Given"), duration),
                Column("spent", self._("Spent"), duration),
                Column("over", self._("Difference"), ColumnKind.DIFFERENCE),
                Column("remark", self._("Remark"), seldom=True),
            ),
            rows,
            (*total, spent, None, ""),
        )

    def shares(self) -> Table:
        """Return what categories, groups and speakers have spoken on each list."""
        count, duration = ColumnKind.COUNT, ColumnKind.DURATION
        return Table(
            "list_shares",
            self._("Time on the lists of speakers"),
            (
                Column("list", self._("List"), for_programs=len(self._lists) == 1),
                Column("of", self._("Kind")),
                Column("id", self._("Id"), for_programs=True),
                Column("name", self._("Name")),
                Column("speeches", self._("Speeches"), count),
                Column("spent", self._("Spoke for"), duration),
                Column("budget", self._("Budget"), duration, seldom=True),
                Column("left", self._("Budget left"), ColumnKind.DIFFERENCE, seldom=True),
                Column("not_heard", self._("Not heard"), count, seldom=True),
            ),
            tuple(row for one in self._lists for row in self._shares(one)),
        )

    def lists(self) -> Table:
        """Return the rules of each list, and the seed of its lots."""
        return Table(
            "lists",
            self._("Lists of speakers"),
            (
                Column("segment", self._("Id"), for_programs=True),
                Column("title", self._("List")),
                Column("rules", self._("Order")),
                Column("state", self._("State")),
                Column("requests", self._("Requests"), ColumnKind.COUNT),
                Column("spoken", self._("Speeches"), ColumnKind.COUNT),
                Column("seed", self._("Seed of the lots"), seldom=True),
                Column("seed_sha256", self._("SHA-256 of the seed"), seldom=True),
                Column("lots", self._("Lots"), seldom=True),
            ),
            tuple(self._list(one) for one in self._lists),
        )

    def _list(self, one: ListReport) -> tuple[Value, ...]:
        lots, requests = one["lots"], one["requests"]
        state = {"closed": self._("closed"), "open": self._("open"), "cut_off": self._("cut off")}[one["state"]]
        return (
            one["segment"],
            self._titles.get(one["segment"], one["segment"]),
            self._.list(rule_words(self._, rule) for rule in dict.fromkeys((*one["rules"], ListRule.FIRST_COME))),
            state,
            len(requests),
            sum(request["started_at_ms"] is not None for request in requests),
            (lots["seed"] or "") if lots else "",
            lots["seed_sha256"] if lots else "",
            self._drawn(one),
        )

    def _drawn(self, one: ListReport) -> str:
        if (lots := one["lots"]) is None:
            return ""
        if not lots["drawn"]:
            return self._("not drawn")
        return self._("drawn; the seed came after the cut-off") if lots["late"] else self._("drawn at the cut-off")

    def _requests(self, one: ListReport) -> Iterator[tuple[Value, ...]]:
        arrivals = sorted(one["requests"], key=lambda request: request["requested_at_ms"])
        asked = {request["id"]: number for number, request in enumerate(arrivals, start=1)}
        names = {request["id"]: request["name"] for request in one["requests"]}
        spoken = [request["id"] for request in one["requests"] if request["started_at_ms"] is not None]
        for request in one["requests"]:
            began = request["started_at_ms"]
            slot = request["slot_ms"]
            yield (
                request["id"],
                self._titles.get(one["segment"], one["segment"]),
                request["planned_place"],
                spoken.index(request["id"]) + 1 if began is not None else None,
                asked[request["id"]],
                request["speaker"],
                request["name"],
                kind_words(self._, request["kind"]),
                outcome_words(self._, request["state"], final=self._final),
                request["requested_at_ms"],
                began,
                request["ended_at_ms"],
                max(began - request["requested_at_ms"], 0) if began is not None else None,
                slot + request["granted_ms"] if began is not None and slot is not None else None,
                request["spent_ms"],
                request["over_ms"],
                " ".join(self._remarks(request, names)),
            )

    def _remarks(self, request: RequestReport, names: dict[str, str]) -> Iterator[str]:
        """Say what else decided about a request, each as a sentence."""
        if about := names.get(request["reply_to"] or ""):
            yield self._("About the speech of {name}.", name=about)
        if other := names.get(request["swapped_with"] or ""):
            yield self._("Exchanged places with {name}.", name=other)
        elif request["move_reason"]:
            yield self._("Moved by the moderator: {reason}.", reason=request["move_reason"].rstrip("."))
        elif request["moved"]:
            yield self._("Moved by the moderator.")
        if request["absences"]:
            yield self._.many(
                "Called {count} time and absent.", "Called {count} times and absent.", request["absences"]
            )
        if request["cut_off"]:
            yield self._("Taken off the list at the cut-off.")
        if request["reason"]:
            yield self._("Place: {reason}.", reason=self._.told(request["reason"]))

    def _shares(self, one: ListReport) -> Iterator[tuple[Value, ...]]:
        title = self._titles.get(one["segment"], one["segment"])
        for kind, shares in ((self._("Category"), one["categories"]), (self._("Group"), one["groups"])):
            for share in shares:
                yield self._share(title, kind, share)
        speakers: dict[str, list[RequestReport]] = {}
        for request in one["requests"]:
            speakers.setdefault(request["speaker"], []).append(request)
        for speaker, requests in speakers.items():
            spoken = [request for request in requests if request["started_at_ms"] is not None]
            missed = sum(request["state"] == "waiting" for request in requests)
            spent = sum(request["spent_ms"] for request in spoken)
            name = requests[0]["name"]
            yield (title, self._("Speaker"), speaker, name, len(spoken), spent, None, None, missed)

    def _share(self, title: str, kind: str, share: ShareView) -> tuple[Value, ...]:
        figures = (share["speeches"], share["spent_ms"], share["budget_ms"], share["left_ms"], share["waiting"])
        return (title, kind, share["id"], share["title"], *figures)
