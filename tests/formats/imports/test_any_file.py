"""Any file is read or refused in words; nothing else ever happens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.state.document import read_document
from app.formats.imports.found.findings import Programme
from app.formats.imports.selection import Choice, wanted
from app.formats.text.notes import NotAProgramme
from tests.fakes import document
from tests.formats.imports.found.calendar.test_times import CUSTOM, WEEKLY
from tests.formats.imports.readers.test_conference_files import XML, ontime, schedule, sessionize_all, sessionize_grid
from tests.formats.imports.readers.test_csv import PLAIN
from tests.formats.imports.readers.test_icalendar import ONE, TWO
from tests.formats.imports.readers.text.test_plain_text import MESSAGE
from tests.formats.imports.reading import calendar, read

VALUES = [schedule(), sessionize_all(), sessionize_grid(), ontime(2), ontime(4), document()]
SAMPLES = [
    PLAIN.encode(),
    MESSAGE.encode(),
    XML.format(zone="", date="").encode(),
    calendar(ONE, TWO, f"{WEEKLY}RRULE:FREQ=WEEKLY;COUNT=3", zones=CUSTOM).encode(),
    *(
        json.dumps(v).encode()
        for v in (document(), schedule(), sessionize_all(), sessionize_grid(), ontime(2), ontime(4))
    ),
    b"Date;Room;Start;End;Title;Speaker;Duration\n3/4/2024;A;9:00;1:00 PM;One;Lee, Ann;0:30\n;;;;;;\nDay 2;;;;;;\n",
]
SPLINTERS = [b"25:99", b"-1", b"9999-99-99", b"\n", b'"', b",", b"{"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def require_short(sentence: str) -> None:
    assert 0 < len(sentence) < 600


def read_or_refused(data: bytes) -> Programme | None:
    """What a file holds, if it is a programme; then every session of it can be saved, or says why not."""
    try:
        programme = read(data)
    except NotAProgramme as error:
        require_short(error.sentence)
        return None
    assert programme.counts["items"] == sum(len(w.segments) for w in wanted(programme, Choice(apart=True)))
    for session in wanted(programme, Choice()):
        if len(session.segments) <= 2_000:
            read_document({**session.document, "slug": "session"})
    return programme


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_file_is_read_or_refused(sample: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged)))
        some = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"25:99", b"-1", b"9999-99-99", b"\n", b'"', b",", b"{"])
        )
        damaged[at : at + data.draw(st.integers(0, 8))] = some
    read_or_refused(bytes(damaged))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_noise_is_read_or_refused(noise: bytes) -> None:
    read_or_refused(noise)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(VALUES), st.data())
def test_values_of_another_kind_are_read_or_refused(sample: Any, data: st.DataObject) -> None:
    value = json.loads(json.dumps(sample))
    for _ in range(data.draw(st.integers(1, 4))):
        part = value
        while isinstance(part, dict | list) and part:
            key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if data.draw(st.booleans()) or not isinstance(part[key], dict | list):
                part[key] = data.draw(JSON)
                break
            part = part[key]
    read_or_refused(json.dumps(value).encode())
