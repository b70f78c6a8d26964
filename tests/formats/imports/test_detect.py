"""What is no programme is refused in one sentence that says what it looks like."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import read, refused, rows
from tests.printing import ROOT


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "There is nothing in this file."),
        (b"\xef\xbb\xbf \r\n", "There is nothing in this file."),
        (b"%PDF-1.7 ...", "This looks like a PDF document. Copy its text and paste it instead."),
        (b"\x89PNG\r\n\x1a\n", "This looks like a picture."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This looks like an old Excel or Word file (.xls, .doc), but it cannot",
        ),
        (b"<!DOCTYPE html><p>Hello", "This looks like a web page."),
        (b'{"a": 1}', "This is JSON, but of no programme that is known here; it holds an object with a."),
        (b"[1, 2]", "This is JSON, but of no programme that is known here; it holds a list of 2"),
        (b'{"a": ', "This is not JSON that can be read"),
        (b"ab\0\1\2cd" * 40, "looks like data of some other program"),
        (b"[10:00] ann: hello\n[10:01] bo: hi\n[10:02] ann: shall we?\n", "This looks like a log"),
        (b"[2024-06-03 10:00:01] started\n[2024-06-03 10:00:02] listening\n", "This looks like a log"),
        (b"Date,Description,Amount\n2024-06-03,Coffee,12.50\n2024-06-04,Paper,3.20\n", "Date, Description, Amount"),
    ],
)
def test_other_files_are_named(data: bytes, says: str) -> None:
    sentence = refused(data)
    assert says in sentence
    assert len(sentence) < 300


def test_of_a_rehearsal_the_document_is_read() -> None:
    programme = read((ROOT / "docs" / "examples" / "session-v.jsonl").read_bytes())
    assert (programme.counts["sessions"], programme.counts["items"]) == (1, 9)
    assert [note.where for note in programme.guesses] == ["line 2"]


def test_a_whole_record_is_no_programme_and_says_where_it_goes() -> None:
    assert "whole record of a session" in refused('{"rostrum_record": 1, "records": 1}\n{}\n')


def test_the_programme_may_stand_above_the_text_of_a_page_with_the_day_in_the_first_entry_of_a_list() -> None:
    page = '---\ntitle: "Half a day of boats"\ndata:\n  - type: day\n    time: Friday, August 25, 2017\n'
    page += "  - title: Ropes\n    time: 9:00am - 9:15am\n  - title: Sails\n    time: 9:15am - 9:35am\n"
    page += "  - title: Tea\n    time: 9:35am - 10:00am\n---\n\nAbout boats.\n"
    programme = read(page)
    assert programme.title == "Half a day of boats"
    assert rows(programme) == [("09:00", "Ropes", 15), ("09:15", "Sails", 20), ("09:35", "Tea", 25)]
    assert [session.starts_ms for session in programme.sessions] == [1_503_644_400_000]
