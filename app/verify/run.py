"""Going round all organizations, one after the other, and changing nothing."""

from collections.abc import Callable

from sqlalchemy import func, literal
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.settings import Settings
from app.tables import Organization
from app.verify.company import read_company
from app.verify.figures import wrong_figures
from app.verify.graph import wrong_paths
from app.verify.journal import wrong_numbers
from app.verify.key_results import wrong_standings
from app.verify.people import wrong_people
from app.verify.references import wrong_references
from app.verify.states import wrong_states
from app.verify.teams import wrong_teams

OWNS = text("SELECT pg_get_userbyid(relowner) = current_user FROM pg_class"
            " WHERE oid = 'organization'::regclass")  # fmt: skip
NOT_THE_OWNER = (
    "This role may not list the organizations, so nothing was checked: "
    "set OKR_OWNER_DATABASE_URL to the role that owns the tables."
)


async def verify(settings: Settings, show: Callable[[int, int], None]) -> list[str]:
    """Return every difference between what is stored and what should be, a sentence each."""
    engine = reading_engine(settings)
    try:
        async with AsyncSession(engine) as session:
            if not (await session.execute(OWNS)).scalar():
                return [NOT_THE_OWNER]
            organizations = (await session.exec(select(Organization))).all()
        found: list[str] = []
        for done, organization in enumerate(organizations):
            show(done, len(organizations))
            async with AsyncSession(engine) as session:
                found += await examine(session, organization)
        show(max(len(organizations), 1), max(len(organizations), 1))
        return found
    finally:
        await engine.dispose()


def reading_engine(settings: Settings) -> AsyncEngine:
    """Return connections that only read, and that see each organization at one moment."""
    url = settings.owner_database_url or settings.database_url
    about = {"application_name": "okr verify", "timezone": "UTC", "jit": "off"}
    engine = create_async_engine(str(url), connect_args={"server_settings": about})
    return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


async def examine(session: AsyncSession, organization: Organization) -> list[str]:
    """Return what is wrong in one organization."""
    id = literal(str(organization.id))
    await session.exec(select(func.set_config("app.org_id", id, True)))
    company = await read_company(session, organization)
    loops = list(wrong_paths(company))
    found = [
        *wrong_people(company),
        *wrong_teams(company),
        *await wrong_numbers(session, company),
        *await wrong_references(session, company),
        *wrong_states(company),
        *wrong_standings(company),
        *loops,
        *([] if loops else wrong_figures(company)),  # figures that go round have no sum
    ]
    return [f"{organization.slug}: {difference}" for difference in found]
