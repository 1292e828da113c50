"""All checks, one after the other; one that cannot be made is a finding too."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from app.cli.database import NoDatabase, there
from app.cli.doctor import clock, folder, keys, names, port, roles, server, tables, zones
from app.cli.doctor.finding import Finding, fail
from app.cli.doctor.patient import Patient, connected
from app.cli.doctor.reach import unreachable
from app.db.role import UNREACHABLE
from app.embedded.errors import CannotRun
from app.settings import Settings

Check = Callable[[Patient], Awaitable[Finding]]
CHECKS: dict[str, Check] = {
    "database": server.examine_server,
    "connections": server.examine_connections,
    "app role": roles.examine_app_role,
    "owner role": roles.examine_owner_role,
    "migrations": tables.examine_revision,
    "tenancy": tables.examine_fence,
    "clock": clock.examine_clock,
    "time zones": zones.examine_zones,
}


def examined(settings: Settings) -> Iterator[Finding]:
    """Yield what is found."""
    yield from of_the_database(settings)
    yield keys.examine_token_key(settings)
    yield keys.examine_cursor_secret(settings)
    yield folder.examine_folder(settings)
    yield port.examine_port(settings)
    yield from names.examine_names(settings)


def of_the_database(settings: Settings) -> list[Finding]:
    """Return what is found in the database of the environment, or in the demo's."""
    try:
        with there(settings) as database:
            return asyncio.run(ask(database.settings))
    except NoDatabase as error:
        return [fail("database", "none is named", str(error))]
    except CannotRun as error:
        return [fail("database", "does not run", str(error))]


async def ask(settings: Settings) -> list[Finding]:
    """Connect, and ask everything there is to ask."""
    try:
        async with connected(str(settings.database_url)) as app:
            patient = Patient(settings, app)
            return [await answered(name, check, patient) for name, check in CHECKS.items()]
    except UNREACHABLE as error:
        return [unreachable("database", "OKR_DATABASE_URL", error)]


async def answered(name: str, check: Check, patient: Patient) -> Finding:
    """Make one check."""
    try:
        return await check(patient)
    except UNREACHABLE as error:
        return fail(name, f"could not be checked: {error}", "Mend what is above first.")
