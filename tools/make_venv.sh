#!/usr/bin/env bash
# Makes the virtual environment named by the first argument with a fitting Python.
# PYTHON names an interpreter to use instead; the lock is made for 3.11 and later.
set -euo pipefail

venv=$1
fits='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

for python in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
    # A shim may exist for a version that does not, so each one is really started.
    if "$python" -c "$fits" >/dev/null 2>&1; then
        "$python" -m venv "$venv"
        exit 0
    fi
done
echo "Python 3.11 or newer with the module venv is needed (on Debian: apt install python3-venv)." >&2
exit 1
