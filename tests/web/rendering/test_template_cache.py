"""Compiled templates are kept, and never outlive what they were made from."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, TemplateAssertionError

from app.web.rendering.template_cache import TemplateCache

LOUD: Mapping[str, Any] = {"loud": str.upper}


@pytest.fixture(autouse=True)
def _keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def compiled(folder: Path, source: str, filters: Mapping[str, Any], made_by: str = "1") -> str:
    """What a new environment makes of a template; one that knows no filter `loud` cannot compile it."""
    (folder / "maker.py").write_text(made_by)
    kept = TemplateCache(folder, folder / "maker.py")
    environment = Environment(loader=DictLoader({"page.html": source}), bytecode_cache=kept, autoescape=True)
    environment.filters.update(filters)
    environment.get_template("page.html")
    environment.filters.update(LOUD)
    return environment.get_template("page.html").render(word="yes")


def test_a_template_is_compiled_once_for_all_starts(tmp_path: Path) -> None:
    first = compiled(tmp_path, "{{ word|loud }}", LOUD)

    assert (first, compiled(tmp_path, "{{ word|loud }}", {})) == ("YES", "YES")


def test_a_template_that_has_changed_is_compiled_again(tmp_path: Path) -> None:
    compiled(tmp_path, "{{ word|loud }}", LOUD)

    assert compiled(tmp_path, "{{ word|loud }}!", LOUD) == "YES!"


def test_all_are_compiled_again_when_the_way_of_compiling_has_changed(tmp_path: Path) -> None:
    compiled(tmp_path, "{{ word|loud }}", LOUD)

    with pytest.raises(TemplateAssertionError, match="loud"):
        compiled(tmp_path, "{{ word|loud }}", {}, made_by="2")


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    compiled(tmp_path, "{{ word|loud }}", LOUD)
    (kept,) = (tmp_path / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:-20])

    assert compiled(tmp_path, "{{ word|loud }}", LOUD) == "YES"
    assert compiled(tmp_path, "{{ word|loud }}", {}) == "YES"


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("in the way")

    assert compiled(tmp_path, "{{ word|loud }}", LOUD) == "YES"


def test_no_file_is_written_where_python_writes_no_bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert compiled(tmp_path, "{{ word|loud }}", LOUD) == "YES"
    assert not (tmp_path / "__pycache__").exists()


def test_a_template_is_compiled_once_for_all_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing may be written: in a read-only container each language would compile on the event loop."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "maker.py").touch()
    kept = TemplateCache(tmp_path, tmp_path / "maker.py")
    for filters in (LOUD, {}):
        environment = Environment(
            loader=DictLoader({"page.html": "{{ word|loud }}"}), bytecode_cache=kept, autoescape=True
        )
        environment.filters.update(filters)
        environment.get_template("page.html")
