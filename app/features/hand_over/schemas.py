"""A hand-over on the wire."""

from uuid import UUID

from pydantic import RootModel
from sqlmodel import SQLModel

from app.tables.values import LongText, RequestBody


class MemberId(RootModel[UUID]):
    """The id of a member."""


class HandOver(RequestBody):
    """Who gets it. The note stands in the journal beside each thing."""

    to: MemberId
    note: LongText | None = None


class HandOverPublic(SQLModel):
    """What went to the other member."""

    objective_ids: list[UUID]
    key_result_ids: list[UUID]
    initiative_ids: list[UUID]
    team_ids: list[UUID]
    kpi_ids: list[UUID]
