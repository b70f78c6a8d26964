"""The words of the import pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.values import SegmentKind, elapsed_text
from app.formats.imports.found.findings import FIELD_NAMES, PERSON_FIELDS, UNTITLED, Programme
from app.formats.imports.selection import Difference, ImportOutcome, ItemChange
from app.languages.words import Words
from app.service.imports import PlannedImport
from app.web.words.effects import ITS_END

FIRST_STRONG = "\u2068"  # before a text that has the direction of its first letter


@dataclass(frozen=True, slots=True)
class ImportWords:
    """The words of the import pages, in one language."""

    _: Words

    def format(self, name: str) -> str:
        """Name the format of a file."""
        known = {
            "csv": self._("a table"),
            "xlsx": self._("a spreadsheet"),
            "json": self._("a session document"),
            "yaml": self._("a session document"),
            "json-items": self._("JSON of some other program"),
            "frab-json": self._("a schedule of pretalx or frab"),
            "frab-xml": self._("a schedule of pretalx or frab"),
            "sessionize": self._("a Sessionize export"),
            "ontime": self._("an Ontime project"),
            "icalendar": self._("a calendar"),
            "ods": self._("an OpenDocument spreadsheet"),
            "xls": self._("an old Excel workbook"),
            "indico": self._("an export of Indico"),
            "text": self._("a programme in plain text"),
        }
        return known.get(name, name)

    def title(self, programme: Programme) -> str:
        """Name the programme; a file without a title has a name of ours."""
        return self._("Programme") if programme.title == UNTITLED else programme.title

    def field(self, name: str) -> str:
        """Name the content of a table's column."""
        known = FIELD_NAMES.get(name) or PERSON_FIELDS.get(name)
        return self._.told(known) if known else self._("not used")

    def kind(self, kind: SegmentKind) -> str:
        """Name an item's kind; empty for the usual kind."""
        known = {
            SegmentKind.OPENING: self._("opening"),
            SegmentKind.INTRODUCTION: self._("introduction"),
            SegmentKind.DISCUSSION: self._("discussion"),
            SegmentKind.INTERVENTIONS: self._("interventions"),
            SegmentKind.QUESTIONS: self._("questions"),
            SegmentKind.BREAK: self._("break"),
            SegmentKind.CLOSING: self._("closing"),
        }
        return known.get(kind, "")

    def step(self, step: PlannedImport) -> str:
        """Say what saving would do with one session."""
        if step.refusal:
            return self._("It cannot be saved: {reason}", reason=self._.told(step.refusal))
        if step.difference is None:
            return self._("A new session.")
        difference = step.difference
        if not difference.changes:
            return self._("It exists already; nothing would change.")
        return self._(
            "It exists already. Items to add: {added}, to change: {changed}, to remove: {removed}.",
            added=difference.added,
            changed=difference.changed,
            removed=difference.removed,
        )

    def below_heading(self, steps: Sequence[PlannedImport], *, apart: bool) -> str:
        """Say what saving would do with a session of the file, or with each of its items."""
        if not apart:
            return self._.prose(self.step(step) for step in steps)
        refused = dict.fromkeys(self.step(step) for step in steps if step.refusal)
        return self._.prose([self.steps(steps), *refused])

    def steps(self, steps: Iterable[PlannedImport]) -> str:
        """Count what saving would do with all sessions: "Sessions: 1 changed, 49 unchanged."."""
        return self._counted(_what(step) for step in steps)

    def outcomes(self, outcomes: Iterable[ImportOutcome]) -> str:
        """Count what was done with all sessions."""
        return self._counted(outcome.what for outcome in outcomes)

    def _counted(self, done: Iterable[str]) -> str:
        of = Counter(done)
        said = {
            "new": self._("{count} new", count=of["new"]),
            "changed": self._("{count} changed", count=of["changed"]),
            "same": self._("{count} unchanged", count=of["same"]),
            "refused": self._("{count} refused", count=of["refused"]),
        }
        return self._("Sessions: {counts}.", counts=self._.list(text for what, text in said.items() if of[what]))

    def item_change(self, change: ItemChange) -> str:
        """Name one change that an import would make, with the changed fields; a title keeps its own direction."""
        title = f"{FIRST_STRONG}{change.title}{ITS_END}"
        fields = self._.list([self._changed_field(name, change) for name in change.fields])
        match change.what:
            case "added" | "enrolled":
                return self._("new: {title}", title=title)
            case "removed":
                return self._("removed: {title}", title=title)
            case "session":
                return self._("the session itself: {fields}", fields=fields)
        return self._("{name}: {title}", name=title, title=fields)

    def _changed_field(self, name: str, change: ItemChange) -> str:
        if name == "planned_ms" and change.lengths_ms:
            before, after = map(elapsed_text, change.lengths_ms)
            return self._("length (was {before}, becomes {after})", before=before, after=after)
        known = {
            "planned_ms": self._("length"),
            "hard_start_ms": self._("start"),
            "starts_at_ms": self._("start"),
            "ends_at_ms": self._("end"),
            "conference": self._("conference, room or zone"),
            "order": self._("order of the items"),
            "speakers": self._("speakers"),
            "guiding_questions": self._("guiding questions"),
            "moderator": self._("moderator"),
            "title": self._("title"),
            "name": self._("name"),
            "affiliation": self._("organisation"),
            "country": self._("country"),
            "bio": self._("biography"),
            "kind": self._("type"),
            "abstract": self._("abstract"),
            "track": self._("track"),
            "language": self._("language"),
            "references": self._("links"),
        }
        return known.get(name, name.removesuffix("_ms").replace("_", " "))

    def change(self, difference: Difference) -> str:
        """Say how the ticked items would change an existing session."""
        return self._(
            "Items to add: {added}, to change: {changed}; nothing else changes.",
            added=difference.added,
            changed=difference.changed,
        )

    def people_change(self, difference: Difference) -> str:
        """Say how the people of a roster would change an existing session."""
        what = [change.what for change in difference.changes]
        return self._(
            "New people: {added}, to change: {changed}; all others stay as they are.",
            added=what.count("enrolled"),
            changed=what.count("person"),
        )

    def outcome(self, outcome: ImportOutcome) -> str:
        """Say what was done with one session."""
        known = {
            "new": self._("saved as a new session"),
            "changed": self._("changed"),
            "same": self._("unchanged"),
        }
        return known.get(outcome.what) or self._("not saved: {reason}", reason=self._.told(outcome.reason))


def _what(step: PlannedImport) -> str:
    """Name what saving would do, as an outcome does."""
    if step.refusal:
        return "refused"
    if step.difference is None:
        return "new"
    return "changed" if step.difference.changes else "same"
