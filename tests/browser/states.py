"""A session in each state that a screen may have to show: what pages are photographed and measured in.

Each is played by the domain, without a server and without waiting, and ends at `INSTANT`. A server that has them all,
and a clock that stands at that instant, shows every state for as long as it is needed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import Any

from app.domain.messages import commands as c
from app.domain.state.document import read_document
from app.domain.values import Interruption, MessageStyle, Role
from app.formats.demo import DOCUMENT
from tests.fakes import Scene, minutes, seconds

# 30 June 2021, 10:24:30.4 in New York: not on a full second, where a clock's text would be a matter of rounding.
INSTANT = 1_625_063_070_400
HANDOVER = seconds(34)
STARTS_ON_MS = minutes(5)  # a session is planned for the full five minutes before it is opened
LETTERS = 60

PANEL = (
    ("Amb. Amina Yusuf", "ah-MEE-nah YOO-soof", "Permanent Representative", "Permanent Mission of Kenya", "KE"),
    ("Dr. Henrik Lindqvist", "HEN-rik LIND-kvist", "Director of Research", "Institute for Public Safety", "SE"),
    ("Ms. Leila Haddad", "LAY-lah had-DAD", "Head of Legal Cooperation", "Regional Judicial Network", "JO"),
    ("Mr. Kwabena Osei-Tutu", "kwah-BEH-nah oh-SAY TOO-too", "Coordinator", "Border Management Authority", "GH"),
    (
        "Prof. María José Quiñones",
        "mah-REE-ah ho-SEH kee-NYO-nes",
        "Chair of Criminal Law",
        "National University",
        "CO",
    ),
    ("Mr. Tran Van Minh", "chun vun MING", "Deputy Director General", "Department of International Law", "VN"),
)
BIO = (
    "Has worked on mutual legal assistance for eighteen years and chaired the working group that wrote the model "
    "agreement. Speaks today about what keeps requests from being answered in time."
)

# Cut to `LETTERS` each.
SCRIPTS = (
    "Ambassador Extraordinary Maximiliane-Theodora von Hohenstein",
    "معالي الدكتور عبد الرحمن بن عبد العزيز آل الشيخ المنصوري رئيس",
    "联合国反恐怖主义办公室副秘书长兼全球反恐协调契约执行主任特别代表团团长欧阳建国教授博士阁下常驻日内瓦办事处高级法律顾问委员会主席",
    "Чрезвычайный и Полномочный Посол Константин Владимирович Оль",
    "Η Αυτού Εξοχότης Πρέσβης Κωνσταντίνος Παπαδημητρακόπουλος Α",
    "माननीय राजदूत श्री विश्वनाथ प्रताप नारायण चतुर्वेदी वरिष्ठ सचिव",
)
QUESTIONS = (
    "How can small administrations answer requests for evidence in days rather than months?",
    "What would you change first in the existing instruments, and who would have to agree?",
    "هل يمكن تبسيط إجراءات المساعدة القانونية المتبادلة؟",
    "Which of the practices named today costs least, and works in a country with few prosecutors?",
    "¿Cómo se protege a los testigos cuando la cooperación cruza varias fronteras?",
)


def sessions(*wanted: str) -> dict[str, Scene]:
    """Each state by its address; without any, all."""
    return {slug: _played(slug, PLAYS[slug]) for slug in wanted or PLAYS}


def document(slug: str) -> dict[str, Any]:
    """Session V with a panel that has names, at the address of a state; in one language, since its texts are others."""
    fields = json.loads(DOCUMENT.read_text())
    del fields["translations"]
    for person, (name, says, title, affiliation, country) in zip(fields["speakers"][1:], PANEL, strict=True):
        person |= {"name": name, "says": says, "title": title, "affiliation": affiliation, "country": country}
        person |= {"bio": BIO}
    for segment, (name, *_) in zip(fields["segments"][1:7], PANEL, strict=True):
        segment |= {"title": name}
    return {**fields, "slug": slug, "notice": "", "floor_policy": "moderated"}


def many_segments(slug: str) -> dict[str, Any]:
    """Forty segments, whose names are as long as names become, in six scripts."""
    fields = document(slug)
    names = [name[:LETTERS] for name in islice(cycle(SCRIPTS), 40)]
    people = [
        {"id": f"p{n}", "name": name, "title": name, "affiliation": name, "says": name, "bio": BIO}
        for n, name in enumerate(names)
    ]
    talks = [
        {"id": f"s{n}", "kind": "presentation", "title": name, "speakers": [f"p{n}"], "planned": "1:00"}
        for n, name in enumerate(names)
    ]
    return {**fields, "moderator": "p0", "speakers": people, "segments": talks, "title": " ".join(SCRIPTS)[:200]}


def with_list(slug: str) -> dict[str, Any]:
    """Session V, the discussion of which has a list of speakers."""
    fields = document(slug)
    fields["segments"][-2] |= {"kind": "interventions", "title": "Interventions from the floor", "list": {}}
    return fields


def nothing(slug: str) -> dict[str, Any]:
    """A session of which only the title is known."""
    nobody: dict[str, list[str]] = {"speakers": [], "segments": [], "guiding_questions": []}
    return {**{name: value for name, value in document(slug).items() if name != "moderator"}, **nobody}


def _played(slug: str, play: Callable[[Scene], Scene], at: int | None = None) -> Scene:
    """Play a state so that it ends at `INSTANT`: once to see how long it takes, and once to do it."""
    begins = INSTANT if at is None else at
    starts = begins // STARTS_ON_MS * STARTS_ON_MS + EARLY.get(slug, 0)
    times = {"starts_at": _iso(starts), "ends_at": _iso(starts + minutes(60))}
    scene = Scene(read_document({**DOCUMENTS.get(slug, document)(slug), **times}), begins)
    play(scene)
    return scene if scene.now == INSTANT else _played(slug, play, begins - (scene.now - INSTANT))


def _iso(instant_ms: int) -> str:
    return datetime.fromtimestamp(instant_ms / 1000, UTC).isoformat()


def do(scene: Scene, *commands: c.AnyCommand, then: int = 0) -> Scene:
    """Give commands as the moderator, and let time pass."""
    scene.send(*commands)
    return scene.wait(then)


def opened(scene: Scene, speeches: int = 2) -> Scene:
    """The opening, and so many speeches, each a little too long; the next one is cued."""
    do(scene, c.OpenSession(), c.Advance(), c.Advance(), then=minutes(3) + seconds(20))
    for _ in range(speeches):
        do(scene, c.Advance(), then=HANDOVER)
        do(scene, c.Advance(), then=minutes(6) + seconds(12))
    return do(scene, c.Advance(), then=HANDOVER)


def speaking(scene: Scene, for_ms: int = minutes(2) + seconds(18)) -> Scene:
    """The third speech has taken so long; it answers the first guiding question, and got half a minute more."""
    return do(opened(scene), c.Advance(), c.FocusQuestion("q1"), c.GrantTime(seconds(30)), then=for_ms)


def discussing(scene: Scene) -> Scene:
    """The discussion, in which the second voice is heard."""
    do(opened(scene, speeches=6), c.Advance(), c.SetVoice("p1"), then=minutes(1) + seconds(5))
    return do(scene, c.SetVoice("p2"), c.FocusQuestion("q3"), then=seconds(40))


def listed(scene: Scene) -> Scene:
    """Six delegations are on the list of speakers; the first has had the floor for a while."""
    opened(scene, speeches=6)
    delegations = ("Kenya", "República Bolivariana de Venezuela", "الأردن", "Российская Федерация", "中国", SCRIPTS[0])
    do(scene, c.OpenList("s8"))
    do(scene, *(c.RequestFloor(name=name, id=f"request-{number}") for number, name in enumerate(delegations)))
    return do(scene, c.Advance(), c.Advance(), then=minutes(1) + seconds(5))


def asked(scene: Scene, count: int) -> Scene:
    """People of the audience have asked, one after the other; the desk has approved half of the questions."""
    for number, text in enumerate(islice(cycle(QUESTIONS), count), start=1):
        name = "" if number % 3 else "Dr. Ingrid Sørensen"
        question = c.Ask(text=text, identity="public" if name else "anonymous", name=name, id=f"question-{number}")
        scene.wait(seconds(1)).send(question, role=Role.VIEWER, author=f"author-{number}")
    return do(scene, *(c.ApproveQuestion(f"question-{number}") for number in range(1, count + 1, 2)))


def questioned(scene: Scene, count: int = 5) -> Scene:
    """A question from the audience is on, and two wait behind it."""
    waiting = (c.QueueQuestion("question-3"), c.QueueQuestion("question-5"))
    return do(asked(discussing(scene), count), *waiting, c.PutQuestionOn("question-1"), then=seconds(25))


def over(scene: Scene) -> Scene:
    """The session took place and is closed; some of it went otherwise than planned."""
    do(questioned(scene), c.AnswerQuestion("question-1", "live", ("p2",)), c.FocusQuestion("q4"))
    note = c.AddNote("Share the template of the model agreement with all delegations.", "action")
    do(scene, note, then=minutes(4))
    do(scene, c.Advance(), c.Advance(), then=minutes(1) + seconds(48))
    return do(scene, c.CloseSession(), then=minutes(9))


def many_opened(scene: Scene) -> Scene:
    """Three of forty speeches are over, and the fourth is going on."""
    do(scene, c.OpenSession(), c.Advance(), c.Advance())
    for _ in range(3):
        do(scene.wait(seconds(70)), c.Advance(), c.Advance())
    return scene.wait(seconds(20))


def _while_speaking(*commands: c.AnyCommand, then: int) -> Callable[[Scene], Scene]:
    return lambda scene: do(speaking(scene), *commands, then=then)


SAID = c.ShowMessage("The microphone of the lectern is off. Please use the one on the table.", MessageStyle.URGENT)
PLAYS: dict[str, Callable[[Scene], Scene]] = {
    "before": lambda scene: scene,
    "cued": opened,
    "running": speaking,
    "wrap-up": lambda scene: speaking(scene, minutes(5) + seconds(48)),
    "last-call": lambda scene: speaking(scene, minutes(6) + seconds(18)),
    "over": lambda scene: speaking(scene, minutes(7) + seconds(12)),
    "paused": _while_speaking(c.PauseClock(), then=seconds(21)),
    "interrupted": _while_speaking(c.Interrupt(Interruption.POINT_OF_ORDER), then=seconds(42)),
    "discussion": discussing,
    "question-on": questioned,
    "list": listed,
    "message": _while_speaking(SAID, then=seconds(6)),
    "blackout": _while_speaking(c.Blackout(on=True), then=seconds(9)),
    "between": lambda scene: do(scene, c.OpenSession(), then=seconds(75)),
    "closed": over,
    "empty": lambda scene: scene,
    "many-segments": many_opened,
    "many-questions": lambda scene: questioned(scene, 60),
}
DOCUMENTS = {"empty": nothing, "list": with_list, "many-segments": many_segments}
EARLY = {"before": minutes(15), "empty": minutes(24 * 60)}
