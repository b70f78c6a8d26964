"""What is unlikely in a result: people who may be none. It is listed for the person who imports."""

from __future__ import annotations

import re

from app.formats.imports.found.findings import Programme
from app.formats.imports.found.headings import kind_of
from app.formats.imports.found.names.person import HONORIFIC, PARTICLES, names_a_topic, says_a_role
from app.formats.text.notes import Notes, shortened

MOST_NAMED = 5  # people
MOST_WORDS = 6  # of a name
_NO_NAME = re.compile(r"[\d:;!?@<>|/(){}\[\]]")


def note_doubts(programme: Programme, notes: Notes) -> None:
    """Note people whose names are hardly those of people, where the first of them speaks."""
    odd = {person.id: person.name for person in programme.speakers if _is_odd(person.name)}
    if not odd or any(session.document for session in programme.sessions):
        return  # the authors of a session document say who its people are
    items = (item for session in programme.sessions for item in session.items)
    where = next((item.where for item in items if odd.keys() & {*item.speakers, *item.moderators}), "")
    names = "; ".join(shortened(name, 60) for name in list(odd.values())[:MOST_NAMED])
    notes.guess(where, "Taken for people, and perhaps none: {names}", names=names)


def _is_odd(name: str) -> bool:
    """Whether a name has signs, numbers or words that no name of a person has."""
    bare = HONORIFIC.sub("", name)
    words = bare.split()
    if _NO_NAME.search(bare) or len(words) > MOST_WORDS or kind_of(bare) is not None:
        return True
    begins_small = len(words) > 1 and words[0][:1].islower() and words[0].lower() not in PARTICLES
    return begins_small or names_a_topic(bare) or (bare == name and says_a_role(bare))
