"""`okr serve`: the service, on a database that is there."""

import logging
from functools import partial

from app.cli.database import NO_DATABASE, safe_role
from app.cli.keys import with_keys
from app.cli.listen import address, listen_there
from app.cli.server import Server
from app.embedded.errors import CannotRun
from app.main import create_app
from app.settings import Settings

log = logging.getLogger("okr.serve")


def serve() -> None:
    """Serve the API on the database of OKR_DATABASE_URL."""
    settings = Settings()
    if settings.database_url is None:
        raise CannotRun(NO_DATABASE)
    if safe_role(settings) is None:
        log.warning("The database does not answer: requests get 503 until it does.")
    app = create_app(with_keys(settings))
    listener = listen_there(settings)
    ready = partial(print, f"Serving on {address(listener)}", flush=True)
    Server(app, ready).serve_on(listener)
