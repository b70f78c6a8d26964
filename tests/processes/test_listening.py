"""Processes share an address, and an unrelated server is refused it."""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing

import pytest

from app.processes.listening import SPREADS, PortTaken, SharedAddress, adopt, listen, port_of

HERE = "127.0.0.1"


def connects(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(30)
        return client.connect_ex((HERE, port)) == 0


@pytest.mark.parametrize("spreads", sorted({False, SPREADS}))
def test_only_a_child_that_listens_gets_connections(spreads: bool) -> None:
    with ExitStack() as stack:
        address = stack.enter_context(closing(SharedAddress((HERE, 0), spreads=spreads)))
        port = address.place[1]
        children = [adopt(address.for_child().detach(), None) for _ in range(2)]
        for child in children:
            stack.enter_context(closing(child))
        assert [port_of(child) for child in children] == [port, port]
        assert not connects(port)
        children[1].listen()
        assert connects(port)
        client, _ = children[1].accept()
        client.close()


@pytest.mark.parametrize("spreads", sorted({False, SPREADS}))
def test_an_address_on_which_processes_listen_is_taken_for_every_other_server(spreads: bool) -> None:
    with closing(SharedAddress((HERE, 0), spreads=spreads)) as address, closing(address.for_child()) as child:
        child.listen()
        with pytest.raises(PortTaken, match=r"127\.0\.0\.1:\d+ cannot be used: Address already in use"):
            listen(address.place, None)
        with pytest.raises(PortTaken):
            SharedAddress(address.place)


def test_a_port_that_does_not_exist_is_refused_in_a_sentence() -> None:
    with pytest.raises(PortTaken, match="there is no such port"):
        SharedAddress((HERE, 65_600))


def test_an_adopted_socket_is_not_inherited_further() -> None:
    with closing(SharedAddress((HERE, 0))) as address:
        given = address.for_child()
        given.set_inheritable(True)
        with closing(adopt(given.detach(), None)) as adopted:
            assert not adopted.get_inheritable()
