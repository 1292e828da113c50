"""The tables as statements see them: `sql.cycle.starts_on` is a column, not a day.

SQLModel types an attribute of a table as the value of a row. Where columns are written and
selected that is in the way; where rows are read (`select(Cycle)`) the classes themselves serve.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app import tables

account: Any = tables.Account
alignment: Any = tables.Alignment
check_in: Any = tables.CheckIn
cycle: Any = tables.Cycle
evaluation: Any = tables.Evaluation
evaluation_line: Any = tables.EvaluationLine
initiative: Any = tables.Initiative
invitation: Any = tables.Invitation
journal_entry: Any = tables.JournalEntry
key_result: Any = tables.KeyResult
kpi: Any = tables.Kpi
kpi_figure: Any = tables.KpiFigure
kpi_guard: Any = tables.KpiGuard
kpi_part: Any = tables.KpiPart
kpi_target: Any = tables.KpiTarget
kpi_total: Any = tables.KpiTotal
link: Any = tables.Link
measurement: Any = tables.Measurement
member: Any = tables.Member
objective: Any = tables.Objective
organization: Any = tables.Organization
organization_state: Any = tables.OrganizationState
personal_token: Any = tables.PersonalToken
refresh_token: Any = tables.RefreshToken
session: Any = tables.Session
snapshot: Any = tables.Snapshot
target: Any = tables.Target
team: Any = tables.Team
team_member: Any = tables.TeamMember
theme: Any = tables.Theme


async def rows(session: AsyncSession, statement: Any, **params: Any) -> Sequence[Any]:
    """Return what a statement of columns finds."""
    found: Sequence[Any] = (await session.exec(statement, params=params or None)).all()
    return found
