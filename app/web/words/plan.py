"""The words of the planner: what its choices mean, and how its problems are said. Each is given gettext."""

from __future__ import annotations

from app.web.words.common import Gettext

LONGEST_NAME = 40


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
            "none": _("no questions"),
            "written": _("in writing, answered afterwards"),
            "moderated": _("shown after review"),
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


def edit_words(_: Gettext, kind: str, name: str) -> str:
    """What the plan's undo takes back: `change of Discussion`."""
    words = {
        "segment_added": _("adding {}"),
        "segment_edited": _("change of {}"),
        "segment_moved": _("move of {}"),
        "segment_removed": _("removal of {}"),
        "speaker_added": _("adding {}"),
        "speaker_edited": _("change of {}"),
        "speaker_moved": _("move of {}"),
        "speaker_removed": _("removal of {}"),
        "guiding_question_added": _("adding {}"),
        "guiding_question_edited": _("change of {}"),
        "guiding_question_moved": _("move of {}"),
        "guiding_question_removed": _("removal of {}"),
        "session_edited": _("change of the settings"),
        "plan_replaced": _("replacing the whole plan"),
    }[kind]
    return words.format(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…")


def theirs_words(_: Gettext, theirs: str) -> str:
    """Beside a field that another person has changed since it was drawn."""
    return _("Another planner put “{}” here meanwhile. Save again to keep yours.").format(theirs)
