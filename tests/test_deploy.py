"""The proxies' example files: accepted by the proxies where they are installed, and always by what we need of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from yaml import safe_load

from app.config import Settings
from app.wire.messages import PING_EVERY_S

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
NGINX, CADDY = DEPLOY / "nginx.conf", DEPLOY / "Caddyfile"

Block = list[tuple[list[str], "Block"]]


def read_blocks(text: str, *, ends: str) -> Block:
    """Directives and their blocks. `ends` is what ends a directive: a semicolon for nginx, a line for Caddy."""
    tokens = re.findall(r'"[^"]*"|\'[^\']*\'|#[^\n]*|[{};\n]|[^\s{};"\']+(?:\{[^\s{}]*\}[^\s{};]*)*', text)
    block, rest = _block([token for token in tokens if not token.startswith("#")], ends)
    assert rest == [], "a block is closed that was never opened"
    return block


def _block(tokens: list[str], ends: str) -> tuple[Block, list[str]]:
    lines: Block = []
    words: list[str] = []
    while tokens:
        token, tokens = tokens[0], tokens[1:]
        if token == "{":
            inner, tokens = _block(tokens, ends)
            assert tokens[:1] == ["}"], f"the block of {words} is never closed"
            lines.append((words, inner))
            words, tokens = [], tokens[1:]
        elif token == "}":
            assert words == [], f"{words} is not ended"
            return lines, ["}", *tokens]
        elif token == ends:
            lines += [(words, [])] if words else []
            words = []
        elif token != "\n":
            words.append(token.strip("\"'"))
    assert words == [], f"{words} is not ended"
    return lines, []


def named(block: Block, *words: str) -> list[list[str]]:
    """What directives that begin with these words go on with."""
    return [line[len(words) :] for line, _ in block if line[: len(words)] == list(words)]


def inside(block: Block, *words: str) -> Block:
    inner_block = next(inner for line, inner in block if line[: len(words)] == list(words))
    assert inner_block
    return inner_block


def test_nginx_passes_on_what_the_server_decides_by() -> None:
    whole = read_blocks(NGINX.read_text(), ends=";")
    server = inside(whole, "server")
    location = inside(server, "location", "/")
    headers = dict(named(location, "proxy_set_header"))
    assert headers == {
        "Host": "$http_host",
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$scheme",
        "Forwarded": "",
        "Upgrade": "$http_upgrade",
        "Connection": "$rostrum_connection",
    }
    assert named(location, "proxy_http_version") == [["1.1"]]
    assert int(named(location, "proxy_read_timeout")[0][0].rstrip("s")) > 2 * PING_EVERY_S
    assert int(named(server, "client_max_body_size")[0][0].rstrip("m")) << 20 >= Settings().file_limit_bytes
    assert inside(server, "location", "=", "/metrics") == [(["return", "404"], [])]


def test_nginx_writes_no_token_to_its_log() -> None:
    whole = read_blocks(NGINX.read_text(), ends=";")
    assert named(inside(whole, "server"), "access_log") == [
        ["/var/log/nginx/rostrum.log", "rostrum", "if=$rostrum_logged"]
    ]
    written = " ".join(named(whole, "log_format", "rostrum")[0])
    assert not re.search(r"\$(request|request_uri|args|query_string|http_\w+)\b", written)
    (pattern, verdict), *_ = ((line[0], line[1]) for line, _ in inside(whole, "map", "$uri") if line[0] != "default")
    assert verdict == "0"
    for address in ("/t/abcdefghijklmnop/s/x", "/join/abcdefghijklmnop", "//t/abcdefghijklmnop/x"):
        assert re.search(pattern.removeprefix("~"), address)
    assert not re.search(pattern.removeprefix("~"), "/s/technical/stage")


def test_nginx_is_a_first_line_that_lets_a_whole_venue_pass() -> None:
    whole = read_blocks(NGINX.read_text(), ends=";")
    settings, server = Settings(), inside(whole, "server")
    (key, zone, rate), *_ = named(whole, "limit_req_zone")
    assert (key, rate) == ("$binary_remote_addr", f"rate={settings.address_rate:.0f}r/s")
    name = zone.removeprefix("zone=").partition(":")[0]
    assert named(server, "limit_req") == [[f"zone={name}", f"burst={settings.address_burst}", "nodelay"]]
    (key, zone), *_ = named(whole, "limit_conn_zone")
    (name, most), *_ = named(server, "limit_conn")
    assert (key, name) == ("$binary_remote_addr", zone.removeprefix("zone=").partition(":")[0])
    assert int(most) > settings.idle_connections
    assert [named(whole, f"limit_{what}_status") for what in ("req", "conn")] == [[["429"]]] * 2


def test_the_container_is_bounded_and_its_base_can_be_named_by_digest() -> None:
    compose = safe_load((DEPLOY.parent / "compose.yaml").read_text())["services"]["rostrum"]
    assert (compose["mem_limit"], compose["read_only"], compose["cap_drop"]) == ("1g", True, ["ALL"])
    lines = (DEPLOY.parent / "Dockerfile").read_text().splitlines()
    (default,) = (line.removeprefix("ARG PYTHON_IMAGE=") for line in lines if line.startswith("ARG "))
    assert [line.split()[1] for line in lines if line.startswith("FROM ")] == ["${PYTHON_IMAGE}"] * 2
    assert compose["build"]["args"] == {"PYTHON_IMAGE": f"${{ROSTRUM_PYTHON_IMAGE:-{default}}}"}


def test_caddy_passes_on_what_the_server_decides_by() -> None:
    site = inside(read_blocks(CADDY.read_text(), ends="\n"), "rostrum.example.org")
    assert named(inside(site, "reverse_proxy", "127.0.0.1:8000"), "header_up") == [["-Forwarded"]]
    assert named(site, "log") == []
    assert named(site, "respond") == [["@metrics", "404"]]
    assert named(inside(site, "request_body"), "max_size") == [["20MB"]]


@pytest.mark.parametrize("text", ["a {", "a }", "a;", "a b"])
def test_the_reader_of_these_files_takes_no_nonsense(text: str) -> None:
    with pytest.raises(AssertionError):
        read_blocks(text, ends="," if ";" in text else ";")


def installed(name: str) -> str:
    """The path of a program; the test is skipped without it, and the reader above is all there is."""
    if (program := shutil.which(name)) is None:
        pytest.skip(f"{name} is not installed; its file was read by a reader of ours")
    return program


def accepted(command: list[str], home: Path) -> str:
    """What a program says against a file; nothing if it takes it."""
    done = subprocess.run(command, env={**os.environ, "HOME": str(home)}, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def test_caddy_itself_accepts_its_file(tmp_path: Path) -> None:
    command = [installed("caddy"), "validate", "--adapter", "caddyfile", "--config", str(CADDY)]
    assert accepted(command, tmp_path) == ""


def test_nginx_itself_accepts_its_file(tmp_path: Path) -> None:
    """With a certificate, logs, sockets and folders that a user without rights may have."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=rostrum"]
    nginx = installed("nginx")
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = NGINX.read_text().replace("/etc/ssl/rostrum.example.org/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/rostrum.example.org/privkey.pem", str(key)).replace("/var/log/nginx/", f"{tmp_path}/")
    sockets = iter("abcd")
    text = re.sub(r"listen [^ ;]+", lambda _: f"listen unix:{tmp_path}/{next(sockets)}", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    whole = tmp_path / "whole.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {folders} {text} }}")
    assert accepted([nginx, "-t", "-q", "-p", str(tmp_path), "-c", str(whole)], tmp_path) == ""
