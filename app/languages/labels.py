"""The labels that the server gives links and screens by itself: stored in English, read in the reader's language."""

from __future__ import annotations

import re

from app.languages.words import Words

# "Moderator", "Stage 2", "Moderator (default link)", "Organiser (by link)", "Organiser (one-time link)", and what a
# program does: "Key: Moderator (default link)". Of two consoles with one label the second is "Organiser (by link) (2)".
_GIVEN = re.compile(
    r"(?P<program>(?:\w{1,20}: )?)"
    r"(?P<role>[A-Za-z][a-z -]{1,12})(?: \((?P<link>default|by|one-time) link\))?(?: (?P<number>\d{1,3}))?"
    r"(?P<twin>(?: \(\d{1,3}\))?)"
)


def label_in(words: Words, label: str) -> str:
    """Return a label in a language, if the server gave it; what a person wrote is returned as it is."""
    given = _GIVEN.fullmatch(label)
    role = _role(words, given["role"]) if given else None
    if given is None or role is None:
        return label
    if given["link"]:
        role = _by_link(words, given["link"], role)
    elif given["number"]:
        role = words("{name} {number}", name=role, number=given["number"])
    return f"{given['program']}{role}{given['twin']}"


def _by_link(words: Words, link: str, role: str) -> str:
    if link == "by":
        return words("{name} (by link)", name=role)
    if link == "one-time":
        return words("{name} (one-time link)", name=role)
    return words("{name} (default link)", name=role)


def _role(words: Words, english: str) -> str | None:
    return {
        "Organiser": words("Organiser"),
        "Moderator": words("Moderator"),
        "Console": words("Console"),
        "Desk": words("Q&A desk"),
        "Crew": words("Crew backstage"),
        "Backstage": words("Crew backstage"),
        "Stage": words("Stage screen"),
        "Screen": words("Screen"),
        "Speaker": words("Speaker"),
        "Lectern": words("Lectern"),
        "Interpreter": words("Interpreters"),
        "Participant": words("Participant"),
        "Viewer": words("Viewers"),
        "System": words("The server"),
        "Sign-in": words("Sign in"),
        "server": words("The server"),
        "command line": words("Command line"),
    }.get(english)
