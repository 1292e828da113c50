"""A measurement import on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.features.check_ins.schemas import MovedPublic
from app.features.goals.schemas import Hidden
from app.features.measurements.schemas import MeasurementCreate, MeasurementPublic
from app.tables.values import RequestBody

MOST_ROWS = 500


class MeasurementRow(MeasurementCreate):
    """A value of one of many KPIs."""

    kpi_id: UUID


class MeasurementImport(RequestBody):
    """Many values at once: all of them are written, or none."""

    items: Annotated[list[MeasurementRow], Constraint(min_length=1, max_length=MOST_ROWS)]


class MeasurementImportPublic(SQLModel):
    """The measurements that stand for what was sent, in its order, and all goals that they moved.

    `measurement_count` are new: a value that stood already is not written again.
    """

    measurement_count: int
    items: list[MeasurementPublic]
    affected: list[MovedPublic | Hidden]
