"""Scripts in words: whether a text fits its time, and how far its reader is from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.derived.fit import ON_COURSE_MS, ROUNDED_TO_MS, Fit
from app.languages.words import Words
from app.web.words.common import SessionWords


@dataclass(frozen=True, slots=True)
class ScriptWords:
    """The words about texts that are read aloud, in one language."""

    _: Words

    def fit(self, fit: Fit) -> str:
        """Say `778 words, about 7:05 at 110 words a minute; 3:00 planned: 4:05 too long`."""
        count = self.count(fit)
        if fit.speaking_ms is None or fit.rate is None:
            return count
        time, rate = self._.length(fit.speaking_ms), fit.rate
        spoken = self._("{count}, about {time} at {rate} words a minute", count=count, time=time, rate=rate)
        if fit.planned_ms is None or fit.over_ms is None:
            return spoken
        return self._(
            "{spoken}; {planned} planned: {fit}",
            spoken=spoken,
            planned=self._.length(fit.planned_ms),
            fit=self._against_plan(fit.over_ms, fits_at_most=fit.fits_at_most),
        )

    def count(self, fit: Fit) -> str:
        """Say `778 words`, or characters in a language without spaces."""
        if fit.unit == "characters":
            return self._.many("{count} character", "{count} characters", fit.count)
        return self._.many("{count} word", "{count} words", fit.count)

    def paragraph(self, place: Mapping[str, Any]) -> str:
        """Say `paragraph 6 of 14`."""
        return self._("paragraph {number} of {all}", number=place["reached"], all=place["count"])

    def course(self, course_ms: int) -> str:
        """Say `on course`, `about 0:40 long` for a reader who is behind the clock, `about 0:20 short` for one ahead."""
        if abs(course_ms) < ON_COURSE_MS:
            return self._("on course")
        time = self._.length(round(abs(course_ms) / ROUNDED_TO_MS) * ROUNDED_TO_MS)
        return self._("about {time} long", time=time) if course_ms > 0 else self._("about {time} short", time=time)

    def _against_plan(self, over_ms: int, *, fits_at_most: bool) -> str:
        if over_ms > 0 and fits_at_most:
            return self._("fits only if read fast")
        return SessionWords(self._).capacity(-over_ms)
