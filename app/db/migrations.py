"""Builds the tables. What to do stands in `alembic/`, whose settings stand in pyproject.toml."""

from collections.abc import Callable
from typing import Any

from alembic.config import Config

from alembic import command
from app.settings import ROOT

Say = Callable[[str], None]


def migrate(owner_url: str, say: Say) -> None:
    """Bring the database to the newest revision. Who comes second waits, and finds it done."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes.update(url=owner_url, say=say, applied=applied(say))
    command.upgrade(config, "head")


def applied(say: Say) -> Callable[..., None]:
    """Return what Alembic calls after each revision."""

    def tell(*, step: Any, **_: Any) -> None:
        """Say what was done."""
        say(f"Migrated to {step.up_revision_id}: {step.up_revision.doc}")

    return tell
