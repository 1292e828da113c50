"""The example of every operation, sent to it. `make fuzz` sends requests by the thousand."""

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.fuzz.service import company, fuzzed, served
from tests.people import Person


async def test_every_operation_keeps_its_contract(
    database: Database, olga: Person, settings: Settings
) -> None:
    known = await company(database, olga)
    with served(create_app(settings)) as address:
        failed = await fuzzed(address, known, "--phases", "examples")

    assert not failed, "see the report above"
