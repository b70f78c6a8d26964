"""Check, before the server starts, that the installed uvicorn has the parts that `limited_http` relies on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

# Methods, and attributes set by the initialiser.
_METHODS = (
    "_get_upgrade",
    "_should_upgrade",
    "_unset_keepalive_if_required",
    "connection_lost",
    "connection_made",
    "eof_received",
    "on_body",
    "on_header",
    "on_headers_complete",
    "on_message_begin",
    "on_message_complete",
    "on_response_complete",
    "pause_writing",
    "resume_writing",
)
_ATTRIBUTES = (
    "app",
    "client",
    "connections",
    "cycle",
    "flow",
    "loop",
    "parser",
    "pipeline",
    "tasks",
    "transport",
)


class UvicornChanged(Exception):
    """The installed uvicorn lacks a part that the limits rely on; the server does not start without them."""


def check_uvicorn(protocol: type[Any]) -> None:
    """Require that uvicorn's class has everything that this one relies on.

    Raises:
        UvicornChanged: naming what is missing.
    """
    initialiser = cast(Callable[..., None], protocol.__init__)
    missing = [name for name in _METHODS if not hasattr(protocol, name)]
    missing += [name for name in _ATTRIBUTES if name not in initialiser.__code__.co_names]
    if missing:
        raise UvicornChanged(f"uvicorn's HTTP protocol has no {', '.join(missing)}; install the version that is locked")
