"""The limits of a connection: what it may take in each of its five states, and how it is refused.

| state  | begins when           | time                                | size                     | at the limit       |
|--------|-----------------------|-------------------------------------|--------------------------|--------------------|
| IDLE   | the connection opens, | `head_within_s` for the first byte; | `idle_connections` in    | closed without     |
|        | or an answer is sent  | later uvicorn's keep-alive timeout  | all; the oldest goes     | an answer          |
| HEAD   | the first byte comes  | `head_within_s` for all headers     | `head_bytes`, 100 lines; | 408, 414, 431      |
|        |                       |                                     | over `MANY_BYTES` first: | aborted over       |
|        |                       |                                     | read later, few wait     | `MOST_UNPARSED`    |
|        |                       |                                     | `PARSED_IN_A_ROUND`      | parsed in a later  |
|        |                       |                                     |                          | round of the loop  |
| BODY   | the headers are whole | `body_within_s`, and a second more  | framing up to 2 times    | 408, 400           |
|        |                       | for each 64 KiB that came           | the body                 |                    |
| WHOLE  | the body is whole     | none: the application has to answer | `MOST_PIPELINED` waiting | reading stops; 503 |
|        |                       |                                     | requests, `MOST_HELD`    | over `MOST_HELD`   |
| ENDING | a refusal is written  | `LINGER_S`                          | `MOST_THROWN_AWAY`       | closed or aborted  |

Beside the states runs one timer for reading: a client that leaves an answer unread for `answer_within_s`, and takes
less than 64 KiB in that time, is aborted in any state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from app.server.http.refusal import Refusal

# For a while, what comes after a response is discarded, so that the response is read before the reset.
LINGER_S = 2.0
MOST_THROWN_AWAY = 32 * 1024 * 1024  # bytes
LONGEST_LINE = 8_000  # bytes
MOST_HEADERS = 100
FRAMING_PER_BYTE = 2  # a chunk of one byte is six bytes on the wire, and takes as long as one of 64 KiB


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """The limits of each stage of a request: time (seconds), size (bytes), connections."""

    head_within_s: float = 12.0
    body_within_s: float = 25.0
    answer_within_s: float = 30.0
    head_bytes: int = 32 * 1024
    idle_connections: int = 12_000
    open_files: int | None = None  # of the whole process; None: no limit


TOO_SLOW = Refusal(408, "too_slow", "The request took too long to arrive; nothing was done.")
HEAD_TOO_LARGE = Refusal(431, "headers_too_large", "The headers of this request are too large or too many.")
ADDRESS_TOO_LONG = Refusal(414, "address_too_long", "The address of this request is too long.")
NO_ROOM = Refusal(503, "no_room", "The server can take no more connections now. Try again later.")
TOO_MANY_WAIT = Refusal(503, "too_many_wait", "Too many requests wait for an answer. Send fewer at once.")
NO_SUCH_VERSION = Refusal(505, "http_version", "Only HTTP/1.1 and HTTP/1.0 are understood here.")
NOT_HTTP = Refusal(400, "not_http", "This is not a valid HTTP request.")


class RequestStage(Enum):
    """What the server waits for from the client."""

    IDLE = auto()  # a request, of which nothing has come
    HEAD = auto()  # the rest of the headers
    BODY = auto()  # the rest of the body
    WHOLE = auto()  # nothing: the response is due
    ENDING = auto()  # the end of the connection; further bytes are discarded
