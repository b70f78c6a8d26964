"""OSC with a real client on loopback: actions in, what is on out, refusals in words."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pythonosc.osc_message import OscMessage
from pythonosc.udp_client import SimpleUDPClient

from app.clock import SystemClock
from app.config import Settings
from app.domain.errors import DataUnusable
from app.outside.osc import serving
from app.outside.osc.telling import Told, datagram, told_of
from app.parts import Server
from tests.patience import PATIENCE_S
from tests.sites import SESSION, Site, open_site


class Listener:
    """A program that is told what is on."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE_S)
        self.place: tuple[str, int] = self._socket.getsockname()
        self.heard: list[tuple[str, list[Any]]] = []

    def send(self, what: bytes, to: tuple[str, int]) -> None:
        self._socket.sendto(what, to)

    def until(self, address: str, value: object) -> None:
        """Return once this address has this value; fails if it does not within the patience."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            message = OscMessage(self._socket.recv(4_096))
            self.heard.append((message.address, message.params))
            if (message.address, message.params) == (address, [value]):
                return
        raise AssertionError(f"{address} is not {value!r}: {self.heard[-10:]}")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


def with_osc(data: Path, listener: Listener, **more: Any) -> Any:
    to = (f"127.0.0.1:{listener.place[1]}",)
    return open_site(data, osc_port=0, osc_session="session-v", osc_to=to, **more)


def place_of(site: Site) -> tuple[str, int]:
    """Where the server listens, once it does."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if site.server.osc is not None and (place := site.server.osc.place) is not None:
            return place
        time.sleep(0.01)
    raise AssertionError("OSC is not received")


def test_a_client_steers_the_session_and_receivers_are_told(tmp_path: Path, listener: Listener) -> None:
    with with_osc(tmp_path, listener) as site, ExitStack() as opened:
        client = SimpleUDPClient(*place_of(site))
        opened.callback(client._sock.close)
        client.send_message("/rostrum/start", "s2")
        listener.until("/rostrum/timer/text", "6:00")
        client.send_message("/rostrum/message", "Slower")
        listener.until("/rostrum/message", "Slower")
        client.send_message("/ontime/pause", [])
        listener.until("/rostrum/event", "clock.paused")
        audit = site.call("GET", f"{SESSION}/audit.csv", "organiser").text
        assert "OSC: moderator" in audit


def test_a_refusal_is_answered_in_words(tmp_path: Path, listener: Listener) -> None:
    with with_osc(tmp_path, listener, osc_role="viewer") as site:
        for sent, why in (
            (b"#bundle\0" + bytes(8), "OSC: is a bundle; send each message by itself"),
            (datagram("/rostrum/advance"), "Your link does not allow this: advance."),
            (datagram("/rostrum/advanc"), 'action: "advanc" is not an action; did you mean advance?'),
        ):
            listener.send(sent, place_of(site))
            listener.until("/rostrum/refused", why)
        assert site.call("GET", SESSION).json()["status"] == "planned"


def test_of_several_processes_the_one_that_has_the_port_tells(tmp_path: Path, listener: Listener) -> None:
    with with_osc(tmp_path / "one", listener) as first:
        port = place_of(first)[1]
        to = (f"127.0.0.1:{listener.place[1]}",)
        with open_site(tmp_path / "two", osc_port=port, osc_session="session-v", osc_to=to) as second:
            second.send("give_floor", segment="s2")
            first.send("give_floor", segment="s3")
            listener.until("/rostrum/speaker", "Panellist 2")
            assert second.server.osc is not None
            assert second.server.osc.place is None
            assert ("/rostrum/speaker", ["Panellist 1"]) not in listener.heard


def test_after_a_failure_it_begins_again(tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([RuntimeError("a defect")])

    def told_or_failed(*given: Any) -> Told:
        for failure in failures:
            raise failure
        return told_of(*given)

    monkeypatch.setattr(serving, "AGAIN_S", 0)
    monkeypatch.setattr(serving, "told_of", told_or_failed)
    with with_osc(tmp_path, listener) as site:
        site.send("give_floor", segment="s2")
        listener.until("/rostrum/speaker", "Panellist 1")
        place_of(site)


def test_without_a_port_nothing_is_received(site: Site) -> None:
    assert site.server.osc is None


def test_settings_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="ROSTRUM_OSC_SESSION"):
        Server(Settings(data=tmp_path, osc_port=9000), SystemClock())
    for wrong in ({"osc_from": ["nowhere"]}, {"osc_to": ["desk"]}, {"osc_role": "organiser"}):
        with pytest.raises(ValidationError):
            Settings(data=tmp_path, **wrong)
