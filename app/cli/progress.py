"""How far something has come: a bar on a terminal, a line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import typer

HUNDRED = 100
QUARTER = 25
Show = Callable[[float], None]  # which part is done, from 0 to 1


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Show]:
    """Show how far it has come, on stderr: what scripts read is not disturbed."""
    if quiet:
        yield lambda part: None
    elif sys.stderr.isatty():
        yield from bar(label)
    else:
        yield lines(label)


def bar(label: str) -> Iterator[Show]:
    """Draw a bar, from the first news on."""
    with ExitStack() as drawn:

        @cache
        def begun() -> Any:
            """Draw it once."""
            return drawn.enter_context(
                typer.progressbar(length=HUNDRED, label=label, file=sys.stderr)
            )

        def show(part: float) -> None:
            """Move it, where there is something to see."""
            if (ahead := int(part * HUNDRED) - begun().pos) > 0:
                begun().update(ahead)

        yield show


def lines(label: str) -> Show:
    """Write a line at every quarter of the way."""
    told = 0

    def show(part: float) -> None:
        """Write, where another quarter is done."""
        nonlocal told
        reached = int(part * HUNDRED) // QUARTER * QUARTER
        if reached > told:
            told = reached
            print(f"{label} {reached} %", file=sys.stderr, flush=True)

    return show
