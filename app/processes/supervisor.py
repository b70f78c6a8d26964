"""The supervisor: carries out what `Supervision` decides, until all of its children have ended."""

from __future__ import annotations

import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from selectors import EVENT_READ, DefaultSelector

import structlog

from app.processes.children import ChildProcess
from app.processes.listening import PortTaken
from app.processes.supervision import Action, HandOver, KillChild, Say, StartChild, StopChild, Supervision

log = structlog.get_logger()


class Supervisor:
    """Children and signals, in one loop."""

    def __init__(self, supervision: Supervision, start: Callable[[StartChild], ChildProcess], *, drains: bool) -> None:
        """`start` makes a child; `drains`: whether SIGTERM lets sockets go one after another."""
        self._supervision = supervision
        self._start = start
        self._drains = drains
        self._children: dict[int, ChildProcess] = {}
        self._asked: deque[int] = deque()  # signals that were received
        self._selector = DefaultSelector()

    def run(self) -> int:
        """Serve until a signal asks to end, or no child can serve; return the exit status.

        SIGTERM and SIGINT stop all children; SIGHUP replaces them one after another.
        """
        with self._selector, _signals(self._asked) as woken:
            self._selector.register(woken, EVENT_READ)
            self._do(self._supervision.begin(time.monotonic()))
            while self._supervision.status is None:
                self._turn(woken)
        return self._supervision.status

    def _turn(self, woken: socket.socket) -> None:
        """Wait for the next event, and heed it."""
        for key, _ in self._selector.select(self._patience()):
            if key.data is None:
                woken.recv(4096)
            else:
                self._heed(key.data)
        while self._asked:
            self._obey(self._asked.popleft())
        self._do(self._supervision.tick(time.monotonic()))

    def _patience(self) -> float | None:
        due = self._supervision.due
        return None if due is None else max(0.0, due - time.monotonic())

    def _heed(self, number: int) -> None:
        child = self._children[number]
        if (is_ready := child.hear()) is None:
            return
        if is_ready:
            self._do(self._supervision.ready(number, time.monotonic()))
            return
        self._selector.unregister(child.control)
        del self._children[number]
        self._do(self._supervision.ended(number, child.end(), time.monotonic()))

    def _obey(self, asked: int) -> None:
        now = time.monotonic()
        if asked == signal.SIGHUP:
            self._do(self._supervision.replace_all(now))
        else:
            self._do(self._supervision.stop(now, at_once=asked == signal.SIGINT or not self._drains))

    def _do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case StartChild():
                    self._begin(action)
                case HandOver(number):
                    self._children[number].hand_over()
                case StopChild(number, at_once):
                    self._children[number].signal(signal.SIGINT if at_once else signal.SIGTERM)
                case KillChild(number):
                    self._children[number].signal(signal.SIGKILL)
                case Say(event, place, None):
                    log.info(event, process=place + 1)
                case Say(event, place, status):
                    log.warning(event, process=place + 1, status=status)

    def _begin(self, action: StartChild) -> None:
        try:
            child = self._start(action)
        except (OSError, PortTaken) as error:
            # No memory, process, file or port is left at present: as if the child had ended at once.
            log.error("a process cannot be started", process=action.place + 1, reason=str(error))
            self._do(self._supervision.ended(action.child, 1, time.monotonic()))
        else:
            self._children[action.child] = child
            self._selector.register(child.control, EVENT_READ, action.child)


@contextmanager
def _signals(asked: deque[int]) -> Iterator[socket.socket]:
    """Collect signals; the socket can be read when there is one."""
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    wanted = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {one: signal.signal(one, lambda number, _: asked.append(number)) for one in wanted}
    former = signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    try:
        yield woken
    finally:
        signal.set_wakeup_fd(former)
        for one, handler in before.items():
            signal.signal(one, handler)
        woken.close()
        wakes.close()
