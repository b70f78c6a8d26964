"""A debate for tests: an item with a list of speakers, categories and groups, and short ways to run it."""

from __future__ import annotations

from typing import Any

from app.domain.derived.places import in_order
from app.domain.derived.slots import slots
from app.domain.errors import Rejection
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules.decide import decide
from app.domain.state.rundown import Plan
from app.domain.values import MINUTE, RequestKind, Role
from app.domain.views.list_shapes import ListView, RequestView
from app.domain.views.view import project
from tests.fakes import Scene, plan

NAMES = {"chad": "Chad", "peru": "Peru", "fiji": "Fiji", "iran": "Iran", "togo": "Togo", "oman": "Oman"}
MINISTERS = {"chad", "peru"}
GROUPS = {"chad": "africa", "togo": "africa", "fiji": "asia", "iran": "asia", "oman": "asia", "peru": "latin"}


def debate_plan(settings: dict[str, Any] | None = None, **changes: Any) -> Plan:
    """An opening, half an hour of interventions, a closing; six delegations in two categories and three groups."""
    return plan(
        **{
            "speakers": [
                {"id": "mv", "name": "Moderator"},
                *(
                    {
                        "id": id_,
                        "name": name,
                        "category": "ministers" if id_ in MINISTERS else "members",
                        "group": GROUPS[id_],
                    }
                    for id_, name in NAMES.items()
                ),
            ],
            "categories": [
                {"id": "ministers", "title": "Ministers", "rank": 1},
                {"id": "members", "title": "Members", "rank": 2},
            ],
            "groups": [{"id": id_, "title": id_.capitalize()} for id_ in ("africa", "asia", "latin")],
            "segments": [
                {"id": "opening", "kind": "opening", "title": "Opening", "speakers": ["mv"], "planned": "3:00"},
                {
                    "id": "debate",
                    "kind": "interventions",
                    "title": "Debate",
                    "planned": "30:00",
                    **({"list": settings} if settings is not None else {}),
                },
                {"id": "closing", "kind": "closing", "title": "Closing", "speakers": ["mv"], "planned": "2:00"},
            ],
            **changes,
        }
    )


class Debate(Scene):
    """A scene with an open list."""

    def __init__(self, settings: dict[str, Any] | None = None, *, opened: bool = True, **changes: Any) -> None:
        super().__init__(debate_plan(settings, **changes))
        if opened:
            self.send(c.OpenList("debate"))

    def ask(self, *speakers: str, kind: RequestKind = RequestKind.STATEMENT, reply_to: str | None = None) -> None:
        """Let each of these ask for the floor; the id of a statement is the speaker's, of others with its kind."""
        for speaker in speakers:
            id_ = speaker if kind is RequestKind.STATEMENT else f"{speaker}-{kind}"
            self.send(c.RequestFloor(kind, id_, speaker, reply_to=reply_to))

    def begin(self) -> None:
        """Bring the debate to the front, and give it the floor: the first request is introduced."""
        self.send(c.Cue("debate"), c.Advance())

    def speak(self, ms: int = 2 * MINUTE) -> None:
        """Let the request that is introduced speak this long; the next one is introduced."""
        self.send(c.Advance())
        self.wait(ms)
        self.send(c.Advance())

    def by(self, speaker: str, command: c.AnyCommand) -> list[e.AnyEvent]:
        """Send a command with the link of a speaker."""
        events = decide(self.session, command, self.now, role=Role.SPEAKER, speaker=speaker)
        self._append(events, command.command, Role.SPEAKER, self.now)
        return list(events)

    def list_view(self, role: Role = Role.MODERATOR, speaker: str | None = None) -> ListView:
        """Return the debate's list as a role sees it."""
        return next(
            one for one in project(self.session, role, self.now, speaker)["lists"] if one["segment"] == "debate"
        )

    @property
    def slots(self) -> dict[str, int]:
        """The time of each waiting request, in order."""
        return slots(self.session, "debate", in_order(self.session, "debate"))

    @property
    def order(self) -> list[str]:
        """The ids of the requests that wait, in order."""
        return [request["id"] for request in self.list_view()["requests"] if request["place"] is not None]

    def request(self, id_: str, role: Role = Role.MODERATOR, speaker: str | None = None) -> RequestView:
        return next(request for request in self.list_view(role, speaker)["requests"] if request["id"] == id_)

    def refused(self, command: c.AnyCommand, speaker: str | None = None) -> str:
        """Return the code with which a command is refused; nothing may have changed."""
        before = self.session
        try:
            self.by(speaker, command) if speaker else self.send(command)
        except Rejection as refusal:
            assert self.session is before
            return refusal.code
        return ""
