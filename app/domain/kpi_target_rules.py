"""Which targets of periods fit a KPI."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.domain.errors import DomainError, NotValid
from app.domain.frequency import Frequency
from app.domain.member_import import RowRepeated
from app.domain.period_rules import ensure_begins
from app.domain.yardstick import Yardstick
from app.domain.yardstick_rules import ensure_target

Row = tuple[date, Decimal]


def ensure_targets(frequency: Frequency, yardstick: Yardstick, rows: Sequence[Row]) -> None:
    """Raise where targets of periods are wrong, with all that are."""
    if wrong := list(wrong_targets(frequency, yardstick, rows)):
        raise NotValid.where(wrong)


def wrong_targets(
    frequency: Frequency, yardstick: Yardstick, rows: Sequence[Row]
) -> Iterator[tuple[str, DomainError]]:
    """Yield what is wrong with targets of periods, and where it stands."""
    seen: set[date] = set()
    for n, (period_on, target) in enumerate(rows):
        try:
            ensure_begins(frequency, period_on, f"/items/{n}/period_on")
            ensure_target(yardstick, target, f"/items/{n}/target")
        except NotValid as refused:
            yield refused.pointer, refused
        if period_on in seen:
            yield f"/items/{n}/period_on", RowRepeated()
        seen.add(period_on)
