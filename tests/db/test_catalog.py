"""What the database itself says of its tables: no tenant's row lies outside the fence."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Ask = Callable[[str], Awaitable[set[Any]]]

# Tables that belong to no organization, and how they are reached instead. These may only shrink.
OF_NO_TENANT = {
    "account": "by e-mail, to sign in, and by its own sessions",
    "session": "by id, from a signed token, together with its account",
    "refresh_token": "by the hash of a secret",
    "personal_token": "by the hash of a secret; it may be bound to an organization",
    "invitation": "by the hash of a secret, before its bearer is a member",
    "account_idempotency": "by the account that is signed in, held by row security",
    "alembic_version": "by nobody who writes",
}
# Where a tenant's row points at what has no tenant, or where the tenant itself is the target.
KEYS_TO_ACCOUNTS = {"fk_member_account_id"}
# Indexes of tenant tables that do not begin with the tenant, and why.
OTHER_INDEXES = {
    "organization.pk_organization": "the tenant itself",
    "organization.uq_organization_slug": "a slug is found before the tenant is known",
    "wording.ix_wording_grams": "each of its elements has the organization hashed into it",
    "member.ix_member_account_id": "of which organizations an account is a member",
}

TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
FENCED = """ AND c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
    SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
    AND pg_get_expr(p.polwithcheck, p.polrelid) IS NOT NULL
    AND pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid)
    AND pg_get_expr(p.polqual, p.polrelid) LIKE '%app_org()%')
"""
WRITABLE_BY_OTHER_POLICIES = """
SELECT polrelid::regclass || '.' || polname FROM pg_policy
WHERE polcmd <> 'r' AND polname <> 'tenant'
"""
OPEN_TO_ALL = """
SELECT polrelid::regclass || '.' || polname FROM pg_policy p
WHERE pg_get_expr(polqual, polrelid) = 'true' AND (
    polroles = '{0}' OR 'okr_app'::regrole = ANY (polroles))
"""
CROSSING_KEYS = """
SELECT conname FROM pg_constraint k
WHERE contype = 'f' AND confrelid <> 'organization'::regclass
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid
        AND a.attname = 'org_id' AND a.attnotnull)
    AND NOT EXISTS (SELECT FROM unnest(conkey, confkey) AS pair(mine, theirs)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = mine
        JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = theirs
        WHERE a.attname = 'org_id' AND b.attname = 'org_id')
"""
INDEXES = """
SELECT i.indrelid::regclass || '.' || i.indexrelid::regclass FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
WHERE c.relrowsecurity AND c.relname <> 'account_idempotency'
    AND (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid
        AND a.attnum = i.indkey[0]) IS DISTINCT FROM 'org_id'
"""
LEAKY_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND prosecdef AND NOT coalesce(proconfig::text, '') LIKE '%search_path%'
"""
ACTING_AS_OWNER = """
SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""
LEAKY_VIEWS = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND (relkind = 'm'
    OR relkind = 'v' AND NOT coalesce(reloptions::text, '') LIKE '%security_invoker=true%')
"""
POWERS = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
    OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
    OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid)
    OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
    OR has_schema_privilege('okr_app', 'public', 'CREATE')
    OR has_any_column_privilege('okr_app', 'alembic_version', 'INSERT, UPDATE')
FROM pg_roles r WHERE rolname = 'okr_app'
"""
RIGHTS = """
SELECT c.relname || ' ' || deed FROM pg_class c,
    unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS deed
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND has_table_privilege('okr_app', c.oid, deed)
"""


@pytest.fixture
def ask(owner: AsyncEngine) -> Ask:
    """Ask the catalog."""

    async def asked(statement: str) -> set[Any]:
        async with owner.connect() as connection:
            return set((await connection.execute(text(statement))).scalars())

    return asked


async def test_every_table_is_inside_the_fence_but_those_that_have_a_reason(ask: Ask) -> None:
    assert await ask(TABLES) - await ask(TABLES + FENCED) == OF_NO_TENANT.keys()


async def test_no_other_policy_lets_anything_be_written(ask: Ask) -> None:
    assert await ask(WRITABLE_BY_OTHER_POLICIES) == {"account_idempotency.account"}
    assert await ask(OPEN_TO_ALL) == set()


async def test_every_key_of_a_tenant_stays_inside_it(ask: Ask) -> None:
    assert await ask(CROSSING_KEYS) == KEYS_TO_ACCOUNTS


async def test_every_index_of_a_tenant_begins_with_it(ask: Ask) -> None:
    assert await ask(INDEXES) == OTHER_INDEXES.keys()


async def test_nothing_acts_in_the_name_of_another_role(ask: Ask) -> None:
    assert await ask(LEAKY_FUNCTIONS) == set()
    assert await ask(LEAKY_VIEWS) == set()


async def test_one_function_runs_as_the_owner_and_asks_for_one_organization(ask: Ask) -> None:
    assert await ask(ACTING_AS_OWNER) == {"app_found"}


async def test_the_role_of_the_service_owns_nothing_and_has_no_power(ask: Ask) -> None:
    assert await ask(POWERS) == {False}


async def test_what_was_said_stays_said(ask: Ask) -> None:
    rights = await ask(RIGHTS)

    assert not rights & {
        f"{table} {r}" for table in ("check_in", "journal_entry") for r in ("UPDATE", "DELETE")
    }
    assert "organization DELETE" not in rights
    assert not {r for r in rights if r.endswith(("TRUNCATE", "REFERENCES", "TRIGGER"))}
