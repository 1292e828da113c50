"""Targets of periods on the wire."""

from typing import Annotated

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.tables.kpi import PeriodOn
from app.tables.values import Number, RequestBody

MOST_TARGETS = 1000


class KpiTargetBody(RequestBody):
    """What is wanted of the period that begins on a day."""

    period_on: PeriodOn
    target: Number


class KpiTargetsPut(RequestBody):
    """All exceptions to the default target: those that are not named are gone."""

    items: Annotated[list[KpiTargetBody], Constraint(max_length=MOST_TARGETS)]


class KpiTargetPublic(SQLModel):
    """What is wanted of the period that begins on a day."""

    period_on: PeriodOn
    target: Number


class KpiTargetsPublic(SQLModel):
    """All exceptions to the default target of a KPI, by period."""

    items: list[KpiTargetPublic]
