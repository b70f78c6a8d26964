"""The list of speakers in words: states, kinds, what it would mean to cut it off, and who has spoken how long."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.values import elapsed_text
from app.domain.views.list_shapes import ListView, RequestView, ShareView
from app.domain.views.shapes import View
from app.languages.words import Words


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words about a list of speakers, in one language."""

    _: Words

    def state(self, state: str) -> str:
        return {"closed": self._("closed"), "open": self._("open"), "cut_off": self._("cut off")}[state]

    def kind(self, kind: str) -> str:
        """Name what a person wants the floor for."""
        return {
            "statement": self._("Statement"),
            "reply": self._("Right of reply"),
            "question": self._("Question"),
            "point_of_order": self._("Point of order"),
            "answer": self._("Answer"),
        }[kind]

    def ready(self, level: str) -> str:
        """Say how near a person is to being able to speak."""
        return {
            "unknown": "",
            "confirmed": self._("confirmed"),
            "arrived": self._("is here"),
            "checked": self._("microphone checked"),
            "on_deck": self._("at the front"),
        }[level]

    def fit(self, floor_list: ListView) -> str:
        """Say what the waiting requests need and what is left."""
        fit = floor_list["fit"]
        needed, left = elapsed_text(fit["needed_ms"]), elapsed_text(fit["left_ms"])
        if fit["needed_ms"] <= fit["left_ms"]:
            return self._("{needed} needed, {left} left: all fit.", needed=needed, left=left)
        return self._("{needed} needed, {left} left: not all fit.", needed=needed, left=left)

    def shares(self, floor_list: ListView) -> str:
        """Say how long each category and each group has spoken."""
        return self._.list(self._share(one) for one in (*floor_list["categories"], *floor_list["groups"]))

    def _share(self, share: ShareView) -> str:
        spent = elapsed_text(share["spent_ms"])
        if share["budget_ms"] is None:
            return self._("{title} {spent}", title=share["title"], spent=spent)
        budget = elapsed_text(share["budget_ms"])
        return self._("{title} {spent} of {budget}", title=share["title"], spent=spent, budget=budget)


def list_at_hand(view: View) -> ListView | None:
    """Return the list that a moderator works with: of the segment on, else the first that is open, else the first."""
    lists = view["lists"]
    on = [one for one in lists if one["segment"] == view["floor"]["segment"]]
    active = [one for one in lists if one["state"] != "closed"]
    return next(iter((*on, *active, *lists)), None)


def next_request(view: View) -> RequestView | None:
    """Return the request that comes next on the list of the segment on."""
    lists = [one for one in view["lists"] if one["segment"] == view["floor"]["segment"]]
    return next((request for one in lists for request in one["requests"] if request["place"] == 1), None)
