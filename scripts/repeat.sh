#!/bin/sh
# Runs tests again and again while other processes keep the processor busy: a test that needs a quick machine fails here.
#
#   scripts/repeat.sh                      the browser tests, each 20 times beside 2 busy processes
#   TIMES=5 BUSY=4 scripts/repeat.sh ...   other numbers; the rest is for pytest, such as `tests/live -k close`
#
# Exits with pytest's own code: 0 when no run of any test has failed.
set -eu

cd "$(dirname "$0")/.."
scripts/start.sh --setup dev
browser=$(scripts/browser.sh)
[ $# -gt 0 ] || set -- tests/browser

busy=
stop() {
    # Only the processes that were started here, by their own numbers.
    for process in $busy; do kill "$process" 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 130' INT TERM
for _ in $(seq "${BUSY:-2}"); do
    sh -c 'while :; do :; done' &
    busy="$busy $!"
done

status=0
ROSTRUM_TEST_CHROMIUM=$browser .venv/bin/python -m pytest -q -n "${PYTEST_WORKERS:-3}" --dist loadgroup \
    --times "${TIMES:-20}" "$@" || status=$?
exit $status
