"""Exporting from the command line, and bringing a whole record into another server, as an operator does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.commands import app
from app.cli.exports import KNOWN
from tests.sites import open_site

BEGINS = {
    "jsonl": b'{"rostrum_record"',
    "json": b"{",
    "csv": b"\xef\xbb\xbftable,",
    "md": b"# Session V",
    "xlsx": b"PK",
    "html": b"<!doctype html>",
    "pdf": b"%PDF-1.7",
    "minutes.docx": b"PK",
    "minutes.md": b"# Session V",
    "ics": b"BEGIN:VCALENDAR",
    "frab-json": b"{",
    "frab-xml": b"<?xml",
    "programme-csv": b"\xef\xbb\xbfSession,Address,",
    "programme-xlsx": b"PK",
    "document": b"{",
    "yaml": b"slug: session-v",
    "chapters.vtt": b"WEBVTT\n\nNOTE No clap was given",
    "cues.vtt": b"WEBVTT",
    "youtube.txt": b"0:00 ",
    "edit.edl": b"TITLE: SESSION V",
    "points.csv": b"\xef\xbb\xbftake,kind,",
}
run = CliRunner()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("ROSTRUM_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    with open_site(folder) as site:
        site.send("give_floor", segment="s2")
        site.send("close_session")
    return folder


@pytest.mark.parametrize("form", KNOWN)
def test_a_session_is_written_in_every_format(data: Path, tmp_path: Path, form: str) -> None:
    done = run.invoke(app, ["export", "session-v", "--format", form, "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out").read_bytes().startswith(BEGINS[form])
    assert "records read: " in done.stderr
    assert "bytes written: " in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_without_a_file_only_the_export_is_on_standard_output(data: Path) -> None:
    done = run.invoke(app, ["export", "session-v", "--format", "json"])
    assert json.loads(done.stdout)["slug"] == "session-v"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], 'There is no session "nowhere"'),
        (["session-v", "--format", "docx"], '"docx" is not a format. There is jsonl, json'),
        (["session-v", "--format", "md", "--language", "xx"], '"xx" is not a language of the record. There is ar'),
        (["session-v", "--format", "edit.edl", "--rate", "26"], "rate: is none of 23.976, 24"),
        (["session-v", "--format", "edit.edl", "--reel", "a/b"], "reel: needs 1 to 8"),
        (["session-v", "--format", "cues.vtt", "--take", "2"], "no take 2 among the 1 of this recording"),
        (["session-v", "-o", "no/such/folder/x"], "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(data: Path, arguments: list[str], sentence: str) -> None:
    done = run.invoke(app, ["export", *arguments])
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stdout == ""


def test_a_record_goes_out_of_one_server_and_into_another(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = str(tmp_path / "record.jsonl")
    assert run.invoke(app, ["export", "session-v", "-o", record]).exit_code == 0
    here = run.invoke(app, ["export", "session-v", "--format", "json"]).stdout

    taken = run.invoke(app, ["import", record, "--yes"])
    assert taken.exit_code == 2
    assert "it can come in as session-v-2. Another address is given with --slug." in taken.output.replace("\n", " ")
    assert run.invoke(app, ["import", record, "--yes", "--slug", "session-v-2"]).exit_code == 0
    there = json.loads(run.invoke(app, ["export", "session-v-2", "--format", "json"]).stdout)
    assert {**there, "slug": "session-v"} == json.loads(here)

    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "other"))
    brought = run.invoke(app, ["import", record, "--yes"])
    assert brought.exit_code == 0, brought.output
    assert run.invoke(app, ["export", "session-v", "--format", "json"]).stdout == here


def test_a_record_that_is_cut_off_is_refused_and_nothing_is_kept(data: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    assert run.invoke(app, ["export", "session-v", "-o", str(record)]).exit_code == 0
    record.write_text("\n".join(record.read_text().splitlines()[:-1]))
    done = run.invoke(app, ["import", str(record), "--yes", "--slug", "half"])
    assert done.exit_code == 2
    assert "cut off" in done.output
    assert run.invoke(app, ["export", "half"]).exit_code == 2
