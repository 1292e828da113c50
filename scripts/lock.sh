#!/bin/sh
# Compile requirements/: every package with its hashes, for every platform, naming no index.
set -e
compile() {
    .venv/bin/uv pip compile --universal --python-version 3.11 --quiet --upgrade \
        --generate-hashes --no-emit-index-url --no-header "$@"
}
# What a first installation needs; then the same versions, and the tools beside them.
compile pyproject.toml --extra embedded --extra xlsx --group build --output-file requirements/run.txt
compile pyproject.toml --extra embedded --extra xlsx --group dev --constraint requirements/run.txt \
    --output-file requirements/dev.txt
compile --group clients --output-file requirements/clients.txt
