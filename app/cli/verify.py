"""`okr verify`: whether what is stored is what it should be."""

import asyncio
import sys
from typing import Annotated

import typer

from app import verify as verification
from app.cli.database import there_for_the_owner
from app.settings import Settings

IN_ORDER = (
    "Nothing differs: stored figures recomputed, alignments free of loops, no gap in the journal, "
    "no orphaned row, snapshots and targets as they stand, every text known to search."
)


def verify(
    org: Annotated[str | None, typer.Option(help="The slug of the only one to look at.")] = None,
) -> None:
    """Recompute every stored figure and look for loops, gaps and orphans; change nothing."""
    with there_for_the_owner(Settings()) as database:
        differences = checked(database.settings, org)
    for difference in differences:
        typer.echo(difference)
    if differences:
        raise typer.Exit(1)
    typer.echo(IN_ORDER)


def checked(settings: Settings, org: str | None) -> list[str]:
    """Return what differs, with a bar on the way that no pipe gets to see."""
    with typer.progressbar(length=1, label="Checking", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            """Move the bar."""
            bar.length = total
            bar.update(done - bar.pos)

        return asyncio.run(verification.verify(settings, show, org))
