"""Audience questions: commands of the desk and the moderator. Pure decisions; `questions.MOVES` has the legal moves.

Two people at the desk never overwrite each other: a command that names the version on its sender's screen is refused if
the question has changed since. A move that is not in the table is refused.
"""

from __future__ import annotations

from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence, StaleQuestion
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules.asking import free_question_id, question_text
from app.domain.state.questions import (
    DEFERRED,
    DISMISSED,
    LIVE,
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_REASON,
    MOST_TAKEN,
    MOVES,
    NOT_REACHED,
    PENDING,
    QUEUED,
    TAKES_IN,
    Question,
    QuestionState,
)
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import Status

Events = tuple[e.AnyEvent, ...]


def add_floor_question(session: Session, command: c.AddFloorQuestion) -> Events:
    """Enter a question asked aloud: public at once, because the room has heard it. Its text may be missing."""
    _require_not_closed(session)
    text = question_text(command.text) if command.text.strip() else ""
    name = cleaned("name", command.name, 0, LONGEST_NAME)
    affiliation = cleaned("affiliation", command.affiliation, 0, LONGEST_NAME)
    return (e.FloorQuestionAdded(free_question_id(session), text, name, affiliation),)


def approve(session: Session, command: c.ApproveQuestion) -> Events:
    _require_move(session, command.question, "approve_question", command.version)
    return (e.QuestionApproved(command.question),)


def edit(session: Session, command: c.EditQuestion) -> Events:
    """Change the wording; the author's own wording is kept."""
    question = _require_move(session, command.question, "edit_question", command.version)
    text = question_text(command.text)
    return (e.QuestionEdited(question.id, text),) if text != question.text else ()


def dismiss(session: Session, command: c.DismissQuestion) -> Events:
    _require_move(session, command.question, "dismiss_question", command.version)
    reason = cleaned("reason", command.reason, 1, LONGEST_REASON)
    return (e.QuestionDismissed(command.question, reason, cleaned("note", command.note, 0, LONGEST_REASON)),)


def dismiss_burst(session: Session, command: c.DismissBurst) -> Events:
    """Dismiss the pending questions of a burst; those that the desk has approved meanwhile stay."""
    together, questions = session.tally.together, session.asked.questions.values()
    waiting = tuple(q.id for q in questions if q.state is PENDING and together.get(q.id) == command.burst)
    if not waiting:
        raise Refused("no_burst")
    reason = cleaned("reason", command.reason, 1, LONGEST_REASON)
    note = cleaned("note", command.note, 0, LONGEST_REASON)
    return (e.BurstDismissed(command.burst, waiting, reason, note),)


def return_burst(session: Session, burst: str) -> Events:
    """Restore a dismissed burst; questions returned or dismissed one by one since are not touched."""
    dismissed = tuple(q.id for q in session.asked.questions.values() if q.state is DISMISSED and q.burst == burst)
    if not dismissed:
        raise Refused("no_burst")
    return (e.BurstReturned(burst, dismissed, _standing(session, PENDING)),)


def queue(session: Session, command: c.QueueQuestion) -> Events:
    """Place a question in the queue, or at its end; a position beyond the end is the end."""
    _require_not_closed(session)
    _require_move(session, command.question, "queue_question", command.version)
    if command.position is not None and not 0 <= command.position <= len(session.asked.questions):
        raise Invalid(
            Problem("position", Sentence("is {position}; the queue is counted from 0", position=command.position))
        )
    return (e.QuestionQueued(command.question, command.position),)


def put_on(session: Session, command: c.PutQuestionOn) -> Events:
    """Put a question on the stage; the one there goes back to the head of the queue, unless the open round has it."""
    _require_not_closed(session)
    question = _require_move(session, command.question, "put_question_on", command.version)
    on = session.asked.on
    if on == question.id:
        return ()
    taken_off = (e.QuestionTakenOff(on),) if on is not None else ()
    return (*taken_off, e.QuestionPutOn(question.id))


def take_off(session: Session, question: str | None) -> Events:
    """Take the live question back to the head of the queue; refused if the sender named another one."""
    if session.asked.on is None:
        raise Refused("no_question_on")
    if question not in {None, session.asked.on}:
        raise StaleQuestion(_find(session, str(question)).id)
    return (e.QuestionTakenOff(session.asked.on),)


def answer(session: Session, command: c.AnswerQuestion) -> Events:
    """Mark a question answered aloud, answered in writing, or deferred. Written answers may follow the session."""
    if command.how == "live":
        _require_not_closed(session)
    question = _require_move(session, command.question, f"answer_question {command.how}", command.version)
    text = cleaned("text", command.text, 1 if command.how == "text" else 0, LONGEST_ANSWER)
    for speaker in command.by:
        if session.plan.speaker(speaker) is None:
            raise NotFound('speaker "{speaker}"', speaker=speaker)
    then = _then(session, question.id) if command.next else ()
    if command.how == "later":
        return (e.QuestionDeferred(question.id), *then)
    by = command.by or (_speaking(session) if command.how == "live" else ())
    return (e.QuestionAnswered(question.id, command.how, by, text), *then)


def merge(session: Session, command: c.MergeQuestions) -> Events:
    """Merge duplicates into one question that represents all; the public no longer sees the others' texts."""
    into = _find(session, command.into)
    _require_fresh(into, command.version)
    if into.state not in TAKES_IN:
        raise _not_from(into)
    if not command.from_ or len(set(command.from_)) < len(command.from_) or into.id in command.from_:
        raise Invalid(Problem("from", "names at least one other question, each of them once"))
    for question in command.from_:
        _require_move(session, question, "merge_questions", None)
    return (e.QuestionsMerged(into.id, command.from_),)


def unmerge(session: Session, command: c.UnmergeQuestion) -> Events:
    """Separate a merged question and restore its state."""
    question = _find(session, command.question)
    if question.into is None:
        raise Refused("not_merged")
    _require_fresh(question, command.version)
    state = _standing(session, question.before)
    return (e.QuestionUnmerged(question.id, state, question.place if state is QUEUED else None),)


def give_back(session: Session, command: c.ReturnQuestion) -> Events:
    """Reverse one step: leave the queue, or restore the state before the dismissal or answer."""
    question = _require_move(session, command.question, "return_question", command.version)
    to = MOVES["return_question"][question.state]
    state = _standing(session, to if isinstance(to, QuestionState) else question.before)
    return (e.QuestionReturned(question.id, state, (question.place or 0) if state is QUEUED else None),)


def take_batch(session: Session, questions: tuple[str, ...]) -> Events:
    """Take two to five questions as a round; a question on the stage that is not among them returns to the queue."""
    _require_not_closed(session)
    if session.asked.batch:
        raise Refused("batch_open")
    if not 2 <= len(questions) <= MOST_TAKEN or len(set(questions)) < len(questions):
        raise Invalid(Problem("questions", Sentence("names 2 to {most} different questions", most=MOST_TAKEN)))
    for question in questions:
        _require_move(session, question, "take_batch", None)
    on = session.asked.on
    taken_off = (e.QuestionTakenOff(on),) if on is not None and on not in questions else ()
    return (*taken_off, e.BatchTaken(questions))


def close_batch(session: Session) -> Events:
    """End the round; its questions count as answered unless the desk marked them otherwise."""
    if not session.asked.batch:
        raise Refused("no_batch")
    answered = (e.QuestionAnswered(question, "live", (), "") for question in session.asked.batch)
    return (*answered, e.BatchClosed())


def ban(session: Session, participant: str) -> Events:
    if participant in session.asked.banned:
        raise Refused("already_banned")
    if not session.asked.by(participant):
        raise NotFound('participant "{participant}"', participant=participant)
    return (e.ParticipantBanned(participant),)


def unban(session: Session, participant: str) -> Events:
    if participant not in session.asked.banned:
        raise Refused("not_banned")
    return (e.ParticipantUnbanned(participant),)


def _then(session: Session, done: str) -> Events:
    """Put the next question on the stage; no event if there is none or if another question stays on."""
    if session.status is Status.CLOSED or session.asked.on not in {None, done}:
        return ()
    waiting = (question for question in (*session.asked.batch, *session.asked.queue) if question != done)
    following = next(waiting, None)
    return () if following is None else (e.QuestionPutOn(following),)


def _find(session: Session, question: str) -> Question:
    if (target := session.asked.questions.get(question)) is None:
        raise NotFound('question "{question}"', question=question)
    return target


def _require_move(session: Session, question: str, move: str, version: int | None) -> Question:
    target = _find(session, question)
    _require_fresh(target, version)
    if target.state not in MOVES[move]:
        raise _not_from(target)
    return target


def _require_fresh(question: Question, version: int | None) -> None:
    if version is not None and version != question.version:
        raise StaleQuestion(question.id)


def _require_not_closed(session: Session) -> None:
    if session.status is Status.CLOSED:
        raise Refused("session_closed")


def _not_from(question: Question) -> Refused:
    state = str(question.state).replace("_", " ")
    return Refused(
        "not_this_move", "This question is {state}; from there, this cannot be done. Nothing was changed.", state=state
    )


def _standing(session: Session, state: QuestionState) -> QuestionState:
    """Return the state for a question that was in this state before, now that it is neither live nor reached."""
    if session.status is Status.CLOSED:
        return state if state is DEFERRED else NOT_REACHED
    return {LIVE: QUEUED, NOT_REACHED: PENDING}.get(state, state)


def _speaking(session: Session) -> tuple[str, ...]:
    """Return the speaker with the floor: the voice that was set, or the segment's only speaker."""
    if not session.someone_has_floor or session.segment is None:
        return ()
    speakers = session.segment.speakers
    voice = session.timer.voice or (speakers[0] if len(speakers) == 1 else None)
    return (voice,) if voice is not None else ()
