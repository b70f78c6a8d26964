"""Calendars: zones in any dress, repetitions, revisions, and careless UIDs."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import days, people, places, read, refused, rows


def calendar(*events: str, head: str = "", zones: str = "") -> str:
    """A calendar of events that are given as lines."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *head.split("\n"), *zones.split("\n")]
        + [line for event in events for line in ("BEGIN:VEVENT", *event.split("\n"), "END:VEVENT")]
        + ["END:VCALENDAR", ""]
    )


ONE = "UID:1\nDTSTART:20240603T070000Z\nDTEND:20240603T073000Z\nSUMMARY:One\nLOCATION:Main"
TWO = "UID:2\nDTSTART:20240603T073000Z\nDURATION:PT1H15M\nSUMMARY:Two\\, and more\nLOCATION:Main"


def test_events_of_a_room_and_a_day_make_a_session() -> None:
    programme = read(calendar(ONE, TWO, head="X-WR-CALNAME:The meeting\nX-WR-TIMEZONE:Europe/Berlin"), zone="")
    assert (programme.format, programme.title, programme.timezone) == ("icalendar", "The meeting", "Europe/Berlin")
    assert rows(programme) == [("09:00", "One", 30), ("09:30", "Two, and more", 75)]
    assert [item.id for item in programme.sessions[0].items] == ["1", "2"]


def test_long_lines_are_folded_anywhere() -> None:
    text = calendar(
        "UID:1\nDTSTART:202406\n 03T070000Z\nDTEND:20240603T073000Z\nSUMMARY:A ti\n tle with f\n\told words"
    )
    assert rows(read(text)) == [("09:00", "A title with fold words", 30)]


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


def test_of_versions_the_newest_counts_and_careless_uids_are_different_events() -> None:
    newer = ONE.replace("SUMMARY:One", "SUMMARY:One anew").replace("070000Z", "071500Z") + "\nSEQUENCE:2"
    assert rows(read(calendar(newer, ONE))) == rows(read(calendar(ONE, newer))) == [("09:15", "One anew", 15)]
    careless = TWO.replace("UID:2", "UID:1")
    assert len(rows(read(calendar(ONE, careless)))) == 2
    parallel = ONE.replace("Main", "Side").replace("One", "Other")
    assert len(rows(read(calendar(ONE, parallel)))) == 2


def test_no_event_is_lost_where_all_have_one_uid() -> None:
    """Whatever else they are like: at the same time, without a place, and numbered as if they were revisions."""
    same = [f"UID:x\nSEQUENCE:{n}\nDTSTART:20240603T0{7 + n // 2}0000Z\nDURATION:PT1H\nSUMMARY:T{n}" for n in range(4)]
    programme = read(calendar(*same, same[0]))
    assert sorted(title for _, title, _ in rows(programme)) == ["T0", "T1", "T2", "T3"]
    # Another file with one more of them in front changes the ids of none.
    ids = {item.title: item.id for item in programme.sessions[0].items}
    again = read(calendar("UID:x\nDTSTART:20240603T060000Z\nDURATION:PT1H\nSUMMARY:New", *same))
    assert {item.title: item.id for item in again.sessions[0].items if item.title != "New"} == ids
    two = read(calendar(*(event.replace("SEQUENCE", "X-S") for event in same[:2])))
    assert [title for _, title, _ in rows(two)] == ["T0", "T1"]


def test_the_zone_may_stand_where_its_definition_belongs() -> None:
    event = "UID:1\nDTSTART:20240603T100000\nDURATION:PT30M\nSUMMARY:One"
    programme = read(calendar(event, head="VTIMEZONE: Europe/Rome"), zone="")
    assert (programme.timezone, rows(programme), programme.unread) == ("Europe/Rome", [("10:00", "One", 30)], ())


def organised(*names: str) -> str:
    """A calendar with an event for each organiser, as careless programs write them."""
    return calendar(
        *(
            f"UID:x\nDTSTART:20240603T0{n}0000Z\nDURATION:PT30M\nSUMMARY:Talk {n}\nORGANIZER{name}"
            for n, name in enumerate(names, 1)
        )
    )


@pytest.mark.parametrize(
    ("organisers", "speakers"),
    [
        (
            (";CN=Ann Lee:MAILTO", ';CN="Bo Chu (ACME)":mailto:bo@example.org', ":CN=Cy Dee"),
            {"Talk 1": ["Ann Lee"], "Talk 2": ["Bo Chu"], "Talk 3": ["Cy Dee"]},
        ),
        ((";CN=Ann Lee:MAILTO",), {}),
        ((";CN=Office Team:MAILTO",) * 3, {}),
        # Whoever has most of the events looks after the calendar, and so do few who share it.
        (
            (";CN=Office Team:MAILTO",) * 4 + (";CN=Ann Lee:MAILTO", ";CN=Bo Chu:MAILTO"),
            {},
        ),
        ((";CN=A One:MAILTO", ";CN=B Two:MAILTO") * 3, {}),
        (
            (";CN=Office Team:MAILTO", ";CN=Ann Lee:MAILTO", ";CN=Office Team:MAILTO"),
            {"Talk 2": ["Ann Lee"]},
        ),
        ((":mailto:ann@example.org", ":mailto:bo@example.org", ";CN=ann@example.org:MAILTO", ":MAILTO"), {}),
    ],
)
def test_organisers_who_differ_from_event_to_event_are_the_speakers(
    organisers: tuple[str, ...], speakers: dict[str, list[str]]
) -> None:
    programme = read(organised(*organisers))
    assert (people(programme), len(rows(programme))) == (speakers, len(organisers))
    assert {person.name for person in programme.speakers} == {name for names in speakers.values() for name in names}


def test_organisers_only_organise_where_somebody_else_is_named() -> None:
    attended = organised(";CN=Ann Lee:MAILTO", ";CN=Bo Chu:MAILTO").replace(
        "SUMMARY:Talk 1", "SUMMARY:Talk 1\r\nATTENDEE;CN=Cy Dee:invalid:nomail"
    )
    assert people(read(attended)) == {"Talk 1": ["Cy Dee"]}


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


def test_what_cannot_be_an_item_is_named_with_its_line() -> None:
    all_day = "UID:3\nDTSTART;VALUE=DATE:20240603\nSUMMARY:Day one"
    nothing = "UID:4\nSUMMARY:When?"
    programme = read(calendar(ONE, all_day, nothing, "UID:5\nDTSTART:20240603T090000Z"))
    assert [(row.text, row.why) for row in programme.unread] == [
        ("Day one", "it lasts all day and has no time"),
        ("When?", "it has no start that can be read"),
        ("5", "it has no title"),
    ]
    assert all(place.startswith("line ") for place in places(programme.unread))


def test_people_are_in_the_title_or_attend() -> None:
    attended = f'{ONE}\nATTENDEE;ROLE=REQ-PARTICIPANT;CN="Ann Lee":invalid:nomail\nATTENDEE;CN=Bo Chu:invalid:nomail'
    assert people(read(calendar(attended))) == {"One": ["Ann Lee", "Bo Chu"]}
    titled = read(calendar(ONE.replace("One", "Clocks (talk by Ann Lee & Bo Chu)")))
    assert people(titled) == {"Clocks": ["Ann Lee", "Bo Chu"]}


def test_people_are_in_the_description_or_where_pretalx_puts_them() -> None:
    described = f"{ONE}\nDESCRIPTION:About clocks.\\nSpeakers: Ann Lee (ACME)\\, Bo Chu\\nLevel: all"
    assert people(read(calendar(described))) == {"One": ["Ann Lee", "Bo Chu"]}
    pretalx = [ONE.replace("SUMMARY:One", "SUMMARY:One - two - Ann Lee\\, Bo Chu"), TWO.replace("\\, and more", " - ")]
    programme = read(calendar(*pretalx).replace("-//Test//EN", "-//pretalx//example.org//meet"))
    assert [title for _, title, _ in rows(programme)] == ["One - two", "Two"]
    assert people(programme) == {"One - two": ["Ann Lee", "Bo Chu"]}


def test_a_calendar_without_events_is_refused() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nEND:VCALENDAR"
    assert refused(text) == "This calendar holds no event, only VTODO."
