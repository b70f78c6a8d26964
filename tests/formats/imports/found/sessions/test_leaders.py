"""Who leads a session, where a table names them at each of its items."""

from __future__ import annotations

from tests.formats.imports.reading import read

_HEAD = "date,time,session,chairs,title,presenter\n"
_ROWS = (
    '2026-06-30,14:00-15:30,Clocks,"{chairs}",Springs,Cy Dee\n2026-06-30,14:00-15:30,Clocks,"{chairs}",Cogs,Dot Ede\n'
)


def test_one_leader_of_all_items_is_that_of_the_session() -> None:
    (session,) = read(_HEAD + _ROWS.format(chairs="Ann Lee")).sessions
    assert session.moderator
    assert not any(item.moderators for item in session.items)


def test_several_leaders_are_those_of_each_item_and_this_is_said() -> None:
    programme = read(_HEAD + _ROWS.format(chairs="Ann Lee; Bo Chu"))
    assert [len(item.moderators) for item in programme.sessions[0].items] == [2, 2]
    assert any("the 2 of this one were made moderators of each of its items" in note.says for note in programme.guesses)
