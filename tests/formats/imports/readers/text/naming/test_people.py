"""The people in a line of a text: behind and before the signs that part them from a title."""

from __future__ import annotations

import pytest

from app.formats.imports.readers.text.naming import east_asian
from app.formats.imports.readers.text.naming import people as text_people
from app.formats.imports.tables.row_people import lone_name
from tests.formats.imports.reading import people, read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("Ann Lee, Bo Chu", ["Ann Lee", "Bo Chu"]),
        ("Ann Lee (ACME)", ["Ann Lee"]),
        ("Opening", []),
        ("Ann Lee, " * 60, []),  # longer than a line of names is
    ],
)
def test_a_text_that_names_people_alone(text: str, names: list[str]) -> None:
    assert [person.name for person in text_people.people_in(text)] == names


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Moderator: Ann Lee; guests: Bo Chu", [("moderators", ["Ann Lee"]), ("speakers", ["Bo Chu"])]),
        ("Moderator: Ann Lee; room: Hall B", []),
        ("Ann Lee", []),
    ],
)
def test_people_by_their_roles(text: str, roles: list[tuple[str, list[str]]]) -> None:
    named = text_people.people_by_role(text)
    assert [(field, [person.name for person in people]) for field, people in named] == roles


@pytest.mark.parametrize(
    ("function", "text", "parts"),
    [
        (text_people.people_after_comma, "Clocks, Ann Lee, ACME", ("Clocks", "Ann Lee, ACME")),
        (text_people.people_after_comma, "Ann Lee, ACME", None),
        (text_people.people_after_comma, "Welcome - Ann Lee, Bo Chu", None),
        (text_people.person_after_stop, "Clocks. Ann Lee", ("Clocks", "Ann Lee")),
        (text_people.person_after_stop, "Dr. Ann Lee", None),
        (text_people.person_before_colon, "Ann Lee: Clocks", ("Ann Lee", "Clocks")),
        (text_people.person_before_colon, "Clocks: an overview", None),
        (text_people.person_behind_colon, "Clocks: Ann Lee", ("Clocks", "Ann Lee")),
        (text_people.person_behind_colon, "Session 2: Ann Lee", None),
        (east_asian.person_after_space, "开幕式 王小明 主席", ("开幕式", "王小明, 主席")),
        (east_asian.person_after_space, "Opening Ann", None),
    ],
)
def test_a_sign_parts_a_title_from_a_person(function: object, text: str, parts: tuple[str, str] | None) -> None:
    assert callable(function)
    assert function(text) == parts


def test_a_role_behind_a_title_names_people() -> None:
    behind = text_people.role_behind("Budget. Speaker: Ann Lee")
    assert behind is not None
    assert (behind[0], behind[1], [person.name for person in behind[2]]) == ("Budget", "speakers", ["Ann Lee"])
    assert text_people.role_behind("Budget. Room: Hall B") is None


@pytest.mark.parametrize(
    ("lines", "before"),
    [
        (["Ann Lee: Clocks at sea", "Bo Chu: Clocks on land", "Cy Dee: Clocks in space"], True),
        (["Clocks at sea: Ann Lee", "Clocks on land: Bo Chu", "Clocks in space: Cy Dee"], False),
        (["Opening", "Coffee", "Closing"], None),
    ],
)
def test_most_lines_say_on_which_side_of_the_colon_people_are(lines: list[str], before: bool | None) -> None:
    assert text_people.names_before_colons(lines) is before


@pytest.mark.parametrize(
    ("text", "title", "may_be"),
    [("Berger", "Maths", True), ("Berger", "Lunch", False), ("Room", "Maths", False), ("b2", "Maths", False)],
)
def test_a_word_in_brackets_may_be_a_surname(text: str, title: str, may_be: bool) -> None:
    assert lone_name(text, title) is may_be


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Yoga with Ann Lee", ("Yoga", "Ann Lee")),
        ("Lunch with tea with Ann Lee", ("Lunch with tea", "Ann Lee")),
        ("Working with Ann Lee", None),
        ("A long title of much with Ann Lee", None),
    ],
)
def test_the_person_behind_a_with_ends_a_short_title(text: str, parts: tuple[str, str] | None) -> None:
    assert text_people.person_with(text) == parts


def test_an_article_between_words_makes_a_topic_but_not_behind_van_or_von() -> None:
    assert not text_people.people_in("Kunst der Fuge")
    assert [person.name for person in text_people.people_in("Jan Van den Berg")] == ["Jan Van den Berg"]
    assert [person.name for person in text_people.people_in("Anna von der Aue")] == ["Anna von der Aue"]
    assert not text_people.people_in("Miss Tower Boat Ride")


def test_an_office_below_a_name_is_that_persons() -> None:
    text = (
        "Clock days, 11 and 12 May 2026\n\n9:00 Opening\nAnn Lee,\n"
        "Keeper of the brass\n\nBo Chu\nDirector of the mill\n\n"
        "10:00 Toni Soler\nCy Dee\nModeration\n10:30 Springs\nDr. Eve Fox\nSchulministerin a. D., heute frei\n11:00 End"
    )
    programme = read(text)
    said = {each.name: f"{each.title}{each.affiliation}" for each in programme.speakers}
    assert said == {
        "Ann Lee": "Keeper of the brass",
        "Bo Chu": "Director of the mill",
        "Toni Soler": "",
        "Cy Dee": "",
        "Dr. Eve Fox": "Schulministerin a. D., heute frei",
    }
    items = {item.title: (len(item.speakers), len(item.moderators)) for s in programme.sessions for item in s.items}
    assert (items["Toni Soler"], programme.title) == ((2, 1), "Clock days")


def test_a_person_with_functions_is_one_person_where_such_lines_stand() -> None:
    text = (
        "9:00 Opening\nAnn Lee, Ropeworks\nBo Chu, Member of the board, arts and letters of the mill\n"
        "10:00 Round table\nToni Soler i Puig, Brass\nFlo Gray, Head of Springs and Levers Division\n11:00 End"
    )
    assert people(read(text)) == {"Opening": ["Ann Lee", "Bo Chu"], "Round table": ["Toni Soler i Puig", "Flo Gray"]}
