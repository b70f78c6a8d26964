"""The files for a recording, by the names that they have in addresses and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.views.report_shapes import Report
from app.formats.recording.edl import Timecode, edl
from app.formats.recording.points import points_csv
from app.formats.recording.takes import TakeContents
from app.formats.recording.vtt import chapters_vtt, cues_vtt
from app.formats.recording.youtube import youtube_text
from app.languages.words import Words


@dataclass(frozen=True, slots=True)
class RecordingChoices:
    """What a reader may choose: the take (the last one by default), and for an edit decision list timecode and reel."""

    take: int | None = None
    timecode: Timecode = field(default_factory=Timecode)
    reel: str = ""


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A file: its media type, and its writer."""

    media_type: str
    write: Callable[[TakeContents, Words, RecordingChoices], bytes]


FILES: Mapping[str, RecordingFile] = {
    "chapters.vtt": RecordingFile("text/vtt; charset=utf-8", lambda take, words, _: chapters_vtt(take, words)),
    "cues.vtt": RecordingFile("text/vtt; charset=utf-8", lambda take, words, _: cues_vtt(take, words)),
    "youtube.txt": RecordingFile("text/plain; charset=utf-8", lambda take, words, _: youtube_text(take, words)),
    "edit.edl": RecordingFile("text/plain; charset=us-ascii", lambda take, _, by: edl(take, by.timecode, by.reel)),
    "points.csv": RecordingFile("text/csv; charset=utf-8", lambda take, _, __: points_csv(take)),
}


def recording_file(report: Report, name: str, words: Words, choices: RecordingChoices) -> bytes:
    """Return one of `FILES` for a take.

    Raises:
        NotFound: the record has no such take.
        Refused: the session has not been opened and has no take.
        Invalid: the reel's name does not suit the format.
    """
    return FILES[name].write(TakeContents(report, choices.take), words, choices)
