"""A whole server in this process, and what each role holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.parts import Server
from tests.fakes import FakeClock
from tests.migrated import give_demo, give_tables

SESSION = "/api/v1/sessions/session-v"


class Site:
    """Requests in a role: by role with that role's default link, or without one."""

    def __init__(self, http: TestClient, clock: FakeClock, data: Path) -> None:
        self.http = http
        self.clock = clock
        self.data = data
        self.server: Server = http.app.state.server  # type: ignore[attr-defined]  # our application
        self.tokens: dict[str, str] = self.run(self._links)

    async def _links(self) -> dict[str, str]:
        access = self.server.services.access
        there = "session-v" in await self.server.directory.slugs()
        tokens = (await access.session_tokens("session-v")).items() if there else ()
        return {**{str(role): token for role, token in tokens}, "organiser": await access.organiser_token()}

    def run(self, work: Any, *args: Any) -> Any:
        """Run a coroutine function on the server's own loop."""
        return self.http.portal.call(work, *args)  # type: ignore[union-attr]  # open while the client is

    def bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role != "nobody" else {}

    def call(self, method: str, path: str, role: str = "moderator", **more: Any) -> Any:
        headers = {**self.bearer(role), **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, follow_redirects=False, **more)

    def get(self, path: str, role: str = "moderator", **more: Any) -> Any:
        return self.call("GET", path, role, **more)

    def send(self, command: str, role: str = "moderator", **fields: Any) -> Any:
        return self.call("POST", f"{SESSION}/commands", role, json={"command": command, **fields})

    def seq(self) -> int:
        return int(self.call("GET", SESSION).json()["seq"])

    def slugs(self) -> list[str]:
        return sorted(self.run(self.server.directory.slugs))

    def kept(self) -> bytes:
        """Everything in the files of the database."""
        return b"".join(path.read_bytes() for path in self.data.glob("rostrum.db*"))


@contextmanager
def open_site(data: Path, **settings: Any) -> Iterator[Site]:
    clock = FakeClock()
    # The links of the demo session are made with the key that comes with it.
    if settings.get("demo", True) and not (data / "links.key").exists():
        give_demo(data)
    give_tables(data)
    app = create_app(Settings(data=data, **{"pseudo_languages": True, **settings}), clock=clock)
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as http:
        yield Site(http, clock, data)
