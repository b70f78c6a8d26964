"""A child and its supervisor: what each says to the other, and what the end of either means."""

from __future__ import annotations

import os
import signal
import socket
import sys
from queue import Queue
from threading import Event

import pytest

from app.processes.children import HAND_OVER, ORPHANED, READY, ChildProcess, Supervised

PATIENCE_S = 30


def test_a_child_hands_over_when_it_is_asked_and_ends_with_its_supervisor() -> None:
    ours, theirs = socket.socketpair()
    asked, ended = Event(), Queue[int]()
    supervised = Supervised(theirs.detach(), ended.put)
    with ours:
        ours.settimeout(PATIENCE_S)
        supervised.watch(asked.set)
        supervised.ready()
        assert ours.recv(1) == READY
        ours.send(HAND_OVER)
        assert asked.wait(PATIENCE_S), "the child was not told to hand over"
        assert ended.empty()
    assert ended.get(timeout=PATIENCE_S) == ORPHANED


def test_a_child_that_has_ended_is_noticed_with_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/sleep")
    child = ChildProcess([], {}, [])
    child.control.settimeout(PATIENCE_S)
    # What `sleep` does with our words: it refuses them.
    assert child.hear() is False
    child.hand_over()
    assert child.end() == 1


def test_a_killed_child_is_noticed_with_the_signal() -> None:
    child = ChildProcess(["child"], dict(os.environ), [])
    child.control.settimeout(PATIENCE_S)
    child.signal(signal.SIGKILL)
    assert child.hear() is False
    assert child.end() == -signal.SIGKILL
