"""The two roles: one serves and owns nothing, the other owns the tables and migrates."""

from typing import Any

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.cli.doctor.patient import Patient, connected
from app.cli.doctor.reach import unreachable
from app.db.role import UNREACHABLE, ask_role

APP, OWNER = "app role", "owner role"

SERVE = "Connect as a role that owns nothing (okr_app) in OKR_DATABASE_URL."
OWN = "Connect as the role that `okr migrate` runs as (okr_owner) in OKR_OWNER_DATABASE_URL."
# The same database on the same server, whatever their addresses say.
WHICH = """
SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()
"""
ABOUT = """
SELECT current_user AS name, rolsuper AS is_superuser,
    has_schema_privilege('public', 'CREATE') AS may_create,
    rolsuper OR rolcreaterole OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'okr_app')
        AS has_app,
    (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p')) AS tables,
    (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p') AND NOT pg_has_role(relowner, 'MEMBER')) AS others
FROM pg_roles WHERE rolname = current_user
"""


async def examine_app_role(patient: Patient) -> Finding:
    """Say whether row security binds the role that serves."""
    role, name = await ask_role(patient.settings), await patient.app.fetchval("SELECT current_user")
    if danger := role.danger():
        return fail(APP, f"{name} {danger}", SERVE)
    return ok(APP, f"{name} owns nothing, is no superuser, has no BYPASSRLS")


async def examine_owner_role(patient: Patient) -> Finding:
    """Say whether the other role can migrate, where it is given."""
    url = patient.settings.owner_database_url
    if url is None:
        return ok(OWNER, "not given: `okr migrate` and `okr verify` need it, serving does not")
    try:
        async with connected(url) as owner:
            if await owner.fetchrow(WHICH) != await patient.app.fetchrow(WHICH):
                return fail(OWNER, "is in another database than the app role", OWN)
            return judged(await owner.fetchrow(ABOUT))
    except UNREACHABLE as error:
        return unreachable(OWNER, "OKR_OWNER_DATABASE_URL", error)


def judged(about: Any) -> Finding:
    """Say what keeps it from migrating."""
    name = about["name"]
    if about["others"]:
        return fail(OWNER, f"{name} does not own {about['others']} of the tables", OWN)
    if not about["may_create"]:
        return fail(OWNER, f"{name} may not create tables", f"ALTER DATABASE ... OWNER TO {name};")
    if not about["has_app"]:
        remedy = f"ALTER ROLE {name} CREATEROLE; or make okr_app yourself: docs/operators.md."
        return fail(OWNER, f"{name} may not make okr_app", remedy)
    if about["is_superuser"]:
        return warn(OWNER, f"{name} is a superuser", "Migrate as a role that is none.")
    return ok(OWNER, f"{name} owns the {about['tables']} tables, and can migrate")
