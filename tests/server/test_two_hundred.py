"""Two hundred questions of forty people in a dozen scripts, worked off at the desk and handed over: nothing is lost."""

from __future__ import annotations

import csv
import io
import json

from app.domain.text import clean_text
from app.domain.values import SECOND
from tests.sites import SESSION, Site

SCRIPTS = (
    "How will the water reach them?",
    "كيف ستصل المياه إليهم؟",
    "מתי יגיעו אליהם המים?",
    "水将如何到达他们那里？",
    "水はどうやって届きますか？",
    "물은 어떻게 그들에게 도달합니까?",
    "Как вода дойдёт до них?",
    "Πώς θα φτάσει το νερό;",
    "पानी उन तक कैसे पहुँचेगा?",
    "น้ำจะไปถึงพวกเขาได้อย่างไร?",
    "ውሃው እንዴት ይደርሳቸዋል?",
    "👩\u200d👩\u200d👧\u200d👦 e\u0301 \u202eabc\u202c <b>&amp;</b> =1+1 {{7*7}}",
)
PEOPLE, EACH = 40, 5
IDENTITIES = ("public", "moderators", "anonymous")
# What the desk does with a question, by its number, and where that leaves it.
WORK: tuple[tuple[str, tuple[tuple[str, dict[str, str]], ...]], ...] = (
    ("pending", ()),
    ("approved", (("approve_question", {}),)),
    ("queued", (("approve_question", {}), ("queue_question", {}))),
    ("answered", (("approve_question", {}), ("put_question_on", {}), ("answer_question live", {}))),
    ("answered", (("approve_question", {}), ("answer_question text", {"text": "=See the report"}))),
    ("deferred", (("approve_question", {}), ("answer_question later", {}))),
    ("dismissed", (("dismiss_question", {"reason": "It has already been answered."}),)),
    ("approved", (("edit_question", {"text": "In better words?"}), ("approve_question", {}))),
)


def test_nothing_is_lost_and_every_refusal_says_why(site: Site) -> None:
    site.send("set_floor_policy", policy="moderated")
    site.send("open_session")
    asked = _ask_all(site)
    assert len(asked) == PEOPLE * EACH
    for number, id_ in enumerate(asked):
        _work_off(site, number, id_)
    expected = [WORK[number % len(WORK)][0] for number in range(len(asked))]
    table = list(csv.DictReader(io.StringIO(site.call("GET", f"{SESSION}/questions.csv", "desk").text[1:])))
    assert [row["id"] for row in table] == list(asked)
    assert [row["state"] for row in table] == expected
    written = [row["original"] or row["text"] for row in table]
    assert [text.removeprefix("'") for text in written] == [clean_text(text) for text, _ in asked.values()]
    assert [row["name"] for row in table] == [name for _, name in asked.values()]
    questions = json.loads(site.call("GET", f"{SESSION}/questions.json", "desk").content)["questions"]
    assert [row["state"] for row in questions] == expected
    public = {row["id"] for row in site.call("GET", SESSION, "viewer").json()["questions"]}
    hidden = {"pending", "dismissed"}
    assert public == {id_ for id_, state in zip(asked, expected, strict=True) if state not in hidden}
    audience = site.call("GET", f"{SESSION}/report", "moderator").json()["audience"]
    assert (audience["received"], audience["participants"]) == (PEOPLE * EACH, PEOPLE)


def _ask_all(site: Site) -> dict[str, tuple[str, str]]:
    """Each asks five times, a quarter of a minute apart, and once too often; by id, what was sent by whom."""
    cookies: list[str] = []
    asked: dict[str, tuple[str, str]] = {}
    for turn in range(EACH + 1):
        for person in range(PEOPLE):
            number = turn * PEOPLE + person
            text = f"{SCRIPTS[number % len(SCRIPTS)]} {number}"
            identity = IDENTITIES[person % 3]
            name = "" if identity == "anonymous" else f"Participant {person}"
            site.http.cookies.clear()
            if turn:
                site.http.cookies.set("rostrum-participant", cookies[person])
            answer = site.send("ask", "viewer", id=f"u{number}", text=text, identity=identity, name=name)
            if turn == EACH:
                assert (answer.status_code, answer.json()["code"]) == (429, "too_many_open")
                assert int(answer.headers["retry-after"]) > 0
                continue
            assert answer.status_code == 200
            if not turn:
                cookies.append(answer.cookies["rostrum-participant"])
            asked[f"u{number}"] = (text, name)
        site.clock.set(site.clock.now() + 15 * SECOND)
    site.http.cookies.clear()
    return asked


def _work_off(site: Site, number: int, id_: str) -> None:
    for move, fields in WORK[number % len(WORK)][1]:
        path = f"/s/session-v/desk/questions/{id_}"
        assert site.call("POST", path, "desk", data={"move": move, **fields}).status_code == 303
