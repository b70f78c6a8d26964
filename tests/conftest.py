"""What every test may ask for."""

import pytest
from hypothesis import settings

# Machines are noisy and shared: how long an example takes says nothing about the code.
settings.register_profile("rostrum", deadline=None)
settings.load_profile("rostrum")


@pytest.fixture
def anyio_backend() -> str:
    """The server runs on asyncio, and so do its tests."""
    return "asyncio"
