"""Proves that a backup can be restored: a drill for the demo company, or for a backup of yours.

python scripts/restore_drill.py             back up a demo company, and restore it elsewhere
python scripts/restore_drill.py okr.dump    restore this backup, on a Postgres that ends with it
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
from pydantic import SecretStr

from app.cli.doctor.examination import CHECKS, ask
from app.cli.doctor.finding import Grade
from app.cli.keys import new_cursor_secret, new_token_key
from app.db.migrations import migrate
from app.demo import load
from app.embedded.cluster import DATABASE
from app.embedded.errors import CannotRun
from app.embedded.folder import APP, OWNER, SUPERUSER
from app.embedded.server import Postgres, throwaway
from app.settings import ROOT, Settings
from app.verify import verify

SCRIPTS = ROOT / "scripts"
NEEDED = ("pg_dump", "pg_restore", "psql")
BACKUP = "backup"  # the password of a role that lives as long as the drill
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
ORDER BY relname
"""
CONTENT = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
Content = dict[str, tuple[int, str]]  # rows of each table, and a digest of them


def main(files: list[str]) -> None:
    """Run the drill, and say what it has shown."""
    with TemporaryDirectory(prefix="okr-drill-") as folder:
        if files:
            restored(Path(files[0]), None)
            return
        backup = Path(folder) / "okr.dump"
        with server() as source:
            settings = settings_of(source, Path(folder))
            with step("Demo"):
                migrate(source.owner_url, lambda _: None)
                asyncio.run(load(settings))
            before = asyncio.run(content(source))
            with step("Backup"):
                run(source, "sh", SCRIPTS / "backup.sh", url(source, "okr_backup", BACKUP), backup)
        print(f"           {backup.stat().st_size:,} bytes, {size_of(before)}")
        restored(backup, before)


def restored(backup: Path, before: Content | None) -> None:
    """Restore it into a server that has nothing but the roles, and look at it from all sides."""
    with server() as target, TemporaryDirectory() as folder:
        with step("Restore"):
            run(target, "sh", SCRIPTS / "restore.sh", backup, url(target, OWNER))
        after, settings = asyncio.run(content(target)), settings_of(target, Path(folder))
        print(f"           {size_of(after)}")
        if before is not None:
            differing = [table for table in before | after if before.get(table) != after.get(table)]
            conclude("Compare", [f"{table} differs" for table in differing], "every row is equal")
        with step("Verify"):
            differences = asyncio.run(verify(settings, lambda *_: None))
        conclude("Verify", differences, "nothing differs")
        found = asyncio.run(ask(settings))
        failed = [f"{each.check}: {each.said}" for each in found if each.grade is Grade.fail]
        conclude("Doctor", failed, f"none of {len(CHECKS)} checks failed")


@contextmanager
def server() -> Iterator[Postgres]:
    """Start a Postgres with the roles of scripts/roles.sql and an empty database."""
    with throwaway() as postgres:
        if missing := [p for p in NEEDED if not (postgres.binaries.folder / p).exists()]:
            raise CannotRun(f"{', '.join(missing)}: not among {postgres.binaries.folder}.")
        superuser = url(postgres, SUPERUSER, database="postgres")
        run(postgres, postgres.binaries / "psql", "-qX", superuser, "-f", SCRIPTS / "roles.sql")
        yield postgres


def url(postgres: Postgres, role: str, password: str | None = None, database: str = "okr") -> str:
    """Return the way in, as the programs of Postgres read it."""
    place = f"host={postgres.folder.sockets}&port=5432"
    return f"postgresql://{role}:{password or postgres.folder.password(role)}@/{database}?{place}"


def run(postgres: Postgres, *command: str | Path) -> None:
    """Run a program with the passwords that scripts/roles.sql asks for."""
    given = {"OWNER_PASSWORD": postgres.folder.password(OWNER), "BACKUP_PASSWORD": BACKUP}
    given |= {"APP_PASSWORD": postgres.folder.password(APP)}
    given |= {"OKR_PG_BIN": str(postgres.binaries.folder)}
    done = subprocess.run(
        [*map(str, command)], env=os.environ | given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotRun(f"{command[1]}: {done.stderr.strip()}")


def settings_of(postgres: Postgres, folder: Path) -> Settings:
    """Return what a service on this server would be told."""
    return Settings(
        database_url=postgres.app_url,
        owner_database_url=postgres.owner_url,
        data_dir=folder,
        token_private_key=SecretStr(new_token_key()),
        cursor_secret=SecretStr(new_cursor_secret()),
    )


async def content(postgres: Postgres) -> Content:
    """Read every row of every table, past row security."""
    way = postgres.folder.url(SUPERUSER, DATABASE).replace("+asyncpg", "")
    connection = await asyncpg.connect(way)
    try:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        return {table: tuple(await connection.fetchrow(CONTENT.format(table))) for table in tables}
    finally:
        await connection.close()


def size_of(tables: Content) -> str:
    """Say how much there is."""
    return f"{sum(rows for rows, _ in tables.values()):,} rows in {len(tables)} tables"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long something took."""
    begun = time.monotonic()
    yield
    print(f"{name:10} {time.monotonic() - begun:.1f} s", flush=True)


def conclude(name: str, wrong: list[Any], well: str) -> None:
    """Say that all is well, or end the drill."""
    if wrong:
        raise CannotRun(f"{name}: " + "\n".join(map(str, wrong)))
    print(f"{name:10} {well}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CannotRun as error:
        sys.exit(f"The drill failed. {error}")
