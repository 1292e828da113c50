"""`okr serve`: the service, on a database that is there."""

import logging
from functools import partial

from app.cli.database import NO_DATABASE, safe_role
from app.cli.keys import with_keys
from app.cli.late_look import LateLook
from app.cli.listen import address, listen_there
from app.cli.server import Server
from app.embedded.errors import CannotRun
from app.main import create_app
from app.settings import Settings

log = logging.getLogger("okr.serve")

AWAY = "The database does not answer: requests get 503 until it does."


def serve() -> None:
    """Serve the API on the database of OKR_DATABASE_URL."""
    settings = Settings()
    if settings.database_url is None:
        raise CannotRun(NO_DATABASE)
    known = safe_role(settings) is not None
    app = create_app(with_keys(settings))
    listener = listen_there(settings)
    ready = partial(print, f"Serving on {address(listener)}", flush=True)
    server = Server(app, ready)
    late = LateLook(settings, server.stop)
    if not known:
        log.warning(AWAY)
        late.thread.start()
    server.serve_on(listener)
    if not known:
        late.close()
