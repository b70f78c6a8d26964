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


def test_commands_load_no_pages_and_a_start_nothing_that_only_some_file_or_engine_needs() -> None:
    program = (
        "import sys, app.cli.exports, app.cli.imports, app.cli.links; print(*sys.modules)\n"
        "import app.cli.serve; print(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    of_commands, of_a_start = map(set, map(str.split, told.splitlines()))
    assert {"app.main", "app.routes", "app.web", "jinja2", "uvicorn"} & of_commands == set()
    late = {"alembic", "babel", "icalendar", "openpyxl", "typst", "app.formats.imports.detect"}
    assert (late | {"sqlalchemy.dialects.postgresql"}) & of_a_start == set()
    assert "app.web" in of_a_start
