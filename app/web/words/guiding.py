"""Guiding questions in words for the moderator: who covered which, and the hints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.values import SECOND
from app.domain.views.shapes import GuidingQuestionView, View
from app.languages.words import Words
from app.web.words.effects import segment_label

NOTHING = {"coverage": "none"}


@dataclass(frozen=True, slots=True)
class Covered:
    """Who dealt with a question and how long; `since` (instant) counts up during a speech to it, else `ms` is fixed."""

    name: str
    words: str
    ms: int
    since: int | None


@dataclass(frozen=True, slots=True)
class GuidingWords:
    """The words about guiding questions for the moderator, in one language."""

    _: Words

    def covered_by(self, view: View, question: GuidingQuestionView) -> list[Covered]:
        """Return all who dealt with a question or passed on it, most time first, the moderator's own time last."""
        rows = [(who, row) for who, row in question["by_speaker"].items() if row["coverage"] != "none"]
        names = {person["id"]: person["name"] for person in view["speakers"]} if rows else {}
        speaking = _speaking(view) if view["focus"] == question["id"] else None
        speakers = [
            Covered(
                names[who],
                self._covered(row["coverage"]),
                row["spent_ms"],
                _since(view, row["spent_ms"], who == speaking),
            )
            for who, row in sorted(rows, key=lambda row: -row[1]["spent_ms"])
        ]
        own = question["moderator_ms"]
        counts = view["focus"] == question["id"] and speaking is None
        return (
            [*speakers, Covered(self._("moderator"), "", own, _since(view, own, counts))] if own >= SECOND else speakers
        )

    def hints(self, view: View) -> list[str]:
        """Return the hints as sentences; questions are named by their numbers, which are their keys."""
        hints, names = view["hints"], {person["id"]: person["name"] for person in view["speakers"]}
        untouched = self._.list(str(number) for number in numbers(view, hints["untouched"]))
        lines = []
        if hints["ask"]:
            who = self._.either(names[speaker] for speaker in hints["ask"][:2])
            lines.append(self._("Not discussed yet: {numbers}. Ask {names}.", numbers=untouched, names=who))
        elif hints["untouched"] and len(hints["untouched"]) < len(view["guiding_questions"]):
            lines.append(self._("Not discussed yet: {numbers}.", numbers=untouched))
        if hints["least_heard"] is not None:
            lines.append(self._("Heard least on this question: {name}.", name=names[hints["least_heard"]]))
        return lines

    def ask(self, view: View, speaker: str) -> str:
        """Suggest a question for the speaker being introduced; empty for none.

        It is the first question not discussed yet, or else the one with the least time that this speaker has not spoken
        to.
        """
        rows = [
            row for row in view["guiding_questions"] if row["by_speaker"].get(speaker, NOTHING)["coverage"] == "none"
        ]
        fresh = [row for row in rows if row["id"] in view["hints"]["untouched"]]
        best = min(fresh[:1] or rows, key=lambda row: row["spent_ms"], default=None)
        if best is None or view["status"] != "live":
            return ""
        number, text = numbers(view, [best["id"]])[0], best["text"]
        return self._("Could be asked about question {number}: {text}", number=number, text=text)

    def _covered(self, coverage: str) -> str:
        return {"touched": self._("mentioned"), "covered": self._("covered"), "passed": self._("passed")}[coverage]


def counting_since(view: View, question: GuidingQuestionView) -> int | None:
    """Return the instant from which the question's time counts up; None while no clock runs for it."""
    return _since(view, question["spent_ms"], view["focus"] == question["id"])


def recount_at(view: View, question: GuidingQuestionView) -> int | None:
    """Return the instant at which the running clock changes what is said of a question; None if it does not.

    The speaker is named, has covered the question, or has spoken to it longer than another one.
    """
    if view["focus"] != question["id"] or view["floor"]["state"] != "running":
        return None
    speaking = _speaking(view)
    row = question["by_speaker"].get(speaking) if speaking else None
    ms = row["spent_ms"] if row else question["moderator_ms"]
    overtaken = [other["spent_ms"] + 1 for who, other in question["by_speaker"].items() if who != speaking]
    later = [at for at in ([*overtaken, 1, question["covered_after_ms"]] if row else [SECOND]) if at > ms]
    return view["now_ms"] + min(later) - ms if later else None


def loose_speech(view: View) -> str:
    """Name the speech that the row of chips is about, a part of which had no question."""
    loose = view["unattributed"]
    return segment_label(view, loose["segment"]) if loose else ""


def numbers(view: View, questions: Iterable[str]) -> list[int]:
    """Return the numbers of guiding questions, as on their keys."""
    wanted = set(questions)
    return [number for number, question in enumerate(view["guiding_questions"], 1) if question["id"] in wanted]


def chip_value(view: View, question: str) -> str:
    """Return a chip's value: the questions of the speech, with this one added or removed."""
    loose = view["unattributed"]
    chosen = set(loose["questions"] if loose else ()) ^ {question}
    return ",".join(row["id"] for row in view["guiding_questions"] if row["id"] in chosen)


def _speaking(view: View) -> str | None:
    floor = view["floor"]
    segment = next((s for s in view["segments"] if s["id"] == floor["segment"]), None)
    alone = segment["speakers"][0] if segment and len(segment["speakers"]) == 1 else None
    return floor["voice"] or alone


def _since(view: View, ms: int, counts: bool) -> int | None:
    # An instant that stays the same while the clock runs, so that the part does not change with time.
    return view["now_ms"] - ms if counts and view["floor"]["state"] == "running" else None
