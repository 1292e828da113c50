"""Who we are in the database. Row security binds neither superusers nor owners of tables."""

from dataclasses import dataclass

import asyncpg

from app.settings import Settings

ASKED = """
SELECT current_setting('server_version') AS version, rolsuper AS is_superuser,
    rolbypassrls AS bypasses_row_security,
    EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND nspname = ANY (current_schemas(false))
            AND pg_has_role(relowner, 'MEMBER')
    ) AS owns_tables
FROM pg_roles WHERE rolname = current_user
"""
UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@dataclass(frozen=True, slots=True)
class Role:
    """What Postgres says about the role that we connect as."""

    version: str
    is_superuser: bool
    bypasses_row_security: bool
    owns_tables: bool

    def danger(self) -> str | None:
        """Say why the service must not serve as this role, or nothing."""
        if self.is_superuser:
            return "is a superuser, whom row security does not bind"
        if self.bypasses_row_security:
            return "has BYPASSRLS, and row security does not bind it"
        if self.owns_tables:
            return "owns tables of the service, and could lift their row security"
        return None


async def ask_role(settings: Settings) -> Role:
    """Ask Postgres who we are."""
    url = str(settings.database_url).replace("+asyncpg", "")
    connection = await asyncpg.connect(url, timeout=3, command_timeout=3)
    try:
        return Role(**await connection.fetchrow(ASKED))
    finally:
        await connection.close(timeout=3)
