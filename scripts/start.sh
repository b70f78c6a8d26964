#!/bin/sh
# Finds a Python by its usual names, and passes all arguments to start.py.
for python in ${ROSTRUM_PYTHON:+"$ROSTRUM_PYTHON"} python3.11 python3 python3.12 python3.13 python3.14 python; do
    "$python" -c 'import sys; assert sys.version_info >= (3, 6)' 2>/dev/null &&
        exec "$python" "$(dirname "$0")/../start.py" "$@"
done
printf 'start: %s\n' 'Rostrum needs Python 3.11 or newer, and there is no Python here. Install it (Debian: apt-get install python3 python3-venv).' >&2
exit 1
