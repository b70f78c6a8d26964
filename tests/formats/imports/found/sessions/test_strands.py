"""What runs at the same time without a room becomes sessions beside each other, and that is said."""

from __future__ import annotations

from tests.formats.imports.reading import read, rows

PARALLEL = "Start,End,Title\n9:00,9:30,Opening\n9:30,10:30,A1\n9:30,10:30,B1\n10:30,11:30,A2\n10:30,11:30,B2\n"


def test_parallel_talks_without_rooms_make_parallel_sessions() -> None:
    programme = read(PARALLEL)
    assert [[item.title for item in session.items] for session in programme.sessions] == [
        ["Opening", "A1", "A2"],
        ["B1", "B2"],
    ]
    assert len({session.title for session in programme.sessions}) == 2
    assert len({session.source for session in programme.sessions}) == 2
    assert any("2 sessions that run in parallel" in note.says for note in programme.guesses)


def test_items_that_begin_at_once_run_in_parallel_too() -> None:
    programme = read("Time,Title\n9:00,A1\n9:00,B1\n10:00,A2\n10:00,B2\n")
    assert [len(session.items) for session in programme.sessions] == [2, 2]


def test_a_slip_of_one_item_in_many_makes_no_second_session() -> None:
    table = "Start,End,Title\n" + "".join(f"{9 + n}:00,{10 + n}:00,T{n}\n" for n in range(8)) + "16:30,17:30,Late\n"
    programme = read(table)
    assert len(programme.sessions) == 1
    assert "Items begin before an earlier one has ended, of which there are 1: Late" in [
        n.says for n in programme.guesses
    ]


def test_tracks_are_rooms_where_rows_begin_at_once_in_several_and_never_in_one() -> None:
    table = "Start,Title,Track\n9:00,A1,A\n9:00,B1,B\n10:00,A2,A\n10:00,{},{}\n"
    assert [session.room for session in read(table.format("B2", "B")).sessions] == ["A", "B"]
    assert {session.room for session in read(table.format("A3", "A")).sessions} == {""}


def test_sessions_of_one_name_are_called_by_their_rooms_and_days_too() -> None:
    programme = read("Session,Room,Start,Title\ntalks,A,9:00,One\ntalks,A,10:00,Two\ntalks,B,9:00,Three\n")
    assert {session.title for session in programme.sessions} == {"talks · A · 30 June 2026", "talks · B · 30 June 2026"}
    assert len(rows(programme)) == 3


def test_what_follows_goes_on_in_the_longest_strand_and_not_behind_a_registration() -> None:
    table = "Start,End,Title\n8:30,17:00,Desk\n8:30,9:30,A\n9:30,11:00,B\n11:00,17:00,C\n18:30,21:00,Dinner\n"
    strands = [[item.title for item in session.items] for session in read(table).sessions]
    assert strands == [["Desk"], ["A", "B", "C", "Dinner"]]


def test_rows_without_a_room_that_join_the_only_room_stay_in_the_order_of_the_file() -> None:
    table = "Time,Title,Room\n9:00-9:30,Opening,Bell Room\nno time,Coils,\n10:00-10:30,Paint,\n9:30-10:00,Gold,\n"
    programme = read(table)
    assert [title for _, title, *_ in rows(programme)][:2] == ["Opening", "Gold"]
    assert any("were sorted" in note.says for note in programme.guesses)
