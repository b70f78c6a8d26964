"""People of a row: the one who is called the moderator there moderates, and speaks no more than that."""

from __future__ import annotations

import pytest

from tests.formats.imports.reading import people, read


def test_a_person_with_moderator_in_brackets_moderates() -> None:
    programme = read(
        'Time,Title,Speakers\n10:00-11:00,Clocks,"Ann Lee (moderator); Bo Chu (ACME)"\n11:00-12:00,Maps,Cy Dee\n'
    )
    item = programme.sessions[0].items[0]
    names = {speaker.id: speaker.name for speaker in programme.speakers}
    assert [names[id_] for id_ in item.speakers] == ["Ann Lee", "Bo Chu"]  # who moderates stands first
    assert "moderator" not in [speaker.affiliation for speaker in programme.speakers]
    assert people(programme)["Maps"] == ["Cy Dee"]


@pytest.mark.parametrize(
    ("said", "function", "organisation"),
    [
        ("University of California, Los Angeles", "", "University of California, Los Angeles"),
        ("Dean, University of Bonn", "Dean", "University of Bonn"),
        ("CEO, Acme Labs, Berlin", "CEO", "Acme Labs, Berlin"),
        ("Director, Acme", "Director", "Acme"),
        ("ENS de Lyon, France", "", "ENS de Lyon, France"),
        ("Honda, UK", "", "Honda, UK"),
        ("Professor, University of Minho, Portugal", "Professor", "University of Minho, Portugal"),
    ],
)
def test_an_organisation_goes_on_behind_its_comma(said: str, function: str, organisation: str) -> None:
    table = f"Time;Title;Speaker\n09:00-09:30;Opening;Ann Lee ({said})\n09:30-10:00;Rivers;Bo Chu\n"
    assert [(who.title, who.affiliation) for who in read(table).speakers] == [(function, organisation), ("", "")]


def test_a_role_in_brackets_before_a_name_is_that_of_the_person() -> None:
    programme = read("Time;Title;Speaker\n09:00-09:30;Opening;(Chair) Ann Lee\n09:30-10:00;Rivers;(Bo) Chu\n")
    assert [who.name for who in programme.speakers] == ["Ann Lee", "(Bo) Chu"]
    assert programme.sessions[0].items[0].moderators == (programme.speakers[0].id,)


def test_a_name_that_is_the_title_of_one_item_still_speaks_at_another() -> None:
    table = "Time,Title,Speaker\n09:00-09:30,Opening,Makers of robots\n09:30-10:00,Makers of robots,Makers of robots\n"
    programme = read(table + "10:00-10:30,Rivers,Ann Lee\n")
    assert people(programme) == {"Opening": ["Makers of robots"], "Rivers": ["Ann Lee"]}


def test_a_moderator_with_an_organisation_moderates_and_keeps_it() -> None:
    programme = read(
        "Time;Title;Speaker\n09:00-09:30;Clocks;Ann Lee\n09:30-10:00;Rivers;Moderator: Bo Chu (Acme Labs)\n"
    )
    chair = programme.speakers[1]
    assert (chair.name, chair.title, chair.affiliation) == ("Bo Chu", "", "Acme Labs")
    assert programme.sessions[0].items[1].moderators == (chair.id,)
