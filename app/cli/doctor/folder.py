"""The data folder: whether the service can keep there what it has to."""

import os
import stat
from pathlib import Path
from tempfile import TemporaryFile

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.settings import Settings

CHECK = "data folder"


def examine_folder(settings: Settings) -> Finding:
    """Write a file there and take it away again."""
    folder = settings.data_dir.absolute()
    if not folder.exists():
        return examine_place(folder)
    try:
        with TemporaryFile(dir=folder):
            mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError as error:
        return cannot_write(folder, error)
    if mode & 0o077:
        return warn(CHECK, f"others may enter {folder} (mode {mode:o})", f"chmod 700 {folder}")
    return ok(CHECK, f"{folder} can be written")


def examine_place(folder: Path) -> Finding:
    """Say whether it can be made. The check itself makes nothing that stays."""
    above = next(each for each in folder.parents if each.exists())
    try:
        with TemporaryFile(dir=above):
            return ok(CHECK, f"{folder} will be made")
    except OSError as error:
        return cannot_write(above, error)


def cannot_write(folder: Path, error: OSError) -> Finding:
    """Say why nothing can be written there."""
    remedy = f"Give it to whoever runs this (chown {os.geteuid()}), or choose with OKR_DATA_DIR."
    return fail(CHECK, f"{folder} cannot be written: {error.strerror}", remedy)
