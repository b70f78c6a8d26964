"""Where a line of the PDF may break within a word, and the language for hyphenation and glyphs."""

from __future__ import annotations

import re
from unicodedata import category

SOFT_HYPHEN, BREAK = "\u00ad", "\u200b"
# Letters of the scripts with hyphenation: Latin, Greek, Cyrillic, Armenian, Georgian.
_HYPHENATED = re.compile("[A-Za-z\u00c0-\u058f\u10a0-\u10ff\u1e00-\u1fff]{2}")

# The script gives a typesetter enough of the language: the form of an ideograph, the line breaks. Kana and Hangul come
# first, because Japanese and Korean texts have ideographs as well.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"), "ja"),
    (re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]"), "ko"),
    (re.compile("[\u3400-\u9fff\uf900-\ufaff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0400-\u052f]"), "ru"),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
)


# German in a document of another language: words of its grammar, or one long word that only German joins so.
_GERMAN_WORDS = re.compile(
    r"\b(?:der|die|das|dem|den|und|für|eine[nmrs]?|nicht|über|zur|zum|beim|wird|werden|warum)\b", re.IGNORECASE
)
_GERMAN_COMPOUND = re.compile(
    r"(?i)[a-zäöüß]{9,}(?:ung|schaft|[hk]eit|gesetz|ordnung)s?[a-zäöüß]*|[a-zß]{7,}[äöüß][a-zäöüß]{7,}"
)

_VOWELS = "aeiouyäöüáàâãåæéèêëíìîïóòôõøúùûůýœąęěıőű"
_LETTERS = f"b-df-hj-np-tv-xzßçčćďđğłńňñřśšşťţźżž{_VOWELS}"
# A syllable begins with these consonants before a vowel; earlier ones end the syllable before.
_SYLLABLE = re.compile(
    rf"(?<=[{_LETTERS}]{{2}})(?:sch[lmnrw]?|s[tp]r?|pf[lr]?|[bfgkp]l|[bdfgkpt]r|[cpt]h|qu|ck|(?![{_VOWELS}])[{_LETTERS}])"
    rf"(?=[{_VOWELS}][{_LETTERS}])",
    re.IGNORECASE,
)
_JOINT = re.compile(
    rf"(?<=ungs|eits|onen|ions|täts|hrts|chts)(?=[{_LETTERS}]{{3}})|(?<=schafts)(?=[{_LETTERS}]{{3}})", re.IGNORECASE
)


def language_of(text: str, *, written: bool = False) -> str | None:
    """Return the language for typesetting, by the script; None for that of the document.

    Args:
        text: as it is printed.
        written: whether people wrote all of it, so that it may be German, whose long words have joints of their own.
    """
    if written and (len({word.lower() for word in _GERMAN_WORDS.findall(text)}) > 1 or _GERMAN_COMPOUND.search(text)):
        return "de"
    if text.isascii():
        return None
    return next((lang for pattern, lang in _SCRIPTS if pattern.search(text)), None)


def breakable(text: str, width: int) -> str:
    """Return the text with break opportunities in words longer than `width` letters: none may leave its column."""
    if len(text) <= width:
        return text
    return re.sub(rf"[^\s-]{{{width + 1},}}", lambda word: _parted(word[0], width), text)


def _parted(word: str, width: int) -> str:
    """Return a word with soft hyphens between syllables, and with a break wherever a syllable leaves the column."""
    syllables = _joints(word)
    parts, start = [], 0
    for at in range(1, len(word)):
        is_late = at - start >= width - 1 and category(word[at])[0] != "M" and word[at] != "\u200d" != word[at - 1]
        if at in syllables or is_late:
            parts += [word[start:at], SOFT_HYPHEN if _HYPHENATED.fullmatch(word[at - 1 : at + 1]) else BREAK]
            start = at
    return "".join([*parts, word[start:]])


def _joints(word: str) -> frozenset[int]:
    """Return where a word may be parted between syllables of two letters and more; joined words, behind their joint."""
    joints = {match.start() for match in _JOINT.finditer(word)}
    begins = {match.start() for match in _SYLLABLE.finditer(word)} - {at + n for at in joints for n in (-1, 1)}
    first = next((at for at, letter in enumerate(word) if letter.lower() in _VOWELS), len(word))
    return frozenset(at for at in begins | joints if first < at < len(word) - 2)
