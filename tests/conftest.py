"""What every test may ask for, and how often it is run."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pytest
from hypothesis import settings

from tests import patience
from tests.hung import ended_if_hung
from tests.order import sort_longest_first

# The server and its database take seconds to import: only a test that asks for them waits for that.
if TYPE_CHECKING:
    from tests.postgres import Postgres
    from tests.sites import Site

# Each commit waits for the disk, and a run has some ten thousand. Where memory has room, files of tests are kept there:
# what a killed process wrote is there as well, and no test cuts the power.
MEMORY, ROOM_BYTES = Path("/dev/shm"), 2 << 30  # pytest and tempfile make folders of their own in it
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_BYTES:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

TERMINAL = pytest.StashKey[TextIO]()
# Objects between two looks for garbage. What was imported and collected is never looked through again.
NEW_OBJECTS = 20_000

# Machines are noisy and shared: how long an example takes says nothing about the code.
settings.register_profile("rostrum", deadline=None)
settings.load_profile("rostrum")


@pytest.fixture(autouse=True, scope="session")
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Servers of tests are patient, and entered in a register of their own: commands find these and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        for name, value in patience.ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--times 20` runs every test twenty times, each of them a test of its own; `scripts/repeat.sh` uses it."""
    parser.addoption("--times", type=int, default=1, help="run every test so many times")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the way to the terminal, which is not that of a test; leave garbage alone until all tests are collected."""
    gc.disable()
    config.stash[TERMINAL] = os.fdopen(os.dup(sys.__stderr__.fileno()), "w") if sys.__stderr__ else sys.stderr


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with ended_if_hung(item.nodeid, item.config.stash[TERMINAL]):
        return (yield)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times: int = metafunc.config.getoption("times")
    if times > 1:
        metafunc.fixturenames.append("time_of_many")
        # The workers share the times of one file, which otherwise belongs to one of them.
        metafunc.parametrize(
            "time_of_many", [pytest.param(n, marks=pytest.mark.xdist_group(str(n % 3))) for n in range(times)]
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The workers of a test run take one file after the other, from the beginning of this list."""
    sort_longest_first(items)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[Postgres]:
    """A real PostgreSQL; the workers of a test run share it."""
    from tests.postgres import running_postgres

    with running_postgres(f"rostrum-{testrun_uid}") as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The address of a database with all tables, which stays for the whole run."""
    return postgres.migrated()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with no rows in it: each test runs on both engines."""
    if request.param == "sqlite":
        from tests.migrated import give_tables

        give_tables(tmp_path)
        return f"sqlite:///{tmp_path / 'rostrum.db'}"
    address: str = request.getfixturevalue("migrated_postgres")
    request.getfixturevalue("postgres").empty(address)
    return address


@pytest.fixture
def anyio_backend() -> str:
    """The server runs on asyncio, and so do its tests."""
    return "asyncio"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server in this process."""
    from tests.sites import open_site

    with open_site(tmp_path) as opened:
        yield opened
