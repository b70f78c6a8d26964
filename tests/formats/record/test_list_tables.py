"""Lists of speakers in the record: every request with order, wait, time and remark; shares; rules and lots."""

from __future__ import annotations

from hashlib import sha256

import pytest

from app.domain.messages import commands as c
from app.domain.values import SECOND, RequestKind
from app.domain.views.report import report
from app.domain.views.report_shapes import Report
from app.formats.record.cells import Table
from app.formats.record.formats import FORMATS
from app.formats.record.list_tables import list_tables
from app.formats.record.tables import record_tables
from app.languages.words import ENGLISH
from tests.domain.debate import Debate
from tests.fakes import Scene, minutes, seconds


def debated() -> Report:
    """Chad speaks, Fiji replies and exchanges places with Peru, Togo is moved, Oman absent, Iran not heard."""
    groups = [{"id": "africa", "title": "Africa", "budget": "5:00"}, {"id": "asia", "title": "Asia"}]
    groups.append({"id": "latin", "title": "Latin America"})
    debate = Debate({"rules": ["rank", "lot"], "slots": {"statement": "2:00"}}, groups=groups)
    debate.ask("chad", "fiji", "peru", "oman")
    debate.wait(seconds(10))
    debate.ask("togo", "iran")
    debate.send(c.OpenSession(), c.DrawLots("Of June"))
    debate.send(c.MoveRequest("togo", "chad", "Late plane."), c.SwapRequests("peru", "fiji"))
    debate.begin()
    debate.speak(minutes(2) + seconds(30))
    debate.ask("fiji", kind=RequestKind.REPLY, reply_to="chad")
    debate.send(c.TakeRequest("fiji-reply"))
    debate.wait(minutes(1)).send(c.Advance(), c.MarkAbsent(request="oman"), c.CutOffList("debate", keep=2))
    debate.send(c.TakeRequest("togo"))
    debate.wait(minutes(1)).send(c.CloseSession())
    return report(debate.session, debate.now, debate.records)


def rows(table: Table) -> list[dict[str, object]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, object]]]:
    return {table.key: rows(table) for table in list_tables(debated(), ENGLISH)}


def test_who_waits_while_the_session_goes_on_is_not_called_unheard() -> None:
    debate = Debate()
    debate.ask("chad")
    for end, state in (((), "waiting"), ((c.CloseSession(),), "not heard")):
        debate.send(*end)
        (requests,) = [rows(one) for one in list_tables(report(debate.session, debate.now), ENGLISH)][:1]
        assert [row["state"] for row in requests] == [state]


def test_requests_stand_in_the_order_in_which_they_spoke_beside_the_order_in_which_they_asked(
    tables: dict[str, list[dict[str, object]]],
) -> None:
    told = [(row["name"], row["spoke"], row["asked"], row["kind"], row["state"]) for row in tables["requests"]]
    assert told[:3] == [
        ("Chad", 1, 1, "Statement", "spoke"),
        ("Fiji", 2, 7, "Right of reply", "spoke"),
        ("Togo", 3, 5, "Statement", "spoke"),
    ]
    assert {row["spoke"] for row in tables["requests"][3:]} == {None}


def test_the_planned_order_stands_beside_the_actual_one(tables: dict[str, list[dict[str, object]]]) -> None:
    planned = {(row["name"], row["kind"]): (row["planned"], row["spoke"]) for row in tables["requests"]}
    assert planned["Chad", "Statement"] == (1, 1)
    assert planned["Fiji", "Right of reply"] == (2, 2)
    assert planned["Iran", "Statement"] == (None, None)  # taken off at the cut-off


def test_a_request_has_its_wait_its_time_and_by_how_much_it_was_missed(
    tables: dict[str, list[dict[str, object]]],
) -> None:
    chad, _, togo = tables["requests"][:3]
    assert [chad[key] for key in ("waited", "slot", "spent", "over")] == [ms * SECOND for ms in (10, 120, 150, 30)]
    assert togo["waited"] == 210 * SECOND


def test_a_point_of_order_has_no_time_that_it_could_be_over() -> None:
    debate = Debate()
    debate.ask("chad")
    debate.begin()
    debate.send(c.Advance())
    debate.ask("fiji", kind=RequestKind.POINT_OF_ORDER)
    debate.wait(seconds(20)).send(c.EndInterruption())
    told = list_tables(report(debate.session, debate.now, debate.records), ENGLISH)[0]
    point = next(row for row in rows(told) if row["name"] == "Fiji")
    assert [point[key] for key in ("slot", "spent", "over")] == [None, 20 * SECOND, None]


def test_what_else_decided_is_said(tables: dict[str, list[dict[str, object]]]) -> None:
    remarks = {(row["name"], row["kind"]): str(row["remark"]) for row in tables["requests"]}
    assert remarks["Fiji", "Right of reply"] == "About the speech of Chad."
    assert remarks["Togo", "Statement"] == "Moved by the moderator: Late plane."
    assert remarks["Peru", "Statement"].startswith("Exchanged places with Fiji.")
    assert "Called 1 time and absent." in remarks["Oman", "Statement"]
    assert sum("Taken off the list at the cut-off." in remark for remark in remarks.values()) == 2


def test_shares_are_those_of_categories_groups_and_speakers(tables: dict[str, list[dict[str, object]]]) -> None:
    spent = {row["name"]: (row["of"], row["spent"], row["left"]) for row in tables["list_shares"]}
    assert spent["Ministers"] == ("Category", 150 * SECOND, None)
    assert spent["Africa"] == ("Group", 210 * SECOND, 90 * SECOND)
    assert spent["Chad"] == ("Speaker", 150 * SECOND, None)
    speakers = [row["spent"] for row in tables["list_shares"] if row["of"] == "Speaker"]
    assert sum(ms for ms in speakers if isinstance(ms, int)) == 270 * SECOND


def test_a_list_tells_its_rules_and_the_seed_of_its_lots(tables: dict[str, list[dict[str, object]]]) -> None:
    (one,) = tables["lists"]
    assert one["rules"] == "rank of the category, by lot, first come, first served"
    assert (one["seed"], one["lots"]) == ("Of June", "drawn at the cut-off")
    assert one["seed_sha256"] == sha256(b"Of June").hexdigest()


def test_a_session_without_a_list_has_no_table_of_them() -> None:
    scene = Scene()
    assert list_tables(report(scene.session, scene.now), ENGLISH) == ()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_requests(form: str) -> None:
    facts = debated()
    content = FORMATS[form].write(facts, ENGLISH)
    if form in {"csv", "md", "html"}:
        assert "Late plane" in content.decode()
    assert len(content) > 1000
    assert {"requests", "list_shares", "lists"} <= {table.key for table in record_tables(facts, ENGLISH)}
