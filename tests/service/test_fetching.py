"""A programme from an https address: public ones only, within limits, and every refusal in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app.formats.text.notes import MOST_BYTES, NotAProgramme
from app.service import fetching
from app.service.fetching import Fetcher

ADDRESS = "https://programme.example/schedule.csv"
PUBLIC = "93.184.216.34"
Answer = Callable[[httpx.Request], httpx.Response]


def fetcher(answer: Answer, *addresses: str) -> Fetcher:
    async def resolve(host: str, port: int) -> list[str]:
        if host == "nowhere.example":
            raise OSError("unknown")
        return list(addresses or (PUBLIC,))

    return Fetcher(resolve, httpx.MockTransport(answer))


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


PRIVATE = "127.0.0.1 10.0.0.1 192.168.1.1 169.254.169.254 0.0.0.0 ::1 fe80::1%eth0 fc00::1 ::ffff:10.0.0.1"


@pytest.mark.parametrize("network", PRIVATE.split())
async def test_private_addresses_are_never_asked(network: str) -> None:
    assert "not a public address" in await _refusal(fetcher(_never, network))
    assert "not a public address" in await _refusal(fetcher(_never, PUBLIC, network))


async def test_a_redirect_is_checked_like_the_first_address() -> None:
    def inside(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://127.0.0.1/"})

    def round_and_round(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "/again"})

    assert "https://" in await _refusal(fetcher(inside))
    assert "more than 3 times" in await _refusal(fetcher(round_and_round))


async def test_what_is_too_large_empty_or_no_file_is_refused() -> None:
    def large(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"x" * (MOST_BYTES + 1))

    assert "larger than" in await _refusal(fetcher(large))
    assert "answers 404" in await _refusal(fetcher(lambda _: httpx.Response(404)))
    assert "nothing at this address" in await _refusal(fetcher(lambda _: httpx.Response(200)))
    assert "no server called" in await _refusal(fetcher(_never), "https://nowhere.example/")


async def test_an_address_that_breaks_off_or_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    assert "cannot be read: ConnectError" in await _refusal(fetcher(broken))
    monkeypatch.setattr(fetching, "WITHIN_S", 0.05)

    async def hanging(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    assert "did not answer" in await _refusal(Fetcher(fetcher(_never).resolve, httpx.MockTransport(hanging)))


def _never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was asked")
