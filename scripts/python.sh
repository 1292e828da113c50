#!/bin/sh
# Print the Python to build the environment with, or say in one sentence what is missing.
found=
for python in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found=$python
    "$python" -c 'import ensurepip, venv' 2>/dev/null && echo "$python" && exit 0
done
if [ -n "$found" ]; then
    echo "$found lacks its venv module: install it (Debian: apt install python3-venv), or name another Python: make PYTHON=..." >&2
else
    echo "There is no Python 3.11 or later here: install one, or name it: make PYTHON=/path/to/python3" >&2
fi
exit 1
