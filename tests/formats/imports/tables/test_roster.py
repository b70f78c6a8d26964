"""Rosters: known by headings in several languages and by cells; what cannot be used is said with its row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.formats.imports.detect import read_programme
from app.formats.imports.found.findings import ImportHints, Programme
from app.formats.imports.insertion import enrolled
from app.formats.imports.selection import difference
from app.formats.programme.roster import roster_csv, roster_xlsx
from app.formats.text.notes import NotAProgramme
from tests.domain.debate import debate_plan

HINTS = ImportHints("delegations.csv", into_session=True)


def read(text: str) -> Programme:
    return read_programme(text.encode(), HINTS)


def rows(text: str) -> list[dict[str, object]]:
    empty = {"", None}
    return [
        {name: value for name in person.__slots__ if (value := getattr(person, name)) not in empty and name != "where"}
        for person in read(text).roster
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Category,Rank,Group,Seat,Language\nChad,Ministers,1,Africa,A12,French\n",
        "Delegation;Kategorie;Rang;Gruppe;Sitzplatz;Sprache\nChad;Ministers;1;Africa;A12;fr\n",
        "List of delegations\n\nMember State\tCatégorie\tPréséance\tGroupe\tSiège\tLangue\n"
        "Chad\tMinisters\t1\tAfrica\tA12\tfrançais",
        "Категория,Ранг,Name,Группа,Место,Язык\nMinisters,1,Chad,Africa,A12,французский\n",
    ],
)
def test_a_roster_is_known_by_its_headings(text: str) -> None:
    assert rows(text) == [
        {"name": "Chad", "category": "Ministers", "rank": 1, "group": "Africa", "seat": "A12", "language": "fr"}
    ]


def test_columns_can_be_given_other_fields_by_hand() -> None:
    text = "Name,Bloc,Group,Desk\nChad,Africa,x,A12\nPeru,Latin America,y,B1\n"
    first = read(text)
    assert [(column.heading, column.field, column.samples) for column in first.columns] == [
        ("Name", "person:name", ("Chad", "Peru")),
        ("Bloc", "person:", ("Africa", "Latin America")),
        ("Group", "person:group", ("x", "y")),
        ("Desk", "person:", ("A12", "B1")),
    ]
    chosen = {"bloc": "person:group", "group": "person:", "desk": "person:seat", "name": "title"}
    again = read_programme(text.encode(), replace(HINTS, columns=chosen))
    assert [(person.name, person.group, person.seat) for person in again.roster] == [
        ("Chad", "Africa", "A12"),
        ("Peru", "Latin America", "B1"),
    ]
    assert [column.field for column in again.columns] == ["person:name", "person:group", "person:", "person:seat"]


def test_what_was_said_of_a_rosters_columns_says_nothing_of_a_programmes() -> None:
    text = "Time,Title,Speaker\n10:00,A talk,Ada\n10:30,Another,Ben\n"
    told = read_programme(text.encode(), replace(HINTS, columns={"title": "person:title", "speaker": "person:name"}))
    assert [item.title for session in told.sessions for item in session.items] == ["A talk", "Another"]


def test_names_in_two_columns_functions_and_countries_by_name_are_read() -> None:
    text = "First name,Last name,Job title,Company,Country,Group\nAda,Okafor,Minister,Treasury,Nigeria,Africa\n"
    assert rows(text) == [
        {
            "name": "Ada Okafor",
            "title": "Minister",
            "affiliation": "Treasury",
            "country": "NG",
            "group": "Africa",
        }
    ]


def test_a_column_of_ranks_that_are_words_is_the_category() -> None:
    assert rows("Name,Rank\nChad,Minister\nFiji,Member\n") == [
        {"name": "Chad", "category": "Minister"},
        {"name": "Fiji", "category": "Member"},
    ]


def test_ranks_without_categories_are_categories_and_a_heading_may_have_more_words() -> None:
    programme = read("No.,Member State,Protocol rank,Seat number\n1,Chad,2,14\n2,Fiji,1,15\n")
    assert [(one.name, one.category, one.rank, one.seat) for one in programme.roster] == [
        ("Chad", "2", 2, "14"),
        ("Fiji", "1", 1, "15"),
    ]
    assert [note.says for note in programme.guesses] == ["No column is a category; each rank is taken as one."]


def test_what_cannot_be_used_is_said_with_its_row() -> None:
    programme = read(
        "Name,Category,Rank,Country\n"
        "Chad,Ministers,1,TD\n"
        "Fiji,Ministers,2,Atlantis\n"
        "Peru,,3,\n"
        "Togo,Members,first,\n"
        ",Members,2,\n"
        "chad,Members,2,\n"
    )
    assert [(note.where, note.says) for note in programme.guesses] == [
        ("line 3", '"Atlantis" is not a country that is known here, by name or two letters; left out.'),
        ("line 3", "Ministers has rank 2 here and 1 in line 2; the first one counts."),
        ("line 4", 'The rank "3" belongs to a category, and none is here; left out.'),
        ("line 5", 'The rank "first" is not a whole number from 1 to 10,000; left out.'),
    ]
    assert [(row.where, row.why) for row in programme.unread] == [
        ("line 6", "it has no name"),
        ("line 7", "chad is already in line 2; give each an ID if they are two"),
    ]
    assert len(programme.roster) == 4


def test_people_alone_are_a_roster_only_for_a_session_that_exists() -> None:
    plain = "Name,Function,Organisation,Country\nChad,Ambassador,Republic of Chad,TD\nPeru,Ambassador,Republic,PE\n"
    assert [row["name"] for row in rows(plain)] == ["Chad", "Peru"]
    with pytest.raises(NotAProgramme) as refused:
        read_programme(plain.encode(), replace(HINTS, into_session=False))
    assert "list of 2 people" in refused.value.sentence


def test_a_programme_for_a_session_that_exists_stays_a_programme() -> None:
    programme = read("Time,Title,Speaker,Group\n10:00,Opening,Ann Lee,A\n10:10,Report,Bo Chen,B\n")
    assert (len(programme.sessions), programme.roster) == (1, ())
    untimed = read("Title,Speaker,Category\nOpening,Ann Lee,Plenary\nReport,Bo Chen,Plenary\n")
    assert [item.title for item in untimed.sessions[0].items] == ["Opening", "Report"]


def test_the_columns_of_a_workbook_are_chosen_too() -> None:
    told = read_programme(roster_xlsx(debate_plan()), replace(HINTS, columns={"group": "person:seat"}))
    assert (told.roster[1].group, told.roster[1].seat) == ("", "Africa")


@pytest.mark.parametrize("write", [roster_csv, roster_xlsx])
def test_an_exported_roster_comes_back_unchanged(write: object) -> None:
    plan = debate_plan()
    people = [
        replace(
            plan.speakers[1], title="=1+1", affiliation='Republic, of "Chad"', country="TD", says="CHAD", seat="A 12"
        ),
        *(replace(person, language="Klingon") for person in plan.speakers[2:]),
    ]
    plan = replace(plan, speakers=(plan.speakers[0], *people))
    programme = read_programme(write(plan), HINTS)  # type: ignore[operator]
    assert (programme.guesses, programme.unread) == ((), ())
    assert difference(plan, enrolled(plan, programme.roster)).changes == ()
    another = replace(plan, speakers=plan.speakers[:1], categories=(), groups=(), segments=plan.segments[:1])
    then = enrolled(another, programme.roster)
    assert [speaker["seat"] for speaker in then["speakers"][1:2]] == ["A 12"]
    assert [(one["title"], one["rank"]) for one in then["categories"]] == [("Ministers", 1), ("Members", 2)]
