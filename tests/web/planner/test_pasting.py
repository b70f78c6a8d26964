"""Rows of a spreadsheet pasted into the rundown: each becomes a segment, all of them or none."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Invalid
from app.web.planner.pasting import MOST_ROWS, pasted_rows
from tests.sites import Site
from tests.web.planner.test_page import post, view

ROWS = "Clocks\tAnn Lee\t8:00\nTea\tbreak\t15\nTime; and again\n"


def test_cells_are_told_apart_by_what_they_hold() -> None:
    assert pasted_rows(ROWS) == [
        {"title": "Clocks", "speakers": "Ann Lee", "planned": "8:00"},
        {"title": "Tea", "planned": "15", "kind": "break"},
        {"title": "Time; and again"},
    ]


def test_a_row_of_headings_names_the_columns_and_is_no_segment() -> None:
    assert pasted_rows("Dauer\tReferent\tTitel\n6:00\tAnn Lee\tClocks\n") == [
        {"planned": "6:00", "speakers": "Ann Lee", "title": "Clocks"}
    ]


def test_what_is_called_by_its_kind_keeps_its_title() -> None:
    assert pasted_rows("Opening\tAnn Lee\t5\nClocks\tBo Chu\t8\nDiscussion\t\t30\nBreak\t15\n") == [
        {"title": "Opening", "speakers": "Ann Lee", "planned": "5", "kind": "opening"},
        {"title": "Clocks", "speakers": "Bo Chu", "planned": "8"},
        {"title": "Discussion", "planned": "30", "kind": "discussion"},
        {"title": "Break", "planned": "15", "kind": "break"},
    ]
    assert pasted_rows("break\tTea\t5\npresentation\tClocks\tAnn Lee\n") == [
        {"title": "Tea", "planned": "5", "kind": "break"},
        {"title": "Clocks", "speakers": "Ann Lee", "kind": "presentation"},
    ]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("9:00\tOpening\tAnn Lee\n9:10\tClocks\tBo Chu\n10:00\tTea\n", ["10:00", "50:00", None]),
        ("9:00 - 9:10\tOpening\n9.15\u201310.45\tClocks\n", ["10:00", "1:30:00"]),
        ("23:30-0:15\tOpening\n", ["45:00"]),
        ("9:00\tOpening\tAnn Lee\t5\n9:10\tClocks\tBo Chu\t20 min\n", ["5", "20 min"]),
        ("Start\tEnd\tTitle\n9:00\t9:10\tOpening\n9:15\t9:45\tClocks\n", ["10:00", "30:00"]),
        ("Time\tTitle\n9:00\tOpening\n9:15\tClocks\n", ["15:00", None]),
        # Lengths, for all that can be known.
        ("6:00\tOpening\n8:00\tClocks\n", ["6:00", "8:00"]),
        ("1:00\tOpening\n2:00\tClocks\n3:00\tTea\n", ["1:00", "2:00", "3:00"]),
        ("9:00\tOpening\n8:00\tClocks\n9:00\tTea\n", ["9:00", "8:00", "9:00"]),
    ],
)
def test_times_of_day_are_no_lengths_and_give_those_between_them(text: str, lengths: list[str | None]) -> None:
    rows = pasted_rows(text)
    assert [row.get("planned") for row in rows] == lengths
    assert [row["title"] for row in rows] == ["Opening", "Clocks", "Tea"][: len(rows)]


@pytest.mark.parametrize("text", ["", "\n\t\n", "Clocks\n" * (MOST_ROWS + 1)])
def test_no_row_and_too_many_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        pasted_rows(text)


def _titles(site: Site) -> list[Any]:
    return [(s["title"], s["planned_ms"]) for s in view(site)["segments"]]


@pytest.mark.parametrize("role", ["organiser", "moderator"])
def test_pasted_rows_follow_the_row_and_take_its_kind_and_length(site: Site, role: str) -> None:
    assert post(site, role, of="segment", id="s2", act="paste", text=ROWS).status_code == 303
    assert _titles(site)[2:5] == [("Clocks", 480_000), ("Tea", 900_000), ("Time; and again", 360_000)]
    assert "Ann Lee" in [speaker["name"] for speaker in view(site)["speakers"]]


def test_pasted_into_the_new_row_they_stand_at_the_end(site: Site) -> None:
    before = len(_titles(site))
    post(site, of="segment", id="new", act="paste", text="One\t1:00\nTwo\t2:00\n")
    assert [title for title, _ in _titles(site)[before - 1 :]] == ["One", "Two", "Closing"]


def test_a_row_that_cannot_be_read_adds_none(site: Site) -> None:
    before, people = _titles(site), view(site)["speakers"]
    text = f"One\tNew Person\t1:00\n{'x' * 400}\t2:00\n"
    assert post(site, of="segment", id="s2", act="paste", text=text).status_code == 422
    assert (_titles(site), view(site)["speakers"]) == (before, people)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Title\tSpeaker\tMinutes\nOne\tNew Person\t5\n\nTwo\t\t30:00:00\n",
            'row 4, duration "30:00:00": "30:00:00" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours; '
            "no row was added",
        ),
        (
            "One\tNew Person\t5\nTwo\tBo Chu\t5:75\n",
            'row 2, duration "5:75": "5:75" is not a duration; write 6, 6:00, 90s or 1h05, up to 24 hours; '
            "no row was added",
        ),
        (
            f"One\tNew Person\t1:00\n{'x' * 400}\t2:00\n",
            f'row 2, title "{"x" * 40}…": has 400 characters; it needs 1 to 300; no row was added',
        ),
        (
            f"One\tNew Person\t1:00\nTwo\tBo Chu; {'y' * 300}\t2:00\n",
            f'row 2, speakers "Bo Chu; {"y" * 32}…": has 300 characters; it needs 1 to 200; no row was added',
        ),
    ],
)
def test_a_refused_paste_names_row_and_cell_and_adds_nothing(site: Site, text: str, says: str) -> None:
    before, people = _titles(site), view(site)["speakers"]
    form = {"of": "segment", "id": "s2", "act": "paste", "text": text}
    answer = site.call("POST", "/s/session-v/plan", data=form, headers={"Accept": "application/json"}).json()
    assert (answer["saved"], answer["sentence"], answer["problems"]) == (False, says, {})
    assert (_titles(site), view(site)["speakers"]) == (before, people)


def test_a_new_segment_without_a_length_is_as_long_as_the_one_before_it(site: Site) -> None:
    post(site, of="segment", id="s2", act="paste", text="Last talk\tpresentation\t7:00\n")
    post(site, of="segment", id="new", title="Another discussion")
    lengths = dict(_titles(site))
    assert lengths["Another discussion"] == lengths["Discussion"]
    post(site, of="segment", id="new", title="A break", kind="break")
    assert dict(_titles(site))["A break"] == 0
