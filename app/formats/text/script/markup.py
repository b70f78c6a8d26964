"""The text of markup that stands in a script."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

MOST_TAGS = 5_000  # of the markup in a value
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.:-]{0,60}|)"
    r"(?>[^<>{}\"']{1,400}|\"[^\"]{0,4000}\"|'[^']{0,4000}'|\{(?>[^{}]{1,400}|\{[^{}]{0,400}\}){0,20}\}){0,60}+>"
)
_COMPUTED_THERE = re.compile(r"\{[^{}]{0,500}\}")
_FIRST = re.compile(r"^[ \t]{0,60}<(?:[A-Za-z][\w.]{0,40}[\s>/]|>)", re.MULTILINE)


def markup_in(script: str) -> str:
    """Return the markup of a script from its first tag at the beginning of a line to its last one; else the script."""
    begin, end = _FIRST.search(script), script.rfind("</")
    if begin is None or end < begin.start():
        return script
    return script[begin.start() : script.find(">", end) + 1 or len(script)]


def end_of_markup(script: str, at: int) -> tuple[int | None, int]:
    """Return the index behind the element that begins here, and how many tags it has; no index if it does not end."""
    depth, count = 0, 0
    for tag in islice(_TAG.finditer(script, at), MOST_TAGS):
        if depth == 0 and tag.start() != at:
            return None, count
        depth += -1 if tag["close"] else 0 if tag[0].endswith("/>") else 1
        count += 1
        if depth <= 0:
            return (tag.end() if depth == 0 else None), count
    return None, count


def text_of_markup(markup: str) -> str:
    """Return the texts between the tags of markup, each on a line; what is computed is left out."""
    texts = (" ".join(unescape(_COMPUTED_THERE.sub(" ", text)).split()) for text in _TAG.split(markup)[::3])
    return "\n".join(text for text in texts if text)
