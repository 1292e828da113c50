#!/bin/sh
# Clients of openapi/openapi.json, in .clients: `install python` gets what generates one, at the
# locked versions; `generate python` generates and compiles it. The same with `typescript`.
set -eu
cd "$(dirname "$0")/.."
TYPESCRIPT=.clients/typescript

install_python() {
    PYTHON=${PYTHON:-} sh scripts/environment.sh clients
}

generate_python() {
    client=.clients/python/okr_client
    rm -rf "$client"
    mkdir -p .clients/python
    PATH="$PWD/.clients/venv/bin:$PATH" openapi-python-client generate --fail-on-warning \
        --meta none --path openapi/openapi.json --output-path "$client"
}

install_typescript() {
    major=$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)
    if [ "$major" -lt 20 ] || ! npm --version >/dev/null 2>&1; then
        echo "The client in TypeScript needs Node 20 or later with npm." >&2
        exit 1
    fi
    mkdir -p "$TYPESCRIPT"
    cp clients/typescript/package.json clients/typescript/package-lock.json "$TYPESCRIPT"
    cd "$TYPESCRIPT"
    cmp -s package-lock.json node_modules/installed && return
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 \
        --fetch-timeout=30000
    cp package-lock.json node_modules/installed
}

generate_typescript() {
    cp clients/typescript/main.ts clients/typescript/tsconfig.json tests/clients/types.ts "$TYPESCRIPT"
    cd "$TYPESCRIPT"
    npm run --silent generate
    npm run --silent build
}

case "$*" in
"install python" | "generate python" | "install typescript" | "generate typescript") "$1_$2" ;;
*) echo "usage: $0 install|generate python|typescript" >&2 && exit 2 ;;
esac
