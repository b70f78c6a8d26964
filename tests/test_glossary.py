"""The glossary: it has every word that modules and the classes of the domain are named with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.messages.commands import COMMANDS
from tests.printing import ROOT

# Words of every program and of files, which need no explanation here.
ORDINARY = re.findall(
    r"\w+",
    """
    above absent access account addresses against answer apart api app arrivals arrived asian at backup banned
    base began behind below blocks bodies book brackets breaks bring browsers by bylines cache caching calendar cell
    cells
    change chapters charsets checking cli clock closed codes columns commas common companies config connection
    context cookies copying correction countries csv data database dates days decide decoding deliveries demo
    derived detect directory disk document docx domain doubts due durations east echo edit editing edl effects
    elapsed errors evidence exports facts feeds fetching fields figures files folder following forbidden formats
    forms found frab frame frames full functions gaps glyphs grids handshake headings health html http icalendar
    idle imports in indico insertion introduced invalid items json just kind known labels languages latest lengths
    limited limits lines live loading logs loop main many map markdown marks markup memory messages metrics
    migrating minutes mode moment monitoring moving names now numbered offered ontime openapi or order outline
    output outside own page pages parallel participation passwords pasting pdf people persistent person php
    pipelining plain points postgres posting problems proceedings processes progress proxies published range
    readers reading recurrence refused render rendering request retention revocations revoked role routes row
    rules sandbox schedule screens seeded selection serve server service sessionize settings shapes sheet sign
    signature silence size socket spreadsheets sqlite stale start state status step store style sub surroundings
    svg table tables taken text throttle time timeline timer times toml too unattributed unavailable unheaded
    unknown unlike unread unreadable unusable upsert uvicorn v1 value values vtt watch web when whole wire worker
    xlsx xml yaml yours youtube zero zones
    """,
)


def _stem(word: str) -> str:
    """Return a word without the ending of a plural or a verb, so that `queued` and `skipped` are `queue` and `skip`."""
    return re.sub(r"([a-z])\1$", r"\1", re.sub(r"(?:ies|ing|ed|es|(?<![su])s|e|y)$", "", word.lower()))


def _glossary() -> set[str]:
    rows = re.findall(r"^- \*\*(.*)\*\*: (.*)$", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    explained = (re.findall(r"\*[^*]+\*|`[^`]+`", meaning) for _, meaning in rows)
    named = [word for word, _ in rows] + [word for words in explained for word in words]
    return {_stem(word) for text in named for word in re.findall(r"[A-Za-z]+", text)}


def _named() -> Iterator[tuple[str, str]]:
    """Yield each word of a name, with the module or class that it names."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        stem = path.parent.name if path.stem.startswith("__") else path.stem
        yield from ((word, str(path.relative_to(ROOT))) for word in stem.split("_"))
    for path in sorted((ROOT / "app" / "domain").rglob("*.py")):
        yield from ((word, name) for name in _classes(path) for word in re.findall(r"[A-Z][a-z]+", name))


def _classes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield node.name


def test_every_word_of_a_name_is_in_the_glossary() -> None:
    # The reference explains the commands; their events say the same in the past.
    past = ("began", "created", "discarded", "undone", "withdrawn", "deferred")
    verbs = {_stem(word) for word in (*past, *(word for name in COMMANDS for word in name.split("_")))}
    known = _glossary() | verbs | {_stem(word) for word in ORDINARY}
    assert sorted({(word.lower(), name) for word, name in _named() if _stem(word) not in known}) == []


def test_every_ordinary_word_names_something() -> None:
    unused = {_stem(word) for word in ORDINARY} - {_stem(word) for word, _ in _named()}
    assert sorted(unused) == []
