"""How much one owner takes on: few objectives, few KPIs, few key results."""

from enum import StrEnum


class Limits(StrEnum):
    """What happens beyond a limit: it is refused, or the sheet tells."""

    enforce = "enforce"
    advise = "advise"
