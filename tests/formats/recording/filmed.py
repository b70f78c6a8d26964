"""A session that was filmed: two takes, and a pause of the camera in the second one."""

from __future__ import annotations

from typing import Any

from app.domain.messages import commands as c
from app.domain.views.report import report
from app.formats.recording.takes import TakeContents
from tests.fakes import Scene, document, minutes, plan, seconds


def filmed(**names: str) -> Scene:
    """Play it: the second take begins ten minutes into the hour; see the tests for what is where in it."""
    scene = Scene(plan(**_fields(names)))
    scene.send(c.Clap())
    scene.wait(minutes(5)).send(c.OpenSession())
    scene.wait(minutes(5)).send(c.Clap())
    scene.wait(seconds(30)).send(c.GiveFloor("opening"))
    scene.wait(minutes(2)).send(c.Cue("t1"))
    scene.wait(seconds(20)).send(c.GiveFloor("t1"), c.FocusQuestion("q2"))
    scene.wait(minutes(1)).send(c.PauseRecording())
    scene.wait(minutes(3)).send(c.ResumeRecording())
    scene.wait(minutes(1)).send(c.FocusQuestion(None))
    scene.wait(minutes(1)).send(c.GiveFloor("discussion"), c.SetVoice("p2"))
    scene.wait(minutes(1)).send(c.SetVoice("p3"))
    scene.wait(seconds(5)).send(c.SetVoice("p2"))
    scene.wait(minutes(1)).send(c.GiveFloor("closing"))
    scene.wait(seconds(90)).send(c.CloseSession())
    return scene


def take(number: int | None = None, **names: str) -> TakeContents:
    """Return the contents of one of its takes."""
    scene = filmed(**names)
    return TakeContents(report(scene.session, scene.now), number)


def _fields(names: dict[str, str]) -> dict[str, Any]:
    fields = document()
    for speaker in fields["speakers"]:
        speaker |= {"name": names.get(speaker["id"], speaker["name"]), "affiliation": names.get("affiliation", "")}
    return fields
