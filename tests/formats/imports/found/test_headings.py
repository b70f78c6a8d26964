"""Headings as real exports and real people write them."""

from __future__ import annotations

import pytest

from app.domain.values import SegmentKind
from app.formats.imports.found.assignment import columns_of
from app.formats.imports.found.headings import kind_of

WHOVA = [
    "*Date\n(MM/DD/YYYY)",
    "*Time Start",
    "*Time End",
    "Tracks\n(Optional)",
    "*Session Title",
    "Room/Location\n(Optional)",
]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (WHOVA, "date start end track title room"),
        (["Speakers\n(Optional)", "Authors (Optional)", "*Session Title"], "speakers - title"),
        (["Session Id", "Title", "Owner", "Owner Email", "Speakers", "Scheduled At"], "id title - - speakers start"),
        (["ID", "Proposal title", "Start", "Start (date)", "End", "Speaker IDs"], "id title start date end -"),
        (["Session Title", "Session Start Date & Time", "Session End Date & Time"], "title start end"),
        (["Subject", "Start Date", "Start Time", "End Date", "End Time"], "title date start end_date end"),
        (["Betreff", "Beginnt am", "Beginnt um", "Endet am", "Endet um"], "title date start end_date end"),
        (["Session", "Time", "Paper", "Authors", "Title"], "session time - speakers title"),
        (["#", "Start", "Dur", "Item", "Who"], "- start duration title speakers"),
        (["Uhrzeit von", "Uhrzeit bis", "Thema", "Referent*in"], "start end title speakers"),
        (["Heure d\u00e9but", "Heure fin", "Intitul\u00e9 de la session", "Salle"], "start end title room"),
        (["Start Date/Time", "Name", "Speaker 1", "Speaker 2", "Speaker email"], "start title speakers speakers -"),
        (["Name", "Company", "Bio"], "speakers affiliation bio"),
        (["Time", "Session", "Speaker"], "time title speakers"),
    ],
)
def test_columns_are_told_by_their_headings(headings: list[str], fields: str) -> None:
    columns = columns_of(headings)
    assert " ".join(columns.get(i, "-") for i in range(len(headings))) == fields


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Coffee break", "break"),
        ("Networking lunch", "break"),
        ("Tea/Coffee break", "break"),
        ("Breaking the web", None),
        ("Opening remarks by the chair", "opening"),
        ("Q&A", "questions"),
        ("Panel: the next decade", "discussion"),
        ("Endless summer", None),
        ("Mittagspause", "break"),
        ("\u0627\u0644\u0627\u0641\u062a\u062a\u0627\u062d", "opening"),
    ],
)
def test_some_titles_say_what_an_item_is_for(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    "text", ["Обеденный перерыв", "Abendessen", "Kahve Arası", "점심", "Giải lao", "Istirahat", "Cena"]
)
def test_meals_and_breaks_are_breaks(text: str) -> None:
    assert kind_of(text) is SegmentKind.BREAK
