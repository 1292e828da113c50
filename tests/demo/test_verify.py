import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.demo import Demo
from app.settings import Settings
from app.tables import Organization
from app.verify import verify
from app.verify.run import NOT_THE_OWNER, examine
from tests.conftest import TEST_DATABASE

DAMAGE = tomllib.loads((Path(__file__).parent / "damage.toml").read_text())["damage"]


@pytest.fixture
async def vandal(
    owner: AsyncEngine, demo: Demo
) -> AsyncIterator[tuple[AsyncSession, Organization]]:
    """A session that may do any damage inside the demo, and that keeps none of it."""
    async with AsyncSession(owner) as session:
        wanted = select(Organization).where(sql.organization.slug == demo.org)
        company = (await session.exec(wanted)).one()
        await session.exec(select(func.set_config("app.org_id", str(company.id), True)))
        yield session, company
        await session.rollback()


@pytest.fixture
def as_owner(settings: Settings, server: URL) -> Settings:
    url = server.set(username="okr_owner", password="owner", database=TEST_DATABASE)
    return settings.model_copy(
        update={"owner_database_url": url.render_as_string(hide_password=False)}
    )


async def test_the_demo_is_in_order(as_owner: Settings, demo: Demo) -> None:
    shown: list[tuple[int, int]] = []

    found = await verify(as_owner, lambda done, total: shown.append((done, total)), demo.org)

    assert found == []
    assert shown == [(0, 1), (1, 1)]


async def test_one_that_is_not_there_is_said_to_be_unchecked(as_owner: Settings) -> None:
    [said] = await verify(as_owner, lambda done, total: None, "nowhere")

    assert "No organization is called nowhere" in said


async def test_who_cannot_see_all_is_told_so(settings: Settings, demo: Demo) -> None:
    assert await verify(settings, lambda done, total: None) == [NOT_THE_OWNER]


@pytest.mark.parametrize("damage", DAMAGE, ids=[each["name"] for each in DAMAGE])
async def test_damage_is_found_and_told(
    vandal: tuple[AsyncSession, Organization], damage: dict[str, str]
) -> None:
    session, company = vandal
    await (await session.connection()).execute(text(damage["sql"]))

    found = await examine(session, company)

    assert any(damage["told"] in each for each in found), found
    assert all(each.startswith("warmisle: ") for each in found)
