"""The periods of the KPIs of the story, and what is wanted of them."""

from datetime import date, timedelta
from decimal import Decimal

from app.demo.calendar import Calendar, quarter_of
from app.demo.kpi_script import Kpi
from app.domain.period import periods


def watched_from(calendar: Calendar) -> date:
    """Return the day from which on KPIs are watched: what came before is taken over."""
    return quarter_of(calendar.spans["year"].first - timedelta(days=1)).first


def periods_of(calendar: Calendar, kpi: Kpi) -> list[date]:
    """Return the first days of all periods of a KPI, in five quarters."""
    return periods(kpi.frequency, watched_from(calendar), calendar.spans["year"].last)


def wanted_of(calendar: Calendar, kpi: Kpi) -> dict[date, Decimal]:
    """Return what is wanted of single periods: by quarter, or told of one."""
    days, stages = periods_of(calendar, kpi), kpi.stages
    quarters = sorted({quarter_of(day).first for day in days})
    wanted = {}
    for day in days if stages else ():
        target = stages[quarters.index(quarter_of(day).first)]
        if target != kpi.usual:
            wanted[day] = target
    return wanted | {days[each.at]: each.target for each in kpi.targets}
