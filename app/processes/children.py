"""A child and its supervisor, connected by a pair of sockets: each learns at once that the other is gone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Thread

READY, HAND_OVER = b"r", b"h"
ENDED_WITHIN_S = 5.0  # between the end of a child's socket and its own
ORPHANED = 3  # exit status of a child whose supervisor is gone


class ChildProcess:
    """A child, for its supervisor."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], listening: Sequence[socket.socket]
    ) -> None:
        """Start `python -m app` with this command; the sockets to listen on are inherited, and closed here.

        It is in a process group of its own: Ctrl+C in a terminal is for the supervisor alone.
        """
        self.control, theirs = socket.socketpair()
        inherited = [theirs, *listening]
        numbers = [str(one.fileno()) for one in inherited]
        options = [word for number in numbers[1:] for word in ("--listening", number)]
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "app", *command, "--control", numbers[0], *options],
            env=environment,
            pass_fds=[one.fileno() for one in inherited],
            process_group=0,
        )
        for one in inherited:
            one.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def hear(self) -> bool | None:
        """Return True if the child has become ready, and False if it has ended; None: neither."""
        with suppress(ConnectionError):
            said = self.control.recv(1)
            return None if said not in {READY, b""} else said == READY
        return False

    def hand_over(self) -> None:
        """Ask it to leave its connections to others."""
        with suppress(OSError):
            self.control.send(HAND_OVER)

    def signal(self, how: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        self._process.send_signal(how)

    def end(self) -> int:
        """Return the exit status of a child whose socket has ended; negative: by this signal."""
        self.control.close()
        try:
            return self._process.wait(ENDED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Supervised:
    """The supervisor, for its child."""

    def __init__(self, control: int, end: Callable[[int], object] = os._exit) -> None:
        """`control` is the inherited socket, which the child's own children do not get; `end` ends this process."""
        os.set_inheritable(control, False)
        self._control = socket.socket(fileno=control)
        self._end = end

    def ready(self) -> None:
        """Say that the child serves."""
        with suppress(OSError):
            self._control.send(READY)

    def watch(self, hand_over: Callable[[], None]) -> None:
        """Call `hand_over`, in a thread, when the supervisor asks for it; end this process when it is gone.

        At once: another supervisor may take the data folder as soon as this one is gone, and all that was acknowledged
        is stored.
        """
        Thread(target=self._watch, args=(hand_over,), name="supervisor", daemon=True).start()

    def _watch(self, hand_over: Callable[[], None]) -> None:
        with self._control, suppress(OSError):
            while self._control.recv(1) == HAND_OVER:
                hand_over()
        self._end(ORPHANED)
