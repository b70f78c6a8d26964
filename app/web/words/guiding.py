"""Guiding questions in words for the moderator: who covered what, and the hints. Each is given gettext."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.views.shapes import GuidingQuestionView, View
from app.web.words.common import segment_label

Gettext = Callable[[str], str]


NOTHING = {"coverage": "none"}


@dataclass(frozen=True, slots=True)
class Covered:
    """Who dealt with a question, and how far; `since` counts up while they speak to it (instant), else `ms` stands."""

    name: str
    words: str
    ms: int
    since: int | None


def covered_by(_: Gettext, view: View, question: GuidingQuestionView) -> list[Covered]:
    """Everybody who dealt with a question or passed on it, most time first, and the moderator's own time last."""
    names = {person["id"]: person["name"] for person in view["speakers"]}
    rows = sorted(question["by_speaker"].items(), key=lambda row: -row[1]["spent_ms"])
    speaking = _speaking(view) if view["focus"] == question["id"] else None
    speakers = [
        Covered(names[who], _words(_, row["coverage"]), row["spent_ms"], _since(view, row["spent_ms"], who == speaking))
        for who, row in rows
        if row["coverage"] != "none"
    ]
    own = question["moderator_ms"]
    counts = view["focus"] == question["id"] and speaking is None
    return [*speakers, Covered(_("moderator"), "", own, _since(view, own, counts))] if own >= 1_000 else speakers


def counting_since(view: View, question: GuidingQuestionView) -> int | None:
    """The instant from which the question's time counts up; None while no clock runs for it."""
    return _since(view, question["spent_ms"], view["focus"] == question["id"])


def hint_lines(_: Gettext, view: View) -> list[str]:
    """The hints, in sentences; questions are named by their numbers, which are their keys."""
    hints, names = view["hints"], {person["id"]: person["name"] for person in view["speakers"]}
    untouched = ", ".join(str(number) for number in numbers(view, hints["untouched"]))
    lines = []
    if hints["ask"]:
        who = _(" or ").join(names[speaker] for speaker in hints["ask"][:2])
        lines.append(_("Not discussed yet: {}. Ask {}.").format(untouched, who))
    elif hints["untouched"] and len(hints["untouched"]) < len(view["guiding_questions"]):
        lines.append(_("Not discussed yet: {}.").format(untouched))
    if hints["least_heard"] is not None:
        lines.append(_("Heard least on this question: {}.").format(names[hints["least_heard"]]))
    return lines


def ask_words(_: Gettext, view: View, speaker: str) -> str:
    """What a speaker who is introduced could be asked about; empty for nothing.

    The first question that no speaker has discussed, or else the one with the least time that they have not spoken to.
    """
    rows = [row for row in view["guiding_questions"] if row["by_speaker"].get(speaker, NOTHING)["coverage"] == "none"]
    fresh = [row for row in rows if row["id"] in view["hints"]["untouched"]]
    best = min(fresh[:1] or rows, key=lambda row: row["spent_ms"], default=None)
    if best is None or view["status"] != "live":
        return ""
    return _("Could be asked about question {}: {}").format(*numbers(view, [best["id"]]), best["text"])


def loose_words(_: Gettext, view: View) -> str:
    """What the row of chips is about: whose speech, and how much of it was without a question."""
    loose = view["unattributed"]
    return segment_label(view, loose["segment"]) if loose else ""


def numbers(view: View, questions: Iterable[str]) -> list[int]:
    """The numbers of guiding questions, as their keys have them."""
    wanted = set(questions)
    return [number for number, question in enumerate(view["guiding_questions"], 1) if question["id"] in wanted]


def chip_value(view: View, question: str) -> str:
    """What a chip sends: the questions that the speech was about, with this one added or taken out."""
    loose = view["unattributed"]
    chosen = set(loose["questions"] if loose else ()) ^ {question}
    return ",".join(row["id"] for row in view["guiding_questions"] if row["id"] in chosen)


def _words(_: Gettext, coverage: str) -> str:
    return {"touched": _("mentioned"), "covered": _("covered"), "passed": _("passed")}[coverage]


def _speaking(view: View) -> str | None:
    floor = view["floor"]
    segment = next((s for s in view["segments"] if s["id"] == floor["segment"]), None)
    alone = segment["speakers"][0] if segment and len(segment["speakers"]) == 1 else None
    return floor["voice"] or alone


def _since(view: View, ms: int, counts: bool) -> int | None:
    # An instant that stays the same while the clock runs, so that the part does not change by itself.
    return view["now_ms"] - ms if counts and view["floor"]["state"] == "running" else None
