#!/bin/sh
# Extracts the texts of the interface; all arguments go to translations.py.
exec "$(dirname "$0")/../.venv/bin/python" "$(dirname "$0")/translations.py" "$@"
