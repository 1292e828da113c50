"""What is watched all the time."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Constraint
from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.domain.active import Active
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate, KpiDirection, Scoring
from app.domain.threshold import Threshold
from app.domain.visibility import Visibility
from app.domain.yardstick import Yardstick
from app.tables.base import LONG, MEASURE
from app.tables.constraints import finite, one_of, part_of, refers_to, share
from app.tables.owned import OwnedRow, not_for_no_team, one_owner
from app.tables.values import DAY, NUMBER, SHARE, Day, LongText, Number, Title, Unit, Weight, said

Definition = Annotated[LongText, Constraint(description="How it is measured, and what counts.")]
IN_AN_EVALUATION = "Its share in an evaluation."
Share = Annotated[Weight, Constraint(description=IN_AN_EVALUATION), said(SHARE, IN_AN_EVALUATION)]
Baseline = Annotated[Number, said(NUMBER, "Under `linear`: the value that attains 0.")]
Lower = Annotated[Number, said(NUMBER, "Of a `range`: the least that is good.")]
Upper = Annotated[Number, said(NUMBER, "Of a `range`: the most that is good.")]
YellowFrom = Annotated[
    Number, said(NUMBER, "From this attainment on it is `yellow`, below it `red`.")
]
Target = Annotated[Number, said(NUMBER, "Wanted of each period that has no target of its own.")]
PeriodOn = Annotated[Day, said(DAY, "The first day of a period.")]
ActiveFrom = Annotated[Day, said(DAY, "The first day on which it is watched.")]
ActiveUntil = Annotated[Day, said(DAY, "The last day on which it is watched, if any.")]


class KpiFields(SQLModel):
    """What a person writes."""

    name: Title
    definition: Definition | None = Field(sa_type=LONG)
    unit: Unit | None = Field(sa_type=String(20))
    direction: KpiDirection = Field(sa_type=one_of(KpiDirection, "direction"))
    frequency: Frequency = Field(sa_type=one_of(Frequency))
    scoring: Scoring = Field(sa_type=one_of(Scoring))
    weight: Share = Field(sa_type=MEASURE)
    baseline: Baseline | None = Field(sa_type=MEASURE)
    lower: Lower | None = Field(sa_type=MEASURE)
    upper: Upper | None = Field(sa_type=MEASURE)
    warning: YellowFrom = Field(sa_type=MEASURE)
    target: Target | None = Field(sa_type=MEASURE)
    active_from: ActiveFrom
    active_until: ActiveUntil | None
    visibility: Visibility = Field(sa_type=one_of(Visibility))


class Kpi(KpiFields, OwnedRow, table=True):
    """A key operating figure of a member, of a team, or else of the organization.

    It is measured, or it is a formula over others: then it has no aggregate of its own.
    """

    __table_args__ = (
        UniqueConstraint("org_id", "key"),
        refers_to("member", "owner_member_id"),
        refers_to("team", "owner_team_id"),
        one_owner(),
        not_for_no_team(),
        share(),
        finite("baseline", "lower", "upper", "warning", "target"),
        CheckConstraint("active_from <= active_until", name="span"),
        CheckConstraint("num_nonnulls(aggregate, formula) = 1", name="formula"),
        CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,31}$'", name="key"),
        Index(None, "org_id", "owner_member_id", "id"),
        Index(None, "org_id", "owner_team_id", "id"),
        Index(None, "org_id", "created_at", "id"),
        Index(None, "org_id", "updated_at"),
    )

    key: str = Field(max_length=32)
    aggregate: Aggregate | None = Field(default=None, sa_type=one_of(Aggregate))
    steps: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    formula: str | None = Field(default=None, max_length=500)

    @property
    def active(self) -> Active:
        """When it is watched, as the rules see it."""
        return Active(self.active_from, self.active_until)

    @property
    def yardstick(self) -> Yardstick:
        """What its values are judged by, as the rules see it."""
        return Yardstick(
            direction=self.direction,
            scoring=self.scoring,
            baseline=self.baseline,
            lower=self.lower,
            upper=self.upper,
            steps=thresholds_in(self.steps),
            warning=self.warning,
        )


def exactly(number: float) -> Decimal:
    """Return a number in JSON as it was written."""
    return Decimal(str(number))


def thresholds_in(steps: list[dict[str, Any]] | None) -> list[Threshold] | None:
    """Return steps in JSON as the rules see them."""
    if steps is None:
        return None
    return [Threshold(exactly(each["from"]), exactly(each["attainment"])) for each in steps]


class KpiTarget(SQLModel, table=True):
    """The target of one period, where it is not the KPI's default."""

    __tablename__ = "kpi_target"
    __table_args__ = (part_of("kpi", "kpi_id"), finite("target"))

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kpi_id: UUID = Field(primary_key=True)
    period_on: date = Field(primary_key=True)
    target: Decimal = Field(sa_type=MEASURE)
