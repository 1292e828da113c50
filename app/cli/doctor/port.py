"""The port: free, or taken by the service itself."""

import json
from http.client import HTTPConnection, HTTPException

from app.cli.doctor.finding import Finding, fail, ok
from app.cli.listen import address, listen
from app.settings import Settings

CHECK = "port"
PATIENCE = 2  # seconds


def examine_port(settings: Settings) -> Finding:
    """Take it for a moment, or ask who has it."""
    place = f"{settings.host} port {settings.port}"
    try:
        with listen(settings.host, settings.port) as listener:
            return ok(CHECK, f"{address(listener)} is free")
    except OSError as error:
        if is_served(settings):
            return ok(CHECK, f"{place}: an OKR service answers there")
        remedy = "End what runs there, or choose another with OKR_HOST and OKR_PORT."
        return fail(CHECK, f"{place} cannot be taken: {error.strerror}", remedy)


def is_served(settings: Settings) -> bool:
    """Say whether a service like this one answers there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    connection = HTTPConnection(host, settings.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/livez")
        return bool(json.loads(connection.getresponse().read()) == {"status": "ok"})
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()
