"""Scripts: a text is set or removed as a whole, within limits; only its length is in the journal."""

from __future__ import annotations

import re

from app.domain.errors import Invalid, NotFound, Problem, Sentence
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.state.scripts import StoredScript, count_characters, count_words
from app.domain.state.session import Session
from app.domain.text import LONGEST_TEXT, clean_text

LONGEST_SCRIPT = 40_000  # code points; an hour of reading
MOST_LINES = 2_000
MOST_TOGETHER = 400_000  # code points in one session

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


def set_script(session: Session, command: c.SetScript) -> tuple[e.ScriptSet, ...]:
    """Set the text of a segment or of a speaker in it; an empty text removes it.

    Raises:
        NotFound: the segment, or the speaker in it, does not exist.
        Invalid: the text is too long, alone or together with the others, or the language is no code.
    """
    segment = session.plan.segment(command.segment)
    if segment is None:
        raise NotFound('segment "{segment}"', segment=command.segment[:60])
    if command.speaker and command.speaker not in segment.speakers:
        raise NotFound('speaker "{speaker}" in this segment', speaker=command.speaker[:60])
    if not _LANGUAGE.fullmatch(command.language):
        raise Invalid(Problem("language", "is a language code such as en, fr or zh"))
    text, place = _cleaned(command.text), (segment.id, command.speaker)
    before = session.scripts.get(place)
    if _is_same(before, command, text):
        return ()
    others = sum(len(script.text) for other, script in session.scripts.items() if other != place)
    if others + len(text) > MOST_TOGETHER:
        raise Invalid(
            Problem(
                "text",
                Sentence("is too much: all texts of a session have at most {most:,} characters", most=MOST_TOGETHER),
            )
        )
    kept = command.kept and bool(text)
    counts = count_words(text), count_characters(text)
    return (e.ScriptSet(segment.id, command.speaker, command.language, *counts, kept, text),)


def _is_same(before: StoredScript | None, command: c.SetScript, text: str) -> bool:
    if before is None:
        return not text
    return (before.text, before.language, before.kept) == (text, command.language, command.kept) and bool(text)


def _cleaned(text: str) -> str:
    if len(text) > LONGEST_SCRIPT:
        raise Invalid(
            Problem(
                "text",
                Sentence("has {count:,} characters; a text has at most {most:,}", count=len(text), most=LONGEST_SCRIPT),
            )
        )
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid(
            Problem(
                "text", Sentence("has {count:,} lines; a text has at most {most:,}", count=len(lines), most=MOST_LINES)
            )
        )
    if long := next((number for number, line in enumerate(lines, 1) if len(line) > LONGEST_TEXT), None):
        raise Invalid(
            Problem(
                "text",
                Sentence("has a line of more than {most:,} characters: line {long}", most=LONGEST_TEXT, long=long),
            )
        )
    return "\n".join(map(clean_text, lines)).strip()
