#!/bin/sh
# Makes .venv hold exactly what the lock files say: `scripts/setup.sh run` to serve, `scripts/setup.sh dev` to test.
# `scripts/setup.sh tools` stops after the installer, for writing new locks.
#
# When nothing has changed it only compares two files. Otherwise a small environment, .tools, gets the pinned uv,
# and uv fills .venv. Every file that is fetched is checked against the hash in the lock.
set -eu

fail() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

# The first interpreter that is new enough and can make environments; its own path, not that of a shim.
find_python() {
    probe='import sys; assert sys.version_info >= (3, 11); import ensurepip, venv; print(sys.executable)'
    for name in ${ROSTRUM_PYTHON:+"$ROSTRUM_PYTHON"} python3.11 python3 python3.12 python3.13 python3.14 python; do
        "$name" -c "$probe" 2>/dev/null && return
    done
    for name in python3.11 python3 python; do
        found=$("$name" -c 'import sys; print(sys.version.split()[0])' 2>/dev/null) || continue
        case $found in
            3.1[1-9]*) fail "Python $found cannot make environments. Install its venv module (Debian: apt-get install python3-venv)." ;;
            *) fail "Rostrum needs Python 3.11 or newer; $name is Python $found. Set ROSTRUM_PYTHON to a newer one." ;;
        esac
    done
    fail 'Rostrum needs Python 3.11 or newer, and there is no Python here. Install it (Debian: apt-get install python3 python3-venv).'
}

install_uv() {
    cmp -s requirements-uv.txt .tools/installed && .tools/bin/uv --version >/dev/null 2>&1 && return
    printf 'setup: fetching the installer\n' >&2
    "$python" -m venv --clear .tools
    .tools/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-uv.txt
    cp requirements-uv.txt .tools/installed
}

case ${1:-} in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    tools) lock= ;;
    *) fail 'say what for: scripts/setup.sh run, or scripts/setup.sh dev' ;;
esac

cd "$(dirname "$0")/.."
[ -n "$lock" ] && [ -x .venv/bin/python ] && cmp -s "$lock" ".venv/installed-$1" && exit 0

python=$(find_python)
# Ours alone: an environment that happens to be active, or another Python that uv knows of, must not be used instead.
unset VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH
export UV_PYTHON_DOWNLOADS=never
install_uv
[ -n "$lock" ] || exit 0

printf 'setup: installing what %s names into .venv\n' "$lock" >&2
.venv/bin/python -c '' 2>/dev/null || .tools/bin/uv venv --quiet --clear --no-project --python "$python" .venv
rm -f .venv/installed-*
# Compiled now, once, rather than by whoever starts first; some environments never keep what they compile.
.tools/bin/uv pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python "$lock"
# The lock of `run` is part of the lock of `dev`: who may test, may serve.
[ "$1" = run ] || cp requirements.txt .venv/installed-run
cp "$lock" ".venv/installed-$1"
