"""One secret for all servers of a database; a server with another one does not start."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.config import Settings
from app.domain.errors import DataUnusable
from app.service.access.secret import told_key
from tests.postgres import Postgres
from tests.serving import ServerProcess, run_command, serving

SECRET, OTHER = "correct-horse-battery-staple-ferry", "another-secret-that-is-long-enough"


def run(folder: Path, url: str, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command of a machine with a data folder and settings of its own."""
    told = {"database_url": url, **settings}
    return run_command(folder, *words, **{f"ROSTRUM_{name.upper()}": value for name, value in told.items()})


@contextmanager
def served(folder: Path, url: str, secret: str) -> Iterator[ServerProcess]:
    with serving(folder, database_url=url, secret=secret) as server:
        yield server


def test_a_secret_is_told_by_a_setting_or_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    told = told_key(SECRET, None)
    assert told is not None
    assert (len(told), told) == (32, told_key(None, tmp_path / "secret"))
    assert told != told_key(OTHER, None)
    assert told_key(None, None) is None


@pytest.mark.parametrize(
    ("secret", "file", "why"),
    [
        ("too short", None, "The secret has 9 characters and could be guessed; it needs 32 or more"),
        (SECRET, Path("x"), "ROSTRUM_SECRET and ROSTRUM_SECRET_FILE are both given"),
        (None, Path("/nowhere/secret"), "ROSTRUM_SECRET_FILE is /nowhere/secret, which cannot be read"),
        ("", None, "The secret has 0 characters"),
    ],
)
def test_a_secret_that_is_none_is_refused(secret: str | None, file: Path | None, why: str) -> None:
    with pytest.raises(DataUnusable, match=why):
        told_key(secret, file)


def test_settings_that_are_shown_do_not_show_the_secret() -> None:
    assert SECRET not in repr(Settings(secret=SECRET))  # type: ignore[arg-type]  # as the environment has it


def test_a_secret_needs_no_key_in_the_data_folder(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new()
    with served(tmp_path / "a", url, SECRET) as one, served(tmp_path / "b", url, SECRET) as two:
        assert one.token("moderator") == two.token("moderator")
        assert two.get("/api/v1/sessions/session-v")["role"] == "moderator"
    assert not list(tmp_path.glob("*/links.key"))


def test_a_server_or_a_command_with_another_secret_changes_nothing(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new()
    with served(tmp_path / "a", url, SECRET) as server:
        for words in (("serve", "--port", "0"), ("links",), ("sign-in",)):
            refused = run(tmp_path / "b", url, *words, secret=OTHER)
            assert refused.returncode == 2, words
            assert "belongs to servers with another secret than this one has. Give it their ROSTRUM_SECRET" in (
                refused.stderr
            )
        in_use = run(tmp_path / "b", url, "migrate", "--new-secret", secret=OTHER)
        assert (in_use.returncode, "Stop all of them first. Nothing was changed." in in_use.stderr) == (2, True)
        assert server.get("/api/v1/sessions/session-v")["role"] == "moderator"
        before = server.token("moderator")
    assert run(tmp_path / "b", url, "migrate", "--new-secret", secret=OTHER).returncode == 0
    with served(tmp_path / "b", url, OTHER) as server:
        assert server.token("moderator") != before
        assert server.get("/api/v1/sessions/session-v")["role"] == "moderator"
    assert run(tmp_path / "a", url, "links", secret=SECRET).returncode == 2
