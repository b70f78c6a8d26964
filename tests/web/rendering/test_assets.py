"""Static files: the modules that a page's script imports, which the page announces to the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.rendering.assets import Assets
from tests.printing import ROOT

STATIC = ROOT / "static"
SCRIPTS = sorted(path.name for path in (STATIC / "js").glob("*.js"))


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(STATIC)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_module_that_a_page_imports_exists(assets: Assets, script: str) -> None:
    modules = assets.modules(f"js/{script}")
    assert [module for module in modules if not (STATIC / module).is_file()] == []
    lines = [line for name in modules for line in (STATIC / name).read_text().splitlines()]
    # An import of another form would not be announced.
    assert [line for line in lines if line.startswith("import") and not line.endswith('.js";')] == []


def test_every_module_is_imported_by_a_page(assets: Assets) -> None:
    imported = {module for script in SCRIPTS for module in assets.modules(f"js/{script}")}
    assert imported == {path.relative_to(STATIC).as_posix() for path in (STATIC / "js" / "lib").rglob("*.js")}


def test_imports_are_named_from_the_folder_of_static_files(tmp_path: Path) -> None:
    """A module may stand beside the one that imports it, below it, or in another folder; each is named once."""
    for name, text in {
        "page.js": 'import { a } from "./lib/x/a.js";\nimport { b } from "./lib/y/b.js";\n',
        "lib/x/a.js": 'import { b } from "../y/b.js";\n',
        "lib/y/b.js": 'import { c } from "./c.js";\n',
        "lib/y/c.js": "",
    }.items():
        path = tmp_path / "js" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert Assets(tmp_path).modules("js/page.js") == ["js/lib/x/a.js", "js/lib/y/b.js", "js/lib/y/c.js"]
