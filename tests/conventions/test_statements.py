"""The statements that answer reads, as they are compiled."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import app.features
from app.db.fast import FastList, FastRead


def reads() -> Iterator[tuple[str, FastRead]]:
    """Yield every read of every feature; a list without and with all of its filters."""
    for module in pkgutil.walk_packages(app.features.__path__, "app.features."):
        if not module.name.endswith(".queries"):
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, FastRead):
                yield f"{module.name}.{name}", value
            elif isinstance(value, FastList):
                yield f"{module.name}.{name}", value.read(())
                yield f"{module.name}.{name} filtered", value.read(tuple(value.filters))
                for sort in value.sorts:
                    later = value.read(tuple(value.filters), f"-{sort}", False, counts=True)
                    yield f"{module.name}.{name} by {sort}", later


@pytest.mark.parametrize("read", [each for _, each in reads()], ids=[name for name, _ in reads()])
def test_a_read_enters_once(read: FastRead) -> None:
    assert read.sql.count("enter(") == 1
