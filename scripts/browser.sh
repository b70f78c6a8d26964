#!/bin/sh
# Finds a Chromium for the browser tests, or installs one. Its path is the last line on standard output; all else goes
# to standard error. Run `scripts/start.sh --setup dev` first: Playwright, which drives the browser, lives in .venv.
set -eu

fail() {
    printf 'browser: %s\n' "$1" >&2
    exit 1
}

# Only a browser that starts counts: on some systems /usr/bin/chromium only prints where to get one.
works() {
    [ -x "$1" ] && "$1" --version >/dev/null 2>&1
}

installed_browser() {
    # The shell has no window of its own to draw: a page costs a sixth of the processor time.
    for name in chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome chrome; do
        path=$(command -v "$name") && works "$path" && printf '%s\n' "$path" && return
    done
    for path in '/Applications/Chromium.app/Contents/MacOS/Chromium' \
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        works "$path" && printf '%s\n' "$path" && return
    done
    return 1
}

# Playwright includes its own node, which needs libatomic.
driver_works() {
    .venv/bin/python -m playwright --version >/dev/null 2>&1
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo='sudo -n'
    else
        return 1
    fi
    printf 'browser: installing %s\n' "$*" >&2
    { $sudo apt-get -qq -o DPkg::Lock::Timeout=300 update &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
            install --no-install-recommends "$@"; } >.tools/browser.log 2>&1 </dev/null && return
    tail -n 20 .tools/browser.log >&2
    return 1
}

playwright_install() {
    printf 'browser: asking Playwright for its own Chromium\n' >&2
    .venv/bin/python -m playwright install chromium >&2 || return 1
    path=$(.venv/bin/python - <<'PYTHON'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PYTHON
    ) && works "$path" && printf '%s\n' "$path"
}

cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || fail 'run scripts/start.sh --setup dev first'
mkdir -p .tools

# Found before, and still there.
if [ -z "${ROSTRUM_TEST_CHROMIUM:-}" ] && [ -r .tools/browser ]; then
    read -r browser <.tools/browser || browser=
    [ -x "$browser" ] && [ .tools/browser -nt .venv/installed-dev ] && printf '%s\n' "$browser" && exit 0
fi

if [ -n "${ROSTRUM_TEST_CHROMIUM:-}" ]; then
    browser=$ROSTRUM_TEST_CHROMIUM
    works "$browser" || fail "ROSTRUM_TEST_CHROMIUM names $browser, which does not start"
elif ! browser=$(installed_browser); then
    # The font is for scripts that a bare system cannot draw at all. Older systems have no package of the shell.
    apt_install chromium-headless-shell libatomic1 fonts-noto-core ||
        apt_install chromium libatomic1 fonts-noto-core || true
    browser=$(installed_browser) || browser=$(playwright_install) ||
        fail 'no Chromium could be found or installed. Install Chromium or Chrome, or set ROSTRUM_TEST_CHROMIUM to one.'
fi
driver_works || apt_install libatomic1 || true
driver_works || fail 'Playwright does not start: its node needs libatomic.so.1 (Debian: apt-get install libatomic1).'

# A browser named for this run only is not remembered.
[ -n "${ROSTRUM_TEST_CHROMIUM:-}" ] || printf '%s\n' "$browser" >.tools/browser
printf '%s\n' "$browser"
