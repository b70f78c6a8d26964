"""A programme from an https address: public ones only, within limits, and every refusal in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.formats.text.notes import MOST_BYTES, NotAProgramme
from app.service import fetching
from app.service.fetching import Fetcher, is_public
from tests.tls import HOST, PUBLIC, TlsServer, resolving

ADDRESS = f"https://{HOST}/schedule.csv"
TABLE = b"Time,Title\n9:00,One\n"
Answer = Callable[[httpx.Request], httpx.Response]


def fetcher(answer: Answer, *addresses: str) -> Fetcher:
    return Fetcher(resolving(*addresses), httpx.MockTransport(answer))


async def _refusal(of: Fetcher, address: str = ADDRESS) -> str:
    with pytest.raises(NotAProgramme) as refusal:
        await of.fetch(address)
    return refusal.value.sentence


async def test_the_checked_network_address_is_asked_by_the_name_of_the_host() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"Time,Title\n9:00,One\n")

    assert await fetcher(answer).fetch(f"{ADDRESS}?day=1") == b"Time,Title\n9:00,One\n"
    (request,) = seen
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "programme.example")
    assert (request.url.path, request.url.query) == ("/schedule.csv", b"day=1")
    assert request.extensions["sni_hostname"] == "programme.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://programme.example/",
        "file:///etc/passwd",
        "ftp://x.example/",
        "https://",
        "https://me:pw@x.example/",
        "x",
        "https://[::",
    ],
)
async def test_only_https_addresses_are_asked(address: str) -> None:
    assert "https://" in await _refusal(fetcher(_never), address)


PRIVATE = (
    "127.0.0.1 10.0.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "::1 :: fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:a00:1::"
)


@pytest.mark.parametrize("network", PRIVATE.split())
async def test_private_addresses_are_never_asked(network: str) -> None:
    assert "not a public address" in await _refusal(fetcher(_never, network))
    assert "not a public address" in await _refusal(fetcher(_never, PUBLIC, network))


@pytest.mark.parametrize("network", [PUBLIC, "2606:2800:220:1::1", f"64:ff9b::{0x5DB8:x}:{0xD822:x}"])
def test_public_addresses_may_be_asked_also_as_networks_without_ipv4_write_them(network: str) -> None:
    assert is_public(network)


async def test_a_redirect_is_checked_like_the_first_address() -> None:
    def inside(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://127.0.0.1/"})

    def round_and_round(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "/again"})

    assert "leads on to one that does not begin with https://" in await _refusal(fetcher(inside))
    assert "more than 3 times" in await _refusal(fetcher(round_and_round))


async def test_what_is_too_large_empty_or_no_file_is_refused() -> None:
    def large(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"x" * (MOST_BYTES + 1))

    assert "larger than" in await _refusal(fetcher(large))
    assert "nothing at this address" in await _refusal(fetcher(lambda _: httpx.Response(200)))
    assert "no server called" in await _refusal(fetcher(_never), "https://nowhere.example/")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "asks for a sign-in (401). Upload the file instead."),
        (404, "no file at this address any more (404). Check the address, or upload the file."),
        (418, "answers 418 instead of a file. Check it."),
        (429, "cannot answer now (429). Try again later."),
        (500, "cannot answer now (500). Try again later."),
    ],
)
async def test_an_answer_without_a_file_says_what_to_do(status: int, says: str) -> None:
    assert says in await _refusal(fetcher(lambda _: httpx.Response(status)))


async def test_an_address_that_breaks_off_or_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    assert await _refusal(fetcher(broken)) == (f'"{HOST}" cannot be reached. Check the address, or try again later.')
    monkeypatch.setattr(fetching, "WITHIN_S", 0.05)

    async def hanging(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    assert "did not answer" in await _refusal(Fetcher(fetcher(_never).resolve, httpx.MockTransport(hanging)))


def _never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was asked")


@pytest.fixture
async def tls() -> AsyncIterator[TlsServer]:
    async with TlsServer().serving() as server:
        yield server


async def test_a_file_comes_over_tls_by_the_name_of_its_host(tls: TlsServer) -> None:
    tls.holds("/schedule.csv?day=1", TABLE)
    assert await tls.fetcher().fetch(f"{ADDRESS}?day=1") == TABLE
    assert tls.asked == [(HOST, HOST, "/schedule.csv?day=1")]


async def test_a_certificate_for_another_name_or_of_an_unknown_authority_is_refused(tls: TlsServer) -> None:
    said = await _refusal(tls.fetcher(), "https://other.example/schedule.csv")
    assert said.startswith('"other.example" has no valid certificate: Hostname mismatch')
    assert ".." not in said
    assert tls.asked == []


async def test_redirects_are_followed_over_tls_to_public_hosts_only(tls: TlsServer) -> None:
    tls.holds("/schedule.csv", b"", "302 Found", "Location: /current/schedule.csv")
    tls.holds("/current/schedule.csv", TABLE)
    assert await tls.fetcher().fetch(ADDRESS) == TABLE
    tls.holds("/schedule.csv", b"", "301 Moved Permanently", "Location: https://inside.example/schedule.csv")
    assert '"inside.example" is not a public address' in await _refusal(tls.fetcher())
    tls.holds("/schedule.csv", b"", "307 Temporary Redirect", f"Location: http://{HOST}/schedule.csv")
    assert "https://" in await _refusal(tls.fetcher())
    assert [path for _, _, path in tls.asked] == ["/schedule.csv", "/current/schedule.csv"] + ["/schedule.csv"] * 2


async def test_a_file_without_an_end_is_read_no_further_than_its_limit(
    tls: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1024 * 1024)

    async def endless(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"9:00,One\n" * 1000)
            await writer.drain()

    tls.answers["/schedule.csv"] = endless
    assert "larger than 1 MB" in await _refusal(tls.fetcher())
    async with asyncio.timeout(30):
        await tls.broken_off.wait()


async def test_a_server_that_sends_too_slowly_is_given_up(tls: TlsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WITHIN_S", 0.3)

    async def slow(_: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n9")
        await writer.drain()
        await asyncio.Event().wait()

    tls.answers["/schedule.csv"] = slow
    assert "did not answer within 0.3 s" in await _refusal(tls.fetcher())
