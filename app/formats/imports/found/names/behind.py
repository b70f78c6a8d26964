"""What stands behind a name: degrees, a function, and an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.formats.imports.found.names.countries import country_code
from app.formats.imports.found.names.person import JOB_WORDS, ORGANISATION_WORDS, says_a_role

_KNOWN = re.compile(
    r"(?:Ph\.?\s?D|D\.?\s?Phil|M\.?D|Dr\.?PH|D\.?Sc|Sc\.?D|M\.?\s?Sc|B\.?\s?Sc|M\.?A|B\.?A|M\.?Ed|Ed\.?D|M\.?B\.?A|M\.?P\.?H|M\.?P\.?A|M\.?Phil|"
    r"M\.?Eng|B\.?Eng|P\.?\s?Eng|M\.?Tech|B\.?Tech|LL\.?M|LL\.?B|Psy\.?D|D\.?D\.?S|D\.?M\.?D|D\.?V\.?M|Pharm\.?\s?D|D\.?N\.?P|R\.?N|B\.?S\.?N|M\.?S\.?N|"
    r"M\.?S\.?W|L\.?C\.?S\.?W|M\.?B\.?\s?B\.?S|MBChB|MRCP|CPA|CFA|PMP|CISSP|Esq|OBE|MBE|CBE|CSc|"
    r"F(?:RCP[A-Z]?|RCS(?:Ed)?|RCR|ACC|ACP|ACS|AHA|ASE|ESC|ICA|IHA|INASIM|AsCC?|CCP|HRS|SCAI|RS|AAN|AAP|ACEP|ACOG))\.?"
)
_DOTTED = re.compile(  # "Sp.JP(K)", "M.Biomed", "S.T."
    r"(?:Sp\.[A-Z][A-Za-z]{0,6}|[SM]\.\s?(?:[A-Z]|Biomed|Kom|Si|Pd|Hum|Kes|Kep|Farm|Psi|Sn|Ag|Ked|Gz|Keb|Stat|Ak|I\.?Kom|Sos|"
    r"IP|Kn|Ds|Ars|Th|Fil|Par|Pt|Hut|KM|KG|Mat|Tr|E))(?:\.[A-Z][A-Za-z]{0,6}){0,2}\.?(?:\s?\([A-Z]{1,3}\))?"
)
_COMPANY = re.compile(r"(?:S\.\s?(?:A|L|C|R\.\s?L|A\.\s?S|p\.\s?A)|A\.\s?(?:G|S|B)|M\.\s?I\.\s?T)\.?", re.IGNORECASE)


def is_degree(text: str) -> bool:
    return _COMPANY.fullmatch(text) is None and (_KNOWN.fullmatch(text) or _DOTTED.fullmatch(text)) is not None


def with_degrees(parts: Sequence[str]) -> list[str]:
    """Return parts between commas, each degree behind the one to which it belongs: "Ann Lee, PhD" and "Bo Chu, MD"."""
    made = list(parts[:1])
    for part in parts[1:]:
        if is_degree(part.partition("(")[0].strip()):
            made[-1] += f", {part}"
        else:
            made.append(part)
    return made


_SUFFIX = re.compile(r"(?:inc|llc|ltd|gmbh|corp)\.?", re.IGNORECASE)


def outside_brackets(text: str) -> list[str]:
    """Split at commas outside brackets, but not before "Inc." and "GmbH"."""
    parts: list[str] = []
    for part in _at_commas(text):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _at_commas(text: str) -> list[str]:
    if "(" not in text or "," not in text:
        return [part.strip() for part in text.split(",") if part.strip()] or [text]
    parts, depth = [""], 0
    for piece in re.split(r"([,()])", text):
        if piece == "," and depth == 0:
            parts.append("")
            continue
        depth = max(depth + (piece == "(") - (piece == ")"), 0)
        parts[-1] += piece
    return [part.strip() for part in parts if part.strip()] or [text]


def function_and_body(text: str) -> tuple[str, str]:
    """Read a function and an organisation: the last part, or those from one that is called so: "University of X, Y".

    A country behind it is its own, and so is a name before a country without a word for a function: "Honda, UK".
    """
    parts = outside_brackets(text.strip(" ,"))
    if all(map(is_degree, parts)):
        return ", ".join(parts), ""
    if len(parts) > 1 and country_code(parts[-1]) and (len(parts) > 2 or not says_a_role(parts[0])):
        title, affiliation = function_and_body(", ".join(parts[:-1]))
        return (title, f"{affiliation}, {parts[-1]}") if affiliation else (title, parts[-1])
    if len(parts) > 1:
        named = (i for i, part in enumerate(parts) if ORGANISATION_WORDS.search(part) and not JOB_WORDS.search(part))
        first = next(named, len(parts) - 1)
        return ", ".join(parts[:first]), ", ".join(parts[first:])
    only = parts[0].strip()
    is_job = JOB_WORDS.search(only) and not ORGANISATION_WORDS.search(only)
    return (only, "") if is_job else ("", only)
