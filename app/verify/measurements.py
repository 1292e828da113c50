"""What was measured: for periods of a KPI, one after the other, of which the last one stands."""

from collections import Counter
from collections.abc import Iterator

from app.domain.period import begin
from app.tables import Kpi, Measurement
from app.verify.company import Company


def wrong_measurements(company: Company) -> Iterator[str]:
    """Yield the measurements that nobody could have written."""
    for each in company.measurements.values():
        yield from wrong(company, company.kpis[each.kpi_id], each)
    stand = Counter((each.kpi_id, each.period_on) for each in company.standing())
    for (kpi_id, period_on), count in stand.items():
        if count > 1:
            yield f"kpi {kpi_id}: {count} measurements stand for {period_on}."


def wrong(company: Company, kpi: Kpi, measurement: Measurement) -> Iterator[str]:
    """Yield what is wrong with one."""
    named, period_on = f"measurement {measurement.id}", measurement.period_on
    if kpi.formula is not None:
        yield f"{named}: its KPI is a formula, {kpi.id}."
    if begin(kpi.frequency, period_on) != period_on:
        yield f"{named}: no period of its KPI begins on {period_on}."
    if not kpi.active.contains(period_on):
        yield f"{named}: its KPI is not watched on {period_on}."
    if measurement.replaces_id is not None:
        replaced = company.measurements[measurement.replaces_id]
        if (replaced.kpi_id, replaced.period_on) != (kpi.id, period_on):
            yield f"{named}: it replaces one of another period, {replaced.id}."
