"""The page cache: pages that are the same for many readers, rendered and compressed once for each state."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.server.caching import OWN_COPY, has_copy
from app.server.language import VARY
from app.server.memo import Memo

# A page without scripts shows the time of its rendering, so no copy may be older than a second.
FRESH_MS = 1_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as bytes, plain and compressed; `tag` ignores the instant of rendering."""

    plain: bytes
    packed: bytes
    tag: str

    def __len__(self) -> int:
        return len(self.plain) + len(self.packed)


def page_copy(memo: Memo, key: Hashable, seq: int, now: int, render: Callable[[], str]) -> Copy:
    """Return the page as of this state and second; rendered at the first request.

    Args:
        memo: stores the copy.
        key: the page and its audience.
        seq: of the state shown.
        now: the present instant in milliseconds UTC, in the page as `data-now`.
        render: makes the page.
    """
    return memo.get(("page", key), (seq, now // FRESH_MS), lambda: _copy(render(), now))


def copy_answer(copy: Copy, request: Request, now: int) -> Response:
    """Return the copy, or 304 if the browser has it. `Server-Timing` has `now` (milliseconds UTC) for its clock."""
    headers = {
        "ETag": copy.tag,
        **OWN_COPY,
        "Vary": f"Accept-Encoding, {VARY}, {OWN_COPY['Vary']}",
        "Server-Timing": f"now;dur={now}",
    }
    if has_copy(request, copy.tag):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(copy.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(copy.plain, headers=headers, media_type="text/html")


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
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
