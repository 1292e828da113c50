"""Requests by the thousand, as the contract allows and as it does not: `make fuzz`.

Not part of the default suite: `pytest tests/fuzz`. `OKR_FUZZ_EXAMPLES` says how
many examples an operation gets.
"""

import subprocess
import sys
from os import environ
from pathlib import Path

from anyio import to_thread

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from tests.fuzz.service import company, served
from tests.people import Person

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = environ.get("OKR_FUZZ_EXAMPLES", "50")


async def test_no_request_breaks_the_service_or_its_contract(
    database: Database, olga: Person, settings: Settings
) -> None:
    known = await company(database, olga)
    with served(create_app(settings)) as address:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"]
        asked = [f"{address}/openapi.json", "--max-examples", EXAMPLES, "--no-color"]
        told = await to_thread.run_sync(
            lambda: subprocess.run(
                [*command, *asked], env=environ | known, stdout=sys.stderr, check=False
            )
        )

    assert told.returncode == 0, "see the report above"
