"""The video beside the viewers' page: the sites that a setting names, and the refusal of all others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.messages.events import AnyEvent, PlanReplaced, SessionEdited


@dataclass(frozen=True, slots=True)
class VideoSites:
    """The sites whose videos may be shown, as origins; `https://*.example.org` names every host below one."""

    origins: Sequence[str] = ()

    def origin(self, address: str) -> str:
        """Return the origin of a video, for a content policy; empty if its site may not be shown."""
        origin = _origin(address)
        return origin if address and any(_matches(origin, allowed) for allowed in self.origins) else ""

    def require(self, address: str) -> None:
        """Require that a video may be shown, or that there is none.

        Raises:
            Invalid: it is of a site that the setting does not name.
        """
        if not address or self.origin(address):
            return
        raise Invalid(Problem("video", _not_shown(_origin(address), ", ".join(self.origins))))

    def require_in(self, events: Iterable[AnyEvent], before: str) -> None:
        """Require the same of a video that these events bring into a plan; one that it had `before` stays.

        Raises:
            Invalid: as `require` does.
        """
        for event in events:
            if (address := _brought(event, before)) != before:
                self.require(address)


def _not_shown(site: str, known: str) -> Sentence:
    if known:
        return Sentence(
            "is on {site}, which this server does not show; the setting ROSTRUM_VIDEO_ORIGINS names {known}",
            site=site,
            known=known,
        )
    return Sentence(
        "is on {site}, which this server does not show; the setting ROSTRUM_VIDEO_ORIGINS names no site", site=site
    )


def _brought(event: AnyEvent, before: str) -> str:
    match event:
        case SessionEdited(changes):
            return str(changes.get("video", before))
        case PlanReplaced(document):
            return str(document.get("video", ""))
    return before


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _matches(origin: str, allowed: str) -> bool:
    if "://*." not in allowed:
        return origin == allowed
    scheme, _, suffix = allowed.partition("*")
    return origin.startswith(scheme) and origin.endswith(suffix) and len(origin) > len(scheme + suffix)
