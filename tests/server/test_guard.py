"""What every request passes first: proxies and who forges them, foreign pages, limits, refusals with all headers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.server import guard as guarding
from app.server.admission import SENDS_MORE, Admission, Passing
from app.server.guard import HEADERS, POLICY, Guard, Rules, origin_of
from app.server.http.bodies import BodyLimits
from app.server.http.cookies import PARTICIPANT, Cookies
from app.server.http.proxies import Proxies, look_through, prefix_of
from app.server.http.request_head import LONGEST_HEADER, LONGEST_PATH, LONGEST_QUERY
from app.server.limits import GUESS_COST, Limiter
from app.service.access.throttle import Throttle
from app.service.access.visitor import Visitor
from app.store.directory import Link
from tests.fakes import START, FakeClock
from tests.patience import SOCKET
from tests.serving import ServerProcess, serving
from tests.sites import SESSION, Site, open_site

OpenSite = Callable[..., Site]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSite]:
    """A server with settings of the test's own."""
    with ExitStack() as stack:

        def open_one(**settings: Any) -> Site:
            site: AbstractContextManager[Site] = open_site(tmp_path, **settings)
            return stack.enter_context(site)

        yield open_one


def through(proxies: Proxies, client: str, *headers: tuple[str, str], kind: str = "http") -> tuple[str, str]:
    """The client's address and the scheme, as the server takes them."""
    scope: dict[str, Any] = {
        "type": "websocket" if kind == "ws" else "http",
        "scheme": kind,
        "client": (client, 1234),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    look_through(scope, proxies)
    return scope["client"][0], scope["scheme"]


FOR, PROTO = "x-forwarded-for", "x-forwarded-proto"


@pytest.mark.parametrize(
    ("client", "headers", "expected"),
    [
        ("10.0.0.1", [(FOR, "192.0.2.7"), (PROTO, "https")], ("192.0.2.7", "https")),
        ("10.0.0.1", [(FOR, "203.0.113.9, 192.0.2.7")], ("192.0.2.7", "http")),
        ("10.0.0.1", [(FOR, "203.0.113.9"), (FOR, "192.0.2.7, 10.9.9.9")], ("192.0.2.7", "http")),
        ("10.0.0.1", [(FOR, "10.1.1.1, 10.2.2.2")], ("10.1.1.1", "http")),
        ("10.0.0.1", [(FOR, "192.0.2.7:4711")], ("192.0.2.7", "http")),
        ("10.0.0.1", [(FOR, "[2001:db8::7]:4711")], ("2001:db8::7", "http")),
        ("::ffff:10.0.0.1", [(FOR, "192.0.2.7")], ("192.0.2.7", "http")),
        ("10.0.0.1", [(FOR, "unknown")], ("10.0.0.1", "http")),
        ("10.0.0.1", [(FOR, "")], ("10.0.0.1", "http")),
        ("10.0.0.1", [(FOR, "192.0.2.7"), (PROTO, "gopher")], ("192.0.2.7", "http")),
        ("10.0.0.1", [(PROTO, "https")], ("10.0.0.1", "http")),
        ("10.0.0.1", [("forwarded", "for=192.0.2.7;proto=https")], ("10.0.0.1", "http")),
        ("198.51.100.1", [(FOR, "192.0.2.7"), (PROTO, "https")], ("198.51.100.1", "http")),
    ],
)
def test_a_proxy_is_believed_only_if_it_is_one_of_ours(
    client: str, headers: list[tuple[str, str]], expected: tuple[str, str]
) -> None:
    assert through(Proxies.of(["10.0.0.0/8"], "x-forwarded"), client, *headers) == expected
    assert through(Proxies(), client, *headers) == (client, "http")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("for=192.0.2.7;proto=https", ("192.0.2.7", "https")),
        ('for=203.0.113.9, For="[2001:db8::7]:80" ; proto=https', ("2001:db8::7", "https")),
        ("for=192.0.2.7, for=10.2.2.2", ("192.0.2.7", "http")),
        ("for=_hidden", ("10.0.0.1", "http")),
        ('for="', ("10.0.0.1", "http")),
    ],
)
def test_the_standard_header_counts_where_it_is_configured(value: str, expected: tuple[str, str]) -> None:
    ours = Proxies.of(["10.0.0.0/8"], "forwarded")
    assert through(ours, "10.0.0.1", ("forwarded", value)) == expected
    assert through(ours, "198.51.100.1", ("forwarded", value)) == ("198.51.100.1", "http")
    assert through(ours, "10.0.0.1", (FOR, "192.0.2.7"), (PROTO, "https")) == ("10.0.0.1", "http")


def test_a_socket_through_tls_is_a_secure_socket() -> None:
    assert through(Proxies.of(["::1"], "x-forwarded"), "::1", (FOR, "192.0.2.7"), (PROTO, "https"), kind="ws") == (
        "192.0.2.7",
        "wss",
    )


def test_a_place_is_an_address_or_an_ipv6_prefix() -> None:
    assert prefix_of("192.0.2.7") == prefix_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert prefix_of("2001:db8:1:2:3::4") == prefix_of("2001:db8:1:2:ffff::") != prefix_of("2001:db8:1:3::")
    for no_address in ("testclient", "192.0.2", "192.0.2.007", "192.0.2.7\0", "", "\u0661.1.1.1"):
        assert prefix_of(no_address) == no_address


def test_a_setting_that_is_no_address_is_refused_at_the_start(opened: OpenSite) -> None:
    with pytest.raises(ValueError, match=r"proxy\.example"):
        opened(trusted_proxies=("proxy.example",))


def test_an_address_that_asks_too_much_is_told_when_to_come_again(opened: OpenSite) -> None:
    site = opened(address_burst=10, address_rate=2)
    answers = [site.call("GET", SESSION, "nobody") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    refused = answers[-1]
    assert (refused.headers["retry-after"], refused.json()["code"]) == ("1", "too_many")
    assert refused.headers["content-security-policy"] == POLICY
    site.clock.set(START + 1_000)
    assert site.call("GET", SESSION, "nobody").status_code == 200
    person = [site.call("GET", "/", "nobody", headers={"Accept": "text/html"}) for _ in range(3)][-1]
    assert (person.status_code, person.headers["content-type"]) == (429, "text/plain; charset=utf-8")
    assert person.text == "Too much at once came from here. Try again in 1 s."


def test_a_moderator_is_heard_although_others_at_the_same_address_shout(opened: OpenSite) -> None:
    site = opened(address_burst=10, address_rate=0.001, link_rate=5)
    assert site.send("cue").status_code == 200
    while site.call("GET", SESSION, "nobody").status_code == 200:
        pass
    assert site.send("give_floor").status_code == 200
    assert site.call("GET", f"/t/{site.tokens['moderator']}{SESSION}", "nobody").status_code == 200
    cookie = {"Cookie": f"rostrum_session-v_moderator={site.tokens['moderator']}"}
    assert site.call("GET", SESSION, "nobody", headers=cookie).status_code == 200
    # The reserve is a bucket too; and a token that never let a visitor in has none.
    assert [site.send("advance").status_code for _ in range(3)][-1] == 429
    assert site.call("GET", SESSION, "nobody", headers={"Authorization": f"Bearer {'x' * 32}"}).status_code == 429
    assert site.send("advance", "desk").status_code == 429


def test_unknown_tokens_use_up_an_address_quickly(opened: OpenSite) -> None:
    site = opened(address_burst=int(3 * GUESS_COST), address_rate=1)
    guess = {"Authorization": "Bearer nonsense"}
    codes = [site.call("GET", SESSION, "nobody", headers=guess).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]


async def handshake(server: ServerProcess, path: str, **headers: str) -> int:
    """The status of a refused handshake, or the code that an accepted socket was closed with; 0 if it was not."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        async with connect(f"ws://127.0.0.1:{server.port}{path}", additional_headers=named, **SOCKET) as socket:
            await socket.send('{"t":"hello","seq":0}')
            await socket.recv()
            return 0
    except InvalidStatus as refused:
        return refused.response.status_code
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


async def test_handshakes_and_their_tokens_are_counted_too(tmp_path: Path) -> None:
    with serving(tmp_path, address_burst=int(2.5 * GUESS_COST), address_rate=0.001) as server:
        codes = [await handshake(server, f"/t/{'x' * 32}{SESSION}/live") for _ in range(4)]
    assert codes == [4401, 4401, 4401, 429]


def test_a_participant_has_a_bucket_of_their_own(opened: OpenSite) -> None:
    site = opened(participant_burst=3, participant_rate=0.5)
    people = site.server.services.participants
    first, second = ({"Cookie": f"{PARTICIPANT}={people.cookie(people.new())}"} for _ in range(2))
    assert [site.call("GET", SESSION, "nobody", headers=first).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert site.call("GET", SESSION, "nobody", headers=second).status_code == 200
    made_up = {"Cookie": f"{PARTICIPANT}={'x' * 22}.0.{'x' * 22}"}
    assert {site.call("GET", SESSION, "nobody", headers=made_up).status_code for _ in range(9)} == {200}


def test_a_proxy_that_is_trusted_spreads_the_limit_over_its_clients(opened: OpenSite) -> None:
    """The test client is no address, so the guard is asked without a server."""
    clock = FakeClock()
    limiter = Limiter(clock, Throttle(1, 1e9), Throttle(1, 1e9), Throttle(1, 1e9), lambda token: None, lambda _: None)
    ours = Proxies.of(["10.0.0.1"], "x-forwarded")

    def asks(peer: str, told: str) -> bool:
        scope = {
            "scheme": "http",
            "client": (peer, 1),
            "path": "/",
            "state": {"cookies": Cookies.read([], https=False)},
            "headers": [(FOR.encode(), told.encode())],
        }
        look_through(scope, ours)
        return limiter.wait_ms(scope, {}) == 0

    assert [asks("10.0.0.1", "192.0.2.1"), asks("10.0.0.1", "192.0.2.2"), asks("10.0.0.1", "192.0.2.1")] == [
        True,
        True,
        False,
    ]
    assert [asks("198.51.100.1", "192.0.2.3"), asks("198.51.100.1", "192.0.2.4")] == [True, False]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://rostrum.example"}, 200),
        ({"Origin": "https://people.example:8443"}, 200),
        ({"Origin": "https://people.example"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "http://people.example:8443"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_both_the_site_and_the_origin_have_to_be_ours(opened: OpenSite, headers: dict[str, str], status: int) -> None:
    site = opened(allowed_origins=("https://rostrum.example",), public_url="https://People.example:8443/somewhere")
    answer = site.call("POST", f"{SESSION}/commands", json={"command": "cue"}, headers=headers)
    assert answer.status_code == status


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("guarded")) as started:
        yield started


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 0),
        ({"Origin": "{own}"}, 0),
        ({"Origin": "{own}", "Sec_Fetch_Site": "same-site"}, 0),
        ({"Sec_Fetch_Site": "same-origin"}, 0),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "{own}.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
async def test_no_socket_is_accepted_for_a_page_of_another_site(
    server: ServerProcess, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.format(own=server.url) for name, value in headers.items()}
    assert await handshake(server, f"{SESSION}/live", **sent) == status


def test_the_origin_of_an_address_is_what_browsers_send() -> None:
    assert origin_of("https://Rostrum.Example:8443/a/b?c") == "https://rostrum.example:8443"


@pytest.mark.parametrize(
    "headers",
    [
        [("Host", "evil.example/?")],
        [("Host", "[::1")],
        [("Host", "a b")],
        [("Host", "x:99999")],
        [("Host", "<script>")],
        [("Host", "testserver"), ("Host", "evil.example")],
        [("Host", "testserver"), ("Origin", "http://testserver"), ("Origin", "http://evil.example")],
    ],
)
def test_headers_that_are_no_headers_or_contradict_each_other_are_refused(
    site: Site, headers: list[tuple[str, str]]
) -> None:
    answer = site.http.get("/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_headers")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/" + "y" * LONGEST_PATH, 414),
        ("/" + "y" * (LONGEST_PATH - 1), 404),
        ("/?q=" + "y" * LONGEST_QUERY, 414),
        ("/?q=" + "y" * (LONGEST_QUERY - 2), 200),
    ],
)
def test_an_address_is_measured_before_anything_reads_it(site: Site, path: str, status: int) -> None:
    assert site.call("GET", path, "nobody").status_code == status


def test_headers_are_measured_before_anything_reads_them(site: Site) -> None:
    for headers in ([("X", "y" * LONGEST_HEADER)], [("X", "y")] * 101, [("X", "y" * 7_000)] * 5):
        answer = site.http.get("/", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")


@pytest.mark.parametrize("path", ["/", "/s/session-v", SESSION, "/healthz", f"{SESSION}/report.pdf", "/nowhere"])
def test_head_is_answered_as_get_without_the_body(site: Site, path: str) -> None:
    head, get = (site.call(method, path) for method in ("HEAD", "GET"))
    varying = {"date", "etag", "content-length"} if path == SESSION else {"date"}
    kept = [{k: v for k, v in one.headers.items() if k not in varying} for one in (head, get)]
    assert (head.status_code, kept[0], head.content) == (get.status_code, kept[1], b"")


def test_head_of_what_only_takes_a_post_is_refused(site: Site) -> None:
    assert site.call("HEAD", f"{SESSION}/commands").status_code == 405


@pytest.mark.parametrize("path", ["/s/session-v/", "/s/session-v/console/"])
def test_nothing_redirects_to_an_address_that_the_request_makes_up(site: Site, path: str) -> None:
    answer = site.call("GET", path)
    assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_a_file_may_be_larger_than_a_command(opened: OpenSite) -> None:
    site = opened(form_limit_bytes=500, body_limit_bytes=1_000, file_limit_bytes=3_000)

    def code(path: str, size: int) -> str:
        return str(site.call("POST", path, "moderator", content=b"x" * size).json()["code"])

    assert code(f"{SESSION}/commands", 1_001) == "too_large"
    assert code(f"{SESSION}/commands", 1_000) == "invalid"
    files = ("/api/v1/import", "/s/session-v/import/preview", "/api/v1/records")
    assert [code(path, 2_000) for path in files] == ["not_found", "not_found", "forbidden"]
    assert [code(path, 3_001) for path in files] == ["too_large"] * 3
    assert [code(path, 2_000) for path in ("/api/v1/important", "/s/importer/command")] == ["too_large", "too_large"]


class NoLinks:
    """A server without any link."""

    def in_use(self, token: str) -> Link | None:
        return None

    async def visitor(self, tokens: Iterable[str]) -> Visitor:
        return Visitor()


def guard_of(app: Any) -> Guard:
    """A guard without links around an application of the test's own."""
    limiter = Limiter(
        FakeClock(), Throttle(9, 1.0), Throttle(9, 1.0), Throttle(9, 1.0), lambda token: None, lambda _: None
    )
    return Guard(app, Rules(BodyLimits(10, 10, 10)), limiter, Admission(FakeClock(), NoLinks(), Passing()))


def asks(path: str, **extensions: Any) -> dict[str, Any]:
    """The scope of a request."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "client": None,
        "scheme": "http",
    }
    return {**scope, "extensions": extensions}


async def no_body() -> Any:
    return {"type": "http.request", "body": b""}


async def test_a_stranger_who_sends_more_requests_than_may_wait_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "STANDS_BACK_S", 3_600.0)
    asked: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        assert message["status"] == 200

    guard = guard_of(app)
    more = asyncio.create_task(guard(asks("/more", **{SENDS_MORE: lambda: True}), no_body, send))
    await asyncio.sleep(0)
    for path, extensions in (("/one", {SENDS_MORE: lambda: False}), ("/other", {})):
        await guard(asks(path, **extensions), no_body, send)
    assert (asked, more.done()) == (["/one", "/other"], False)
    more.cancel()


async def test_an_unforeseen_error_is_answered_with_all_headers() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise LookupError("nobody thought of this")

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(LookupError):
        await guard_of(app)(asks("/"), no_body, send)
    assert sent[0]["status"] == 500
    assert set(HEADERS) <= set(sent[0]["headers"])
    assert json.loads(sent[1]["body"])["code"] == "internal_error"
    assert b"nobody thought" not in sent[1]["body"]
    assert b"is not lost" in sent[1]["body"]
