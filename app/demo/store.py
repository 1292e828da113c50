"""Storing what was played: whole tables at once, in the tenant, as the role that owns nothing.

COPY does not know row security, so rows travel as JSON and Postgres makes them rows again.
"""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.demo.world import World
from app.features.closing.queries import pictures
from app.tables import (
    Account,
    Alignment,
    CheckIn,
    Cycle,
    Evaluation,
    EvaluationLine,
    Initiative,
    Invitation,
    JournalEntry,
    KeyResult,
    Kpi,
    KpiFigure,
    KpiGuard,
    KpiPart,
    KpiTarget,
    KpiTotal,
    Measurement,
    Member,
    Objective,
    Organization,
    OrganizationState,
    Team,
    TeamMember,
    Theme,
)

IN_ORDER: tuple[type[SQLModel], ...] = (  # what is referred to comes first
    Account,
    Organization,
    OrganizationState,
    Member,
    Invitation,
    Team,
    TeamMember,
    Theme,
    Cycle,
    Kpi,
    KpiPart,
    KpiTarget,
    Measurement,
    KpiFigure,
    KpiTotal,
    Objective,
    KpiGuard,
    KeyResult,
    Initiative,
    CheckIn,
    Alignment,
    Evaluation,
    EvaluationLine,
    JournalEntry,
)
AT_ONCE = 500  # rows: a statement has three seconds, on a machine that does other things too
PICTURES_AT_ONCE = 25
# Of a transaction's own rows there are no statistics: how many members an organization has is
# guessed from the size of their table. Of 2,000 Postgres thinks them one, and looks through all
# of them for the author of each check-in. Written twice, they look like several.
WRITTEN_AGAIN = text("UPDATE member SET version = version WHERE org_id = app_org()")
Show = Callable[[int], None]


async def store(session: AsyncSession, world: World, show: Show) -> None:
    """Store everything of one organization, and say after each statement how many rows it was."""
    await session.exec(select(func.found_organization(world.organization.id)))
    [state] = world.rows[OrganizationState]
    state.seq = len(world.rows[JournalEntry])
    connection = await session.connection()
    for table in IN_ORDER:
        statement = text(insertion(table))
        for rows in chunks(world.rows[table]):
            await connection.execute(statement, {"rows": as_json(table, rows)})
            show(len(rows))
        if table is Member and len(world.rows[table]) > AT_ONCE:
            await connection.execute(WRITTEN_AGAIN)
    for actor, ids in world.closings:  # what a closed cycle shows has not changed since
        for some in chunks(ids, PICTURES_AT_ONCE):
            await session.exec(pictures(actor, some))


def columns_of(table: type[SQLModel]) -> list[str]:
    """Return the columns that Postgres does not compute itself."""
    description: Any = table
    return [each.name for each in description.__table__.c if each.computed is None]


def insertion(table: type[SQLModel]) -> str:
    """Return the statement that makes rows of JSON."""
    name, columns = table.__tablename__, ", ".join(columns_of(table))
    rows = f"json_populate_recordset(CAST(NULL AS {name}), CAST(:rows AS json))"
    return f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {rows}"


def chunks(rows: list[Any], most: int = AT_ONCE) -> Iterator[list[Any]]:
    """Yield rows as one statement takes them."""
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def as_json(table: type[SQLModel], rows: list[Any]) -> str:
    """Write rows as JSON, each a table's row or a dictionary of the same."""
    names = columns_of(table)
    plain = [
        row if isinstance(row, dict) else {name: getattr(row, name) for name in names}
        for row in rows
    ]
    return orjson.dumps(plain, default=as_text).decode()


def as_text(value: Any) -> str:
    """Write what JSON does not know: bytes as Postgres reads them, decimals digit by digit."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
