"""The server: its version, its encoding, and how many connections it gives."""

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.cli.doctor.patient import Patient

CHECK = "database"
OLDEST, NEWEST = 15, 18  # what the tests run on
POOLS = 2
FACTS = """
SELECT current_setting('server_version') AS version, current_database() AS name,
    current_setting('server_version_num')::int / 10000 AS major,
    current_setting('server_encoding') AS encoding
"""
FREE = """
SELECT least(
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
    (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
    (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))
"""


async def examine_server(patient: Patient) -> Finding:
    """Say which Postgres it is."""
    return judged(**await patient.app.fetchrow(FACTS))


def judged(version: str, name: str, major: int, encoding: str) -> Finding:
    """Say whether it is one that the service knows how to live on."""
    said = f"PostgreSQL {version}, database {name}, {encoding}"
    if major < OLDEST:
        return fail(CHECK, said, f"Move to Postgres {OLDEST} to {NEWEST}: this is too old.")
    if encoding != "UTF8":
        remedy = "Make a database with ENCODING 'UTF8' TEMPLATE template0, and restore into it."
        return fail(CHECK, said, remedy)
    if major > NEWEST:
        return warn(CHECK, said, f"Nobody has tested it on more than {NEWEST} yet.")
    return ok(CHECK, said)


async def examine_connections(patient: Patient) -> Finding:
    """Say whether a process gets as many connections as it may open."""
    free, wanted = await patient.app.fetchval(FREE), POOLS * patient.settings.pool_size
    said = f"a process opens up to {wanted} of {free}"
    if wanted > free:
        return warn("connections", said, "Lower OKR_POOL_SIZE, or raise max_connections.")
    return ok("connections", said)
