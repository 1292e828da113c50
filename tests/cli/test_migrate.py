from pathlib import Path

from app.embedded.server import Postgres
from app.settings import ROOT
from tests.cli.conftest import Start
from tests.served import PATIENCE

REVISIONS = len(list(Path(ROOT, "alembic", "versions").glob("*.py")))


def test_three_at_once_migrate_once(start: Start, postgres: Postgres) -> None:
    owner = postgres.owner_url
    three = [start("migrate", owner_database_url=owner) for _ in range(3)]

    said = [process.communicate(timeout=PATIENCE)[0] for process in three]

    assert [process.returncode for process in three] == [0, 0, 0], said
    assert "".join(said).count("Migrated to ") in (0, REVISIONS)  # 0: another test was first
    assert "".join(said).count("at the newest revision") == 3
