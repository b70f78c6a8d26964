"""The session that most tests of rules begin with."""

from __future__ import annotations

import pytest

from app.domain.messages import commands as c
from tests.fakes import Scene


@pytest.fixture
def scene() -> Scene:
    """An open session in which the first panellist has the floor."""
    return Scene.after(c.OpenSession(), c.GiveFloor("t1"))
