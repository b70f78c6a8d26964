"""In and out points of a take as CSV: a row for each segment, and for each speaker and guiding question within."""

from __future__ import annotations

import csv
from io import StringIO

from app.domain.values import HOUR, MINUTE, SECOND
from app.formats.recording.takes import Part, TakeContents
from app.formats.text.csv_cells import BOM, inert

COLUMNS = (
    "take", "kind", "segment", "title", "speaker", "affiliation", "question", "question_text", "in", "out", "length",
    "in_ms", "out_ms", "began_at", "zero",
)  # fmt: skip


def points_csv(contents: TakeContents) -> bytes:
    """Return the file; times are positions in the recording, rounded down to whole seconds beside milliseconds."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    rows = [("segment", part) for part in contents.segments] + [("stretch", part) for part in contents.stretches]
    for kind, part in sorted(rows, key=lambda row: (row[1].from_ms, row[0])):
        writer.writerow(_row(contents, kind, part))
    return (BOM + text.getvalue()).encode()


def _row(contents: TakeContents, kind: str, part: Part) -> tuple[str | int, ...]:
    return (
        contents.number,
        kind,
        part.segment,
        inert(part.title),
        inert(part.name),
        inert(part.affiliation),
        part.question or "",
        inert(contents.question_text(part)),
        _hours(part.from_ms),
        _hours(part.to_ms),
        _hours(part.to_ms - part.from_ms),
        part.from_ms,
        part.to_ms,
        contents.clock(part.began_at_ms).isoformat(timespec="seconds"),
        "clap" if contents.has_clap else "opening",
    )


def _hours(ms: int) -> str:
    """Return a position with hours, as spreadsheets read it: `0:12:04`."""
    return f"{ms // HOUR}:{ms % HOUR // MINUTE:02}:{ms % MINUTE // SECOND:02}"
