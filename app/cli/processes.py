"""Serve with several processes: hold what they share, and supervise them."""

from __future__ import annotations

import os
from itertools import chain

from app import logs
from app.cli.addresses import address_for_people, others_may_serve, places
from app.config import Settings, address_of
from app.domain.errors import DataUnusable
from app.processes.children import ChildProcess
from app.processes.listening import SharedAddress
from app.processes.supervision import StartChild, Supervision
from app.processes.supervisor import Supervisor
from app.store.folder import DataFolder

ANSWERED_WITHIN_S = 10.0  # after a drain, for the requests in progress and for closing the database


def supervise(settings: Settings, print_links: str) -> int:
    """Serve with `settings.processes` children until a signal; return the exit status.

    Raises:
        PortTaken: a port is in use or not allowed.
        DataUnusable: another server holds the data folder, or this system has no such processes.
    """
    if os.name != "posix":
        raise DataUnusable("Several processes need Linux or macOS. Leave out --processes and ROSTRUM_PROCESSES.")
    logs.configure(settings.log_format, settings.log_level)
    folder = DataFolder(settings.data)
    folder.take(settings.address)
    try:
        return _Household(settings, folder, print_links).serve()
    finally:
        folder.release()


class _Household:
    """What the supervisor holds for all children: the data folder, the addresses and the settings."""

    def __init__(self, settings: Settings, folder: DataFolder, print_links: str) -> None:
        self._settings = settings
        self._print_links = print_links
        self._shared = SharedAddress((settings.host, settings.port))
        numbers = range(settings.processes)
        self._metrics = [[SharedAddress(place) for place in places(settings, number)[1:]] for number in numbers]
        folder.take(address_for_people(settings, self._shared.place[1]))

    def serve(self) -> int:
        settings = self._settings
        supervision = Supervision(settings.processes, settings.drain_s + ANSWERED_WITHIN_S)
        try:
            return Supervisor(supervision, self._start, drains=others_may_serve(settings)).run()
        finally:
            for address in (self._shared, *chain(*self._metrics)):
                address.close()

    def _start(self, action: StartChild) -> ChildProcess:
        links = self._print_links if action.is_first else "none"
        listening = [address.for_child() for address in (self._shared, *self._metrics[action.place])]
        return ChildProcess(["child", "--print-links", links], self._environment(action.place), listening)

    def _environment(self, place: int) -> dict[str, str]:
        """Return the settings that options may have given, as a child reads them."""
        settings, (host, port) = self._settings, self._shared.place
        told = {
            "data": settings.data,
            "host": host,
            "port": port,
            "demo": settings.demo,
            "processes": settings.processes,
        }
        for metrics in self._metrics[place]:
            told["metrics_address"] = address_of(*metrics.place)
        return {**os.environ, **{f"ROSTRUM_{name.upper()}": str(value) for name, value in told.items()}}
