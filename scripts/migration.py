"""Writes a migration: what the tables say beyond what the migrations build."""

import subprocess
import sys
from pathlib import Path

from alembic.config import Config

from alembic import command
from app.db.migrations import migrate
from app.embedded.server import throwaway


def main(message: str) -> None:
    """Build a scratch database, compare it with the tables, and format what comes out."""
    if not message:
        sys.exit('Say what it does: make migration m="add theme"')
    with throwaway() as postgres:
        migrate(postgres.owner_url, print)
        config = Config(toml_file="pyproject.toml")
        config.attributes["url"] = postgres.owner_url
        number = len(list(Path("alembic/versions").glob("*.py"))) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "alembic"], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
