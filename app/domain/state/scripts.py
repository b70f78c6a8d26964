"""Scripts: the moderator's words for a segment, and a speaker's statement. Each has paragraphs and marks of questions.

The text is stored beside the journal and is part of no view. `app.domain.views.scripts` gives it to its readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.messages.events import ScriptSet
from app.domain.state.rundown import GuidingQuestion
from app.domain.text import folded

# The segment, and the speaker whose statement it is; an empty speaker: the moderator's words.
Place = tuple[str, str]

_MARK = re.compile(r"\[\s*question\s+(\d{1,3})\s*\]", re.IGNORECASE)
_LINE_MARK = re.compile(r"\A\s{0,40}(?:#{1,6}|[-*+•–])\s{1,40}")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_SENTENCE = re.compile(r"(?<![.\w])\w{2,99}[.!?…][\"”»)*]{0,3}\Z|[。！？]")  # not "11 a.m."
_ENDS = (",", ",**", "،", "，", ":", ":**", "：")  # of a salutation: in Spanish and Chinese often a colon
# Russian and Chinese call people with an exclamation mark, which else ends a sentence.
_CALL = re.compile(
    r"[\"“«*]{0,3}(?:(?:глубоко|много)?уважаем|дорог|ваш[еи] превосходительств|дамы|господ|госпож|г-н |г-жа "
    r"|коллеги|друзья|尊敬的|各位|女士们|先生们|主席)[^.!?…。！？]{0,120}[!！][\"”»*]{0,3}",
    re.IGNORECASE,
)
_MOST_OF_HEAD = 12  # paragraphs


@dataclass(frozen=True, slots=True)
class StoredScript:
    """A text to be read aloud.

    `words` and `characters` count it and outlast it: `text` is empty once it has been deleted. `seq` is that of its
    record.
    """

    language: str
    words: int
    characters: int
    kept: bool
    text: str
    seq: int


Scripts = Mapping[Place, StoredScript]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without its marks; `question` is the id of the guiding question that it puts."""

    text: str
    question: str | None = None


def follow_scripts(scripts: Scripts, event: ScriptSet, seq: int) -> Scripts:
    """Return the scripts after one was set; one without words is left out."""
    place = (event.segment, event.speaker)
    script = StoredScript(event.language, event.words, event.characters, event.kept, event.script, seq)
    rest = {known: other for known, other in scripts.items() if known != place}
    return {**rest, place: script} if event.words else rest


def read_aloud(text: str) -> str:
    """Return a text without its letterhead: what stands before the salutation, unless it has a sentence or a mark.

    A salutation is a paragraph near the beginning whose lines all end with a comma or a colon, or all call people with
    an exclamation mark.
    """
    parts = _EMPTY_LINE.split(text.strip())
    for number, part in enumerate(map(str.strip, parts[:_MOST_OF_HEAD])):
        lines = [line.strip() for line in part.splitlines()]
        is_call = all(map(_CALL.fullmatch, lines))
        if not is_call and (_MARK.search(part) or _SENTENCE.search(part)):
            break
        if is_call or all(line.endswith(_ENDS) for line in lines):
            return "\n\n".join(parts[number:])
    return text


def without_marks(text: str) -> str:
    """Return a text without its marks of questions."""
    return _MARK.sub("", text)


def count_words(text: str) -> int:
    """Count words as word processors do: what stands between spaces. Marks of questions are not counted."""
    return len(without_marks(read_aloud(text)).split())


def count_characters(text: str) -> int:
    """Count the characters that are no spaces; for languages that put none between words."""
    return sum(map(len, without_marks(read_aloud(text)).split()))


def split_paragraphs(text: str) -> list[str]:
    """Split a text at empty lines; headings and items of a list are paragraphs of their own.

    Lines of one paragraph are joined, and the signs of Markdown for headings, lists and bold text are removed.
    """
    lines: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip():
            lines.append([])
        elif _LINE_MARK.match(line):
            lines.append([_LINE_MARK.sub("", line)])
            if line.lstrip().startswith("#"):
                lines.append([])
        else:
            lines[-1].append(line)
    joined = (" ".join(" ".join(part).replace("**", "").split()) for part in lines)
    return [paragraph for paragraph in joined if paragraph]


def paragraphs_of(text: str, questions: tuple[GuidingQuestion, ...]) -> list[Paragraph]:
    """Return the paragraphs of a text, each with the guiding question that it puts.

    A paragraph puts the question of its mark (`[question 2]`), or else the one whose text it has in full.
    """
    wanted = {_plain(question.text): question.id for question in questions}
    return [_paragraph(part, questions, wanted) for part in split_paragraphs(read_aloud(text))]


def _paragraph(part: str, questions: tuple[GuidingQuestion, ...], wanted: Mapping[str, str]) -> Paragraph:
    mark = _MARK.search(part)
    text = " ".join(without_marks(part).split())
    if mark is None:
        plain = _plain(text)
        return Paragraph(text, next((id_ for question, id_ in wanted.items() if question and question in plain), None))
    number = int(mark[1])
    return Paragraph(text, questions[number - 1].id if 1 <= number <= len(questions) else None)


def _plain(text: str) -> str:
    return " ".join(folded(text).split())
