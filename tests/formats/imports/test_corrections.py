"""Corrections apply to the items that they name, in any reading, and leave everything else as the file has it."""

from __future__ import annotations

import json

import pytest

from app.domain.values import HOUR, MINUTE
from app.formats.imports.corrections import Corrections, Key, carried, corrected, shown_fields
from app.formats.imports.found.findings import FoundItem, Programme
from app.formats.imports.selection import wanted
from tests.fakes import document
from tests.formats.imports.reading import people, read, rows

TABLE = "Start,End,Title,Speaker,Moderator\n9:00,9:30,One,Ann Lee,Cy Dee\n9:30,10:00,Two,Bo Chu,\n10:00,10:30,Three,,\n"


def _programme() -> Programme:
    return read(TABLE)


def _typed(programme: Programme, **texts: dict[str, str]) -> Corrections:
    (session,) = programme.sessions
    by_title = {item.title: (session.source, item.id) for item in session.items}
    return Corrections(typed={by_title[title]: fields for title, fields in texts.items()})


def _items(programme: Programme) -> dict[str, FoundItem]:
    return {item.title: item for session in programme.sessions for item in session.items}


def test_nothing_typed_changes_nothing() -> None:
    programme = _programme()
    assert corrected(programme, Corrections()) == type(corrected(programme, Corrections()))(programme, {})


def test_what_is_shown_is_read_back_as_it_was() -> None:
    programme = _programme()
    names = {speaker.id: speaker for speaker in programme.speakers}
    fields = {title: shown_fields(item, programme.timezone, names) for title, item in _items(programme).items()}
    assert fields["One"] == {"title": "One", "start": "09:00", "length": "30:00", "speakers": "Cy Dee; Ann Lee"}
    result = corrected(programme, _typed(programme, **fields))
    assert (result.programme, result.problems) == (programme, {})


def test_an_item_that_begins_earlier_moves_and_its_session_holds_it() -> None:
    programme = _programme()
    result = corrected(programme, _typed(programme, Three={"start": "8.15", "length": "3h"})).programme
    assert rows(result) == [("08:15", "Three", 180), ("09:00", "One", 30), ("09:30", "Two", 30)]
    (before,), (after,) = programme.sessions, result.sessions
    assert (before.starts_ms - after.starts_ms, after.ends_ms - before.ends_ms) == (45 * MINUTE, 45 * MINUTE)


NIGHT = "Saturday, 27 March 2027\n20:00 One\n23:30 Two\n00:30 Three\n05:00 End\n"  # the clocks go forward


@pytest.mark.parametrize(
    ("title", "typed", "order", "hours"),
    [
        ("Two", "00:10", ["One", "Two", "Three"], 8),
        ("Three", "23:50", ["One", "Two", "Three"], 8),
        ("Three", "04:30", ["One", "Two", "Three"], 8),
        ("Two", "19:00", ["Two", "One", "Three"], 9),
        ("Three", "20:30", ["One", "Three", "Two"], 8),
        ("Two", "05:30", ["One", "Three", "Two"], 9.5),
    ],
)
def test_a_start_is_on_the_day_that_its_session_has_then(
    title: str, typed: str, order: list[str], hours: float
) -> None:
    programme = read(NIGHT)
    (session,) = corrected(programme, _typed(programme, **{title: {"start": typed}})).programme.sessions
    assert [item.title for item in session.items] == order
    lengths = [item.planned_ms for item in session.items]
    assert session.ends_ms - session.starts_ms <= hours * HOUR + max(lengths)
    assert session.starts_ms >= programme.sessions[0].starts_ms - HOUR


def test_a_time_that_a_day_does_not_have_is_refused() -> None:
    programme = read(NIGHT)
    problems = corrected(programme, _typed(programme, Three={"start": "02:30"})).problems
    assert [dict(problem) for problem in problems.values()] == [
        {"start": "There is no 02:30 on that day: the clocks are put forward."}
    ]


def test_a_start_can_be_removed_and_given() -> None:
    untimed = read("Title,Duration\nOne,10 min\nTwo,10 min\n")
    (session,) = untimed.sessions
    given = corrected(untimed, _typed(untimed, Two={"start": "12:00"})).programme
    two = _items(given)["Two"]
    assert two.starts_ms is not None
    assert two.starts_ms % (24 * HOUR) == 10 * HOUR  # noon in Berlin
    without = corrected(given, _typed(given, Two={"start": ""})).programme
    assert _items(without)["Two"].starts_ms is None
    assert session.ends_ms < given.sessions[0].ends_ms


def test_people_are_known_by_name_and_new_ones_are_added_once() -> None:
    programme = _programme()
    typed = _typed(programme, One={"speakers": "BO CHU; Di Eh (ACME)"}, Three={"speakers": "Di Eh"})
    result = corrected(programme, typed).programme
    assert people(result) == {"One": ["Bo Chu", "Di Eh"], "Two": ["Bo Chu"], "Three": ["Di Eh"]}
    assert (_items(result)["One"].moderators, len(result.speakers)) == ((), 4)
    assert result.speakers[-1].affiliation == "ACME"


def test_a_name_with_a_comma_is_one_person_if_it_is_known() -> None:
    programme = read('Start,Title,Speaker\n9:00,One,"Lee, Ann; Bo Chu"\n')
    (speaker, *_) = programme.speakers
    result = corrected(programme, _typed(programme, One={"speakers": f"Bo Chu; {speaker.name}"})).programme
    assert len(result.speakers) == len(programme.speakers)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": " "}, "A title has 1"),
        ({"title": "x" * 301}, "this one has 301"),
        ({"start": "25:00"}, "no time of day"),
        ({"length": "-5"}, "no length"),
        ({"length": "25h"}, "no length"),
        ({"speakers": "Ann Lee; 42"}, '"42" is no name'),
        ({"speakers": ";".join(f"Person {chr(65 + n % 26)}{n}" for n in range(101))}, "more than 100 names"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_corrected(fields: dict[str, str], says: str) -> None:
    programme = _programme()
    typed = _typed(programme, One=fields, Two={"title": "Second"})
    result = corrected(programme, typed)
    ((key, problems),) = result.problems.items()
    assert key == next(key for key in typed.typed if "title" not in typed.typed[key] or typed.typed[key] == fields)
    assert says in problems[next(iter(fields))]
    assert _items(result.programme)["One"] == _items(programme)["One"]
    assert "Second" in _items(result.programme)


def test_a_corrected_document_of_ours_is_not_taken_as_it_was() -> None:
    programme = read(json.dumps(document()))
    (session,) = programme.sessions
    key: Key = (session.source, session.items[1].id)
    (whole,) = wanted(programme, Corrections().choice(programme))
    result = corrected(programme, Corrections(typed={key: {"title": "Other"}})).programme
    (part,) = wanted(result, Corrections().choice(result))
    assert (whole.whole, part.whole, part.document["segments"][1]["title"]) == (True, False, "Other")


def test_what_is_left_out_is_left_out_by_name() -> None:
    programme = _programme()
    (session,) = programme.sessions
    choice = Corrections(items_out=frozenset({(session.source, session.items[0].id)})).choice(programme)
    (chosen,) = wanted(programme, choice)
    assert [segment["title"] for segment in chosen.document["segments"]] == ["Two", "Three"]
    assert wanted(programme, Corrections(sessions_out=frozenset({session.source})).choice(programme)) == []


def test_corrections_follow_their_items_to_the_names_of_another_reading() -> None:
    table = "Start,End,Title,Bar\n9:00,9:30,One,A\n9:30,10:00,Two,B\n10:00,10:30,Three,B\n"
    before, after = read(table, columns={"bar": ""}), read(table, columns={"bar": "room"})
    (session,) = before.sessions
    one, two, three = ((session.source, item.id) for item in session.items)
    corrections = Corrections(items_out=frozenset({one, three}), typed={two: {"title": "Second"}})
    follow = carried(corrections, before, after)
    left = [(s.title, i.title) for s in after.sessions for i in s.items if (s.source, i.id) not in follow.items_out]
    assert [title for _, title in left] == ["Two"]
    assert follow.sessions_out == {after.sessions[0].source}  # nothing of it is left
    assert set(_items(corrected(after, follow).programme)) == {"One", "Second", "Three"}
    assert carried(follow, after, before).items_out == corrections.items_out
    assert carried(corrections, before, before) == corrections
