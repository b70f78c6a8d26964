"""Opening handshakes: what is taken, what is agreed on, and what is answered; the websockets library is the oracle."""

from __future__ import annotations

import string
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    PerMessageDeflate,
    ServerPerMessageDeflateFactory,
)
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from app.wire.frames import WINDOW_BITS
from app.wire.handshake import Handshake, NoHandshake, read

Pairs = list[tuple[bytes, bytes]]

USUAL: Pairs = [
    (b"host", b"x"),
    (b"upgrade", b"websocket"),
    (b"connection", b"keep-alive, Upgrade"),
    (b"sec-websocket-version", b"13"),
    (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ=="),
]


def usual(**other: bytes | None) -> Pairs:
    """The usual headers, some of them replaced or, with None, left out."""
    told: dict[str, bytes | None] = {name.decode(): value for name, value in USUAL}
    told |= {name.replace("_", "-"): value for name, value in other.items()}
    return [(name.encode(), value) for name, value in told.items() if value is not None]


def asked(headers: Pairs, method: str = "GET", version: str = "1.1") -> Handshake | int:
    """What comes of a request: a handshake, or the status with which it is refused."""
    try:
        return read(method, version, headers)
    except NoHandshake as none:
        return none.status


def test_the_answer_is_that_of_the_rfc() -> None:
    """The key and its answer are those of section 1.3 of RFC 6455."""
    said = read("GET", "1.1", USUAL).accepted("chat", [(b"x-seat", b"12")]).decode()
    assert said.endswith("\r\n\r\n")
    assert said.splitlines()[:-1] == [
        "HTTP/1.1 101 Switching Protocols",
        "upgrade: websocket",
        "connection: Upgrade",
        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "sec-websocket-protocol: chat",
        "x-seat: 12",
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (usual(upgrade=None), 426),
        (usual(upgrade=b"h2c"), 426),
        ([*USUAL, (b"upgrade", b"websocket")], 426),
        (usual(connection=b"keep-alive"), 426),
        (usual(connection=None), 426),
        (usual(sec_websocket_version=None), 426),
        (usual(sec_websocket_version=b"8"), 426),
        ([*USUAL, (b"sec-websocket-version", b"13")], 426),
        (usual(sec_websocket_key=None), 400),
        (usual(sec_websocket_key=b"short"), 400),
        (usual(sec_websocket_key=b"dGhlIHNhbXBsZSBub25jZQ=\n"), 400),
        (usual(sec_websocket_key=b"dGhlIHNhbXBsZSBub25jZSE="), 400),
        ([*USUAL, (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ==")], 400),
        (usual(sec_websocket_protocol=b"a, b("), 400),
        (usual(sec_websocket_extensions=b";;;"), 400),
        (usual(sec_websocket_extensions=b"permessage-deflate; =1"), 400),
        (usual(sec_websocket_extensions=b"permessage-deflate;"), 400),
        (usual(sec_websocket_extensions=b'x; y="a b"'), 400),
    ],
)
def test_what_is_no_handshake_is_refused(headers: Pairs, status: int) -> None:
    assert asked(headers) == status


def test_another_method_or_version_is_refused_and_told_what_is_taken() -> None:
    assert (asked(USUAL, method="POST"), asked(USUAL, version="1.0")) == (405, 400)
    with pytest.raises(NoHandshake) as old:
        read("GET", "1.1", usual(sec_websocket_version=b"8"))
    assert old.value.headers == b"sec-websocket-version: 13\r\n"


def test_subprotocols_are_read_in_order_from_however_many_headers() -> None:
    handshake = read("GET", "1.1", [*USUAL, (b"sec-websocket-protocol", b"b, a,,"), (b"sec-websocket-protocol", b"c")])
    assert handshake.subprotocols == ("b", "a", "c")


@pytest.mark.parametrize(
    ("offer", "window"),
    [
        (b"permessage-deflate", 12),
        (b"permessage-deflate; client_max_window_bits", 12),
        (b'permessage-deflate ; client_max_window_bits = "9"; server_max_window_bits=15', 12),
        (b"permessage-deflate; server_no_context_takeover; client_no_context_takeover", 12),
        (b"permessage-deflate; server_max_window_bits=8", 8),
        (b"permessage-deflate; server_max_window_bits=16, permessage-deflate", 12),
        (b"permessage-deflate; server_max_window_bits=10, permessage-deflate", 10),
        (b"permessage-deflate; server_max_window_bits", 0),
        (b"permessage-deflate; server_max_window_bits=08", 0),
        (b"permessage-deflate; client_max_window_bits=7", 0),
        (b"permessage-deflate; server_no_context_takeover=1", 0),
        (b"permessage-deflate; server_no_context_takeover; server_no_context_takeover", 0),
        (b"permessage-deflate; level=9", 0),
        (b"permessage-bzip2, x-webkit-deflate-frame", 0),
        (b",", 0),
        (b"", 0),
    ],
)
def test_the_first_offer_of_compression_that_can_be_kept_is_agreed_on(offer: bytes, window: int) -> None:
    handshake = read("GET", "1.1", usual(sec_websocket_extensions=offer))
    assert handshake.window == window
    assert (b"permessage-deflate" in handshake.accepted()) is (window > 0)


def test_what_a_library_offers_it_also_accepts() -> None:
    """Its client checks our answer: the accepted key, and that nothing is agreed on that it did not offer."""
    for bits in (None, 9, 12, 15):
        client = ClientProtocol(
            parse_uri("ws://x/"),
            extensions=[
                ClientPerMessageDeflateFactory(server_max_window_bits=bits, client_max_window_bits=True),
            ],
        )
        request = client.connect()
        pairs = [(name.lower().encode(), value.encode()) for name, value in request.headers.raw_items()]
        client.send_request(request)
        client.receive_data(read("GET", "1.1", pairs).accepted())
        (answer,) = client.events_received()
        assert isinstance(answer, Response)
        assert client.handshake_exc is None
        (agreed,) = client.extensions
        assert isinstance(agreed, PerMessageDeflate)
        assert agreed.remote_max_window_bits == min(bits or 15, WINDOW_BITS)
        assert agreed.remote_no_context_takeover
        assert agreed.local_no_context_takeover


def the_librarys(headers: Pairs) -> int | None:
    """The window that the library agrees on (bits; 0: none), or None where it refuses."""
    server = ServerProtocol(
        extensions=[
            ServerPerMessageDeflateFactory(
                server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=WINDOW_BITS
            )
        ]
    )
    request = Request("/", Headers([(name.decode(), value.decode()) for name, value in headers]))
    if server.accept(request).status_code != 101:
        return None
    windows = [one.local_max_window_bits for one in server.extensions if isinstance(one, PerMessageDeflate)]
    return windows[0] if windows else 0


def oneof(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


PARAMETERS = st.builds(
    "{}{}".format,
    oneof(
        "server_no_context_takeover",
        "client_no_context_takeover",
        "server_max_window_bits",
        "client_max_window_bits",
        "other",
    ),
    oneof("", "", "=9", "=12", "=15", '="10"', "=16", "=x", "=", '="', "=1 2"),
)
OFFERS = st.builds(
    lambda name, rest: ";".join([name, *rest]), oneof("permessage-deflate", "x", "("), st.lists(PARAMETERS, max_size=3)
)


@given(offers=st.lists(OFFERS, max_size=3), spaced=st.booleans())
def test_compression_is_agreed_on_as_the_library_does(offers: Sequence[str], spaced: bool) -> None:
    """Except for a window of 8 bits, which zlib cannot write: it refuses that, and we send plain frames."""
    value = (" , " if spaced else ",").join(offers)
    headers = usual(sec_websocket_extensions=value.encode() or None)
    answer = asked(headers)
    ours = answer.window if isinstance(answer, Handshake) else None
    assert ours == the_librarys(headers)


CHARACTERS = st.sampled_from(string.ascii_letters + string.digits + "+/=,; ")


@given(
    key=st.text(CHARACTERS, max_size=30),
    version=oneof("13", "12", "", "13,13"),
    upgrade=oneof("websocket", "WebSocket", "h2c", "", "websocket, h2c"),
    connection=oneof("Upgrade", "upgrade", "keep-alive, Upgrade", "keep-alive", "", "close,upgrade"),
)
@example(key="MDEyMzQ1Njc4OWFiY2RlZg==", version="13", upgrade="WebSocket", connection="close,upgrade")
def test_a_handshake_is_one_where_the_library_says_so(key: str, version: str, upgrade: str, connection: str) -> None:
    headers = usual(
        sec_websocket_key=key.encode(),
        sec_websocket_version=version.encode(),
        upgrade=upgrade.encode(),
        connection=connection.encode(),
    )
    assert isinstance(asked(headers), Handshake) is (the_librarys(headers) is not None)
