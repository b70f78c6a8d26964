"""A draft, as another process takes it over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.errors import JournalUnavailable, Sentence
from app.formats.imports.corrections import Corrections
from app.formats.imports.found.findings import ImportHints
from app.formats.imports.selection import ImportOutcome
from app.service.draft import Draft, told_draft
from tests.fakes import START

HINTS = ImportHints("p.csv", "Asia/Tokyo", date(2026, 6, 3), "Water", 300_000, {"start": "title"})


def draft() -> Draft:
    return Draft("1", START, b"Title", HINTS, True, "session-v", "https://example.org/p", frozenset({"one", "two"}))


def test_everything_that_was_chosen_is_told() -> None:
    here = draft()
    here.corrections = Corrections(
        frozenset({"b", "a"}), frozenset({("a", "1")}), {("a", "2"): {"start": "9:30"}}, True
    )
    here.recalls, here.readings, here.version = False, 3, 7
    here.sessions, here.sessions_saved, here.saving_until_ms = 9, 4, START + 1
    here.unsaved = JournalUnavailable("the disk is full")
    reason = Sentence("There is no speaker {id}.", id="p1")
    here.outcomes = [ImportOutcome("s", "S", "refused", reason), ImportOutcome("t", "T", "new")]
    there = told_draft("1", START, b"Title", here.version, here.facts())
    assert str(there.unsaved) == "the disk is full"
    assert replace(there, unsaved=None) == replace(here, unsaved=None)
    assert there.reading == here.reading


def test_the_file_is_read_again_only_when_its_settings_have_changed() -> None:
    here = draft()
    there = told_draft("1", START, b"Title", 0, here.facts())
    there.refusal = "This is no programme."
    here.corrections = Corrections(apart=True)
    assert not there.take_in(1, here.facts())
    assert there.is_read
    here.read_with(replace(HINTS, zone="Europe/Paris"))
    assert there.take_in(2, here.facts())
    assert (there.is_read, there.version, there.hints.zone) == (False, 2, "Europe/Paris")


def test_a_reading_is_marked_by_the_file_and_its_settings() -> None:
    marks = {draft().reading, replace(draft(), data=b"Titel").reading, replace(draft(), readings=1).reading}
    assert len({*marks, replace(draft(), hints=replace(HINTS, zone="UTC")).reading}) == 4
