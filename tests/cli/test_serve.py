"""What `serve` says on standard output is for programs: the links, before anything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.serving import ServerProcess
from tests.sites import open_site


def test_the_links_are_the_first_line_even_if_there_is_something_to_log(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        # Years ago, so that the server which opens this session now deletes the name, and logs that.
        site.send("add_floor_question", text="Why?", name="Ms Loud")
        site.send("open_session")
        site.send("close_session")
    server = ServerProcess(tmp_path)
    server.start()
    server.stop()
    assert server.links["sessions"][0]["slug"] == "session-v"
    assert "names deleted" in server.log


def test_a_start_loads_nothing_that_only_some_file_needs() -> None:
    late = {"alembic", "babel", "icalendar", "openpyxl", "typst", "app.formats.imports.detect"}
    names = "import sys, app.cli.serve; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", names], check=True, capture_output=True, text=True).stdout.split()

    assert late & set(loaded) == set()
