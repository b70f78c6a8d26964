"""One programme in tables and data as programs and people write them, in six languages: each comes back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest

from tests.formats.imports.languages import DATES, LANGUAGES, Language, Line, expected, items_of, lines_of
from tests.formats.imports.reading import read


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue()


def _names(line: Line) -> list[str]:
    return [name for name, _ in line.people]


def _bodies(line: Line) -> list[str]:
    return [body for _, body in line.people]


def _organisations_in_a_column(language: Language) -> str:
    return _table(
        ["Date", "Start", "End", "Title", "Speakers", "Organisation"],
        [
            [line.date, line.start, line.end, line.title, "; ".join(_names(line)), "; ".join(_bodies(line))]
            for line in lines_of(language)
        ],
    )


def _organisations_numbered(language: Language) -> str:
    return _table(
        ["Date", "Time", "Title", "Speaker 1", "Company 1", "Speaker 2", "Speaker 2 Company"],
        [
            [
                line.date,
                f"{line.start}-{line.end}",
                line.title,
                *[part for person in (*line.people, ("", ""), ("", ""))[:2] for part in person],
            ]
            for line in lines_of(language)
        ],
    )


def _dates_without_a_known_heading(language: Language) -> str:
    return _table(
        ["When exactly", "Start", "End", "Title", "Speakers"],
        [[line.date, line.start, line.end, line.title, "; ".join(_names(line))] for line in lines_of(language)],
    )


def _ends_below_a_word_for_times(language: Language) -> str:
    return _table(
        ["Date", "De", "À", "Titre", "Intervenants"],
        [[line.date, line.start, line.end, line.title, "; ".join(_names(line))] for line in lines_of(language)],
    )


def _rooms_of_days(language: Language) -> str:
    days = []
    for date in DATES:
        talks = [
            {"subject": line.title, "startTime": line.start, "endTime": line.end, "speakers": _names(line)}
            for line in lines_of(language)
            if line.date == date
        ]
        days.append({"date": date, "rooms": [{"name": "Hall 1", "talks": talks}]})
    return json.dumps({"title": language.name, "days": days})


def _talks_of_slots(language: Language) -> str:
    days = []
    for date in DATES:
        slots = [
            {
                "startTime": line.start,
                "endTime": line.end,
                "sessions": [
                    {
                        "headline": line.title,
                        "presenter": [{"name": name, "company": body} for name, body in line.people],
                    }
                ],
            }
            for line in lines_of(language)
            if line.date == date
        ]
        days.append({"date": date, "timeslots": slots})
    return json.dumps(days)


def _events_without_titles(language: Language) -> str:
    """The flat events of a conference under other names than those of frab."""
    events = [
        {"headline": line.title, "date": line.date, "begin": line.start, "finish": line.end, "speakers": _names(line)}
        for line in lines_of(language)
    ]
    return json.dumps({"conference": {"name": language.name}, "events": events})


def _sessions_of_a_title(language: Language) -> str:
    """TOML whose tables have the title below `session`, under a title of the whole."""
    tables = [
        f'[[sessions]]\nsession = {json.dumps(line.title, ensure_ascii=False)}\ndate = "{line.date}"\n'
        f'time = "{line.start} - {line.end}"\nspeakers = {json.dumps(_names(line), ensure_ascii=False)}\n'
        for line in lines_of(language)
    ]
    return f'title = "{language.name}"\n\n' + "\n".join(tables)


def _returned_by_php(language: Language) -> str:
    rows = [
        f"    ['date' => '{line.date}', 'title' => '{line.title}', 'start' => '{line.start}', 'end' => '{line.end}', "
        f"// a row\n     'speakers' => array({', '.join(repr(name) for name in _names(line))})],\n"
        for line in lines_of(language)
    ]
    return "<?php\n/* Programme [draft] */\n\nreturn [\n" + "".join(rows) + "];\n"


def _assigned_in_a_page_of_php(language: Language) -> str:
    rows = [
        f'    array("date" => "{line.date}", "title" => "{line.title}", "time" => "{line.start} - {line.end}", '
        f'"speakers" => "{"; ".join(_names(line))}"),\n'
        for line in lines_of(language)
    ]
    return f"<?php $schedule = array(\n{''.join(rows)}); ?>\n<h1><?= $title ?></h1>\n<p>See below.</p>\n"


def _labels_of_events(language: Language) -> str:
    """A calendar whose descriptions say who speaks, behind a label of the language."""
    events = []
    for number, line in enumerate(lines_of(language)):
        day, (start, end) = line.date.replace("-", ""), (each.replace(":", "") for each in (line.start, line.end))
        told = f"DESCRIPTION:{language.speaker}{language.joins.join(_names(line))}\r\n" if line.people else ""
        events.append(
            f"BEGIN:VEVENT\r\nUID:{number}@x\r\nDTSTART;TZID=Europe/Berlin:{day}T{start}00\r\n"
            f"DTEND;TZID=Europe/Berlin:{day}T{end}00\r\nSUMMARY:{line.title}\r\n{told}END:VEVENT\r\n"
        )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n"


def _talks_below_rooms(language: Language) -> str:
    rows = [
        {
            "date": line.date,
            "time": f"{line.start}-{line.end}",
            "Salle 2" if line.people else "Main Hall": {"title": line.title, "speaker": "; ".join(_names(line))},
        }
        for line in lines_of(language)
    ]
    return json.dumps(rows)


def _sessions_alone_in_rooms(language: Language) -> str:
    rows = [
        {
            "start": f"{line.date} {line.start}",
            "end": f"{line.date} {line.end}",
            "rooms": [{"name": "Hall 1", "session": {"title": line.title, "speakers": _names(line)}}],
        }
        for line in lines_of(language)
    ]
    return json.dumps({"name": language.name, "rows": rows})


def _names_where_sessionize_has_ids(language: Language) -> str:
    sessions = [
        {
            "title": line.title,
            "startsAt": f"{line.date}T{line.start}:00",
            "endsAt": f"{line.date}T{line.end}:00",
            "speakers": _names(line),
            "location": "Hall 1",
        }
        for line in lines_of(language)
    ]
    return json.dumps({"sessions": sessions})


def _people_below_titles_in_a_grid_of_days(language: Language) -> str:
    lines = lines_of(language)
    cells = ["\n".join(filter(None, [line.title, language.joins.join(_names(line))])) for line in lines]
    half = len(lines) // 2
    rows = [[f"{lines[at].start}-{lines[at].end}", cells[at], cells[at + half]] for at in range(half)]
    return _table(["Time", *language.days], rows)


LAYOUTS: dict[str, Callable[[Language], str]] = {
    "organisations in a column": _organisations_in_a_column,
    "organisations in numbered columns": _organisations_numbered,
    "dates without a known heading": _dates_without_a_known_heading,
    "ends below a word for times": _ends_below_a_word_for_times,
    "rooms of days": _rooms_of_days,
    "talks of slots": _talks_of_slots,
    "events of a conference": _events_without_titles,
    "sessions of a title in TOML": _sessions_of_a_title,
    "returned by PHP": _returned_by_php,
    "assigned in a page of PHP": _assigned_in_a_page_of_php,
    "labels in a calendar": _labels_of_events,
    "talks below rooms": _talks_below_rooms,
    "sessions alone in rooms": _sessions_alone_in_rooms,
    "names where Sessionize has ids": _names_where_sessionize_has_ids,
    "people in a grid of days": _people_below_titles_in_a_grid_of_days,
}
WITH_BODIES = ("organisations in a column", "organisations in numbered columns", "talks of slots")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_tables_and_data_are_right(code: str, layout: str) -> None:
    language = LANGUAGES[code]
    programme = read(LAYOUTS[layout](language))
    assert items_of(programme) == expected(language)
    if layout in WITH_BODIES:
        assert {(speaker.name, speaker.affiliation) for speaker in programme.speakers} == set(language.people)


def test_who_moderates_an_event_of_a_calendar_is_told_from_who_speaks() -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTART:20261012T090000Z\r\nDTEND:20261012T100000Z\r\nSUMMARY:Panel\r\n"
        "DESCRIPTION:Moderator: Ann Lee\\nSpeakers: Bo Chu\\, Mary Ferns\r\nEND:VEVENT\r\n"
    )
    programme = read(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n")
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    item = programme.sessions[0].items[0]
    assert [names[id_] for id_ in item.speakers] == ["Ann Lee", "Bo Chu", "Mary Ferns"]
    assert [names[id_] for id_ in item.moderators] == ["Ann Lee"]


def test_talks_below_rooms_are_in_these() -> None:
    programme = read(_talks_below_rooms(LANGUAGES["en"]))
    assert {session.room for session in programme.sessions} == {"Salle 2", "Main Hall"}
    assert "Columns that were taken for rooms: Main Hall, Salle 2." in [str(note.says) for note in programme.guesses]


def test_rows_without_a_time_in_other_rooms_have_the_time_above() -> None:
    rows = [
        ["2026-10-12", "9:00-9:30", "Hall 1", "Springs"],
        ["", "", "Hall 2", "Bells"],
        ["", "9:30-10:00", "Hall 1", "Hands"],
        ["", "", "Hall 1", "Faces"],
    ]
    programme = read(_table(["Date", "Time", "Room", "Title"], rows))
    items = {item.title: item for session in programme.sessions for item in session.items}
    assert items["Bells"].starts_ms == items["Springs"].starts_ms
    assert items["Bells"].planned_ms == items["Springs"].planned_ms
    assert items["Faces"].starts_ms != items["Hands"].starts_ms
    assert any("were put at its time: Bells" in str(note.says) for note in programme.guesses)


@pytest.mark.parametrize(
    ("session", "chair"),
    [("Session 1: Boats", "Chair: "), ("Sesja 1: Łodzie", "Moderator: "), ("セッション1：船", "座長：")],
)
@pytest.mark.parametrize("marks", [("### {}", "*{}*"), ("{}", "{}")], ids=["Markdown", "plain"])
def test_who_leads_a_session_stands_below_its_name(session: str, chair: str, marks: tuple[str, str]) -> None:
    lines = [
        *("# Clocks", "", "12 October 2026", "", "09:00-09:15 Welcome", ""),
        *(marks[0].format(session), marks[1].format(f"{chair}Ann Lee"), ""),
        *("10:30-11:00 Springs", "11:00-11:30 Bells"),
    ]
    programme = read("\n".join(lines))
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    led = {item.title: each.moderator and names[each.moderator] for each in programme.sessions for item in each.items}
    assert led == {"Welcome": None, "Springs": "Ann Lee", "Bells": "Ann Lee"}
