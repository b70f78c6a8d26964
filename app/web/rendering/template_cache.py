"""Compiled templates: in memory for all languages, and beside their sources for the next start, as Python's modules."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class TemplateCache(FileSystemBytecodeCache):
    """Jinja's compiled templates, in `__pycache__` of the templates' folder; made again when a template has changed.

    Each language has an environment of its own, and compiles nothing that another one has compiled: one page takes a
    tenth of a second, on the event loop.
    """

    def __init__(self, templates: Path, made_by: Path) -> None:
        """`made_by` is the module that sets how templates are compiled; when it changes, they are compiled again."""
        super().__init__(str(templates / "__pycache__"), f"%s.{sys.implementation.cache_tag}")
        self._compiler = f"{jinja2.__version__}\n{made_by.read_text(encoding='utf-8')}"
        self._codes: dict[str, tuple[str, CodeType]] = {}  # by template, with the checksum of its source

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256(f"{self._compiler}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        with suppress(OSError):
            super().load_bytecode(bucket)
        self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._remember(bucket)
        if sys.dont_write_bytecode:
            return
        # A server without permission to write here, or with a full disk, compiles at every start instead.
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)
