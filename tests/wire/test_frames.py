"""Frames, made once and read strictly."""

from __future__ import annotations

import zlib
from itertools import pairwise

import pytest

from app.wire.frames import (
    BINARY,
    CLOSE,
    PING,
    TEXT,
    Broken,
    Incoming,
    Message,
    Reader,
    close_code,
    close_frame,
    frame,
)

LONGEST = 2_048


def sent(first: int, payload: bytes, *, masked: bool = True, length: bytes | None = None) -> bytes:
    """A frame as a client sends it; `first` is its first byte, `length` another length than the payload's."""
    size = len(payload)
    said = length or (
        bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2) if size < 65_536 else b"\x7f" + size.to_bytes(8)
    )
    if not masked:
        return bytes([first]) + said + payload
    mask = b"\x11\xa2\x73\x04"
    hidden = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return bytes([first, said[0] | 0x80]) + said[1:] + mask + hidden


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_says_how_long_it_is(length: int, head: bytes) -> None:
    assert frame(TEXT, b"x" * length) == head + b"x" * length


def test_a_message_is_compressed_once_and_without_what_came_before() -> None:
    text = '{"t":"view","title":"Ḥ"}' * 100
    message = Message(text)
    packed = message.frame(True)
    assert message.frame(True) is packed
    assert message.frame(False) is message.frame(False)
    assert packed[0] == 0xC1
    assert len(packed) < len(text) / 10
    assert zlib.decompressobj(-12).decompress(packed[2:] + b"\x00\x00\xff\xff").decode() == text


def test_a_short_message_is_not_worth_compressing() -> None:
    message = Message('{"t":"ping"}')
    assert message.frame(True) == message.frame(False) == b'\x81\x0c{"t":"ping"}'


@pytest.mark.parametrize("cut", range(1, 9))
def test_what_comes_in_pieces_is_read_as_one(cut: int) -> None:
    data = sent(0x81, "äh".encode()) + sent(0x89, b"p") + sent(0x82, b"\x00" * 300)
    reader = Reader(LONGEST, False)
    pieces = [data[a:b] for a, b in pairwise([*range(0, len(data), cut), len(data)])]
    messages = [incoming for piece in pieces for incoming in reader.feed(piece)]
    assert messages == [Incoming(TEXT, "äh".encode()), Incoming(PING, b"p"), Incoming(BINARY, b"\x00" * 300)]
    assert messages[0].text == "äh"
    assert reader.at_rest


def test_fragments_are_joined_and_a_ping_may_come_between() -> None:
    reader = Reader(LONGEST, False)
    assert list(reader.feed(sent(0x01, b"he"))) == []
    assert not reader.at_rest
    assert list(reader.feed(sent(0x89, b""))) == [Incoming(PING, b"")]
    assert list(reader.feed(sent(0x00, b"l") + sent(0x80, b"lo"))) == [Incoming(TEXT, b"hello")]
    assert reader.at_rest


def deflated(payload: bytes) -> bytes:
    press = zlib.compressobj(wbits=-15)
    return (press.compress(payload) + press.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


def test_a_compressed_message_is_inflated_where_that_was_agreed() -> None:
    assert list(Reader(LONGEST, True).feed(sent(0xC1, deflated(b"hello")))) == [Incoming(TEXT, b"hello")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sent(0x91, b"x"), 1002),
        (sent(0xC1, deflated(b"hello")), 1002),
        (sent(0x83, b"x"), 1002),
        (sent(0x8B, b""), 1002),
        (sent(0x81, b"x", masked=False), 1002),
        (sent(0x09, b""), 1002),
        (sent(0x89, b"x" * 126), 1002),
        (sent(0x80, b"x"), 1002),
        (sent(0x01, b"x") + sent(0x81, b"x"), 1002),
        (sent(0x81, b"x" * (LONGEST + 1)), 1009),
        (sent(0x01, b"x" * LONGEST) + sent(0x80, b"x"), 1009),
        # Refused by its head alone: nothing is kept for it.
        (sent(0x81, b"", length=b"\x7f" + (2**40).to_bytes(8)), 1009),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_code(data: bytes, code: int) -> None:
    with pytest.raises(Broken) as broken:
        list(Reader(LONGEST, False).feed(data))
    assert broken.value.code == code


@pytest.mark.parametrize(
    ("packed", "code"), [(b"\xff\xff\xff", 1002), (deflated(b"x" * 1_000_000), 1009), (deflated(b"x" * 2_049), 1009)]
)
def test_what_cannot_be_inflated_or_becomes_too_big_is_refused(packed: bytes, code: int) -> None:
    with pytest.raises(Broken) as broken:
        list(Reader(LONGEST, True).feed(sent(0xC1, packed)))
    assert broken.value.code == code


def test_a_message_in_ever_more_fragments_is_refused() -> None:
    reader = Reader(LONGEST, False)
    start, piece = sent(0x01, b""), sent(0x00, b"")
    assert list(reader.feed(start + piece * 63)) == []
    with pytest.raises(Broken) as refused:
        list(reader.feed(piece))
    assert refused.value.code == 1009


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(Broken) as broken:
        _ = Incoming(TEXT, b"\xff").text
    assert broken.value.code == 1007


@pytest.mark.parametrize(("payload", "code"), [(b"", 1005), (b"\x03\xe8", 1000), (b"\x11\x31bye", 4401)])
def test_a_close_says_why(payload: bytes, code: int) -> None:
    assert close_code(payload) == code
    assert close_frame(code)[:2] == bytes([0x80 | CLOSE, 2 if payload else 0])


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"\x03", 1002), (b"\x03\xed", 1002), (b"\x03\xe7", 1002), (b"\x13\x88", 1002), (b"\x03\xe8\xff", 1007)],
)
def test_a_close_that_may_not_be_sent_is_refused(payload: bytes, code: int) -> None:
    with pytest.raises(Broken) as broken:
        close_code(payload)
    assert broken.value.code == code
