"""Texts with the marks of Org, AsciiDoc, Typst, MediaWiki and LaTeX, as Markdown; lines keep their numbers."""

from __future__ import annotations

import re

_IS_ORG = re.compile(r"^#\+(?:title|author|date|options|startup|begin_\w+|email)\b", re.IGNORECASE | re.MULTILINE)
_IS_LATEX = re.compile(
    r"^\s{0,20}\\(?:documentclass|begin\{(?:document|itemize|enumerate|description|tabular|longtable|table|center)|section|item\b)",
    re.MULTILINE,
)
_HAS_EQUALS = re.compile(r"^={1,6}[ \t]*[^=\s]", re.MULTILINE)

_ORG_TITLE = re.compile(r"^#\+title:[ \t]*(?=\S)", re.IGNORECASE | re.MULTILINE)
_ORG_SETTING = re.compile(r"^#\+\w{2,30}:?[^\n]{0,300}$", re.MULTILINE)
_ORG_HEADING = re.compile(r"^(?P<stars>\*{1,6})[ \t]+(?:(?:TODO|DONE)[ \t]+)?(?=\S)", re.MULTILINE)

_HEADING = re.compile(r"^(?P<signs>={1,6})[ \t]{0,8}(?P<title>[^=\s][^\n]{0,200})$", re.MULTILINE)
_SETTING = re.compile(
    r"^(?:#(?:import|show|set|let|include)\b[^\n]{0,300}?(?:\((?:\n[^\n()]{0,200}){1,40}\n\))?|"
    r":[a-z][\w-]{1,30}:(?=\s|$)[^\n]{0,300})[ \t]{0,8}$",
    re.MULTILINE,
)
_TERM = re.compile(r"^;[ \t]*(?P<time>\d{1,2}[:.h]\d\d[^:\n]{0,20}?)[ \t]*:[ \t]*(?=\S)", re.MULTILINE)
_BOLD = re.compile(r"'{2,3}(?P<text>[^'\n]{1,200})'{2,3}")

_TIMED_FIELD = re.compile(r"^:(?P<time>\d{1,2}:\d\d(?:\s?[-\u2013]\s?\d{1,2}:\d\d)?):[ \t]+(?=\S)", re.MULTILINE)

_LATEX_TITLE = re.compile(r"^\s{0,20}\\title\{(?P<text>[^{}\n]{1,200})\}", re.MULTILINE)
_LATEX_HEADING = re.compile(r"\\(?P<sub>(?:sub){0,2})section\*?\{(?P<text>[^{}\n]{1,200})\}")
_LATEX_ITEM = re.compile(r"\\item\b[ \t]*(?:\[(?P<label>[^\[\]\n]{1,80})\])?")
_LATEX_LINK = re.compile(r"\\href\{[^{}\n]{0,300}\}(?=\{)")
_LATEX_TEXT = re.compile(r"\\(?P<name>text(?:bf|it|sc|tt|sf)|emph|underline|url)[ \t]*\{(?P<text>[^{}\n]{0,300})\}")
_STARS = {"textbf": "**", "textit": "*", "emph": "*"}
_LATEX_ROW = re.compile(r"^[ \t]*(?P<cells>[^\n&]{1,200}(?<!\\)&[^\n]{1,500}?)\\\\[^\n]{0,40}$", re.MULTILINE)
_LATEX_CELLS = re.compile(r"(?<!\\)&")
_LATEX_COMMAND = re.compile(
    r"\\(?:begin|end|usepackage|documentclass|author|date|vspace|hspace|maketitle|hline|toprule|midrule|bottomrule|"
    r"centering|noindent|newpage|clearpage|tableofcontents|par|bigskip|medskip|smallskip|label|thispagestyle)\b\*?"
    r"(?:\[[^\[\]\n]{0,200}\]|\{[^{}\n]{0,200}\}){0,4}"
)
_LATEX_REMARK = re.compile(r"(?<!\\)%[^\n]{0,500}$", re.MULTILINE)
_LATEX_BREAK = re.compile(r"\\\\(?:\[[^\[\]\n]{0,20}\])?")
DEEPEST = 3  # times that one command may stand within another


def as_markdown(text: str) -> str:
    """Return a text with the headings, lists and rows of Markdown; Markdown and plain texts are returned unchanged."""
    if _IS_LATEX.search(text):
        return _of_latex(text)
    text = _TIMED_FIELD.sub(r"\g<time> ", text)
    if _IS_ORG.search(text):
        text = _ORG_SETTING.sub("", _ORG_TITLE.sub("# ", text))
        return _ORG_HEADING.sub(lambda match: "#" * len(match["stars"]) + " ", text)
    if not _HAS_EQUALS.search(text):
        return text
    text = _HEADING.sub(_as_heading, _SETTING.sub(_as_blank, text))
    return _BOLD.sub(r"\g<text>", _TERM.sub(r"- \g<time> ", text))


def _as_heading(match: re.Match[str]) -> str:
    title = match["title"].rstrip(" =\t")
    return f"{'#' * len(match['signs'])} {title}"


def _as_blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _of_latex(text: str) -> str:
    text = _LATEX_REMARK.sub("", text)
    text = _LATEX_LINK.sub("", text)
    for _ in range(DEEPEST):
        text = _LATEX_TEXT.sub(_with_stars, text)
    text = _LATEX_TITLE.sub(r"# \g<text>", text)
    text = _LATEX_HEADING.sub(lambda match: f"#{'#' * (1 + len(match['sub']) // 3)} {match['text']}", text)
    text = _LATEX_ROW.sub(_as_line if _LATEX_ITEM.search(text) else _as_row, text)
    text = _LATEX_ITEM.sub(lambda match: f"- {match['label'] or ''} ", text)
    text = _LATEX_BREAK.sub("", _LATEX_COMMAND.sub("", text))
    return text.replace("---", "\u2014").replace("--", "\u2013").replace("~", " ").replace("\\&", "&")


def _with_stars(match: re.Match[str]) -> str:
    stars = _STARS.get(match["name"], "")
    return f"{stars}{match['text']}{stars}"


def _as_line(match: re.Match[str]) -> str:
    """Return a row beside lists as their lines are, with gaps between its cells."""
    return "   ".join(map(str.strip, _LATEX_CELLS.split(match["cells"])))


def _as_row(match: re.Match[str]) -> str:
    cells = _LATEX_CELLS.split(match["cells"])
    return f"| {' | '.join(map(str.strip, cells))} |"
