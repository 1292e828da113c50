"""The service on a real port, in a thread of its own, with an organization to send requests to."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path
from threading import Thread
from time import sleep

import uvicorn
from anyio import to_thread
from fastapi import FastAPI

from app.db.engine import Database
from app.tables import Evaluation
from tests import make, watched
from tests.people import Person
from tests.tokens import bearer

CONFIG = Path(__file__).with_name("schemathesis.toml")
HOUR = timedelta(hours=1)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application, and yield its address."""
    config = uvicorn.Config(app, port=0, log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


async def company(database: Database, owner: Person) -> dict[str, str]:
    """Make a few rows, and say who they are to what sends the requests."""
    colleague = await make.member(database, owner.org_id, "Bob")
    year = await make.cycle(database, owner.org_id)
    above = await make.objective(database, owner, year)
    below = await make.objective(database, owner, year, title="Be known")
    result = await make.key_result(database, below)
    check_in = await make.check_in(database, owner, result)
    plan = await make.initiative(database, result, owner)
    kpi = await watched.kpi(database, owner)
    await make.key_result(database, above, kpi_id=kpi.id)  # which keeps it from being deleted
    edge = await make.alignment(database, below, above)
    whose = {"owner_member_id": colleague.id, "evaluator_id": owner.id}
    judged = Evaluation.model_validate(
        {"org_id": owner.org_id, "cycle_id": year.id, "assessment": None} | whose
    )
    await make.keep(database, owner.org_id, judged)
    team = await make.team(database, owner, colleague)
    theme = await make.theme(database, owner.org_id)
    place = {"owner_member_id": None, "owner_team_id": team.id, "theme_id": theme.id}
    await make.objective(database, owner, year, **place)  # which keeps both from being deleted
    expires = datetime.now(UTC) + HOUR
    token = bearer(owner.account_id, owner.session_id, exp=expires)["Authorization"]
    return {
        "OKR_FUZZ_TOKEN": token.removeprefix("Bearer "),
        "OKR_FUZZ_ORG": str(owner.org_id),
        "OKR_FUZZ_MEMBER": str(colleague.id),
        "OKR_FUZZ_TEAM": str(team.id),
        "OKR_FUZZ_THEME": str(theme.id),
        "OKR_FUZZ_CYCLE": str(year.id),
        "OKR_FUZZ_OBJECTIVE": str(below.id),
        "OKR_FUZZ_KEY_RESULT": str(result.id),
        "OKR_FUZZ_CHECK_IN": str(check_in.id),
        "OKR_FUZZ_INITIATIVE": str(plan.id),
        "OKR_FUZZ_ALIGNMENT": str(edge.id),
        "OKR_FUZZ_KPI": str(kpi.id),
        "OKR_FUZZ_EVALUATION": str(judged.id),
        "OKR_FUZZ_LINK": str((await make.link(database, owner)).id),
    }


async def fuzzed(address: str, known: dict[str, str], *options: str) -> int:
    """Send requests to all operations, and return 0 where none of them found anything."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"]
    asked = [f"{address}/openapi.json", "--no-color", *options]
    done = await to_thread.run_sync(
        lambda: subprocess.run(
            [*command, *asked], env=environ | known, stdout=sys.stderr, check=False
        )
    )
    return done.returncode
