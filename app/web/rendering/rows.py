"""The rows of the console's lists: each has a template of its own, which reads nothing but the state made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.values import ClockState
from app.web.words.desk import may
from app.web.words.guiding import GuidingWords, counting_since, recount_at

Context = Mapping[str, Any]
States = Mapping[str, Mapping[str, Any]]

_NOT_HEARD = frozenset({ClockState.IDLE, ClockState.SKIPPED, ClockState.ABSENT})


class RowStates:
    """The states of the rows, made once of what the templates of a page may read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._states: dict[str, States] = {}

    def state(self, name: str, id_: str) -> Mapping[str, Any]:
        """Return the state of a row; `name` is that of its template."""
        if name not in self._states:
            self._states[name] = _STATES[name](self._context)
        return self._states[name][id_]


def _segments(context: Context) -> States:
    """Return the states of the rundown's rows; `above` and `below`: after which segments their keys move them."""
    view, people = context["view"], context["people"]
    shown = {name: view[name] for name in ("slug", "status", "conference")}
    shown["now_ms"] = view["now_ms"] if context["whole"] else 0
    ids = [segment["id"] for segment in view["segments"]]
    return {
        segment["id"]: {
            "view": shown,
            "segment": segment if segment["ended_at_ms"] else {**segment, "spent_ms": 0},  # shown afterwards
            "people": {id_: people[id_] for id_ in segment["speakers"][:1]},
            "on": segment["id"] == view["floor"]["segment"],
            "next": segment["id"] == view["next"],
            "above": above,
            "below": below,
        }
        for segment, above, below in zip(view["segments"], [None, "", *ids], [*ids[1:], None], strict=False)
    }


def _guiding(context: Context) -> States:
    """Return the states of the guiding questions; `marking`: whom the forms of the one that is opened can mark."""
    view, covered_by = context["view"], GuidingWords(context["around"].words).covered_by
    return {
        question["id"]: {
            "view": {"slug": view["slug"]},
            "question": question,
            "number": number,
            "on": question["id"] == view["focus"],
            "covered": covered_by(view, question),
            "recount": recount_at(view, question),
            "since": counting_since(view, question),
            "marking": _can_be_marked(view, question) if question["id"] == context["open_question"] else None,
        }
        for number, question in enumerate(view["guiding_questions"], 1)
    }


def _can_be_marked(view: Any, question: Any) -> list[Any]:
    """Return the people who have had the floor, for only they can have said anything to it, and those with a mark."""
    heard = {who for row in view["segments"] if row["state"] not in _NOT_HEARD for who in row["speakers"]}
    return [one for one in view["speakers"] if one["id"] in heard or question["by_speaker"][one["id"]]["marked"]]


def _asked(context: Context) -> States:
    """Return the states of the questions of the audience; `picks`: whether they may be ticked."""
    view = context["view"]
    return {
        question["id"]: {
            "view": {"slug": view["slug"]},
            "question": question,
            "picks": may(question, "take_batch") and not view["batch"],
        }
        for question in view["questions"]
    }


_STATES: Mapping[str, Callable[[Context], States]] = {
    "console_segment": _segments,
    "console_guiding": _guiding,
    "console_asked_row": _asked,
}
