"""The folder that one embedded Postgres lives in, and what lies where."""

import os
import secrets
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from app.embedded.errors import CannotRun
from app.private_files import kept, private_folder

SOCKET = ".s.PGSQL.5432"
LONGEST = 100  # bytes: the kernel takes 107 for the path of a socket
SUPERUSER, OWNER, APP = "postgres", "okr_owner", "okr_app"


@dataclass(frozen=True, slots=True)
class Folder:
    """Data, sockets, passwords, log and lock of one server."""

    root: Path

    @property
    def data(self) -> Path:
        """Return the data folder of Postgres."""
        return self.root / "pgdata"

    @property
    def log(self) -> Path:
        """Return what Postgres writes about itself."""
        return self.root / "postgres.log"

    @property
    def lock(self) -> Path:
        """Return the file whose lock makes one of us the keeper of the server."""
        return self.root / "lock"

    @property
    def sockets(self) -> Path:
        """Return where the sockets are: inside, unless the path is too long or reads as a list."""
        inside = self.root / "run"
        if len(os.fsencode(inside / SOCKET)) < LONGEST and "," not in str(inside):
            return inside
        digest = sha256(os.fsencode(inside)).hexdigest()[:16]
        # Not the temporary folder of the environment: two processes may differ in that.
        return Path(f"/tmp/okr-{os.geteuid()}-{digest}")

    def open(self) -> None:
        """Make the folders, and see that those of the sockets are ours alone."""
        private_folder(self.root)
        found = os.lstat(private_folder(self.sockets))
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or found.st_mode & 0o077:
            raise CannotRun(f"{self.sockets} is open to others: remove it, and start again.")

    def password_file(self, role: str) -> Path:
        """Return where the password of a role is kept."""
        return self.root / "passwords" / role

    def password(self, role: str) -> str:
        """Return the password of a role, made when it is first asked for."""
        return kept(self.password_file(role), lambda: secrets.token_urlsafe(24))

    def url(self, role: str, database: str) -> str:
        """Return the way into a database as SQLAlchemy and asyncpg both read it."""
        way = f"host={quote(str(self.sockets), safe='')}&port=5432"  # said, or PGPORT decides
        return f"postgresql+asyncpg://{role}:{self.password(role)}@/{database}?{way}"
