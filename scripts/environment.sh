#!/bin/sh
# Make .venv have what is needed: `run` for the service, `dev` for the tests and checks too.
# `clients` makes .clients/venv: what generates a client of the API.
set -e
# The usual case in a few hundredths of a second: the environment itself knows that it is current.
if [ -z "$PYTHON" ] && .venv/bin/python -I scripts/environment.py "$1" current 2>/dev/null; then
    exit 0
fi
python=$(sh scripts/python.sh)
exec "$python" scripts/environment.py "$1"
