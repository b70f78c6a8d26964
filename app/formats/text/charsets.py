"""Check that a Content-Type declares UTF-8: forms, JSON and files are read as nothing else."""

from __future__ import annotations

import re

_UTF8 = re.compile(r'charset\s{0,9}=\s{0,9}"?utf-?8"?', re.IGNORECASE)


def is_utf8(content_type: str) -> bool:
    """Whether this header leaves UTF-8 as the only reading.

    A client that may name a character set chooses which of Python's codecs decodes its form, and some of them turn
    plain letters into characters that no database can hold. So each parameter that mentions a character set has to be
    UTF-8, written plainly: no continuation, no other encoding of the parameter itself.
    """
    parameters = (part.strip() for part in content_type.split(";")[1:])
    return all(_UTF8.fullmatch(part) for part in parameters if "charset" in part.lower())
