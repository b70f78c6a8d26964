"""Show a message to the speaker: a text as typed, or the code of a preset."""

from __future__ import annotations

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.messages import events as e
from app.domain.messages.commands import ShowMessage
from app.domain.presets import NUMBERED, STANDARD
from app.domain.state.session import Session
from app.domain.text import cleaned

LONGEST_MESSAGE = 200  # characters; a longer message cannot be read from a lectern


def show_message(session: Session, message: ShowMessage) -> tuple[e.MessageShown, ...]:
    """Show the text or the preset of a message.

    Raises:
        Invalid: it has neither a text nor a preset, or both; there is no such preset; or it names no guiding question.
    """
    if message.preset and message.text:
        raise Invalid(Problem("text", "is not needed with a preset; send one of the two"))
    text = "" if message.preset else cleaned("text", message.text, 1, LONGEST_MESSAGE)
    if message.preset and message.preset not in STANDARD:
        raise Invalid(Problem("preset", Sentence("is none of {known}", known=", ".join(STANDARD))))
    _require_number(session, message)
    return (e.MessageShown(text, message.style, message.hide_after_ms, message.preset, message.n),)


def _require_number(session: Session, message: ShowMessage) -> None:
    count = len(session.plan.guiding_questions)
    if message.preset not in NUMBERED:
        if message.n is not None:
            raise Invalid(Problem("n", Sentence("belongs to {presets} only", presets=", ".join(sorted(NUMBERED)))))
    elif message.n is None:
        raise Invalid(Problem("n", "is missing"))
    elif not 1 <= message.n <= count:
        raise Invalid(Problem("n", Sentence("is the number of a guiding question, from 1 to {count}", count=count)))
