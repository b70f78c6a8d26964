"""The parts of a server, connected, and its long-running tasks. Commands use them without any route or page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from app import logs
from app.clock import Clock, SystemClock
from app.config import Settings, is_loopback
from app.domain.errors import DataUnusable
from app.domain.values import DAY, Role
from app.formats.demo import demo_plan
from app.live.following import follow_others
from app.live.hub import Hub
from app.live.hubs import Hubs
from app.live.revoked import end_revoked
from app.live.sharing import Sharing, process_name
from app.live.ticker import resync_when_quiet
from app.outside.dispatcher import Dispatcher
from app.server.context import QUESTIONS_OF_PLACE, Services
from app.server.monitoring.loop_watch import LoopWatch
from app.server.monitoring.metrics import Metrics
from app.server.monitoring.readiness import Lag, Readiness, ServingPhase
from app.server.participants import Participants
from app.service.access.links import printed_links
from app.service.access.pairing import Pairing
from app.service.access.secret import require_secret, told_key
from app.service.access.sign_in import SignIn
from app.service.access.throttle import Throttle
from app.service.access.tokens import Access
from app.service.drafts import Drafts
from app.service.ports import Journal
from app.service.retention import Retention, forget_old_hourly
from app.service.room import Sender
from app.service.rooms import Rooms, keep_open_rooms
from app.service.video import VideoSites
from app.service.webhooks.delivering import Delivering
from app.service.webhooks.posting import Poster
from app.service.webhooks.receivers import Receivers
from app.store.ballots import SqlBallots, SqlNames
from app.store.database import Database
from app.store.directory import Directory
from app.store.folder import DataFolder
from app.store.incidents import Incidents
from app.store.journal import SqlJournal
from app.store.notices import ChangeNotice, SqlNotices, Topic
from app.store.passwords import Passwords
from app.store.shared.batons import SqlBatons
from app.store.shared.drafts import SqlDrafts
from app.store.shared.leases import SqlLeases
from app.store.shared.pairing import SqlPairings
from app.store.shared.presence import SqlPresence
from app.store.shared.tries import SqlTries
from app.store.sources import Sources
from app.store.summaries import Chosen, Summaries
from app.store.templates import Templates
from app.store.webhooks.deliveries import Deliveries
from app.store.webhooks.subscriptions import Subscriptions
from app.wire.messages import TRY_LATER

if TYPE_CHECKING:
    from app.outside.announcing import Announcing
    from app.outside.osc.serving import Osc

log = structlog.get_logger()

BEGINNING_S = 10.0
MOST_PRINTED = 20


class Server:
    """One server's parts and long-running tasks."""

    def __init__(self, settings: Settings, clock: Clock, folder: DataFolder | None = None) -> None:
        """`folder` is the data folder, if the server holds it already.

        Raises:
            DataUnusable: the data folder or its key cannot be used.
        """
        # Before the first log line: standard output is for links, exports and tables.
        logs.configure(settings.log_format, settings.log_level)
        self.settings = settings
        self.folder = folder or DataFolder(settings.data)
        self.clock = clock
        self.database = Database(settings.database, settings.lock_wait_ms)
        self.directory = Directory(self.database)
        self.notices = SqlNotices(watch) if (watch := self.database.watch()) is not None else None
        self.process = process_name()
        self.leases = SqlLeases(self.database)
        self.sharing = Sharing(SqlPresence(self.database), SqlBatons(self.database), self.process, time.monotonic)
        self.summaries = Summaries(self.database)
        self.hubs = Hubs(self._make_hub, clock, self.sharing.remove)
        self.metrics = Metrics(lambda: self.services.rooms.loaded, self.hubs.of)
        self._tasks: set[asyncio.Task[None]] = set()
        self.incidents = Incidents(self.database, settings.incidents_kept)
        rooms = Rooms(
            self.directory,
            self.summaries,
            self._journal_of,
            self.hubs.of,
            clock,
            self.hubs,
            self._ballots_of,
            self.incidents,
        )
        rooms.video = VideoSites(settings.video_origins)
        self.retention = Retention(
            rooms, SqlNames(self.database), self.leases, self.process, settings.names_kept_days * DAY
        )
        secret = settings.secret.get_secret_value() if settings.secret else None
        self.key = told_key(secret, settings.secret_file) or self.folder.key()
        access = Access(self.directory, clock, self.key)
        self.tries = SqlTries(self.database)
        self.sign_in = SignIn(Passwords(self.database), self.tries, access, self.incidents, clock)
        participants = Participants(self.key, clock)
        deliveries, poster = Deliveries(self.database), Poster(settings.webhook_private)
        self.delivering = Delivering(deliveries, self.leases, self.process, poster, self.key, clock)
        self.services = Services(
            rooms,
            self.summaries,
            access,
            participants,
            clock,
            self.hubs.of,
            self.incidents,
            self.sign_in,
            Pairing(access, SqlPairings(self.database), self.tries, clock),
            Sources(self.database),
            Templates(self.database),
            Drafts(SqlDrafts(self.database), clock),
            Receivers(
                Subscriptions(self.database), deliveries, self.incidents, clock, self.key, settings.webhook_private
            ),
            settings.public_url,
            asking=Throttle.shared_by(settings.processes, *QUESTIONS_OF_PLACE),
        )
        self.dispatcher = Dispatcher(clock, settings.processes)
        self.osc = _osc(settings, self)
        self._is_open = False
        self.readiness = Readiness()
        self._lag = Lag()

    async def open(self) -> None:
        """Migrate the database and make the demo session in an empty one; a second call does nothing.

        Raises:
            DataUnusable: another server holds the data folder, or the database is not for this program.
        """
        if self._is_open:
            return
        self._is_open = True
        if not self.folder.is_taken:
            self.folder.take(self.settings.address)
        self.readiness.enter(ServingPhase.MIGRATING)
        await self.migrate()
        self.readiness.enter(ServingPhase.STARTING)
        if count := await self.directory.revoke_again(self.clock.now()):
            log.warning("links were revoked again, because the database is older than their revocation", links=count)
        if self.settings.demo and not await self.directory.slugs():
            await self.services.rooms.create(demo_plan(self.clock.now()), Sender("server", Role.SYSTEM))
        await self.services.rooms.name_unreadable()
        await self.services.rooms.load_live()
        self._start(keep_open_rooms(self.services.rooms))
        await self.retention.forget_due(self.clock.now())
        self._start(self.retention.forget_hourly(self.clock, self.services.memo.clear))
        self._start(forget_old_hourly(self.tries, self.services.drafts, self.clock))
        self._start(self.delivering.run())
        if self.osc is not None:
            self._start(self.osc.run())
        if (announcing := _announcing(self.settings)) is not None:
            self._start(announcing.run())
        self._start_following()
        self._start(self._prepare_and_watch())
        self._start(logs.floods.keep_summing_up())
        if isinstance(self.clock, SystemClock):
            self._start(resync_when_quiet(self.clock, lambda: self.services.rooms.loaded))
        self.readiness.enter(ServingPhase.SERVING)

    async def late_sessions(self) -> list[str]:
        """Return the sessions whose records of other processes have been missing here for too long.

        Raises:
            JournalUnavailable: the database cannot be read.
        """
        shown = {room.session.plan.slug: room.session.seq for room in self.services.rooms.loaded}
        return self._lag.look(await self.summaries.seqs(list(shown)), shown) if shown else []

    async def migrate(self) -> None:
        """Bring the database up to date, and make sure that its links are made from our secret.

        A file of one data folder has no other servers: there, another `links.key` makes new links.

        Raises:
            DataUnusable: the database cannot be used, or belongs to servers with another secret.
        """
        await self.database.migrate()
        if self.database.file is None:
            await require_secret(self.directory, self.key, self.database.name)

    async def printed_links(self, base: str) -> dict[str, Any]:
        """Return the links that a start prints, of `MOST_PRINTED` sessions at most: live ones, then the next."""
        page = await self.summaries.page(Chosen(), self.clock.now(), 0, MOST_PRINTED)
        titles = {one.slug: one.title for one in page.summaries}
        return await printed_links(self.services.access, titles, page.count - len(titles), base)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hubs.close()
        await self.sharing.close()
        if self.notices is not None:
            await self.notices.close()
        logs.floods.sum_up()
        await self.services.drafts.close()
        self.services.memo.close()
        await self.incidents.close()
        await self.services.access.close()
        self.sign_in.close()
        await self.database.close()
        self.folder.release()

    async def _prepare_and_watch(self) -> None:
        """Prepare first: delays of the first use of everything are not worth a warning."""
        # Only a server that serves renders pages; a command would wait for the import in vain.
        from app.web.rendering.render import prepare

        await asyncio.to_thread(prepare)
        await LoopWatch(self.metrics.lagged, BEGINNING_S).watch()

    def _make_hub(self, slug: str) -> Hub:
        now = partial(self.services.rooms.now, slug)
        shared = self.sharing.of(slug) if self.notices is not None else None
        hub = Hub(now, self.settings.stalled_after_s, self.metrics.figures(), shared)
        self.sharing.add(slug, hub)
        return hub

    def _journal_of(self, slug: str) -> Journal:
        return self.metrics.timed(SqlJournal(self.database, slug))

    def _ballots_of(self, slug: str) -> SqlBallots:
        return SqlBallots(self.database, slug)

    def _start_following(self) -> None:
        """Show what other processes and the command line do."""
        ended = asyncio.Event()
        self._start(end_revoked(self.directory, self.services.access, self.hubs.all, self.clock, ended))
        if self.notices is not None:
            shared = dict.fromkeys((Topic.BATON, Topic.FLASH, Topic.GO, Topic.PRESENCE, Topic.LEFT), self.sharing.heed)
            shared[Topic.VOTES] = self._votes_changed

            def links_changed(_: ChangeNotice) -> None:
                self.services.access.forget_all()
                ended.set()

            told = {Topic.LINKS: links_changed, Topic.SIGN_IN: lambda _: self.sign_in.look_again(), **shared}
            self.notices.open()
            self._start(self.sharing.run())
            self._start(follow_others(self.notices, self.services.rooms, told, self._end_sockets))

    def _votes_changed(self, notice: ChangeNotice) -> None:
        """Count the votes of other processes; where there are none, these are our own."""
        if notice.session is not None and self.sharing.peers.wants_beats:
            self.services.rooms.votes_changed(notice.session)

    def _end_sockets(self, slug: str) -> None:
        """Close the sockets of a session that is left out: it may be served by a newer process."""
        self.hubs.of(slug).end_all(TRY_LATER)

    def _start(self, forever: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(forever)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _osc(settings: Settings, server: Server) -> Osc | None:
    """Return what receives and sends OSC, if a port is set.

    Raises:
        DataUnusable: no session is named, or the libraries are not installed.
    """
    if settings.osc_port is None:
        return None
    if not settings.osc_session:
        raise DataUnusable("ROSTRUM_OSC_PORT is set. Name the session in ROSTRUM_OSC_SESSION too, such as session-v.")
    try:
        from app.outside.osc.serving import Osc, OscSettings
    except ModuleNotFoundError as error:
        raise DataUnusable(f"OSC needs the extra lan, which is not installed ({error}).") from None
    told = OscSettings(
        settings.osc_host,
        settings.osc_port,
        settings.osc_session,
        Role(settings.osc_role),
        [str(network) for network in settings.osc_from],
        settings.osc_to,
    )
    return Osc(told, server.services.rooms, server.dispatcher, server.clock, server.services.memo)


def _announcing(settings: Settings) -> Announcing | None:
    """Return what announces the server on the local network; None where no other machine reaches it, or without lan."""
    reached = bool(settings.port) and not is_loopback(settings.host)
    osc_reached = bool(settings.osc_port) and not is_loopback(settings.osc_host)
    if not settings.announce or not (reached or osc_reached):
        return None
    try:
        from app.outside.announcing import OSC, PAGES, Announcing
    except ModuleNotFoundError:
        return None
    ports = {PAGES: settings.port} if reached else {}
    if osc_reached and settings.osc_port is not None:
        ports[OSC] = settings.osc_port
    return Announcing(settings.host if reached else settings.osc_host, ports)
