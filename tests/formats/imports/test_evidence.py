"""Tests of the evidence against a programme: records are refused by each reader, plans with odd times come in."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from tests.formats.imports.reading import read, refused, rows

CALLS = ["Ann Lee", "Bo Chu", "Cy Day", "Bo Chu", "Ann Lee", "Cy Day", "Ann Lee", "Bo Chu", "Cy Day", "Ann Lee"]
ODD = ["8:03", "8:31", "9:12", "10:44", "11:02", "12:27", "13:58", "14:09", "15:36", "16:51"]
ROUND = ["8:00", "8:30", "9:10", "10:45", "11:00", "12:25", "14:00", "14:10", "15:35", "16:50"]


def _table(times: Sequence[str], titles: Sequence[str], headings: str = "When,What") -> str:
    return "\n".join([headings, *(f"{time},{title}" for time, title in zip(times, titles, strict=False)), ""])


def test_entries_that_come_again_to_the_odd_minute_are_records() -> None:
    says = refused(_table(ODD, CALLS))
    assert says.startswith(
        "This looks like a log (its times are to the odd minute; 10 of 10 titles come again at other"
    )
    assert says.endswith("If it is one, call its columns Time, Title and Speaker.")


@pytest.mark.parametrize("written", ["table", "text", "JSON"])
def test_every_reader_refuses_what_is_to_the_odd_minute_all_day(written: str) -> None:
    titles = [f"Report {'abcdefghij'[n] * 3} of the storm" for n in range(10)]
    both = list(zip(ODD, titles, strict=True))
    files = {
        "table": _table(ODD, titles),
        "text": "\n".join(f"{time} {title}" for time, title in both),
        "JSON": json.dumps([{"time": time, "title": title} for time, title in both]),
    }
    assert "This looks like a log (its times are to the odd minute" in refused(files[written])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n".join(f"14:{5 * n:02} Reds - Blues {n}:1" for n in range(6)), "a list of results"),
        (
            "\n".join(f"{9 + n // 15}:{n % 15 * 4:02} nick{n % 3}: {chr(97 + n) * 5}" for n in range(24)),
            "a conversation",
        ),
        ("\n".join(f"{8 + 2 * n}:00 {100 + n} mg/dl before a meal" for n in range(6)), "a list of amounts"),
    ],
)
def test_titles_show_what_it_is(text: str, says: str) -> None:
    assert f"This looks like {says}" in refused(text)


@pytest.mark.parametrize(
    ("times", "titles"),
    [
        (["19:58", "20:01", "20:07", "20:18", "20:22", "20:26"], ["Clip", "Song", "Guest", "Band", "Quiz", "Film"]),
        ([f"{hour}:00" for hour in range(9, 17)], ["Talk"] * 8),
        ([f"9:{7 * n:02}" for n in range(8)], [f"Talk: {word}" for word in ("A", "B", "C", "D", "E", "F", "G", "H")]),
        ([f"{n}:00" for n in range(9, 15)], [f"John {n}:{n - 4}" for n in range(9, 15)]),
        (ODD, ["Opening", "Birds", "Coffee", "Fish", "Frogs", "Lunch", "Newts", "Toads", "Discussion", "Closing"]),
    ],
    ids=["a rundown of short items", "slots without titles", "talks called so", "verses", "a day with breaks"],
)
def test_a_plan_comes_in(times: list[str], titles: list[str]) -> None:
    assert [title for _, title, _ in rows(read(_table(times, titles)))] == titles


def test_a_course_that_comes_every_day_is_no_record() -> None:
    days = ["2026-07-01", "2026-07-02", "2026-07-03"]
    plan = [
        f"{day},{time},{title}"
        for day in days
        for time, title in (("7:00", "Yoga"), ("9:00", "Walk"), ("17:00", "Tea"))
    ]
    assert len(rows(read("\n".join(["Day,When,What", *plan, ""])))) == 9


def test_a_table_is_believed_by_its_headings_or_a_person() -> None:
    records = [f"{time},{title},Ann Lee" for time, title in zip(ODD, CALLS, strict=True)]
    assert len(rows(read("\n".join(["Time,Title,Speaker", *records])))) == 10
    assert len(rows(read(_table(ODD, CALLS), columns={"what": "title"}))) == 10


def test_a_doubt_is_said() -> None:
    doubts = [note.says for note in read(_table(ROUND, CALLS)).guesses if "This may be" in note.says]
    assert doubts == [
        "This may be a list of records (10 of 10 titles come again at other times) and no programme. Check it."
    ]


def test_the_day_of_a_person_is_doubted_and_that_of_a_camp_is_not() -> None:
    day = ["06:00 Wake up", "07:00 Work", "12:00 Lunch", "13:00 Work", "18:00 Study", "22:00 Sleep"]
    says = "This may be the daily routine of a person (people get up and go to bed in it) and no programme. Check it."
    assert says in [guess.says for guess in read("\n".join(day)).guesses]
    camp = ["07:00 Wake up", "09:00 Opening", "10:00 Canoes", "12:00 Lunch", "14:00 Knots", "22:00 Bedtime"]
    assert says not in [guess.says for guess in read("\n".join(camp)).guesses]


def test_a_few_lines_at_odd_minutes_are_doubted() -> None:
    log = "14:02 router started\n14:07 link up\n14:11 link down\n"
    assert any("may be a log" in note.says for note in read(log).guesses)
    show = "14:02 Drums (4 min)\n14:07 Strings (4 min)\n14:11 Horns (4 min)\n"
    assert not any("may be a log" in note.says for note in read(show).guesses)
