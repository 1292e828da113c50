#!/bin/sh
# Write a backup of the service's database, whole or not at all:
#   PGPASSWORD=... sh scripts/backup.sh postgresql://okr_backup@db/okr okr.dump
# The role has to pass row security (scripts/roles.sql makes it so): with any other pg_dump refuses.
set -eu
if [ $# -ne 2 ]; then
    echo "Say from where and to which file: sh scripts/backup.sh postgresql://okr_backup@db/okr okr.dump" >&2
    exit 2
fi
bin=${OKR_PG_BIN:+$OKR_PG_BIN/}
umask 077
trap 'rm -f "$2.part"' EXIT
"${bin}pg_dump" --dbname="$1" --format=custom --file="$2.part"
"${bin}pg_restore" --list "$2.part" >/dev/null
mv "$2.part" "$2"
