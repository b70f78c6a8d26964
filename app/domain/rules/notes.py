"""Notes of the rapporteur: stored with the instant; a removed note leaves the record but stays in the journal."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.domain.messages import events as e
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import NoteKind

LONGEST_NOTE = 2000


def add_note(text: str, kind: NoteKind) -> tuple[e.NoteAdded]:
    """Store a note of 1 to `LONGEST_NOTE` code points."""
    return (e.NoteAdded(cleaned("text", text, 1, LONGEST_NOTE), kind),)


def remove_note(session: Session, note: str) -> tuple[e.NoteRemoved]:
    """Remove a note from the record.

    Raises:
        NotFound: there is no such note, or it was removed before.
    """
    if all(note != kept.id for kept in session.notes):
        raise NotFound("note like this")
    return (e.NoteRemoved(note),)
