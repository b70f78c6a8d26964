"""What the proxies' files promise beside what test_proxies tries with the proxies; the container's bounds."""

from __future__ import annotations

import re
from pathlib import Path

from yaml import safe_load

from app.config import Settings
from app.wire.messages import PING_EVERY_S

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
NGINX, CADDY = DEPLOY / "nginx.conf", DEPLOY / "Caddyfile"


def given(file: Path, directive: str) -> list[str]:
    """What each directive that begins with these words goes on with; a comment is none."""
    rest = re.findall(rf"^\s*{re.escape(directive)}\s+(.+?)(?:;| \{{)?$", file.read_text(), re.MULTILINE)
    return [line.strip() for line in rest]


def test_nginx_lets_through_what_the_server_takes() -> None:
    (limit,) = given(NGINX, "client_max_body_size")
    assert int(limit.rstrip("m")) << 20 >= Settings().file_limit_bytes
    (patience,) = given(NGINX, "proxy_read_timeout")
    assert int(patience.rstrip("s")) > 2 * PING_EVERY_S
    assert given(NGINX, "proxy_set_header Forwarded") == ['""']


def test_nginx_writes_neither_queries_nor_headers_to_its_log() -> None:
    (written,) = given(NGINX, "log_format rostrum")
    assert not re.search(r"\$(request|request_uri|args|query_string|http_\w+)\b", written)
    assert given(NGINX, "access_log") == ["/var/log/nginx/rostrum.log rostrum if=$rostrum_logged", "off"]


def test_nginx_is_a_first_line_that_lets_a_whole_venue_pass() -> None:
    settings = Settings()
    (zone,) = given(NGINX, "limit_req_zone")
    assert zone == f"$binary_remote_addr zone=rostrum_requests:10m rate={settings.address_rate:.0f}r/s"
    assert given(NGINX, "limit_req") == [f"zone=rostrum_requests burst={settings.address_burst} nodelay"]
    (zone,) = given(NGINX, "limit_conn_zone")
    assert zone == "$binary_remote_addr zone=rostrum_connections:10m"
    (most,) = given(NGINX, "limit_conn")
    assert int(most.removeprefix("rostrum_connections ")) > settings.idle_connections
    assert [given(NGINX, f"limit_{what}_status") for what in ("req", "conn")] == [["429"], ["429"]]


def test_caddy_replaces_what_clients_claim_and_keeps_no_log() -> None:
    for file in (CADDY, DEPLOY / "cluster" / "Caddyfile"):
        assert given(file, "header_up") == ["-Forwarded"]
        assert given(file, "log") == []
        assert given(file, "max_size") == ["20MB"]


def test_the_container_is_bounded_and_its_base_can_be_named_by_digest() -> None:
    compose = safe_load((DEPLOY.parent / "compose.yaml").read_text())["services"]["rostrum"]
    assert (compose["mem_limit"], compose["read_only"], compose["cap_drop"]) == ("1g", True, ["ALL"])
    lines = (DEPLOY.parent / "Dockerfile").read_text().splitlines()
    (default,) = (line.removeprefix("ARG PYTHON_IMAGE=") for line in lines if line.startswith("ARG "))
    assert [line.split()[1] for line in lines if line.startswith("FROM ")] == ["${PYTHON_IMAGE}"] * 2
    assert compose["build"]["args"] == {"PYTHON_IMAGE": f"${{ROSTRUM_PYTHON_IMAGE:-{default}}}"}
