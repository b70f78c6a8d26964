"""What is kept beside the code is whole: locks without addresses, vendored files as they were published."""

from __future__ import annotations

import ast
import base64
import hashlib
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")

# A mirror or a proxy answers just as well: where packages come from is each machine's own business.
REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com|net)|//registry\.|(?:deb|security)\.debian\.", re.IGNORECASE
)
TABLE_ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|.*\| `(?P<hash>sha384-[^`]+)` \|$", re.MULTILINE)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def kept_files() -> list[Path]:
    """Every file that git tracks, or would if it were told to."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def locked(name: str) -> dict[str, str]:
    """The entries of a lock: the package and its version, with everything that is said about it."""
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    return {entry.split()[0]: entry for entry in entries}


def package_names(pins: dict[str, str]) -> set[str]:
    return {pin.partition("==")[0].partition("[")[0] for pin in pins}


def test_no_kept_file_names_a_package_registry() -> None:
    named = {
        str(path.relative_to(ROOT)): match[0]
        for path in kept_files()
        if (match := REGISTRY.search(path.read_text(errors="ignore")))
    }

    assert named == {}


def test_locks_that_always_name_a_registry_are_not_kept() -> None:
    assert {path.name for path in kept_files()} & {"uv.lock", "pylock.toml", "package-lock.json", "yarn.lock"} == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address_and_no_option(name: str) -> None:
    assert [entry for entry in locked(name).values() if "://" in entry or entry.startswith("-")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_of_a_lock_is_one_version_with_hashes(name: str) -> None:
    entries = locked(name)

    assert entries
    assert [pin for pin, entry in entries.items() if "==" not in pin or "--hash=sha256:" not in entry] == []


def test_what_is_tested_is_what_is_served() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()


def named(requirements: list[str]) -> set[str]:
    """The packages of some requirements."""
    return {re.split(r"[\[<>=]", line)[0].strip().lower() for line in requirements}


def asked_for() -> tuple[list[str], list[str]]:
    """The requirements of pyproject.toml: those to serve, with every extra, and those to test as well."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    to_serve = [*project["project"]["dependencies"], *(line for extra in extras for line in extra)]
    return to_serve, [*to_serve, *project["dependency-groups"]["dev"]]


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    to_serve, to_test = asked_for()
    assert named(to_serve) - package_names(locked("requirements.txt")) == set()
    assert named(to_test) - package_names(locked("requirements-dev.txt")) == set()


# What the server needs although no line of `app` imports it.
LOADED_BY_OTHERS = {
    "python-multipart": "Starlette reads forms with it",
    "tzdata": "zoneinfo reads it where the system has no time zones of its own",
    "uvloop": "uvicorn runs on it where it is there",
}
# Halves of one package, which are always of one version.
PART_OF = {"pydantic-core": "pydantic"}


def imported_packages() -> set[str]:
    """The packages, as an installer names them, whose modules are imported anywhere in `app`."""
    modules: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(str(node.module).partition(".")[0])
    installed = packages_distributions()
    packages = {
        installed[module][0].lower().replace("_", "-") for module in modules - sys.stdlib_module_names - {"app"}
    }
    return {PART_OF.get(package, package) for package in packages}


def test_no_requirement_brings_a_bundle_of_packages_that_the_server_does_not_use() -> None:
    to_serve, _ = asked_for()
    assert [line for line in to_serve if "[" in line and named([line]) != {"psycopg"}] == []


def test_what_the_server_imports_is_what_the_project_asks_for() -> None:
    to_serve, _ = asked_for()
    assert imported_packages() == named(to_serve) - LOADED_BY_OTHERS.keys()


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("static/vendor", "*.*.[js]*"),
        ("static/fonts", "*.woff2"),
        ("static/fonts/noto-sans-sc", "*.woff2"),
        ("app/formats/record/fonts", "*.ttf"),
        ("tests/browser/vendor", "*.js"),
    ],
)
def test_vendored_files_are_the_ones_their_readme_describes(folder: str, pattern: str) -> None:
    described = {row["file"]: row["hash"] for row in TABLE_ROW.finditer((ROOT / folder / "README.md").read_text())}

    held = {
        path.name: "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for path in (ROOT / folder).glob(pattern)
    }

    assert held == described


def test_the_sprite_holds_the_icons_that_pages_show_and_no_other() -> None:
    vendor = ROOT / "static" / "vendor"
    (sprite,) = vendor.glob("lucide-*.svg")
    held = re.findall(r'<symbol id="([^"]+)"', sprite.read_text())
    assert held == (vendor / "icons.txt").read_text().split()
    pages = "".join(path.read_text() for path in sorted((ROOT / "templates").rglob("*.html")))
    assert set(re.findall(r'\bicon\("([^"]+)"', pages)) <= set(held)
    assert f"vendor/{sprite.name}" in pages


def test_no_folder_of_the_server_or_of_the_scripts_has_more_than_seventeen_modules() -> None:
    modules = [*(ROOT / "app").rglob("*.py"), *(ROOT / "static" / "js").rglob("*.js")]
    sizes = Counter(path.parent.relative_to(ROOT).as_posix() for path in modules if path.stem != "__init__")

    assert len(sizes) > 30
    assert {folder: size for folder, size in sizes.items() if size > 17} == {}


def test_each_module_of_domain_and_service_has_a_test_of_its_name() -> None:
    modules = [
        path.relative_to(ROOT / "app")
        for folder in ("domain", "service")
        for path in (ROOT / "app" / folder).rglob("*.py")
        if path.stem != "__init__"
    ]

    assert modules
    untested = {str(path) for path in modules if not (ROOT / "tests" / path.parent / f"test_{path.name}").exists()}
    assert untested == set()


def bound_names(tree: ast.AST) -> set[str]:
    """Each name that a module gives to a variable, a parameter, an argument by keyword or an attribute."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                names.add(name)
    return names


def parameters(of: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {node.arg for node in ast.walk(of.args) if isinstance(node, ast.arg)}


def test_a_docstring_describes_the_parameters_that_its_function_has() -> None:
    described = {
        (f"{path.relative_to(ROOT)}:{node.lineno}", name): name in parameters(node)
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for _, _, arguments in [(ast.get_docstring(node) or "").partition("Args:\n")]
        for name in re.findall(r"^    (\w+):", arguments.partition("\n\n")[0], re.MULTILINE)
    }

    assert len(described) > 100
    assert [where for where, is_there in described.items() if not is_there] == []


def test_a_variable_is_named_after_its_value_and_not_after_the_search() -> None:
    modules = [path for folder in ("app", "tests", "bench", "scripts") for path in (ROOT / folder).rglob("*.py")]

    assert modules
    assert [str(path.relative_to(ROOT)) for path in modules if "found" in bound_names(parsed(path))] == []


def test_no_two_classes_of_the_server_share_a_name() -> None:
    places = defaultdict(list)
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert places
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
