"""What a stranger throws at a server; each attack is one function, which the harness calls again and again.

Run by `siege.py` as a process of its own: `python -m tests.hostile.attacks NAME PORT`. It prints a line when the attack
was carried out once, stops after `LONGEST_S` or as soon as its standard input ends, and then prints how many times.
"""

from __future__ import annotations

import itertools
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

LONGEST_S = 120.0
AT_ONCE = 6  # threads; what holds up the server adds up over them
PATIENCE_S = 5.0  # for an answer; an attack that waits longer begins again
# Bytes: nearly as long as the server reads them. What is longer is refused before anything looks at it.
PATH, QUERY, HEADER, COOKIES = 2_000, 4_000, 7_900, 7_900

Attack = Callable[[int], None]
ATTACKS: dict[str, Attack] = {}


def attack(function: Attack) -> Attack:
    """Register an attack: a function of the server's port that sends one thing and returns within seconds.

    It may raise OSError: a server that cuts a stranger off does what it should.
    """
    ATTACKS[function.__name__] = function
    return function


def request(path: str = "/s/session-v", *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request as bytes; each header is a line of its own."""
    lines = [f"{method} {path} HTTP/1.1", "Host: x", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def exchange(port: int, data: bytes) -> bytes:
    """Send this on a connection of its own; return how the answer begins, nothing if the server ends it."""
    with dial(port) as client:
        client.sendall(data)
        return client.recv(65_536)


def dial(port: int) -> socket.socket:
    """A connection to the server."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S)


@attack
def pipelining(port: int) -> None:
    """15,000 requests at once on one connection; all answers are read."""
    with dial(port) as client:
        asking = threading.Thread(target=_send, args=(client, request("/healthz") * 15_000), daemon=True)
        asking.start()
        end = time.monotonic() + 2
        while time.monotonic() < end and client.recv(65_536):
            pass
        client.close()
        asking.join()


@attack
def pipelining_without_reading(port: int) -> None:
    """The same, and no answer is read."""
    with dial(port) as client:
        client.settimeout(1.0)
        with suppress(TimeoutError):
            client.sendall(request("/s/session-v") * 15_000)


@attack
def pipelined_bodies(port: int) -> None:
    """Requests with bodies that are sent before the first one is answered."""
    with dial(port) as client:
        client.sendall(request("/sign-out", "X: y", method="POST", body=b"a" * 5_000) * 40)
        client.recv(65_536)


@attack
def cookies_in_quotes(port: int) -> None:
    """Cookies whose quoted values are full of escapes: quadratic for parsers that take quotes off."""
    exchange(port, request("/s/session-v", 'Cookie: rostrum-participant="' + "\\" * (COOKIES - 50) + '"'))


@attack
def cookie_tokens(port: int) -> None:
    """As many tokens as fit into one request, each of them a guess at a link."""
    many = ";".join(f"rostrum_{secrets.token_hex(3)}_stage={secrets.token_urlsafe(24)}" for _ in range(200))
    exchange(port, request("/s/session-v", "Cookie: " + many[:COOKIES]))


@attack
def cookies_without_end(port: int) -> None:
    """Thousands of tiny cookies, and one that has no end."""
    for cookies in ("a=b;" * (COOKIES // 4), "rostrum_=;" * (COOKIES // 10), "rostrum-participant=" + "x" * 7_000):
        exchange(port, request("/s/session-v", f"Cookie: {cookies}"))


@attack
def participants_made_up(port: int) -> None:
    """A participant's cookie of kilobytes, another one each time."""
    exchange(port, request("/s/session-v", f"Cookie: rostrum-participant={secrets.token_hex(3_500)}"))


@attack
def paths(port: int) -> None:
    """Addresses on which a pattern could backtrack, and others that lead to no page."""
    for piece in ("/a", "/import", "/", "//x", "/t/" + "A" * 128 + "/a"):
        exchange(port, request(piece * (PATH // len(piece))))
        exchange(port, request("/s/session-v?" + piece * (QUERY // len(piece))))


@attack
def token_paths(port: int) -> None:
    """Guesses of a link as the base of an address."""
    exchange(port, request(f"/t/{secrets.token_urlsafe(24)}/s/session-v"))


HEADERS = (
    "Connection: " + "a," * (HEADER // 2),
    "Accept-Language: " + "de;q=0." * (HEADER // 7),
    "Accept-Language: " + "a-" * (HEADER // 2),
    "Accept: " + "text/html," * (HEADER // 10),
    "If-None-Match: " + '"a",' * (HEADER // 4),
    "Authorization: Bearer " + " " * 7_000 + "x",
    "Origin: http://" + "[" * 7_000,
    "Forwarded: " + "for=" + " " * 7_000 + ";",
    "X-Forwarded-For: " + "1.1.1.1," * (HEADER // 8),
    "Content-Type: multipart/form-data; boundary=" + "-" * 7_000,
    "Content-Type: " + 'a;b="\\' * (HEADER // 6),
    "Range: bytes=" + "0-1," * (HEADER // 4),
    "Sec-WebSocket-Extensions: " + "a;b=c," * (HEADER // 6),
    "Expect: 100-continue",
    "Referer: http://x/" + "%2f" * 2_500,
)


@attack
def headers(port: int) -> None:
    """Every header that the server reads, as long as it may be and of what is hard to read."""
    for header in HEADERS:
        exchange(port, request("/s/session-v", header))
        exchange(port, request("/s/session-v/command", header, method="POST", body=b"command=advance"))


@attack
def no_http(port: int) -> None:
    """Connections that say something else: each of them one more for the log."""
    for data in (b"\x16\x03\x01\x02\x00\x01", b"HELLO\r\n\r\n", os.urandom(100), b"GET / HTTP/2.0\r\nHost: x\r\n\r\n"):
        exchange(port, data)


@attack
def halves(port: int) -> None:
    """Heads and bodies that never come to an end, a hundred at once."""
    clients = [dial(port) for _ in range(100)]
    for number, client in enumerate(clients):
        with client, suppress(OSError):
            client.sendall((request()[:-2], request(method="POST", body=b"x" * 99)[:-50])[number % 2])
            if number == len(clients) - 1:
                time.sleep(0.2)


MARKS = "\u0301\u0316" * 14_000  # bytes: twice as many as code points; sorted as one run, a second of work
HALF_WIDTH = "\uff9e" * 18_000
ASK_AFTER_S = 6.0  # a cookie must be 5 s old
THREAD = threading.local()


@attack
def texts(port: int) -> None:
    """Texts that take long to normalise, in every field that a stranger may fill in, from a participant who may ask."""
    cookie = participant(port)
    for text in (MARKS, HALF_WIDTH, ("\u0316" * 29 + "\u200b") * 600, "\ufffe\uffff" * 9_000):
        for path, field in (("/s/session-v/ask", "text"), ("/sign-in", "name"), ("/sign-in", "password")):
            body = f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n--x--\r\n'.encode()
            headers = ("Content-Type: multipart/form-data; boundary=x", cookie)
            exchange(port, request(path, *headers, method="POST", body=body))
        command = f'{{"command":"ask","text":"{text}","name":"{text[:1_000]}","identity":"public"}}'.encode()
        headers = ("Content-Type: application/json", cookie)
        exchange(port, request("/api/v1/sessions/session-v/commands", *headers, method="POST", body=command))


def participant(port: int) -> str:
    """The Cookie header of a participant who has been there long enough to ask; each thread has one of its own."""
    if not hasattr(THREAD, "cookie"):
        answer = exchange(port, request("/s/session-v/mine")).decode()
        THREAD.cookie = "Cookie: " + answer.partition("set-cookie: ")[2].partition(";")[0]
        time.sleep(ASK_AFTER_S)
    cookie: str = THREAD.cookie
    return cookie


@attack
def forms(port: int) -> None:
    """Forms of thousands of fields, of none, and of parts that never end."""
    many = "&".join(f"f{number}={number}" for number in range(6_000)).encode()
    parts = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n' * 900
    headers = b"--x\r\n" + b"X-A: b\r\n" * 6_000
    for kind, body in (
        ("application/x-www-form-urlencoded", many),
        ("application/x-www-form-urlencoded", b"%" * 60_000),
        ("multipart/form-data; boundary=x", parts + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", headers),
        ("multipart/form-data", parts),
    ):
        exchange(port, request("/sign-in", f"Content-Type: {kind}", method="POST", body=body))
        exchange(port, request("/s/session-v/ask", f"Content-Type: {kind}", method="POST", body=body))


@attack
def charsets(port: int) -> None:
    """Forms in character sets of the client's choice, and refusals for the audit."""
    body = b'--x\r\nContent-Disposition: form-data; name="command"\r\n\r\n\\ud800\r\n--x--\r\n'
    for charset in ("unicode_escape", "undefined", "punycode", "utf-8"):
        kind = f"Content-Type: multipart/form-data; boundary=x; charset={charset}"
        exchange(port, request("/s/session-v/command", kind, method="POST", body=body))
        exchange(port, request("/s/session-v/command", method="POST", body=b"command=advance"))


@attack
def sockets(port: int) -> None:
    """WebSockets that open and then say what is none."""
    wanted = request(
        "/s/session-v/live?page=viewer",
        "Connection: keep-alive",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ).replace(b"Content-Length: 0\r\n", b"")
    with dial(port) as client:
        client.sendall(wanted)
        client.recv(65_536)
        client.sendall(os.urandom(20_000))
        client.recv(65_536)


# What is open without a link; each is asked for in its turn, and some of it is work.
PUBLIC = (
    "/",
    "/?q=panel",
    "/board",
    "/board/rows?day=2021-06-30",
    "/api/v1/programme.xml",
    "/api/v1/programme.ics?segments=true",
    "/api/v1/sessions",
    "/api/v1/sessions/session-v",
    "/s/session-v",
    "/s/session-v/console",
    "/screen",
    "/sign-in",
    "/openapi.json",
    "/metrics",
    "/nothing",
)


@attack
def public_addresses(port: int) -> None:
    """Forty connections, each with a request for another public address; the answers are read afterwards."""
    with ExitStack() as stack:
        clients = [stack.enter_context(dial(port)) for _ in range(40)]
        for n, client in enumerate(clients):
            client.sendall(request(PUBLIC[n % len(PUBLIC)]))
        for client in clients:
            client.recv(65_536)


@attack
def hanging_up(port: int) -> None:
    """The same, and no answer is waited for."""
    with ExitStack() as stack:
        for n in range(40):
            stack.enter_context(dial(port)).sendall(request(PUBLIC[n % len(PUBLIC)]))


@attack
def unfinished_bodies(port: int) -> None:
    """Forty bodies that are nearly as large as they may be, and of which the last byte is not sent."""
    form = request("/sign-in", "Content-Type: application/x-www-form-urlencoded", method="POST", body=b"x" * 65_536)
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(dial(port))
            client.settimeout(0.5)
            with suppress(TimeoutError):
                client.sendall(form[:-1])


@attack
def unknown_fields(port: int) -> None:
    """A command with as many fields as fit, none of which is one of its own."""
    fields = ",".join(f'"f{n}":{n}' for n in range(4_000))
    body = f'{{"command":"ask",{fields}}}'.encode()
    exchange(port, request("/api/v1/sessions/session-v/commands", method="POST", body=body))


def _send(client: socket.socket, data: bytes) -> None:
    with suppress(OSError):
        client.sendall(data)


def main(name: str, port: int) -> None:
    """Carry out an attack in several threads until standard input ends."""
    over, begun, done = threading.Event(), threading.Event(), itertools.count()
    end = time.monotonic() + LONGEST_S

    def go_on() -> None:
        while not over.is_set() and time.monotonic() < end:
            with suppress(OSError):
                ATTACKS[name](port)
            next(done)
            begun.set()

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    begun.wait(LONGEST_S)
    print("begun", flush=True)
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join(1.0)
    print(next(done))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
