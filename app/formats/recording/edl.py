"""An edit decision list in the format CMX 3600: an event for each segment or turn, where it stands in the recording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.domain.errors import Invalid, Problem, Sentence
from app.domain.text import normal
from app.domain.values import HOUR, SECOND
from app.formats.recording.takes import Part, TakeContents
from app.languages.words import ENGLISH

RATES = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "29.97df": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "59.94df": Fraction(60000, 1001),
    "60": Fraction(60),
}
DROPPED = {"29.97df": 2, "59.94df": 4}  # drop frame: numbers left out each minute but the tenth
LONGEST_REEL = 8
MOST_EVENTS = 999  # three digits
_TIMELINE = HOUR  # where an editor's timeline begins


@dataclass(frozen=True, slots=True)
class Timecode:
    """How positions become timecode at a frame rate, one of `RATES`; `df` is drop frame."""

    rate: str = "25"

    def __post_init__(self) -> None:
        """Raise Invalid for a rate that is not known."""
        if self.rate not in RATES:
            raise Invalid(Problem("rate", Sentence("is none of {rates}", rates=", ".join(RATES))))

    @property
    def dropped(self) -> int:
        """How many numbers of frames are left out each minute but the tenth."""
        return DROPPED.get(self.rate, 0)

    def frame(self, ms: int) -> int:
        """Return the frame at a position, from 0."""
        return int(ms * RATES[self.rate] / SECOND)

    def at(self, frame: int) -> str:
        """Return the timecode of a frame: `01:00:12:24`, with drop frame `01:00:12;24`; it begins again after a day."""
        base = round(RATES[self.rate])
        number = frame + self._dropped_before(frame, base)
        seconds, frames = divmod(number % (base * 86_400), base)
        return (
            f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{';' if self.dropped else ':'}{frames:02}"
        )

    def begins_at(self, hours: int) -> int:
        """Return the frame whose timecode is this many whole hours."""
        base = round(RATES[self.rate])
        minutes = 60 * hours
        return base * 60 * minutes - self.dropped * (minutes - minutes // 10)

    def _dropped_before(self, frame: int, base: int) -> int:
        """Return how many numbers were left out: at each minute, but not at every tenth."""
        each = self.dropped
        of_minute, of_ten = base * 60 - each, base * 600 - 9 * each
        tens, rest = divmod(frame, of_ten)
        return 9 * each * tens + (each * ((rest - each) // of_minute) if rest >= each else 0)


def edl(contents: TakeContents, timecode: Timecode, reel: str = "") -> bytes:
    """Return the list, in ASCII as readers of the format expect it; a reel without a name is called by the take.

    Raises:
        Invalid: the reel's name has other than letters, digits, `_` and `-`, or more than eight.
    """
    lines = [
        f"TITLE: {_ascii(contents.report['title'], 'SESSION', 70).upper()}",
        f"FCM: {'DROP FRAME' if timecode.dropped else 'NON-DROP FRAME'}",
        *_events(contents, timecode, _reel(reel, contents.number)),
        f"* {_ascii(contents.zero_sentence(ENGLISH), '', 200).upper()}",
    ]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _events(contents: TakeContents, timecode: Timecode, reel: str) -> Iterator[str]:
    hour = timecode.begins_at(_TIMELINE // HOUR)
    parts = _without_overlap(contents)
    for number, part in enumerate(parts[:MOST_EVENTS], start=1):
        start, stop = timecode.frame(part.from_ms), timecode.frame(part.to_ms)
        codes = (timecode.at(frame) for frame in (start, stop, hour + start, hour + stop))
        yield f"{number:03}  {reel:<8} B     C        {' '.join(codes)}"
        yield f"* FROM CLIP NAME: {_clip_name(part)}"
    if len(parts) > MOST_EVENTS:
        yield f"* {len(parts) - MOST_EVENTS} MORE DO NOT FIT INTO AN EDIT DECISION LIST"


def _without_overlap(contents: TakeContents) -> list[Part]:
    """Return the turns of segments that have them, and the other segments."""
    turns = contents.speeches
    with_turns = {turn.segment for turn in turns}
    whole = [part for part in contents.segments if part.segment not in with_turns]
    return sorted((*turns, *whole), key=lambda part: part.from_ms)


def _clip_name(part: Part) -> str:
    what = f"{part.segment:02} {part.name or part.title}"
    return _ascii(what, f"{part.segment:02} SEGMENT", 60)


def _reel(reel: str, number: int) -> str:
    if not reel:
        return f"TAKE{number}"[:LONGEST_REEL]
    if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST_REEL}}}", reel):
        raise Invalid(Problem("reel", Sentence("needs 1 to {most} of A-Z, 0-9, _ and -", most=LONGEST_REEL)))
    return reel.upper()


def _ascii(text: str, otherwise: str, most: int) -> str:
    """Return a text in printable ASCII; what has no letter or digit left is named otherwise."""
    plain = "".join(c for c in " ".join(normal("NFKD", text).split()) if " " <= c <= "~")
    kept = " ".join(plain.split())[:most].rstrip()
    return kept if re.search(r"[A-Za-z]", kept) else otherwise
