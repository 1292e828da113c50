#!/bin/sh
# Make .venv have what is needed: `run` for the service, `dev` for the tests and checks too.
set -e
python=$(sh scripts/python.sh)
exec "$python" scripts/environment.py "$1"
