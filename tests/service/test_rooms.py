"""All sessions of a server: one whose journal cannot be read is left out and named, and the others are served."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from app.cli.backup import UNSOUND, report_on
from tests.fakes import document
from tests.sites import Site, open_site

LEFT_OUT = "/api/v1/sessions/other"


def damage(data: Path, change: str) -> None:
    with closing(sqlite3.connect(data / "rostrum.db")) as connection, connection:
        connection.execute(f"UPDATE journal SET {change} WHERE session = 'other' AND seq = 1")  # noqa: S608 - ours


def prepare(data: Path, *, public: bool = True) -> dict[str, str]:
    """Two sessions; the answer is the tokens of the second."""
    with open_site(data) as site:
        plan = {**document(), "slug": "other", "title": "The other one", "public": public}
        assert site.call("POST", "/api/v1/sessions", "organiser", json=plan).status_code == 201
        tokens = site.run(site.server.services.access.session_tokens, "other")
        return {str(role): token for role, token in tokens.items()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("kind = 'session_dreamt'", "record 1 is a session_dreamt of version 1, which this server does not know"),
        ("data = '{'", "record 1 is damaged"),
        ("""data = '{"document": {}}'""", "its records do not add up to a session (KeyError)"),
    ],
)
def test_an_unreadable_session_is_left_out_and_named_and_the_others_are_served(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], change: str, why: str
) -> None:
    tokens = prepare(tmp_path)
    damage(tmp_path, change)
    with open_site(tmp_path) as site:
        assert f"reason={why!r}" in capfd.readouterr().err.replace('"', "'")
        assert site.send("open_session").status_code == 200
        assert site.call("GET", "/readyz").text == (
            "ready\nsessions left out, because their journals cannot be read: 1\n"
        )
        page = site.call("GET", "/", "organiser", headers={"Accept": "text/html"}).text
        assert f"<b>other</b>: {why}" in page
        assert "Left out" not in site.call("GET", "/", "nobody").text

        refused = site.call("GET", LEFT_OUT, "organiser")
        assert (refused.status_code, refused.json()["code"]) == (503, "unreadable")
        assert f"The journal of other cannot be read: {why}." in refused.json()["detail"]
        site.tokens["moderator"] = tokens["moderator"]
        assert site.call("GET", LEFT_OUT, "moderator").status_code == 503
        assert _close_code(site) == 1013
        for stranger in ("nobody", "stage"):
            assert site.call("GET", LEFT_OUT, stranger).status_code == 404
    assert report_on(f"sqlite:///{tmp_path / 'rostrum.db'}") == UNSOUND


def test_what_was_mended_is_served_after_a_restart(tmp_path: Path) -> None:
    prepare(tmp_path)
    damage(tmp_path, "version = 99")
    with open_site(tmp_path) as site:
        assert site.call("GET", LEFT_OUT, "organiser").status_code == 503
    damage(tmp_path, "version = 1")
    with open_site(tmp_path) as site:
        assert site.call("GET", LEFT_OUT, "organiser").json()["title"] == "The other one"
        assert site.call("GET", "/readyz").text == "ready\n"


def _close_code(site: Site) -> int:
    """With which code a socket on the session is closed."""
    with (
        site.http.websocket_connect(f"{LEFT_OUT}/live", headers=site.bearer("moderator")) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_json()
    return closed.value.code
