"""Judging how key operating figures did, apart from what is learnt from objectives."""

from enum import StrEnum

RATING_BANDS = (
    {"from": 1.1, "rating": "exceeded"},
    {"from": 0.95, "rating": "met"},
    {"from": 0.7, "rating": "partly"},
    {"from": 0, "rating": "missed"},
)


class EvaluationState(StrEnum):
    """How far an evaluation is."""

    draft = "draft"
    shared = "shared"
    acknowledged = "acknowledged"
