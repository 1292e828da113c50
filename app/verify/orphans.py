"""What refers to nothing: foreign keys see to it, unless somebody restored without them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Table, and_, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.verify.company import Company

MOST = 10  # that are told one by one, of each reference
LEFT_OUT = "What refers to nothing cannot be followed: the rest was not looked at."


async def wrong_ends(session: AsyncSession, company: Company) -> list[str]:
    """Return what names something that the organization does not have."""
    found: list[str] = []
    for table, reference in references():
        named, lost = one(reference.referred_table.name), lost_in(table, reference)
        mine = lost.where(table.c.org_id == company.organization.id).limit(MOST)
        for *key, id in await sql.rows(session, mine):
            column = column_of(reference)
            found.append(f"{told(table, key)}: {column} is stored as {id}, {named} that is not.")
    return [*found, LEFT_OUT] if found else []


def one(kind: str) -> str:
    """Return the name of a thing with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def references() -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    """Yield the tables of an organization with what they say of each other."""
    for table in SQLModel.metadata.sorted_tables:
        for reference in sorted(table.foreign_key_constraints, key=column_of):
            if "org_id" in reference.column_keys and len(reference.column_keys) > 1:
                yield table, reference


def column_of(reference: ForeignKeyConstraint) -> str:
    """Return the column that names something, beside the organization."""
    return next((name for name in reference.column_keys if name != "org_id"), "")


def key_of(table: Table) -> Sequence[Any]:
    """Return the columns that say which row of an organization it is."""
    return [column for column in table.primary_key if column.name != "org_id"]


def lost_in(table: Table, reference: ForeignKeyConstraint) -> Any:
    """Select the rows that name what is not there. Who names nothing is left out."""
    named = reference.referred_table.alias("named")
    ends = [each.parent == named.c[each.column.name] for each in reference.elements]
    column = table.c[column_of(reference)]
    there = select(named.c.org_id).where(and_(*ends)).exists()
    return select(*key_of(table), column).where(column.is_not(None), ~there)


def told(table: Table, key: Sequence[UUID | bytes]) -> str:
    """Return which row it is. A secret's hash is not told."""
    shown = [str(each) for each in key if not isinstance(each, bytes)]
    return " ".join([table.name, *shown])
