"""Open files: each connection is one, and when none is left the server refuses clients and says so, without a spin."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from typing import Any

from app.logs import floods

NONE_LEFT = "no file is left for another connection"
REMEDY = "allow more open files: `ulimit -n` in the shell, LimitNOFILE= in a systemd unit, `ulimits` in compose"
# Of the files that may be open, how many no connection takes: the database, imports and templates open theirs later.
KEPT = 64
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})


def takes_a_kept_file(file: int, allowed: int | None) -> bool:
    """Whether the file of a new connection is one of those kept; `allowed`: how many may be open, None for any number.

    The system gives the lowest free number to a new file, so a high number means that all lower ones are in use.
    """
    return allowed is not None and file >= allowed - min(KEPT, allowed // 4)


def say_none_is_left(code: str, allowed: int | None) -> None:
    """Write a line for the operator, at most one a minute."""
    floods.say(NONE_LEFT, "all", code, limit=allowed, remedy=REMEDY)


class Entrance(socket.socket):
    """A listening socket from which a client is removed when no file is left for it.

    asyncio accepts thousands of clients before it looks at the first, and reports an error for each that finds no file.
    Here the number of a file that was opened for this moment takes such a client in, and is free again at once. uvloop
    does the same on its own, and does not call `accept`.
    """

    def __init__(self, family: int = -1, kind: int = -1, allowed: int | None = None, fileno: int | None = None) -> None:
        """As `socket.socket`; `allowed`: how many files may be open in this process, None for any number."""
        super().__init__(family, kind, fileno=fileno)
        self._allowed = allowed
        self._kept: int | None = None
        self._keep()

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a client.

        Raises:
            BlockingIOError: no client waits, or the one that waited was removed.
        """
        try:
            client, address = super().accept()
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            say_none_is_left(errno.errorcode[error.errno], self._allowed)
            self._remove()
            raise BlockingIOError from None
        if takes_a_kept_file(client.fileno(), self._allowed):
            say_none_is_left("refused", self._allowed)
            client.close()
            raise BlockingIOError
        return client, address

    def close(self) -> None:
        self._release()
        super().close()

    def _remove(self) -> None:
        self._release()
        with suppress(OSError):
            super().accept()[0].close()
        self._keep()

    def _release(self) -> None:
        if self._kept is not None:
            os.close(self._kept)
            self._kept = None

    def _keep(self) -> None:
        with suppress(OSError):
            self._kept = os.open(os.devnull, os.O_RDONLY)
