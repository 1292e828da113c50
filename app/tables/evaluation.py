"""How key operating figures did, and what somebody says of it."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.evaluation import EvaluationState
from app.tables.base import FIGURE, LONG, MEASURE
from app.tables.constraints import one_of, part_of, refers_to, share
from app.tables.owned import OwnedRow, one_owner
from app.tables.values import LongText


class EvaluationFields(SQLModel):
    """What a person writes."""

    assessment: LongText | None = Field(sa_type=LONG)


class Evaluation(EvaluationFields, OwnedRow, table=True):
    """The evaluation of one owner in one cycle. No key of it leads to an objective or a score."""

    __table_args__ = (
        UniqueConstraint(
            "org_id",
            "cycle_id",
            "owner_member_id",
            "owner_team_id",
            name="uq_evaluation_whose",
            postgresql_nulls_not_distinct=True,
        ),
        refers_to("cycle", "cycle_id"),
        refers_to("member", "owner_member_id"),
        refers_to("team", "owner_team_id"),
        refers_to("member", "evaluator_id"),
        one_owner(),
        Index(None, "org_id", "owner_member_id"),
        Index(None, "org_id", "owner_team_id"),
        Index(None, "org_id", "created_at", "id"),
        Index(None, "org_id", "updated_at"),
    )

    cycle_id: UUID
    evaluator_id: UUID
    state: EvaluationState = Field(default=EvaluationState.draft, sa_type=one_of(EvaluationState))
    result: Decimal | None = Field(default=None, sa_type=FIGURE)
    rating: str | None = Field(default=None, max_length=40)
    comment: LongText | None = Field(default=None, sa_type=LONG)


class EvaluationLine(SQLModel, table=True):
    """A KPI as it stood when the evaluation was shared."""

    __tablename__ = "evaluation_line"
    __table_args__ = (
        part_of("evaluation", "evaluation_id"),
        refers_to("kpi", "kpi_id"),
        share(),
        Index(None, "org_id", "kpi_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    evaluation_id: UUID = Field(primary_key=True)
    kpi_id: UUID = Field(primary_key=True)
    position: int
    name: str = Field(max_length=200)
    weight: Decimal = Field(sa_type=MEASURE)
    attainment: Decimal | None = Field(default=None, sa_type=FIGURE)
    capped: Decimal | None = Field(default=None, sa_type=FIGURE)
    weighted: Decimal | None = Field(default=None, sa_type=FIGURE)
