"""OSC datagrams: what they ask for, and every other sequence of bytes refused in words."""

from __future__ import annotations

import random

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder

from app.domain.errors import Invalid
from app.outside.ontime.messages import OntimeMessage
from app.outside.osc.reading import LARGEST, OscAction, read_datagram
from app.outside.osc.telling import datagram


@pytest.mark.parametrize(
    ("address", "values", "asked"),
    [
        ("/rostrum/advance", (), OscAction("advance")),
        ("/rostrum/advance", (1.0,), OscAction("advance")),
        ("/rostrum/advance", (1,), OscAction("advance")),
        ("/rostrum/advance", (0.0,), None),
        ("/rostrum/grant", (60000,), OscAction("grant", ("60000",))),
        ("/rostrum/grant", (-30000.0,), OscAction("grant", ("-30000",))),
        ("/rostrum/start/s2", (), OscAction("start", ("s2",))),
        ("/rostrum/blackout", (True,), OscAction("blackout", ("on",))),
        ("/rostrum/blackout", (0,), OscAction("blackout", ("0",))),
        ("/rostrum/message", ("Please conclude é",), OscAction("message", ("Please conclude é",))),
        ("/rostrum/nonsense/", (), OscAction("nonsense")),
        ("/ontime/start", (), OntimeMessage("start")),
        ("/ontime/start/next", (), OntimeMessage("start", "next")),
        ("/ontime/load/index", (3,), OntimeMessage("load", {"index": "3"})),
        ("/ontime/addtime", (60000,), OntimeMessage("addtime", "60000")),
        ("/ontime/message/timer/text", ("Hi",), OntimeMessage("message", {"timer": {"text": "Hi"}})),
    ],
)
def test_an_address_and_its_arguments_are_an_action(
    address: str, values: tuple[str | int, ...], asked: OscAction | OntimeMessage | None
) -> None:
    assert read_datagram(datagram(address, *values)) == asked


def bundle() -> bytes:
    made: bytes = OscBundleBuilder(IMMEDIATELY).build().dgram
    return made


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (bundle(), "is a bundle; send each message by itself"),
        (b"", "is not an OSC message"),
        (b"GET / HTTP/1.1", "is not an OSC message"),
        (b"/rostrum/advance", "is not an OSC message"),
        (b"/rostrum/\xff\xfe\0\0\0\0\0", "is not an OSC message"),
        (datagram("/" + "a" * 300), "is not an OSC message"),
        (b"/rostrum/note\0\0\0,b\0\0\xff\xff\xff\xff", "is not an OSC message"),
        (b"/rostrum/note\0\0\0," + b"z" * 2_000 + b"\0", "is not an OSC message"),
        (b"/rostrum/note\0\0\0,s\0\0\xff\xff\xff\0", "is not an OSC message"),
        (b"/rostrum/note\0\0\0,i\0\0", "is not an OSC message"),
        (datagram("/cue/1/start"), "is not below /rostrum/ or /ontime/"),
        (datagram("/rostrum/"), "is not below /rostrum/ or /ontime/"),
        (datagram("/ontime"), "is not below /rostrum/ or /ontime/"),
        (b"/" * (LARGEST + 1), "has more than 2048 bytes"),
    ],
)
def test_anything_else_is_refused_in_words(sent: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_datagram(sent)
    assert why in str(refused.value.sentence)


def test_no_bytes_do_more_than_be_refused() -> None:
    chance = random.Random(7)
    whole = datagram("/rostrum/message", "Please conclude", 5)
    for _ in range(3_000):
        broken = bytearray(whole[: chance.randrange(len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_datagram(bytes(broken))
        except Invalid:
            continue
