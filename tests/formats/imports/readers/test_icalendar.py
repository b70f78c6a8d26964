"""Calendars: revisions, careless UIDs, and people."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import calendar, people, places, read, refused, rows

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


def test_of_versions_the_newest_counts_and_careless_uids_are_different_events() -> None:
    newer = ONE.replace("SUMMARY:One", "SUMMARY:One anew").replace("070000Z", "071500Z") + "\nSEQUENCE:2"
    assert rows(read(calendar(newer, ONE))) == rows(read(calendar(ONE, newer))) == [("09:15", "One anew", 15)]
    careless = TWO.replace("UID:2", "UID:1")
    assert len(rows(read(calendar(ONE, careless)))) == 2
    parallel = ONE.replace("Main", "Side").replace("One", "Other")
    assert len(rows(read(calendar(ONE, parallel)))) == 2


def test_no_event_is_lost_where_all_have_one_uid() -> None:
    """They may be like it otherwise: at the same time, without a place, and numbered as if they were revisions."""
    same = [f"UID:x\nSEQUENCE:{n}\nDTSTART:20240603T0{7 + n // 2}0000Z\nDURATION:PT1H\nSUMMARY:T{n}" for n in range(4)]
    programme = read(calendar(*same, same[0]))
    assert sorted(title for _, title, _ in rows(programme)) == ["T0", "T1", "T2", "T3"]
    # Another file with one more of them in front changes the ids of none.
    ids = {item.title: item.id for item in programme.sessions[0].items}
    again = read(calendar("UID:x\nDTSTART:20240603T060000Z\nDURATION:PT1H\nSUMMARY:New", *same))
    assert {item.title: item.id for item in again.sessions[0].items if item.title != "New"} == ids
    two = read(calendar(*(event.replace("SEQUENCE", "X-S") for event in same[:2])))
    assert [title for _, title, _ in rows(two)] == ["T0", "T1"]


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
        # A person with most of the events looks after the calendar, and so do few who share it.
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


def test_organisers_only_organise_where_other_people_are_named() -> None:
    attended = organised(";CN=Ann Lee:MAILTO", ";CN=Bo Chu:MAILTO").replace(
        "SUMMARY:Talk 1", "SUMMARY:Talk 1\r\nATTENDEE;CN=Cy Dee:invalid:nomail"
    )
    assert people(read(attended)) == {"Talk 1": ["Cy Dee"]}


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


def test_events_without_a_place_stay_apart_from_another_one_of_their_day() -> None:
    event = "BEGIN:VEVENT\nUID:{id}\nDTSTART:20261005T{at}\nDTEND:20261005T{end}\nSUMMARY:{title}\n{more}END:VEVENT\n"
    text = "BEGIN:VCALENDAR\nVERSION:2.0\n"
    text += event.format(id=1, at="100000Z", end="120000Z", title="Exercises", more="")
    text += event.format(id=2, at="160000Z", end="180000Z", title="Lecture", more="LOCATION:Hall 1\n")
    programme = read(f"{text}END:VCALENDAR\n")
    assert [(s.room, [i.title for i in s.items]) for s in programme.sessions] == [
        ("", ["Exercises"]),
        ("Hall 1", ["Lecture"]),
    ]


def test_events_alone_on_their_days_over_weeks_that_come_again_are_perhaps_a_course() -> None:
    titles = ["Start", "Practice (A)", "Basics", "Practice (B)", "Walk", "Practice (A)"]
    days = [f"2026{month:02}{day:02}" for month, day in ((9, 1), (9, 8), (9, 17), (9, 24), (10, 1), (10, 9))]
    events = [
        f"BEGIN:VEVENT\r\nUID:{day}@example.org\r\nDTSTART:{day}T100000Z\r\nDTEND:{day}T110000Z\r\n"
        f"SUMMARY:{title}\r\nEND:VEVENT"
        for day, title in zip(days, titles, strict=True)
    ]
    programme = read("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]))
    says = "This may be a list of dates (3 of 6 titles come again at other times) and no programme. Check it."
    assert [str(note.says) for note in programme.guesses] == [says]
