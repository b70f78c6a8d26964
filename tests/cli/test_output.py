"""What people read in the terminal: whole, with any text in it; and status 2 with a reason where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.commands import app
from tests.fakes import document

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLE = EXAMPLES / "session-v.jsonl"


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def test_a_rehearsal_is_a_readable_table_and_the_report() -> None:
    shown = run("rehearse", str(EXAMPLE))
    assert shown.exit_code == 0
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert "10:29:00 ending on time (proportional): 26:20 to share out" in lines
    assert "s8 14:30 14:15 -0:15" in lines
    assert "10:31:00 Presentation by Panellist 4 running 0:10; 1:10 late, ends 11:01:10" in lines
    assert "11:00:00 report (final): running 55:25 of 59:55" in lines
    assert "Presentation by Panellist 2 finished 10:10:20 10:16:50 6:00 6:30 0:00 +0:30" in lines
    assert "…" not in shown.output


def test_a_rehearsed_list_says_who_is_next_about_when_and_why() -> None:
    lines = [
        " ".join(line.split()) for line in run("rehearse", str(EXAMPLES / "general-debate.jsonl")).output.splitlines()
    ]
    assert "place speaker time about why" in lines
    assert "1 of 47 Argentina 2:30 10:06:48-10:08:27 before Fiji: asked earlier" in lines
    assert "1 of 41 Costa Rica 5:00 10:36:40-10:37:20 a reply to France" in lines


@pytest.mark.parametrize("columns", ["80", "100"])
def test_on_a_narrow_terminal_a_title_takes_more_lines_and_every_number_is_whole(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    rows = [line.split() for line in run("rehearse", str(EXAMPLE)).output.splitlines()]
    assert ["finished", "10:10:20", "10:16:50", "6:00", "6:30", "0:00", "+0:30"] in [row[-7:] for row in rows]
    words = {word for row in rows for word in row}
    assert not {word for word in words if "Presentation".startswith(word)} - {"Presentation"}


def test_titles_that_look_like_markup_are_shown_as_they_are() -> None:
    segments = [{"id": "s1", "title": "Budget [draft] [/b]", "planned": "1:00"}]
    lines = [
        document(title="[/red] [x]", segments=segments),
        {"at": "10:00:00", "command": "give_floor"},
        {"at": "10:00:00", "command": "give_floor", "segment": "[/x]"},
        {"at": "10:00:00", "command": "give_floor", "segment": "s1"},
        {"at": "10:00:30", "show": "view"},
        {"at": "10:00:30", "show": "text"},
        {"at": "10:00:30", "show": "report"},
    ]
    shown = run("rehearse", "-", given="".join(f"{json.dumps(line)}\n" for line in lines))
    assert shown.exit_code == 0
    assert shown.output.startswith("[/red] [x]\n")
    assert "refused give_floor: No speaker is cued or has the floor. (nothing_cued)" in shown.output
    assert 'refused give_floor: There is no segment "[/x]" here. (not_found)' in shown.output
    assert shown.output.count("Budget [draft] [/b]") == 2
    assert "s1 running 0:30" in shown.output


def test_a_file_that_cannot_be_read_is_status_two_with_the_line_and_the_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(f'{json.dumps(document())}\n{{"at": "soon"}}\n')
    for words in (("rehearse", str(broken)), ("rehearse", str(broken), "--json")):
        refused = run(*words)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "broken.jsonl: line 2: " in refused.stderr
    assert run("rehearse", str(tmp_path / "nothing.jsonl")).exit_code == 2


def test_links_are_listed_made_and_revoked_by_the_id_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path))
    (tmp_path / "document.json").write_text(json.dumps(document()))
    assert run("import", str(tmp_path / "document.json"), "--yes").exit_code == 0
    made = run("links", "session-v", "--new", "desk", "--label", "Ann [/b]").output
    assert "Ann [/b], shown only now:\nhttp://127.0.0.1:8000/join/" in made
    id_ = made.split()[0]
    row = next(line for line in run("links", "session-v").output.splitlines() if line.startswith(id_))
    assert row.split() == [id_, "desk", "Ann", "[/b]", "valid"]
    assert "Ann [/b] is revoked" in run("links", "session-v", "--revoke", id_).output
    row = next(line for line in run("links", "session-v").output.splitlines() if line.startswith(id_))
    assert row.split()[-1] == "revoked"
    for words in (
        ("links", "nothing"),
        ("links", "session-v", "--revoke", "nothing"),
        ("links", "session-v", "--new", "king"),
    ):
        refused = run(*words)
        assert (refused.exit_code, refused.stdout) == (2, "")
