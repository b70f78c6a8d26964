"""The reasons why a command is refused. A rejection changes neither the journal nor the session.

Rejection                   409  the session does not allow this now
├── StaleView               409  stale_view: the floor moved after the sender last looked
├── Forbidden               403  forbidden: this role may not give this command
├── FloorClosed             403  floor_closed: participants may not ask in this session
├── NotYours                403  not_yours: only its author may do this with a question
│   └── NotYourRequest           the same for a request for the floor
├── Banned                  403  banned: the desk takes nothing from this participant at present
├── UnreadableJournal       503  unreadable: the journal of this session cannot be read here
├── NotFound                404  not_found: no such session, segment, speaker or question
├── Invalid                 422  invalid: names each field that cannot be read
├── TooMany                 429  a limit of this session; says when to come again
├── StaleQuestion           409  stale_question: another person changed the question first
├── StaleEdit               409  stale_edit: another person changed the same field of the plan first
└── Refused                 409  any other code of `REASONS`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import ClassVar, Self

# Enough to see what is wrong with unreadable input; each problem costs its sender only a few bytes.
MOST_TOLD = 20  # problems
LONGEST_TOLD = 300  # characters each of the place and of the sentence


class Sentence(str):
    """A sentence for people, in English, which keeps its text and places: a page says it in its reader's language."""

    text: str
    places: Mapping[str, object]

    def __new__(cls, text: str, /, **places: object) -> Self:
        """Fill the named places of a text: `Sentence("There is no speaker {id}.", id=id)`."""
        self = super().__new__(cls, text.format(**places) if places else text)
        self.text, self.places = text, places
        return self

    def __deepcopy__(self, _: object) -> Self:
        """Return this sentence, which never changes: a copy of a dataclass keeps its places."""
        return self


class Counted(Sentence):
    """A sentence with a number, the place `{count}`, on which its form depends, and perhaps other places."""

    more: str
    number: int

    def __new__(cls, one: str, more: str, count: int, /, **places: object) -> Self:
        self = super().__new__(cls, one if count == 1 else more, count=count, **places)
        self.text, self.more, self.number = one, more, count
        return self


class Dated(Sentence):
    """A day in words, `3 June 2024`, which each language writes in its own way."""

    day: date

    def __new__(cls, day: date) -> Self:
        self = super().__new__(cls, f"{day.day} {day:%B %Y}")
        self.day = day
        return self


def in_a_row(said: Iterable[str]) -> str:
    """Return one sentence made of several, with semicolons between them, as each language writes them."""
    return reduce(lambda one, next_: Sentence("{one}; {next}", one=one, next=next_), said)


@dataclass(frozen=True, slots=True)
class Problem:
    """One unreadable field: its place (`segments[2].planned`), and what to do about it."""

    where: str
    what: str

    def __post_init__(self) -> None:
        if not isinstance(self.what, Sentence):
            object.__setattr__(self, "what", Sentence(self.what))


class Rejection(Exception):
    """A command that was not carried out; `code` is stable, `sentence` is for people."""

    code: str = "refused"
    status: ClassVar[int] = 409

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__(sentence := text if isinstance(text, Sentence) else Sentence(text, **places))
        self.sentence: str = sentence


class StaleView(Rejection):
    """Another moderator has moved the floor since the sender last looked."""

    code = "stale_view"

    def __init__(self) -> None:
        super().__init__("The floor has moved since your screen was drawn. Nothing was done; look again, then decide.")


class Forbidden(Rejection):
    """The sender's role may not give this command."""

    code = "forbidden"
    status = 403

    FRAME = "Your link does not allow this: {}."

    def __init__(self, what: str, /, **places: object) -> None:
        """`what` completes the sentence of `FRAME`."""
        super().__init__(self.FRAME.replace("{}", what), **places)


class FloorClosed(Rejection):
    """Participants may not ask in this session, or not any longer."""

    code = "floor_closed"
    status = 403


class NotYours(Rejection):
    """Only its author may do this with a question."""

    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__("Only its author can take a question back.")


class NotYourRequest(NotYours):
    """A speaker may ask for the floor only for themselves, and changes only their own requests."""

    def __init__(self) -> None:
        Rejection.__init__(self, "You can ask for the floor only for yourself, and change only your own requests.")


class Banned(Rejection):
    """The desk has banned this participant from asking and voting."""

    code = "banned"
    status = 403

    def __init__(self) -> None:
        super().__init__("The desk of this session takes no questions and no votes from you at present.")


class TooMany(Rejection):
    """A limit of this session; try again after `retry_after_s` whole seconds."""

    status = 429

    def __init__(self, code: str, sentence: str, retry_after_s: int) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after_s = retry_after_s


class JustArrived(TooMany):
    """A participant asks too soon after arriving; their cookie counts from this response on."""

    code = "just_arrived"

    def __init__(self, retry_after_s: int) -> None:
        sentence = Sentence(
            "Questions are taken from browsers that have been here for some seconds. Send yours in {seconds} s; "
            "the browser has to keep the cookie that it was given.",
            seconds=retry_after_s,
        )
        super().__init__(self.code, sentence, retry_after_s)


class StaleQuestion(Rejection):
    """Another person changed the question since the sender's screen was drawn."""

    code = "stale_question"

    def __init__(self, question: str) -> None:
        super().__init__("Another person changed this question meanwhile. Nothing was done; look again, then decide.")
        self.question = question


class StaleEdit(Rejection):
    """Another person changed the same fields since the sender last looked; `fields` names them as the document does."""

    code = "stale_edit"

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(
            "Another person changed this meanwhile: {fields}. Nothing of theirs was overwritten.",
            fields=", ".join(fields),
        )
        self.fields = fields


class NotFound(Rejection):
    """The id names nothing in this session."""

    code = "not_found"
    status = 404

    FRAME = "There is no {} here."

    def __init__(self, what: str, /, **places: object) -> None:
        """`what` completes the sentence of `FRAME`."""
        super().__init__(self.FRAME.replace("{}", what), **places)


class UnreadableJournal(Rejection):
    """The session's journal cannot be read. This session is left out, the others are served."""

    code = "unreadable"
    status = 503

    def __init__(self, session: str, why: str) -> None:
        super().__init__(
            "The journal of {session} cannot be read: {why}. The session is left out, and nothing of it was changed. "
            "Once that is mended, restart the server; `python -m app check` names what is wrong.",
            session=session,
            why=why,
        )
        self.why = why


class Invalid(Rejection):
    """Unreadable input; carries the first twenty problems, each with its place."""

    code = "invalid"
    status = 422

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        self.told = [Problem(_cut(p.where), _cut(p.what)) for p in problems[:MOST_TOLD]]
        said = [Sentence("{where}: {what}", where=p.where, what=p.what) if p.where else p.what for p in self.told]
        if (more := len(problems) - MOST_TOLD) > 0:
            said.append(Sentence("and {count} more", count=more))
        super().__init__(in_a_row(said))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"


REASONS = {
    "already_open": "The session is already open.",
    "session_closed": "The session is closed. Reopen it first.",
    "not_closed": "The session is not closed.",
    "too_late": "This key arrived more than two seconds after it was pressed. Nothing was done; look again.",
    "already_running": "This clock is already running.",
    "nobody_has_floor": "No speaker has the floor.",
    "nothing_left": "Nothing is left in the rundown.",
    "first_segment": "There is no earlier segment to go back to.",
    "not_running": "No clock is running.",
    "counts_to_a_time": "This clock counts to a time of day. It cannot be paused; stop it.",
    "not_paused": "The clock is not paused.",
    "nothing_cued": "No speaker is cued or has the floor.",
    "cue_not_true": "The cue would not be true at this moment.",
    "not_listed": "The segment that has the floor does not list this speaker.",
    "has_floor": "This segment has the floor. End it first.",
    "already_finished": "This segment is already finished.",
    "already_skipped": "This segment is already skipped.",
    "already_absent": "This segment is already marked absent.",
    "not_out": "This segment is in the running order already.",
    "already_interrupted": "The session is already interrupted.",
    "not_interrupted": "Nothing is interrupted.",
    "nothing_to_undo": "There is nothing to undo: at most 20 steps, each within 10 minutes.",
    "not_earlier": "The speech started before that already.",
    "too_early": "The previous speech had not ended by then. Say that it ended at the same moment, or choose less.",
    "no_edit_to_undo": "There is no edit of the plan to take back.",
    "no_edit_to_redo": "There is no edit of the plan to do again.",
    "already_happened": "This has already happened and is part of the record.",
    "in_use": "The rundown still refers to this.",
    "already_exists": "Something with this id exists already.",
    "nothing_to_rebalance": "There is enough time; nothing needs to change.",
    "infeasible": "Even at the shortest allowed times the rest does not fit.",
    "not_this_move": "The question is not in a state in which this can be done.",
    "no_question_on": "No question is on.",
    "not_merged": "This question is not merged with another one.",
    "batch_open": "A round is open already. Close it first.",
    "no_batch": "No round is open.",
    "no_burst": "This burst has no questions left.",
    "already_banned": "This participant is banned already.",
    "not_banned": "This participant is not banned.",
    "own_question": "Your own question already counts as yours; others can vote for it.",
    "not_votable": "This question takes no votes any more.",
    "baton_elsewhere": "Another console is running the session.",
    "baton_held": "The console that is running the session was heard less than five seconds ago.",
    "not_speaking": "This speaker does not have the floor.",
    "not_opened": "The session was not opened and no recording was marked, so nothing can be found in one.",
    "no_recording": "No recording is marked. Mark its beginning with a clap first.",
    "recording_is_paused": "The recording is paused already.",
    "recording_not_paused": "The recording is not paused.",
    "no_list": "This item takes no requests for the floor.",
    "list_open": "The list of speakers is open already.",
    "list_closed": "The list of speakers is closed.",
    "list_cut_off": "The list of speakers is cut off: no new names are taken.",
    "list_full": "The list of speakers has as many requests as it can hold.",
    "list_not_on": "The item of this list does not have the floor. Bring it to the front first.",
    "lots_seeded": "The seed of the lots has been published; it stays.",
    "asked_often": "This speaker has asked for the floor here as often as one person may.",
    "offered_often": "Five offers to exchange places stand for this request already.",
    "already_requested": "This speaker is on the list already with a request of this kind.",
    "kind_not_taken": "Requests of this kind are not taken here.",
    "no_more_replies": "A speaker may reply twice at most on one list.",
    "reply_too_late": "The speech ended more than fifteen minutes ago; a reply is no longer taken.",
    "request_over": "This request no longer waits.",
    "speeches_given": "Speeches were given here; undo takes back the latest step.",
    "too_many_receivers": "This server has as many receivers of webhooks as it takes. Remove one first.",
    "session_full": "As many questions are open as this session takes. Wait until the desk has dealt with some.",
}


class Refused(Rejection):
    """The state of the session does not allow the command; `code` is a key of `REASONS`."""

    def __init__(self, code: str, text: str = "", /, **places: object) -> None:
        super().__init__(text or REASONS[code], **places)
        self.code = code


class SeqTaken(Exception):
    """Another writer appended first. Nothing was stored; read the new records and decide again."""


class JournalUnavailable(Exception):
    """The journal could not store the records (database locked or unreachable). Nothing was stored; try again."""

    code = "unavailable"
    status = 503

    @property
    def sentence(self) -> str:
        """What a person is told."""
        return Sentence("Nothing was changed, because it could not be saved: {why}", why=str(self))


class DiskFull(JournalUnavailable):
    """The disk has no room for the records. Nothing was stored; try again once there is room."""

    code = "disk_full"
    status = 507


class SlugTaken(Exception):
    """Another session has this address. Nothing was stored."""


class DataUnusable(Exception):
    """The data folder or the database cannot be used. The message gives the reason and the remedy."""
