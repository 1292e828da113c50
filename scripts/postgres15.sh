#!/bin/sh
# Print the folder of the programs of an installed Postgres 15, or say that there is none.
for server in /usr/lib/postgresql/15/bin/postgres "$(command -v postgres)"; do
    case $("$server" -V 2>/dev/null) in
    *" 15."*)
        dirname "$(readlink -f "$server")"
        exit 0
        ;;
    esac
done
echo "There is no Postgres 15 here: install it (Debian: apt install postgresql-15), or put its postgres on PATH." >&2
exit 1
