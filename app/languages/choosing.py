"""Which language a reader gets: their choice, the address, their browser, the session, English."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from app.languages.languages import LANGUAGES, PSEUDO, SOURCE

LONGEST = 500  # characters of an Accept-Language header that are read
MOST = 20  # languages of it that are compared


def offered(*, pseudo: bool = False) -> frozenset[str]:
    """Return the languages that a server offers; the pseudo-languages only if they are wanted."""
    return frozenset((*LANGUAGES, *PSEUDO) if pseudo else LANGUAGES)


def known(tag: str | None, among: Collection[str]) -> str | None:
    """Return the language that a tag names among those that are offered; None if there is none.

    Neither case nor a region matter: `AR` and `ar-EG` are Arabic. A pseudo-language is named exactly.
    """
    if tag is None or tag in among:
        return tag
    language = tag.partition("-")[0].lower()
    return language if language in among and tag not in PSEUDO else None


@lru_cache(maxsize=1_000)
def preferred(header: str) -> str | None:
    """Return the language that the beginning of an Accept-Language header prefers; None if it names none of ours.

    A region does not matter: `fr-CH` is French. Of equal weights the first counts.
    """
    offers = [_offer(part) for part in header.split(",")[:MOST]]
    weighed = [(weight, language) for language, weight in offers if weight > 0 and language in LANGUAGES]
    return max(weighed, key=lambda offer: offer[0])[1] if weighed else None


def language_for(
    choice: str | None, address: str | None, accepted: str, among: Collection[str], session: str | None = None
) -> str:
    """Return the language of a page.

    Args:
        choice: what the reader chose on a page.
        address: the language in the address of the page, as for a screen or in a link.
        accepted: the Accept-Language header.
        among: the languages that are offered.
        session: the session's own language.
    """
    accepts = preferred(accepted[:LONGEST]) if accepted else None
    return known(choice, among) or known(address, among) or accepts or known(session, among) or SOURCE


def of_terminal(environment: Mapping[str, str]) -> str:
    """Return the language that the variables of a terminal name, as POSIX weighs them: `LANG=fr_CH.UTF-8` is French."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return known(named[:2].lower() if re.fullmatch(r"[A-Za-z]{2}([_.@].*)?", named) else None, LANGUAGES) or SOURCE


def _offer(part: str) -> tuple[str, float]:
    """Return the language and the weight of one part of the header; weight 0 if it cannot be read."""
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    language = tag.strip().lower().partition("-")[0]
    if not parameter.strip():
        return language, 1.0
    try:
        weight = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        weight = 0.0
    return language, weight if 0 <= weight <= 1 else 0.0
