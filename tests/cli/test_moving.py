"""A server moves from SQLite to PostgreSQL and back, and every record is the same afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, text
from typer.testing import CliRunner, Result

from app.cli.commands import app
from app.store.engines import moving
from app.store.engines.engine import disposed
from tests.postgres import Postgres
from tests.serving import run_command, serving
from tests.sites import open_site


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of a server in which something of each kind has happened."""
    monkeypatch.setenv("ROSTRUM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    with open_site(tmp_path / "data") as site:
        site.send("open_session")
        site.send("add_floor_question", text="Why ليس \U0001f600?", name="Ms Loud")
        site.send("give_floor", segment="opening")
    return tmp_path / "data"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def rows(url: str) -> dict[str, list[Any]]:
    """Everything in a database, but for notices."""
    with disposed(create_engine(url)) as engine, engine.connect() as connection:
        tables = {table.name: connection.execute(table.select()).all() for table in moving.TABLES}
    return {name: sorted(map(repr, held)) for name, held in tables.items()}


def test_a_server_moves_to_postgresql_and_back(data: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    before, address = rows(f"sqlite:///{data / 'rostrum.db'}"), postgres.new()
    record = run("export", "session-v").stdout
    moved = run("move", address)
    assert moved.exit_code == 0, moved.output
    assert "the same in every row. Sessions: 1, records: " in moved.output
    assert rows(address) == before
    monkeypatch.setenv("ROSTRUM_DATABASE_URL", address)
    assert run("export", "session-v").stdout == record
    assert run("check").exit_code == 0
    back = f"sqlite:///{data / 'back.db'}"
    assert run("move", back).exit_code == 0
    # The commands on PostgreSQL have left the mark of their secret.
    assert rows(back) == rows(address) == before | {"marks": rows(address)["marks"]}
    assert (data / "back.db").stat().st_mode & 0o777 == 0o600


def test_numbers_go_on_after_those_that_came_over(data: Path, postgres: Postgres) -> None:
    address = postgres.new()
    assert run("move", address).exit_code == 0
    with disposed(create_engine(address)) as engine, engine.begin() as connection:
        highest = connection.execute(text("SELECT max(id) FROM incidents")).scalar()
        fresh = {"at_ms": 1, "actor": "", "role": "", "what": "", "outcome": "", "about": ""}
        incidents = next(table for table in moving.TABLES if table.name == "incidents")
        number = connection.execute(insert(incidents).returning(incidents.c.id), fresh).scalar_one()
    assert number == (highest or 0) + 1


def test_a_database_that_is_not_empty_is_left_alone(data: Path, postgres: Postgres) -> None:
    address = postgres.new()
    assert run("move", address).exit_code == 0
    again = run("move", address)
    assert again.exit_code == 2
    assert "is not empty: there are rows in " in again.output


def test_rows_that_do_not_come_over_as_they_were_are_taken_back(
    data: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.new()
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_batches", lambda table, connection: iter([]))
        patch.setattr(moving.Rows, "__eq__", lambda self, other: False)
        refused = run("move", address)
    assert (refused.exit_code, "did not come over as they were" in refused.output) == (2, True)
    assert set(map(len, rows(address).values())) == {0}


def test_a_server_that_runs_is_not_moved(data: Path, postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.new()
    with serving(data) as server:
        refused = run_command(data, "move", address)
        assert (refused.returncode, f"process {server.pid}" in refused.stderr) == (2, True)


def test_nothing_is_moved_onto_a_server_that_runs(data: Path, postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.new()
    with serving(tmp_path / "other", database_url=address, demo="false") as server:
        refused = run("move", address)
        assert (refused.exit_code, "A server runs on The database" in refused.output) == (2, True)
        assert json.loads(server.text("/api/v1/sessions")) == []
