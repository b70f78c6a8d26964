"""Events of the list of speakers are stored and read back as they were."""

from __future__ import annotations

from app.domain.codec import from_line, to_line
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.messages import list_events
from app.domain.values import SECOND, RequestKind
from tests.domain.debate import Debate


def test_a_debate_survives_its_journal() -> None:
    debate = Debate({"pool": "10:00"})
    debate.ask("chad", "peru", "fiji", "togo", "oman")
    debate.send(c.DrawLots("seed"), c.MoveRequest("togo", "chad", "late"), c.SwapRequests("peru", "fiji"))
    debate.by("peru", c.SwapRequests("peru", "oman"))
    debate.send(c.CutOffList("debate", keep=4), c.CloseList("debate"), c.OpenList("debate"))
    debate.begin()
    debate.speak(5 * SECOND)
    debate.send(c.MarkAbsent(request="togo"), c.GoBack())
    debate.ask("iran", kind=RequestKind.POINT_OF_ORDER)
    lines = [to_line(record) for record in debate.records]
    assert [from_line(line) for line in lines] == debate.records
    kinds = {record.event.kind for record in debate.records}
    own = {getattr(list_events, name).kind for name in list_events.__all__ if name != "ListEvent"}
    assert own - kinds == {"request_withdrawn", "readiness_marked", "heard_counted"}


def test_a_journal_of_before_lists_reads_with_its_clock_events_unchanged() -> None:
    assert e.TimeGranted("s1", 5) == e.TimeGranted("s1", 5, None)
    assert e.InterruptionBegan("s1", "other", "").request is None
    assert e.StartCorrected("s1", 1, 2, None).request is None
