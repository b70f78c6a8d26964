"""Pages that are the same for many people: rendered and compressed once for each state, and served from memory."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.server.caching import OWN_COPY, has_copy

MOST_KEPT = 256
# A page without scripts shows the time as of its rendering, so that no copy is older than a second.
FRESH_MS = 1_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as bytes, plain and compressed; `tag` is the same for all that differ in nothing but their instant."""

    plain: bytes
    packed: bytes
    tag: str


class PageCache:
    """The newest copy of each page, by its address and language; a new state replaces the one before."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, Copy]] = {}

    def get(self, address: Hashable, seq: int, now: int, render: Callable[[], str]) -> Copy:
        """The page as of this state and second; rendered at the first request.

        Args:
            address: what the page is of, and for whom it is the same.
            seq: the state that it shows.
            now: the present instant, which stands in it as `data-now`.
            render: makes it.
        """
        state = (seq, now // FRESH_MS)
        stored = self._kept.pop(address, None)
        if stored is None or stored[0] != state:
            stored = (state, _copy(render(), now))
        self._kept[address] = stored
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return stored[1]


def answer(copy: Copy, request: Request, now: int) -> Response:
    """The copy, or 304 if the browser has it. `Server-Timing` is the instant of the answer, for the page's clock."""
    headers = {
        "ETag": copy.tag,
        **OWN_COPY,
        "Vary": f"Accept-Encoding, {OWN_COPY['Vary']}",
        "Server-Timing": f"now;dur={now}",
    }
    if has_copy(request, copy.tag):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(copy.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(copy.plain, headers=headers, media_type="text/html")


def takes_gzip(accepted: str) -> bool:
    """Does an Accept-Encoding header allow gzip?"""
    for offer in accepted.split(","):
        name, _, weight = offer.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _copy(html: str, now: int) -> Copy:
    lasting = html.replace(f'data-now="{now}"', "", 1)
    tag = f'W/"{hashlib.sha256(lasting.encode()).hexdigest()[:20]}"'
    plain = html.encode()
    return Copy(plain, gzip.compress(plain, 6, mtime=0), tag)
