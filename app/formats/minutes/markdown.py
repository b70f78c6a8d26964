"""Minutes as Markdown. People's texts are escaped and never become markup."""

from __future__ import annotations

import re

from app.domain.text import legal
from app.domain.views.report_shapes import Report
from app.formats.minutes.document import minutes
from app.formats.minutes.proceedings import MinutesLine, Style
from app.formats.record.markdown import escaped
from app.formats.text.own_marks import REPORT_MARKDOWN
from app.languages.words import Words

# What begins a list, a heading or a line at the beginning of a paragraph; other marks are escaped everywhere.
_BEGINS = re.compile(r"^(\d{1,9})?([-+=.)])")


def minutes_markdown(report: Report, words: Words) -> bytes:
    """Return the document; a paragraph is a line between empty ones."""
    return legal("\n\n".join([*map(_block, minutes(report, words)), REPORT_MARKDOWN]) + "\n").encode()


def _block(paragraph: MinutesLine) -> str:
    text, label = _plain(paragraph.text), escaped(paragraph.label)
    match paragraph.style:
        case Style.TITLE:
            return f"# {text}"
        case Style.HEADING:
            return f"## {text}"
        case Style.ITEM:
            return f"### {text}"
        case Style.ABOUT:
            return f"**{text}**"
        case Style.NUMBERED:
            return f"{paragraph.label} {text}"
        case Style.LISTED:
            return f"- **{label}** {text}" if label else f"- {text}"
        case Style.QUOTE:
            return f"> {text}" + (f"\n>\n> — {label}" if label else "")
        case Style.SENTENCE:
            return text


def _plain(text: str) -> str:
    return _BEGINS.sub(lambda mark: f"{mark[1] or ''}\\{mark[2]}", escaped(text))
