#!/usr/bin/env bash
# Runs every test, and installs first the two programs that pip cannot bring: a browser and Node.
# Without the rights to install them it says what is left out; with CI=true that is a failure.
set -euo pipefail

bin=${BIN:-.venv/bin}
export PYTHONDONTWRITEBYTECODE=1

installed() {
    local name
    for name in "$@"; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

apt_install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        return 1
    fi
    echo "Installing $* …"
    DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null
}

left_out() {
    echo "*** NOT RUN: $1" >&2
    if [ "${CI:-}" = true ]; then
        echo "*** With CI=true this is a failure." >&2
        exit 1
    fi
}

selection=()
browsers=(chromium chromium-browser google-chrome)
if [ -z "${CHROMIUM:-}" ] && ! installed "${browsers[@]}" &&
    ! { apt_install chromium fonts-dejavu-core && installed "${browsers[@]}"; }; then
    left_out "the browser tests. Install Chromium, or set CHROMIUM to its path."
    selection=(-m "not e2e")
fi

scripts=()
if [ -d tests/js ]; then
    # Named one by one: what a folder means to `node --test` differs between versions of Node.
    mapfile -t scripts < <(find tests/js -name '*test*.js' -o -name '*test*.mjs' | sort)
fi
if [ ${#scripts[@]} -gt 0 ]; then
    if installed node || { apt_install nodejs && installed node; }; then
        node --test "${scripts[@]}" </dev/null
    else
        left_out "the tests of the pages' scripts. Install Node 18 or newer."
    fi
fi

"$bin/python" -m pytest -n "${WORKERS:-2}" --dist loadfile --no-loadscope-reorder ${selection[@]+"${selection[@]}"} "$@"
