"""Posting: public addresses only unless allowed, no redirect is followed, and a receiver that hangs is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app.domain.errors import Invalid
from app.service.webhooks import posting
from app.service.webhooks.posting import Poster, Undelivered, read_target
from tests.tls import PUBLIC, resolving

URL = "https://hooks.example/rostrum?a=1"
Answer = Callable[[httpx.Request], httpx.Response]


def poster(answer: Answer, *addresses: str, private: bool = False) -> Poster:
    return Poster(private, resolving(*addresses), httpx.MockTransport(answer))


async def _undelivered(of: Poster, url: str = URL) -> str:
    with pytest.raises(Undelivered) as why:
        await of.post(url, {}, "{}")
    return str(why.value)


async def test_the_checked_network_address_is_posted_to_by_the_name_of_the_host() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    assert await poster(answer).post(URL, {"webhook-id": "m1"}, '{"a":1}') == 204
    [request] = seen
    assert (request.method, str(request.url)) == ("POST", f"https://{PUBLIC}/rostrum?a=1")
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("hooks.example", "hooks.example")
    assert (request.headers["webhook-id"], request.headers["content-type"]) == ("m1", "application/json")
    assert request.content == b'{"a":1}'


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "224.0.0.1"],
)
async def test_an_address_inside_is_posted_to_only_where_that_is_allowed(address: str) -> None:
    posted: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        posted.append(request)
        return httpx.Response(200)

    assert await _undelivered(poster(answer, PUBLIC, address)) == "not_public"
    assert posted == []
    assert await poster(answer, address, private=True).post("http://hooks.example/", {}, "{}") == 200


async def test_no_redirect_is_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(307, headers={"Location": "http://127.0.0.1/admin"})

    assert await _undelivered(poster(answer)) == "status 307"
    assert asked == ["/rostrum"]


@pytest.mark.parametrize("status", [300, 404, 410, 500])
async def test_only_an_answer_that_takes_the_message_counts(status: int) -> None:
    assert await _undelivered(poster(lambda _: httpx.Response(status))) == f"status {status}"


async def test_a_receiver_that_is_away_or_has_no_name_is_told_apart() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    assert await _undelivered(poster(away)) == "unreachable"
    assert await _undelivered(poster(away), "https://nowhere.example/") == "no_server"
    assert await _undelivered(poster(away), "http://hooks.example/") == "address"


async def test_a_receiver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(posting, "WITHIN_S", 0.01)
    hanging = Poster(resolve=hang, transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    async with asyncio.timeout(30):
        assert await _undelivered(hanging) == "timeout"


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks.example", "ftp://hooks.example/", "https://", "https:///path", "https://a b/", "https://h:99999/"),
        *(
            "https://user@hooks.example/",
            "https://u:p@hooks.example/",
            "https://h/#part",
            "https://h/\n",
            "https://\x00/",
        ),
        "https://h/" + "x" * 1_000,
    ],
)
def test_what_is_no_address_of_a_receiver_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"^url: "):
        read_target(url, private=True)


def test_http_is_for_the_own_network() -> None:
    with pytest.raises(Invalid):
        read_target("http://hooks.example/", private=False)
    target = read_target("http://bücher.example:8080", private=True)
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 8080, "/")
