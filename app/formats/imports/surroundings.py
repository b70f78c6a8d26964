"""What stands around a programme in a file: comments, the code of a server, the settings above a page of a web site."""

from __future__ import annotations

import re
from contextlib import suppress

from app.domain.errors import Invalid
from app.formats.imports.documents.html import BEGINS as HTML_BEGINS
from app.formats.imports.found.dates import day_of
from app.formats.imports.readers.icalendar import looks_like_calendar
from app.formats.imports.readers.text.detect import looks_like_plain_programme
from app.formats.imports.readers.text.markdown import without_parts
from app.formats.imports.readers.unknown_json import count_items
from app.formats.imports.yaml_files import is_own_yaml
from app.formats.text.notes import NotAProgramme
from app.formats.text.script.values import looks_like_script
from app.formats.text.toml import looks_like_toml, read_toml
from app.formats.text.yaml import read_yaml, with_text_keys

FEW = 3  # items that do not show yet what a file is
MOST_OF_A_HEAD = 2_000  # characters
_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<matter>.{0,100000}?)\n(?P=fence)[ \t]*\r?\n(?P<rest>.*)", re.DOTALL
)
_SUBTITLE_THERE = re.compile(
    r"^(?:subtitle|sub_title|when|event_date|date_text)\s?[:=]\s?[\"']?(?P<text>[^\n\"']{4,80}?)[\"']?\s*$",
    re.MULTILINE,
)
_TITLE_THERE = re.compile(r"^title\s{0,9}[:=]\s{0,9}[\"']?(?P<title>[^\n]{1,300}?)[\"']?\s*$", re.MULTILINE)
_OF_OURS = re.compile(r"^(?:segments|speakers|starts_at|conference):", re.MULTILINE)
MOST_COMMENTS = 50  # before an XML or a calendar
_COMMENT = re.compile(
    r"<!--.{0,20000}?-->|/\*.{0,20000}?\*/|[#;][^\n]{0,2000}\n|//[^\n]{0,2000}\n|\"{3}.{0,20000}?\"{3}", re.DOTALL
)
_CALENDAR = re.compile(  # all of a file, as a page holds one for a program
    r"[\ufeff\s]{0,100}<!--\s{0,100}(?P<inner>BEGIN:VCALENDAR\s.{0,200000}?)\s{0,100}-->\s{0,100}\Z", re.DOTALL
)
_ABOVE_A_SERVER = re.compile(r"\A(?:<!--[^<>]{0,500}-->\s*){1,9}")  # comments before what a server runs
_OF_A_SERVER = (("<?php", "?>"), ("<?=", "?>"), ("<%", "%>"))  # PHP and JSP
JSON_BEGINS = re.compile(r"\{(?!%)|\[\s*[\[{\"\d\]tfn-]")


def without_comments(text: str) -> str:
    """Remove comments before an XML, a calendar, a script or a JSON, and from a page what a server runs (PHP, JSP).

    A calendar that is all within one comment is returned without that.
    """
    if (calendar := _CALENDAR.match(text)) is not None:
        return "\n" * text[: calendar.start("inner")].count("\n") + calendar["inner"]
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith("{/*") or (stripped.startswith("<") and "{/*" in stripped):  # a part of a page in JSX
        stripped = without_parts(stripped, "{/*", "*/}").lstrip()
        text = stripped if stripped.startswith("<") else text
    if _ABOVE_A_SERVER.sub("", stripped[:MOST_OF_A_HEAD]).startswith(tuple(begin for begin, _ in _OF_A_SERVER)):
        for begin, end in _OF_A_SERVER:
            stripped = without_parts(stripped, begin, end)
        text = stripped = stripped.lstrip()
    for _ in range(MOST_COMMENTS):
        comment = _COMMENT.match(stripped)
        if comment is None:
            break
        stripped = stripped[comment.end() :].lstrip()
    if not stripped and "<!--" in text[:MOST_OF_A_HEAD]:
        raise NotAProgramme("All that is in this file is commented out.")
    is_xml = text.lstrip().startswith("<") and stripped.startswith("<") and not HTML_BEGINS.match(stripped[:2000])
    is_data = is_xml or looks_like_calendar(stripped[:2000]) or looks_like_script(stripped[:2000])
    return stripped if is_data or (text.startswith("/") and JSON_BEGINS.match(stripped)) else text


def is_xml(text: str) -> bool:
    head = text.lstrip("\ufeff \t\r\n")[:2000]
    return head.startswith("<") and not HTML_BEGINS.match(head) and text.rstrip().endswith(">")


def is_markdown(text: str) -> bool:
    """Whether marks of HTML stand only around a text with tables in Markdown."""
    return "\n|" in text[:20_000] and "<td" not in text[:20_000].lower()


def without_front_matter(text: str) -> str:
    """Return a page of a web site with its title for the settings above its text; lines keep their numbers."""
    match = _FRONT_MATTER.match(text)
    if match is None or _OF_OURS.search(match["matter"]) or is_own_yaml(match["rest"].lstrip()[:2000]):
        return text
    if _holds_programme(match["matter"]) and not looks_like_plain_programme(match["rest"][:200_000].splitlines()):
        return match["matter"]
    named = _TITLE_THERE.search(match["matter"])
    title = f"# {named['title']}" if named else ""
    below = _dated_below(match["matter"])
    return f"{title}\n{below}" + "\n" * (text[: match.start("rest")].count("\n") - 1) + match["rest"]


def _dated_below(matter: str) -> str:
    """Return the subtitle among the settings above a page if it has a whole date; others are when it was written."""
    below = _SUBTITLE_THERE.search(matter)
    return below["text"] if below is not None and (day := day_of(below["text"])) is not None and day.year_given else ""


def _holds_programme(matter: str) -> bool:
    """Whether the settings above the text of a page list items with times."""
    with suppress(Invalid):
        value = read_toml(matter) if looks_like_toml(matter) else with_text_keys(read_yaml(matter))
        return count_items(value) >= FEW
    return False
