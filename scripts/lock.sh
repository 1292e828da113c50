#!/bin/sh
# Compile requirements/: every package with its hashes, for every platform, naming no index.
set -e
compile() {
    .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --quiet \
        --generate-hashes --no-emit-index-url --no-header --extra embedded "$@"
}
# What a first installation needs; then the same versions, and the tools beside them.
compile --upgrade --group build --output-file requirements/run.txt
compile --upgrade --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
