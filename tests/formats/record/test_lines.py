"""A whole record moves to another server and gives the same report there; what is not whole is refused by line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.state.fold import fold
from app.domain.state.votes import Ballot
from app.domain.views.report import report
from app.formats.record.lines import is_recording, read_recording, write_recording
from tests.fakes import minutes
from tests.played import played
from tests.sites import Site, open_site

BALLOTS = [Ballot("question-1", "carol", 5), Ballot("question-1", "dan", 6)]


def lines(*, close: bool = True) -> list[str]:
    scene = played(close=close)
    return list(write_recording(scene.session.plan, scene.records, BALLOTS))


@pytest.mark.parametrize("close", [True, False])
def test_what_was_written_reads_back_to_the_same_report(close: bool) -> None:
    scene = played(close=close)
    recording = read_recording(lines(close=close))
    session = fold(recording.records)
    assert report(session, scene.now, recording.records) == report(scene.session, scene.now, scene.records)
    assert list(recording.ballots) == BALLOTS
    assert list(write_recording(session.plan, recording.records, recording.ballots)) == lines(close=close)


def test_no_name_of_an_asker_leaves_with_the_record() -> None:
    text = "\n".join(lines())
    assert "هل يمكن" in text
    for secret in ("Omar", "Secret Name"):
        assert secret not in text


def test_the_first_line_says_what_the_file_is_and_holds_the_rundown() -> None:
    head = json.loads(lines()[0])
    assert is_recording(lines()[0])
    assert (head["rostrum_record"], head["records"], head["ballots"]) == (1, len(lines()) - 3, 2)
    assert head["document"]["slug"] == "session-v"
    assert not is_recording('{"slug": "session-v", "title": "x"}')


def edited(number: int, change: Callable[[dict[str, Any]], object]) -> list[str]:
    written = lines()
    row = json.loads(written[number - 1])
    change(row)
    return [*written[: number - 1], json.dumps(row), *written[number:]]


def double_first_of(items: list[Any]) -> None:
    items.append(items[0])


@pytest.mark.parametrize(
    ("broken", "where", "what"),
    [
        ([], "line 1", "not JSON"),
        (['{"title": "x"}'], "line 1", "not a record of Rostrum"),
        (edited(1, lambda row: row.update(rostrum_record=2)), "line 1", "newer server"),
        (edited(1, lambda row: row.update(records="many")), "line 1", "how many"),
        (lines()[:9], "", "cut off"),
        ([*lines(), "{}"], f"line {len(lines()) + 1}", "more than was announced"),
        (edited(4, lambda row: row.update(kind="from_the_future")), "line 4", "does not know"),
        (edited(4, lambda row: row.update(version=9)), "line 4", "does not know"),
        (edited(4, lambda row: row["data"].update(segment=5)), "line 4", "segment"),
        (edited(4, lambda row: row["data"].clear()), "line 4", "segment"),
        (edited(4, lambda row: row.pop("role")), "line 4", "role"),
        (edited(4, lambda row: row.update(role="king")), "line 4", "king"),
        (edited(4, lambda row: row.update(at_ms="noon")), "line 4", "valid integer"),
        (edited(4, lambda row: row.update(at_ms=5)), "", "backwards"),
        (edited(4, lambda row: row.update(seq=77)), "", "not numbered"),
        (
            edited(4, lambda row: row.update(kind="question_approved", data={"question": "nobodys"})),
            "",
            "contradict each other: KeyError 'nobodys'",
        ),
        (edited(2, lambda row: row["data"]["document"].update(slug="../x")), "slug", "address"),
        (edited(2, lambda row: row["data"]["document"].update(surprise=1)), "", "contradict"),
        (edited(2, lambda row: row["data"]["document"]["conference"].update(timezone="Mars/X")), "", "contradict"),
        (edited(2, lambda row: double_first_of(row["data"]["document"]["segments"])), "segments[9].id", "twice"),
        (edited(len(lines()), lambda row: row.update(ballot=["a", 5])), f"line {len(lines())}", "not a vote"),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_record_is_refused_by_line(broken: list[str], where: str, what: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_recording(broken)
    assert [problem.where for problem in refused.value.problems] == [where]
    assert what in refused.value.sentence


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    with open_site(tmp_path / "one") as one, open_site(tmp_path / "two", demo=False) as two:
        yield one, two


def hold(site: Site) -> None:
    site.send("open_session")
    site.send("set_floor_policy", policy="moderated")
    asked = site.send("ask", "viewer", text="Why so late?", identity="public", name="Omar", id="0a1b2c3d4e5f")
    question = next(event["question"] for event in asked.json()["events"] if "question" in event)
    site.send("approve_question", question=question)
    site.run(site.clock.advance, minutes(1))
    path = f"/api/v1/sessions/session-v/questions/{question}/vote"
    voted = site.call("PUT", path, "viewer", headers={"cookie": ""})
    assert voted.status_code == 200, voted.text
    site.send("give_floor", segment="s2")
    site.run(site.clock.advance, minutes(7))
    site.send("add_note", text="Late.")
    site.send("close_session")


def test_a_record_moves_to_another_server_and_gives_the_same_report(sites: tuple[Site, Site]) -> None:
    one, two = sites
    hold(one)
    two.clock.set(one.clock.now() + minutes(90))
    record = one.call("GET", "/api/v1/sessions/session-v/record.jsonl", "organiser")
    assert record.headers["content-type"] == "application/x-ndjson"
    brought = two.call("POST", "/api/v1/records", "organiser", content=record.content)
    assert brought.status_code == 201, brought.text
    assert set(brought.json()["links"]) >= {"moderator", "desk", "stage", "viewer"}
    here, there = (site.call("GET", "/api/v1/sessions/session-v/report", "organiser").json() for site in sites)
    assert there == here
    assert (here["audience"]["votes"], here["final"]) == (1, True)
    again = two.call("GET", "/api/v1/sessions/session-v/record.jsonl", "organiser")
    assert again.content == record.content


def test_a_taken_address_is_refused_and_another_one_offered(sites: tuple[Site, Site]) -> None:
    one, _ = sites
    record = one.call("GET", "/api/v1/sessions/session-v/record.jsonl", "organiser").content
    refused = one.call("POST", "/api/v1/records", "organiser", content=record)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_exists")
    assert "session-v-2" in refused.json()["detail"]
    assert one.call("POST", "/api/v1/records?slug=session-v-2", "organiser", content=record).status_code == 201
    assert one.call("GET", "/api/v1/sessions/session-v-2", "organiser").json()["slug"] == "session-v-2"
    assert one.call("POST", "/api/v1/records?slug=../x", "organiser", content=record).status_code == 422


@pytest.mark.parametrize("role", ["moderator", "desk", "stage", "viewer", "nobody"])
def test_only_an_organiser_takes_a_whole_record_out_or_brings_one(sites: tuple[Site, Site], role: str) -> None:
    one, _ = sites
    assert one.call("GET", "/api/v1/sessions/session-v/record.jsonl", role).status_code == 403
    assert one.call("POST", "/api/v1/records", role, content=b"").status_code == 403


def post_record(site: Site, record: bytes, slug: str = "", role: str = "organiser") -> Any:
    files = {"file": ("record.jsonl", record, "application/x-ndjson")}
    return site.call("POST", "/records", role, files=files, data={"slug": slug})


def test_a_record_is_brought_in_by_a_browser(sites: tuple[Site, Site]) -> None:
    one, two = sites
    hold(one)
    record = one.call("GET", "/api/v1/sessions/session-v/record.jsonl", "organiser").content
    assert "Import the record" in two.call("GET", "/records", "organiser").text
    brought = post_record(two, record)
    assert (brought.status_code, brought.headers["location"]) == (303, "/s/session-v/report")
    assert "Late." in two.call("GET", "/s/session-v/report", "organiser").text
    taken = post_record(two, record)
    assert taken.status_code == 409
    assert "it can come in as session-v-2" in taken.text
    assert post_record(two, record, "session-v-2").headers["location"] == "/s/session-v-2/report"
    assert post_record(two, record[:-40], "half").status_code == 422
    assert post_record(two, b"").status_code == 422


@pytest.mark.parametrize("role", ["moderator", "viewer", "nobody"])
def test_only_an_organiser_may_open_that_page(sites: tuple[Site, Site], role: str) -> None:
    one, _ = sites
    assert one.call("GET", "/records", role).status_code == 403
    assert post_record(one, b"{}", role=role).status_code == 403
