"""The tables: at which revision they are, who may use them, and whether row security stands."""

from app.cli.doctor.finding import Finding, fail, ok
from app.cli.doctor.patient import Patient
from app.http.about.head import REVISION, VERSIONS, heads

AT = "SELECT version_num FROM alembic_version"
EXISTS = "SELECT to_regclass('public.alembic_version') IS NOT NULL"
CLOSED = """
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'SELECT')
"""
OPEN = """
SELECT count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity) AS fenced,
    count(*) FILTER (WHERE NOT (relrowsecurity AND relforcerowsecurity)) AS open
FROM pg_class WHERE oid IN (SELECT polrelid FROM pg_policy)
"""
RESTORED = "Restore with privileges and policies, as docs/operators.md says."


def known() -> set[str]:
    """Return every revision that this code has heard of."""
    found = [pair for file in VERSIONS.glob("*.py") for pair in REVISION.findall(file.read_text())]
    return {revision for kind, revision in found if kind == "revision"}


async def examine_revision(patient: Patient) -> Finding:
    """Say whether the tables are those that this code was written for."""
    head = ", ".join(heads())
    if not await patient.app.fetchval(EXISTS):
        return fail("migrations", "there are no tables yet", "Run `okr migrate`.")
    stand = {row[0] for row in await patient.app.fetch(AT)}
    said = ", ".join(stand) or "nowhere"
    if stand == heads():
        return ok("migrations", f"at the head, {head}")
    if stand <= known():
        return fail("migrations", f"behind: at {said}, the head is {head}", "Run `okr migrate`.")
    remedy = "A newer version has migrated it: run that version, or restore an earlier backup."
    return fail("migrations", f"ahead: at {said}, this version knows {head}", remedy)


async def examine_fence(patient: Patient) -> Finding:
    """Say whether the role that serves may use the tables, and sees one tenant of them."""
    if not await patient.app.fetchval(EXISTS):
        return fail("tenancy", "there are no tables yet", "Run `okr migrate`.")
    if closed := await patient.app.fetchval(CLOSED):
        return fail("tenancy", f"the app role may not read {closed} tables", RESTORED)
    policies = await patient.app.fetchrow(OPEN)
    if policies["open"] or not policies["fenced"]:
        said = f"row security is off on {policies['open'] or 'all'} tables"
        return fail("tenancy", said, RESTORED)
    return ok("tenancy", f"row security is forced on {policies['fenced']} tables")
