"""What was kept of closed cycles before there were KPIs is shown as everything else is by now."""

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from alembic import command
from tests.conftest import WORKER, alembic, execute

SCRATCH = f"okr_pictures{WORKER}"
ID = "'0199c0de-7a11-7000-8000-000000000001'"
# The row alone: what it refers to does not matter here.
BEFORE = (
    "SET LOCAL session_replication_role = replica",
    f"""INSERT INTO organization VALUES ('Acme', NULL, NULL, 'UTC', 'en', {ID}, now(), now(), 1,
        'acme', 0.1, 0.25, 'owner', 'organization')""",
    f"""INSERT INTO snapshot VALUES ({ID}, {ID}, now(), {ID}, {ID},
        '{{"title": "Be loved", "key_results": [{{"position": 0}}, {{"position": 1}}]}}')""",
    f"""INSERT INTO snapshot VALUES ({ID}, gen_random_uuid(), now(), {ID}, gen_random_uuid(),
        '{{"title": "Be known", "key_results": []}}')""",
)


async def test_pictures_get_the_members_that_there_are_by_now(
    server: URL, owner: AsyncEngine
) -> None:
    await execute(
        server,
        f"DROP DATABASE IF EXISTS {SCRATCH}",
        f"CREATE DATABASE {SCRATCH} OWNER okr_owner",
    )
    engines = [create_async_engine(url.set(database=SCRATCH)) for url in (owner.url, server)]
    ours, anybodys = engines
    async with ours.begin() as connection:
        await connection.run_sync(alembic(command.upgrade), "0003")
    async with anybodys.begin() as connection:
        for statement in BEFORE:
            await connection.exec_driver_sql(statement)

    async with ours.begin() as connection:
        await connection.run_sync(alembic(command.upgrade), "head")

    async with anybodys.connect() as connection:
        asked = text("SELECT document FROM snapshot ORDER BY document ->> 'title'")
        known, loved = [document for (document,) in await connection.execute(asked)]
    nothing = {"kpi_id": None, "score": None}
    assert loved["key_results"] == [{"position": n} | nothing for n in (0, 1)]
    assert (loved["guards"], loved["score"]) == ([], None)
    assert (known["guards"], known["key_results"]) == ([], [])
    for engine in engines:
        await engine.dispose()
    await execute(server, f"DROP DATABASE {SCRATCH} WITH (FORCE)")
