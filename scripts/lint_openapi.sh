#!/bin/sh
# Lints openapi/openapi.json with redocly and with Spectral under our own ruleset. Needs Node.
set -eu
cd "$(dirname "$0")/.."
REDOCLY=2.77.0 SPECTRAL=6.16.3
if ! command -v npm >/dev/null 2>&1; then
    echo "The linters of the contract run on Node: install Node 20 or later with npm, then run this again." >&2
    exit 1
fi
FOLDER="node_modules/.lint-$REDOCLY-$SPECTRAL" # ignored by git
if [ ! -x "$FOLDER/node_modules/.bin/spectral" ]; then
    npm install --prefix "$FOLDER" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error \
        "@redocly/cli@$REDOCLY" "@stoplight/spectral-cli@$SPECTRAL"
fi
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$FOLDER/node_modules/.bin/redocly" lint --config openapi/redocly.yaml openapi/openapi.json
"$FOLDER/node_modules/.bin/spectral" lint --ruleset openapi/spectral.yaml --fail-severity=warn openapi/openapi.json
