"""The `okr` command."""

from app.cli.okr import main

__all__ = ["main"]
