"""Rate limits by key: a burst at once, then one try at a time."""

from __future__ import annotations

from math import ceil

MOST_KEYS = 50_000


class Throttle:
    """Token buckets, each stored as one number: the instant at which the bucket of a key will be full again.

    The number of remembered keys is limited, however many are invented; the least recently used one is forgotten first.
    """

    def __init__(self, burst: int, every_ms: float, most_keys: int = MOST_KEYS) -> None:
        self._burst = burst
        self._every = every_ms
        self._most_keys = most_keys
        self._full_at: dict[str, float] = {}

    @classmethod
    def shared_by(cls, processes: int, burst: int, every_ms: float) -> Throttle:
        """Return the limit of one process of several: the same address may reach any of them, and each counts alone."""
        return cls(ceil(burst / processes), every_ms * processes)

    def take(self, key: str, now: int, cost: float = 1.0) -> int:
        """Try once; `cost` is how many tries this counts for.

        Returns:
            0, or the milliseconds until the next try; then this try does not count.
        """
        full_at = self._known(key, now) + cost * self._every
        if (wait := full_at - now - self._burst * self._every) > 0:
            return ceil(wait)
        self._remember(key, full_at)
        return 0

    def charge(self, key: str, now: int, cost: float) -> None:
        """Count something that has already happened, down to an empty bucket and no further."""
        self._remember(key, min(self._known(key, now) + cost * self._every, now + self._burst * self._every))

    def give_back(self, key: str) -> None:
        """Refund the latest try, because it succeeded."""
        if key in self._full_at:
            self._full_at[key] -= self._every

    def __len__(self) -> int:
        return len(self._full_at)

    def _known(self, key: str, now: int) -> float:
        # After the machine's clock was set back, no client waits longer than for an empty bucket.
        return max(now, min(self._full_at.get(key, now), now + self._burst * self._every))

    def _remember(self, key: str, full_at: float) -> None:
        self._full_at.pop(key, None)
        self._full_at[key] = full_at
        if len(self._full_at) > self._most_keys:
            del self._full_at[next(iter(self._full_at))]
