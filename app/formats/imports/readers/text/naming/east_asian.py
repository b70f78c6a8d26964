"""People in a line of Chinese or Japanese, which no sign parts from the title: behind a space, with a function."""

from __future__ import annotations

import re

from app.formats.imports.found.names.person import (
    is_east_asian_body,
)
from app.formats.imports.readers.text.lines import trimmed
from app.formats.imports.readers.text.naming.people import is_person, people_in

_IN_FULL_BRACKETS = re.compile(
    r"(?P<title>.{1,300}?)\s(?P<name>\S{2,10}?)(?:\s?(?P<job>副?教授|研究[员員]|博士|院士|主任|[讲講]师|先生|女士|老师|院长|"
    r"所长|处长|局长|司长|部长|主席|会长))?\uff08(?P<of>[^\uff08\uff09]{2,60})\uff09"
)
_SURNAME_LAST = re.compile(r"[\s,;\u3001\uff0c\uff1b\u2013\u2014-][\u4e00-\u9fff]{1,3}$")  # behind other words
_KANA = re.compile(r"[\u3040-\u30ff]")
_JAPANESE = re.compile(
    r"(?P<title>.{1,300}?)\s[\u2013\u2014-]\s(?:(?P<job>\S{1,12})\s)?"
    r"(?P<name>[\u4e00-\u9fff]{1,3}\s[\u3040-\u30ff\u4e00-\u9fff]{1,4})(?P<of>\uff08[^\uff08\uff09]{2,60}\uff09)?"
)
_JAPANESE_SPACED = re.compile(  # a title, the two parts of a name, and an office, with spaces between them
    r"(?P<title>\S{2,60})[ \u3000](?P<name>[\u4e00-\u9fff]{1,3}[ \u3000][\u3040-\u30ff\u4e00-\u9fff]{1,4})[ \u3000]"
    r"(?P<of>[\u3040-\u30ff\u4e00-\u9fff]{2,20}(?:[ \u3000][\u4e00-\u9fff]{1,8})?)"
)
_CHINESE = re.compile(
    r"(?P<title>[^\s]{0,60}[\u4e00-\u9fff][^\s]{0,60})\s(?P<name>[\u4e00-\u9fff]{2,3})(?:\s(?P<job>[\u4e00-\u9fff]{1,6}))?"
)


def japanese_person_behind(text: str) -> tuple[str, str] | None:
    """Split a Japanese title from the two parts of a name behind a gap, with a function before or a body behind it."""
    if (spaced := _JAPANESE_SPACED.fullmatch(text)) is not None and is_east_asian_body(spaced["of"]):
        return trimmed(spaced["title"]), f"{spaced['name']}\uff08{spaced['of']}\uff09"
    match = _JAPANESE.fullmatch(text)
    if match is None or not (match["of"] or _KANA.search(text)):
        return None
    if match["job"] and not is_east_asian_body(match["job"]):
        return None
    behind = match["of"] or (f", {match['job']}" if match["job"] else "")
    return trimmed(match["title"]), f"{match['name']}{behind}"


def person_after_space(text: str) -> tuple[str, str] | None:
    """Split a Chinese title from the name behind a space, with the function behind another one."""
    title, _, who = text.rpartition(" ")
    if (behind := _IN_FULL_BRACKETS.fullmatch(text)) is not None:
        title, who = behind["title"], f"{behind['name']}\uff08{behind['of']}{behind['job'] or ''}\uff09"
    if title.rstrip().endswith((";", "\uff1b", "\u3001")):
        return None  # who is the last of several
    if title and (people := people_in(who)) and is_east_asian_body(people[0].affiliation):
        return None if _SURNAME_LAST.search(title) else (trimmed(title), who)
    match = _CHINESE.fullmatch(text) if not _KANA.search(text) else None
    return (
        (trimmed(match["title"]), f"{match['name']}, {match['job'] or ''}".strip(", "))
        if match and is_person(match["name"])
        else None
    )
