"""The data folder: its key is whole or not there, only its owner reads it, and one server at a time holds it."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.errors import DataUnusable
from app.store import files
from app.store.folder import AlreadyServed, DataFolder, ProcessLock, running_servers

ROOT = Path(__file__).resolve().parents[2]
URL = "http://127.0.0.1:8000"
HOLD = """
import sys, pathlib
for name in sys.argv[2:]:
    sys.modules[name] = None
from app.store.folder import ProcessLock
print(ProcessLock(pathlib.Path(sys.argv[1])).take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_register(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def holder(file: Path, *, without: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A process that takes the lock and says whether it has it; it ends with its standard input."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLD, str(file), *without]
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("content", [b"", b"k" * 31, b"k" * 33, b"k" * 64 + b"\n"])
def test_what_is_not_a_key_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "links.key").write_bytes(content)
    with pytest.raises(DataUnusable, match=rf"links\.key has {len(content)} bytes instead of 32.*Put back the key"):
        DataFolder(tmp_path).key()
    assert (tmp_path / "links.key").read_bytes() == content


def test_a_key_is_made_once_and_whole(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new" / "data")
    key = folder.key()
    assert (len(key), folder.key(), DataFolder(folder.path).key()) == (32, key, key)
    assert (mode(folder.path), mode(folder.path / "links.key")) == (0o700, 0o600)
    assert [path.name for path in folder.path.iterdir()] == ["links.key"]


def test_a_full_disk_leaves_no_half_of_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(DataUnusable, match="No space left on device"):
            DataFolder(tmp_path).key()
    assert list(tmp_path.iterdir()) == []
    assert len(DataFolder(tmp_path).key()) == 32


def test_starts_that_make_a_key_at_once_have_the_same_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: DataFolder(tmp_path).key(), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["links.key"]


def test_a_key_is_made_where_files_cannot_have_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unsupported)
    monkeypatch.delattr(os, "O_DIRECTORY")
    key = DataFolder(tmp_path).key()
    assert (len(key), DataFolder(tmp_path).key()) == (32, key)
    (tmp_path / "part").write_bytes(b"other")
    with pytest.raises(FileExistsError):
        files.name_new(tmp_path / "part", tmp_path / "links.key")
    assert (tmp_path / "links.key").read_bytes() == key


def test_what_others_could_read_is_mended_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(0o755)
    ours = [data / name for name in ("rostrum.db", "rostrum.db-wal", "links.key", "links.key.before-1", "server.lock")]
    for file in (*ours, other := data / "notes.txt"):
        file.touch(0o644)
    DataFolder(data).prepare()
    assert mode(data) == 0o700
    assert [mode(file) for file in ours] == [0o600] * len(ours)
    assert mode(other) == 0o644


def test_a_folder_that_is_used_otherwise_keeps_its_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared, project = tmp_path / "shared", tmp_path / "project"
    shared.mkdir()
    shared.chmod(0o1777)
    project.mkdir()
    project.chmod(0o755)
    monkeypatch.chdir(project)
    for folder in (shared, project, tmp_path):
        before = mode(folder)
        (folder / "rostrum.db").touch(0o644)
        DataFolder(folder).prepare()
        assert (mode(folder), mode(folder / "rostrum.db")) == (before, 0o600)


def test_one_server_holds_a_folder_and_another_is_told_which(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    assert (first.is_held, first.server()) == (False, None)
    first.take("http://127.0.0.1:0")
    first.take(URL)
    server = second.server()
    assert server is not None
    assert (server.pid, server.url, second.is_held, second.is_taken) == (os.getpid(), URL, True, False)
    with pytest.raises(AlreadyServed, match=rf"process {os.getpid()}, {URL}\. Stop it first"):
        second.take("http://127.0.0.1:9000")
    second.release()
    assert running_servers() == [tmp_path.resolve()]
    first.release()
    assert (second.server(), running_servers()) == (None, [])
    second.take(URL)
    second.release()


def test_what_a_killed_server_said_of_itself_is_not_believed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.take(URL)
    description = (tmp_path / "server.json").read_bytes()
    folder.release()
    (tmp_path / "server.json").write_bytes(description)
    assert (folder.server(), running_servers()) == (None, [])


@pytest.mark.parametrize("without", [(), ("fcntl", "msvcrt")])
def test_the_lock_is_of_one_process_and_ends_with_it(tmp_path: Path, without: tuple[str, ...]) -> None:
    lock = ProcessLock(tmp_path / "server.lock")
    assert not lock.is_held()
    assert list(tmp_path.iterdir()) == []
    with holder(tmp_path / "server.lock", without=without) as first:
        assert says(first) == "True"
        assert (lock.is_held(), lock.take(), lock.is_ours) == (True, False, False)
        with holder(tmp_path / "server.lock", without=without) as second:
            assert says(second) == "False"
            second.communicate("")
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert (lock.is_held(), lock.take(), lock.take(), lock.is_held()) == (False, True, True, True)
    lock.release()
    lock.release()
    assert not lock.is_held()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataUnusable, match=r"cannot be used as the data folder: Not a directory\..*--data"):
        DataFolder(tmp_path / "file" / "data").take(URL)


def test_the_register_of_another_user_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    folder = DataFolder(tmp_path / "data")
    folder.take(URL)
    assert running_servers() == [(tmp_path / "data").resolve()]
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert running_servers() == []
    folder.release()
