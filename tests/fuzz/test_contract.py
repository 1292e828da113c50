"""Requests by the thousand, as the contract allows and as it does not: `make fuzz`.

Not part of the default suite: `pytest tests/fuzz`. `OKR_FUZZ_EXAMPLES` says how
many examples an operation gets.
"""

from os import environ

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.fuzz.service import company, fuzzed, served
from tests.people import Person

EXAMPLES = environ.get("OKR_FUZZ_EXAMPLES", "50")


async def test_no_request_breaks_the_service_or_its_contract(
    database: Database, olga: Person, settings: Settings
) -> None:
    known = await company(database, olga)
    with served(create_app(settings)) as address:
        failed = await fuzzed(address, known, "--max-examples", EXAMPLES)

    assert not failed, "see the report above"
