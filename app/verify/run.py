"""Going round all organizations, one after the other, and changing nothing."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, literal
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.settings import Settings
from app.tables import Organization
from app.verify.company import Company, read_company
from app.verify.cycles import wrong_cycles
from app.verify.evaluations import wrong_evaluations
from app.verify.figures import wrong_figures
from app.verify.formulas import wrong_formulas
from app.verify.graph import wrong_paths
from app.verify.journal import wrong_numbers
from app.verify.key_results import standings, wrong_standings
from app.verify.kpis import wrong_kpis
from app.verify.lineage import wrong_lineage
from app.verify.measurements import wrong_measurements
from app.verify.metrics import wrong_metrics
from app.verify.orphans import wrong_ends
from app.verify.people import wrong_people
from app.verify.plans import wrong_plans
from app.verify.references import wrong_references
from app.verify.scores import wrong_scores
from app.verify.snapshots import wrong_snapshots
from app.verify.states import wrong_states
from app.verify.targets import wrong_targets
from app.verify.teams import wrong_teams
from app.verify.themes import wrong_themes
from app.verify.wordings import wrong_wordings

OWNS = text("SELECT pg_get_userbyid(relowner) = current_user FROM pg_class"
            " WHERE oid = 'organization'::regclass")  # fmt: skip
NOT_THE_OWNER = (
    "This role may not list the organizations, so nothing was checked: "
    "set OKR_OWNER_DATABASE_URL to the role that owns the tables."
)
NOT_THERE = "No organization is called {slug}, so nothing was checked: `--org` takes its slug."


async def verify(
    settings: Settings, show: Callable[[int, int], None], slug: str | None = None
) -> list[str]:
    """Return every difference between what is stored and what should be, a sentence each.

    Of all organizations, or of one.
    """
    engine = reading_engine(settings)
    try:
        async with AsyncSession(engine) as session:
            if not (await session.execute(OWNS)).scalar():
                return [NOT_THE_OWNER]
            wanted = select(Organization)
            if slug is not None:
                wanted = wanted.where(sql.organization.slug == slug)
            organizations = (await session.exec(wanted)).all()
            if slug is not None and not organizations:
                return [NOT_THERE.format(slug=slug)]
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
    # What was restored a moment ago has no statistics, and rows are looked for one by one.
    about = {"application_name": "okr verify", "timezone": "UTC"}
    about |= {"jit": "off", "enable_nestloop": "off"}
    engine = create_async_engine(str(url), connect_args={"server_settings": about})
    return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")


async def examine(session: AsyncSession, organization: Organization) -> list[str]:
    """Return what is wrong in one organization."""
    id = literal(str(organization.id))
    await session.exec(select(func.set_config("app.org_id", id, True)))
    company = await read_company(session, organization)
    found = await wrong_numbers(session, company)
    lost = await wrong_ends(session, company)
    found += lost or [*await wrong_words(session, company), *wrong_rows(company)]
    return [f"{organization.slug}: {difference}" for difference in found]


async def wrong_words(session: AsyncSession, company: Company) -> list[str]:
    """Return what the journal or search know otherwise than it is stored."""
    return [
        *await wrong_references(session, company),
        *await wrong_plans(session, company),
        *await wrong_targets(session, company),
        *await wrong_wordings(session, company),
    ]


def wrong_rows(company: Company) -> Iterator[str]:
    """Yield where stored rows contradict one another."""
    for part in (wrong_people, wrong_teams, wrong_themes, wrong_cycles, wrong_states,
                 wrong_lineage, wrong_snapshots, wrong_scores, wrong_evaluations):  # fmt: skip
        yield from part(company)
    unreadable = [*wrong_formulas(company), *wrong_measurements(company)]
    yield from unreadable or wrong_kpis(company)
    unmeasurable, loops = [*wrong_metrics(company)], [*wrong_paths(company)]
    yield from (*unmeasurable, *loops)
    if not unmeasurable:
        now = standings(company)
        yield from wrong_standings(company, now)
        if not loops:  # figures that go round have no sum
            yield from wrong_figures(company, now)
