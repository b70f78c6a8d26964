"""The words of the planner: what its choices mean, and how its problems are said. Each is given gettext."""

from __future__ import annotations

from app.web.words import Gettext


def choice_words(_: Gettext, name: str, value: str) -> str:
    """One option of a choice, in words."""
    return {
        "kind": {
            "opening": _("Opening"),
            "introduction": _("Introduction"),
            "presentation": _("Presentation"),
            "discussion": _("Discussion"),
            "questions": _("Questions"),
            "break": _("Break"),
            "closing": _("Closing"),
            "other": _("Other"),
        },
        "at_zero": {
            "continue": _("counts overtime up"),
            "hold": _("stays at 0:00"),
            "yield": _("ends the speech"),
        },
        "cue_mode": {
            "automatic": _("by themselves"),
            "by_hand": _("by hand only"),
            "off": _("not at all"),
        },
        "floor_policy": {
            "none": _("nobody asks"),
            "written": _("in writing, answered afterwards"),
            "moderated": _("shown after somebody has read them"),
            "open": _("shown at once"),
        },
    }[name][value]


def status_words(_: Gettext, status: str) -> str:
    """Where the session stands, as the planner says it."""
    return {
        "planned": _("Not yet open"),
        "live": _("Live: what you change, everybody sees at once"),
        "closed": _("Closed: a change here does not change the record of what happened"),
    }[status]
