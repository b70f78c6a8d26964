"""Who may do what, tried at every entrance: each command, page and path of the API as each role, and nothing moves.

A path that is not in `OPEN` is for those who run a session, and closed to all others: a new page is closed until
this file says whom it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from starlette.websockets import WebSocketDisconnect

from app.domain.messages.commands import COMMANDS
from app.domain.state.policy import MAY
from app.domain.values import Role
from app.formats.commands import command_model
from app.web.page_table import PAGES
from tests.fakes import document
from tests.sites import SESSION, Site, open_site

# `stranger` runs another session, and has no role here.
WEAK = ("desk", "crew", "stage", "speaker", "interpreter", "viewer", "nobody", "stranger")
ALL = ("organiser", "moderator", *WEAK)
OUTSIDE = ("nobody", "stranger")
EVERYBODY = frozenset(WEAK)
DENIED = {401, 403, 404}

# Whom else a path is for, besides those who run the session; `*` stands for one part of a path.
OPEN: dict[str, frozenset[str]] = {
    "GET /": EVERYBODY,
    "GET /board": EVERYBODY,
    "GET /board/rows": EVERYBODY,
    "GET /join/*": EVERYBODY,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    # A moderator of any session may say where a screen goes; the session they name is checked.
    "GET /pair/*": frozenset({"stranger"}),
    "GET /screen": EVERYBODY,
    "GET /screen/waiting": EVERYBODY,
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /openapi.json": EVERYBODY,
    "GET /feed/*/now.*": EVERYBODY,
    "GET /feed/*/rundown.*": EVERYBODY,
    # What Ontime v4 clients are told is what the link's role may see; their actions need a token in the path.
    "GET /ontime/*/data/rundowns/current": EVERYBODY,
    "GET /ontime/*/data/custom-fields": EVERYBODY,
    "GET /embed/*": EVERYBODY,
    "GET /s/*": EVERYBODY,
    "GET /s/*/qr": EVERYBODY,
    "GET /s/*/qr.*": EVERYBODY,
    "GET /s/*/stage": frozenset({"stage", "desk", "crew"}),
    "GET /s/*/overlay/*": frozenset({"stage"}),
    "GET /room/*/sign": EVERYBODY,
    "GET /room/*/rows": EVERYBODY,
    "GET /venue": EVERYBODY,
    "GET /venue/rows": EVERYBODY,
    "GET /s/*/sign": EVERYBODY,
    "GET /s/*/backstage": frozenset({"crew"}),
    "GET /s/*/backstage/people": frozenset({"crew"}),
    "GET /s/*/desk": frozenset({"desk"}),
    "GET /s/*/speakers": frozenset({"desk"}),
    "GET /api/v1/sessions/*/list.csv": frozenset({"desk"}),
    "POST /s/*/desk": frozenset({"desk"}),
    "GET /s/*/desk/questions/*": frozenset({"desk"}),
    "POST /s/*/desk/questions/*": frozenset({"desk"}),
    "GET /s/*/speaker/*": frozenset({"speaker"}),
    "POST /s/*/speaker/*": frozenset({"speaker"}),
    "GET /s/*/lectern": frozenset({"speaker", "interpreter"}),
    "POST /s/*/lectern/position": frozenset({"speaker"}),
    "POST /language": EVERYBODY,
    # Which of them depends on the command; every command is tried below.
    "POST /s/*/command": EVERYBODY,
    # The viewer's page for people without scripts; who may ask and vote depends on the command as well.
    "GET /s/*/ask": EVERYBODY,
    "POST /s/*/ask": EVERYBODY,
    "GET /s/*/mine": EVERYBODY,
    "POST /s/*/questions/*/vote": EVERYBODY,
    "POST /s/*/questions/*/withdraw": EVERYBODY,
    "GET /api/v1/links": EVERYBODY,
    "GET /api/v1/sessions": EVERYBODY,
    "GET /api/v1/sessions/*": EVERYBODY,
    "POST /api/v1/sessions/*/commands": EVERYBODY,
    "GET /api/v1/sessions/*/questions/mine": EVERYBODY,
    "GET /api/v1/sessions/*/questions.*": frozenset({"desk"}),
    "PUT /api/v1/sessions/*/questions/*/vote": EVERYBODY,
    "DELETE /api/v1/sessions/*/questions/*/vote": EVERYBODY,
}
ORGANISERS_ONLY = (
    "POST /api/v1/sessions",
    "PUT /api/v1/sessions/*/document",
    "GET /api/v1/sessions/*/journal",
    "GET /api/v1/webhooks",
    "POST /api/v1/webhooks",
    "PATCH /api/v1/webhooks/*",
    "DELETE /api/v1/webhooks/*",
    "GET /api/v1/webhooks/*/deliveries",
    "POST /api/v1/webhooks/*/deliveries/*/resend",
    *("GET /webhooks", "POST /webhooks", "GET /webhooks/*"),
    *(f"POST /webhooks/*/{act}" for act in ("pause", "remove", "resend")),
    *("GET /s/*/webhooks", "POST /s/*/webhooks"),
    "POST /sign-in/password",
    "POST /sign-out",
    "GET /new",
    "POST /new",
    "POST /new/template/remove",
    "POST /s/*/plan/template",
)
RUNS = ("organiser", "moderator")
SHOWN_TO: dict[str, tuple[str, ...]] = {
    "/s/session-v": ALL,
    "/s/session-v/stage": (*RUNS, "desk", "crew", "stage"),
    "/s/session-v/console": RUNS,
    "/s/session-v/links": RUNS,
    f"{SESSION}/report": RUNS,
    f"{SESSION}/links": RUNS,
    f"{SESSION}/journal": ("organiser",),
}
OVERLAYS = {name for name in PAGES if name.startswith("overlay")}
DESK_MAY = {
    "set_floor_policy",
    "show_question_on_stage",
    *(name for name in COMMANDS if re.search(r"question|batch|burst|participant", name)),
} - {"focus_question", "mark_question", *(name for name in COMMANDS if name.endswith("_guiding_question"))}
ASKING = {"ask", "withdraw_question"}
REQUESTING = {"request_floor", "withdraw_request", "swap_requests", "mark_ready"}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a holder of every role, and a second, private session."""
    with open_site(tmp_path_factory.mktemp("matrix")) as site:
        site.tokens["speaker"] = site.call(
            "POST", f"{SESSION}/links", "organiser", json={"role": "speaker", "speaker": "p1"}
        ).json()["token"]
        for role in ("interpreter", "crew"):
            made = site.call("POST", f"{SESSION}/links", "organiser", json={"role": role})
            site.tokens[role] = made.json()["token"]
        made = site.call("POST", "/api/v1/sessions", "organiser", json=document(slug="other", public=False)).json()
        site.tokens["stranger"] = made["links"]["moderator"]["token"]
        yield site


def routes(site: Site) -> list[tuple[str, str]]:
    """Method and path of everything that answers over HTTP, other than the static files."""
    app: Any = site.http.app
    methods = {(method, route.path) for route in app.routes for method in getattr(route, "methods", None) or ()}
    return sorted((method, path) for method, path in methods if method != "HEAD")


def filled(path: str, slug: str = "session-v") -> str:
    return re.sub(r"\{[^}]*\}", "1", path.replace("{slug}", slug))


def pattern(method: str, path: str) -> str:
    return f"{method} {re.sub(r'{[^}]*}', '*', path)}"


def state_of(site: Site) -> list[Any]:
    """Everything that a request could have changed."""
    rooms = site.run(site.server.summaries.seqs, site.run(site.server.directory.slugs))
    links = [site.run(site.server.directory.links, slug) for slug in (None, "session-v", "other")]
    counted = [(link.id, link.revoked_ms, link.page, link.session) for page in links for link in page]
    return [rooms, counted, site.run(site.server.sign_in.has_password)]


def test_the_matrix_covers_what_there_is(crowd: Site) -> None:
    patterns = {pattern(method, path) for method, path in routes(crowd)}
    assert {"GET /s/*/console", "POST /s/*/links/revoke", "DELETE /api/v1/sessions/*/links/*"} <= patterns
    assert set(ORGANISERS_ONLY) <= patterns


@pytest.mark.parametrize("role", WEAK)
def test_a_path_is_closed_to_whom_it_is_not_for(crowd: Site, role: str) -> None:
    before = state_of(crowd)
    let_in = {
        f"{pattern(method, path)} {answer.status_code}"
        for method, path in routes(crowd)
        if role not in OPEN.get(pattern(method, path), ())
        and (answer := crowd.call(method, filled(path), role)).status_code not in DENIED
    }
    assert let_in == set()
    assert state_of(crowd) == before


@pytest.mark.parametrize("role", ["moderator", *WEAK])
def test_some_things_are_for_organisers_only(crowd: Site, role: str) -> None:
    before = state_of(crowd)
    for path in ORGANISERS_ONLY:
        method, _, where = path.partition(" ")
        answer = crowd.call(method, where.replace("*", "session-v"), role, json=document(slug="third"))
        assert (path, answer.status_code) == (path, 403)
    assert state_of(crowd) == before


@pytest.mark.parametrize("path", SHOWN_TO)
def test_a_path_is_shown_to_whom_it_is_for(crowd: Site, path: str) -> None:
    assert tuple(role for role in ALL if crowd.call("GET", path, role).status_code == 200) == SHOWN_TO[path]


@pytest.mark.parametrize("role", [role for role in ALL if role not in {"organiser", "stranger"}])
def test_a_private_session_is_hidden_from_readers_without_a_link(crowd: Site, role: str) -> None:
    """A holder of links of the other session only."""
    private = [(m, p) for m, p in routes(crowd) if "{slug}" in p]
    answers = {
        f"{m} {p}": crowd.call(m, filled(p, "other"), role).status_code
        for m, p in private
        if m == "GET" or role != "nobody"
    }
    assert set(answers.values()) == {404}
    assert "other" not in {session["slug"] for session in crowd.call("GET", "/api/v1/sessions", role).json()}
    assert "/s/other" not in crowd.call("GET", "/", role).text
    assert 'session="other"' not in crowd.call("GET", "/metrics", role).text


def sample(name: str) -> dict[str, Any]:
    """A command with its required fields, so that only the role can be what is wrong with it."""
    fields = command_model(name).model_fields.items()
    needed = {info.alias or field: _value(info.annotation) for field, info in fields if info.is_required()}
    return {**needed, "command": name}


def _value(annotation: Any) -> Any:
    options = get_args(annotation)
    if get_origin(annotation) is Literal:
        return options[0]
    if get_origin(annotation) is tuple:
        of = options[0]
        return [str(next(iter(of))) if isinstance(of, type) and issubclass(of, StrEnum) else "x1"]
    if options:
        return _value(options[0])
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return str(next(iter(annotation)))
    return {str: "x1 is here", int: 1, bool: True}[annotation]


def may(role: str) -> set[str]:
    """The commands of a role that is not to run the session, said here once more, and independently."""
    return {"desk": DESK_MAY | ASKING | REQUESTING, "stage": set(), "speaker": REQUESTING, "crew": {"mark_ready"}}.get(
        role, ASKING
    )


@pytest.mark.parametrize("role", WEAK)
def test_the_table_of_the_policy_says_no_more_than_this(role: str) -> None:
    held = Role.VIEWER if role in OUTSIDE else Role(role)
    assert {name for name, kind in COMMANDS.items() if kind in MAY[held]} <= may(role)


@pytest.mark.parametrize("role", WEAK)
def test_a_command_of_the_wrong_role_is_refused_at_every_entrance(crowd: Site, role: str) -> None:
    before = state_of(crowd)
    for name in set(COMMANDS) - may(role):
        sent = sample(name)
        answer = crowd.call("POST", f"{SESSION}/commands", role, json=sent)
        assert (name, answer.status_code, answer.json()["code"]) == (name, 403, "forbidden")
        form = {field: ",".join(value) if isinstance(value, list) else str(value) for field, value in sent.items()}
        assert (name, crowd.call("POST", "/s/session-v/command", role, data=form).status_code) == (name, 403)
    assert state_of(crowd) == before


@pytest.mark.parametrize(
    ("role", "refused"), [("organiser", set()), ("moderator", {"count_heard", "replace_plan", "start_on_time"})]
)
def test_the_roles_that_run_a_session_give_its_commands(tmp_path: Path, role: str, refused: set[str]) -> None:
    with open_site(tmp_path) as site:
        answers = {name: site.call("POST", f"{SESSION}/commands", role, json=sample(name)).json() for name in COMMANDS}
    assert {name for name, answer in answers.items() if answer.get("code") == "forbidden"} == refused


@pytest.mark.parametrize("role", WEAK)
def test_a_socket_is_opened_for_no_page_that_is_not_theirs(crowd: Site, role: str) -> None:
    own = {
        "viewer",
        *({"desk", "stage", "speakers"} if role == "desk" else {"stage", "backstage"} if role == "crew" else ()),
        role if role in {"stage", "speaker"} else "",
    }
    own |= OVERLAYS if role == "stage" else {"lectern"} if role in {"speaker", "interpreter"} else set()
    for page in (*sorted(set(PAGES) - own), "nonsense", ""):
        assert (page, close_code(crowd, f"/s/session-v/live?page={page}", role)) == (page, 4401)


@pytest.mark.parametrize("role", ["moderator", "viewer", "nobody"])
def test_a_socket_of_a_private_session_is_refused_without_a_link(crowd: Site, role: str) -> None:
    assert close_code(crowd, "/api/v1/sessions/other/live", role) == 4404
    assert close_code(crowd, "/s/other/live?page=viewer", role) in {4401, 4404}
    assert close_code(crowd, "/ontime/other/ws", role) == 4404


def close_code(site: Site, path: str, role: str) -> int:
    """With which code the server closes a socket by itself."""
    with site.http.websocket_connect(path, headers=site.bearer(role)) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        return int(closed.value.code)


def test_every_refusal_stands_in_the_audit(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        site.send("advance", "stage")
        kept = site.run(site.server.incidents.read, "session-v")
    assert [(one.actor, one.role, one.what, one.outcome) for one in kept] == [
        ("Stage (default link)", "stage", "advance", "forbidden")
    ]
