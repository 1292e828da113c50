"""How the thresholds of a KPI, or what they judge, are refused."""

from app.domain.errors import NotValid


class KpiScoringUnfit(NotValid):
    """A range is kept or not: it knows no other scoring than `veto`."""

    code = "kpi_scoring_unfit"


class KpiMemberRequired(NotValid):
    """Nothing could be judged without it."""

    code = "kpi_member_required"


class KpiMemberUnfit(NotValid):
    """It would be ignored under this direction and scoring."""

    code = "kpi_member_unfit"


class KpiRangeReversed(NotValid):
    """A range has its lower limit below its upper one."""

    code = "kpi_range_reversed"


class KpiTargetReversed(NotValid):
    """A target lies beyond the baseline, in the direction of the KPI."""

    code = "kpi_target_reversed"


class KpiTargetNotPositive(NotValid):
    """Nothing can be divided by a target of 0, and a ratio to one below means nothing."""

    code = "kpi_target_not_positive"


class KpiWarningUnfit(NotValid):
    """Yellow lies between 0 and 1, the attainment of green."""

    code = "kpi_warning_unfit"


class KpiValueNegative(NotValid):
    """A ratio is one of values from 0."""

    code = "kpi_value_negative"
