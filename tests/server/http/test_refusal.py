"""A refusal is one problem document, from every layer."""

from __future__ import annotations

import json

from app.server.http.refusal import Refusal
from app.server.problems import problem

BUSY = Refusal(503, "busy", "Too many ask for something at once.", 5)


def test_a_refusal_is_a_problem_document() -> None:
    assert json.loads(BUSY.document(more_errors=2)) == {
        "type": "about:blank",
        "title": "Too many ask for something at once.",
        "status": 503,
        "code": "busy",
        "detail": "Too many ask for something at once.",
        "more_errors": 2,
    }


def test_a_response_says_when_to_come_again_where_that_helps() -> None:
    said = problem(BUSY)
    assert (said.status_code, said.body, said.headers["retry-after"]) == (503, BUSY.document(), "5")
    assert said.headers["content-type"] == "application/problem+json"
    assert "retry-after" not in problem(Refusal(404, "not_found", "There is no such page here.")).headers
