"""Marks of Markdown and of the page around a text: which lines are headings, and the lines without all of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from app.formats.imports.found.names.person import looks_like_person
from app.formats.imports.readers.text.lines import (
    BETWEEN,
    LONGEST,
    begins_something,
    length_at_end,
    timed_line,
    without_bullet,
)
from app.formats.text.notes import Notes, line_place

FEWEST_BLOCKS = 3  # elements of a page in a text that make it one
_HEADING = re.compile(r"^\s{0,3}(?:(?P<marks>#{1,6})\s+(?=\S)|(?P<close>#{2,6})(?=[^\s#]))")
_UNDERLINE = re.compile(r"\s{0,3}(?:={4,}|-{4,}|~{4,}|\^{4,}|#{4,})\s*")
_LEVELS = {"#": 1, "=": 1, "-": 2, "~": 3, "^": 3}  # of headings above such lines
_RULE = re.compile(r"\s*(?:[-=_*~^#\u2013\u2014\u2500\u2501]\s?){3,200}\s*")
EMPHASIS = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\S))([^*_`\n]{0,299}[^*_`\s])\1(?!\w)")
_BOLD_BESIDE_ITALIC = re.compile(r"(?<=[^\s*_])(\*\*|__)\s{1,3}(?=[*_][^\s*_])")  # "**Clocks** *Ann Lee*"
_ITALIC_LAST = re.compile(  # "Clocks *Ann Lee, ACME*"
    r"(?<=[^\s*_:])\s{1,3}(?P<mark>[*_])(?P<name>[^\s*_,;(][^*_,;(\n]{3,80})(?P<rest>[^*_\n]{0,200})(?P=mark)\s{0,9}$"
)
_MARKS = frozenset("*_`")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # "7\\. April"
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)(?:\{[^{}]{0,200}\})?")
SHORT_CODE = re.compile(r"(?<![\w:]):[a-z][a-z\d+]*(?:[_-][a-z\d]{1,20}){0,6}:(?![\w:])\s?")  # a picture: ":coffee:"
_LINE_BLOCK = re.compile(r"\|\s{1,8}[^\s|]")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((?:\s?|[^()\s]{1,500}|\([^()\s]{1,500}\)|(?:https?:|\s?\.{0,2}/)[^()\n]{1,300})\)(?:\{[^{}\n]{1,200}\})?"
)
_EMPTY_LINK = re.compile(r"\[\s?\]\([^()\s]{1,500}\)")  # around a picture
_RST_LINK = re.compile(r"`([^`<>\n]{1,300}?)\s?<[^<>\s]{1,500}>`_{1,2}")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_TITLE_IN_MARKS = re.compile(  # behind a name: "Ann Lee __Clocks__"
    r"(?P<name>.{3,120}?[^\W_]:?)\s{1,10}(?P<mark>\*\*|__|[*_])(?P<title>[^*_\n]{3,300})(?P=mark)(?P<rest>.{0,400})"
)
_OF_A_TEMPLATE = re.compile(r"\{%[^{}\n]{0,500}%\}|\{\{[^{}\n]{0,500}\}\}|(?:^|(?<=[\w)\]]))\s?\{[:#][^{}\n]{0,200}\}")
_OTHER_MARKS = (("`_", _RST_LINK, r"\1"), (":", SHORT_CODE, ""), ("{", _OF_A_TEMPLATE, ""), ("\\", ESCAPED, r"\1"))
_LINE_OF_A_TEMPLATE = re.compile(
    r"^[ \t]{0,20}(?:\{[:#][^{}\n]{0,200}\}|\{%[^{}\n]{0,500}%\})[ \t]{0,20}$", re.MULTILINE
)
_UNSEEN = (("<!--", "-->"), ("\n<style", "</style>"), ("\n<script", "</script>"))
LINKED_DATA = "ld+json"  # in the tag of a script that describes the page
_DIRECTIVE = re.compile(
    r"^(?:\.\.[ \t](?:[\w-]{2,30}::|-\*-|\|[^|\n]{1,60}\||_[^\n:]{1,80}:|\[)[^\n]{0,300}|"
    r"(?:!!!|\?\?\?\+?)[ \t][a-z]{3,20}|:{3,8}[ \t]?(?:\{[^{}\n]{1,80}\}|[a-z-]{3,30})?[ \t]?)$",
    re.MULTILINE,
)
_BREAK = re.compile(r"(?<=\S)\s?<br\s?/?>\s?(?=[^\s<])", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figure|font|footer|h[1-6]|header|hr|"
    r"i|iframe|img|ins|kbd|li|main|mark|nav|ol|p|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|time|"
    r"tr|u|ul)\b[^<>\n]{0,500}>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?P<end>/?)(?P<name>article|d[dt]|div|h[1-6]|li|p|section|t[dhr]|table|time)\b", re.IGNORECASE)


def without_comments(text: str) -> str:
    """Return a text without comments, styles and scripts of HTML, and lines that only a template or a writer reads.

    Lines keep their numbers.
    """
    for begin, end in _UNSEEN:
        text = without_parts(text, begin, end)
    return _DIRECTIVE.sub("", _LINE_OF_A_TEMPLATE.sub("", text))


def without_parts(text: str, begin: str, end: str) -> str:
    """Return a text without the parts from one sign to another, other than data that describe a page."""
    kept: list[str] = []
    at = 0
    while (first := text.find(begin, at)) >= 0 and (last := text.find(end, first)) >= 0:
        last += len(end)
        is_data = LINKED_DATA in text[first : first + 200]
        kept += [text[at:first], text[first:last] if is_data else "\n" * text.count("\n", first, last)]
        at = last
    return "".join([*kept, text[at:]])


def as_page(text: str) -> str | None:
    """Return Markdown in which parts are written in HTML as a page; None for other texts."""
    if sum(1 for _ in _BLOCK.finditer(text[:200_000])) < FEWEST_BLOCKS * 2:
        return None
    lines: list[str] = []
    depth = 0
    for line in text.splitlines():
        tags = list(_BLOCK.finditer(line))
        lines.append(line if depth or tags else f"<p>{line}</p>")
        depth = max(0, depth + sum(-1 if tag["end"] else 1 for tag in tags if tag["name"].lower() not in {"div"}))
        depth = 0 if not line.strip() else depth
    return "\n".join(lines)


def without_code(lines: Sequence[str], notes: Notes) -> list[str]:
    """Return lines without fences and the code between them; what has times there is a programme."""
    fences = [i for i, line in enumerate(lines) if _FENCE.match(line)]
    kept = ["" if _FENCE.match(line) else line for line in lines]
    for begin, end in zip(fences[::2], fences[1::2], strict=False):
        code = [i for i in range(begin + 1, end) if lines[i].strip()]
        if not any(timed_line(without_bullet(lines[i])) or length_at_end(lines[i]) for i in code):
            for index in code:
                notes.cannot_read(
                    line_place(index + 1), lines[index], "there is no time and no duration in it, and no name"
                )
                kept[index] = ""
    return kept


def with_whole_blocks(lines: Sequence[str]) -> list[str]:
    """Return as many lines, those behind "| " of reStructuredText and bold ones that go on below on one line."""
    whole = [*lines]
    blocks = [_LINE_BLOCK.match(line[:LONGEST]) is not None for line in lines]
    if sum(blocks) < FEWEST_BLOCKS or any("|" in line[2:] for line, block in zip(lines, blocks, strict=True) if block):
        blocks = [False] * len(lines)
    into = -1  # the line that goes on
    for index in range(1, len(lines)):
        line = lines[index]
        above = index - 1 if into < 0 else into
        is_open = whole[above].count("**") % 2 == 1 == line.count("**") % 2 and not begins_something(line[:LONGEST])
        goes_on = (is_open and into < 0) or (blocks[above] and not blocks[index])
        into = above if goes_on and line.strip() and len(whole[above]) + len(line) <= LONGEST else -1
        if into >= 0:
            whole[into], whole[index] = f"{whole[into].rstrip()} {line.strip()}", ""
    return [line.lstrip()[1:].strip() if block else line for line, block in zip(whole, blocks, strict=True)]


def with_whole_links(lines: Sequence[str]) -> list[str]:
    """Return as many lines, the text of a link that goes on below on the line on which it begins."""
    whole = [*lines]
    for index, line in enumerate(lines):
        below = next((i for i in range(index + 1, min(index + 4, len(whole))) if "](" in whole[i]), 0)
        is_open = line.rfind("[") > line.rfind("]") and below > 0
        if is_open and not any("[" in each.partition("](")[0] for each in whole[index + 1 : below + 1]):
            whole[index : below + 1] = [" ".join(map(str.strip, [line.rstrip(), *whole[index + 1 : below + 1]]))] + [
                ""
            ] * (below - index)
    return whole


def heading_levels(lines: Sequence[str]) -> dict[int, int]:
    """Return the level of each line that is a heading of Markdown, by its index."""
    matches = ((i, _HEADING.match(line)) for i, line in enumerate(lines))
    levels = {i: len(match["marks"] or match["close"]) for i, match in matches if match is not None}
    for index in range(1, len(lines)):
        if _UNDERLINE.fullmatch(lines[index]) and lines[index - 1].strip() and index - 1 not in levels:
            levels[index - 1] = _LEVELS[lines[index].strip()[0]]
    return levels


def without_markup(line: str) -> str:
    """Return a line without Markdown and HTML: marks of headings, stars around words, addresses behind links."""
    if _RULE.fullmatch(line):
        return ""
    plain = _HEADING.sub("", line.rstrip().removesuffix("\\"), count=1).replace(":- ", ": ")
    # Most lines have no marks, and looking at each of their characters in several ways takes time.
    if "<" in plain:
        plain = _TAG.sub("", _BREAK.sub("   ", plain))
    if "&" in plain:
        plain = unescape(plain)
    for sign, pattern, instead in _OTHER_MARKS:
        if sign in plain:
            plain = pattern.sub(instead, plain)
    if "[[" in plain or "]]" in plain:
        plain = _WIKI_LINK.sub(r"\1", plain).replace("[[", "").replace("]]", "")
    if "](" not in plain and _MARKS.isdisjoint(plain):
        return plain
    plain = _LINK.sub(r"\1", _EMPTY_LINK.sub("", _PICTURE.sub("", plain)))
    plain = _BOLD_BESIDE_ITALIC.sub(r"\1   ", plain)
    if (last := _ITALIC_LAST.search(plain)) is not None and looks_like_person(last["name"].strip()):
        plain = f"{plain[: last.start()]}   {last['name']}{last['rest']}"
    marked = "_" in plain or "*" in plain
    if marked and (parted := _TITLE_IN_MARKS.fullmatch(plain)) is not None and _is_only_a_name(parted["name"]):
        plain = f"{parted['name'].rstrip(':')}   {parted['title']}{parted['rest']}"
    plain = EMPHASIS.sub(r"\2", plain)
    return _LINK.sub(r"\1", EMPHASIS.sub(r"\2", plain) if "*" in plain else plain)  # "***10:00 Break***"


def _is_only_a_name(text: str) -> bool:
    timed = timed_line(without_bullet(text))
    return timed is not None and looks_like_person(timed[1].strip(BETWEEN))
