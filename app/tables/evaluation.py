"""How key operating figures did, and what somebody says of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.evaluation import EvaluationState
from app.domain.ownership import Owner
from app.tables.base import FIGURE, LONG, MEASURE, VersionedRow
from app.tables.constraints import one_of, part_of, refers_to, share
from app.tables.values import LongText


class EvaluationFields(SQLModel):
    """What a person writes."""

    assessment: LongText | None = Field(sa_type=LONG)


class Evaluation(EvaluationFields, VersionedRow, table=True):
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
        CheckConstraint("num_nonnulls(owner_member_id, owner_team_id) <= 1", name="owner"),
        Index(None, "org_id", "owner_member_id"),
        Index(None, "org_id", "owner_team_id"),
        Index(None, "org_id", "created_at", "id"),
        Index(None, "org_id", "updated_at"),
    )

    cycle_id: UUID
    owner_member_id: UUID | None = None
    owner_team_id: UUID | None = None
    evaluator_id: UUID
    state: EvaluationState = Field(default=EvaluationState.draft, sa_type=one_of(EvaluationState))
    result: Decimal | None = Field(default=None, sa_type=FIGURE)
    rating: str | None = Field(default=None, max_length=40)
    comment: LongText | None = Field(default=None, sa_type=LONG)

    @property
    def owner(self) -> Owner:
        """Whose figures are judged, as the rules see it."""
        return Owner.of(self.owner_member_id, self.owner_team_id)

    def facts(self) -> dict[str, Any]:
        """Return what people wrote, with the owner under the name of the API."""
        facts = super().facts() | {"owner": self.owner._asdict()}
        return {name: each for name, each in facts.items() if not name.startswith("owner_")}


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
