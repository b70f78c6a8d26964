"""The server's measurements, in one registry for each application; `/metrics` shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.domain.messages.events import Record
from app.domain.state.session import Session
from app.domain.values import Status
from app.domain.views.summary import Summary
from app.live.hub import Figures, Hub
from app.service.ports import Journal
from app.service.room import Room

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """Durations as they happen, and counts as of each request."""

    def __init__(self, rooms: Callable[[], Iterable[Room]], hub: Callable[[str], Hub]) -> None:
        self.registry = CollectorRegistry()
        self._fan_out = self._histogram("rostrum_fan_out_seconds", "From a change to the last viewer it was written to")
        self._loop_lag = self._histogram("rostrum_loop_lag_seconds", "How late the event loop came to a beat")
        self._commit = self._histogram("rostrum_journal_commit_seconds", "From a decision to its being kept")
        self.registry.register(_Present(rooms, hub))

    def figures(self) -> Figures:
        """Return the figures of one hub; all hubs share the histogram."""
        return Figures(fanned_out=self._fan_out.observe)

    def lagged(self, seconds: float) -> None:
        """Note the delay of a beat of the loop."""
        self._loop_lag.observe(seconds)

    def timed(self, journal: Journal) -> Journal:
        """Return the journal with its appends measured."""
        return _TimedJournal(journal, self._commit.observe)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(name, about, buckets=SECONDS, registry=self.registry)


class _TimedJournal:
    def __init__(self, journal: Journal, took: Callable[[float], None]) -> None:
        self._journal = journal
        self._took = took

    async def append(
        self, records: Sequence[Record], summary: Summary | None = None, after: Session | None = None
    ) -> None:
        began = time.perf_counter()
        await self._journal.append(records, summary, after)
        self._took(time.perf_counter() - began)

    async def read(self, after: int = 0) -> list[Record]:
        return await self._journal.read(after)


class _Present(Collector):
    """Present totals: counted when asked for, so that nothing has to be kept in step."""

    def __init__(self, rooms: Callable[[], Iterable[Room]], hub: Callable[[str], Hub]) -> None:
        self._rooms = rooms
        self._hub = hub

    def describe(self) -> Iterable[Metric]:
        return []  # nothing is collected before there are rooms

    def collect(self) -> Iterator[Metric]:
        rooms = list(self._rooms())
        yield _sessions(rooms)
        yield from self._by_session(rooms)

    def _by_session(self, rooms: list[Room]) -> Iterator[Metric]:
        viewers = GaugeMetricFamily("rostrum_viewers", "Viewers connected now", labels=["session"])
        screens = GaugeMetricFamily("rostrum_screens", "Stage screens heard from in time", labels=["session"])
        records = GaugeMetricFamily("rostrum_journal_seq", "Latest seq of the journal", labels=["session"])
        watching = GaugeMetricFamily(
            "rostrum_watching", "Sockets open now, by whose view", labels=["session", "audience"]
        )
        audiences = GaugeMetricFamily("rostrum_audiences", "Audiences a change is rendered for", labels=["session"])
        skipped = CounterMetricFamily(
            "rostrum_skipped_states", "States not sent, as newer ones came", labels=["session"]
        )
        for number, room in enumerate(rooms, 1):
            slug = room.session.plan.slug
            hub = self._hub(slug)
            # The metrics are public; they must not reveal the address of a private session.
            name = slug if room.session.plan.public else f"private-{number}"
            viewers.add_metric([name], hub.presence.own.viewers)
            screens.add_metric([name], sum(screen.state == "here" for screen in hub.presence.own.screens))
            records.add_metric([name], room.session.seq)
            skipped.add_metric([name], hub.figures.skipped)
            audiences.add_metric([name], hub.audiences)
            for audience, count in hub.watching().items():
                watching.add_metric([name, audience], count)
        yield from (viewers, screens, records, watching, audiences, skipped)


def _sessions(rooms: list[Room]) -> Metric:
    by_status = GaugeMetricFamily("rostrum_sessions", "Sessions in memory by status", labels=["status"])
    for status in Status:
        by_status.add_metric([str(status)], sum(room.session.status is status for room in rooms))
    return by_status
