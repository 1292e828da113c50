"""Everything that an organization has written down, as it is stored at one moment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.alignment import AlignmentState
from app.domain.cycle import SHUT
from app.tables import (
    Alignment,
    CheckIn,
    Cycle,
    Evaluation,
    EvaluationLine,
    Initiative,
    Invitation,
    KeyResult,
    Kpi,
    KpiFigure,
    KpiPart,
    KpiTarget,
    KpiTotal,
    Measurement,
    Member,
    Objective,
    Organization,
    OrganizationState,
    Snapshot,
    Target,
    Team,
    Theme,
)

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Company:
    """The rows of an organization, by id."""

    organization: Organization
    state: OrganizationState | None
    members: Mapping[UUID, Member]
    invitations: Sequence[Invitation]
    teams: Sequence[Team]
    themes: Sequence[Theme]
    cycles: Mapping[UUID, Cycle]
    objectives: Mapping[UUID, Objective]
    key_results: Mapping[UUID, KeyResult]
    check_ins: Mapping[UUID, CheckIn]
    alignments: Sequence[Alignment]
    initiatives: Mapping[UUID, Initiative]
    targets: Sequence[Target]
    snapshots: Sequence[Snapshot]
    kpis: Mapping[UUID, Kpi]
    kpi_parts: Sequence[KpiPart]
    kpi_targets: Sequence[KpiTarget]
    kpi_figures: Sequence[KpiFigure]
    kpi_totals: Mapping[tuple[UUID, UUID], KpiTotal]
    measurements: Mapping[UUID, Measurement]
    evaluations: Sequence[Evaluation]
    evaluation_lines: Sequence[EvaluationLine]

    def check_ins_of(self) -> Mapping[UUID, list[CheckIn]]:
        """Return the check-ins by key result."""
        said: dict[UUID, list[CheckIn]] = defaultdict(list)
        for check_in in self.check_ins.values():
            said[check_in.key_result_id].append(check_in)
        return said

    def accepted(self) -> list[Alignment]:
        """Return the edges that count."""
        return [edge for edge in self.alignments if edge.state is AlignmentState.accepted]

    def standing(self) -> list[Measurement]:
        """Return the measurements that no other replaces."""
        replaced = {each.replaces_id for each in self.measurements.values()}
        return [each for each in self.measurements.values() if each.id not in replaced]

    def parts_of(self) -> Mapping[UUID, set[UUID]]:
        """Return the parts of each formula, as they are told beside it."""
        parts: dict[UUID, set[UUID]] = {id: set() for id in self.kpis}
        for part in self.kpi_parts:
            parts[part.kpi_id].add(part.part_id)
        return parts

    def around(self, cycle: Cycle) -> Iterator[Cycle]:
        """Yield the cycle that one lies in, the one around that, and so on: each once."""
        seen = {cycle.id}
        while cycle.parent_id is not None and cycle.parent_id not in seen:
            cycle = self.cycles[cycle.parent_id]
            seen.add(cycle.id)
            yield cycle

    def shut(self) -> set[UUID]:
        """Return the cycles in which nothing changes: the closed ones, and those inside."""
        return {
            cycle.id
            for cycle in self.cycles.values()
            if any(each.state in SHUT for each in (cycle, *self.around(cycle)))
        }


async def read_company(session: AsyncSession, organization: Organization) -> Company:
    """Read all of it."""

    async def all_of(table: type[Row]) -> Sequence[Row]:
        columns: Any = table
        mine = select(table).where(columns.org_id == organization.id)
        return (await session.exec(mine)).all()

    states = await all_of(OrganizationState)
    return Company(
        organization=organization,
        state=states[0] if states else None,
        members={row.id: row for row in await all_of(Member)},
        invitations=await all_of(Invitation),
        teams=await all_of(Team),
        themes=await all_of(Theme),
        cycles={row.id: row for row in await all_of(Cycle)},
        objectives={row.id: row for row in await all_of(Objective)},
        key_results={row.id: row for row in await all_of(KeyResult)},
        check_ins={row.id: row for row in await all_of(CheckIn)},
        alignments=await all_of(Alignment),
        initiatives={row.id: row for row in await all_of(Initiative)},
        targets=await all_of(Target),
        snapshots=await all_of(Snapshot),
        kpis={row.id: row for row in await all_of(Kpi)},
        kpi_parts=await all_of(KpiPart),
        kpi_targets=await all_of(KpiTarget),
        kpi_figures=await all_of(KpiFigure),
        kpi_totals={(row.kpi_id, row.cycle_id): row for row in await all_of(KpiTotal)},
        measurements={row.id: row for row in await all_of(Measurement)},
        evaluations=await all_of(Evaluation),
        evaluation_lines=await all_of(EvaluationLine),
    )
