"""The proxy of the tests leaves nothing open, which would fail another test."""

from __future__ import annotations

import gc
import socket
import warnings

from tests.proxy import proxied

ROUNDS, CONNECTIONS = 5, 7


def test_a_proxy_that_ends_while_connections_are_made_leaves_none_open() -> None:
    gc.collect()
    with socket.create_server(("127.0.0.1", 0)) as server, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        ports = {server.getsockname()[1]}
        for _ in range(ROUNDS):
            with proxied(server.getsockname()[1]) as proxy:
                ports.add(proxy.port)
                clients = [socket.create_connection(("127.0.0.1", proxy.port)) for _ in range(CONNECTIONS)]
            for client in clients:
                client.close()
            del proxy
            gc.collect()
    told = [str(each.message) for each in heard]  # of other tests, too
    assert [text for text in told if any(f"('127.0.0.1', {port})" in text for port in ports)] == []
