"""Audience questions: their states, the table of legal moves, who sees each state, and their fold.

The fold costs the same for each event, however many questions there are (see `persistent`). `Book` holds indexes beside
the questions, so that no command searches all of them: questions by author, questions by the one they were merged into,
and the number of open ones. Only `_put` changes these indexes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zlib import crc32

from app.domain.messages import events as e
from app.domain.state.persistent import PersistentList, PersistentMap, changed


class QuestionState(StrEnum):
    """The state of an audience question."""

    PENDING = "pending"
    APPROVED = "approved"
    QUEUED = "queued"
    LIVE = "live"
    ANSWERED = "answered"
    DEFERRED = "deferred"
    DISMISSED = "dismissed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    NOT_REACHED = "not_reached"


PENDING, APPROVED, QUEUED, LIVE, ANSWERED, DEFERRED, DISMISSED, MERGED, WITHDRAWN, NOT_REACHED = QuestionState

# The state that each command leads to; BACK is the previous state. A move that is missing here is refused.
BACK = "back"
Moves = Mapping[QuestionState, QuestionState | str]
MOVES: Mapping[str, Moves] = {
    "approve_question": {PENDING: APPROVED},
    "edit_question": {state: state for state in (PENDING, APPROVED, QUEUED, LIVE, DEFERRED)},
    "dismiss_question": dict.fromkeys((PENDING, APPROVED, QUEUED, LIVE, DEFERRED, NOT_REACHED), DISMISSED),
    "withdraw_question": dict.fromkeys((PENDING, APPROVED, QUEUED, DEFERRED), WITHDRAWN),
    "queue_question": dict.fromkeys((APPROVED, QUEUED, DEFERRED), QUEUED),
    "put_question_on": dict.fromkeys((APPROVED, QUEUED, DEFERRED, LIVE), LIVE),
    "take_question_off": {LIVE: QUEUED},
    "answer_question live": dict.fromkeys((APPROVED, QUEUED, LIVE), ANSWERED),
    "answer_question text": dict.fromkeys((APPROVED, QUEUED, LIVE, DEFERRED, NOT_REACHED, ANSWERED), ANSWERED),
    "answer_question later": dict.fromkeys((APPROVED, QUEUED, LIVE, NOT_REACHED), DEFERRED),
    "merge_questions": dict.fromkeys((PENDING, APPROVED, QUEUED), MERGED),
    "unmerge_question": {MERGED: BACK},
    "return_question": {QUEUED: APPROVED, DISMISSED: BACK, ANSWERED: BACK},
    "take_batch": dict.fromkeys((APPROVED, QUEUED, LIVE), LIVE),
    "close_batch": {LIVE: ANSWERED},
    "close_session": dict.fromkeys((PENDING, APPROVED, QUEUED, LIVE), NOT_REACHED),
    "reopen_session": {NOT_REACHED: BACK},
}

# Limits.
SHORTEST_QUESTION = 3
LONGEST_QUESTION = 300  # code points, after cleaning
LONGEST_ANSWER = 2_000
LONGEST_NAME = 100
LONGEST_REASON = 200
MOST_TAKEN = 5

# A question in one of these states can absorb duplicates; a finished one cannot.
TAKES_IN = frozenset({PENDING, APPROVED, QUEUED, LIVE, DEFERRED})
OPEN = frozenset({PENDING, APPROVED, QUEUED, LIVE})
VOTABLE = frozenset({APPROVED, QUEUED, LIVE})


class Seen(StrEnum):
    """Who sees a question in a given state."""

    ALL = "all"
    ONCE_PUBLISHED = "all, if it was published before; otherwise the desk and its author"
    DESK_AND_AUTHOR = "the desk and its author"


SEEN: Mapping[QuestionState, Seen] = {
    PENDING: Seen.DESK_AND_AUTHOR,
    APPROVED: Seen.ALL,
    QUEUED: Seen.ALL,
    LIVE: Seen.ALL,
    ANSWERED: Seen.ALL,
    DEFERRED: Seen.ONCE_PUBLISHED,
    DISMISSED: Seen.DESK_AND_AUTHOR,
    MERGED: Seen.DESK_AND_AUTHOR,
    WITHDRAWN: Seen.DESK_AND_AUTHOR,
    NOT_REACHED: Seen.ONCE_PUBLISHED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question was answered: `live` by some speakers, or in `text`."""

    how: str
    by: tuple[str, ...]
    text: str
    at_ms: int


@dataclass(frozen=True)
class Question:
    """One audience question. `version` is the seq of its latest change; `author` is a pseudonym, None for the desk.

    `before` is the state that BACK leads to, `place` its position in the queue then. `burst` names the burst with which
    it was dismissed.
    """

    id: str
    text: str
    state: QuestionState
    at_ms: int
    version: int
    published: bool
    author: str | None = None
    identity: str = "public"
    name: str = ""
    affiliation: str = ""
    held: bool = False
    original: str | None = None
    before: QuestionState = PENDING
    place: int | None = None
    into: str | None = None
    reason: str = ""
    note: str = ""
    answer: Answer | None = None
    burst: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether the public may see it now."""
        seen = SEEN[self.state]
        return seen is Seen.ALL or (seen is Seen.ONCE_PUBLISHED and self.published)

    @property
    def public_name(self) -> tuple[str, str]:
        """Name and affiliation as the public may read them; empty if the author wished so."""
        return (self.name, self.affiliation) if self.identity == "public" else ("", "")


@dataclass(frozen=True, slots=True)
class Tally:
    """Facts that are not in the journal: votes by question, merged groups counted together, and bursts.

    `bursts` are the questions whose votes came in a burst; `together` maps each question of a burst to the id of its
    first.
    """

    votes: Mapping[str, int] = field(default_factory=dict)
    bursts: frozenset[str] = frozenset()
    together: PersistentMap[str, str] = field(default_factory=PersistentMap)

    @property
    def digest(self) -> str:
        """A short digest that changes with votes and marks; the same in every process, empty without any."""
        if not self.votes and not self.bursts and not self.together:
            return ""
        facts = (sorted(self.votes.items()), sorted(self.bursts), len(self.together))
        return f"{crc32(repr(facts).encode()):08x}"


@dataclass(frozen=True)
class Book:
    """All audience questions of a session in the order in which they were asked.

    `on` is the question on the stage; `batch` those of the open round. `by_author` and `merged` are ids of questions by
    author and by the question they were ever merged into; `open` counts the open ones.
    """

    questions: PersistentMap[str, Question] = field(default_factory=PersistentMap)
    queue: tuple[str, ...] = ()
    on: str | None = None
    batch: tuple[str, ...] = ()
    banned: frozenset[str] = frozenset()
    by_author: PersistentMap[str, PersistentList[str]] = field(default_factory=PersistentMap)
    merged: PersistentMap[str, PersistentList[str]] = field(default_factory=PersistentMap)
    open: int = 0

    def root(self, id_: str) -> str:
        """Return the question that represents this one: itself, or the one it was finally merged into."""
        while (into := self.questions[id_].into) is not None:
            id_ = into
        return id_

    def group(self, id_: str) -> tuple[str, ...]:
        """Return a question and all that were merged into it, directly or not."""
        members = [id_]
        for member in members:
            members.extend(self.merged_into(member))
        return tuple(members)

    def merged_into(self, id_: str) -> list[str]:
        """Return the questions merged into this one now, directly, in the order in which they were asked."""
        ever = dict.fromkeys(self.merged.get(id_, ()))
        return sorted((q for q in ever if self.questions[q].into == id_), key=self.questions.place)

    def by(self, author: str) -> list[Question]:
        """Return one participant's questions, oldest first."""
        return [self.questions[id_] for id_ in self.by_author.get(author, ())]


def follow_question(book: Book, event: e.QuestionEvent, at: e.Record) -> Book:
    """Return the book after one more event about audience questions. Never refuses."""
    match event:
        case e.QuestionAsked() | e.FloorQuestionAdded():
            return _put(book, _asked(event, at))
        case e.QuestionApproved(id_):
            return _moved(book, id_, APPROVED, at)
        case e.QuestionEdited(id_, text):
            return _edited(book, id_, text, at)
        case e.QuestionDismissed(id_, reason, note):
            return _moved(book, id_, DISMISSED, at, reason=reason, note=note, burst=None)
        case e.BurstDismissed(burst, questions, reason, note):
            for id_ in questions:
                book = _moved(book, id_, DISMISSED, at, reason=reason, note=note, burst=burst)
            return book
        case e.BurstReturned(_, questions, state):
            for id_ in questions:
                book = _returned(book, id_, QuestionState(state), None, at)
            return book
        case e.QuestionWithdrawn(id_):
            return _released(_moved(book, id_, WITHDRAWN, at), id_, at)
        case e.QuestionQueued(id_, position):
            return _queued(book, id_, position, at)
        case e.QuestionPutOn(id_):
            return changed(_moved(book, id_, LIVE, at), on=id_)
        case e.QuestionTakenOff(id_):
            return _taken_off(book, id_, at)
        case e.QuestionAnswered(id_, how, by, text):
            return _moved(book, id_, ANSWERED, at, answer=Answer(how, tuple(by), text, at.at_ms))
        case e.QuestionDeferred(id_):
            return _moved(book, id_, DEFERRED, at)
        case e.QuestionsMerged(into, questions):
            for id_ in questions:
                book = _moved(book, id_, MERGED, at, into=into)
            return _changed(book, into, at)
        case e.QuestionUnmerged(id_, state, position):
            return _unmerged(book, id_, QuestionState(state), position, at)
        case e.QuestionReturned(id_, state, position):
            return _returned(book, id_, QuestionState(state), position, at)
        case e.BatchTaken(questions):
            for id_ in questions:
                book = _moved(book, id_, LIVE, at)
            return changed(book, batch=tuple(questions))
        case e.BatchClosed():
            return changed(book, batch=())
        case e.ParticipantBanned(participant):
            return changed(book, banned=book.banned | {participant})
        case e.ParticipantUnbanned(participant):
            return changed(book, banned=book.banned - {participant})


def closed(book: Book, at: e.Record) -> Book:
    """Close the session: open questions count as not reached, and the stage is empty.

    Each keeps its place in the queue; the one that was on the stage comes first.
    """
    order = dict.fromkeys([*(() if book.on is None else (book.on,)), *book.batch, *book.queue])
    places = {id_: place for place, id_ in enumerate(order)}
    left = [question for question in book.questions.values() if question.state in MOVES["close_session"]]
    # All at once: removing them one by one would copy the rest of the queue each time.
    book = changed(book, queue=(), on=None, batch=())
    for question in left:
        place = places.get(question.id)
        book = _changed(book, question.id, at, state=NOT_REACHED, before=question.state, place=place)
    return book


def reopened(book: Book, at: e.Record) -> Book:
    """Reopen the session: questions not reached have their former state again."""
    return _standing_again(book, [q for q in book.questions.values() if q.state is NOT_REACHED], at)


def still_to_come(book: Book, id_: str, at: e.Record) -> Book:
    """Restore the former state of a question that has just become not reached, unless the session is closed."""
    question = book.questions[id_]
    return _standing_again(book, [question] if question.state is NOT_REACHED else [], at)


def _standing_again(book: Book, waiting: list[Question], at: e.Record) -> Book:
    for question in sorted(waiting, key=lambda q: (q.place is None, q.place or 0)):
        back = QUEUED if question.before is LIVE else question.before
        if back is NOT_REACHED:
            back = APPROVED if question.published else PENDING
        book = _returned(book, question.id, back, question.place, at)
    return book


def _asked(event: e.QuestionAsked | e.FloorQuestionAdded, at: e.Record) -> Question:
    state = QuestionState(event.state) if isinstance(event, e.QuestionAsked) else APPROVED
    own: dict[str, Any] = (
        {"author": event.author, "identity": event.identity, "held": event.held}
        if isinstance(event, e.QuestionAsked)
        else {}
    )
    return Question(
        event.question,
        event.text,
        state,
        at.at_ms,
        at.seq,
        name=event.name,
        affiliation=event.affiliation,
        before=state,
        published=SEEN[state] is Seen.ALL,
        **own,
    )


def _put(book: Book, question: Question) -> Book:
    """Store a question's new value. Questions are added and changed, never removed."""
    former = book.questions.get(question.id)
    opened = (question.state in OPEN) - (former is not None and former.state in OPEN)
    book = changed(book, questions=book.questions.with_entry(question.id, question), open=book.open + opened)
    if former is None:
        return book if question.author is None else _authored(book, question.author, question.id)
    return book if question.into in {None, former.into} else _joined(book, str(question.into), question.id)


def _authored(book: Book, author: str, id_: str) -> Book:
    asked = book.by_author.get(author, PersistentList())
    return changed(book, by_author=book.by_author.with_entry(author, asked.append(id_)))


def _joined(book: Book, into: str, id_: str) -> Book:
    members = book.merged.get(into, PersistentList())
    return changed(book, merged=book.merged.with_entry(into, members.append(id_)))


def _changed(book: Book, id_: str, at: e.Record, **changes: Any) -> Book:
    return _put(book, changed(book.questions[id_], version=at.seq, **changes))


def _moved(book: Book, id_: str, state: QuestionState, at: e.Record, **changes: Any) -> Book:
    """Change a question's state; it leaves the queue, stage and round unless the new state belongs there."""
    question = book.questions[id_]
    place = book.queue.index(id_) if question.state is QUEUED else None
    if state is not question.state:
        changes = {"before": question.state, "place": place, **changes}
    published = question.published or SEEN[state] is Seen.ALL
    book = _changed(book, id_, at, state=state, published=published, **changes)
    if state is not QUEUED and place is not None:
        book = changed(book, queue=_without(book.queue, id_))
    if state is LIVE or (book.on != id_ and id_ not in book.batch):
        return book
    return changed(book, on=None if book.on == id_ else book.on, batch=tuple(q for q in book.batch if q != id_))


def _edited(book: Book, id_: str, text: str, at: e.Record) -> Book:
    question = book.questions[id_]
    return _changed(
        book, id_, at, text=text, original=question.text if question.original is None else question.original
    )


def _queued(book: Book, id_: str, position: int | None, at: e.Record) -> Book:
    book = _moved(book, id_, QUEUED, at)
    rest = _without(book.queue, id_)
    place = len(rest) if position is None else min(max(position, 0), len(rest))
    return changed(book, queue=(*rest[:place], id_, *rest[place:]))


def _without(queue: tuple[str, ...], id_: str) -> tuple[str, ...]:
    if id_ not in queue:
        return queue
    place = queue.index(id_)
    return (*queue[:place], *queue[place + 1 :])


def _taken_off(book: Book, id_: str, at: e.Record) -> Book:
    """Take a question off the stage: to the head of the queue; during its round it stays in the round, unshown."""
    if id_ in book.batch:
        return changed(_changed(book, id_, at), on=None)
    return _queued(book, id_, 0, at)


def _returned(book: Book, id_: str, state: QuestionState, position: int | None, at: e.Record) -> Book:
    if state is QUEUED:
        return _queued(book, id_, position, at)
    if state is NOT_REACHED:
        # The session is closed. If it is reopened, the question shall have the state before the one reversed now.
        question = book.questions[id_]
        return _moved(book, id_, state, at, before=question.before, place=question.place)
    return _moved(book, id_, state, at)


def _unmerged(book: Book, id_: str, state: QuestionState, position: int | None, at: e.Record) -> Book:
    into = book.questions[id_].into
    book = _changed(book, id_, at, into=None)
    book = _returned(book, id_, state, position, at)
    return book if into is None else _changed(book, into, at)


def _released(book: Book, id_: str, at: e.Record) -> Book:
    """Separate the questions that were merged into a question that its author withdraws."""
    for member in book.merged_into(id_):
        question = book.questions[member]
        book = _unmerged(book, member, question.before, question.place, at)
    return book
