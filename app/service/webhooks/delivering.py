"""Deliver messages to receivers: at least once, each receiver's in order, and no receiver delays another.

One process at a time delivers, the one with the lease. A message that a receiver does not take is sent again after
growing waits; after a day it is dead, and a page shows it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial

import structlog

from app.clock import Clock
from app.domain.errors import JournalUnavailable
from app.domain.values import DAY, HOUR, MINUTE, SECOND
from app.service.ports import Leases
from app.service.webhooks.posting import Poster, Undelivered
from app.service.webhooks.signature import secret_of, signed_headers
from app.store.webhooks.deliveries import DEAD, DELIVERED, Deliveries, Delivery
from app.store.webhooks.subscriptions import Subscription

WORK = "webhooks"
LOOKED_FOR_EVERY_MS = SECOND
LEASE_MS = 10 * SECOND  # for so long nothing is sent after the process that sends was killed
WAITS_MS = (SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR)  # the last one again and again
TRIED_FOR_MS = DAY
KEPT_MS = 7 * DAY  # delivered and dead messages

log = structlog.get_logger()


class Delivering:
    """Sends what waits; `server_key` is what secrets are made from."""

    def __init__(
        self,
        deliveries: Deliveries,
        leases: Leases,
        process: str,
        poster: Poster,
        server_key: bytes,
        clock: Clock,
    ) -> None:
        self._deliveries = deliveries
        self._leases = leases
        self._process = process
        self._poster = poster
        self._key = server_key
        self._clock = clock
        self._leased_until = 0
        self._forgotten_ms = 0
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Send what is due every second, without end."""
        is_away = False
        try:
            while True:
                try:
                    await self.start_due()
                    is_away = False
                except JournalUnavailable as error:
                    if not is_away:
                        log.warning("webhooks cannot be sent now", reason=str(error))
                    is_away = True
                await self._clock.sleep_until(self._clock.now() + LOOKED_FOR_EVERY_MS)
        finally:
            await self.close()

    async def start_due(self) -> None:
        """Begin to send to every receiver that something waits for, unless another process has the lease."""
        now = self._clock.now()
        due = [receiver for receiver in await self._deliveries.due(now) if receiver.id not in self._busy]
        if (not due and not self._busy) or not await self._has_lease(now):
            return
        for receiver in due:
            task = asyncio.create_task(self._send_all(receiver))
            self._busy[receiver.id] = task
            task.add_done_callback(partial(self._is_free, receiver.id))
        if now - self._forgotten_ms >= HOUR:
            self._forgotten_ms = now
            await self._deliveries.forget(now - KEPT_MS)

    async def settle(self) -> None:
        """Return once nothing is being sent."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop sending, and let another process send at once. What was not acknowledged is sent again."""
        for task in list(self._busy.values()):
            task.cancel()
        await self.settle()
        if self._leased_until:
            with suppress(JournalUnavailable):
                await self._leases.give_back(WORK, self._process)

    def _is_free(self, receiver: str, _: asyncio.Task[None]) -> None:
        self._busy.pop(receiver, None)

    async def _has_lease(self, now: int) -> bool:
        if self._leased_until - now > LEASE_MS // 2:
            return True
        held = await self._leases.take(WORK, self._process, now, LEASE_MS)
        self._leased_until = now + LEASE_MS if held else 0
        return held

    async def _send_all(self, receiver: Subscription) -> None:
        """Send a receiver what waits for it, in order, until it does not take a message."""
        try:
            while (delivery := await self._deliveries.first(receiver.id)) is not None:
                receiver = await self._send(receiver, delivery)
                if receiver.next_ms > self._clock.now():
                    return
        except JournalUnavailable as error:
            log.warning("webhooks cannot be sent now", reason=str(error))

    async def _send(self, receiver: Subscription, delivery: Delivery) -> Subscription:
        """Try one message; return the receiver with what that means for the next one."""
        now = self._clock.now()
        headers = signed_headers(secret_of(self._key, receiver.id), delivery.id, now // SECOND, delivery.body)
        tried = replace(delivery, tries=delivery.tries + 1, tried_ms=now)
        try:
            status = await self._poster.post(receiver.url, headers, delivery.body)
        except Undelivered as why:
            tried, receiver = _failed(tried, receiver, now, str(why))
            await self._deliveries.bury(receiver.id, now - TRIED_FOR_MS, str(why))
            log.info("a webhook was not taken", receiver=receiver.id, event_name=delivery.event, reason=str(why))
        else:
            tried = replace(tried, state=DELIVERED, outcome=f"status {status}")
            receiver = replace(receiver, failures=0, next_ms=0)
        await self._deliveries.note(tried, receiver)
        return receiver


def _failed(tried: Delivery, receiver: Subscription, now: int, why: str) -> tuple[Delivery, Subscription]:
    wait_ms = WAITS_MS[min(receiver.failures, len(WAITS_MS) - 1)]
    state = DEAD if now - tried.since_ms >= TRIED_FOR_MS else tried.state
    paced = replace(receiver, failures=receiver.failures + 1, next_ms=now + wait_ms)
    return replace(tried, state=state, outcome=why), paced
