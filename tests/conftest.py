"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sites import Site, open_site

# Machines are noisy and shared: how long an example takes says nothing about the code.
settings.register_profile("rostrum", deadline=None)
settings.load_profile("rostrum")


@pytest.fixture
def anyio_backend() -> str:
    """The server runs on asyncio, and so do its tests."""
    return "asyncio"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server in this process."""
    with open_site(tmp_path) as opened:
        yield opened
