"""A siege: a stranger attacks a running server while a session is moderated on it.

The attacks of `attacks.py` come from a process of its own, the server runs in another one, and this process is the
moderator and the stage. While an attack goes on, commands of the moderator have to be acknowledged and their states
have to arrive on the stage before the server has worked for `FREEZE_S`, nearly all of them, because an attack is
repeated all the time; none may take ten times that. Afterwards the server's memory has to come back.

What is measured is the processor time of the server in its own code, not the time of the clock nor the system's (for
memory and sockets), without the time for which this process was ready and had no processor, and beside what the same
machine needs for a piece of work: a busy or slow machine changes nothing, while a server that works for long on what
strangers sent, before it looks at the moderator, fails wherever it runs. `HANG_S` is only for a server that waits for
ever. Both are many times what is needed.

To add an attack write a function in `attacks.py` and put `@attack` above it:

    @attack
    def long_names(port: int) -> None:
        exchange(port, request("/sign-in", method="POST", body=b"name=" + b"x" * 60_000))

`test_siege.py` runs every attack. A function that sends is called again and again by several threads at once, must
return within a few seconds, and may raise OSError. To look at one attack: `pytest tests/hostile -k long_names`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from tests.patience import SOCKET
from tests.serving import ServerProcess

ROOT = Path(__file__).resolve().parents[2]
FREEZE_S = 3.0  # of the server's processor; a command and its state on the stage need some hundredths, flood included
MOST_SLOW = 2  # of the commands
PIECES, PIECES_S = 200, 0.05  # a piece of work, and the seconds of the processor that it takes on a quick machine
HANG_S = 90.0  # of the clock
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
SESSION = "/api/v1/sessions/session-v"
COMMANDS = 10
PACE_S = 0.1  # between two commands: a link that shares its address with a flood is promised 20 requests a second
BACK_WITHIN_S = 60.0
KEPT_BYTES = 60_000_000  # what the allocator may keep of the memory that an attack took
END_WITHIN_S = 60.0


@dataclass(slots=True)
class Siege:
    """One attack that goes on; `blows` is how many times it was carried out, once it is over."""

    blows: int = 0


@contextmanager
def attacked(server: ServerProcess, name: str) -> Iterator[Siege]:
    """The server is attacked for as long as the block lasts, and was so at least once before."""
    command = [sys.executable, "-m", "tests.hostile.attacks", name, str(server.port)]
    siege = Siege()
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as attacker:
        assert attacker.stdout is not None
        try:
            attacker.stdout.readline()
            yield siege
            said, _ = attacker.communicate(timeout=END_WITHIN_S)
            siege.blows = int(said)
        finally:
            attacker.kill()


@contextmanager
def stage_of(server: ServerProcess) -> Iterator[ClientConnection]:
    """A stage that has said hello."""
    headers = {"Authorization": f"Bearer {server.token('stage')}"}
    url = f"ws://127.0.0.1:{server.port}{SESSION}/live"
    with connect(url, additional_headers=headers, close_timeout=HANG_S, **SOCKET) as stage:
        stage.send('{"t":"hello","seq":0}')
        yield stage


def freeze_s() -> float:
    """`FREEZE_S` as long as this machine now needs for what a quick one does in the same time."""
    began = time.thread_time()
    for _ in range(PIECES):
        json.loads(json.dumps(list(range(1_000))))
    return FREEZE_S * max(1.0, (time.thread_time() - began) / PIECES_S)


def moderate(server: ServerProcess, stage: ClientConnection) -> None:
    """Give commands, and wait for the state of each on the stage; fails when the server stands still."""
    slow, most_s = [], freeze_s()
    for number in range(COMMANDS):
        began = worked_s(server) - _waited_s()
        seq = server.command("focus_question", question=f"q{number % 4 + 1}")["seq"]
        _await_seq(stage, seq)
        took = worked_s(server) - _waited_s() - began
        assert took < 10 * most_s, f"the server worked {took:.1f} s for others before command {number} was on the stage"
        slow += [took] if took >= most_s else []
        time.sleep(PACE_S)
    assert len(slow) <= MOST_SLOW, (
        f"before these commands were on the stage, the server worked for others: {slow} s; {most_s:.1f} are allowed"
    )


def worked_s(server: ServerProcess) -> float:
    """Seconds for which the server's code has kept a processor busy; of the clock, where the system does not tell."""
    stat = Path(f"/proc/{server.pid}/stat")
    if not stat.exists():
        return time.monotonic()
    return int(stat.read_text().rpartition(")")[2].split()[11]) / TICKS_A_SECOND


def _waited_s() -> float:
    """Seconds for which this thread was ready and had no processor; 0 where the system does not tell."""
    stat = Path("/proc/thread-self/schedstat")
    return int(stat.read_text().split()[1]) / 1e9 if stat.exists() else 0.0


def memory_of(server: ServerProcess) -> int:
    """Bytes that the server holds in memory now; 0 where the system does not tell."""
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1_024


def await_memory(server: ServerProcess, most: int) -> None:
    """Wait until the server holds no more than so many bytes; fails if that does not happen."""
    end = time.monotonic() + BACK_WITHIN_S
    while (held := memory_of(server)) > most:
        assert time.monotonic() < end, f"{held:,} bytes are held after the attack, {most:,} would be enough"
        time.sleep(0.1)


def _await_seq(stage: ClientConnection, seq: int) -> None:
    while json.loads(stage.recv(timeout=HANG_S)).get("seq", 0) < seq:
        pass
