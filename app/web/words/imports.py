"""What the import pages say of a file, in words. Each function is given gettext, and knows nothing of languages."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.values import SegmentKind
from app.formats.imports.selection import ImportOutcome
from app.service.imports import PlannedImport

Gettext = Callable[[str], str]


def format_words(_: Gettext, name: str) -> str:
    """What a file was taken for."""
    known = {
        "csv": _("a table"),
        "xlsx": _("a spreadsheet"),
        "json": _("a session document"),
        "yaml": _("a session document"),
        "json-items": _("JSON of some other program"),
        "frab-json": _("a schedule of pretalx or frab"),
        "frab-xml": _("a schedule of pretalx or frab"),
        "sessionize": _("a Sessionize export"),
        "ontime": _("an Ontime project"),
        "icalendar": _("a calendar"),
        "ods": _("an OpenDocument spreadsheet"),
        "xls": _("an old Excel workbook"),
        "indico": _("an export of Indico"),
        "text": _("a programme in plain text"),
    }
    return known.get(name, name)


def kind_words(_: Gettext, kind: SegmentKind) -> str:
    """What an item is for; nothing for what most of them are."""
    known = {
        SegmentKind.OPENING: _("opening"),
        SegmentKind.INTRODUCTION: _("introduction"),
        SegmentKind.DISCUSSION: _("discussion"),
        SegmentKind.QUESTIONS: _("questions"),
        SegmentKind.BREAK: _("break"),
        SegmentKind.CLOSING: _("closing"),
    }
    return known.get(kind, "")


def step_words(_: Gettext, step: PlannedImport) -> str:
    """What saving would do for one session."""
    if step.refusal:
        return _("It cannot be saved as it is: {}").format(step.refusal)
    if step.difference is None:
        return _("A new session.")
    difference = step.difference
    if not (difference.added or difference.changed or difference.removed):
        return _("It is there already; none of its items would change.")
    return _("It is there already: {} items would come, {} change, {} go.").format(
        difference.added, difference.changed, difference.removed
    )


def outcome_words(_: Gettext, outcome: ImportOutcome) -> str:
    """What became of one session."""
    known = {
        "new": _("saved as a new session"),
        "changed": _("changed"),
        "same": _("unchanged: it was just like that already"),
    }
    return known.get(outcome.what) or _("not saved: {}").format(outcome.reason)
