"""Variables that look like ours and mean nothing: usually a typing error."""

import stat
from collections.abc import Iterator
from difflib import get_close_matches
from os import environ
from pathlib import Path

from app.cli.doctor.finding import Finding, ok, warn
from app.settings import PREFIX, Settings

CHECK, FILE = "environment", Path(".env")
OTHERS = {"OKR_PG_BIN", "OKR_TEST_DATABASE_URL"}  # of the demo's Postgres, and of the tests


def examine_names(settings: Settings) -> Iterator[Finding]:
    """Name each, and a `.env` with secrets that others may read."""
    known = {f"{PREFIX}{field.upper()}" for field in type(settings).model_fields} | OTHERS
    unknown = [name for name in environ if name.startswith(PREFIX) and name not in known]
    for name in sorted(unknown):
        close = get_close_matches(name, known, 1)
        remedy = f"Did you mean {close[0]}?" if close else "Remove it: nothing reads it."
        yield warn(CHECK, f"{name} is no setting", remedy)
    if FILE.exists() and (mode := stat.S_IMODE(FILE.stat().st_mode)) & 0o077:
        yield warn(CHECK, f"others may read .env (mode {mode:o})", "chmod 600 .env")
    elif not unknown:
        yield ok(CHECK, f"every {PREFIX} variable is a setting")
