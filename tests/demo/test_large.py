"""The large demo at a tenth of its size: grown, played and stored by the same code."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.demo.play import play
from app.demo.script import Story, read_story
from app.demo.size import Measure
from app.demo.store import AT_ONCE, store
from app.demo.stories import COMPANY, with_more
from app.demo.summary import summed_up
from app.tables import Organization
from app.verify.run import examine

TENTH = Measure(people=600, teams=24, objectives=150, key_results=500, check_ins=5_000)


@pytest.fixture
def story() -> Story:
    """The story of a company beside that of the demo, which may be there already."""
    written = read_story(COMPANY)
    elsewhere = {"slug": "farisle", "domain": "farisle.example"}
    company = written.company.model_copy(update=elsewhere)
    return with_more(written.model_copy(update={"company": company}), TENTH)


async def test_a_company_that_has_grown_is_stored_in_order(
    database: Database, owner: AsyncEngine, story: Story
) -> None:
    [world] = play([story], None, "-", lambda done, total: None)
    async with database.writers.begin() as session:
        await store(session, world, lambda rows: None)

    async with AsyncSession(owner) as session:
        organization = await session.get_one(Organization, world.organization.id)
        assert await examine(session, organization) == []
    assert summed_up(world).startswith("600 people, 24 teams, 150 objectives, 500 key results, ")
    assert summed_up(world).endswith(" 5,000 check-ins")
    assert TENTH.people > AT_ONCE  # what is done for many is done
