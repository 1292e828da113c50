"""Where the values of a KPI come from: people measure it, or a formula works them out."""

from app.domain.errors import Conflict, NotValid
from app.domain.kpi import Aggregate


class KpiAggregateRequired(NotValid):
    """Nobody could tell the figure of a cycle from those of its periods."""

    code = "kpi_aggregate_required"


class KpiAggregateUnfit(NotValid):
    """A formula is worked out over a cycle as well: it aggregates nothing itself."""

    code = "kpi_aggregate_unfit"


class KpiIsFormula(Conflict):
    """What others are measured for is not measured itself."""

    code = "kpi_is_formula"


def ensure_source(
    aggregate: Aggregate | None, formula: str | None, pointer: str = "/aggregate"
) -> None:
    """Raise unless a KPI has an aggregate or a formula, and not both."""
    if formula is None and aggregate is None:
        raise KpiAggregateRequired(pointer)
    if formula is not None and aggregate is not None:
        raise KpiAggregateUnfit(pointer)


def ensure_measured(formula: str | None) -> None:
    """Raise where somebody measures what a formula works out."""
    if formula is not None:
        raise KpiIsFormula
