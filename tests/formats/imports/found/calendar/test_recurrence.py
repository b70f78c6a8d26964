"""Rules of repetition, by the examples that RFC 5545 gives for them."""

from __future__ import annotations

from datetime import date

import pytest

from app.formats.imports.found.calendar.recurrence import Rule, UnknownRule

START = date(1997, 9, 2)  # a Tuesday, as in the examples


def days(rule: str, count: int) -> list[str]:
    dates = Rule.of(rule).days(START, date(2002, 9, 2))
    return [day.strftime("%m-%d") for day, _ in zip(dates, range(count), strict=False)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=9", ["09-02", "09-03", "09-04"]),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", ["09-02", "09-12", "09-22", "10-02"]),
        ("FREQ=WEEKLY;COUNT=9", ["09-02", "09-09", "09-16"]),
        ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", ["09-02", "09-04", "09-09", "09-11"]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=TU,TH", ["09-02", "09-04", "09-16", "09-18"]),
        ("FREQ=MONTHLY;COUNT=9;BYDAY=1FR", ["09-05", "10-03", "11-07", "12-05"]),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=9;BYDAY=1SU,-1SU", ["09-07", "09-28", "11-02", "11-30"]),
        ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", ["09-22", "10-20", "11-17", "12-22"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=9", ["09-28", "10-29", "11-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=9", ["09-02", "09-15", "10-02", "10-15"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=9", ["09-30", "10-31", "11-28"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=9", ["02-13", "03-13", "11-13"]),
        ("FREQ=YEARLY;BYMONTH=6,7;COUNT=9", ["06-02", "07-02", "06-02"]),
        ("FREQ=YEARLY;BYDAY=TH;BYMONTH=3;COUNT=9", ["03-05", "03-12", "03-19", "03-26"]),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=9", ["05-18", "05-17", "05-15"]),
        ("FREQ=DAILY;BYMONTH=13;COUNT=9", []),
    ],
)
def test_days_are_those_of_the_standard(rule: str, expected: list[str]) -> None:
    assert days(rule, len(expected) or 1) == expected


@pytest.mark.parametrize(
    "rule", ["", "FREQ=WEEKLY", "FREQ=HOURLY;COUNT=2", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=2;BYHOUR=9"]
)
def test_other_rules_are_not_followed(rule: str) -> None:
    with pytest.raises(UnknownRule):
        Rule.of(rule)
