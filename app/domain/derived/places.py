"""The order of a list of speakers, and the reason for each place. Computed from the journal, never stored.

Statements and questions stand in the order of the list's rules. The rules are compared one after the other; the first
that tells two requests apart decides, and the last one, `first_come`, always does:

- rank: the category with the lower rank first; a speaker without a category last.
- alternate_groups: groups take turns. The n-th request of a group stands in turn n, those called so far included;
  within a group the other rules decide. Where `rank` comes before, each rank takes turns of its own.
- least_heard: the speaker with less speaking time in this session first, then with less in the rest of the conference.
- first_time_first: speakers who have not spoken in this session first.
- lot: once lots are drawn, ascending by the SHA-256 of `seed:request`, as hexadecimal text.
- first_come: in the order of arrival.

A speaker who was called and was not there stands at the end of their category: behind `rank`, absence counts like a
rule. Everything else stands relative to another request:

- a point of order before all others;
- a reply or an answer directly behind the speech it is about, in order of arrival; at the front once that has begun;
- a request moved by hand, or that exchanged places, directly behind its anchor (see `state.requests`), and so where it
  stood a reply to a speech that left the list;
- requests that stand behind each other in a circle (in an old journal) at the end, in order of arrival.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.domain.derived.latest import Latest
from app.domain.derived.ledger import stretches
from app.domain.errors import Sentence
from app.domain.state.requests import ALWAYS, ATTACHED, FloorList, Move, Request
from app.domain.state.rundown import DEFAULT_LIST, ListSettings, Plan, Speaker
from app.domain.state.session import Session
from app.domain.state.timer import SpanKind
from app.domain.values import ListRule, RequestKind, elapsed_text

ABSENT = "absent"  # counts like a rule, behind rank
LAST = 1_000_000  # the rank of a speaker without a category

Rule = str  # a ListRule or ABSENT

# Why a request stands behind the one before it, and why the first one stands before the second.
_AFTER: Mapping[Rule, Sentence] = {
    ListRule.RANK: Sentence("after {name}: {first} speak before {second}"),
    ABSENT: Sentence("after {name}: was not there when called"),
    ListRule.ALTERNATE_GROUPS: Sentence("after {name}: groups take turns, {group} in turn {turn}, {other} in {later}"),
    ListRule.LEAST_HEARD: Sentence("after {name}, who has spoken for less time ({less}, not {more})"),
    ListRule.FIRST_TIME_FIRST: Sentence("after {name}, who has not spoken yet"),
    ListRule.LOT: Sentence("after {name}, by lot"),
    ListRule.FIRST_COME: Sentence("after {name}, who asked earlier"),
}
_BEFORE: Mapping[Rule, Sentence] = {
    ListRule.RANK: Sentence("before {name}: {first} speak before {second}"),
    ABSENT: Sentence("before {name}, who was not there when called"),
    ListRule.ALTERNATE_GROUPS: Sentence("before {name}: groups take turns, {group} in turn {turn}, {other} in {later}"),
    ListRule.LEAST_HEARD: Sentence("before {name}: has spoken for less time ({less}, not {more})"),
    ListRule.FIRST_TIME_FIRST: Sentence("before {name}: has not spoken yet"),
    ListRule.LOT: Sentence("before {name}, by lot"),
    ListRule.FIRST_COME: Sentence("before {name}: asked earlier"),
}


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The place of a waiting request: its number from 1, and why it is there, as a sentence to be translated."""

    request: Request
    number: int
    reason: Sentence


_latest: Latest[list[ListPlace]] = Latest()


def next_request(session: Session, segment: str) -> Request | None:
    """Return the first waiting request of a list."""
    return next(iter(_ListOrder(session, segment).requests), None)


def before(session: Session, segment: str, request: str) -> str | None:
    """Return the waiting request directly before this one; None if it is first or does not wait."""
    ids = [one.id for one in _ListOrder(session, segment).requests]
    return ids[at - 1] if request in ids and (at := ids.index(request)) else None


def kept_behind(session: Session, segment: str, request: str) -> dict[str, str | None]:
    """Return by reply or answer to a waiting request what it stands behind once that leaves: no other place changes."""
    order = _ListOrder(session, segment)
    others = [one.id for one in order.requests if one.id != request]
    ahead = dict(zip(others, (None, *others), strict=False))
    return {reply.id: ahead[reply.id] for reply in order.children.get(request, ()) if not reply.move}


def in_order(session: Session, segment: str) -> list[Request]:
    """Return the waiting requests of a list, in the order in which they will speak."""
    return _ListOrder(session, segment).requests


def in_circle(session: Session, segment: str) -> bool:
    """Whether requests stand behind each other in a circle, and so behind no place. No command makes that."""
    return bool(_ListOrder(session, segment).in_circle)


def places(session: Session, segment: str) -> list[ListPlace]:
    """Return the waiting requests of a list, in the order in which they will speak, with their reasons."""
    return _latest.of(session, segment, lambda: list(_ListOrder(session, segment).places()))


def spoken_ms(session: Session) -> dict[str, int]:
    """Return by speaker the milliseconds spoken in this session, without the speech in progress."""
    since = _in_progress_since(session)
    sums: dict[str, int] = {}
    for stretch in stretches(session, session.at_ms):
        ended = stretch.segment != session.on or since is None or stretch.from_ms < since
        if stretch.kind is SpanKind.RUNNING and stretch.speaker is not None and ended:
            sums[stretch.speaker] = sums.get(stretch.speaker, 0) + stretch.ms
    return sums


def lot(seed: str, request: str) -> str:
    """Return the lot of a request: a hexadecimal SHA-256; the lowest text comes first."""
    return sha256(f"{seed}:{request}".encode()).hexdigest()


def _in_progress_since(session: Session) -> int | None:
    """Return the instant at which the speech in progress began; None if the floor is free, or between two requests."""
    if session.speech is not None:
        return session.speech.timer.started_at_ms
    has_list = session.on is not None and bool(session.list_of(session.on).begun)
    return None if has_list else session.timer.started_at_ms


def _with_absence(rules: tuple[ListRule, ...]) -> tuple[Rule, ...]:
    """Return the rules with absence behind rank, or first where rank does not count."""
    at = rules.index(ListRule.RANK) + 1 if ListRule.RANK in rules else 0
    return (*rules[:at], ABSENT, *rules[at:])


def begun_before(session: Session) -> set[str]:
    """Return the speakers who have begun a statement or a question on any list of the session."""
    return {
        floor_list.requests[id_].speaker
        for floor_list in session.lists.values()
        for id_ in floor_list.begun
        if floor_list.requests[id_].kind not in ALWAYS
    }


def _behind_replies(there: list[Request]) -> int:
    """Return the index behind the last reply or answer: they stand in order of arrival, before what was moved there."""
    return max((at for at, request in enumerate(there, start=1) if not request.move), default=0)


class _ListOrder:
    """The order of one list. It computes the keys of all rules once."""

    def __init__(self, session: Session, segment: str) -> None:
        self.plan: Plan = session.plan
        self.list: FloorList = session.list_of(segment)
        item = session.plan.segment(segment)
        settings: ListSettings = (item.takes_requests if item else None) or DEFAULT_LIST
        self.rules = _with_absence(settings.rules)
        self.people: dict[str, Speaker] = {speaker.id: speaker for speaker in session.plan.speakers}
        self.heard = spoken_ms(session) if ListRule.LEAST_HEARD in self.rules else {}
        self.elsewhere = session.heard
        self.begun = begun_before(session)
        waiting = self.list.waiting()
        self.by_rules = [r for r in waiting if r.kind not in ALWAYS and not r.move]
        self.keys = self._keys()
        self.by_rules.sort(key=lambda request: self.keys[request.id])
        self.points = [r for r in waiting if r.kind is RequestKind.POINT_OF_ORDER and not r.move]
        self.children = self._children(r for r in waiting if r.move or r.kind in ATTACHED)
        flat = list(self._flat())
        self.in_circle = [r for r in waiting if r not in flat] if len(flat) < len(waiting) else []
        self.requests = [*flat, *self.in_circle]

    def places(self) -> Iterator[ListPlace]:
        ruled = {request.id: at for at, request in enumerate(self.by_rules)}
        for number, request in enumerate(self.requests, start=1):
            yield ListPlace(request, number, self._reason(request, ruled.get(request.id)))

    def _children(self, requests: Iterable[Request]) -> dict[str | None, list[Request]]:
        """Return by anchor (None: the front) the requests that stand behind it, in their order there."""
        waiting = {request.id for request in self.list.waiting()}
        children: dict[str | None, list[Request]] = {}
        for request in sorted(requests, key=lambda r: r.move.seq if r.move else r.seq):
            anchor = request.move.after if request.move else request.reply_to
            there = children.setdefault(anchor if anchor in waiting else None, [])
            there.insert(0 if request.move else _behind_replies(there), request)
        return children

    def _flat(self) -> Iterator[Request]:
        stack = [*reversed(self.by_rules), *reversed(self.children.get(None, ())), *reversed(self.points)]
        while stack:
            request = stack.pop()
            yield request
            stack.extend(reversed(self.children.get(request.id, ())))

    def _keys(self) -> dict[str, tuple[Any, ...]]:
        keys = {request.id: [self._key(rule, request) for rule in self.rules] for request in self.by_rules}
        if ListRule.ALTERNATE_GROUPS in self.rules:
            self._take_turns(keys, self.rules.index(ListRule.ALTERNATE_GROUPS))
        return {id_: tuple(key) for id_, key in keys.items()}

    def _key(self, rule: Rule, request: Request) -> Any:
        match rule:
            case ListRule.RANK:
                return self._rank(request)
            case ListRule.LEAST_HEARD:
                return self.heard.get(request.speaker, 0), self.elsewhere.get(request.speaker, 0)
            case ListRule.FIRST_TIME_FIRST:
                return request.speaker in self.begun
            case ListRule.LOT:
                return lot(self.list.seed, request.id) if self.list.drawn and self.list.seed is not None else ""
            case ListRule.FIRST_COME:
                return request.seq
            case "absent":
                return request.absences
            case _:
                return 0  # alternate_groups, which depends on all requests: see `_take_turns`

    def _take_turns(self, keys: dict[str, list[Any]], at: int) -> None:
        """Set the key of `alternate_groups`, the rule at this index: the turn in which each request stands."""
        ranked = ListRule.RANK in self.rules[:at]
        turns: Counter[tuple[int, str]] = Counter()
        taken = dict.fromkeys((*self.list.begun, *((self.list.on,) if self.list.on is not None else ())))
        begun = [request for id_ in taken if (request := self.list.requests[id_]).kind not in ALWAYS]
        waiting = sorted(self.by_rules, key=lambda request: [*keys[request.id][:at], *keys[request.id][at + 1 :]])
        for request in (*begun, *waiting):
            among = (self._rank(request) if ranked else 0, self._group(request))
            turns[among] += 1
            if request.id in keys:
                keys[request.id][at] = turns[among]

    def _rank(self, request: Request) -> int:
        speaker = self.people.get(request.speaker)
        category = self.plan.category(speaker.category) if speaker else None
        return category.rank if category else LAST

    def _group(self, request: Request) -> str:
        return speaker.group if (speaker := self.people.get(request.speaker)) else ""

    def _name(self, request: Request) -> str:
        return speaker.name if (speaker := self.people.get(request.speaker)) else request.speaker

    def _reason(self, request: Request, at: int | None) -> Sentence:
        if request.move is not None and not request.move.kept:
            return self._moved(request.move)
        if request.kind is RequestKind.POINT_OF_ORDER:
            return Sentence("a point of order comes first")
        if request.kind in ATTACHED and (about := self.list.requests.get(request.reply_to or "")):
            name = self._name(about)
            is_reply = request.kind is RequestKind.REPLY
            return Sentence("a reply to {name}", name=name) if is_reply else Sentence("an answer to {name}", name=name)
        if len(self.by_rules) == 1 or at is None:
            alone = len(self.requests) == 1
            return Sentence("the only one who waits") if alone else Sentence("the only statement that waits")
        return self._before(request, self.by_rules[1]) if at == 0 else self._after(request, self.by_rules[at - 1])

    def _moved(self, move: Move) -> Sentence:
        if move.swapped_with is not None and (other := self.list.requests.get(move.swapped_with)):
            return Sentence("exchanged places with {name}", name=self._name(other))
        if move.reason:
            return Sentence("moved by the moderator: {reason}", reason=move.reason)
        return Sentence("moved by the moderator")

    def _after(self, request: Request, other: Request) -> Sentence:
        """Say why a request stands behind another one: by the first rule that tells them apart."""
        rule = self._decides(other, request)
        return Sentence(_AFTER[rule].text, **self._places_of(rule, other, request), name=self._name(other))

    def _before(self, request: Request, other: Request) -> Sentence:
        rule = self._decides(request, other)
        return Sentence(_BEFORE[rule].text, **self._places_of(rule, request, other), name=self._name(other))

    def _decides(self, first: Request, second: Request) -> Rule:
        """Return the first rule that tells two requests apart; turns tell apart requests of two groups only."""
        within = self._group(first) == self._group(second)
        both = zip(self.rules, self.keys[first.id], self.keys[second.id], strict=True)
        differing = (rule for rule, one, other in both if one != other)
        return next(rule for rule in differing if not (within and rule == ListRule.ALTERNATE_GROUPS))

    def _places_of(self, rule: Rule, first: Request, second: Request) -> dict[str, str]:
        """Return what the sentence of a rule says of the two requests besides the name."""
        match rule:
            case ListRule.RANK:
                return {"first": self._category(first), "second": self._category(second)}
            case ListRule.ALTERNATE_GROUPS:
                at = self.rules.index(rule)
                turns = {"turn": str(self.keys[first.id][at]), "later": str(self.keys[second.id][at])}
                return {**turns, "group": self._group_title(first), "other": self._group_title(second)}
            case ListRule.LEAST_HEARD:
                at = self.rules.index(rule)
                one, other = self.keys[first.id][at], self.keys[second.id][at]
                compared = 0 if one[0] != other[0] else 1  # in this session, else in the rest of the conference
                return {"less": elapsed_text(one[compared]), "more": elapsed_text(other[compared])}
            case _:
                return {}

    def _category(self, request: Request) -> str:
        speaker = self.people.get(request.speaker)
        category = self.plan.category(speaker.category) if speaker else None
        return category.title if category else Sentence("speakers without a category")

    def _group_title(self, request: Request) -> str:
        group = self.plan.group(self._group(request))
        return group.title if group else Sentence("speakers without a group")
