"""What keeps a program from working on its data at all."""

from __future__ import annotations


class DataUnusable(Exception):
    """The data folder or the database cannot be used as it is. The message says why, and what to do about it."""
