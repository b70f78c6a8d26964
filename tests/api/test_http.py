"""The HTTP contract: what it promises, and that bad input gets its documented answer and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes import START, document
from tests.sites import SESSION, Site

COMMANDS = f"{SESSION}/commands"


def test_a_command_is_carried_out_and_answered(site: Site) -> None:
    answer = site.send("give_floor", segment="s2", key="a1")
    assert answer.status_code == 200
    body = answer.json()
    assert [event["kind"] for event in body["events"]] == ["segment_cued", "session_opened", "clock_started"]
    assert (body["seq"], body["view"]["floor"]["text"]) == (4, "6:00")
    site.clock.set(START + 50_000)
    again = site.send("give_floor", segment="s2", key="a1").json()
    assert (again["seq"], again["events"]) == (body["seq"], body["events"])
    assert again["view"]["floor"]["remaining_ms"] == 310_000


def test_a_stale_command_is_refused_with_the_present_view(site: Site) -> None:
    site.send("advance", seen=1)
    answer = site.send("advance", seen=1)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert (answer.json()["code"], answer.json()["view"]["floor"]["segment"]) == ("stale_view", "s1")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"{", [""]),
        (b"[]", [""]),
        (b'{"command": "advance", "x": "\\ud83d"}', [""]),
        (b'{"command": "advance", "x": NaN}', [""]),
        (b"\xff\xfe", [""]),
        (b"[" * 100_000, [""]),
        (b"{}", ["command"]),
        (b'{"command": "advanse"}', ["command"]),
        (b'{"command": 5}', ["command"]),
        (b'{"command": "advance", "extra": 1}', ["extra"]),
        (b'{"command": "advance", "key": "not a key!"}', ["key"]),
        (b'{"command": "advance", "seen": -1}', ["seen"]),
        (b'{"command": "grant_time"}', ["ms"]),
        (b'{"command": "grant_time", "ms": "60000"}', ["ms"]),
        (b'{"command": "grant_time", "ms": 1.5}', ["ms"]),
        (b'{"command": "grant_time", "ms": true}', ["ms"]),
        (b'{"command": "grant_time", "ms": 99999999999999999999999}', ["ms"]),
        (b'{"command": "interrupt", "kind": "lunch"}', ["kind"]),
        (b'{"command": "show_message", "text": ""}', ["text"]),
        (b'{"command": "show_message", "text": "' + b"x" * 201 + b'"}', ["text"]),
        (b'{"command": "edit_segment", "segment": "s2", "planned": "six", "nope": 1}', ["planned", "nope"]),
        (b'{"command": "add_segment", "speakers": ["nobody"]}', ["segments[9].speakers"]),
    ],
)
def test_bad_input_is_named_and_changes_nothing(site: Site, body: bytes, fields: list[str]) -> None:
    before = site.get(SESSION).json()["seq"]
    answer = site.http.post(COMMANDS, content=body, headers=site.bearer("moderator"))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert site.get(SESSION).json()["seq"] == before


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    answer = site.http.post(COMMANDS, content=b"x" * 10_000_000, headers=site.bearer("moderator"))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    chunks = (b"x" * 100_000 for _ in range(100))
    answer = site.http.post(COMMANDS, content=chunks, headers=site.bearer("moderator"))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("role", "command", "status", "code"),
    [
        ("nobody", "advance", 403, "forbidden"),
        ("viewer", "advance", 403, "forbidden"),
        ("stage", "advance", 403, "forbidden"),
        ("desk", "advance", 403, "forbidden"),
        ("moderator", "pause_clock", 409, "not_running"),
    ],
)
def test_roles_and_rejections(site: Site, role: str, command: str, status: int, code: str) -> None:
    answer = site.send(command, role)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("role", ["nobody", "viewer", "stage", "desk", "moderator"])
def test_a_key_that_can_be_guessed_opens_no_document(site: Site, role: str) -> None:
    answer = site.send("advance", role, key="create")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")
    assert "session_created" not in answer.text
    assert answer.json()["view"]["seq"] == 1


def test_asking_says_why_it_is_not_possible(site: Site) -> None:
    answer = site.send("ask", "viewer", text="May I ask?", identity="anonymous")
    assert (answer.status_code, answer.json()["code"]) == (403, "floor_closed")
    assert answer.json()["detail"] == "There are no interventions from the floor in this session."


def test_an_unknown_session_and_an_unknown_link(site: Site) -> None:
    assert site.get("/api/v1/sessions/nope").json()["code"] == "not_found"
    answer = site.http.get(SESSION, headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_link")
    assert site.http.get("/nowhere").status_code == 404
    assert site.http.put(COMMANDS).status_code == 405


def test_the_view_has_an_etag_and_a_role(site: Site) -> None:
    answer = site.get(SESSION, "viewer")
    assert (answer.headers["etag"], answer.json()["role"]) == ('"1"', "viewer")
    for named in ('"1"', 'W/"1"', '"0", "1"', "*"):
        assert site.get(SESSION, "viewer", headers={"If-None-Match": named}).status_code == 304
    assert site.get(SESSION, "viewer", headers={"If-None-Match": '"0"'}).status_code == 200
    assert site.http.get("/api/v1/sessions").json()[0]["slug"] == "session-v"


def test_organisers_create_sessions_and_others_do_not(site: Site) -> None:
    new = document(slug="new", public=False)
    refused = site.http.post("/api/v1/sessions", json=new, headers=site.bearer("moderator"))
    assert refused.status_code == 403
    made = site.http.post("/api/v1/sessions", json=new, headers=site.bearer("organiser"))
    assert (made.status_code, made.json()["slug"]) == (201, "new")
    assert set(made.json()["links"]) == {"moderator", "desk", "stage", "viewer"}
    again = site.http.post("/api/v1/sessions", json=new, headers=site.bearer("organiser"))
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    assert site.http.get("/api/v1/sessions/new").status_code == 404
    token = made.json()["links"]["viewer"]["token"]
    assert site.http.get(f"/t/{token}/api/v1/sessions/new").json()["role"] == "viewer"
    bad = site.http.post("/api/v1/sessions", json={"title": 1}, headers=site.bearer("organiser"))
    assert {error["field"] for error in bad.json()["errors"]} == {"title", "starts_at"}


def test_the_document_can_be_replaced_by_an_organiser_only(site: Site) -> None:
    new = document(title="Renamed")
    path = "/api/v1/sessions/session-v/document"
    assert site.http.put(path, json=new, headers=site.bearer("moderator")).status_code == 403
    assert site.http.put(path, json=new, headers=site.bearer("organiser")).json()["view"]["title"] == "Renamed"


def test_the_record_the_preview_and_the_journal_are_for_those_who_run_the_session(site: Site) -> None:
    site.send("give_floor", segment="s2")
    base = SESSION
    for path in ("/report", "/report.json", "/rebalance?mode=equal"):
        assert site.get(f"{base}{path}").status_code == 200
        assert site.get(f"{base}{path}", "viewer").status_code == 403
    assert site.get(f"{base}/rebalance?mode=fair").json()["code"] == "invalid"
    lines = site.get(f"{base}/journal", "organiser").text.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [
        "session_created",
        "segment_cued",
        "session_opened",
        "clock_started",
    ]
    assert site.get(f"{base}/journal").status_code == 403


def test_a_note_from_a_page_without_scripts_is_on_the_record_when_the_page_comes_back(site: Site) -> None:
    site.send("give_floor", segment="s2")
    page = "/s/session-v/report"
    for role in ("viewer", "desk", "stage"):
        assert site.get(page, role).status_code == 403
        assert site.get("/s/session-v/runsheet", role).status_code == 403
    form = {"command": "add_note", "kind": "action", "text": "Send <b>it</b> by Friday."}
    kept = site.http.post(
        "/s/session-v/command",
        data=form,
        headers={**site.bearer("moderator"), "referer": page},
        follow_redirects=False,
    )
    assert (kept.status_code, kept.headers["location"]) == (303, page)
    html = site.get(page).text
    assert "Send &lt;b&gt;it&lt;/b&gt; by Friday." in html
    assert "The session opened at" in html


def test_a_link_becomes_a_cookie_and_a_clean_address(site: Site) -> None:
    assert site.http.get("/s/session-v/console").status_code == 403
    joined = site.http.get(f"/join/{site.tokens['moderator']}", follow_redirects=False)
    assert (joined.status_code, joined.headers["location"]) == (303, "/s/session-v/console")
    cookie = joined.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert site.http.get("/s/session-v/console").status_code == 200
    assert site.http.get("/join/nonsense").status_code == 401


def test_a_stage_link_opens_the_stage_and_nothing_more(site: Site) -> None:
    base = f"/t/{site.tokens['stage']}/s/session-v"
    assert [site.http.get(f"{base}{page}").status_code for page in ("", "/stage", "/console")] == [200, 200, 403]
    page = site.http.get(f"{base}/stage").text
    assert f'data-base="/t/{site.tokens["stage"]}"' in page


@pytest.mark.parametrize("page", ["/s/session-v", "/board"])
def test_a_page_that_is_watched_without_scripts_refreshes_itself(site: Site, page: str) -> None:
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in site.get(page).text


def test_forms_work_without_scripts(site: Site) -> None:
    form = {"command": "grant_time", "ms": "60000", "seen": "1"}
    refused = site.http.post("/s/session-v/command", data=form, headers=site.bearer("moderator"))
    assert (refused.status_code, "No speaker is cued" in refused.text) == (409, True)
    done = site.http.post(
        "/s/session-v/command",
        data={"command": "cue", "segment": ""},
        headers=site.bearer("moderator"),
        follow_redirects=False,
    )
    assert (done.status_code, done.headers["location"]) == (303, "/s/session-v/console")
    assert site.get(SESSION).json()["floor"]["segment"] == "s1"


def test_a_form_answers_htmx_with_a_notice_in_words(site: Site) -> None:
    headers = {**site.bearer("moderator"), "HX-Request": "true"}
    done = site.http.post("/s/session-v/command", data={"command": "cue", "segment": "s2"}, headers=headers)
    assert (done.status_code, "Introduce Panellist 1." in done.text) == (200, True)
    refused = site.http.post(
        "/s/session-v/command", data={"command": "edit_segment", "segment": "s2", "planned": "six"}, headers=headers
    )
    assert (refused.status_code, "is not a duration" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({}, 200),
    ],
)
def test_other_sites_cannot_press_keys(site: Site, headers: dict[str, str], status: int) -> None:
    everything = {**site.bearer("moderator"), **headers}
    assert site.http.post(COMMANDS, json={"command": "cue"}, headers=everything).status_code == status


@pytest.mark.parametrize("path", ["", "/rebalance", "/report", "/report.csv", "/journal", "/links", "/nothing"])
def test_no_proxy_keeps_an_answer_that_depends_on_who_asks(site: Site, path: str) -> None:
    headers = site.get(f"/api/v1/sessions/session-v{path}", "organiser").headers
    assert headers["cache-control"] == ("no-store" if path else "private, no-cache")
    again = site.get(SESSION, headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.headers["vary"]) == (304, "Accept-Language, Authorization, Cookie")
    assert site.get("/api/v1/programme.ics").headers["cache-control"] == "private, no-cache"


def test_every_answer_has_the_strict_policy(site: Site) -> None:
    for path in ("/", "/healthz", "/s/session-v", "/nowhere"):
        headers = site.http.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_operations(site: Site) -> None:
    assert site.http.get("/healthz").text == "ok\n"
    assert site.http.get("/readyz").text == "ready\n"
    site.http.get("/s/session-v")  # sessions in memory are counted
    assert 'rostrum_sessions{status="planned"} 1.0' in site.http.get("/metrics").text
    schema = site.http.get("/openapi.json").json()
    commands = schema["paths"]["/api/v1/sessions/{slug}/commands"]["post"]["requestBody"]
    assert len(commands["content"]["application/json"]["schema"]["oneOf"]) > 40


def test_assets_may_be_kept_for_ever_only_under_their_own_name(site: Site) -> None:
    digest = site.http.app.state.assets.digest  # type: ignore[attr-defined]  # our application
    kept = site.http.get(f"/static/{digest}/css/tokens.css")
    assert (kept.status_code, kept.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert site.http.get("/static/old/css/tokens.css").headers["cache-control"] == "no-cache"
    assert site.http.get(f"/static/{digest}/../app/main.py").status_code == 404


def test_no_token_is_kept_in_the_database(site: Site, tmp_path: Path) -> None:
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("rostrum.db*"))
    assert b"standing:session-v/moderator" in kept
    assert all(token.encode() not in kept for token in site.tokens.values())


@pytest.mark.parametrize(
    ("form", "media", "begins"),
    [
        ("json", "application/json", b"{"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbftable,"),
        ("md", "text/markdown; charset=utf-8", b"# Session V"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF-1.7"),
    ],
)
def test_the_record_is_handed_over_in_every_format(site: Site, form: str, media: str, begins: bytes) -> None:
    site.send("give_floor", segment="s2")
    path = f"/api/v1/sessions/session-v/report.{form}"
    answer = site.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert f'filename="session-v-record.{form}"' in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)
    assert site.get(path, "viewer").status_code == 403
    assert site.get(path, "desk").json()["code"] == "forbidden"


def test_a_format_that_there_is_not_is_named(site: Site) -> None:
    answer = site.get("/api/v1/sessions/session-v/report.docx")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "json, csv, md, xlsx, html, pdf" in answer.json()["detail"]


@pytest.mark.parametrize("role", ["moderator", "viewer", "nobody"])
@pytest.mark.parametrize("form", ["ics", "json", "xml"])
def test_a_reader_of_a_session_may_download_its_programme(site: Site, form: str, role: str) -> None:
    one = site.get(f"/api/v1/sessions/session-v/programme.{form}", role)
    every = site.get(f"/api/v1/programme.{form}", role)
    assert (one.status_code, every.status_code) == (200, 200)
    assert one.content == every.content
    assert b"Panellist 1" in one.content
    assert b"moh-de-RAH-tor" not in one.content


def test_hidden_sessions_are_in_no_programme(site: Site) -> None:
    site.send("edit_session", public=False)
    assert site.get("/api/v1/programme.json", "nobody").status_code == 404
    assert b"Session V" not in site.get("/api/v1/programme.ics", "nobody").content
    assert site.get("/api/v1/sessions/session-v/programme.ics", "nobody").status_code == 404


def test_the_document_comes_back_for_those_who_run_the_session(site: Site) -> None:
    for form in ("json", "yaml"):
        path = f"/api/v1/sessions/session-v/document.{form}"
        assert site.get(path, "viewer").status_code == 403
        assert site.get(path).status_code == 200
    again = site.get("/api/v1/sessions/session-v/document.json").json()
    put = site.http.put("/api/v1/sessions/session-v/document", json=again, headers=site.bearer("organiser"))
    assert (put.status_code, put.json()["events"]) == (200, [])
    assert site.get("/api/v1/sessions/session-v/document.docx").status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_address_that_makes_no_sense_is_a_page_for_people_and_a_code_for_programs(site: Site, accept: str) -> None:
    answer = site.get("/s/session-v/speaker/first", headers={"Accept": accept})
    assert answer.status_code == 422
    if accept == "text/html":
        assert "Nothing was lost." in answer.text
    else:
        assert answer.json()["code"] == "invalid"
