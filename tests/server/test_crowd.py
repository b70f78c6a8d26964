"""Forty people ask two hundred questions in a minute: nothing is lost, and every refusal says why and until when."""

from __future__ import annotations

import asyncio
import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from app.domain.rules.asking import ASK_AFTER_MS
from app.domain.values import MINUTE, SECOND
from tests.sites import SESSION, Site

PEOPLE = 40
EACH = 5
SCRIPTS = (
    "Who pays for it, and until when?",
    "Qui décide, et jusqu’à quand ?",
    "من يدفع، وحتى متى؟",
    "מי משלם, ועד מתי?",
    "由谁支付？到什么时候？",
    "誰がいつまで払うのですか？",
    "누가 언제까지 지불합니까?",
    "Кто платит и до какого времени?",
    "Ποιος πληρώνει, και ως πότε;",
    "कौन भुगतान करेगा, और कब तक?",
    "ใครจ่าย และถึงเมื่อไร",
    "ማን ይከፍላል? እስከ መቼ?",
    "👩‍👩‍👧‍👦 =1+1 <b>{{7*7}}</b>",
)


@dataclass
class Asker:
    """A participant with five questions, who sends each until it is taken, and waits as long as they are told."""

    number: int
    client: httpx2.AsyncClient
    next_at: int = 0
    sent: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    took_ms: int = 0

    def text(self, n: int) -> str:
        return f"{SCRIPTS[(self.number + n) % len(SCRIPTS)]} {self.number}/{n}"

    async def turn(self, now: int) -> None:
        """Send what is next, twice, as browsers do after a lost answer; an early try is one too."""
        if self.sent == EACH or now < self.next_at:
            return
        body = {"command": "ask", "id": f"q-{self.number}-{self.sent}", "text": self.text(self.sent)}
        body |= {"identity": "public", "name": f"Person {self.number}"}
        answers = await asyncio.gather(*(self.client.post(f"{SESSION}/commands", json=body) for _ in range(2)))
        if {answer.status_code for answer in answers} == {200}:
            self.sent += 1
            self.took_ms = now
            return
        for answer in answers:
            problem = answer.json()
            assert (answer.status_code, problem["code"]) in {(429, "asked_too_soon"), (429, "too_many_open")}
            assert problem["detail"]
            self.refusals[problem["code"]] += 1
            self.next_at = now + int(answer.headers["retry-after"]) * SECOND


@pytest.fixture
def hall(site: Site) -> Site:
    site.send("set_floor_policy", policy="moderated")
    site.send("open_session")
    return site


def all_ask(site: Site) -> list[Asker]:
    async def play() -> list[Asker]:
        transport = httpx2.ASGITransport(app=site.http.app)
        askers = [
            Asker(n, httpx2.AsyncClient(transport=transport, base_url="http://testserver")) for n in range(PEOPLE)
        ]
        # The page makes them participants; from then on two equal questions are both theirs.
        await asyncio.gather(*(asker.client.get("/s/session-v") for asker in askers))
        await site.clock.advance(ASK_AFTER_MS)
        begun = site.clock.now()
        while any(asker.sent < EACH for asker in askers) and site.clock.now() < begun + 3 * MINUTE:
            now = site.clock.now()
            await asyncio.gather(*(asker.turn(now) for asker in askers))
            await site.clock.advance(3 * SECOND)
        for asker in askers:
            asker.took_ms -= begun
            await asker.client.aclose()
        return askers

    asked: list[Asker] = site.run(play)
    return asked


def test_two_hundred_questions_by_forty_people_all_arrive_once(hall: Site) -> None:
    askers = all_ask(hall)
    rows = hall.call("GET", SESSION, "desk").json()["questions"]
    assert {row["text"]: row["name"] for row in rows} == {
        asker.text(n): f"Person {asker.number}" for asker in askers for n in range(EACH)
    }
    assert len(rows) == PEOPLE * EACH
    assert Counter(Counter(row["author"] for row in rows).values()) == {EACH: PEOPLE}
    assert {code for asker in askers for code in asker.refusals} == {"asked_too_soon"}
    # One in 15 s: a participant who waits as long as told has asked the fifth after 60 s, to the step of this test.
    assert {asker.took_ms for asker in askers} == {MINUTE}
    assert hall.call("GET", SESSION, "viewer").json()["questions"] == []
    journal = hall.call("GET", f"{SESSION}/journal", "organiser").text
    assert journal.count('"question_asked"') == PEOPLE * EACH
    assert "Person" not in journal


def test_they_are_moderated_answered_and_handed_out_whole(hall: Site) -> None:
    askers = all_ask(hall)
    texts = {asker.text(n) for asker in askers for n in range(EACH)}
    ids = [row["id"] for row in hall.call("GET", SESSION, "desk").json()["questions"]]
    ways: list[list[tuple[str, dict[str, Any]]]] = [
        [("approve_question", {})],
        [("dismiss_question", {"reason": "Asked before"})],
        [("approve_question", {}), ("answer_question", {"how": "live"})],
        [("approve_question", {}), ("queue_question", {}), ("answer_question", {"how": "text", "text": "Yes."})],
    ]
    for n, id_ in enumerate(ids):
        for command, fields in ways[n % len(ways)]:
            assert hall.send(command, "desk", question=id_, **fields).status_code == 200
    hall.send("close_session")
    figures = hall.call("GET", f"{SESSION}/report").json()["audience"]
    each = len(ids) // len(ways)
    counted = (
        "received",
        "published",
        "answered_live",
        "answered_in_writing",
        "dismissed",
        "not_reached",
        "participants",
    )
    assert [figures[name] for name in counted] == [4 * each, 3 * each, each, each, each, each, PEOPLE]
    handed_out = hall.call("GET", f"{SESSION}/questions.csv", "desk").content.decode("utf-8-sig")
    written = " ".join(cell for row in csv.reader(io.StringIO(handed_out)) for cell in row)
    assert [text for text in texts if text not in written] == []
    assert {row["text"] for row in hall.call("GET", f"{SESSION}/questions.json", "desk").json()["questions"]} == texts
