"""Catalogues: the translations of each language, checked, compiled and loaded.

`locale/<language>/LC_MESSAGES/messages.po` is written by translators. It is compiled to `messages.mo` beside it when it
is newer. A translation with a fault is left out, so that its text is shown in English: a reader is never shown half a
sentence, and a page never fails because of a catalogue.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from gettext import GNUTranslations, c2py
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.languages.languages import SOURCE

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

LOCALE = Path(__file__).resolve().parents[2] / "locale"
MOST_HELD = 20  # compiled catalogues
MOST_COUNTED = 1000  # numbers that a plural rule is tried with
TEMPLATE = "messages.pot"  # in the same folder: every text, in English
_TEXT = re.compile(rb'^msgid "', re.MULTILINE)
_PLACE = re.compile(r"\{[^{}]*\}")
_LINE = re.compile(r'(#.*|((msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s{1,9})?".*"|)')
_MARKUP = re.compile(r"<[^<>]{0,500}>|&\w{1,30};")
# They would reverse the text around them; a page isolates what people wrote instead.
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def source_file(language: str, locale: Path = LOCALE) -> Path:
    """Return the path of a language's translations."""
    return locale / language / "LC_MESSAGES" / "messages.po"


def load(language: str, locale: Path = LOCALE) -> GNUTranslations | None:
    """Return the translations of a language; None without usable ones, which leaves the language in English."""
    path = source_file(language, locale)
    if language == SOURCE or not path.exists():
        return None
    try:
        return GNUTranslations(BytesIO(_compiled(path)))
    except Exception as error:
        # Translators write this file. No page may fail because of a mistake in it.
        _log().error("a catalogue cannot be read; its language is shown in English", file=str(path), reason=str(error))
        return None


def percent(language: str, locale: Path = LOCALE) -> int:
    """Return how much of the interface a language has, from 0 to 100, rounded down; what cannot be read counts as 0."""
    if language == SOURCE:
        return 100
    with suppress(Exception):  # as in `load`, which names the mistake
        # Each text of the template begins so, and the header too; a compiled catalogue begins with a mark, a version
        # and how many texts it has, the header among them.
        count = len(_TEXT.findall((locale / TEMPLATE).read_bytes())) - 1
        done = int.from_bytes(_compiled(source_file(language, locale))[8:12], sys.byteorder) - 1
        return max(min(100 * done // count, 100), 0)
    return 0


def names(languages: Mapping[str, str], locale: Path = LOCALE) -> dict[str, str]:
    """Return the languages with their own names, and for an unfinished one how much there is: `Português (12 %)`."""
    shares = {language: percent(language, locale) for language in languages}
    return {
        language: name if shares[language] == 100 else f"{name} ({shares[language]} %)"
        for language, name in languages.items()
    }


def forms_of_one_number(rule: str, forms: int) -> frozenset[int]:
    """Return the plural forms that a language has for one number alone, as Arabic has for two and Russian has none."""
    form_of = c2py(rule)
    used = Counter(form_of(number) for number in range(MOST_COUNTED))
    return frozenset(form for form in range(forms) if used[form] == 1)


def faults(message: Message, forms: int, of_one_number: Collection[int] | None = None) -> Iterator[str]:
    """Say what is wrong with a translation: a place, markup or plural form that differs from the English text.

    Args:
        message: a message of a catalogue; one that is not translated has no faults.
        forms: how many plural forms the language has.
        of_one_number: those of them that are for one number alone, so that they need not name it; all by default.
    """
    texts, said = _forms(message.id), _forms(message.string)
    if not any(said):
        return
    if len(said) != (forms if message.pluralizable else 1) or not all(said):
        yield f"has {sum(map(bool, said))} of {forms} plural forms"
        return
    for form, text in enumerate(said):
        names_itself = message.pluralizable and (of_one_number is None or form in of_one_number)
        yield from _differences(texts[-1], text, optional={"{count}"} if names_itself else set())


def read(path: Path) -> Catalog:
    """Read a catalogue.

    Raises:
        OSError: there is no such file.
        ValueError: it is no catalogue.
    """
    from babel.messages.pofile import read_po

    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        if not _LINE.fullmatch(line.strip()):
            raise ValueError(f"line {number} is neither a comment nor a text in quotes")
    return read_po(StringIO(text), abort_invalid=True)


def _compiled(path: Path) -> bytes:
    made = path.with_suffix(".mo")
    changed = made.stat().st_mtime_ns if made.exists() else 0
    return _kept_or_compiled(path, path.stat().st_mtime_ns, changed)


@lru_cache(maxsize=MOST_HELD)
def _kept_or_compiled(path: Path, written: int, compiled_at: int) -> bytes:
    """Return a catalogue, compiled: once for each state of its two files, so that a fault is logged once."""
    made = path.with_suffix(".mo")
    if compiled_at > written:
        with suppress(OSError):
            if _is_whole(kept := made.read_bytes()):
                return kept
            _log().warning("a compiled catalogue is damaged; it is compiled again", file=str(made))
    compiled = _compile(path)
    # A server without permission to write here compiles at every start instead.
    with suppress(OSError):
        beside = made.with_suffix(f".{os.getpid()}.part")
        beside.write_bytes(compiled)
        beside.replace(made)
    return compiled


def _is_whole(compiled: bytes) -> bool:
    try:
        GNUTranslations(BytesIO(compiled))
    except Exception:  # of many kinds, by what stands in the file
        return False
    return True


def _compile(path: Path) -> bytes:
    from babel.messages.mofile import write_mo

    catalogue, compiled = read(path), BytesIO()
    lone = forms_of_one_number(catalogue.plural_expr, catalogue.num_plurals)
    for message in [message for message in catalogue if message.id]:
        if not any(_forms(message.string)):
            catalogue.delete(message.id, message.context)
        elif wrong := list(faults(message, catalogue.num_plurals, lone)):
            _log().warning("a translation is left out", file=str(path), text=_forms(message.id)[0], reason=wrong[0])
            catalogue.delete(message.id, message.context)
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _differences(text: str, said: str, optional: set[str]) -> Iterator[str]:
    places, given = Counter(_PLACE.findall(text)), Counter(_PLACE.findall(said))
    if unknown := given.keys() - places.keys():
        yield f"has the unknown place {', '.join(sorted(unknown))}"
    if missing := {place for place, count in places.items() if given[place] < count} - optional:
        yield f"lacks the place {', '.join(sorted(missing))}"
    if said.count("{") != sum(given.values()) or said.count("}") != sum(given.values()):
        yield "has a brace that belongs to no place"
    if Counter(_MARKUP.findall(text)) != Counter(_MARKUP.findall(said)):
        yield "has other markup than the text"
    if _BIDI.search(said):
        yield "has a character that reverses the text around it"


def _log() -> Any:
    # Catalogues seldom have faults, and the log is a third of what a process that reads one file would import.
    import structlog

    return structlog.get_logger()
