"""A uvicorn that lacks what the limits rely on stops the start, by name."""

from __future__ import annotations

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.server.http.uvicorn_check import UvicornChanged, check_uvicorn


def test_a_uvicorn_without_what_the_limits_need_is_refused_by_name() -> None:
    check_uvicorn(HttpToolsProtocol)

    class Other:
        def __init__(self) -> None:
            self.transport = self.cycle = self.flow = None

        def connection_made(self) -> None: ...

    with pytest.raises(UvicornChanged, match=r"on_message_begin.*parser"):
        check_uvicorn(Other)
