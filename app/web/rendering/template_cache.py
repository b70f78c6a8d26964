"""Compiled templates, stored beside their sources as Python stores its modules, instead of compiled at every start."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class TemplateCache(FileSystemBytecodeCache):
    """Jinja's compiled templates, in `__pycache__` of the templates' folder; made again when a template has changed."""

    def __init__(self, templates: Path, made_by: Path) -> None:
        """`made_by` is the module that sets how templates are compiled; when it changes, they are compiled again."""
        super().__init__(str(templates / "__pycache__"), f"%s.{sys.implementation.cache_tag}")
        self._compiler = f"{jinja2.__version__}\n{made_by.read_text(encoding='utf-8')}"

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256(f"{self._compiler}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        # A server without permission to write here, or with a full disk, compiles at every start instead.
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
