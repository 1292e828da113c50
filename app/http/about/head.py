"""The migration that this code was written for."""

import re
from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parents[3] / "alembic" / "versions"
REVISION = re.compile(r'^(down_revision|revision)(?:: [^=]+)? = "([^"]+)"', re.MULTILINE)


@cache
def heads() -> frozenset[str]:
    """Return the revisions that none follows, by the files alone: they are not run."""
    named = [pair for file in VERSIONS.glob("*.py") for pair in REVISION.findall(file.read_text())]
    after = {revision for kind, revision in named if kind == "down_revision"}
    return frozenset(r for kind, r in named if kind == "revision" and r not in after)
