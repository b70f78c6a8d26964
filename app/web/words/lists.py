"""The list of speakers in words: states, kinds, what it would mean to cut it off, and who has spoken how long."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes
from typing import NamedTuple

from app.domain.rules.requests import MOST_REPLIES
from app.domain.state.requests import ALWAYS
from app.domain.values import RequestKind, elapsed_text
from app.domain.views.list_shapes import ListView, RequestView, ShareView
from app.domain.views.lists import waiting_on_floor
from app.domain.views.shapes import View
from app.formats.record.list_words import kind_words
from app.languages.words import Words
from app.web.words.effects import ITS_END, LEFT_TO_RIGHT

STATEMENT, QUESTION, REPLY = RequestKind.STATEMENT, RequestKind.QUESTION, RequestKind.REPLY
POINT_OF_ORDER = RequestKind.POINT_OF_ORDER
NEXT_SHOWN = 5
_UNGUESSABLE = token_bytes(32)  # of this process


class Level(NamedTuple):
    """A level of readiness, and the words of its key."""

    level: str
    label: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words about a list of speakers, in one language."""

    _: Words

    def state(self, state: str) -> str:
        return {"closed": self._("closed"), "open": self._("open"), "cut_off": self._("cut off")}[state]

    def kind(self, kind: str) -> str:
        """Name what a person wants the floor for."""
        return kind_words(self._, kind)

    def ready(self, level: str) -> str:
        """Say how near a person is to being able to speak."""
        return {
            "unknown": "",
            "confirmed": self._("confirmed"),
            "arrived": self._("is here"),
            "checked": self._("microphone checked"),
            "on_deck": self._("at the front"),
            "finished": self._("has finished"),
        }[level]

    def levels(self) -> list[Level]:
        """Return the levels that the crew marks, with the words of their keys."""
        return [
            Level("confirmed", self._("Confirmed")),
            Level("arrived", self._("Is here")),
            Level("checked", self._("Microphone checked")),
            Level("on_deck", self._("At the front")),
        ]

    def names(self, view: View, speakers: list[str]) -> str:
        """Name some speakers."""
        return self._.list(person["name"] for person in view["speakers"] if person["id"] in speakers)

    def next_level(self, level: str) -> tuple[str, str]:
        """Return the level that comes next for a person who is not ready, and the words of its key."""
        if level in {"unknown", "confirmed"}:
            return "arrived", self._("Is here")
        return "checked", self._("Microphone checked")

    def fit(self, floor_list: ListView) -> str:
        """Say what the waiting requests need and what is left."""
        fit = floor_list["fit"]
        needed, left = _needed(floor_list), elapsed_text(fit["left_ms"])
        if fit["needed_ms"] <= fit["left_ms"]:
            return self._("{needed} needed, {left} left: all fit.", needed=needed, left=left)
        return self._("{needed} needed, {left} left: not all fit.", needed=needed, left=left)

    def pool_short(self, floor_list: ListView) -> str:
        """Say what the pool lacks to give every statement the least time; empty if it gives it."""
        short = floor_list["fit"]["pool_short_ms"]
        if not short:
            return ""
        return self._(
            "The time for all statements is {time} too short to give each the least.", time=elapsed_text(short)
        )

    def next_names(self, view: View) -> list[str]:
        """Return the names of the next five of the list of the segment on, as far as the reader may see them."""
        return [request["name"] for request in waiting_on_floor(view)[:NEXT_SHOWN]]

    def shares(self, floor_list: ListView) -> list[str]:
        """Say of each category and group how long it has spoken; of none before one has, or one has a budget."""
        both = (*floor_list["categories"], *floor_list["groups"])
        return [self._share(one) for one in both if one["spent_ms"] or one["budget_ms"] is not None]

    def heard(self, request: RequestView) -> str:
        """Say how long the speaker of a request has spoken, by which a list may be ordered."""
        here, elsewhere = elapsed_text(request["spoken_ms"]), elapsed_text(request["elsewhere_ms"])
        return self._(
            "has spoken {here} in this session, {elsewhere} in others of the conference", here=here, elsewhere=elsewhere
        )

    def _share(self, share: ShareView) -> str:
        spent = elapsed_text(share["spent_ms"])
        if share["budget_ms"] is None:
            return self._("{title} {spent}", title=share["title"], spent=spent)
        budget = elapsed_text(share["budget_ms"])
        return self._("{title} {spent} of {budget}", title=share["title"], spent=spent, budget=budget)


def _needed(floor_list: ListView) -> str:
    """Return what the waiting requests need: `14 × 2:00 = 28:00` if their times are equal, else only the sum."""
    times = [request["slot_ms"] for request in floor_list["requests"] if request["place"] is not None]
    total = elapsed_text(floor_list["fit"]["needed_ms"])
    if len(times) < 2 or len(set(times)) > 1:
        return total
    return f"{LEFT_TO_RIGHT}{len(times)} × {elapsed_text(times[0])} = {total}{ITS_END}"


def list_at_hand(view: View) -> ListView | None:
    """Return the list that a moderator works with: of the segment on, else the first that is open, else the first."""
    lists = view["lists"]
    on = [one for one in lists if one["segment"] == view["floor"]["segment"]]
    active = [one for one in lists if one["state"] != "closed"]
    return next(iter((*on, *active, *lists)), None)


def lists_of(view: View) -> list[ListView]:
    """Return the lists that concern the speaker whose page it is: open or cut off, or with a request of theirs."""
    own = view.get("speaker")
    return [
        one
        for one in view["lists"]
        if one["state"] != "closed" or any(r["speaker"] == own and r["place"] for r in one["requests"])
    ]


def kinds_to_ask(view: View, floor_list: ListView) -> list[RequestKind]:
    """Return for what the speaker can ask now, besides a reply: not for what they wait for already."""
    waits_for = {r["kind"] for r in _own(view, floor_list) if r["state"] in {"waiting", "introduced"}}
    taken = {"open": (STATEMENT, QUESTION, POINT_OF_ORDER), "cut_off": (POINT_OF_ORDER,)}.get(floor_list["state"], ())
    return [kind for kind in taken if kind in floor_list["kinds"] and kind not in waits_for]


def speeches_to_reply_to(view: View, floor_list: ListView) -> list[RequestView]:
    """Return the latest speech of another speaker if a reply can be asked for: the right of reply is not for later."""
    own = _own(view, floor_list)
    replies = [r for r in own if r["kind"] == REPLY and r["state"] not in {"withdrawn", "absent"}]
    waits = any(r["state"] in {"waiting", "introduced"} for r in replies)
    if REPLY not in floor_list["kinds"] or floor_list["state"] == "closed" or waits or len(replies) >= MOST_REPLIES:
        return []
    begun = [r for r in floor_list["requests"] if r["state"] in {"speaking", "spoken"} and r["kind"] not in ALWAYS]
    return [r for r in begun[-1:] if r["speaker"] != view.get("speaker")]


def waits(view: View) -> bool:
    """Whether the speaker whose page it is has a waiting request."""
    return any(request["place"] for one in view["lists"] for request in _own(view, one))


def has_spoken(view: View) -> bool:
    """Whether the speaker whose page it is has given a speech, of the rundown or of a list."""
    own = view.get("speaker")
    talks = (s["state"] == "finished" for s in view["segments"] if own in s["speakers"])
    return any(talks) or any(r["state"] == "spoken" for one in view["lists"] for r in _own(view, one))


def request_id(view: View, floor_list: ListView) -> str:
    """Return the id of the speaker's next request, so that sending a form twice asks once.

    It stays the same until they have asked, and no other speaker can guess it and use it up.
    """
    number = len(_own(view, floor_list))
    place = f"{view['slug']}\n{floor_list['segment']}\n{view.get('speaker')}\n{number}"
    return blake2b(place.encode(), key=_UNGUESSABLE, digest_size=12).hexdigest()


def _own(view: View, floor_list: ListView) -> list[RequestView]:
    return [request for request in floor_list["requests"] if request["speaker"] == view.get("speaker")]
