"""WebVTT: the chapters of a take, and cues that say who speaks to which guiding question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.text import legal
from app.domain.values import HOUR, MINUTE, SECOND
from app.formats.recording.chapters import chapters
from app.formats.recording.takes import Part, TakeContents
from app.languages.words import Words


def chapters_vtt(contents: TakeContents, words: Words) -> bytes:
    """Return the chapters, for `<track kind="chapters">`."""
    cues = ((one.from_ms, one.to_ms, _escaped(one.title)) for one in chapters(contents, words) if one.ms > 0)
    return _file(contents, words, cues)


def cues_vtt(contents: TakeContents, words: Words) -> bytes:
    """Return who speaks, and the guiding question in focus, for `<track kind="captions">` or a lower third."""
    return _file(contents, words, ((one.from_ms, one.to_ms, _payload(contents, one)) for one in contents.stretches))


def _file(contents: TakeContents, words: Words, cues: Iterable[tuple[int, int, str]]) -> bytes:
    blocks = ["WEBVTT", f"NOTE {_escaped(contents.zero_sentence(words))}"]
    blocks += [
        f"{number}\n{_timestamp(start)} --> {_timestamp(stop)}\n{text}"
        for number, (start, stop, text) in enumerate(cues, start=1)
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _payload(contents: TakeContents, part: Part) -> str:
    """Return the speaker as a voice with name and affiliation, and the guiding question below."""
    return "\n".join(_lines(contents, part))


def _lines(contents: TakeContents, part: Part) -> Iterator[str]:
    if part.name:
        shown = ", ".join(text for text in (part.name, part.affiliation) if text)
        # A voice span ends at the end of the cue; its name may hold no greater-than sign.
        yield f"<v {_escaped(part.name)}>{_escaped(shown)}</v>"
    if part.question:
        yield f"{part.question}. {_escaped(contents.question_text(part))}"


def _escaped(text: str) -> str:
    """Return a text as one line that cannot be markup, nor the arrow that begins a cue."""
    line = " ".join(legal(text).split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _timestamp(ms: int) -> str:
    """Return a position: `00:12:04.500`."""
    return f"{ms // HOUR:02}:{ms % HOUR // MINUTE:02}:{ms % MINUTE // SECOND:02}.{ms % SECOND:03}"
