"""The data of one server: made at once or not at all, and refused to another major version."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from app.embedded.binaries import Binaries
from app.embedded.errors import CannotRun
from app.embedded.folder import APP, OWNER, SUPERUSER, Folder
from app.embedded.identity import acceptable

DATABASE = "okr"


def make_cluster(binaries: Binaries, folder: Folder, *flags: str) -> None:
    """Make the data with its roles and its database, unless it is there."""
    if (folder.data / "PG_VERSION").exists():
        ensure_it_fits(binaries, folder.data)
        return
    # Beside its place and then moved there: whoever is interrupted leaves no half of it.
    with TemporaryDirectory(prefix="new-", dir=folder.root) as draft:
        data = Path(draft) / "pgdata"
        run(initdb(binaries, folder, data, *flags))
        run(single_user(binaries, data), stdin=statements(folder))
        if folder.data.exists():
            folder.data.rmdir()  # an empty one may be replaced, any other may not
        data.rename(folder.data)


def ensure_it_fits(binaries: Binaries, data: Path) -> None:
    """Refuse data that another major version wrote."""
    written_by = (data / "PG_VERSION").read_text().strip()
    if written_by != str(binaries.major):
        raise CannotRun(
            f"{data} was written by Postgres {written_by}, and this is Postgres {binaries.major}: "
            f"dump it with the programs of {written_by} (pg_dumpall, OKR_PG_BIN names them) and "
            "restore it into a new folder (OKR_DATA_DIR), or remove it to begin anew."
        )


def initdb(binaries: Binaries, folder: Folder, data: Path, *flags: str) -> list[str]:
    """Return the command that makes the data, where text behaves the same under any LANG."""
    builtin = ["--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"]
    folder.password(SUPERUSER)
    return acceptable(
        binaries / "initdb",
        *("-D", str(data), "-U", SUPERUSER, "-E", "UTF8", "--no-instructions"),
        *("-A", "scram-sha-256", f"--pwfile={folder.password_file(SUPERUSER)}"),
        *(builtin if binaries.major >= 17 else ["--locale=C.UTF-8"]),
        *flags,
    )


def single_user(binaries: Binaries, data: Path) -> list[str]:
    """Return the command that takes statements before anybody can connect."""
    return acceptable(binaries / "postgres", "--single", "-j", "-D", str(data), "postgres")


def statements(folder: Folder) -> str:
    """Return what makes the roles: one owns and migrates, one serves and owns nothing."""
    nothing = "NOSUPERUSER NOBYPASSRLS NOCREATEDB"
    return ";\n\n".join(
        (
            f"CREATE ROLE {OWNER} LOGIN CREATEROLE {nothing} PASSWORD '{folder.password(OWNER)}'",
            f"CREATE ROLE {APP} LOGIN NOCREATEROLE {nothing} PASSWORD '{folder.password(APP)}'",
            f"GRANT {APP} TO {OWNER} WITH ADMIN OPTION",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
            "",
        )
    )


def run(command: list[str], stdin: str = "") -> None:
    """Run a program of Postgres to its end; what it complains about is the error."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode or "ERROR:" in done.stderr:
        raise CannotRun(f"Postgres could not make its data: {done.stderr.strip()[-600:]}")
