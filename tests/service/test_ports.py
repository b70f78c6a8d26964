"""Each port of a room is kept by the part that the server gives to it, method by method."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from app.live.hub import Hub
from app.service import ports
from app.service.memory_journal import MemoryJournal
from app.store.ballots import SqlBallots, SqlNames
from app.store.incidents import Incidents
from app.store.journal import SqlJournal
from app.store.notices import SqlNotices
from app.store.shared.batons import SqlBatons
from app.store.shared.drafts import SqlDrafts
from app.store.shared.leases import SqlLeases
from app.store.shared.pairing import SqlPairings
from app.store.shared.presence import SqlPresence
from app.store.shared.tries import SqlTries
from tests.ports import MemoryBallots, RecordingPublisher

KEPT_BY: dict[type, list[type]] = {
    ports.Journal: [SqlJournal, MemoryJournal],
    ports.Ballots: [SqlBallots, MemoryBallots],
    ports.Names: [SqlNames],
    ports.Notices: [SqlNotices],
    ports.SharedPresence: [SqlPresence],
    ports.Batons: [SqlBatons],
    ports.SharedDrafts: [SqlDrafts],
    ports.Leases: [SqlLeases],
    ports.Pairings: [SqlPairings],
    ports.Tries: [SqlTries],
    ports.Publisher: [Hub, RecordingPublisher],
    ports.Witness: [Incidents],
}


def promises(port: type) -> dict[str, Callable[..., Any]]:
    return {name: kept for name, kept in vars(port).items() if inspect.isfunction(kept) and not name.startswith("_")}


def test_every_port_is_kept_by_a_part() -> None:
    named = {kind for kind in vars(ports).values() if isinstance(kind, type) and kind.__module__ == ports.__name__}
    assert named == set(KEPT_BY)
    assert all(promises(port) for port in KEPT_BY)


@pytest.mark.parametrize(("port", "part"), [(port, part) for port, parts in KEPT_BY.items() for part in parts])
def test_a_part_has_the_methods_of_its_port(port: type, part: type) -> None:
    for name, promised in promises(port).items():
        kept = getattr(part, name)
        assert inspect.iscoroutinefunction(kept) == inspect.iscoroutinefunction(promised)
        names = [parameter.name for parameter in inspect.signature(promised).parameters.values()]
        assert [parameter.name for parameter in inspect.signature(kept).parameters.values()][: len(names)] == names
        assert get_type_hints(kept)["return"] == get_type_hints(promised)["return"]
