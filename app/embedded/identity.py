"""Who Postgres runs as. It refuses root, so for root it is somebody else in a namespace."""

import subprocess
from functools import cache
from os import geteuid

from app.embedded.errors import CannotRun

# Outside of its namespace it still is root: its files stay root's, and their modes 0600 and 0700.
SOMEBODY = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
FORBIDDEN = (
    "Postgres refuses to run as root, and this machine allows no user namespaces: "
    "run this as a normal user, or name a database in OKR_DATABASE_URL."
)


def acceptable(*command: str) -> list[str]:
    """Return a command that Postgres accepts from whoever we are."""
    if geteuid() != 0:
        return [*command]
    if not namespaces_work():
        raise CannotRun(FORBIDDEN)
    return [*SOMEBODY, *command]


@cache
def namespaces_work() -> bool:
    """Try it once: containers and distributions forbid it in ways too many to look up."""
    try:
        return subprocess.run([*SOMEBODY, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
