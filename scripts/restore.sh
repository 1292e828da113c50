#!/bin/sh
# Restore a backup into an empty database, all of it or nothing, as the role that owns it:
#   PGPASSWORD=... sh scripts/restore.sh okr.dump postgresql://okr_owner@db/okr
# scripts/roles.sql makes the roles and the database; then `okr verify` and `okr doctor` say how it went.
set -eu
if [ $# -ne 2 ]; then
    echo "Say which file and where to: sh scripts/restore.sh okr.dump postgresql://okr_owner@db/okr" >&2
    exit 2
fi
bin=${OKR_PG_BIN:+$OKR_PG_BIN/}
"${bin}pg_restore" --dbname="$2" --no-owner --exit-on-error --single-transaction "$1"
"${bin}psql" --no-psqlrc --quiet --dbname="$2" --command=ANALYZE
