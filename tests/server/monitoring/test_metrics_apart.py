"""Metrics on a port of their own: there and nowhere else, and nothing else there."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.patience import SOCKET
from tests.serving import free_port, serving


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - loopback
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_metrics_answer_on_their_own_port_only_and_alone(tmp_path: Path) -> None:
    apart = f"127.0.0.1:{free_port()}"
    with serving(tmp_path, metrics_address=apart) as server:
        token = server.token("moderator")
        with urllib.request.urlopen(f"http://{apart}/metrics", timeout=60) as answer:
            assert b"rostrum_sessions" in answer.read()
        assert [status(f"{server.url}{path}") for path in ("/metrics", f"/t/{token}/metrics", "/healthz")] == [
            404,
            404,
            200,
        ]
        others = ("/", "/healthz", "/s/session-v", f"/t/{token}/metrics", "/metrics/", "/static/css/base.css")
        assert {path: status(f"http://{apart}{path}") for path in others} == dict.fromkeys(others, 404)
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(f"ws://{apart}/api/v1/sessions/session-v/live", origin=None, **SOCKET),
        ):
            pass
        assert refused.value.response.status_code == 403
        assert server.command("open_session")["seq"] == 2
