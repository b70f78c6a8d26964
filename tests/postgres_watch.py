"""Ends the PostgreSQL of a test run when the last process that uses it is gone, however that process ended.

A process that is killed cannot end its server. So each process that uses one holds a shared lock on a file beside the
server's folder, which the system releases when the process ends, and starts this module, which waits for the whole
lock. It belongs to no terminal and no group of processes: what ends the tests does not end it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ENDS_WITHIN_S, LOOK_EVERY_S = 60, 0.05


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """As long as the block lasts, the server in this folder is in use by this process, and ends with the last such."""
    with lock_of(folder).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        # Neither the site's packages nor the environment: it starts in some hundredths of a second.
        watch = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            watch.kill()
            watch.wait(ENDS_WITHIN_S)
            if not folder.exists():
                lock_of(folder).unlink(missing_ok=True)


def lock_of(folder: Path) -> Path:
    """The file that every process locks for as long as it uses the server in this folder."""
    return folder.with_name(f"{folder.name}.users")


def end_when_unused(folder: Path) -> None:
    """Wait until no process uses the server, then end it and remove what it has written."""
    with lock_of(folder).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _end(folder)
        shutil.rmtree(folder, ignore_errors=True)
        lock_of(folder).unlink(missing_ok=True)


def _end(folder: Path) -> None:
    named = folder / "postmaster.pid"
    with suppress(OSError):
        pid = int(named.read_text().partition("\n")[0])
        # The number may be that of another process by now, if the server was killed.
        if str(folder) in _command_line(pid):
            os.kill(pid, signal.SIGQUIT)  # at once: nothing of a test has to be kept
            _wait_until_gone(named)


def _command_line(pid: int) -> str:
    asked = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=ENDS_WITHIN_S).stdout


def _wait_until_gone(path: Path) -> None:
    for _ in range(round(ENDS_WITHIN_S / LOOK_EVERY_S)):
        if not path.exists():
            return
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    end_when_unused(Path(sys.argv[1]))
