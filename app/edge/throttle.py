"""How often something may be tried, by key: a burst at once, then one at a time."""

from __future__ import annotations

MOST_KEYS = 10_000


class Throttle:
    """Token buckets that are one number each: the instant at which the bucket of a key will be full again."""

    def __init__(self, burst: int, every_ms: int) -> None:
        self._burst = burst
        self._every = every_ms
        self._full_at: dict[str, int] = {}

    def take(self, key: str, now: int) -> int:
        """Try once.

        Returns:
            0, or in how many milliseconds it may be tried again; then this try does not count.
        """
        full_at = max(self._known(key, now), now) + self._every
        if (wait := full_at - now - self._burst * self._every) > 0:
            return wait
        if len(self._full_at) >= MOST_KEYS:
            self._full_at = {key: instant for key, instant in self._full_at.items() if instant > now}
        self._full_at[key] = full_at
        return 0

    def give_back(self, key: str) -> None:
        """The latest try was a good one, and does not count."""
        if key in self._full_at:
            self._full_at[key] -= self._every

    def _known(self, key: str, now: int) -> int:
        # A machine whose clock was set back keeps nobody out for longer than an empty bucket would.
        return min(self._full_at.get(key, now), now + self._burst * self._every)
