"""`python start.py` and `make run` are one thing: what they install and start, with each Python."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).resolve().parent.parent
# Stands for every program that is called: notes how, and does what makes the next step possible.
PROGRAM = """#!/bin/sh
printf '%s %s\\n' "${{0##*/}}" "$*" >>{calls}
case "$*" in
    *_base_executable*) echo "$0" ;;
    '-m venv --clear '*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && cp "$0" "$4/bin/uv" ;;
    'venv '*) for last; do :; done; mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
    '-m app serve'*) printf '%s|' "$PWD" "$PYTHONDONTWRITEBYTECODE" >>{calls} ;;
esac
"""


class Copy:
    """The files that start.py needs, in a folder of their own, and a Python that only notes what it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder / "copy", folder / "calls"
        self.folder.mkdir()
        (self.folder / "scripts").mkdir()
        for name in ("start.py", "scripts/start.sh"):
            shutil.copy(ROOT / name, self.folder / name)
        for lock in (start.UV_LOCK, "requirements.txt", "requirements-dev.txt"):
            (self.folder / lock).write_text(f"{lock}\n")
        self.python = folder / "python3.11"
        self.python.write_text(PROGRAM.format(calls=self.calls))
        self.python.chmod(0o755)

    def run(self, *words: str, by: Sequence[str] = (sys.executable, "start.py")) -> subprocess.CompletedProcess[str]:
        self.calls.write_text("")
        environment = {**os.environ, "ROSTRUM_PYTHON": str(self.python)}
        command = [*by, *words]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_first_start_installs_by_hash_and_the_next_one_only_serves(copy: Copy) -> None:
    first = copy.run("--port", "9000")
    tools, venv, python = copy.folder / ".tools", copy.folder / ".venv", copy.python
    assert (first.returncode, first.stdout) == (0, "")
    assert copy.called[1:] == [
        f"python3.11 -m venv --clear {tools}",
        f"python -m pip install -qq --disable-pip-version-check --require-hashes -r {copy.folder}/requirements-uv.txt",
        f"uv venv --quiet --clear --no-project --python {python} {venv}",
        f"uv pip sync --quiet --require-hashes --compile-bytecode --python {venv}/bin/python"
        f" {copy.folder}/requirements.txt",
        "python -m app serve --port 9000",
        f"{copy.folder}||",
    ]
    assert copy.run("--port", "9001").stderr == ""
    assert copy.called == ["python -m app serve --port 9001", f"{copy.folder}||"]


def test_only_what_has_changed_is_installed_again(copy: Copy) -> None:
    assert copy.run("--setup", "dev").returncode == 0
    assert (copy.folder / ".venv" / "installed-run").read_text() == "requirements.txt\n"
    for what in ("dev", "run", "tools"):
        assert copy.run("--setup", what).stderr == ""
    (copy.folder / "requirements.txt").write_text("newer\n")
    assert copy.run("--setup", "run").stderr == "start: installing what requirements.txt names into .venv\n"
    assert [call.split()[:3] for call in copy.called if call.startswith("uv")] == [
        ["uv", "--version"],
        ["uv", "pip", "sync"],
    ]
    assert not (copy.folder / ".venv" / "installed-dev").exists()


def test_what_fails_is_named_and_nothing_is_served(copy: Copy) -> None:
    copy.python.write_text(copy.python.read_text().replace("'venv '*)", "'venv '*) exit 3 ;; 'never '*)"))
    failed = copy.run()
    assert (failed.returncode, failed.stderr.splitlines()[-1]) == (1, "start: uv has failed; what it says is above")
    assert not any("serve" in call for call in copy.called)


@pytest.mark.parametrize("words", [("--setup",), ("--setup", "everything"), ("--setup", "run", "dev")])
def test_a_setup_of_what_there_is_not_is_refused(copy: Copy, words: tuple[str, ...]) -> None:
    refused = copy.run(*words)
    assert refused.returncode == 1
    assert refused.stderr == "start: say what for: python start.py --setup run, or dev, or tools\n"
    assert copy.called == []


def test_make_calls_the_same_code_under_each_name_of_python(copy: Copy, tmp_path: Path) -> None:
    """On a path that has one Python, under one name, and nothing else but what `make` itself needs."""
    only = tmp_path / "only"
    only.mkdir()
    for name in ("sh", "dirname"):
        (only / name).symlink_to(str(shutil.which(name)))
    (only / "python3.13").symlink_to(sys.executable)
    environment = {"PATH": str(only), "HOME": str(tmp_path)}
    command = ["sh", "scripts/start.sh", "--setup", "everything"]
    refused = subprocess.run(
        command, cwd=copy.folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (refused.returncode, refused.stderr[:21]) == (1, "start: say what for: ")
    recipes = re.findall(r"^(run|setup-dev):.*\n\t@(.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipes == [("run", "exec scripts/start.sh $(ARGS)"), ("setup-dev", "scripts/start.sh --setup dev")]


def test_without_a_python_that_will_do_it_says_which_one_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"3.9": "3.9.2"}
    monkeypatch.setattr(start, "said", lambda command: None if start.PROBE in command else answers.get(command[0]))
    monkeypatch.setenv("ROSTRUM_PYTHON", "3.9")
    with pytest.raises(start.Failed, match=r"needs Python 3\.11 or newer; 3\.9 is Python 3\.9\.2\. Set ROSTRUM_PYTHON"):
        start.find_python()
    answers["3.9"] = "3.12.1"
    with pytest.raises(start.Failed, match=r"Python 3\.12\.1 cannot make environments\. Install its venv module"):
        start.find_python()
    answers.clear()
    with pytest.raises(start.Failed, match="there is no Python here"):
        start.find_python()


def test_windows_has_its_programs_elsewhere() -> None:
    assert start.program("env", "uv", windows=True) == os.path.join("env", "Scripts", "uv.exe")  # noqa: PTH118 - as there
    assert start.program("env", "uv", windows=False) == os.path.join("env", "bin", "uv")  # noqa: PTH118 - as there


def test_where_a_process_cannot_become_another_it_waits_for_it_through_ctrl_c(tmp_path: Path) -> None:
    """As on Windows, where the same Ctrl+C reaches both; the server decides when it is over."""
    lines = ("import signal, sys", "signal.signal(signal.SIGINT, lambda *_: sys.exit(7))", "print('up', flush=True)")
    server = "\n".join((*lines, "signal.pause()"))
    waits = f"import sys, start; sys.exit(start.wait_for([sys.executable, '-c', {server!r}], dict(start.os.environ)))"
    with subprocess.Popen(
        [sys.executable, "-c", waits], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 7
