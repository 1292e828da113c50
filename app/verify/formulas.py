"""Formulas over KPIs: they can be read, stand on what they name, and never on themselves."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from app.domain.errors import NotValid
from app.domain.formula import ensure_known, names, read
from app.domain.kpi_entry import ensure_frequency
from app.tables import Kpi
from app.verify.company import Company


def wrong_formulas(company: Company) -> Iterator[str]:
    """Yield the formulas that nobody can work out."""
    for kpi in company.kpis.values():
        try:
            yield from wrong(company, kpi)
        except NotValid as refusal:
            yield f"kpi {kpi.id}: its formula would be refused: {refusal.code}."
    try:
        TopologicalSorter(company.parts_of()).prepare()
    except CycleError as error:
        path = " > ".join(str(id) for id in error.args[1])
        yield f"kpi: formulas stand on one another in a loop: {path}."


def wrong(company: Company, kpi: Kpi) -> Iterator[str]:
    """Yield what is wrong with one formula, or with a KPI that has none."""
    keys = {each.key: each.id for each in company.kpis.values()}
    formula = None if kpi.formula is None else read(kpi.formula)
    if formula is not None:
        ensure_known(formula, keys)
    expected = set() if formula is None else {keys[name] for name in names(formula)}
    ensure_frequency(kpi.frequency, [company.kpis[id].frequency for id in expected])
    for id in sorted(expected ^ company.parts_of()[kpi.id]):
        verb = "names" if id in expected else "does not name"
        yield f"kpi {kpi.id}: its formula {verb} {id}, and its parts are told otherwise."
