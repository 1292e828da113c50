"""How a difference is told."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

NEAR = Decimal("1e-12")  # sums in another order may end in another last digit


def is_same(stored: Any, expected: Any) -> bool:
    """Whether two values are the same, as far as decimals can tell."""
    if isinstance(stored, Decimal) and isinstance(expected, Decimal):
        return abs(stored - expected) <= NEAR
    return bool(stored == expected)


def differing(
    kind: str, id: UUID | str, stored: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a sentence for each field that is not what it should be."""
    for name, value in expected.items():
        if not is_same(stored[name], value):
            yield f"{kind} {id}: {name} is stored as {told(stored[name])}, not {told(value)}."


def told(value: Any) -> str:
    """Return a value in words: nothing is `nothing`."""
    return "nothing" if value is None else str(value)
