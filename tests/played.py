"""A session as it goes: late, interrupted, corrected, with an absent speaker; names in many scripts, some hostile."""

from __future__ import annotations

from typing import Any

from app.domain.messages import commands as c
from app.domain.values import FloorPolicy, Interruption, Role
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from tests.fakes import Scene, document, minutes, plan, seconds

FORMULA = '=HYPERLINK("x";"y")'
MARKUP = "<b>&amp; #strong[x] *y* | `z` $w$ \\"


def played(*, close: bool = True) -> Scene:
    """Session V, played to its end or into its second speech."""
    scene = Scene(plan(**_people()))
    scene.wait(minutes(4) + seconds(12)).send(c.OpenSession(), c.Advance(), c.Advance())
    scene.send(c.SetFloorPolicy(FloorPolicy.MODERATED))
    scene.send(
        c.Ask(text="هل يمكن تبسيط الإجراءات؟", identity="public", name="Omar", id="question-1"),
        role=Role.VIEWER,
        author="ada",
    )
    scene.send(
        c.Ask(text=MARKUP, identity="moderators", name="Secret Name", id="question-2"), role=Role.VIEWER, author="bob"
    )
    scene.send(c.ApproveQuestion("question-1"), c.ApproveQuestion("question-2"))
    scene.wait(minutes(3)).send(c.Advance())
    scene.wait(seconds(45)).send(c.Advance(), c.FocusQuestion("q1"))
    scene.wait(minutes(2)).send(c.AddNote("Meet twice a year.\n=1+1"), c.Interrupt(Interruption.TECHNICAL))
    scene.wait(seconds(65)).send(c.EndInterruption())
    scene.wait(minutes(5) + 500).send(c.Advance())
    scene.wait(seconds(40)).send(c.Advance(), c.FocusQuestion("q2"))
    if not close:
        return scene.wait(seconds(90))
    scene.wait(seconds(30)).send(c.CorrectStart(seconds(50)), c.PauseClock())
    scene.wait(seconds(40)).send(c.ResumeClock(), c.AddNote("“合作是唯一的出路。”", "quote"))
    scene.wait(minutes(3)).send(c.GrantTime(minutes(1)), c.Advance(), c.MarkAbsent("t3"), c.Advance())
    scene.wait(minutes(6)).send(c.AnswerQuestion("question-1", "live", ("p4",)), c.CloseSession())
    return scene


def reported(scene: Scene) -> Report:
    return report(scene.session, scene.now, scene.records)


def played_report(*, close: bool = True) -> Report:
    """The report of that session."""
    return reported(played(close=close))


def _people() -> dict[str, Any]:
    fields = document()
    speakers, segments = fields["speakers"], fields["segments"]
    speakers[1] |= {"name": "د. ليلى المنصوري", "title": "مديرة", "affiliation": "جامعة الدول العربية", "country": "EG"}
    speakers[2] |= {"name": "王建国", "title": "副司长", "country": "CN"}
    speakers[3] |= {"name": MARKUP, "title": "=1+1"}
    segments[2] |= {"title": FORMULA}
    segments[1] |= {"title": "كلمة د. ليلى"}
    return {"speakers": speakers, "segments": segments, "title": f"Session V {MARKUP}"}
