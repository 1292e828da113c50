"""Which thresholds belong to a direction and a scoring."""

from app.domain.kpi import KpiDirection, Scoring


def required(direction: KpiDirection, scoring: Scoring) -> frozenset[str]:
    """Return the thresholds without which nothing can be judged."""
    if direction is KpiDirection.range:
        return frozenset({"lower", "upper"})
    if scoring is Scoring.steps:
        return frozenset({"steps"})
    is_from_baseline = (direction, scoring) == (KpiDirection.lower, Scoring.linear)
    return frozenset({"baseline"}) if is_from_baseline else frozenset()


def taken(direction: KpiDirection, scoring: Scoring) -> frozenset[str]:
    """Return the thresholds that mean something, the target among them; others are refused.

    Under `steps` a target is only shown.
    """
    if direction is KpiDirection.range:
        return frozenset({"lower", "upper"})
    own = {Scoring.linear: {"baseline"}, Scoring.steps: {"steps"}}.get(scoring, set())
    return frozenset({"target"} | own)
