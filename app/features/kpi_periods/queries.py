"""Reading figures of KPIs: stored where something was measured, nothing elsewhere."""

from typing import Any

from sqlalchemy import Date, and_, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.json import JSON, constant, json_object, number
from app.domain.frequency import Frequency
from app.domain.kpi import KpiStatus

JUDGED = ("value", "target", "attainment")
LENGTHS = {
    Frequency.weekly: "7 days",
    Frequency.monthly: "1 month",
    Frequency.quarterly: "3 months",
    Frequency.yearly: "1 year",
}


def last_day_of(k: Any, period_on: Any) -> Any:
    """Return the last day of the period that begins on a day."""
    lengths = [(k.frequency == constant(f), interval(text)) for f, text in LENGTHS.items()]
    return cast(period_on + case(*lengths) - interval("1 day"), Date())


def interval(text: str) -> Any:
    """Return a length of time, written into the statement."""
    return literal_column(f"'{text}'::interval")


def watched_in(k: Any, c: Any) -> tuple[Any, Any]:
    """Return the first and the last day of a cycle on which a KPI is watched."""
    first = func.greatest(c.starts_on, k.active_from, type_=Date())
    return first, func.least(c.ends_on, k.active_until, type_=Date())


def overlaps(k: Any, c: Any) -> Any:
    """Say which KPIs are watched on a day of a cycle."""
    first, last = watched_in(k, c)
    return first <= last


def periods_in(k: Any, c: Any) -> Any:
    """Count the periods of a KPI that a cycle has."""
    found = func.app_periods(k.frequency, *watched_in(k, c)).table_valued("period_on")
    return select(func.count()).select_from(found).scalar_subquery()


def period(f: Any, k: Any) -> JSON:
    """Return how a KPI stands in a period that has a figure."""
    return json_object(
        {
            "period_on": f.period_on,
            "ends_on": last_day_of(k, f.period_on),
            **{name: number(getattr(f, name)) for name in JUDGED},
            "status": f.status,
            "measurement_id": f.measurement_id,
        }
    )


def latest(k: Any, c: Any) -> JSON:
    """Return the latest period of a cycle that has a value, or null."""
    f = aliased(sql.kpi_figure)
    mine = and_(f.org_id == k.org_id, f.kpi_id == k.id)
    inside = f.period_on.between(*watched_in(k, c))
    found = select(period(f, k)).where(mine, inside).order_by(f.period_on.desc())
    return found.limit(literal_column("1")).correlate(k, c).scalar_subquery()


def to_date(t: Any, k: Any, c: Any) -> JSON:
    """Return how a KPI stands over a cycle. `t` is its total there, absent where nothing is."""
    return json_object(
        {
            **{name: number(getattr(t, name)) for name in JUDGED},
            "status": func.coalesce(t.status, constant(KpiStatus.none)),
            "measured": func.coalesce(t.measured, literal_column("0")),
            "periods": periods_in(k, c),
        }
    )


def its_total(t: Any, k: Any, c: Any) -> Any:
    """Say which total is that of a KPI over a cycle."""
    return and_(t.org_id == k.org_id, t.kpi_id == k.id, t.cycle_id == c.id)
