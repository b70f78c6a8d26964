"""Actions from the command line: the same addresses that a key of a Stream Deck opens."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import httpx

from app.cli.session_addresses import ANSWERS_WITHIN_S, CannotReach, SessionAddress, away, said


def do_action(address: SessionAddress, action: str, arguments: Sequence[str], *, as_json: bool) -> str:
    """Do an action; return the server's answer: one line of text, or JSON.

    Args:
        address: with the token of a link.
        action: its name, as `docs/integrations.md` lists them.
        arguments: each as text.
        as_json: ask for the answer as JSON.

    Raises:
        CannotReach: nothing was done, or nothing is known of it; the message gives the reason.
    """
    if address.token is None:
        raise CannotReach("A public address gives no command. Paste the link of a moderator or of the desk.")
    path = "/".join(quote(part, safe="") for part in (action, *arguments))
    try:
        answer = httpx.post(
            f"{address.server}/t/{address.token}/do/{path}",
            params={"session": address.slug} if address.slug else {},
            headers={"Accept": "application/json" if as_json else "text/plain", "Accept-Language": address.language},
            timeout=ANSWERS_WITHIN_S,
        )
    except httpx.HTTPError as error:
        raise away(address, error) from None
    return said(address, answer).text.strip()
