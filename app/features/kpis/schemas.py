"""KPIs on the wire."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, AfterValidator, BaseModel, ConfigDict
from pydantic import Field as Constraint

from app.db.paging import NameSort, Page, PageRequest
from app.domain.formula_refusals import MOST_CHARACTERS
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate, KpiDirection, Scoring
from app.domain.visibility import Visibility
from app.domain.yardstick import WARNING
from app.features.goals.schemas import Owner, OwnerPublic
from app.tables.asked import AskedBool
from app.tables.kpi import (
    ActiveFrom,
    ActiveUntil,
    Baseline,
    Definition,
    KpiFields,
    Lower,
    Share,
    Target,
    Upper,
    YellowFrom,
)
from app.tables.values import (
    At,
    Instant,
    Number,
    RequestBody,
    Text,
    Title,
    Unit,
    Words,
    refused,
)

MOST_STEPS, MOST_GUARDS = 50, 100
KEY_FORM = "^[a-z][a-z0-9_]{0,31}$"
CALLED = "What formulas call it: `[a-z][a-z0-9_]{0,31}`, but not `min` or `max`."
Key = Annotated[Text, Constraint(min_length=1, max_length=32, description=CALLED)]
Formula = Annotated[
    Text,
    Constraint(
        min_length=1,
        max_length=MOST_CHARACTERS,
        description="Arithmetic over keys of KPIs, such as `(revenue - cost) / revenue`.",
    ),
]


class KpiStep(BaseModel):
    """The attainment of whatever has reached a value."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    from_: Number = Constraint(alias="from")
    attainment: Number


def each_once(ids: list[UUID]) -> list[UUID]:
    """Refuse to name the same thing twice."""
    if len(set(ids)) < len(ids):
        raise refused("named_twice")
    return ids


STEPS = "Under `steps`: what a value attains, by the best of those that it has reached."
Steps = Annotated[list[KpiStep], Constraint(min_length=1, max_length=MOST_STEPS, description=STEPS)]
Guards = Annotated[
    list[UUID],
    Constraint(
        max_length=MOST_GUARDS,
        description="Ids of objectives that show how it stands.",
        json_schema_extra={"uniqueItems": True},
    ),
    AfterValidator(each_once),
]  # fmt: skip


class KpiCreate(RequestBody):
    """A new KPI. It is measured, and has an `aggregate`; or it has a `formula`.

    Which thresholds belong to it depends on `direction` and `scoring`. Without a `key` it gets one
    that is made of its name.
    """

    key: Key | MISSING = MISSING
    name: Title
    definition: Definition | None = None
    unit: Unit | None = None
    direction: KpiDirection
    frequency: Frequency
    scoring: Annotated[
        Scoring | MISSING, Constraint(description="`veto` for a `range`, else `linear`.")
    ] = MISSING
    aggregate: Aggregate | None = None
    formula: Formula | None = None
    owner: Owner
    weight: Share = Decimal(1)
    baseline: Baseline | None = None
    lower: Lower | None = None
    upper: Upper | None = None
    steps: Steps | None = None
    warning: YellowFrom = WARNING
    target: Target | None = None
    active_from: ActiveFrom
    active_until: ActiveUntil | None = None
    visibility: Visibility | MISSING = MISSING
    guards: Annotated[Guards, Constraint(default_factory=list)]


class KpiUpdate(RequestBody):
    """A change. Leave a field out to keep it. `steps` and `guards` are sent whole."""

    key: Key | MISSING = MISSING
    name: Title | MISSING = MISSING
    definition: Definition | MISSING | None = MISSING
    unit: Unit | MISSING | None = MISSING
    direction: KpiDirection | MISSING = MISSING
    frequency: Frequency | MISSING = MISSING
    scoring: Scoring | MISSING = MISSING
    aggregate: Aggregate | MISSING | None = MISSING
    formula: Formula | MISSING | None = MISSING
    owner: Owner | MISSING = MISSING
    weight: Share | MISSING = MISSING
    baseline: Baseline | MISSING | None = MISSING
    lower: Lower | MISSING | None = MISSING
    upper: Upper | MISSING | None = MISSING
    steps: Steps | MISSING | None = MISSING
    warning: YellowFrom | MISSING = MISSING
    target: Target | MISSING | None = MISSING
    active_from: ActiveFrom | MISSING = MISSING
    active_until: ActiveUntil | MISSING | None = MISSING
    visibility: Visibility | MISSING = MISSING
    guards: Guards | MISSING = MISSING


class KpiPublic(KpiFields):
    """A KPI. `guards` are the objectives that it guards, as far as you may see them."""

    id: UUID
    org_id: UUID
    key: Annotated[str, Constraint(pattern=KEY_FORM, description="What formulas call it.")]
    aggregate: Annotated[Aggregate | None, Constraint(description="Null of a formula.")]
    formula: Annotated[str | None, Constraint(description="Null of what is measured.")]
    owner: OwnerPublic
    steps: Annotated[list[KpiStep] | None, Constraint(description=STEPS)]
    guards: list[UUID]
    created_at: At
    updated_at: At
    version: int


class KpiPage(Page[KpiPublic]):
    """A page of KPIs."""


class KpiFilter(PageRequest):
    """Which KPIs to list: each filter is named after its field; repeated, it means any."""

    owner_id: list[UUID] | None = None
    team_id: list[UUID] | None = None
    key: list[Key] | None = None
    direction: list[KpiDirection] | None = None
    frequency: list[Frequency] | None = None
    scoring: list[Scoring] | None = None
    formula: Annotated[
        AskedBool | None, Constraint(description="Only formulas, or only what is measured.")
    ] = None
    visibility: list[Visibility] | None = None
    updated_since: Instant | None = None
    q: Words | None = None
    sort: NameSort = "-created_at"
