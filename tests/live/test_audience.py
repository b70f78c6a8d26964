"""An audience is sent its whole page, and after that the parts that changed."""

from __future__ import annotations

import json

from app.domain.values import Role
from app.live.audience import PartsAudience
from app.live.hub import Hub
from tests.fakes import Scene


def test_a_part_that_has_not_changed_is_not_sent_again() -> None:
    scene, shown = Scene(), {"part-a": "1", "part-b": "2"}
    audience = PartsAudience("page", Role.VIEWER, lambda *_: dict(shown))

    def sent() -> tuple[dict[str, str], dict[str, str]]:
        frames = audience.frames(scene.session, Hub(lambda: scene.now).presence, scene.now)
        return json.loads(frames.whole)["parts"], json.loads(frames.change or "{}")["parts"]

    assert sent() == (shown, shown)
    shown["part-b"] = "3"
    assert sent() == (shown, {"part-b": "3"})
    assert sent() == (shown, {})
