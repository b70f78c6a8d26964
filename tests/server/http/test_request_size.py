"""The size of a request while it arrives."""

from __future__ import annotations

import pytest

from app.server.http.connection_limits import HEAD_TOO_LARGE, LONGEST_LINE, MOST_HEADERS, NOT_HTTP, RequestStage
from app.server.http.request_size import RequestSize


def test_a_header_may_be_as_long_as_the_limit_and_no_longer() -> None:
    size = RequestSize(1_000)
    assert size.add_header(b"a", b"x" * (LONGEST_LINE - 1)) is None
    assert size.add_header(b"a", b"x" * LONGEST_LINE) is HEAD_TOO_LARGE


def test_a_request_has_so_many_headers_at_most() -> None:
    size = RequestSize(1_000)
    assert {size.add_header(b"a", b"") for _ in range(MOST_HEADERS)} == {None}
    assert size.add_header(b"a", b"") is HEAD_TOO_LARGE


@pytest.mark.parametrize(("value", "left"), [(b"12", 12), (b"-1", 0), (b"x", 0)])
def test_the_announced_length_is_what_is_left_of_the_body(value: bytes, left: int) -> None:
    size = RequestSize(1_000)
    size.add_header(b"Content-Length", value)
    assert size.body_left == left
    size.add_body(left)
    size.add_body(5)
    assert (size.body, size.body_left) == (left + 5, 0)


def test_a_head_may_not_grow_without_end() -> None:
    size = RequestSize(1_000)
    assert size.add_bytes(RequestStage.HEAD, 1_000) is None
    assert size.add_bytes(RequestStage.HEAD, 1) is HEAD_TOO_LARGE


def test_a_body_may_not_be_mostly_framing() -> None:
    """Each chunk is a call of its own: of 64 KiB in chunks of one byte, 60,000 held the loop for 70 ms."""
    size = RequestSize(1_000)
    size.add_body(10)
    assert size.add_bytes(RequestStage.BODY, 1_020) is None
    assert size.add_bytes(RequestStage.BODY, 1) is NOT_HTTP


@pytest.mark.parametrize("stage", [RequestStage.IDLE, RequestStage.WHOLE, RequestStage.ENDING])
def test_what_comes_in_other_states_is_not_part_of_a_request(stage: RequestStage) -> None:
    assert RequestSize(1).add_bytes(stage, 1_000_000) is None
