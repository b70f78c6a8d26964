"""The times of calendars: zones in any dress, and repetitions."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import calendar, days, read, rows

ONE = "UID:1\nDTSTART:20240603T070000Z\nDTEND:20240603T073000Z\nSUMMARY:One"


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        '"America/New_York"',
        "Eastern Standard Time",
        "/freeassociation.sourceforge.net/America/New_York",
        "/softwarestudio.org/Tzfile/America/New_York",
    ],
)
def test_zones_are_known_in_any_dress(zone: str) -> None:
    event = f"UID:1\nDTSTART;TZID={zone}:20240603T100000\nDTEND;TZID={zone}:20240603T103000\nSUMMARY:One"
    programme = read(calendar(event), zone="")
    assert (programme.timezone, rows(programme)) == ("America/New_York", [("10:00", "One", 30)])


CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def test_a_zone_that_the_calendar_defines_counts() -> None:
    event = "UID:1\nDTSTART;TZID=Customized Time Zone:20240603T100000\nDURATION:PT30M\nSUMMARY:One"
    assert rows(read(calendar(event, zones=CUSTOM), zone="UTC")) == [("08:00", "One", 30)]
    unknown = read(calendar(event.replace("Customized", "Unheard-of")), zone="Asia/Tokyo")
    assert rows(unknown) == [("10:00", "One", 30)]
    assert any("Unheard-of Time Zone" in note.says for note in unknown.guesses)


def test_the_zone_may_stand_where_its_definition_belongs() -> None:
    event = "UID:1\nDTSTART:20240603T100000\nDURATION:PT30M\nSUMMARY:One"
    programme = read(calendar(event, head="VTIMEZONE: Europe/Rome"), zone="")
    assert (programme.timezone, rows(programme), programme.unread) == ("Europe/Rome", [("10:00", "One", 30)], ())


WEEKLY = "UID:w\nDTSTART;TZID=Europe/Berlin:20240325T090000\nDTEND;TZID=Europe/Berlin:20240325T100000\nSUMMARY:Weekly\n"


def test_repetitions_keep_their_hour_through_the_change_of_clocks() -> None:
    programme = read(calendar(f"{WEEKLY}RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20240401T090000"))
    assert (days(programme), rows(programme)) == (["2024-03-25", "2024-04-08"], [("09:00", "Weekly", 60)] * 2)


def test_a_changed_repetition_takes_the_place_of_the_one_that_it_changes() -> None:
    berlin = "TZID=Europe/Berlin"
    changed = (
        f"UID:w\nRECURRENCE-ID;{berlin}:20240401T090000\nDTSTART;{berlin}:20240401T140000\n"
        f"DTEND;{berlin}:20240401T143000\nSUMMARY:Moved"
    )
    gone = (
        f"UID:w\nRECURRENCE-ID;{berlin}:20240408T090000\nDTSTART;{berlin}:20240408T090000\n"
        "SUMMARY:Weekly\nSTATUS:CANCELLED"
    )
    programme = read(calendar(f"{WEEKLY}RRULE:FREQ=WEEKLY;UNTIL=20240415T235959Z", changed, gone))
    assert rows(programme) == [("09:00", "Weekly", 60), ("14:00", "Moved", 30), ("09:00", "Weekly", 60)]
    assert [row.why for row in programme.unread] == ["it is cancelled"]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=WEEKLY", "without an end"),
        ("FREQ=SECONDLY;COUNT=5", "more often than daily"),
        ("FREQ=DAILY;COUNT=100000000", "more than 400 times"),
        ("FREQ=DAILY;UNTIL=99991231T000000Z", "more than five years"),
        ("FREQ=DAILY;BYMONTH=13;COUNT=2", "never comes true"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "never comes true"),
        ("FREQ=DAILY;INTERVAL=x;COUNT=2", "cannot be read"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "cannot be read"),
    ],
)
def test_repetitions_that_go_on_and_on_are_not_followed(rule: str, why: str) -> None:
    programme = read(calendar(ONE, f"{WEEKLY}RRULE:{rule}"))
    assert len(rows(programme)) == 1
    assert why in str([row.why for row in programme.unread])


def test_an_end_before_the_beginning_is_left_out_and_said() -> None:
    programme = read(calendar(ONE.replace("073000", "063000")))
    assert [note.says for note in programme.guesses if "ends before" in note.says] == [
        "It ends before it begins; the end was left out."
    ]
    assert rows(read(calendar(ONE.replace("073000", "070000")))) == [("09:00", "One", 0)]
