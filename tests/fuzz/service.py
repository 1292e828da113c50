"""The service on a real port, in a thread of its own, with an organization to send requests to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import sleep

import uvicorn
from fastapi import FastAPI

from app.db.engine import Database
from tests import make
from tests.people import Person
from tests.tokens import bearer

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
    edge = await make.alignment(database, below, above)
    expires = datetime.now(UTC) + HOUR
    token = bearer(owner.account_id, owner.session_id, exp=expires)["Authorization"]
    return {
        "OKR_FUZZ_TOKEN": token.removeprefix("Bearer "),
        "OKR_FUZZ_ORG": str(owner.org_id),
        "OKR_FUZZ_MEMBER": str(colleague.id),
        "OKR_FUZZ_CYCLE": str(year.id),
        "OKR_FUZZ_OBJECTIVE": str(below.id),
        "OKR_FUZZ_KEY_RESULT": str(result.id),
        "OKR_FUZZ_CHECK_IN": str(check_in.id),
        "OKR_FUZZ_ALIGNMENT": str(edge.id),
    }
