"""`python -m app import`: shows everything, and saves only when told to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.commands import app
from app.domain.messages.commands import GiveFloor
from app.formats.record.lines import write_recording
from tests.fakes import Scene
from tests.migrated import give_tables

TABLE = "Time,Title,Speaker\n9:00,One,Ann Lee\n10:00,Two [b],\nsoon,Three,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    give_tables(tmp_path / "data")
    (tmp_path / "day.csv").write_text(TABLE)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["import", *words])


def test_everything_is_shown_and_nothing_saved(folder: Path) -> None:
    shown = run(str(folder / "day.csv"), "--day", "2026-06-30").output
    for text in (
        "1 session, 2 items",
        "line 2",
        "Two [b]",
        "Ann Lee",
        'line 4: "soon" is no time',
        "Nothing was saved",
    ):
        assert text in shown
    assert "a new session" in run(str(folder / "day.csv"), "--day", "2026-06-30").output


def test_yes_saves_and_the_same_again_changes_nothing(folder: Path) -> None:
    words = (str(folder / "day.csv"), "--day", "2026-06-30", "--zone", "Europe/Paris", "--yes", "--json")
    first, second = (json.loads(run(*words).output) for _ in range(2))
    assert [outcome["what"] for outcome in first["outcomes"]] == ["new"]
    assert [outcome["what"] for outcome in second["outcomes"]] == ["same"]
    assert first["counts"] == {
        "sessions": 1,
        "items": 2,
        "minutes": 60,
        "speakers": 1,
        "rooms": 0,
        "guesses": len(first["guesses"]),
        "unread": 1,
    }


def test_what_cannot_be_read_is_refused_and_the_rest_is_shown(folder: Path) -> None:
    (folder / "x.pdf").write_bytes(b"%PDF-1.7")
    result = run(str(folder / "x.pdf"), str(folder / "none"), str(folder / "day.csv"), "--json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [line.get("refused", "")[:28] for line in lines] == [
        "This looks like a PDF docume",
        "This file cannot be opened: ",
        "",
    ]
    assert result.exit_code == 2


def test_a_whole_record_is_brought_with_all_that_happened(folder: Path) -> None:
    scene = Scene().wait(60_000)
    scene.send(GiveFloor("opening"))
    lines = write_recording(scene.session.plan, scene.records, [])
    file = folder / "session-v.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    assert "Nothing was saved" in run(str(file)).output
    assert "Imported." in run(str(file), "--yes").output
    again = run(str(file), "--yes")
    assert (again.exit_code, "There is a session session-v already" in again.output) == (2, True)


def test_the_length_of_items_that_do_not_say_theirs_is_an_option(folder: Path) -> None:
    file = folder / "list.csv"
    file.write_text("Title,Speaker\nOne,Ann Lee\nTwo,Bo Chu\n")
    assert "2 items, 10 minutes" in run(str(file)).output
    assert "2 items, 14 minutes" in run(str(file), "--length", "7:00").output


@pytest.mark.parametrize(
    "option", [("--zone", "Moon/Base"), ("--day", "30/6"), ("--length", "long"), ("--map", "Bar=colour")]
)
def test_options_that_mean_nothing_are_refused(folder: Path, option: tuple[str, str]) -> None:
    result = run(str(folder / "day.csv"), *option)
    assert result.exit_code == 2
    assert option[1] in result.output


def test_columns_are_given_their_meaning_by_an_option(folder: Path) -> None:
    file = folder / "odd.csv"
    file.write_text("Start;Title;Bar\n9:00;One;Aha\n9:30;Two;Oho\n")
    assert "Aha" not in run(str(file)).output
    mapped = run(str(file), "--map", "Bar=title", "--map", "Title=")
    assert "Aha" in mapped.output
    assert "One" not in mapped.output


def test_a_heading_that_the_file_does_not_have_is_refused(folder: Path) -> None:
    file = folder / "odd.csv"
    file.write_text("Start;Title;Bar\n9:00;One;Aha\n9:30;Two;Oho\n")
    refused = run(str(file), "--map", "Baar=title", "--yes", "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.output)["refused"] == 'No column is headed "baar". This file has: Start, Title, Bar.'
    file.write_text("9:00 One\n9:30 Two\n")
    assert "no table with headings" in json.loads(run(str(file), "--map", "Bar=title", "--json").output)["refused"]


def test_rooms_and_sessions_narrow_what_is_shown_and_keep_their_numbers(folder: Path) -> None:
    file = folder / "rooms.csv"
    file.write_text("Room,Start,End,Title\nA,9:00,9:30,One\nB,9:00,9:30,Two\n")
    shown = run(str(file), "--room", "B").output
    assert "Two" in shown
    assert "One" not in shown
    assert "2. " in shown
    facts = json.loads(run(str(file), "--session", "1", "--json").output)
    assert [session["room"] for session in facts["sessions"]] == ["A"]
    nowhere, ninth = run(str(file), "--room", "C", "--json"), run(str(file), "--session", "9", "--json")
    assert (nowhere.exit_code, ninth.exit_code) == (2, 2)
    assert json.loads(nowhere.output)["refused"] == 'No session is in the room "C". This file has: A, B.'
    assert "have the numbers 1 to 2" in json.loads(ninth.output)["refused"]


def test_items_go_into_a_session_that_exists(folder: Path) -> None:
    assert run(str(folder / "day.csv"), "--yes").exit_code == 0
    (slug,) = {json.loads(run(str(folder / "day.csv"), "--json").output)["steps"][0]["slug"]}
    more = folder / "more.csv"
    more.write_text("Title;Duration\nA new talk;8:00\n")
    assert "segments that come: 1, that change: 0." in run(str(more), "--into", slug).output
    assert "changed" in run(str(more), "--into", slug, "--yes").output
    assert "segments that come: 0," in run(str(more), "--into", slug).output
    assert run(str(more), "--into", "no-such").exit_code == 2
    people = folder / "people.csv"
    people.write_text("Name,Category,Rank\nChad,Ministers,1\n")
    assert f"{slug}: people that come: 1, that change: 0." in run(str(people), "--into", slug, "--yes").output
    assert f"{slug}: people that come: 0, that change: 0." in run(str(people), "--into", slug).output


def test_columns_of_a_refused_file_are_named_and_set(folder: Path) -> None:
    table, data = folder / "table.csv", folder / "data.json"
    table.write_text("Willkommen im Haus;20;Ann Lee\nDie Zukunft der Bahn;30;Bo Chu\n")
    data.write_text('[{"qx": "9:00", "talkName": "Eins"}, {"qx": "9:30", "talkName": "Zwei"}]')
    assert '--map "#1=title": #1, #2, #3.' in run(str(table)).output
    assert "Die Zukunft der Bahn" in run(str(table), "--map", "#1=title", "--map", "#2=duration").output
    assert '--map "qx=title": qx, talk Name.' in run(str(data)).output
    assert [column["key"] for column in json.loads(run(str(data), "--json").output)["columns"]] == ["qx", "talk name"]
    assert "Zwei" in run(str(data), "--map", "qx=start", "--map", "talkName=title").output
