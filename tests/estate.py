"""An organization with a row in every table: what others must neither see nor touch."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from app.db.engine import Database
from app.domain.role import Scope
from app.tables import Idempotency, JournalEntry, PersonalToken, Snapshot, Target
from app.tables.base import new_id
from tests import make, watched
from tests.people import Person, today

HUSH = "hush-hush"  # stands in every text of an estate that nobody else may see
TENANT_TABLES: list[Table] = [
    table
    for table in SQLModel.metadata.sorted_tables
    if "org_id" in table.primary_key.columns or table.name == "organization"
]


async def settle(database: Database, person: Person, word: str = HUSH) -> dict[str, str]:
    """Give an organization a row of everything, and return their ids by every name they have."""
    team = await make.team(database, person, person, name=word)
    theme = await make.theme(database, person.org_id, name=word)
    told = {"why": word, "description": word, "theme_id": theme.id}
    cycle = await make.cycle(database, person.org_id, name=word)
    child = await make.objective(database, person, cycle, title=word, **told)
    goal = await make.objective(database, person, cycle, title=word, **told)
    key_result = await make.key_result(database, goal, title=word)
    initiative = await make.initiative(database, key_result, person, title=word)
    org_id, document = person.org_id, {"title": word}
    target = Target(org_id=org_id, key_result_id=key_result.id, reason=word)
    snapshot = Snapshot(org_id=org_id, cycle_id=cycle.id, objective_id=goal.id, document=document)
    await make.keep(database, person.org_id, target, snapshot)
    named = [{"id": str(initiative.id), "title": word}]
    check_in = await make.check_in(database, person, key_result, note=word, initiatives=named)
    alignment = await make.alignment(database, child, goal, note=word)
    await write_down(database, person, word)
    token = await personal_token(database, person, word)
    ids = {
        "cycle": cycle.id,
        "objective": goal.id,
        "key_result": key_result.id,
        "check_in": check_in.id,
        "alignment": alignment.id,
        "initiative": initiative.id,
        "team": team.id,
        "theme": theme.id,
        "member": person.id,
        "organization": person.org_id,
        "evaluation": new_id(),
    }
    ids |= {"link": (await make.link(database, person, word)).id, "token": token.id}
    ids |= {"kpi": await watched.estate(database, person, ids, word)}
    names = {f"{kind}_id": id for kind, id in ids.items()}
    others = {
        "owner_id": person.id,
        "author_id": person.id,
        "actor_id": person.id,
        "replaces_id": check_in.id,
        "root_id": goal.id,
        "child_id": child.id,
        "subject_id": goal.id,
        "parent_id": cycle.id,
        "evaluator_id": person.id,
    }
    return {name: str(id) for name, id in (ids | names | others).items()}


async def write_down(database: Database, person: Person, word: str) -> None:
    """Leave the traces of a change."""
    at = datetime.now(UTC)
    line = JournalEntry(
        org_id=person.org_id,
        seq=1,
        created_at=at,
        actor_id=person.id,
        action="x",
        subject_kind="objective",
        subject_id=person.id,
        note=word,
        before=None,
        after=None,
        moved=[],
        request_id=word,
    )
    kept = Idempotency(
        org_id=person.org_id,
        account_id=person.account_id,
        key=word,
        fingerprint=b"x",
        status=201,
        body=word.encode(),
    )
    await make.keep(database, person.org_id, line, kept)


async def personal_token(database: Database, person: Person, word: str) -> PersonalToken:
    """Give somebody a token of their own."""
    token = PersonalToken(
        account_id=person.account_id,
        hash=person.id.bytes,
        prefix="okr_pat_x",
        name=word,
        scope=Scope.read,
        expires_on=today() + timedelta(days=1),
    )
    await make.keep(database, person.org_id, token)
    return token


async def rows_of(
    engine: AsyncEngine, person: Person, tables: list[Table] = TENANT_TABLES
) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of an organization, past row security."""
    found = {}
    async with engine.connect() as connection:
        for table in tables:
            column = "id" if table.name == "organization" else "org_id"
            asked = text(f"SELECT * FROM {table.name} WHERE {column} = :org ORDER BY 1, 2")
            rows = await connection.execute(asked, {"org": person.org_id})
            found[table.name] = [dict(row) for row in rows.mappings()]
    return found
